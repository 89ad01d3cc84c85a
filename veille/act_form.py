"""The form of an act: besides its fields, the version it was read at and a key of its own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from confidentiality.door import Sent
from confidentiality.errors import Refused, note_refused


class ActForm(forms.Form):
    """Carries ``version`` (a stale form notices) and ``cle`` (a double click is one act).

    ``row`` is the aggregate that the act changes, or None when the act creates one.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    cle = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["version"].initial = getattr(row, "version", None)
        self.fields["cle"].initial = uuid4()

    def full_clean(self) -> None:
        """Read the fields. What they refuse is an attempt like another, in codes: no value."""
        super().full_clean()
        if self.is_bound and self.errors:
            note_refused(*sorted(f"form.{name}" for name in self.errors))

    @property
    def sent(self) -> Sent:
        """What the door compares; read after ``is_valid``."""
        return Sent(self.cleaned_data.get("version"), self.cleaned_data.get("cle"))

    def refuse(self, error: Refused) -> None:
        """Show why the rules forbid the act, above the fields."""
        for refusal in error.refusals:
            source = f" ({refusal.article})" if refusal.article else ""
            self.add_error(None, f"{refusal.sentence}{source}")
