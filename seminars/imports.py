"""Who took part in a stage, as a table: how many of each category, never names."""

from django.core.exceptions import ValidationError

from core.enums import Category
from core.imports import Choice, Column, Import, Key, Number, PortalResource, register
from core.imports.resources import provenance_columns
from seminars.models import Participation, Stage


def register_own() -> None:
    register(
        Import(
            "participation",
            "Participation aux séminaires",
            ParticipationResource,
            "par son séminaire, son étape et sa catégorie.",
            lambda: Participation.objects.select_related("stage__seminar").order_by("stage", "category"),
        )
    )


class ParticipationResource(PortalResource):
    class Meta(PortalResource.Meta):
        abstract = False
        model = Participation
        fields = ("seminar", "stage", "category", "count", "provenance", "source_ref", "provenance_note")

    seminar = Key("séminaire", "stage__seminar__slug", needed=True, note="2010 pour /seminaires/2010/.", example="2010")
    stage = Key("étape", "stage__slug", needed=True, note="Son adresse dans le portail.", example="seminaire-a-lille")
    category = Column("catégorie", "category", Choice(Category), needed=True, note=", ".join(Category.labels))
    count = Column("nombre", "count", Number(), needed=True, note="Combien de personnes.", example="12")
    provenance, source_ref, provenance_note = provenance_columns().values()

    def known(self, row: dict[str, str]) -> Participation | None:
        try:
            category = Choice(Category).clean(row["catégorie"])
        except ValueError:
            return None
        return Participation.objects.filter(stage=_stage(row), category=category).first()

    def prepare(self, instance: Participation, row: dict[str, str]) -> None:
        instance.stage = _stage(row)


def _stage(row: dict[str, str]) -> Stage:
    found = Stage.objects.filter(seminar__slug=row["séminaire"], slug=row["étape"]).first()
    if found is None:
        raise ValidationError({"stage": "Ce séminaire n’a pas d’étape à cette adresse."})
    return found
