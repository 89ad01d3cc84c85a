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


class ReadingEnd(TextChoices):
    """What ends a reading before its hour, or a request before it is approved."""

    RETIREE = "retiree", "Retirée par la personne qui l’a demandée"
    REFUSEE = "refusee", "Refusée par la seconde personne"
    ECHUE = "echue", "Sans accord dans les cinq jours ouvrés"
    CLOSE = "close", "Close par son lecteur avant la fin de l’heure"


class ReadingRefusal(TextChoices):
    """Why a second person does not open an archive (AU-038 art. 5)."""

    MOTIF = "motif_insuffisant", "Le motif ne demande pas de lire cette archive"
    REFERENCE = "reference_inconnue", "La demande à laquelle on répond n’est pas établie"
    AUTREMENT = "autre_moyen", "La réponse se trouve ailleurs, sans ouvrir l’archive"
    PERSONNE = "autre_personne", "Une autre personne doit faire cette lecture"
