"""Forms of the papers of a sitting: which to write, and the two buttons of their page."""

from __future__ import annotations

from typing import Any

from django import forms

from veille.act_form import ActForm


class BatchForm(ActForm):
    """``papiers``: the boxes that are ticked. Which there are is known when they are read."""

    papiers = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, keys: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["papiers"]
        # What is not offered any more is refused by the act, with its sentence.
        sent = self.data.getlist("papiers") if self.is_bound else []
        field.choices = [(key, key) for key in {*keys, *sent}]  # type: ignore[attr-defined]
