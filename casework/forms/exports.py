"""Forms of what leaves the site: why, and in which form. Never who: that was chosen before."""

from __future__ import annotations

from django import forms

from casework.choices.exports import ExportFormat, ExportReason, ExportRefusal, PrintReason
from veille.act_form import ActForm


class ExportForm(ActForm):
    reason = forms.ChoiceField(
        label="Motif de l’export",
        choices=ExportReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le motif de l’export."},
    )
    format = forms.ChoiceField(
        label="Format du fichier",
        choices=ExportFormat.choices,
        widget=forms.RadioSelect,
        initial=ExportFormat.XLSX,
        error_messages={"required": "Choisissez le format du fichier."},
    )


class DeclineForm(ActForm):
    reason = forms.ChoiceField(
        label="Motif du refus",
        choices=ExportRefusal.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le motif du refus."},
    )


class PrintForm(ActForm):
    reason = forms.ChoiceField(
        label="Motif de l’impression",
        choices=PrintReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le motif de l’impression."},
    )
