"""States of the machines. Codes are those of the domain; labels are what agents read."""

from __future__ import annotations

from django.db.models import TextChoices


class SaisineState(TextChoices):
    """FSM-1."""

    BROUILLON = "brouillon", "Brouillon"
    SOUMISE = "soumise", "Reçue, à qualifier"
    A_COMPLETER = "a_completer", "À compléter"
    IRRECEVABLE = "irrecevable", "Irrecevable"
    RECEVABLE = "recevable", "Recevable"
    RETIREE = "retiree", "Retirée"
    EXPIREE = "expiree", "Expirée"


class CaseState(TextChoices):
    """FSM-2: the path of a young person, from the saisine to the bilan de parcours."""

    REPERE = "repere", "Repéré"
    INSCRIT = "inscrit", "Inscrit à une séance"
    EN_EXAMEN = "en_examen", "En examen"
    AJOURNE = "ajourne", "Ajourné"
    ORIENTE = "oriente", "Orienté"
    EN_COURS = "en_cours", "Suivi en cours"
    SUSPENDU = "suspendu", "Suivi suspendu"
    BILAN_ATTENDU = "bilan_attendu", "Bilan attendu"
    BILAN_PRESENTE = "bilan_presente", "Bilan présenté"
    NON_RETENU = "non_retenu", "Non retenu"
    CLOS = "clos", "Clos"
    ARCHIVE = "archive", "Archivé"
    A_ELIMINER = "a_eliminer", "Scellé, à éliminer"
    PURGE = "purge", "Éliminé"


# Content is no longer open to anyone in the application (P15 to P19).
# Nobody reads these any more, for any reason.
UNREADABLE = frozenset({CaseState.A_ELIMINER, CaseState.PURGE})
SEALED = UNREADABLE | {CaseState.ARCHIVE}
# The follow-up of the person is over.
ENDED = SEALED | {CaseState.NON_RETENU, CaseState.CLOS}
OPEN = frozenset(CaseState) - ENDED
# A measure already started keeps advancing while the case is back before the cellule (§9.2).
MEASURES_ADVANCE = frozenset(
    {
        CaseState.EN_COURS,
        CaseState.INSCRIT,
        CaseState.EN_EXAMEN,
        CaseState.AJOURNE,
        CaseState.BILAN_ATTENDU,
        CaseState.BILAN_PRESENTE,
    }
)


class RappelState(TextChoices):
    """FSM-3: rappel à l’ordre (CSI art. L. 132-7)."""

    PROPOSE = "propose", "Proposé"
    CONSULTATION = "consultation_parquet", "Parquet consulté"
    ACCORD = "accord", "Accord du parquet"
    REFUSE = "refuse", "Opposition du parquet"
    SANS_OBJET = "sans_objet", "Sans objet"
    CONVOQUE = "convoque", "Convoqué"
    REPORTE = "reporte", "Reporté"
    REALISE = "realise", "Réalisé"
    CARENCE = "carence", "Carence constatée"


RAPPEL_FINAL = frozenset(
    {RappelState.REFUSE, RappelState.SANS_OBJET, RappelState.REALISE, RappelState.CARENCE}
)


class CddfState(TextChoices):
    """FSM-4: the family before the CDDF (CASF art. L. 141-1)."""

    PROPOSEE = "proposee", "Proposée au maire"
    PROGRAMMEE = "programmee", "Programmée"
    CONVOQUEE = "famille_convoquee", "Famille convoquée"
    ENTENDUE = "famille_entendue", "Famille entendue"
    CARENCE = "carence", "Famille absente"
    RECOMMANDEE = "recommandations_emises", "Recommandations émises"
    SUIVIE = "suivie", "Suites en cours"
    CLOSE = "close", "Close"
    REFUSEE = "refusee", "Refusée par le maire"
    SANS_OBJET = "sans_objet", "Sans objet"


CDDF_FINAL = frozenset({CddfState.CLOSE, CddfState.REFUSEE, CddfState.SANS_OBJET})


class FollowUpState(TextChoices):
    """FSM-6: the mission of a référent de parcours."""

    DESIGNE = "designe", "Référent désigné"
    ACCEPTE = "accepte", "Mission acceptée"
    PREMIER_CONTACT = "premier_contact", "Premier contact pris"
    ADHESION = "adhesion", "Adhésion recueillie"
    REFUS = "refus", "Refus d’adhésion"
    INJOIGNABLE = "injoignable", "Injoignable"
    ACTIF = "actif", "Suivi actif"
    SUSPENDU = "suspendu", "Suivi suspendu"
    TERMINE = "termine", "Terminé"


FOLLOW_UP_FINAL = frozenset({FollowUpState.TERMINE})


class BilanState(TextChoices):
    """FSM-7: the bilan de parcours."""

    A_REDIGER = "a_rediger", "À rédiger"
    REDIGE = "redige", "Rédigé, à valider"
    VALIDE = "valide", "Validé, à présenter"
    PRESENTE = "presente", "Présenté en cellule"
    COMMUNIQUE = "communique", "Communiqué à la personne"


class AccompagnementState(TextChoices):
    """FSM-5: accompagnement parental (CASF art. L. 141-2)."""

    ENVISAGE = "envisage", "Envisagé"
    CDDF_CONSULTE = "cddf_consulte", "CDDF consulté"
    VERIFIE = "verifie", "Vérifié, à proposer"
    PROPOSE = "propose", "Proposé aux parents"
    ACCEPTE = "accepte", "Accepté par les parents"
    REFUSE = "refuse", "Refusé par les parents"
    AVIS_DEMANDE = "avis_pcd_demande", "Avis du département demandé"
    EN_COURS = "en_cours", "Accompagnement en cours"
    TERMINE = "termine", "Terminé"
    PARTIEL = "partiel", "Partiellement suivi"
    SANS_OBJET = "sans_objet", "Sans objet"


ACCOMPAGNEMENT_FINAL = frozenset(
    {
        AccompagnementState.REFUSE,
        AccompagnementState.TERMINE,
        AccompagnementState.PARTIEL,
        AccompagnementState.SANS_OBJET,
    }
)


class TransactionState(TextChoices):
    """FSM-13: the mayor’s transaction (CPP art. 44-1), where the collectivité uses it."""

    PROPOSEE = "proposee", "Proposée"
    ACCEPTEE = "acceptee", "Acceptée, à homologuer"
    REFUSEE = "refusee", "Refusée"
    SILENCE = "silence", "Sans réponse, vaut refus"
    HOMOLOGUEE = "homologuee", "Homologuée"
    NON_HOMOLOGUEE = "non_homologuee", "Non homologuée"
    EXECUTEE = "executee", "Exécutée"
    NON_EXECUTEE = "non_executee", "Non exécutée"


TRANSACTION_FINAL = frozenset(
    {
        TransactionState.REFUSEE,
        TransactionState.SILENCE,
        TransactionState.NON_HOMOLOGUEE,
        TransactionState.EXECUTEE,
        TransactionState.NON_EXECUTEE,
    }
)


class RelaisState(TextChoices):
    """FSM-10: the young person moves to another commune (CSI art. L. 132-5, al. 3)."""

    PROPOSE = "propose", "Proposé"
    ACCORD = "accord_recueilli", "Accord recueilli"
    REFUSE = "refuse", "Sans accord"
    REMIS = "remis", "Fiche remise"
    CLOS = "clos", "Relais clos"


RELAIS_FINAL = frozenset({RelaisState.REFUSE, RelaisState.CLOS})


class RightsState(TextChoices):
    """FSM-11: a request of the person about their data (RGPD art. 12, 15 to 18, 21)."""

    RECUE = "recue", "Reçue"
    IDENTITE_VERIFIEE = "identite_verifiee", "Identité vérifiée"
    GEL = "gel", "Situation gelée"
    INSTRUITE = "instruite", "Instruite"
    REPONDUE = "repondue", "Répondue"
    CLOSE = "close", "Close"
