"""Likeness of two identities: suggests, never decides.

French names come with accents, particles, hyphens, « Saint » or « St », inversions and slips. A
name alone never decides: Martin and Marin are two families.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from confidentiality.encryption import fold

SURE, POSSIBLE = 0.80, 0.60


@dataclass(frozen=True, slots=True)
class Identity:
    """What is compared. Lives in memory only."""

    last_name: str
    first_name: str
    birth_date: date
    commune_code: str


def likeness(one: Identity, other: Identity) -> str:
    """Why the two may be the same person, in French; empty when nothing says so."""
    straight = min(_dice(one.last_name, other.last_name), _dice(one.first_name, other.first_name))
    crossed = min(_dice(one.last_name, other.first_name), _dice(one.first_name, other.last_name))
    score = max(straight, crossed)
    family = max(_dice(one.last_name, other.last_name), crossed)
    reasons = []
    if crossed > straight and crossed >= POSSIBLE:
        reasons.append("nom et prénom inversés")
    elif score >= SURE:
        reasons.append("même nom" if score == 1 else "nom très proche")
    elif family >= POSSIBLE:
        reasons.append("nom proche")
    else:
        return ""
    if one.birth_date == other.birth_date:
        reasons.append("même date de naissance")
    elif _slipped(one.birth_date, other.birth_date):
        reasons.append("date de naissance proche")
    elif score < SURE and one.commune_code != other.commune_code:
        return ""
    elif one.commune_code == other.commune_code:
        reasons.append("même commune")
    return ", ".join(reasons) if len(reasons) > 1 or score >= SURE else ""


def _slipped(one: date, other: date) -> bool:
    """Day and month exchanged, or one digit off."""
    if (one.year, one.day, one.month) == (other.year, other.month, other.day):
        return True
    pairs = zip(one.isoformat(), other.isoformat(), strict=True)
    return sum(left != right for left, right in pairs) == 1


def _skeleton(name: str) -> str:
    folded = fold(name)
    return "st" + folded[5:] if folded.startswith("saint") else folded


def _dice(one: str, other: str) -> float:
    """Dice coefficient over the bigrams of the two skeletons, between 0 and 1."""
    left, right = _skeleton(one), _skeleton(other)
    if left == right:
        return 1.0
    pairs_left, pairs_right = _bigrams(left), _bigrams(right)
    total = sum(pairs_left.values()) + sum(pairs_right.values())
    shared = sum((pairs_left & pairs_right).values())
    return 2 * shared / total if total else 0.0


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[index : index + 2] for index in range(len(text) - 1))
