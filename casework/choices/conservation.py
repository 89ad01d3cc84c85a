"""Coded reasons of the conservation: why a closed file is read, and whether it was right."""

from __future__ import annotations

from django.db.models import TextChoices


class ReadingReason(TextChoices):
    """P16: why one closed case is read. A reference of the request goes with it."""

    DROITS = "demande_de_la_personne", "Demande de la personne"
    JUSTICE = "requisition_judiciaire", "Réquisition judiciaire"
    CONTENTIEUX = "contentieux", "Contentieux"
    REPRISE = "reprise_du_suivi", "Reprise du suivi"
    CONTROLE = "controle", "Contrôle après une alerte ou une plainte"


class ReadingVerdict(TextChoices):
    """What another person concludes of a motivated reading, once it is over."""

    JUSTIFIEE = "justifiee", "Justifiée"
    NON_JUSTIFIEE = "non_justifiee", "Non justifiée"
