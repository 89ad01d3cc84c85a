"""Closed lists of the figures."""

from __future__ import annotations

from django.db.models import TextChoices


class PeriodKind(TextChoices):
    """How long a period is, the shortest first: the longer ones close with their last month."""

    MONTH = "month", "Mois"
    QUARTER = "quarter", "Trimestre"
    YEAR = "year", "Année"

    @property
    def months(self) -> int:
        return {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}[self]


class TerritoryKind(TextChoices):
    """What a published figure is about, the largest first. Never a commune."""

    DEPARTEMENT = "departement", "Département"
    ARRONDISSEMENT = "arrondissement", "Arrondissement"
    ZSP = "zsp", "Zone de sécurité prioritaire"
    CELLULE = "cellule", "Cellule"


class BulletinState(TextChoices):
    """FSM-14: from the accounts of a closed period to figures that never change."""

    BROUILLON = "brouillon", "Brouillon"
    AUDITE = "audite", "Audité"
    PUBLIE = "publie", "Publié"
