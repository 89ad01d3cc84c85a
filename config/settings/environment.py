"""What the settings read from the environment, and how they refuse what they do not understand."""

import os
from datetime import date
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret(name: str) -> str:
    """A required secret, read from NAME or from the file that NAME_FILE points to.

    A file is what container platforms give: it never shows in `docker inspect` nor in `ps`.
    """
    if file := os.environ.get(f"{name}_FILE"):
        try:
            value = Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE : {file} est illisible.") from error
    else:
        value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Renseignez {name}, ou {name}_FILE.")
    return value


def optional_secret(name: str) -> str:
    """A secret that may be missing: the empty string then."""
    if os.environ.get(name) or os.environ.get(f"{name}_FILE"):
        return secret(name)
    return ""


def flag(name: str, *, default: bool) -> bool:
    """True or False, spelled so; anything else is a doubt, and a doubt stops the start."""
    value = os.environ.get(name, str(default))
    if value not in ("True", "False"):
        raise ImproperlyConfigured(f"{name} vaut « {value} » ; seuls True et False sont admis.")
    return value == "True"


def number(name: str, *, default: int) -> int:
    """A whole number, zero or more."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} vaut « {value} » ; un nombre entier est attendu.")
    return int(value)


def at_least(minimum: int, name: str) -> int:
    """A whole number that may only be raised; ``minimum`` when NAME is missing."""
    value = number(name, default=minimum)
    if value < minimum:
        raise ImproperlyConfigured(f"{name} vaut {value} ; {minimum} au moins.")
    return value


def day_of_year(name: str, *, default: str, first: str, last: str) -> tuple[int, int]:
    """A day written MM-JJ, as (month, day), between two others. 29 February is not one."""
    value = os.environ.get(name, default)
    try:
        # Any common year: the day must exist each time.
        found = date.fromisoformat(f"2001-{value}")
    except ValueError:
        found = None
    if found is None or not first <= value <= last:
        raise ImproperlyConfigured(
            f"{name} vaut « {value} » ; un jour MM-JJ de {first} à {last} est attendu."
        )
    return found.month, found.day


def words(name: str) -> list[str]:
    """A list written with commas; empty when NAME is missing."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]
