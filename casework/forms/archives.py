"""Forms of the motivated reading of an archive."""

from __future__ import annotations

from django import forms

from casework.choices.conservation import ReadingReason
from veille.act_form import ActForm


class AskReadingForm(ActForm):
    reason = forms.ChoiceField(
        label="Motif de la lecture", choices=ReadingReason.choices, widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label="Référence de la demande",
        max_length=60,
        help_text="Le numéro du courrier ou de la réquisition, sans aucun nom.",
    )
