"""The papers of a sitting in one job: where the job stands, and each of its papers."""

from __future__ import annotations

from django.db.models import TextChoices


class BatchState(TextChoices):
    """Where the job stands. A paper that is written keeps its number, whatever follows."""

    ECRITURE = "ecriture", "Papiers en cours d’écriture"
    MISE_EN_PAGE = "mise_en_page", "Mise en page du fichier"
    PRET = "pret", "Fichier prêt"
    SANS_PAPIER = "sans_papier", "Aucun papier écrit"
    RETIRE = "retire", "Fichier retiré"
    ECHOUE = "echoue", "Fichier non fait, panne"


class BatchLineState(TextChoices):
    """Where one paper stands."""

    EN_ATTENTE = "en_attente", "En attente"
    ECRITE = "ecrite", "Écrit"
    REFUSEE = "refusee", "Refusé"
    ANNULEE = "annulee", "Annulé"


# What goes on without anybody.
UNDER_WAY = frozenset({BatchState.ECRITURE, BatchState.MISE_EN_PAGE})
# What holds papers, in pieces or as a file.
HOLDING = UNDER_WAY | {BatchState.PRET}
