"""Forms of a hand-over to another commune. A place is chosen, nobody is named."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.models import Case, Relais
from veille.act_form import ActForm
from veille.form_fields import FrenchDateField
from veille.models import Commune


class ProposeRelaisForm(ActForm):
    commune = forms.ModelChoiceField(
        label="Commune d’arrivée",
        queryset=Commune.objects.none(),
        required=False,
        empty_label="Hors du département",
        help_text="Le nom de la commune, rien de plus : personne n’y est prévenu par Jalon.",
    )

    def __init__(self, *args: Any, row: Case, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        own = row.cellule.collectivite.communes.values("pk")
        self.fields["commune"].queryset = (  # type: ignore[attr-defined]  # a model choice field
            Commune.objects.exclude(pk__in=own).order_by("sort_key")
        )


class AgreementForm(ActForm):
    young_on = FrenchDateField(
        label="Accord écrit du jeune, daté du",
        past=True,
        help_text="L’original reste au dossier papier.",
    )
    representatives_on = FrenchDateField(
        label="Accord écrit des représentants légaux, daté du",
        past=True,
        help_text="Nécessaire pour un mineur.",
    )

    def __init__(self, *args: Any, row: Relais, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if not row.case.young_person.is_minor():
            del self.fields["representatives_on"]
