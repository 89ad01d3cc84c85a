"""Form that renews designations after elections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from veille.act_form import ActForm
from veille.form_fields import CheckboxListField, FrenchDateField
from veille.models import Designation


class RenewDesignationsForm(ActForm):
    """The designations that one act renews, ticked in the list of those left."""

    designations = CheckboxListField(
        label="Désignations renouvelées par cet acte",
        error_messages={"required": "Cochez au moins une désignation."},
    )
    reference = forms.CharField(
        label="Acte",
        help_text="Arrêté ou lettre de désignation. Pour un élu délégué : numéro de l’arrêté.",
        max_length=60,
        error_messages={"required": "La référence manque. Exemple : arrêté 2026-45."},
    )
    until = FrenchDateField(label="Jusqu’au", required=False, future=True)

    def __init__(self, *args: Any, designations: list[Designation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["designations"]
        assert isinstance(field, CheckboxListField)  # noqa: S101 (narrows the type)
        field.choices = [
            (str(each.pk), f"{each.label}, {each.get_role_display().lower()}, {each.place}")
            for each in designations
        ]

    @property
    def designation_ids(self) -> list[UUID]:
        """Read after ``is_valid``."""
        return [UUID(code) for code in self.cleaned_data["designations"]]
