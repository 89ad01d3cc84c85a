"""Why names leave the site, in which form, and what becomes of each file."""

from __future__ import annotations

from django.db.models import TextChoices


class ExportReason(TextChoices):
    """Closed list. Each reason opens its own columns, never more than the policy does."""

    SEANCE = "seance", "Tenir une séance sans réseau"
    COURRIERS = "courriers", "Adresser les courriers d’une mesure"
    AUTORITE = "autorite", "Répondre à une autorité qui en a le droit"


class PrintReason(TextChoices):
    """Why one case is put on paper."""

    SEANCE = "seance", "Tenir une séance"
    ENTRETIEN = "entretien", "Recevoir le jeune ou sa famille"
    AUTORITE = "autorite", "Répondre à une autorité qui en a le droit"


class ExportScope(TextChoices):
    """What was chosen, as a list of cases from the moment of the request."""

    SEANCE = "seance", "Les situations d’une séance"
    LISTE = "liste", "Une liste de situations"
    PERSONNE = "personne", "Une situation"


class ExportFormat(TextChoices):
    """Both open in an office program, none runs anything."""

    CSV = "csv", "Texte séparé par des points-virgules (CSV)"
    XLSX = "xlsx", "Classeur (XLSX)"


class ExportState(TextChoices):
    """Where a request stands."""

    ATTENDUE = "attendue", "Attend l’accord d’une seconde personne"
    PREPAREE = "preparee", "En préparation"
    PRETE = "prete", "Prêt à télécharger"
    REMISE = "remise", "Téléchargé"
    EXPIREE = "expiree", "Expiré"
    REFUSEE = "refusee", "Refusé à la préparation"
    RETIREE = "retiree", "Retiré"
    ECHOUEE = "echouee", "Non préparé, panne"
    DECLINEE = "declinee", "Refusé par la seconde personne"


# What may still become a file, or is one.
GOING_ON = frozenset({ExportState.ATTENDUE, ExportState.PREPAREE, ExportState.PRETE})


class ExportEnd(TextChoices):
    """Why a request gave no file, or why its file was taken back."""

    DROIT = "droit", "Votre fonction ou son droit a pris fin"
    SITUATION = "situation", "Une situation ne vous est plus ouverte, ou elle est gelée"
    EFFACEMENT = "effacement", "Une situation a été effacée"
    DELAI = "delai", "Le délai de 24 heures est passé"
    PANNE = "panne", "Le fichier n’a pas pu être fait"
    # Said by the second person: see ``ExportRefusal``.
    MOTIF = "motif", "Le motif ne demande pas un fichier"
    ETENDUE = "etendue", "Le fichier porte sur plus de personnes qu’il n’en faut"
    ECRAN = "ecran", "Ce travail se fait à l’écran, ou sur la fiche imprimée"


class ExportRefusal(TextChoices):
    """Why the second person does not agree: the ends of an export that a person chooses."""

    MOTIF = ExportEnd.MOTIF.value, ExportEnd.MOTIF.label
    ETENDUE = ExportEnd.ETENDUE.value, ExportEnd.ETENDUE.label
    ECRAN = ExportEnd.ECRAN.value, ExportEnd.ECRAN.label
