"""Forms of the acts on a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from casework.choices.lists import (
    AdjournReason,
    ClosingReason,
    DeferralReason,
    InformationMode,
    ProlongationReason,
    SuspensionReason,
)
from casework.choices.measures import (
    BilanKind,
    RappelLevel,
    RepresentativeQuality,
    StepKind,
    StepResult,
)
from casework.letters import letters_at
from casework.models import Case, Fait
from casework.nomenclatures import offered_today
from confidentiality.choices import Role
from veille.act_form import ActForm
from veille.choices import SeanceState
from veille.form_fields import FrenchDateField
from veille.french import long_moment, short_date, spaced
from veille.grammar import inside, listed
from veille.models import Commune, Designation, Organisation, Seance


class ConfirmForm(ActForm):
    """Nothing to type: the button is the act."""


class InscribeForm(ActForm):
    seance = forms.ChoiceField(label="Séance")

    def __init__(self, *args: Any, row: Case, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        upcoming = Seance.objects.filter(cellule=row.cellule_id).exclude(
            state__in=[SeanceState.CLOSE, SeanceState.RELEVE_VALIDE, SeanceState.ANNULEE]
        )
        self.fields["seance"] = forms.ChoiceField(
            label="Séance",
            choices=[(str(each.pk), long_moment(each.held_at)) for each in upcoming],
            help_text="Les membres convoqués liront la situation sept jours avant la séance.",
        )

    def clean_seance(self) -> UUID:
        return UUID(self.cleaned_data["seance"])


class LeaveAgendaForm(ActForm):
    code = forms.ChoiceField(label="Motif", choices=AdjournReason.choices)


class InformationForm(ActForm):
    informed_on = FrenchDateField(label="Jeune informé le", past=True)
    mode = forms.ChoiceField(label="Comment", choices=InformationMode.choices)
    representatives_on = FrenchDateField(
        label="Parents ou représentants légaux informés le",
        past=True,
        required=False,
        help_text="Obligatoire pour un mineur, sauf intérêt contraire de l’enfant.",
    )
    contrary_interest = forms.BooleanField(
        label="Informer les parents serait contraire à l’intérêt de l’enfant", required=False
    )

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        due = letters_at(row.young_person.age())
        named = listed([f"« {inside(str(each.label))} »" for each in due])
        self.fields["informed_on"].help_text = spaced(
            f"À remettre, d’après l’âge de ce jour : {named}."
        )


_UNSAVED = {"autocomplete": "off"}


class ContactForm(ActForm):
    address = forms.CharField(
        label="Adresse",
        max_length=200,
        required=False,
        help_text="Pour convoquer. Effacée à la clôture. Les membres ne la voient pas.",
        widget=forms.TextInput(attrs=_UNSAVED),
    )
    phone = forms.CharField(
        label="Téléphone",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**_UNSAVED, "inputmode": "tel", "size": 16}),
    )
    email = forms.EmailField(
        label="Courriel",
        max_length=120,
        required=False,
        widget=forms.EmailInput(attrs=_UNSAVED),
    )

    def __init__(self, *args: Any, row: Case, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        for name in ("address", "phone", "email"):
            self.fields[name].initial = getattr(row.young_person, name) or ""


class RepresentativeForm(ActForm):
    quality = forms.ChoiceField(label="Qualité", choices=RepresentativeQuality.choices)
    last_name = forms.CharField(
        label="Nom",
        max_length=80,
        help_text="Seulement les personnes qui exercent l’autorité parentale.",
        widget=forms.TextInput(attrs=_UNSAVED),
    )
    first_name = forms.CharField(
        label="Prénom", max_length=80, widget=forms.TextInput(attrs=_UNSAVED)
    )
    phone = forms.CharField(
        label="Téléphone",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**_UNSAVED, "inputmode": "tel", "size": 16}),
    )


class SuspendForm(ActForm):
    code = forms.ChoiceField(label="Motif", choices=offered_today(SuspensionReason))
    review_on = FrenchDateField(
        label="À revoir le", future=True, help_text="Dans trois mois au plus."
    )


class DeferForm(ActForm):
    code = forms.ChoiceField(label="Motif du report", choices=DeferralReason.choices)
    until = FrenchDateField(
        label="Informer au plus tard le", future=True, help_text="Dans trois mois au plus."
    )


class CarryOnForm(ActForm):
    prolongation = forms.ChoiceField(
        label="Motif de prolongation",
        required=False,
        choices=[("", "Le suivi n’a pas atteint douze mois"), *ProlongationReason.choices],
        help_text="À partir de douze mois de suivi, une prolongation se motive.",
    )


class RequestBilanForm(ActForm):
    kind = forms.ChoiceField(label="Bilan", choices=BilanKind.choices, widget=forms.RadioSelect)


class CloseForm(ActForm):
    code = forms.ChoiceField(label="Motif de clôture", choices=offered_today(ClosingReason))


class ProposeRappelForm(ActForm):
    level = forms.ChoiceField(
        label="Niveau",
        choices=RappelLevel.choices,
        widget=forms.RadioSelect,
        initial=RappelLevel.PROTOCOLE,
    )
    commune = forms.ModelChoiceField(
        label="Commune des faits", queryset=Commune.objects.none(), empty_label=None
    )
    faits = forms.MultipleChoiceField(
        label="Faits rappelés",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Seuls les faits des saisines de cette situation.",
    )

    def __init__(self, *args: Any, row: Case, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        communes = row.cellule.collectivite.communes.all()
        self.fields["commune"] = forms.ModelChoiceField(
            label="Commune des faits",
            queryset=communes,
            empty_label=None,
            initial=row.young_person.commune_id,
        )
        today = timezone.localdate()
        self.fields["faits"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(fait.pk), f"{fait.get_code_display()}, {short_date(fait.happened_on, today)}")
            for fait in Fait.objects.filter(saisine__case=row)
        ]

    def clean_faits(self) -> list[UUID]:
        return [UUID(pk) for pk in self.cleaned_data["faits"]]


class DesignateForm(ActForm):
    referent = forms.ChoiceField(label="Référent de parcours")
    employer_agreed_on = FrenchDateField(label="Accord de l’employeur le", past=True)

    def __init__(self, *args: Any, row: Case, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        possible = Designation.objects.in_force(timezone.now()).filter(
            cellule=row.cellule_id, role=Role.REFERENT
        )
        self.fields["referent"] = forms.ChoiceField(
            label="Référent de parcours",
            choices=[
                (str(each.pk), each.label)
                for each in possible.select_related("user", "organisation")
            ],
            help_text="Il ne lira la situation qu’après avoir accepté.",
        )

    def clean_referent(self) -> UUID:
        return UUID(self.cleaned_data["referent"])


class StepForm(ActForm):
    kind = forms.ChoiceField(label="Ce qui a eu lieu", choices=offered_today(StepKind))
    organisation = forms.ModelChoiceField(
        label="Organisme", queryset=Organisation.objects.none(), empty_label=None
    )
    happened_on = FrenchDateField(label="Le", past=True)
    result = forms.ChoiceField(label="Résultat", choices=offered_today(StepResult))

    def __init__(self, *args: Any, row: Case, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        here = Organisation.objects.filter(designations__cellule=row.cellule_id).distinct()
        self.fields["organisation"] = forms.ModelChoiceField(
            label="Organisme", queryset=here, empty_label=None
        )
