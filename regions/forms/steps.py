"""Taking a report to its next state."""

from django import forms

from regions.enums import ReportState


class StepForm(forms.Form):
    # Chosen by the button that is pressed.
    state = forms.TypedChoiceField(choices=ReportState, coerce=ReportState)
    comment = forms.CharField(
        label="Commentaire",
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3, "aria-describedby": "help-comment"}),
        error_messages={"max_length": "Ce commentaire est trop long : %(limit_value)d signes au plus."},
    )
    # That of the text it was shown with.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
