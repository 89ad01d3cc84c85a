"""A seeded population of invented names, and the slips by which an agent types them wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from casework.likeness import Identity

_STEMS = (
    *("Bel", "Cour", "Dar", "Fav", "Gau", "Hau", "Lam", "Marc", "Pel", "Quen", "Rous", "Vand"),
    *("Boud", "Cher", "Hadj", "Khal", "Mans", "Ouar", "Rach", "Slim", "Zem", "Yah"),
    *("Kow", "Now", "Wis", "Zel", "Dem", "Kar", "Yil", "Dial", "Tra", "Sis"),
)
_ENDINGS = (
    *("aert", "ard", "eau", "el", "ette", "in", "ois", "on", "ot", "ier", "illon", "mont"),
    *("adi", "ali", "aoui", "ane", "ouche", "oum", "idi", "our"),
    *("alski", "czak", "ewicz", "ir", "maz", "lo", "oko", "igne"),
)
_BEFORE = ("",) * 12 + ("Le ", "De ", "d’", "Ben ", "El ", "Aït ", "Van den ", "Saint-")
_FIRST = (
    *("Adam", "Amélie", "Amine", "Anaïs", "Ayoub", "Bilal", "Camille", "Chloé", "Clément"),
    *("Dylan", "Elif", "Enzo", "Ethan", "Fatima", "Gabriel", "Hugo", "Ilyès", "Imane", "Inès"),
    *("Jade", "Jules", "Kacper", "Karim", "Kenza", "Léa", "Lina", "Louis", "Lucas", "Manon"),
    *("Mathis", "Mehdi", "Mohamed", "Moussa", "Naïm", "Nathan", "Noah", "Océane", "Oumar"),
    *("Quentin", "Rayan", "Romain", "Salma", "Samir", "Sarah", "Sofia", "Théo", "Tom", "Wassim"),
    *("Yacine", "Yanis", "Youssef", "Zoé", "Jean-Baptiste", "Lou-Anne", "Marie-Lou"),
)
_LETTERS = "aeiorstnlmdc"


def population(size: int, rng: Random) -> list[Identity]:
    """Young people of 12 to 24 years, several of whom share a surname, a first name or a day."""
    return [_identity(rng) for _ in range(size)]


def _identity(rng: Random) -> Identity:
    last = rng.choice(_STEMS) + rng.choice(_ENDINGS)
    if rng.random() < 0.15:
        last += "-" + rng.choice(_STEMS) + rng.choice(_ENDINGS)
    first = rng.choice(_FIRST)
    if rng.random() < 0.2:
        first += " " + rng.choice(_FIRST)
    born = date(2002, 1, 1) + timedelta(days=rng.randrange(365 * 12))
    return Identity(rng.choice(_BEFORE) + last, first, born, f"62{rng.randrange(40):03}")


def mistyped(who: Identity, rng: Random) -> Identity:
    """One slip in the surname or in the first name."""
    if rng.random() < 0.5:
        return replace(who, last_name=slipped(who.last_name, rng))
    return replace(who, first_name=slipped(who.first_name, rng))


def slipped(name: str, rng: Random) -> str:
    """A letter dropped, added, changed, or exchanged with the next; never the first one."""
    at = rng.randrange(1, len(name)) if len(name) > 1 else 0
    letter = rng.choice(_LETTERS)
    match rng.randrange(4):
        case 0:
            return name[:at] + name[at + 1 :]
        case 1:
            return name[:at] + letter + name[at:]
        case 2:
            return name[:at] + letter + name[at + 1 :]
        case _:
            return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]


def born_wrong(who: Identity, rng: Random) -> Identity:
    """Day and month exchanged where they can be, else one year off."""
    day = who.birth_date
    try:
        other = day.replace(month=day.day, day=day.month)
    except ValueError:
        other = day + timedelta(days=rng.choice((-10, 10)))
    return replace(who, birth_date=other)
