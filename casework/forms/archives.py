"""Forms of motivated readings: of an archive, by the DPO, and their review."""

from __future__ import annotations

from django import forms
from django.utils.html import format_html

from casework.choices.conservation import ReadingReason, ReadingRefusal, ReadingVerdict
from veille.act_form import ActForm

_TO_WRITE = format_html(
    "Vingt caractères au moins : ce que vous cherchez, et pour répondre à qui. Ni nom, ni santé, "
    'ni famille : relisez <a href="{}">ce qui ne s’écrit pas</a>. Le texte est chiffré ; il ne '
    "s’ouvre qu’à qui peut relire la lecture.",
    "/aide/ce-qui-ne-s-ecrit-pas/",
)


class AskReadingForm(ActForm):
    """Why the file is read: a code, the request it answers, a few words."""

    reason = forms.ChoiceField(
        label="Motif de la lecture", choices=ReadingReason.choices, widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label="Référence de la demande",
        max_length=60,
        help_text="Demande de la personne : les six caractères de sa demande de droits. Sinon, le "
        "numéro du courrier ou de la réquisition, sans aucun nom.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    justification = forms.CharField(
        label="Pourquoi cette lecture est nécessaire",
        max_length=200,
        help_text=_TO_WRITE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Dites en vingt caractères au moins pourquoi."},
    )


class OpenReadingForm(AskReadingForm):
    """The same, for a case that its reader knows by its reference only."""

    field_order = ("situation",)

    situation = forms.CharField(
        label="Référence de la situation",
        max_length=6,
        help_text="Les six caractères d’une demande de droits ou d’une alerte. Exemple : K7F3QD",
        widget=forms.TextInput(attrs={"size": 8, "autocomplete": "off"}),
    )


class RefuseReadingForm(ActForm):
    """Why a second person does not open an archive."""

    reason = forms.ChoiceField(
        label="Motif du refus",
        choices=ReadingRefusal.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le motif du refus."},
    )


class ReviewReadingForm(ActForm):
    """What another person concludes."""

    verdict = forms.ChoiceField(
        label="Cette lecture était", choices=ReadingVerdict.choices, widget=forms.RadioSelect
    )
