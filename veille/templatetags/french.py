"""Filters over ``veille.french``, for the present day."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone

from veille import french, grammar

register = template.Library()

# Below, a delay is near enough to be shown.
_SOON_DAYS = 3


@register.filter
def long_date(value: date | None) -> str:
    """« mardi 8 décembre 2026 »."""
    return "" if value is None else french.long_date(_day(value))


@register.filter
def day_month_year(value: date | None) -> str:
    """« 8 décembre 2026 »."""
    return "" if value is None else french.day_month_year(_day(value))


@register.filter
def short_date(value: date | None) -> str:
    """« 8 déc. »."""
    return "" if value is None else french.short_date(_day(value), timezone.localdate())


@register.filter
def at_time(value: datetime | None) -> str:
    """« 9 h 30 »."""
    return "" if value is None else french.at_time(value)


@register.filter
def long_moment(value: datetime | None) -> str:
    """« mardi 8 décembre 2026 à 9 h 30 »."""
    return "" if value is None else french.long_moment(value)


@register.filter
def due(value: date | None) -> str:
    """« dépassée de 7 jours », « dans 4 jours »."""
    return "" if value is None else french.relative_days(_day(value), timezone.localdate())


@register.filter
def due_tone(value: date | None) -> str:
    """Tone of the component « due »: late, soon or none."""
    if value is None:
        return ""
    ahead = (_day(value) - timezone.localdate()).days
    if ahead < 0:
        return "late"
    return "soon" if ahead <= _SOON_DAYS else ""


@register.filter
def thousands(value: int) -> str:
    """« 12 345 »."""
    return french.number(value)


@register.filter
def of_place(value: str) -> str:
    """« d’Arras », « de Lens »."""
    return french.of_(value)


def _day(value: date) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value


@register.filter
def inside(value: object) -> str:
    """Words after a colon, inside a sentence: without their capital."""
    return grammar.inside(str(value))


@register.filter
def printed(value: str) -> str:
    """The same on paper: « art. L. 132-5 » is never cut at the end of a line."""
    return french.printed(str(value))


@register.filter
def spaced(value: object) -> str:
    """Narrow no-break spaces before « : ; ! ? » and inside guillemets."""
    return french.spaced(str(value))
