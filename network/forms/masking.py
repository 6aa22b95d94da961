"""Why a name is taken away, or given back."""

from django import forms


class MaskingForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Pour le journal de l’administration seulement : aucun lecteur ne le voit.",
        error_messages={"required": "Dites pourquoi, en quelques mots : « à la demande de la personne »."},
    )
