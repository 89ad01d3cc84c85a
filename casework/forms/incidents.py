"""The window of a breach: since when, until when, by whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from veille.form_fields import FrenchDateTimeField


class ScopeForm(forms.Form):
    """Sent by GET: nothing in it names a young person."""

    depuis = FrenchDateTimeField(label="Depuis", past=True)
    jusque = FrenchDateTimeField(label="Jusqu’à", required=False, past=True)
    agent = forms.ChoiceField(label="Agent", required=False)

    def __init__(self, *args: Any, agents: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Tous les agents"), *((str(pk), name) for pk, name in agents)]
        self.fields["agent"] = forms.ChoiceField(label="Agent", required=False, choices=choices)
