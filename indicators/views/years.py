"""The year of a page: chosen in its address among those that are offered, or the one to fill."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest

from indicators.years import closing, is_closed
from veille.french import day_month_year


def chosen_year(request: HttpRequest, years: Sequence[int]) -> int:
    """« ?annee=2025 » when it is offered; else the newest. ``years`` is not empty."""
    typed = request.GET.get("annee", "")
    return next((year for year in years if str(year) == typed), years[0])


def closing_words(year: int, today: date) -> str:
    """« Saisie ouverte jusqu’au 31 mars 2027. », « Année close le 31 mars 2026. »"""
    day = day_month_year(closing(year))
    if is_closed(year, today):
        return f"Année close le {day} : une valeur se corrige encore, signalée comme tardive."
    return f"Saisie ouverte jusqu’au {day}."
