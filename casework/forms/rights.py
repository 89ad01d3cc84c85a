"""Forms of the acts on a request about data. Codes and dates: the letter itself stays on paper."""

from __future__ import annotations

from django import forms

from casework.choices.rights import (
    AnswerMode,
    ExtensionReason,
    IdentityProof,
    Requester,
    RightKind,
    RightsOutcome,
    RightsReason,
)
from veille.act_form import ActForm
from veille.form_fields import FrenchDateField

_NONE = ("", "Sans objet")


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
