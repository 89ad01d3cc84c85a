"""Forms of the acts on measures: rappel à l’ordre, CDDF, follow-up, bilan."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.choices.lists import Need, Schooling
from casework.choices.measures import (
    Adhesion,
    BilanProposal,
    Impossibility,
    ObjectiveResult,
    OppositionReason,
    ParquetAnswer,
    PostponeReason,
    Provision,
    RappelCancel,
    Recommendation,
    Reiteration,
    RepresentativePresence,
    YoungPresence,
)
from casework.choices.states import CddfState
from casework.models import Bilan, CddfReferral
from casework.nomenclatures import offered_today, part_offered_today
from veille.act_form import ActForm
from veille.form_fields import FrenchDateField, FrenchDateTimeField
from veille.grammar import inside

_NONE = ("", "Sans objet")


class ConsultForm(ActForm):
    no_complaint = forms.BooleanField(label="Aucune plainte n’est connue pour ces faits")
    no_proceedings = forms.BooleanField(label="Aucune enquête ni poursuite n’est connue")
    agreement = forms.CharField(
        label="Accord écrit du parquet, s’il n’y a pas de protocole",
        max_length=120,
        required=False,
        help_text="La référence du courrier. Aucun nom.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 20}),
    )


class AnswerForm(ActForm):
    opinion = forms.ChoiceField(
        label="Réponse", choices=ParquetAnswer.choices, widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label="Motif, en cas d’opposition",
        choices=[_NONE, *OppositionReason.choices],
        required=False,
    )
    reference = forms.CharField(
        label="Référence de la réponse",
        max_length=60,
        required=False,
        help_text="Le numéro de votre courrier, s’il y en a un. Aucun nom.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 20}),
    )


class AppointmentForm(ActForm):
    appointment_at = FrenchDateTimeField(
        label="Rendez-vous en mairie",
        future=True,
        help_text="Au moins huit jours à l’avance. Par exemple : 2 décembre 2026 17 h.",
    )


class PostponeForm(AppointmentForm):
    code = forms.ChoiceField(label="Motif du report", choices=PostponeReason.choices)


class InterviewForm(ActForm):
    presence_young = forms.ChoiceField(
        label="Le jeune", choices=YoungPresence.choices, widget=forms.RadioSelect
    )
    presence_representatives = forms.ChoiceField(
        label="Qui l’accompagnait",
        choices=[_NONE, *RepresentativePresence.choices],
        required=False,
        help_text="Obligatoire pour un mineur (CSI, art. L. 132-7).",
    )
    impossibility = forms.ChoiceField(
        label="Si personne n’a pu venir, pourquoi",
        choices=[_NONE, *Impossibility.choices],
        required=False,
    )
    provisions = forms.MultipleChoiceField(
        label="Textes rappelés", choices=Provision.choices, widget=forms.CheckboxSelectMultiple
    )


class CancelRappelForm(ActForm):
    code = forms.ChoiceField(label="Motif", choices=RappelCancel.choices)


class HearingDateForm(ActForm):
    hearing_at = FrenchDateTimeField(
        label="Séance du CDDF", future=True, help_text="Par exemple : 8 décembre 2026 17 h."
    )


class ConveneForm(ActForm):
    """After an absence only: the sitting of the second convocation."""

    hearing_at = FrenchDateTimeField(
        label="Nouvelle séance du CDDF",
        future=True,
        required=False,
        help_text="Seulement pour une seconde convocation. Par exemple : 8 décembre 2026 17 h.",
    )

    def __init__(self, *args: Any, row: CddfReferral, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if row.state != CddfState.CARENCE:
            del self.fields["hearing_at"]


class HearingForm(ActForm):
    presence_parents = forms.ChoiceField(
        label="Les parents", choices=RepresentativePresence.choices, widget=forms.RadioSelect
    )
    presence_minor = forms.ChoiceField(
        label="Le mineur", choices=YoungPresence.choices, widget=forms.RadioSelect
    )


class RecommendForm(ActForm):
    recommendations = forms.MultipleChoiceField(
        label="Le conseil recommande",
        choices=offered_today(Recommendation),
        widget=forms.CheckboxSelectMultiple,
    )
    engagements = forms.MultipleChoiceField(
        label="La famille s’engage à",
        choices=offered_today(Recommendation),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Parmi les recommandations cochées, ce que la famille accepte.",
    )
    examined_with_family = forms.BooleanField(
        label="Le conseil a examiné avec la famille l’information de tiers",
        required=False,
        help_text="Sans cela, personne hors du conseil n’apprend les recommandations.",
    )


class PastDayForm(ActForm):
    on = FrenchDateField(label="Le", past=True)


class AdhesionForm(ActForm):
    young_on = FrenchDateField(label="Adhésion du jeune le", past=True)
    family_on = FrenchDateField(
        label="Adhésion des représentants légaux le",
        past=True,
        required=False,
        help_text="Nécessaire pour un mineur.",
    )


class BilanForm(ActForm):
    """One line for each need the cellule named; at least one objective gets a result."""

    adhesion = forms.ChoiceField(
        label="Adhésion au suivi", choices=Adhesion.choices, widget=forms.RadioSelect
    )
    reiteration = forms.ChoiceField(
        label="Nouveaux faits depuis le début",
        choices=Reiteration.choices,
        widget=forms.RadioSelect,
    )
    schooling = forms.ChoiceField(label="Situation aujourd’hui", choices=offered_today(Schooling))
    proposal = forms.ChoiceField(
        label="Proposition à la cellule",
        choices=part_offered_today("L-H", BilanProposal),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, row: Bilan, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.needs = [need for need in Need if need in row.case.needs] or [Need.LIEN]
        for need in self.needs:
            self.fields[f"objective_{need}"] = forms.ChoiceField(
                label=f"Objectif : {inside(str(need.label))}",
                choices=ObjectiveResult.choices,
                initial=row.objectives.get(need, ""),
                widget=forms.RadioSelect,
            )
        for name in ("adhesion", "reiteration", "schooling", "proposal"):
            self.fields[name].initial = getattr(row, name)
        self.order_fields(
            [*(f"objective_{need}" for need in self.needs), "adhesion", "reiteration"]
        )

    @property
    def objectives(self) -> dict[str, str]:
        """Need → result, as typed; read after ``is_valid``."""
        return {need.value: self.cleaned_data[f"objective_{need}"] for need in self.needs}
