"""The form of one declared value (a number, a part and its whole, a document), that of a report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from indicators.choices import ReportKind
from indicators.declared import Document, Value, value_of
from indicators.figures import Share, number
from indicators.models import Declaration
from indicators.models.declarations import (
    LONGEST_JUSTIFICATION,
    LONGEST_REFERENCE,
    LONGEST_TITLE,
)
from indicators.plan import Indicator, Unit
from veille.act_form import ActForm
from veille.french import spaced
from veille.grammar import capital

LARGEST = 9_999_999
# What people put between thousands: any space that a keyboard or a spreadsheet gives.
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
NOT_A_PERSON = "Ni le nom ni l’adresse de quelqu’un."


class ReportForm(ActForm):
    """Which report, of which year, among those of this function."""

    kind = forms.ChoiceField(label="Rapport", widget=forms.RadioSelect)
    year = forms.TypedChoiceField(label="Année", coerce=int)

    def __init__(
        self, *args: Any, kinds: Iterable[ReportKind], years: list[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(each.value, each.label) for each in kinds]
        for name, choices in (("kind", offered), ("year", [(each, str(each)) for each in years])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (narrows the type)
            field.choices = choices
        if len(offered) == 1:
            self.fields["kind"].initial = offered[0][0]


class WholeNumberField(forms.Field):
    """A whole number typed as people write it: « 1 234 ». What is typed comes back as typed."""

    widget = forms.TextInput

    def __init__(self, *, least: int = 0, **kwargs: Any) -> None:
        self.least = least
        attrs = {"size": 12, "autocomplete": "off", "inputmode": "numeric"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        required = "Indiquez un nombre, 0 s’il n’y en a pas eu. Exemple : 1 234."
        kwargs["error_messages"] = {"required": spaced(required)}
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        """The number typed. Raises ValidationError with what is wrong, why, and an example."""
        if value in self.empty_values:
            return None
        typed = _SPACES.sub("", str(value))
        if not (typed.isascii() and typed.isdecimal()):
            raise ValidationError(_unreadable(str(value), typed), code="unreadable")
        found = int(typed)
        if found > LARGEST:
            raise ValidationError(
                spaced(f"« {value} » est trop grand : {number(LARGEST)} au plus. Exemple : 1 234."),
                code="too_large",
            )
        if found < self.least:
            raise ValidationError(
                spaced("Une part se mesure sur un ensemble : 1 au moins. Exemple : 192."),
                code="too_small",
            )
        return found


def _unreadable(value: str, typed: str) -> str:
    if re.fullmatch(r"-\d+", typed):
        why = "un compte n’est jamais négatif"
    elif re.fullmatch(r"\d+[.,]\d+%?", typed):
        why = "on compte des unités entières, sans virgule ni point"
    elif typed.endswith("%"):
        why = "donnez les deux nombres, l’application calcule le pourcentage"
    else:
        why = "seuls des chiffres et des espaces sont lus"
    return spaced(f"« {value} » ne se lit pas comme un nombre entier : {why}. Exemple : 1 234.")


class DeclarationForm(ActForm):
    """The fields depend on the unit. ``row``: the version that counts, corrected by this form."""

    def __init__(
        self, *args: Any, indicator: Indicator, row: Declaration | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.indicator = indicator
        self.fields["version"].initial = row.version if row else 0
        self.fields.update(_FIELDS[indicator.unit](indicator, value_of(row) if row else None))
        label, hint = _CORRECTION if row else _FIRST
        self.fields["justification"] = forms.CharField(
            label=label,
            max_length=LONGEST_JUSTIFICATION,
            help_text=spaced(f"{hint} {NOT_A_PERSON}"),
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={
                "required": spaced(f"Dites-le en une phrase. {hint}"),
                "max_length": spaced(
                    f"{LONGEST_JUSTIFICATION} signes au plus. Le détail est dans votre document."
                ),
            },
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        part, whole = cleaned.get("numerator"), cleaned.get("denominator")
        if part is not None and whole is not None and part > whole:
            self.add_error(
                "numerator",
                spaced(
                    f"{number(part)} dépasse {number(whole)} : une part ne dépasse pas son "
                    "ensemble. Vérifiez les deux nombres. Exemple : 144 sur 192."
                ),
            )
        return cleaned

    @property
    def value(self) -> Value:
        """What was typed; read after ``is_valid``."""
        data = self.cleaned_data
        if self.indicator.unit is Unit.PERCENT:
            return Share(data["numerator"], data["denominator"])
        if self.indicator.unit is Unit.TEXT:
            return Document(data["document_title"], data["document_reference"])
        found: int = data["value"]
        return found


_FIRST = ("Origine de la valeur", "Exemple : relevé du service, arrêté au 31 décembre.")
_CORRECTION = (
    "Raison de la correction",
    "Exemple : deux séances étaient comptées deux fois.",
)


def _count(indicator: Indicator, value: Value | None) -> dict[str, forms.Field]:
    return {
        "value": WholeNumberField(
            label="Nombre", help_text=spaced("Exemple : 1 234"), initial=value
        )
    }


def _share(indicator: Indicator, value: Value | None) -> dict[str, forms.Field]:
    known = value if isinstance(value, Share) else None
    fixed = f" Le plan en compte {number(indicator.whole)}." if indicator.whole else ""
    return {
        "numerator": WholeNumberField(
            label=capital(indicator.numerator),
            help_text=spaced("Exemple : 144"),
            initial=known.part if known else None,
        ),
        "denominator": WholeNumberField(
            least=1,
            label=f"{capital(indicator.denominator)}, en tout",
            help_text=spaced(f"Exemple : 192.{fixed}"),
            initial=known.whole if known else indicator.whole,
        ),
    }


def _text(indicator: Indicator, value: Value | None) -> dict[str, forms.Field]:
    known = value if isinstance(value, Document) else None
    return {
        "document_title": _line(
            "Titre du document",
            LONGEST_TITLE,
            "Exemple : État des besoins de TIG par secteur",
            known.title if known else "",
        ),
        "document_reference": _line(
            "Référence",
            LONGEST_REFERENCE,
            "Exemple : DPJJ-2026-014",
            known.reference if known else "",
        ),
    }


def _line(label: str, longest: int, example: str, initial: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        initial=initial,
        help_text=spaced(f"{example}. {NOT_A_PERSON}"),
        error_messages={
            "required": spaced(f"Indiquez où se lit le document. {example}."),
            "max_length": spaced(f"{longest} signes au plus. {example}."),
        },
    )


_FIELDS = {Unit.COUNT: _count, Unit.PERCENT: _share, Unit.TEXT: _text}
