"""Forms of papers: the button that numbers one, the two fields that recognise one."""

from __future__ import annotations

from django import forms

from veille.act_form import ActForm


class PaperForm(ActForm):
    """Nothing to fill in: what the paper says comes from the file."""


class VerifyForm(forms.Form):
    """What is printed at the foot of a paper."""

    numero = forms.CharField(
        label="Numéro",
        help_text="Par exemple D10-4F3A9C1B",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Recopiez le numéro imprimé en bas de la page."},
    )
    empreinte = forms.CharField(
        label="Empreinte",
        help_text="Vingt chiffres et lettres, avec ou sans espaces",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Recopiez l’empreinte imprimée en bas de la page."},
    )
