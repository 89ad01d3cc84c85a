"""The form of the papers of a sitting: which to write."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from veille.act_form import ActForm


class BatchForm(ActForm):
    """``papiers``: the boxes that are ticked. Which there are is known when they are read."""

    papiers = forms.MultipleChoiceField(required=False)

    def __init__(self, data: QueryDict | None, *, keys: list[str]) -> None:
        super().__init__(data)
        # What is not offered any more is refused by the act, with its sentence.
        sent = data.getlist("papiers") if data is not None else []
        field = self.fields["papiers"]
        field.choices = [(key, key) for key in {*keys, *sent}]  # type: ignore[attr-defined]
