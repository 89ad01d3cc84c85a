"""Forms of the institutions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from notifications.choices import Channel, MessageKind, Topic
from veille.act_form import ActForm
from veille.choices import (
    ExclusionReason,
    InformationMode,
    LateNotification,
    ViolationCause,
    ViolationData,
    ViolationMeasure,
    ViolationNature,
    ViolationRisk,
)
from veille.form_fields import CheckboxListField, FrenchDateField, FrenchDateTimeField
from veille.models import Designation
from veille.services.chartes import Acknowledgements
from veille.services.violations import Declaration


class SignCharteForm(ActForm):
    """The three sentences of the signature, never ticked beforehand."""

    no_third_party = forms.BooleanField(
        label="Je ne communique ces informations à personne hors du groupe "
        "(art. L. 132-5 du code de la sécurité intérieure).",
        error_messages={"required": "Cet engagement se coche pour signer."},
    )
    no_professional_secret = forms.BooleanField(
        label="Je ne dis rien qui relève du secret professionnel.",
        error_messages={"required": "Cet engagement se coche pour signer."},
    )
    knows_the_penalty = forms.BooleanField(
        label="Je sais qu’un manquement entraîne mon exclusion et peut être puni "
        "(art. 226-13 du code pénal).",
        error_messages={"required": "Cet engagement se coche pour signer."},
    )

    def acknowledgements(self) -> Acknowledgements:
        names = Acknowledgements.__dataclass_fields__
        return Acknowledgements(**{name: self.cleaned_data[name] for name in names})


class DraftCharteForm(ActForm):
    """The text of the next version."""

    text = forms.CharField(
        label="Texte de la charte",
        help_text="Le texte proposé reprend les clauses attendues. La cellule l’adapte, puis le "
        "CLSPD l’adopte.",
        widget=forms.Textarea(attrs={"rows": 24}),
        error_messages={"required": "Le texte manque. Partez du modèle proposé."},
    )


class AdoptCharteForm(ActForm):
    """Where and when the CLSPD adopted the version."""

    on = FrenchDateField(
        label="Date d’adoption",
        help_text="Jour de la réunion du CLSPD ou du CISPD. Exemple : 8/12/2026",
        past=True,
    )
    reference = forms.CharField(
        label="Référence",
        help_text="Numéro de la délibération ou du compte rendu.",
        max_length=120,
        error_messages={"required": "La référence manque. Exemple : CLSPD 2026-3."},
    )


class RepealCharteForm(ActForm):
    """The decision that repeals a version."""

    on = FrenchDateField(label="Date de la décision", past=True)
    reference = forms.CharField(
        label="Référence de la décision",
        help_text="Numéro de la délibération ou du compte rendu.",
        max_length=120,
        error_messages={"required": "La référence manque. Exemple : CLSPD 2026-4."},
    )


class ExcludeForm(ActForm):
    """Which breach of the charte, by its code."""

    reason = forms.ChoiceField(
        label="Manquement",
        choices=ExclusionReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Le manquement manque. Choisissez dans la liste."},
    )


class SuppleanceForm(ActForm):
    """Who holds the place of a member, from one day to another."""

    since = FrenchDateField(label="Premier jour d’absence")
    until = FrenchDateField(label="Dernier jour d’absence")

    def __init__(self, *args: Any, substitutes: Iterable[Designation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(each.pk), each.user.full_name) for each in substitutes]
        self.fields["substitute"] = forms.ChoiceField(
            label="Suppléant",
            help_text="Désigné par le même organisme, par écrit.",
            choices=names,
            widget=forms.RadioSelect,
            error_messages={"required": "Le suppléant manque. Choisissez dans la liste."},
        )
        self.order_fields(["substitute", "since", "until"])


class RegisterForm(ActForm):
    """The entry in the register of processing."""

    reference = forms.CharField(
        label="Référence de l’inscription",
        help_text="Numéro de la fiche dans le registre des traitements.",
        max_length=120,
    )
    on = FrenchDateField(label="Date d’inscription", past=True)


class AipdForm(ActForm):
    """The impact assessment."""

    reference = forms.CharField(
        label="Référence de l’analyse d’impact", max_length=120, required=False
    )
    on = FrenchDateField(
        label="Date de l’analyse",
        help_text="Jour où le maire l’a validée, après l’avis du délégué. Exemple : 24/11/2026",
        past=True,
    )


class NoticeForm(ActForm):
    """The notice given to young people and families."""

    notice = forms.CharField(
        label="Version de la notice",
        help_text="Telle qu’elle est imprimée sur la notice. Exemple : 2026-1",
        max_length=40,
    )
    on = FrenchDateField(label="Remise depuis le", past=True)


class DpoForm(ActForm):
    """Where families write to the DPO."""

    contact = forms.CharField(
        label="Contact du délégué",
        help_text="Adresse ou téléphone d’un service, que les familles liront sur la notice.",
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LetterheadForm(ActForm):
    """What stands at the head of the letters."""

    address = forms.CharField(
        label="Adresse de la collectivité",
        help_text="Sur plusieurs lignes, comme sur une enveloppe.",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    contact = forms.CharField(
        label="Service à appeler",
        help_text="Un service et son téléphone, que les familles liront : jamais un nom.",
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ArchivesForm(ActForm):
    """The agreement of the archives."""

    reference = forms.CharField(label="Référence de l’accord", max_length=120)
    on = FrenchDateField(label="Signé le", past=True)
    until = FrenchDateField(label="Jusqu’au", required=False, future=True)


class MandateForm(ActForm):
    """The installation of a new council."""

    since = FrenchDateField(
        label="Début du mandat",
        help_text="Jour de l’élection du maire par le conseil. Exemple : 22/3/2026",
    )
    reference = forms.CharField(
        label="Procès-verbal d’installation",
        help_text="Numéro ou date du procès-verbal.",
        max_length=120,
        error_messages={"required": "La référence manque. Exemple : PV du 22 mars 2026."},
    )


class DeclareViolationForm(ActForm):
    """What is known of a breach: codes, a count, a moment. Nobody is named."""

    detected_at = FrenchDateTimeField(
        label="Détectée le",
        help_text="Jour et heure où un agent en a eu connaissance : les 72 heures partent de là. "
        "Exemple : 24/11/2026 17 h 30",
        past=True,
    )
    natures = CheckboxListField(
        label="Ce qui est touché",
        choices=ViolationNature.choices,
        error_messages={"required": "Cochez au moins une case."},
    )
    data_groups = CheckboxListField(
        label="Données concernées",
        choices=ViolationData.choices,
        error_messages={"required": "Cochez au moins une case."},
    )
    cause = forms.ChoiceField(
        label="Cause probable", choices=ViolationCause.choices, widget=forms.RadioSelect
    )
    persons_count = forms.IntegerField(
        label="Nombre de personnes concernées, environ",
        help_text="0 s’il n’est pas encore connu. N’écrivez aucun nom.",
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"size": 7, "inputmode": "numeric", "autocomplete": "off"}),
    )

    @property
    def declaration(self) -> Declaration:
        """Read after ``is_valid``."""
        given = self.cleaned_data
        return Declaration(
            detected_at=given["detected_at"],
            natures=tuple(given["natures"]),
            data_groups=tuple(given["data_groups"]),
            cause=given["cause"],
            persons_count=given["persons_count"],
        )


class QualifyViolationForm(ActForm):
    """The risk for the persons, and what was done."""

    risk = forms.ChoiceField(
        label="Risque pour les personnes", choices=ViolationRisk.choices, widget=forms.RadioSelect
    )
    measures = CheckboxListField(
        label="Mesures prises", choices=ViolationMeasure.choices, required=False
    )


class NotifyCnilForm(ActForm):
    """When and under which reference the CNIL was told."""

    at = FrenchDateTimeField(label="Notifiée le", past=True)
    reference = forms.CharField(
        label="Référence de la CNIL",
        help_text="Numéro de l’accusé de réception.",
        max_length=60,
    )
    late_code = forms.ChoiceField(
        label="Motif du retard",
        help_text="Obligatoire après 72 heures.",
        choices=[("", "Dans le délai de 72 heures"), *LateNotification.choices],
        required=False,
    )


class InformPersonsForm(ActForm):
    """When and how the persons were told."""

    on = FrenchDateField(label="Personnes informées le", past=True)
    mode = forms.ChoiceField(
        label="Moyen", choices=InformationMode.choices, widget=forms.RadioSelect
    )


class MessagesForm(ActForm):
    """One channel for each topic, or those of the catalogue, which differ inside a topic."""

    def __init__(
        self,
        *args: Any,
        chosen: Mapping[Topic, Channel],
        told: Mapping[Topic, Sequence[MessageKind]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for topic, kinds in told.items():
            self.fields[topic] = forms.ChoiceField(
                label=topic.label,
                help_text=" ".join(f"« {kind.label} »." for kind in kinds),
                choices=[("", "Comme prévu pour chaque objet"), *Channel.choices],
                initial=chosen.get(topic, ""),
                required=False,
            )


class TraceFilterForm(forms.Form):
    """Filters of the journal: codes and dates only, so that the address holds nothing else."""

    issue = forms.ChoiceField(label="Issue", required=False)
    domaine = forms.ChoiceField(label="Objet de l’acte", required=False)
    du = FrenchDateField(label="Du", required=False, past=True)
    au = FrenchDateField(label="Au", required=False)
    avant = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        outcomes: list[tuple[str, str]],
        domains: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("issue", outcomes), ("domaine", domains)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (narrows the type)
            field.choices = [("", "Toutes" if name == "issue" else "Tous"), *choices]
