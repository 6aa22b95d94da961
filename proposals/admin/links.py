"""Links, edited from either of the objects they join: « Vient de » on one, « A donné » on the other."""

from collections.abc import Iterator

from django.db.models import Model
from django.forms.models import InlineForeignKeyField

from core import uses
from core.admin import FIELD_OF_CONSTRAINT, INLINES, PortalModelForm, PortalStackedInline, ReadOnly
from core.enums import Provenance
from core.uses import Going, Use, change_url
from proposals.models import LINKS, Link, Proposal, ProposalProposal
from proposals.thread import KIND_OF
from seminars.models import Workshop

FIELD_OF_CONSTRAINT["_has_reason"] = "reason"

UPSTREAM, DOWNSTREAM = "Vient de", "A donné"
OTHER_END = {"source": "target", "target": "source"}


class LinkForm(PortalModelForm):
    """Asks of a new link where it comes from: « attesté » is not to be said for want of a choice."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        provenance = self.fields["provenance"]
        provenance.error_messages["required"] = "Choisissez : ce lien est-il écrit dans la source, ou déduit ?"
        self.fields["reason"].error_messages["required"] = "Dites en une ligne ce qui justifie ce lien."
        if self.instance._state.adding:
            provenance.choices = [("", "—"), *Provenance.choices]
            self.initial["provenance"] = ""


class ProposalLinkForm(LinkForm):
    """Both ends are proposals."""

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("source") and cleaned["source"] == cleaned.get("target"):
            shown = next(name for name in OTHER_END if not isinstance(self.fields[name], InlineForeignKeyField))
            self.add_error(shown, "Une proposition ne vient pas d’elle-même : choisissez-en une autre.")
        return cleaned


class LinkInline(PortalStackedInline):
    form = LinkForm

    class Media:
        css = {"all": ["admin-portal/proposals.css"]}

    def shared_fieldsets(self, obj: Model | None):
        return []


def _inline(link: type[Link], fixed: str, heading: str) -> type[LinkInline]:
    """The links of one table, from the form of their ``fixed`` end."""
    other = OTHER_END[fixed]
    end = link._meta.get_field(other).related_model._meta
    filiation = ["filiation"] if link is ProposalProposal else []
    attributes = {
        "model": link,
        "fk_name": fixed,
        "form": ProposalLinkForm if filiation else LinkForm,
        "autocomplete_fields": [other],
        "verbose_name": "lien",
        "verbose_name_plural": f"{heading} : {end.verbose_name_plural}",
        "fieldsets": [(None, {"fields": [other, *filiation, "reason", ("provenance", "source_ref")]})],
    }
    return type(f"{link.__name__}{fixed.title()}Inline", (LinkInline,), attributes)


class WorkshopProposalInline(ReadOnly, PortalStackedInline):
    """A proposal says itself which workshop it was made in: it is read here, and changed on its own form."""

    model = Proposal
    verbose_name_plural = f"{DOWNSTREAM} : propositions"
    show_change_link = True
    fields = readonly_fields = ["theme", "state"]

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": self.fields})]


def upstream_inlines(model: type[Model]) -> list[type[LinkInline]]:
    return [_inline(link, "target", UPSTREAM) for link in LINKS if _end(link, "target") is model]


def downstream_inlines(model: type[Model]) -> list[type[LinkInline]]:
    return [_inline(link, "source", DOWNSTREAM) for link in LINKS if _end(link, "source") is model]


def _end(link: type[Link], name: str) -> type[Model]:
    return link._meta.get_field(name).related_model


def links_of(going: Going) -> Iterator[Use]:
    """What the objects are linked to that stays, each with the place in its form where the link stands."""
    for fixed, heading in (("target", UPSTREAM), ("source", DOWNSTREAM)):
        other = OTHER_END[fixed]
        for link in LINKS:
            group = link._meta.get_field(other).remote_field.related_name
            gone = going.get(_end(link, other), ())
            rows = link._base_manager.filter(**{f"{fixed}__in": going.get(_end(link, fixed), ())})
            for row in rows.select_related(fixed, other):
                end = getattr(row, other)
                if end not in gone:
                    label = f"{end._meta.verbose_name} « {end} » : {row.reason}"
                    yield Use(getattr(row, fixed), heading, label, f"{change_url(end)}#{group}-group")


for _model in KIND_OF:
    INLINES[_model] += [*upstream_inlines(_model), *downstream_inlines(_model)]
INLINES[Workshop].append(WorkshopProposalInline)
uses.register(links_of)
