"""French as an agent reads and types it: dates, hours, delays, numbers, agreements.

Pure functions: the present day is always given. What is displayed here can be typed back.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal, TypeAlias

from dateutil.relativedelta import relativedelta
from django.utils import timezone

NARROW = "\N{NARROW NO-BREAK SPACE}"
Prefer: TypeAlias = Literal["past", "future", "nearest"]

_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
# Names of communes whose H is not heard; before the others one says « de ».
_MUTE_H = ("habarcq", "hebuterne", "hem", "henin", "hermaville", "hesdin", "hyacinthe")


def _day_number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def day_month_year(day: date) -> str:
    """« 8 décembre 2026 », « 1er mars 2027 »."""
    return f"{_day_number(day)} {_MONTHS[day.month - 1]} {day.year}"


def long_date(day: date) -> str:
    """« mardi 8 décembre 2026 »."""
    return f"{_WEEKDAYS[day.weekday()]} {day_month_year(day)}"


def short_date(day: date, today: date) -> str:
    """« 8 déc. »; « 8 déc. 2025 » when the year is not the present one."""
    words = f"{_day_number(day)} {_SHORT_MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def at_time(moment: datetime) -> str:
    """« 9 h 30 », « 17 h », in the time of the site."""
    local = timezone.localtime(moment)
    hour = f"{local.hour}{NARROW}h"
    return f"{hour}{NARROW}{local.minute:02}" if local.minute else hour


def long_moment(moment: datetime) -> str:
    """« mardi 8 décembre 2026 à 9 h 30 »."""
    return f"{long_date(timezone.localdate(moment))} à {at_time(moment)}"


def relative_days(day: date, today: date) -> str:
    """What a date means today: « dépassée de 7 jours », « aujourd’hui », « dans 4 jours »."""
    ahead = (day - today).days
    named = {-1: "dépassée d’un jour", 0: "aujourd’hui", 1: "demain"}
    if ahead in named:
        return named[ahead]
    return f"dans {number(ahead)} jours" if ahead > 0 else f"dépassée de {number(-ahead)} jours"


def number(value: int) -> str:
    """« 12 345 », with narrow no-break spaces between thousands."""
    return f"{value:,}".replace(",", NARROW)


def plural(count: int, singular: str, many: str) -> str:
    """« 0 saisine », « 1 saisine », « 2 saisines »: in French the plural begins at two."""
    return f"{number(count)} {many if abs(count) >= 2 else singular}"


def join_french(words: Sequence[str], last: str = "et") -> str:
    """« a, b et c »."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def of_(name: str) -> str:
    """« d’Arras », « de Lens », « du Portel », « des Attaques »: the preposition before a name."""
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    folded = _folded(name)
    if folded.startswith(_MUTE_H) or folded[:1] in "aeiouy":
        return f"d’{name}"
    return f"de {name}"


def spaced(text: str) -> str:
    """A sentence with the narrow no-break spaces that French wants before « : ; ! ? » and inside
    quotation marks."""
    return re.sub(r"(?<=«)[ \u00a0]|[ \u00a0](?=[:;!?»])", NARROW, text)


# « art. 6 », « L. 132-5 », « n° 3 », « 15 000 »: never cut at the end of a line.
_BOUND = re.compile(r"(\bart\.|\b[LRD]\.|n°) (?=[LRD]\. |\d)|(?<=\d) (?=\d{3}\b)")


def printed(text: str) -> str:
    """``spaced``, where an abbreviation also stays with its number: for paper, whose lines are
    fixed and which nobody searches."""
    return _BOUND.sub(lambda found: f"{found[1] or ''}\u00a0", spaced(text))


class Unreadable(ValueError):
    """What was typed is no date. Its text says what, why and an example, in French."""


_EXAMPLE = "Exemple : 8/12/2026, 8 décembre, hier ou dans 3 semaines."
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_NAMED_DAYS = {
    "avant-hier": -2,
    "hier": -1,
    "aujourd'hui": 0,
    "ce jour": 0,
    "demain": 1,
    "apres-demain": 2,
}
_DELAY = re.compile(
    r"(?P<sign>\+|-|dans |il y a )\s*(?P<count>\d{1,3}|une?)\s*"
    r"(?P<unit>jours?|j|semaines?|sem|s|mois|m|ans?|a)"
)
_NUMERIC = re.compile(r"(\d{1,2})[/\-. ](\d{1,2})(?:[/\-. ](\d{4}|\d{2}))?")
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WORDS = re.compile(r"(\d{1,2})(?:er)?\s*([a-z]{3,})(?:\s*(\d{4}|\d{2}))?")
_HOUR = re.compile(r"(?:^|[ t,])(?:a )?(\d{1,2}) ?(?:h|:|heures?) ?(\d{2})?$")


def parse_date(text: str, today: date, *, prefer: Prefer = "nearest") -> date:
    """The day that an agent typed: 8/12, 8 déc., 08122026, hier, lundi, +15 j, dans 3 semaines.

    ``prefer`` completes what is not said (year, century, which Monday): the last one that is past,
    the next one to come, or the nearest. Raises Unreadable, whose text is for the agent.
    """
    typed = _folded(text)
    if not typed:
        raise Unreadable(spaced(f"Indiquez une date. {_EXAMPLE}"))
    day = _named(typed, today, prefer) or _delayed(typed, today) or _written(typed, today, prefer)
    if day is None:
        raise Unreadable(spaced(f"« {text.strip()} » n’est pas une date comprise. {_EXAMPLE}"))
    return day


def parse_moment(
    text: str, today: date, *, prefer: Prefer = "nearest", zone: tzinfo | None = None
) -> datetime:
    """The moment that an agent typed: « 24/11/2026 17 h », « demain à 9 h 30 ».

    In the time of the site unless ``zone`` is given. Raises Unreadable.
    """
    typed = _folded(text)
    hour = _HOUR.search(typed)
    if hour is None or not typed[: hour.start()].strip():
        raise Unreadable(spaced("Indiquez le jour et l’heure. Exemple : 24/11/2026 17 h 30."))
    hours, minutes = int(hour[1]), int(hour[2] or 0)
    if hours > 23 or minutes > 59:
        raise Unreadable(spaced("L’heure va de 0 h à 23 h 59. Exemple : 24/11/2026 17 h 30."))
    day = parse_date(typed[: hour.start()], today, prefer=prefer)
    moment = datetime.combine(day, time(hours, minutes))
    return timezone.make_aware(moment, zone or timezone.get_current_timezone())


def _folded(text: str) -> str:
    """Without accents, capitals, dots nor the spaces and apostrophes of typography."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.replace(".", " ").replace(",", " ").split())


def _named(typed: str, today: date, prefer: Prefer) -> date | None:
    if typed in _NAMED_DAYS:
        return today + timedelta(days=_NAMED_DAYS[typed])
    name, _, rest = typed.partition(" ")
    if name not in _WEEKDAYS or rest not in ("", "prochain", "dernier"):
        return None
    since = (today.weekday() - _WEEKDAYS.index(name)) % 7
    if rest == "prochain" or (not rest and prefer != "past"):
        return today + timedelta(days=7 - since)
    # « lundi », typed on a Monday about the past, is that very day; « lundi dernier » is not.
    return today - timedelta(days=since or (7 if rest else 0))


def _delayed(typed: str, today: date) -> date | None:
    found = _DELAY.fullmatch(typed)
    if found is None:
        return None
    count = 1 if found["count"].startswith("u") else int(found["count"])
    if found["sign"] in ("-", "il y a "):
        count = -count
    match found["unit"][0]:
        case "j":
            delay = relativedelta(days=count)
        case "s":
            delay = relativedelta(weeks=count)
        case "m":
            delay = relativedelta(months=count)
        case _:
            delay = relativedelta(years=count)
    return _bounded(today + delay)


def _written(typed: str, today: date, prefer: Prefer) -> date | None:
    if found := _ISO.fullmatch(typed):
        return _completed(int(found[3]), int(found[2]), found[1], today, prefer)
    name, _, rest = typed.partition(" ")
    if name in _WEEKDAYS:
        day = _written(rest, today, prefer)
        if day is not None and _WEEKDAYS[day.weekday()] != name:
            raise Unreadable(f"Le {day_month_year(day)} est un {_WEEKDAYS[day.weekday()]}.")
        return day
    if found := _NUMERIC.fullmatch(typed) or _COMPACT.fullmatch(typed):
        return _completed(int(found[1]), int(found[2]), found[3] or "", today, prefer)
    if (found := _WORDS.fullmatch(typed)) and (month := _month(found[2])):
        return _completed(int(found[1]), month, found[3] or "", today, prefer)
    return None


def _month(name: str) -> int:
    """The month that begins so; 0 when none or several do."""
    folded = [_folded(month) for month in _MONTHS]
    found = [index for index, month in enumerate(folded, 1) if month.startswith(name)]
    return found[0] if len(found) == 1 else 0


def _completed(day: int, month: int, year: str, today: date, prefer: Prefer) -> date:
    """The day in the year typed, or in the one that ``prefer`` asks for."""
    if not 1 <= month <= 12:
        raise Unreadable(
            spaced(f"Il n’y a pas de mois {month}. Écrivez le jour, puis le mois : 24/11/2026.")
        )
    found = [date(each, month, day) for each in _years(year, today) if _exists(day, month, each)]
    if not found:
        suffix = f" {year}" if len(year) == 4 else ""
        raise Unreadable(f"Le {day} {_MONTHS[month - 1]}{suffix} n’existe pas.")
    if len(year) == 4:
        return _bounded(found[0])
    if prefer == "past":
        found = [each for each in found if each <= today] or found
    elif prefer == "future":
        found = [each for each in found if each >= today] or found
    return min(found, key=lambda each: abs(each - today))


def _years(year: str, today: date) -> Iterable[int]:
    """The years meant by none, two or four figures. Leap years may be eight years apart."""
    if len(year) == 4:
        return (int(year),)
    if year:
        century = today.year // 100 * 100
        return (int(year) + century + shift for shift in (-100, 0, 100))
    return range(today.year - 8, today.year + 9)


def _exists(day: int, month: int, year: int) -> bool:
    return 1 <= year <= 9999 and 1 <= day <= calendar.monthrange(year, month)[1]


def _bounded(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Unreadable(spaced(f"L’année {day.year} est hors de portée. {_EXAMPLE}"))
    return day
