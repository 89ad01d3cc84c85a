"""What the weekly control of readings looks for, and what the DPO makes of it."""

from __future__ import annotations

from django.db.models import TextChoices


class AlertPattern(TextChoices):
    """Five ways of reading that an ordinary week explains badly, and what nobody looked at."""

    SANS_LIEN = "sans_lien", "Lectures sans travail en cours"
    HOMONYME = "homonyme", "Dossier d’une personne du même nom"
    RAFALE = "rafale", "Bien plus de dossiers que d’habitude"
    NUIT = "nuit", "Lectures de nuit ou de jour non ouvré"
    ANCIENNE = "ancienne", "Lectures dans une ancienne cellule"
    SANS_RELECTURE = "relecture", "Lecture motivée que personne n’a relue à temps"


class AlertOutcome(TextChoices):
    """How the DPO closes an alert."""

    JUSTIFIEE = "justifiee", "Lecture justifiée par le travail"
    ERREUR = "erreur", "Erreur sans suite"
    CHARTE = "charte", "Agent rappelé à la charte"
    MAIRE = "maire", "Manquement signalé au maire"
    VIOLATION = "violation", "Violation de données déclarée"
