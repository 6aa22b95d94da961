"""The small forms that ask for the next state of a proposal, a track or a question."""

from django import forms
from django.utils import timezone

from core.glyphs import validate_drawn
from proposals.enums import ProposalState, QuestionStatus, TrackStatus
from proposals.models.proposal import ANSWERED
from proposals.services import PROPOSAL_STEPS, QUESTION_STEPS, TRACK_STEPS


class MoveForm(forms.Form):
    """The next state among those allowed, and why."""

    states: type
    steps: dict

    to = forms.ChoiceField(
        label="Nouvel état", widget=forms.RadioSelect, error_messages={"required": "Choisissez le nouvel état."}
    )
    comment = forms.CharField(
        label="Pourquoi ce changement",
        help_text="Facultatif. Publié dans l’historique, à la vue de qui peut lire cet objet.",
        required=False,
        validators=[validate_drawn],
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )

    def __init__(self, *args, state: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.state = self.states(state)
        to = self.fields["to"]
        to.choices = [(allowed.value, allowed.label) for allowed in self.steps[self.state]]
        # Someone else may have moved it since the page was opened.
        to.error_messages["invalid_choice"] = (
            f"L’état est maintenant « {self.state.label} » : choisissez parmi les suivants."
        )

    def clean_to(self) -> str:
        return self.states(self.cleaned_data["to"])

    @property
    def values(self) -> dict:
        """What the service is given, beside the object and its next state."""
        return {name: value for name, value in self.cleaned_data.items() if name != "to"}


class AnsweredMoveForm(MoveForm):
    """Some states are answers, published with the object: no text is asked for that would not be kept."""

    answered: tuple
    missing: str

    answer = forms.CharField(
        required=False,
        validators=[validate_drawn],
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
    )
    field_order = ("to", "answer", "settled_on", "comment")

    def __init__(self, *args, answer: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if answer:
            self.initial["comment"] = f"Réponse d’avant : « {answer} »"

    def clean(self) -> dict:
        cleaned = super().clean()
        to, answer = cleaned.get("to"), cleaned.get("answer", "").strip()
        if to in self.answered and not answer and "answer" not in self.errors:
            self.add_error("answer", self.missing)
        if to and to not in self.answered and answer:
            self.add_error("answer", f"L’état « {to.label} » n’a pas de réponse : videz-la, ou dites-le plus bas.")
        return cleaned


class ProposalMoveForm(AnsweredMoveForm):
    states = ProposalState
    steps = PROPOSAL_STEPS
    answered = ANSWERED
    missing = "Dites pourquoi : la réponse est publiée avec la proposition."

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = "Réponse motivée"
        self.fields["answer"].help_text = "Pour une proposition retenue, regroupée ou non retenue. Elle est publiée."


class TrackMoveForm(MoveForm):
    states = TrackStatus
    steps = TRACK_STEPS


class QuestionMoveForm(AnsweredMoveForm):
    states = QuestionStatus
    steps = QUESTION_STEPS
    answered = (QuestionStatus.SETTLED,)
    missing = "Dites ce qui a été tranché : la réponse est publiée avec la question."

    settled_on = forms.DateField(
        label="Tranchée le",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "vDateField"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = "Réponse"
        self.fields["answer"].help_text = "Pour une question tranchée. Elle est publiée."

    def clean(self) -> dict:
        cleaned = super().clean()
        to, day = cleaned.get("to"), cleaned.get("settled_on")
        if not to or "settled_on" in self.errors:
            return cleaned
        if to not in self.answered and day:
            self.add_error("settled_on", f"L’état « {to.label} » n’a pas de jour : videz-le.")
        elif to in self.answered and not day:
            self.add_error("settled_on", "Donnez le jour où elle a été tranchée.")
        elif day and day > timezone.localdate():
            self.add_error("settled_on", "Ce jour n’est pas encore venu.")
        return cleaned
