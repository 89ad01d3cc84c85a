"""Closing an alert of reading."""

from __future__ import annotations

from django import forms

from casework.choices.alerts import AlertOutcome
from veille.act_form import ActForm


class CloseAlertForm(ActForm):
    """What came of it, in a code."""

    outcome = forms.ChoiceField(
        label="Suite donnée", choices=AlertOutcome.choices, widget=forms.RadioSelect
    )
