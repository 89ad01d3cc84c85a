"""Forms of the acts on a request about data. Codes and dates: the letter itself stays on paper."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.choices.facts import FAITS
from casework.choices.lists import Motif, Schooling, Sex
from casework.choices.measures import RepresentativeQuality
from casework.choices.rights import (
    AnswerMode,
    AuthorityProof,
    ExtensionReason,
    IdentityProof,
    Requester,
    RightKind,
    RightsOutcome,
    RightsReason,
    WithdrawalReason,
)
from casework.nomenclatures import offered_today
from veille.act_form import ActForm
from veille.form_fields import FrenchDateField
from veille.french import day_month_year
from veille.models import Commune

_NONE = ("", "Sans objet")
UNCHANGED = ("", "Ne change pas")


class ReceiveRightsForm(ActForm):
    kind = forms.ChoiceField(
        label="Droit exercé", choices=RightKind.choices, widget=forms.RadioSelect
    )
    requester = forms.ChoiceField(label="Qui demande", choices=Requester.choices)
    received_on = FrenchDateField(
        label="Reçue le", past=True, help_text="Le délai d’un mois court de ce jour."
    )


class IdentityForm(ActForm):
    proof = forms.ChoiceField(
        label="Identité vérifiée par",
        choices=IdentityProof.choices,
        widget=forms.RadioSelect,
        help_text="Aucune copie de document n’est gardée.",
    )
    authority = forms.ChoiceField(
        label="Qualité vérifiée par, si ce n’est pas le jeune qui demande",
        choices=[_NONE, *AuthorityProof.choices],
        required=False,
        help_text="Un parent montre l’autorité parentale. Un mineur émancipé, dès 16 ans, exerce "
        "seul ses droits.",
    )


class RectifyForm(ActForm):
    """What is exact. Nothing known is shown: the page bears no name, a blank changes nothing."""

    last_name = forms.CharField(label="Nom de naissance", max_length=80, required=False)
    first_name = forms.CharField(label="Prénom", max_length=80, required=False)
    birth_date = FrenchDateField(label="Date de naissance", past=True, required=False)
    sex = forms.ChoiceField(label="Sexe", choices=[UNCHANGED, *Sex.choices], required=False)
    commune = forms.ModelChoiceField(
        label="Commune", queryset=Commune.objects.none(), empty_label=UNCHANGED[1], required=False
    )
    schooling = forms.ChoiceField(
        label="Situation scolaire ou professionnelle",
        choices=offered_today(Schooling, UNCHANGED),
        required=False,
    )
    address = forms.CharField(label="Adresse", max_length=200, required=False)
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)
    email = forms.EmailField(label="Courriel", max_length=120, required=False)
    emptied = forms.MultipleChoiceField(
        label="À effacer, sans rien à la place",
        choices=[("address", "L’adresse"), ("phone", "Le téléphone"), ("email", "Le courriel")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        for name in ("last_name", "first_name", "address", "phone", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        communes: Any = self.fields["commune"]
        communes.queryset = row.cellule.collectivite.communes.order_by("name")


class RectifyRepresentativeForm(ActForm):
    """One representative, told by quality and rank: the page bears no name."""

    representative = forms.ChoiceField(label="Représentant", widget=forms.RadioSelect)
    removed = forms.BooleanField(
        label="Ce n’est pas un représentant légal : l’effacer", required=False
    )
    quality = forms.ChoiceField(
        label="Qualité", choices=[UNCHANGED, *RepresentativeQuality.choices], required=False
    )
    last_name = forms.CharField(label="Nom", max_length=80, required=False)
    first_name = forms.CharField(label="Prénom", max_length=80, required=False)
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        for name in ("last_name", "first_name", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        known: list[Any] = []
        if row.case is not None:
            known = list(row.case.young_person.representatives.order_by("pk"))
        choices: Any = self.fields["representative"]
        choices.choices = [
            (str(each.pk), f"{rank}. {each.get_quality_display()}")
            for rank, each in enumerate(known, start=1)
        ]


class WithdrawForm(ActForm):
    """Motifs and facts of the case; those that are ticked are withdrawn."""

    motifs = forms.MultipleChoiceField(
        label="Motifs à retirer", widget=forms.CheckboxSelectMultiple, required=False
    )
    faits = forms.MultipleChoiceField(
        label="Faits à retirer", widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = forms.ChoiceField(
        label="Motif du retrait", choices=WithdrawalReason.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        motifs: Any = self.fields["motifs"]
        faits: Any = self.fields["faits"]
        saisines = [] if row.case is None else list(row.case.saisines.order_by("created_at"))
        kept = {code for saisine in saisines for code in saisine.motifs}
        motifs.choices = [(code, label) for code, label in Motif.choices if code in kept]
        faits.choices = [
            (str(fait.pk), f"{FAITS[fait.code].label}, le {day_month_year(fait.happened_on)}")
            for saisine in saisines
            for fait in saisine.faits.all()
        ]


class OutcomeForm(ActForm):
    outcome = forms.ChoiceField(
        label="La demande est", choices=RightsOutcome.choices, widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label="Motif, si elle n’est pas entièrement fondée",
        choices=[_NONE, *RightsReason.choices],
        required=False,
        help_text="La personne a le droit de connaître ce motif.",
    )


class ExtendRightsForm(ActForm):
    code = forms.ChoiceField(label="Motif", choices=ExtensionReason.choices)
    told_on = FrenchDateField(
        label="Personne prévenue le",
        past=True,
        help_text="Dans le premier mois, avec le motif de la prolongation.",
    )


class AnswerRightsForm(ActForm):
    mode = forms.ChoiceField(label="Comment", choices=AnswerMode.choices)
    answered_on = FrenchDateField(label="Réponse donnée le", past=True)
