"""What the parts of a content file say of one another: references, corrections, duplicates, pictures."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from html import unescape
from pathlib import Path as FilePath

from django.core.exceptions import ValidationError
from django.core.files.base import File

from coorace_quality.content.errors import Path, field_name
from coorace_quality.content.link_checks import check_links
from coorace_quality.content.schema import (
    Addressed,
    Content,
    Corrected,
    Correction,
    FiguresBlock,
    Identified,
    ImageBlock,
    RubriqueBlock,
    Strict,
    TextBlock,
    VisitContent,
)
from core.glyphs import undrawn
from core.images import master_jpeg
from core.sanitize import LINK_SCHEMES, allowed_tags, plain_text, sanitize_html

Found = Iterator[tuple[Path, str]]
Items = list[tuple[Path, Strict]]

_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)")
_LINK = re.compile(r"<a\b[^>]*>", re.IGNORECASE)


def check(content: Content, folder: FilePath) -> Found:
    """Yield each problem with the place it stands at."""
    items = list(walk(content))
    yield from _corrections(items)
    yield from _duplicates(items)
    yield from _network_references(content)
    yield from _meeting_references(content)
    yield from check_links(content)
    yield from _block_references(content)
    yield from _rich_texts(content)
    yield from _characters(items)
    for path, item in items:
        if isinstance(item, ImageBlock):
            yield from _picture((*path, "fichier"), item, folder)


def walk(item: Strict, path: Path = ()) -> Iterator[tuple[Path, Strict]]:
    """Yield every item of the file with its path, in the order of the schema."""
    yield path, item
    for name, field in type(item).model_fields.items():
        value = getattr(item, name)
        here = (*path, field.alias or name)
        if isinstance(value, Strict):
            yield from walk(value, here)
        elif isinstance(value, tuple):
            for rank, one in enumerate(value):
                if isinstance(one, Strict):
                    yield from walk(one, (*here, rank))


def _corrections(items: Items) -> Found:
    for path, item in items:
        if not isinstance(item, Corrected) or not item.corrections:
            continue
        texts = list(item.printed_texts)
        applied = [fragment for text in texts for fragment in item.fragments.findall(text)]
        seen = set()
        for rank, correction in enumerate(item.corrections):
            count = sum(text.count(correction.printed) for text in texts)
            here = (*path, "corrections", rank, "imprimé")
            if correction.printed in seen:
                yield here, f"« {correction.printed} » est déjà corrigé"
            elif count == 0:
                yield here, f"« {correction.printed} » n’est pas dans le texte à corriger"
            elif count > 1:
                yield here, f"« {correction.printed} » est {count} fois dans le texte : donnez un fragment plus long"
            elif correction.printed not in applied:
                yield here, f"« {correction.printed} » chevauche le fragment d’une autre correction"
            seen.add(correction.printed)


def _duplicates(items: Items) -> Found:
    seen: dict[tuple, Path] = {}

    def first_at(key: tuple, path: Path) -> str:
        """Where the key was met before; empty the first time."""
        return field_name(seen[key]) if seen.setdefault(key, path) != path else ""

    for path, item in items:
        if isinstance(item, Identified) and (first := first_at(("id", item.id), path)):
            yield (*path, "id"), f"« {item.id} » est déjà l’identifiant de {first}"
        if isinstance(item, Addressed):
            # Only visits live under their stage; other pages share one list of addresses.
            parent = path[:-2] if isinstance(item, VisitContent) else ()
            if first := first_at(("slug", type(item), parent, item.slug), path):
                yield (*path, "adresse"), f"« {item.slug} » est déjà l’adresse de {first}"
        if isinstance(item, RubriqueBlock) and (first := first_at(("anchor", item.anchor), path)):
            yield (*path, "ancre"), f"« {item.anchor} » est déjà l’ancre de {first}"


def _unknown(path: Path, ref: str, known: Collection[str], what: str) -> Found:
    if ref and ref not in known:
        yield path, f"« {ref} » n’est l’identifiant d’aucune {what} du fichier"


def _network_references(content: Content) -> Found:
    delegations = {one.id for one in content.delegations}
    enterprises = {one.id for one in content.enterprises}
    stages = content.seminar.stages if content.seminar else ()
    for rank, enterprise in enumerate(content.enterprises):
        here = ("structures", rank, "délégation")
        yield from _unknown(here, enterprise.delegation, delegations, "délégation")
    for rank, stage in enumerate(stages):
        for place, visit in enumerate(stage.visits):
            here = ("séminaire", "étapes", rank, "visites", place, "hôte")
            yield from _unknown(here, visit.host, enterprises, "structure")

    refs_of: dict[str, list[str]] = {}
    for rank, person in enumerate(content.people):
        refs = refs_of[person.id] = []
        for place, mandate in enumerate(person.mandates):
            here = ("personnes", rank, "fonctions", place)
            yield from _unknown((*here, "délégation"), mandate.delegation, delegations, "délégation")
            yield from _unknown((*here, "structure"), mandate.enterprise, enterprises, "structure")
            ref = mandate.id or person.id
            if ref in refs:
                yield (*here, "id"), f"une autre fonction de cette personne a déjà la référence « {ref} »"
            refs.append(ref)

    for rank, group in enumerate(content.groups):
        here = ("groupes", rank)
        yield from _unknown((*here, "délégation"), group.delegation, delegations, "délégation")
        yield from _unknown((*here, "étape"), group.stage, {one.id for one in stages}, "étape")
        seats = Counter(member.person for member in group.members)
        for place, member in enumerate(group.members):
            seat = (*here, "membres", place)
            yield from _unknown((*seat, "personne"), member.person, refs_of, "personne")
            if seats[member.person] > 1:
                yield (*seat, "personne"), f"« {member.person} » est {seats[member.person]} fois dans ce groupe"
            if member.mandate and member.mandate not in refs_of.get(member.person, [member.mandate]):
                yield (*seat, "fonction"), f"« {member.mandate} » n’est aucune des fonctions de « {member.person} »"


def _meeting_references(content: Content) -> Found:
    known = {
        "délégation": {one.id for one in content.delegations},
        "groupe": {one.id for one in content.groups},
        "étape": {one.id for one in content.seminar.stages} if content.seminar else set(),
    }
    for rank, meeting in enumerate(content.meetings):
        given = {"délégation": meeting.delegation, "groupe": meeting.group, "étape": meeting.stage}
        for key, ref in given.items():
            if ref and ref not in known[key]:
                article = "aucun" if key == "groupe" else "aucune"
                yield ("rencontres", rank, key), f"« {ref} » n’est l’identifiant d’{article} {key} du fichier"


def _block_references(content: Content) -> Found:
    people = {one.id for one in content.people}
    figures = {one.id for one in content.seminar.figures} if content.seminar else set()
    shown: dict[str, Path] = {}
    for rank, block in enumerate(content.issue.blocks):
        here = ("numéro", "blocs", rank)
        if isinstance(block, TextBlock):
            yield from _unknown((*here, "signataire"), block.person, people, "personne")
        if isinstance(block, FiguresBlock):
            for place, ref in enumerate(block.figures):
                figure = (*here, "chiffres", place)
                if ref not in figures:
                    yield figure, f"« {ref} » n’est l’identifiant d’aucun chiffre du séminaire"
                elif shown.setdefault(ref, figure) != figure:
                    yield figure, f"« {ref} » est déjà donné à {field_name(shown[ref])}"


def _rich_texts(content: Content) -> Found:
    for rank, block in enumerate(content.issue.blocks):
        if isinstance(block, TextBlock):
            yield from _markup(("numéro", "blocs", rank, "texte"), block.body)
    if imprint := content.issue.imprint:
        yield from _markup(("numéro", "ours", "texte"), imprint.text)
        for rank, link in enumerate(imprint.links):
            if f'href="{link.url}"' not in imprint.text:
                yield ("numéro", "ours", "liens", rank, "url"), f"l’ours ne contient aucun lien vers « {link.url} »"


def _markup(path: Path, html: str) -> Found:
    """One message for each thing the sanitiser would take away."""
    allowed = allowed_tags()
    refused = [name for name in dict.fromkeys(_TAG.findall(html)) if name.lower() not in allowed]
    for name in refused:
        yield path, f"la balise « {name} » n’est pas permise : {', '.join(sorted(allowed))}"
    for link in dict.fromkeys(_LINK.findall(html)):
        if not sanitize_html(f"{link}lien</a>").startswith("<a "):
            schemes = ", ".join(f"{scheme}:" for scheme in LINK_SCHEMES)
            yield path, f"« {link} » n’a pas d’adresse permise : elle commence par {schemes}"
    if html and not refused and not plain_text(html).strip():
        yield path, "ce texte n’a que des balises : écrivez-en un, ou retirez la ligne"


def _characters(items: Items) -> Found:
    """What no face of the portal draws could be read on no page, and is refused in a PDF."""
    for path, item in items:
        if isinstance(item, Correction):
            continue
        for name, field in type(item).model_fields.items():
            text = getattr(item, name)
            if not isinstance(text, str) or name == "printed":
                continue
            reading = item.reading(name) if isinstance(item, Corrected) else text
            if message := undrawn(unescape(reading)):
                yield (*path, field.alias or name), message


def _picture(path: Path, block: ImageBlock, folder: FilePath) -> Found:
    root = folder.resolve()
    try:
        file = (root / block.file).resolve()
        file.stat()
    except FileNotFoundError:
        pass  # said below
    except (OSError, ValueError):
        yield path, "ce nom d’image n’est pas un nom de fichier possible"
        return
    if not file.is_relative_to(root):
        yield path, f"« {block.file} » sort du dossier du fichier de contenu"
    elif not file.is_file():
        yield path, f"l’image « {block.file} » n’existe pas dans le dossier du fichier de contenu"
    else:
        try:
            with file.open("rb") as stream:
                master_jpeg(File(stream))
        except OSError as error:
            yield path, f"l’image « {block.file} » n’est pas lisible ({error.strerror})"
        except ValidationError as error:
            yield path, " ".join(error.messages)
