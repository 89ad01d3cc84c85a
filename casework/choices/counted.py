"""What is counted of persons for the departmental plan, and by which ages."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import TextChoices


class Measure(TextChoices):
    """Events that the plan counts (measures 2 to 4), one line for each in the accounts."""

    REPERE = "repere", "Jeunes repérés"
    RAPPEL = "rappel", "Rappels à l’ordre réalisés"
    CDDF_SAISI = "cddf_saisi", "Saisines du CDDF"
    CDDF_ENTENDUE = "cddf_entendue", "Familles entendues par le CDDF"
    SUIVI = "suivi", "Suivis individuels commencés"
    JEUNE_ZSP = "jeune_zsp", "Jeunes suivis en ZSP"
    SUIVI_INTENSIF = "suivi_intensif", "Suivis intensifs en ZSP"
    BILAN = "bilan", "Bilans de parcours présentés"


# Once for each path: a path closed as a duplicate leaves them, its other events really happened.
PER_PATH = frozenset({Measure.REPERE, Measure.JEUNE_ZSP})


class AgeBand(TextChoices):
    """Ages that the cellules follow, the day the event is recorded (domain, 8.1)."""

    FROM_12 = "12-15", "12 à 15 ans"
    FROM_16 = "16-17", "16 et 17 ans"
    FROM_18 = "18-20", "18 à 20 ans"
    FROM_21 = "21-24", "21 à 24 ans"


def band_of(born: date, on: date) -> AgeBand | None:
    """The band of somebody’s age on a day; None before twelve and from the twenty-fifth birthday.

    What happens out of these ages is not counted: the plan is about the 12 to 25.
    """
    age = relativedelta(on, born).years
    for band in AgeBand:
        youngest, _, oldest = band.partition("-")
        if int(youngest) <= age <= int(oldest):
            return band
    return None
