"""Joining two situations: why, and the version of the other one that was compared."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.choices.merges import MergeReason
from casework.models import Case
from veille.act_form import ActForm


class MergeForm(ActForm):
    """A decision, for a coded reason. Nothing is joined by a likeness alone."""

    reason = forms.ChoiceField(
        label="Ce que vous avez vérifié",
        choices=[("", "Choisir"), *MergeReason.choices],
        error_messages={"required": "Choisissez ce que vous avez vérifié."},
    )
    other = forms.UUIDField(widget=forms.HiddenInput)
    other_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, other: Case | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if other is not None:
            self.fields["other"].initial = other.pk
            self.fields["other_version"].initial = other.version
