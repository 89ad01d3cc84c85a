"""The form of one delay: a whole number between the bounds of its rule."""

from __future__ import annotations

from typing import Any

from django import forms

from notifications.bounds import TimerRule
from veille.act_form import ActForm


class DelayForm(ActForm):
    value = forms.IntegerField(label="Délai", min_value=0, max_value=999)

    def __init__(self, *args: Any, rule: TimerRule, present: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["value"]
        field.initial = present
        field.label = f"{rule.label}, en {rule.unit.label}"
        field.help_text = f"De {rule.minimum} à {rule.words(rule.maximum)}."
        field.widget.attrs["size"] = 4
