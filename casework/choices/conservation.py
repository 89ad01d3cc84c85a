"""Coded reasons of the conservation: why an archive is read."""

from __future__ import annotations

from django.db.models import TextChoices


class ReadingReason(TextChoices):
    """P16: why one archived case is read. A reference of the request goes with it."""

    DROITS = "demande_de_la_personne", "Demande de la personne"
    JUSTICE = "requisition_judiciaire", "Réquisition judiciaire"
    CONTENTIEUX = "contentieux", "Contentieux"
    REPRISE = "reprise_du_suivi", "Reprise du suivi"
