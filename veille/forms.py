"""Forms of the institutions."""

from __future__ import annotations

from typing import Any

from django import forms

from veille.act_form import ActForm
from veille.form_fields import FrenchDateField
from veille.services.chartes import Acknowledgements


class SignCharteForm(ActForm):
    """The three sentences of the signature, never ticked beforehand."""

    no_third_party = forms.BooleanField(
        label="Je ne communique ces informations à personne hors du groupe "
        "(art. L. 132-5 du code de la sécurité intérieure).",
        error_messages={"required": "cet engagement se coche pour signer."},
    )
    no_professional_secret = forms.BooleanField(
        label="Je ne dis rien qui relève du secret professionnel.",
        error_messages={"required": "cet engagement se coche pour signer."},
    )
    knows_the_penalty = forms.BooleanField(
        label="Je sais qu’un manquement entraîne mon exclusion et peut être puni "
        "(art. 226-13 du code pénal).",
        error_messages={"required": "cet engagement se coche pour signer."},
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
        error_messages={"required": "le texte manque. Partez du modèle proposé."},
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
        error_messages={"required": "la référence manque. Exemple : CLSPD 2026-3."},
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
