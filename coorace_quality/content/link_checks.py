"""What the links of a content file must be: between known things, of kinds that can be linked, and each given once."""

from collections.abc import Iterator

from django.db import models

from coorace_quality.content.errors import Path, field_name
from coorace_quality.content.schema import Content
from core.enums import Provenance
from proposals.models import LINKS, Link, Observation, Question, Trend, WorkTrack
from seminars.models import Visit

Found = Iterator[tuple[Path, str]]

TABLES: dict[tuple[type[models.Model], type[models.Model]], type[Link]] = {
    (table._meta.get_field("source").related_model, table._meta.get_field("target").related_model): table
    for table in LINKS
}
_NAMES: dict[type[models.Model], str] = {
    Visit: "visite",
    Observation: "observation",
    Trend: "évolution",
    WorkTrack: "piste",
    Question: "question",
}


def id_prefix(content: Content) -> str:
    """What the references of the file's links begin with: it tells them from those made elsewhere."""
    return f"FIL-{content.issue.number}-"


def check_links(content: Content) -> Found:
    kinds = kinds_by_id(content)
    seen: dict[tuple[str, str], Path] = {}
    for rank, link in enumerate(content.links):
        path = ("liens", rank)
        if not link.id.startswith(id_prefix(content)):
            yield (
                (*path, "id"),
                f"« {link.id} » ne commence pas par « {id_prefix(content)} », comme tout lien du fichier",
            )
        if link.provenance == Provenance.ATTESTED and not link.passage:
            yield (*path, "provenance"), "un lien attesté donne le passage qui l’écrit (« passage: PQ-2 »)"
        known = True
        for key, ref in (("de", link.source), ("vers", link.target)):
            if ref not in kinds:
                known = False
                yield (
                    (*path, key),
                    f"« {ref} » n’est l’identifiant de rien que le fil relie : {', '.join(_NAMES.values())}",
                )
        if known and (kinds[link.source], kinds[link.target]) not in TABLES:
            source, target = _NAMES[kinds[link.source]], _NAMES[kinds[link.target]]
            yield (*path, "vers"), f"aucun lien ne va d’une {source} à une {target}"
        if seen.setdefault((link.source, link.target), path) != path:
            yield path, f"ce lien est déjà donné par {field_name(seen[link.source, link.target])}"


def kinds_by_id(content: Content) -> dict[str, type[models.Model]]:
    """The model of everything in the file that a link may join."""
    seminar = content.seminar
    if seminar is None:
        return {}
    tracks = [one for _, _, family in seminar.tracks.families for one in family] if seminar.tracks else []
    listed = {
        Visit: [visit for stage in seminar.stages for visit in stage.visits],
        Observation: seminar.observations,
        Trend: seminar.trends,
        WorkTrack: tracks,
        Question: [question for theme in seminar.themes for question in theme.questions],
    }
    return {item.id: model for model, items in listed.items() for item in items}
