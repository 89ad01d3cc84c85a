"""Form fields in which an agent types dates as people write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from veille import french

_FIGURES = "%d/%m/%Y"


class _TypedField(forms.Field):
    """A text input read as French; when it cannot be read, what was typed comes back as typed.

    ``past`` refuses what is still to come, ``future`` what is gone; each also completes the year
    that is not typed. The present day is neither.
    """

    widget = forms.TextInput

    def __init__(
        self, *, past: bool = False, future: bool = False, size: int = 12, **kwargs: Any
    ) -> None:
        self.past, self.future = past, future
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": size, "autocomplete": "off"}))
        super().__init__(**kwargs)

    @property
    def prefer(self) -> french.Prefer:
        if self.past:
            return "past"
        return "future" if self.future else "nearest"

    def read(self, value: Any, reader: Callable[..., Any]) -> Any:
        try:
            return reader(str(value), timezone.localdate(), prefer=self.prefer)
        except french.Unreadable as error:
            raise ValidationError(str(error), code="unreadable") from error

    def check_side(self, day: date) -> None:
        """Refuse the wrong side of today."""
        today = timezone.localdate()
        if self.past and day > today:
            raise ValidationError(
                f"Cette date est à venir ({french.long_date(day)}). Indiquez un jour passé.",
                code="future",
            )
        if self.future and day < today:
            raise ValidationError(
                f"Cette date est passée ({french.long_date(day)}). Indiquez un jour à venir.",
                code="past",
            )


class FrenchDateField(_TypedField):
    """A day: « 8/12 », « 8 décembre 2026 », « hier », « lundi », « dans 3 semaines »."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", french.spaced("Exemple : 24/11/2026"))
        kwargs.setdefault("error_messages", {}).setdefault(
            "required", french.spaced("Indiquez une date. Exemple : 24/11/2026.")
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.strftime(_FIGURES) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        """The day typed. Raises ValidationError with the reason and an example."""
        if value in self.empty_values:
            return None
        day: date = value if isinstance(value, date) else self.read(value, french.parse_date)
        self.check_side(day)
        return day


class FrenchDateTimeField(_TypedField):
    """A moment: « 24/11/2026 17 h 30 », « demain à 9 h »."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", french.spaced("Exemple : 24/11/2026 17 h 30"))
        kwargs.setdefault("error_messages", {}).setdefault(
            "required", french.spaced("Indiquez le jour et l’heure. Exemple : 24/11/2026 17 h 30.")
        )
        kwargs.setdefault("size", 20)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, datetime):
            return value
        local = timezone.localtime(value)
        return f"{local:{_FIGURES}} {french.at_time(value)}"

    def to_python(self, value: Any) -> datetime | None:
        """The moment typed. Raises ValidationError with the reason and an example."""
        if value in self.empty_values:
            return None
        moment: datetime = (
            value if isinstance(value, datetime) else self.read(value, french.parse_moment)
        )
        self.check_side(timezone.localdate(moment))
        return moment


class CheckboxListField(forms.MultipleChoiceField):
    """Codes ticked in a list, ``at_most`` of them; the group is announced by its legend."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, at_most: int | None = None, **kwargs: Any) -> None:
        self.at_most = at_most
        super().__init__(**kwargs)

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if self.at_most is not None and len(value) > self.at_most:
            raise ValidationError(
                f"Vous avez coché {len(value)} cases. Gardez-en {self.at_most} au plus.",
                code="too_many",
            )
