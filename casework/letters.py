"""Which letter of information each person receives, by age on the day it is given (D08).

RGPD art. 12, 1: words that a child understands. Four models: an adult, two ages of minors, and the
holders of parental authority.
"""

from __future__ import annotations

from django.db.models import TextChoices

MAJORITY = 18
# From this age a minor reads the longer letter.
OLDER = 15


class InformationLetter(TextChoices):
    MAJEUR = "majeur", "Lettre d’information, jeune majeur"
    QUINZE = "mineur_15_17", "Lettre d’information, mineur de 15 à 17 ans"
    DOUZE = "mineur_12_14", "Lettre d’information, mineur de 12 à 14 ans"
    REPRESENTANTS = "representants", "Lettre d’information, représentants légaux"


def letters_at(age: int, *, contrary_interest: bool = False) -> tuple[InformationLetter, ...]:
    """The letters due for somebody of this age, in whole years, on the day of the information.

    The representatives of a minor receive theirs, unless that is against the child’s interest.
    """
    if age >= MAJORITY:
        return (InformationLetter.MAJEUR,)
    own = InformationLetter.QUINZE if age >= OLDER else InformationLetter.DOUZE
    return (own,) if contrary_interest else (own, InformationLetter.REPRESENTANTS)
