"""The rules that wake up on their day. Several read the same delay."""

from __future__ import annotations

from django.db.models import TextChoices


class Rule(TextChoices):
    """Codes of timers, with what an agent reads on the page of a case."""

    # A saisine
    SAISINE = "saisine", "Réponse à la saisine"
    SAISINE_MAIRE = "saisine_maire", "Saisine restée sans réponse, dite au maire"
    BROUILLON = "brouillon", "Effacement du brouillon"
    IRRECEVABLE = "irrecevable", "Effacement de la saisine"
    PROCUREUR = "procureur", "Suites du signalement au procureur"
    # A case
    ALERTE = "alerte", "Rappel : informer le jeune"
    INFORMATION = "information", "Information du jeune"
    AGENDA = "agenda", "Inscription à une séance"
    CONTACT = "contact", "Premier contact du référent"
    BILAN = "bilan", "Demande du prochain bilan"
    REDACTION = "redaction", "Bilan attendu"
    PARQUET = "parquet", "Réponse du parquet"
    TRANSACTION = "transaction", "Réponse à la transaction"
    SUSPENSION = "suspension", "Revue de la suspension"
    JUDICIAIRE = "judiciaire", "Revue du statut judiciaire"
    JUDICIAIRE_FIN = "judiciaire_fin", "Effacement du statut judiciaire"
    DUREE = "duree", "Terme du suivi"
    MAJORITE = "majorite", "Effacement des représentants"
    AGE = "age", "Vingt-cinquième anniversaire"
    ARCHIVE = "archive", "Archivage"
    PREAVIS = "preavis", "Rappel : fin prochaine de la conservation"
    SCELLEMENT = "scellement", "Fin de l’archive"
    ELIMINATION = "elimination", "Élimination"
    REUNION = "reunion", "Effacement d’une identité réunie"
    # Elsewhere
    CHARTE = "charte", "Fin d’une signature de la charte"
    SIGNATURE = "signature", "Charte à signer"
    PLENIERE = "pleniere", "Réunion plénière"
    DROITS = "droits", "Réponse à une demande de droits"
    VIOLATION = "violation", "Notification d’une violation"
    LECTURES = "lectures", "Contrôle des lectures de la semaine"
    EXPORT = "export", "Fin d’un export"
    RELECTURE = "relecture", "Relecture d’une lecture motivée"
    DEMANDE = "demande", "Effacement d’une demande de droits"
    PRESENCES = "presences", "Effacement d’une feuille de présence"
    ADHESION = "adhesion", "Effacement d’une signature de la charte"
    DEPART = "depart", "Effacement du compte d’un agent"
    LECTURE = "demande_lecture", "Fin d’une demande de lecture"
    SEANCE = "seance", "Rappel avant une séance"
    ENTRETIEN = "entretien", "Rappel avant un entretien"
    AUDITION = "audition", "Rappel avant une séance du CDDF"
    # Reminders that go up by steps: see ``clock.escalations``.
    COMPLEMENT = "complement", "Relance d’un complément demandé"
    ACTION = "action", "Relance d’une action confiée"
    ETAPE = "etape", "Relance d’un premier contact"
    RELANCE_BILAN = "relance_bilan", "Relance d’un bilan attendu"
    DECISION_RAPPEL = "decision_rappel", "Relance d’un rappel à décider"
    DECISION_CDDF = "decision_cddf", "Relance d’une demande au CDDF à décider"
    DECISION_PARENTS = "decision_parents", "Relance d’un accompagnement à décider"
    REVUE_CDDF = "revue_cddf", "Rappel avant la revue de recommandations"
    STATUT = "statut", "Dernier rappel d’un statut judiciaire"
    TERMES = "termes", "Rappel des situations qui arrivent à leur terme"
    SUIVI_DROITS = "suivi_droits", "Suivi d’une demande de droits"
    MANDAT = "mandat", "Rappel avant la fin du mandat"
    COURRIERS = "courriers", "Rappel des courriers à envoyer"


# Their stored day would tell a date of birth in clear: only the year, then day after day, is kept.
VEILED = frozenset({Rule.AGE, Rule.MAJORITE})
# What destroys data, or makes them unreadable: none of it is done on a doubt.
DESTROYING = frozenset(
    {
        Rule.BROUILLON,
        Rule.IRRECEVABLE,
        Rule.JUDICIAIRE_FIN,
        Rule.MAJORITE,
        Rule.AGE,
        Rule.ARCHIVE,
        Rule.SCELLEMENT,
        Rule.ELIMINATION,
        Rule.REUNION,
        Rule.EXPORT,
        Rule.DEMANDE,
        Rule.PRESENCES,
        Rule.ADHESION,
        Rule.DEPART,
    }
)
# What ends the conservation of a case: counted before each run.
ENDING = frozenset({Rule.AGE, Rule.SCELLEMENT, Rule.ELIMINATION})
