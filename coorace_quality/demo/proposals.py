"""Sentences of issue no. 4 that read as proposals, each marked as reconstructed and linked to what it is taken from."""

import yaml
from django.conf import settings

from core.enums import Provenance
from core.search import described_together
from proposals.models import Proposal, ProposalQuestion, ProposalTrack, ProposalTrend, Question, Trend, WorkTrack
from proposals.services import next_number
from seminars.models import Seminar

FILE = settings.BASE_DIR / "content" / "demo.yaml"
LINKS = {Trend: ProposalTrend, WorkTrack: ProposalTrack, Question: ProposalQuestion}
FROM = {Trend: "de cette évolution possible", WorkTrack: "de cette piste", Question: "de cette question"}


@described_together()
def load_proposals() -> list[str]:
    """Load them once: what an editor amended or deleted since is left alone. Return what to tell of it."""
    content = yaml.safe_load(FILE.read_text())
    seminar = Seminar.objects.filter(slug=content["séminaire"]).first()
    if seminar is None:
        return [f"Propositions de démonstration : aucune, le séminaire {content['séminaire']} n’est pas chargé."]
    origins = {
        origin.source_ref: origin for model in LINKS for origin in model.objects.filter(seminar=seminar).order_by("pk")
    }
    written = content["propositions"]
    loaded = Proposal.objects.filter(seminar=seminar, provenance=Provenance.RECONSTRUCTED, source_ref__in=origins)
    if loaded.exists():
        return ["Propositions de démonstration : déjà chargées."]
    kept = [entry for entry in written if entry["origine"] in origins]
    for number, entry in enumerate(kept, start=next_number()):
        _load(seminar, number, entry, origins[entry["origine"]], content["note"])
    return [f"Propositions de démonstration : {len(kept)}, reconstituées à partir du Fil d’Info n° 4."]


def _load(seminar: Seminar, number: int, entry: dict, origin: Trend | WorkTrack | Question, note: str) -> None:
    ref = entry["origine"]
    proposal = Proposal.objects.create(
        seminar=seminar,
        number=number,
        label=entry["étiquette"],
        theme=origin.theme if isinstance(origin, Question) else origin.label,
        wording=entry["phrase"],
        corrected_wording=_corrected(entry),
        provenance=Provenance.RECONSTRUCTED,
        source_ref=ref,
        provenance_note=note,
    )
    LINKS[type(origin)].objects.create(
        source=proposal,
        target=origin,
        provenance=Provenance.RECONSTRUCTED,
        source_ref=ref,
        reason=f"Reconstituée à partir d’une phrase {FROM[type(origin)]}.",
    )


def _corrected(entry: dict) -> str:
    """The sentence as readers see it; empty when the printed one has no slip."""
    text = entry["phrase"]
    for slip in entry.get("corrections", ()):
        text = text.replace(slip["imprimé"], slip["corrigé"])
    return text if "corrections" in entry else ""
