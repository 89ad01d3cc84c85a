"""Forms of what the parquet communicates. Only the maire and the coordonnateur read it again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from casework.choices.justice import JudicialCode
from casework.choices.lists import Cadre, ParquetMotif, Programme
from casework.models import Case
from casework.nomenclatures import part_offered_today
from casework.services.justice import Communicated
from veille.act_form import ActForm
from veille.form_fields import FrenchDateField
from veille.french import short_date


class CommunicationForm(ActForm):
    """The reference and the date without which nothing judicial is noted (invariant I19)."""

    reference = forms.CharField(
        label="Référence du parquet",
        max_length=120,
        help_text="Le numéro de son courrier. Aucun nom, aucun fait, aucune peine.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 24}),
    )
    communicated_on = FrenchDateField(label="Communiqué le", past=True)

    @property
    def source(self) -> Communicated:
        """Where it comes from; read after ``is_valid``."""
        return Communicated(self.cleaned_data["reference"], self.cleaned_data["communicated_on"])


class StatusForm(CommunicationForm):
    code = forms.ChoiceField(
        label="Ce que le parquet a communiqué",
        choices=JudicialCode.choices,
        widget=forms.RadioSelect,
        help_text="Seulement ce que le parquet a communiqué. Jamais la peine ni les faits.",
    )

    field_order = ("code", "reference", "communicated_on")


class ParquetMotifsForm(CommunicationForm):
    motifs = forms.MultipleChoiceField(
        label="Motifs communiqués avec elle",
        choices=part_offered_today("L-C", ParquetMotif),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class EndStatusForm(ActForm):
    status = forms.ChoiceField(label="Statut judiciaire", widget=forms.RadioSelect)

    def __init__(self, *args: Any, row: Case, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["status"] = forms.ChoiceField(
            label="Statut judiciaire", widget=forms.RadioSelect, choices=_statuses(row)
        )

    def clean_status(self) -> UUID:
        return UUID(self.cleaned_data["status"])


class ConfirmStatusForm(CommunicationForm):
    status = forms.ChoiceField(label="Statut judiciaire", widget=forms.RadioSelect)

    field_order = ("status", "reference", "communicated_on")

    def __init__(self, *args: Any, row: Case, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["status"].choices = _statuses(row)  # type: ignore[attr-defined]  # a choice

    def clean_status(self) -> UUID:
        return UUID(self.cleaned_data["status"])


def _statuses(case: Case) -> list[tuple[str, str]]:
    """The statuses of a case that the policy has opened to this agent."""
    today = case.today
    return [
        (
            str(each.pk),
            f"{each.get_code_display()}, à revoir avant le {short_date(each.review_due_on, today)}",
        )
        for each in case.judicial_statuses.all()
    ]


class ClassifyForm(ActForm):
    programme = forms.ChoiceField(
        label="Programme", choices=Programme.choices, widget=forms.RadioSelect
    )
    cadre = forms.ChoiceField(
        label="Cadre", choices=[("", "Non précisé"), *Cadre.choices], required=False
    )

    def __init__(self, *args: Any, row: Case, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        for name in ("programme", "cadre"):
            self.fields[name].initial = getattr(row, name)
