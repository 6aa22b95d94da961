"""Announcing a meeting: whose it is, when, where, and what it debates."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator

from core.enums import DatePrecision
from core.glyphs import validate_drawn, validate_one_line
from network.models import Delegation, User
from network.permissions import is_national_team
from proposals.enums import ProposalState, QuestionStatus, TrackStatus
from proposals.models import Proposal, Question, WorkTrack
from regions.enums import REGIONAL_KINDS, GroupKind, MeetingKind
from regions.models import Meeting, QualityGroup
from regions.models.subjects import Debatable, column_of
from regions.services.meetings import debated

LONGEST_WELCOME = 2_000
FIRST_DAY, LAST_DAY = date(1985, 1, 1), date(2100, 12, 31)
UNLIKELY = "Cette année n’est pas vraisemblable."
FIXED, NOT_YET = "fixe", "pas-encore"
USUAL, CHOSEN = "habituel", "choisi"


@dataclass(frozen=True)
class Point:
    """Something that may be debated, as the form offers it."""

    subject: Debatable
    is_chosen: bool

    @property
    def key(self) -> str:
        return key_of(self.subject)

    @property
    def kind(self) -> str:
        return self.subject._meta.verbose_name

    @property
    def title(self) -> str:
        return self.subject.title if isinstance(self.subject, Question) else self.subject.label


def key_of(subject: Debatable) -> str:
    return f"{column_of(subject)}-{subject.pk}"


class AgendaField(forms.Field):
    """Checked boxes, in the order they are sent; ``subjects`` are all those offered, by key."""

    def __init__(self, **kwargs) -> None:
        super().__init__(required=False, widget=forms.MultipleHiddenInput, **kwargs)
        self.subjects: dict[str, Debatable] = {}

    def clean(self, value: Sequence[str] | None) -> list[Debatable]:
        # What went since the page was opened is no longer there to be debated.
        return [self.subjects[key] for key in dict.fromkeys(value or ()) if key in self.subjects]


class MeetingForm(forms.ModelForm):
    """``by`` is offered only what they may announce. Without an instance saved before, it announces."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    shown_at = forms.CharField(widget=forms.HiddenInput, required=False)
    holder = forms.ChoiceField(label="Qui la tient")
    day_is = forms.ChoiceField(
        label="Le jour",
        choices=[(FIXED, "Il est fixé"), (NOT_YET, "Pas encore fixé")],
        widget=forms.RadioSelect,
        initial=FIXED,
    )
    day = forms.DateField(label="Jour", required=False)
    last_day = forms.DateField(label="Dernier jour", required=False, help_text="Si elle en dure plusieurs.")
    words = forms.CharField(
        label="Quand, en mots",
        required=False,
        max_length=120,
        help_text="Par exemple « fin 2010, début 2011 ». Vide si rien n’en est dit.",
    )
    not_before = forms.DateField(
        label="Pas avant le", required=False, help_text="Ces deux dates la rangent dans le calendrier."
    )
    not_after = forms.DateField(label="Pas après le", required=False)
    points = forms.ChoiceField(
        label="Ordre du jour",
        choices=[(USUAL, "Celui que le réseau propose"), (CHOSEN, "Je le choisis")],
        widget=forms.RadioSelect,
        initial=USUAL,
    )
    agenda = AgendaField(label="Points à débattre")

    class Meta:
        model = Meeting
        fields = ("kind", "title", "starts_at", "ends_at", "place", "address", "welcome", "audience")
        labels = {"kind": "Genre de rencontre", "audience": "Qui peut lire cette page", "place": "Lieu"}
        help_texts = {
            "title": "Vide, ce sera le genre et la délégation.",
            "audience": "",
            "starts_at": "",
            "place": "Une ville, une structure. Vide s’il n’est pas encore connu.",
        }
        error_messages = {"kind": {"required": "Choisissez un genre de rencontre."}}

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.by = by
        self.is_new = self.instance.pk is None
        self.holders = _holders(by) if self.is_new else {}
        self._offer_holders()
        self._offer_points()
        for name, field in self.fields.items():
            _suit(name, field)
        if self.is_new:
            self.initial.setdefault("uid", uuid.uuid4())
        else:
            self.initial.setdefault("shown_at", self.instance.updated_at.isoformat())
            del self.fields["points"]
            self._show_day()

    # --- What is offered ------------------------------------------------------------------------------

    def _offer_holders(self) -> None:
        kinds = [MeetingKind.NATIONAL_GROUP, MeetingKind.EVENT]
        if not self.is_new:
            del self.fields["holder"]
            kinds = [*REGIONAL_KINDS, MeetingKind.EVENT] if self.instance.delegation_id else kinds
        else:
            self.fields["holder"].choices = [(key, str(holder)) for key, holder in self.holders.items()]
            if len(self.holders) == 1:
                del self.fields["holder"]
            kinds = list(MeetingKind) if is_national_team(self.by) else [*REGIONAL_KINDS, MeetingKind.EVENT]
        self.fields["kind"].choices = [(kind.value, kind.label[0].upper() + kind.label[1:]) for kind in kinds]

    def _offer_points(self) -> None:
        self.held = [] if self.is_new else [one.subject for one in self.instance.items.with_subjects()]
        offered = [*self.held, *_debatable(self.by)]
        self.fields["agenda"].subjects = {key_of(one): one for one in offered}
        usual = (
            debated(Meeting(kind=MeetingKind.SEMINAR, delegation=self.only_delegation)) if self.is_new else self.held
        )
        self.initial.setdefault("agenda", [key_of(one) for one in usual])
        self.initial.setdefault("shown_points", [key_of(one) for one in self.held])

    @property
    def only_delegation(self) -> Delegation | None:
        only = next(iter(self.holders.values())) if len(self.holders) == 1 else None
        return only if isinstance(only, Delegation) else None

    @property
    def shown_points(self) -> list[str]:
        """The agenda as it stood when the form was first shown."""
        return self.data.getlist("shown_points") if self.is_bound else self.initial["shown_points"]

    @property
    def chosen(self) -> list[Point]:
        """The points checked, in their order."""
        subjects = self.fields["agenda"].subjects
        return [Point(subjects[key], True) for key in dict.fromkeys(self["agenda"].value() or ()) if key in subjects]

    @property
    def offered(self) -> list[tuple[str, list[Point]]]:
        """The others, by kind."""
        chosen = {point.key for point in self.chosen}
        groups: dict[str, list[Point]] = {"Pistes de travail": [], "Questions": [], "Propositions": []}
        names = {WorkTrack: "Pistes de travail", Question: "Questions", Proposal: "Propositions"}
        for key, subject in self.fields["agenda"].subjects.items():
            if key not in chosen:
                groups[names[type(subject)]].append(Point(subject, False))
        return [(name, points) for name, points in groups.items() if points]

    def _show_day(self) -> None:
        meeting, shown = self.instance, {}
        if meeting.is_settled:
            shown = {"day_is": FIXED, "day": meeting.starts_on}
            shown["last_day"] = meeting.ends_on if meeting.ends_on != meeting.starts_on else None
        else:
            shown = {"day_is": NOT_YET, "words": meeting.date_label}
            shown |= {"not_before": meeting.starts_on, "not_after": meeting.ends_on}
        self.initial = shown | self.initial

    # --- What is taken --------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.is_new:
            self._take_holder(data)
        else:
            self._compare()
        if data.get("day_is") == FIXED:
            self._take_day(data)
        else:
            self._take_bounds(data)
        return data

    def _take_holder(self, data: dict[str, Any]) -> None:
        key = data.get("holder") or next(iter(self.holders), "")
        holder = self.holders.get(key)
        if isinstance(holder, QualityGroup):
            self.instance.group = holder
            if data.get("kind") in REGIONAL_KINDS:
                self.add_error("kind", "Ce genre de rencontre est celui d’une délégation : choisissez-en une.")
        elif holder:
            self.instance.delegation = holder
            if data.get("kind") == MeetingKind.NATIONAL_GROUP:
                self.add_error("kind", "Ce genre de rencontre est celui d’un groupe national : choisissez-en un.")

    def _take_day(self, data: dict[str, Any]) -> None:
        first, last = data.get("day"), data.get("last_day")
        if first is None:
            if "day" not in self.errors:
                self.add_error("day", "Donnez le jour, ou choisissez « Pas encore fixé ».")
            return
        if last and last < first:
            self.add_error("last_day", "Le dernier jour précède le premier.")
            return
        self._set_dates(first, last or first, DatePrecision.DAY, "")
        start, end = data.get("starts_at"), data.get("ends_at")
        if end and not start:
            self.add_error("starts_at", "Donnez l’heure de début avec celle de fin.")
        elif end and end <= start and (last or first) == first:
            self.add_error("ends_at", "L’heure de fin précède celle de début.")

    def _take_bounds(self, data: dict[str, Any]) -> None:
        first, last = data.get("not_before"), data.get("not_after")
        if data.get("starts_at"):
            self.add_error("starts_at", "Donnez le jour exact avant l’heure.")
        if bool(first) != bool(last):
            self.add_error("not_after" if first else "not_before", "Donnez les deux dates, ou aucune.")
        elif first and last < first:
            self.add_error("not_after", "Cette date précède l’autre.")
        else:
            self._set_dates(
                first, last, DatePrecision.FUZZY if first else DatePrecision.UNKNOWN, data.get("words") or ""
            )

    def _set_dates(self, first, last, precision: str, words: str) -> None:
        meeting = self.instance
        meeting.starts_on, meeting.ends_on, meeting.precision, meeting.date_label = first, last, precision, words

    def _compare(self) -> None:
        """Whoever saves after someone else reads both texts first."""
        shown, stamp = self.cleaned_data.get("shown_at"), self.instance.updated_at.isoformat()
        if not shown or shown == stamp:
            return
        self.data = self.data.copy()
        self.data["shown_at"] = stamp
        self.add_error(
            None,
            "Quelqu’un a modifié cette rencontre depuis que vous l’avez ouverte. Comparez, puis enregistrez : "
            "votre texte remplacera le sien.",
        )
        for name in self.changed_data:
            if name not in ("shown_at", "agenda"):
                now = self[name].initial
                self.add_error(name, f"Enregistré maintenant : « {now} »" if now else "Enregistré maintenant : vide.")

    @property
    def subjects(self) -> list[Debatable] | None:
        """The agenda asked for; None stands for the usual one. What someone added meanwhile stays, at the end."""
        if self.cleaned_data.get("points") == USUAL:
            return None
        chosen = self.cleaned_data["agenda"]
        added = [one for one in self.held if key_of(one) not in self.shown_points and one not in chosen]
        return [*chosen, *added]

    def refuse(self, error: Exception) -> None:
        """Say on the form what the service refused."""
        self.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi",
        max_length=240,
        validators=[validate_drawn, validate_one_line],
        help_text="Les personnes attendues le liront.",
        error_messages={"required": "Dites pourquoi elle est annulée : les personnes attendues le liront."},
    )


def moved(keys: Sequence[str], *, up: str = "", down: str = "") -> list[str]:
    """The points in a new order: one goes up by a place, or down."""
    order = list(dict.fromkeys(keys))
    if (key := up or down) in order:
        place = order.index(key)
        order.insert(max(place - 1, 0) if up else place + 1, order.pop(place))
    return order


def _holders(user: User) -> dict[str, Delegation | QualityGroup]:
    """Those someone may announce for: their delegations; for the national team, all of them and its own groups."""
    delegations, groups = Delegation.objects.current().filter(is_head_office=False), QualityGroup.objects.none()
    if is_national_team(user):
        groups = QualityGroup.objects.exclude(kind=GroupKind.REGIONAL)
    else:
        delegations = delegations.filter(pk__in=user.current_delegations)
    return {f"delegation-{one.pk}": one for one in delegations} | {f"groupe-{one.pk}": one for one in groups}


def _debatable(user: User) -> Iterable[Debatable]:
    tracks = WorkTrack.objects.visible_to(user).exclude(status__in=(TrackStatus.COMPLETED, TrackStatus.ABANDONED))
    questions = Question.objects.visible_to(user).exclude(status=QuestionStatus.SETTLED)
    proposals = Proposal.objects.visible_to(user).exclude(state=ProposalState.REJECTED)
    return [
        *tracks.order_by("-year", "kind", "position"),
        *questions.order_by("-seminar__year", "position"),
        *proposals.order_by("number"),
    ]


def _suit(name: str, field: forms.Field) -> None:
    """The input a phone shows for each kind of value; what cannot be drawn in a PDF is refused where it is typed."""
    if isinstance(field, forms.DateField):
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        field.validators += [MinValueValidator(FIRST_DAY, UNLIKELY), MaxValueValidator(LAST_DAY, UNLIKELY)]
        field.error_messages["invalid"] = "Écrivez la date en entier : jour, mois, année."
    elif isinstance(field, forms.TimeField):
        field.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        field.error_messages["invalid"] = "Écrivez l’heure ainsi : 14:30."
    elif type(field) is forms.CharField and not field.widget.is_hidden:
        field.validators.append(validate_drawn)
        if name == "welcome":
            field.widget.attrs["rows"] = 3
            field.validators.append(MaxLengthValidator(LONGEST_WELCOME))
        else:
            field.validators.append(validate_one_line)
