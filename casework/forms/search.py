"""The form by which a person is looked for: sent by POST, never part of an address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MinLengthValidator

from casework.forms.saisines import person_name
from casework.likeness import Wanted
from veille.act_form import ActForm
from veille.form_fields import FrenchDateField
from veille.french import spaced

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class SearchForm(ActForm):
    """Who is looked for. ``births``: whether this function may compare dates of birth."""

    last_name = forms.CharField(
        label="Nom",
        max_length=80,
        validators=[
            person_name,
            MinLengthValidator(2, "Écrivez au moins deux lettres du nom."),
        ],
        help_text="Accents, tirets et particules n’empêchent pas la recherche.",
        widget=forms.TextInput(attrs=_PLAIN),
        error_messages={"required": "Indiquez le nom."},
    )
    first_name = forms.CharField(
        label="Prénom",
        max_length=80,
        required=False,
        validators=[person_name],
        help_text="Un seul suffit.",
        widget=forms.TextInput(attrs=_PLAIN),
    )
    birth_date = FrenchDateField(
        label="Date de naissance",
        past=True,
        required=False,
        help_text=spaced("Exemple : 14/3/2010"),
    )

    def __init__(self, *args: Any, births: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not births:
            del self.fields["birth_date"]

    @property
    def wanted(self) -> Wanted:
        """Who is looked for; read after ``is_valid``."""
        data = self.cleaned_data
        return Wanted(data["last_name"], data["first_name"], data.get("birth_date"))


def initial_of(wanted: Wanted) -> dict[str, Any]:
    """What was typed, to be typed again otherwise."""
    return {
        "last_name": wanted.last_name,
        "first_name": wanted.first_name,
        "birth_date": wanted.birth_date,
    }
