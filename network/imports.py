"""Structures, people and their mandates, as tables."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from core.enums import Provenance
from core.imports import ByKey, Choice, Column, Day, Import, Key, PortalResource, register
from core.imports.resources import provenance_columns
from core.typography import french_slug
from network.enums import EnterpriseKind
from network.masking import masked_people
from network.models import Delegation, Enterprise, Mandate, Person
from network.names import is_called

MASKED = "Le nom de cette personne a été retiré : il ne revient pas par un fichier."


def register_own() -> None:
    register(
        Import(
            "structures",
            "Structures",
            EnterpriseResource,
            "par son identifiant ; sans identifiant, par son nom et son département.",
            lambda: Enterprise.objects.select_related("delegation"),
        )
    )
    register(
        Import(
            "personnes",
            "Personnes et mandats",
            MandateResource,
            "par la personne (prénom, nom, et référence s’il y a des homonymes), sa fonction, et où elle l’exerce.",
            _mandates,
        )
    )


class EnterpriseResource(PortalResource):
    class Meta(PortalResource.Meta):
        abstract = False
        model = Enterprise
        fields = ("slug", "name", "kind", "department", "delegation", "provenance", "source_ref", "provenance_note")

    slug = Key("identifiant", "slug", note="Celui de l’export. Vide, le portail en fait un.")
    name = Column("nom", "name", needed=True, note="Tel que la structure l’écrit.", example="Ateliers du Nord")
    kind = Column(
        "type", "kind", Choice(EnterpriseKind, empty=EnterpriseKind.UNKNOWN), note=", ".join(EnterpriseKind.labels)
    )
    department = Column("département", "department", note="Son numéro.", example="59")
    delegation = Column(
        "délégation", "delegation", ByKey(Delegation, "name", said="La délégation"), note="Son nom dans le portail."
    )
    provenance, source_ref, provenance_note = provenance_columns().values()

    def known(self, row: dict[str, str]) -> Enterprise | None:
        if row["identifiant"]:
            return Enterprise.objects.filter(slug=row["identifiant"]).first()
        return Enterprise.objects.filter(name=row["nom"], department=row["département"]).first()

    def prepare(self, instance: Enterprise, row: dict[str, str]) -> None:
        instance.slug = row["identifiant"] or french_slug(f"{row['nom']} {row['département']}")


class MandateResource(PortalResource):
    """A line is a mandate; it brings its person when the portal does not know them."""

    class Meta(PortalResource.Meta):
        abstract = False
        model = Mandate
        fields = (
            *("given_name", "family_name", "role", "delegation", "enterprise", "starts_on", "ends_on"),
            *("provenance", "source_ref", "provenance_note"),
        )

    given_name = Key("prénom", "person__given_name", needed=True, note="De la personne.", example="Hélène")
    family_name = Key("nom", "person__family_name", needed=True, note="Tel qu’imprimé.", example="Martin")
    role = Column("fonction", "role", needed=True, note="Telle qu’imprimée.", example="référente Qualité")
    delegation = Column(
        "délégation", "delegation", ByKey(Delegation, "name", said="La délégation"),
        note="Son nom dans le portail ; ou bien une structure, pas les deux.", example="COORACE Nord",
    )  # fmt: skip
    enterprise = Column(
        "structure", "enterprise", ByKey(Enterprise, "slug", said="La structure"), note="Son identifiant."
    )
    starts_on = Column("depuis le", "starts_on", Day(), note="Par exemple 31/12/2026.", example="01/09/2026")
    ends_on = Column("jusqu’au", "ends_on", Day(), note="Par exemple 31/12/2026.")
    provenance, source_ref, provenance_note = provenance_columns().values()

    def known(self, row: dict[str, str]) -> Mandate | None:
        person = _known_person(row)
        if person is None:
            return None
        held = Mandate.objects.filter(
            person=person,
            role=row["fonction"],
            delegation=Delegation.objects.filter(name=row["délégation"]).first(),
            enterprise=Enterprise.objects.filter(slug=row["structure"]).first(),
        )
        # Someone may hold a role, leave it, and hold it again.
        same_day = [one for one in held if self.fields["starts_on"].export(one) == row["depuis le"]]
        return next(iter(same_day), None) or (held[0] if len(held) == 1 else None)

    def prepare(self, instance: Mandate, row: dict[str, str]) -> None:
        instance.person = _known_person(row) or _new_person(row)


def _known_person(row: dict[str, str]) -> Person | None:
    if any(is_called(f"{row['prénom']} {row['nom']}", one) for one in masked_people()):
        raise ValidationError({"family_name": MASKED})
    found = list(Person.objects.filter(given_name=row["prénom"], family_name=row["nom"]))
    same_ref = [one for one in found if one.source_ref == row["référence"]]
    if len(found) > 1 and not same_ref:
        raise ValidationError({"family_name": "Plusieurs personnes portent ce nom : donnez la référence de l’une."})
    return next(iter(same_ref or found), None)


def _new_person(row: dict[str, str]) -> Person:
    try:
        provenance = Choice(Provenance).clean(row["provenance"])
    except ValueError as error:
        raise ValidationError({"provenance": str(error)}) from None
    person = Person(
        given_name=row["prénom"],
        family_name=row["nom"],
        provenance=provenance,
        source_ref=row["référence"],
        provenance_note=row["note de provenance"],
    )
    person.full_clean()
    person.save()
    return person


def _mandates() -> QuerySet:
    """Nobody whose name was taken away goes out in a file."""
    mandates = Mandate.objects.filter(person__masked_at=None).select_related("person", "delegation", "enterprise")
    return mandates.order_by("person__family_name", "person__given_name", "pk")
