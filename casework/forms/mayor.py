"""Forms of the accompagnement parental and of the transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from casework.choices.facts import FAITS, TRANSACTION_FAITS
from casework.choices.mayor import (
    AccompagnementCancel,
    AccompagnementTrigger,
    ParentsRefusal,
    PcdOpinion,
    Threat,
    TransactionMode,
)
from casework.choices.measures import Recommendation
from casework.deadlines import TRANSACTION_HOURS
from casework.models import AccompagnementParental, Case, CddfReferral, Fait
from veille.act_form import ActForm
from veille.form_fields import FrenchDateField
from veille.french import short_date
from veille.models import Organisation

_NONE = ("", "Sans objet")
_YES_NO = [("oui", "Oui"), ("non", "Non")]
_NUMBER = {"inputmode": "numeric", "autocomplete": "off", "size": 4}


class ConsiderForm(ActForm):
    trigger = forms.ChoiceField(
        label="Pourquoi", choices=AccompagnementTrigger.choices, widget=forms.RadioSelect
    )
    threat = forms.ChoiceField(
        label="Ce qui est menacé",
        choices=[_NONE, *Threat.choices],
        required=False,
        help_text="Inutile quand les parents demandent eux-mêmes l’accompagnement.",
    )


class DoneOnForm(ActForm):
    on = FrenchDateField(label="Le", past=True)


class VerifyForm(ActForm):
    no_assistance = forms.BooleanField(
        label="Aucune mesure d’assistance éducative n’est en cours pour ce mineur"
    )


class ProposeAccompagnementForm(ActForm):
    months = forms.IntegerField(
        label="Durée proposée, en mois",
        min_value=1,
        max_value=12,
        initial=6,
        help_text="De un à douze mois.",
        widget=forms.NumberInput(attrs=_NUMBER),
    )


class ParentsAnswerForm(ActForm):
    agreed = forms.ChoiceField(
        label="Les parents acceptent", choices=_YES_NO, widget=forms.RadioSelect
    )
    refusal = forms.ChoiceField(
        label="S’ils refusent, pourquoi",
        choices=[_NONE, *ParentsRefusal.choices],
        required=False,
        help_text="Une note pour la cellule : aucune autorité n’est saisie d’un refus.",
    )
    on = FrenchDateField(label="Réponse du", past=True)


class InformForm(ActForm):
    dasen = FrenchDateField(label="Éducation nationale (DASEN), le", past=True, required=False)
    school = FrenchDateField(label="Chef d’établissement, le", past=True, required=False)
    caf = FrenchDateField(label="Caisse d’allocations familiales, le", past=True, required=False)
    prefet = FrenchDateField(label="Préfet, le", past=True, required=False)

    def __init__(self, *args: Any, row: AccompagnementParental, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        for name in ("dasen", "school", "caf", "prefet"):
            self.fields[name].initial = getattr(row, f"{name}_informed_on")


class OpinionForm(ActForm):
    opinion = forms.ChoiceField(
        label="Avis du département", choices=PcdOpinion.choices, widget=forms.RadioSelect
    )


class AttestedForm(ActForm):
    on = FrenchDateField(label="Attestation remise le", past=True)


class CancelAccompagnementForm(ActForm):
    code = forms.ChoiceField(label="Motif", choices=AccompagnementCancel.choices)


class ProposeTransactionForm(ActForm):
    fait = forms.ChoiceField(label="Fait", help_text="Seuls les faits que la loi permet.")
    pv_on = FrenchDateField(
        label="Procès-verbal du", past=True, help_text="Il y a un mois au plus."
    )
    pv_reference = forms.CharField(
        label="Numéro du procès-verbal",
        max_length=60,
        required=False,
        help_text="Aucun nom.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 20}),
    )
    prejudice = forms.DecimalField(
        label="Préjudice de la commune, en euros",
        max_digits=8,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 10}),
    )
    mode = forms.ChoiceField(
        label="Ce que le maire propose", choices=TransactionMode.choices, widget=forms.RadioSelect
    )
    hours = forms.IntegerField(
        label="Heures de travail",
        min_value=1,
        max_value=TRANSACTION_HOURS,
        required=False,
        help_text="Seulement pour un travail non rémunéré : trente heures au plus.",
        widget=forms.NumberInput(attrs=_NUMBER),
    )
    commune_property = forms.BooleanField(label="Le bien abîmé appartient à la commune")
    no_proceedings = forms.BooleanField(label="Aucune poursuite n’est engagée pour ce fait")

    def __init__(self, *args: Any, row: Case, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        today = timezone.localdate()
        possible = Fait.objects.filter(saisine__case=row, code__in=TRANSACTION_FAITS)
        self.fields["fait"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(each.pk), f"{FAITS[each.code].label}, {short_date(each.happened_on, today)}")
            for each in possible
        ]

    def clean_fait(self) -> UUID:
        return UUID(self.cleaned_data["fait"])


class TransactionAnswerForm(ActForm):
    agreed = forms.ChoiceField(
        label="La proposition est acceptée", choices=_YES_NO, widget=forms.RadioSelect
    )
    on = FrenchDateField(
        label="Réponse reçue le", past=True, help_text="Dans les quinze jours de la proposition."
    )


class HomologationForm(ActForm):
    granted = forms.ChoiceField(
        label="La transaction est homologuée", choices=_YES_NO, widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label="Référence de la réponse du parquet",
        max_length=60,
        help_text="Le numéro du courrier. Aucun nom.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 20}),
    )
    on = FrenchDateField(label="Réponse du", past=True)


class ExecutionForm(ActForm):
    done = forms.ChoiceField(
        label="La transaction est exécutée", choices=_YES_NO, widget=forms.RadioSelect
    )
    on = FrenchDateField(label="Constaté le", past=True)


class InformPartyForm(ActForm):
    organisation = forms.ModelChoiceField(
        label="Organisme informé", queryset=Organisation.objects.none(), empty_label=None
    )
    recommendations = forms.MultipleChoiceField(
        label="Recommandations concernées", widget=forms.CheckboxSelectMultiple
    )
    on = FrenchDateField(label="Informé le", past=True)

    def __init__(self, *args: Any, row: CddfReferral, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        here = Organisation.objects.filter(designations__cellule=row.case.cellule_id).distinct()
        told = row.informed_parties.values_list("organisation", flat=True)
        self.fields["organisation"] = forms.ModelChoiceField(
            label="Organisme informé", queryset=here.exclude(pk__in=told), empty_label=None
        )
        self.fields["recommendations"].choices = [  # type: ignore[attr-defined]  # a choice field
            (each.value, each.label) for each in Recommendation if each in row.recommendations
        ]
