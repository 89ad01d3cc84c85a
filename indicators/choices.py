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


class WithdrawalGround(TextChoices):
    """Why a published figure is taken back: how it was made or said, never what happened to
    anybody. A wrong count is no ground: lines of the open month put it right.
    """

    CALCUL = "calcul", "Calcul erroné du logiciel"
    TERRITOIRE = "territoire", "Territoire mal rattaché"
    DEFINITION = "definition", "Définition mal appliquée"
    LIBELLE = "libelle", "Période ou libellé erroné"


class CorrectedWords(TextChoices):
    """What the note of a correction is about."""

    DEFINITION = "definition", "Une définition"
    TERRITOIRE = "territoire", "Le nom d’un territoire"
    EXPLICATION = "explication", "Une explication"


class ReportKind(TextChoices):
    """Annual reports, by who reads them."""

    CDPD = "cdpd", "Rapport du conseil départemental (CDPD)"
    INSTANCE = "instance", "Rapport du CLSPD ou du CISPD"
    CHARTE = "charte", "Bilan de la charte de confidentialité"


class ReportStep(TextChoices):
    """What is being done of a report, in order; then how it ended."""

    CHIFFRES = "chiffres", "Réunir les chiffres publiés"
    PDF = "pdf", "Mettre en page le PDF"
    ODT = "odt", "Écrire le document ODT"
    PRET = "pret", "Prêt"
    ECHOUE = "echoue", "Interrompu"


class PaperFormat(TextChoices):
    """The files of a report."""

    PDF = "pdf", "PDF accessible"
    ODT = "odt", "Document ODT, à corriger"
