"""Why two records are about one person."""

from __future__ import annotations

from django.db.models import TextChoices


class MergeReason(TextChoices):
    """What the coordonnateur has checked before joining two identities. A likeness is no reason."""

    SAISINES = "deux_saisines", "Deux saisines pour le même jeune"
    ORTHOGRAPHE = "orthographe", "Nom ou prénom écrit de deux façons"
    NAISSANCE = "naissance", "Date de naissance mal saisie une fois"
    VERIFIEE = "identite_verifiee", "Identité vérifiée avec le jeune ou sa famille"
