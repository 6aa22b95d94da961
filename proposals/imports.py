"""Proposals, as a table. Their states are not in it: they move by a decision, which is dated and reasoned."""

from core.enums import Audience
from core.imports import ByKey, Choice, Column, Import, Key, Number, PortalResource, register
from core.imports.resources import provenance_columns
from proposals.models import Proposal
from proposals.services import next_number
from seminars.models import Seminar, Workshop


def register_own() -> None:
    register(
        Import(
            "propositions",
            "Propositions",
            ProposalResource,
            "par son numéro ; sans lui, par son séminaire et son numéro imprimé, ou par sa formulation courte.",
            lambda: Proposal.objects.select_related("seminar", "workshop").order_by("number"),
        )
    )


class WorkshopOfSeminar(ByKey):
    """A workshop, by its number in the seminar of the line."""

    def __init__(self) -> None:
        super().__init__(Workshop, "number", said="L’atelier")

    def clean(self, value: str, row=None, **kwargs) -> Workshop | None:
        number = Number().clean(value)
        if number is None:
            return None
        found = Workshop.objects.filter(number=number, seminar__slug=row["séminaire"]).first()
        if found is None:
            raise ValueError(f"L’atelier {number} n’existe pas dans ce séminaire.")
        return found


class ProposalResource(PortalResource):
    class Meta(PortalResource.Meta):
        abstract = False
        model = Proposal
        fields = (
            *("number", "seminar", "workshop", "printed_number", "label", "theme"),
            *("wording", "corrected_wording", "retained_wording", "audience"),
            *("provenance", "source_ref", "provenance_note"),
        )

    number = Key("numéro", "number", Number(), note="Celui du portail. Vide, le portail donne le suivant.")
    seminar = Column(
        "séminaire", "seminar", ByKey(Seminar, "slug", said="Le séminaire"), needed=True,
        note="Son adresse : 2010 pour /seminaires/2010/.", example="2010",
    )  # fmt: skip
    workshop = Column("atelier", "workshop", WorkshopOfSeminar(), note="Son numéro dans le séminaire.", example="3")
    printed_number = Column("numéro imprimé", "printed_number", Number(), note="S’il y en a un.")
    label = Column("formulation courte", "label", needed=True, note="La nôtre.", example="Partager un jobcoach")
    theme = Column("thème", "theme", example="Accompagnement")
    wording = Column("texte imprimé", "wording", needed=True, note="Mot pour mot.", example="Un jobcoach partagé.")
    corrected_wording = Column("texte corrigé", "corrected_wording", note="Si l’imprimé a une coquille.")
    retained_wording = Column("texte retenu", "retained_wording", note="S’il diffère du texte d’origine.")
    audience = Column("audience", "audience", Choice(Audience, empty=Audience.PUBLIC), note=", ".join(Audience.labels))
    provenance, source_ref, provenance_note = provenance_columns().values()

    def known(self, row: dict[str, str]) -> Proposal | None:
        if row["numéro"]:
            return Proposal.objects.filter(number=_number(row["numéro"])).first()
        within = Proposal.objects.filter(seminar__slug=row["séminaire"])
        if row["numéro imprimé"]:
            return within.filter(printed_number=_number(row["numéro imprimé"])).first()
        return within.filter(label=row["formulation courte"]).first()

    def prepare(self, instance: Proposal, row: dict[str, str]) -> None:
        instance.number = _number(row["numéro"]) or next_number()


def _number(text: str) -> int | None:
    """None of what is no number: its column says so."""
    try:
        return Number().clean(text)
    except ValueError:
        return None
