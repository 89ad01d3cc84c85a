"""The state of a measure, of a mission, of a bilan, of a case, told with its day."""

from __future__ import annotations

from datetime import date

from casework.choices.states import (
    AccompagnementState,
    BilanState,
    CaseState,
    CddfState,
    FollowUpState,
    RappelState,
    RelaisState,
    RightsState,
    SaisineState,
    TransactionState,
)
from casework.sentences.clauses import Clause, told
from veille.grammar import F, M, Noun

RAPPEL = Noun("rappel à l’ordre", M, many="rappels à l’ordre")
CDDF = Noun("saisine du CDDF", F, many="saisines du CDDF")
FAMILY = Noun("famille", F)
BILAN = Noun("bilan de parcours", M)
CASE = Noun("situation", F)
FOLLOW_UP = Noun("suivi", M)
MISSION = Noun("mission de référent", F)
SAISINE = Noun("saisine", F)
ACCOMPAGNEMENT = Noun("accompagnement parental", M)
TRANSACTION = Noun("transaction", F)
RELAIS = Noun("relais vers une autre commune", M)
RIGHTS = Noun("demande de droits", F)

# By kind of row: one state may bear the same code in two machines.
STATE_CLAUSES: dict[str, dict[str, Clause]] = {
    "rappel": {
        RappelState.PROPOSE: Clause(RAPPEL, "proposé"),
        RappelState.CONSULTATION: Clause(RAPPEL, "soumis à l’avis du parquet"),
        RappelState.ACCORD: Clause(RAPPEL, "accepté par le parquet"),
        RappelState.REFUSE: Clause(RAPPEL, "écarté par le parquet"),
        RappelState.SANS_OBJET: Clause(RAPPEL, "devenu sans objet"),
        RappelState.CONVOQUE: Clause(RAPPEL, "convoqué", "pour"),
        RappelState.REPORTE: Clause(RAPPEL, "reporté"),
        RappelState.REALISE: Clause(RAPPEL, "réalisé"),
        RappelState.CARENCE: Clause(Noun("absence", F), "constaté au rappel à l’ordre"),
    },
    "cddf": {
        CddfState.PROPOSEE: Clause(CDDF, "proposé au maire"),
        CddfState.PROGRAMMEE: Clause(CDDF, "accepté par le maire"),
        CddfState.CONVOQUEE: Clause(FAMILY, "convoqué devant le CDDF", "pour"),
        CddfState.ENTENDUE: Clause(FAMILY, "entendu par le CDDF"),
        CddfState.CARENCE: Clause(Noun("absence de la famille", F), "constaté au CDDF"),
        CddfState.RECOMMANDEE: Clause(
            Noun("recommandations du CDDF", F, plural=True), "remis à la famille"
        ),
        CddfState.SUIVIE: Clause(
            Noun("recommandations du CDDF", F, plural=True), "suivi avec la famille"
        ),
        CddfState.CLOSE: Clause(CDDF, "clos"),
        CddfState.REFUSEE: Clause(CDDF, "refusé par le maire"),
        CddfState.SANS_OBJET: Clause(CDDF, "devenu sans objet"),
    },
    "accompagnement": {
        AccompagnementState.ENVISAGE: Clause(ACCOMPAGNEMENT, "envisagé"),
        AccompagnementState.CDDF_CONSULTE: Clause(ACCOMPAGNEMENT, "soumis à l’avis du CDDF"),
        AccompagnementState.VERIFIE: Clause(ACCOMPAGNEMENT, "vérifié"),
        AccompagnementState.PROPOSE: Clause(ACCOMPAGNEMENT, "proposé aux parents"),
        AccompagnementState.ACCEPTE: Clause(ACCOMPAGNEMENT, "accepté par les parents"),
        AccompagnementState.REFUSE: Clause(ACCOMPAGNEMENT, "refusé par les parents"),
        AccompagnementState.AVIS_DEMANDE: Clause(ACCOMPAGNEMENT, "soumis à l’avis du département"),
        AccompagnementState.EN_COURS: Clause(ACCOMPAGNEMENT, "mis en place"),
        AccompagnementState.TERMINE: Clause(ACCOMPAGNEMENT, "terminé"),
        AccompagnementState.PARTIEL: Clause(ACCOMPAGNEMENT, "suivi en partie"),
        AccompagnementState.SANS_OBJET: Clause(ACCOMPAGNEMENT, "devenu sans objet"),
    },
    "transaction": {
        TransactionState.PROPOSEE: Clause(TRANSACTION, "proposé"),
        TransactionState.ACCEPTEE: Clause(TRANSACTION, "accepté"),
        TransactionState.REFUSEE: Clause(TRANSACTION, "refusé"),
        TransactionState.SILENCE: Clause(TRANSACTION, "resté sans réponse"),
        TransactionState.HOMOLOGUEE: Clause(TRANSACTION, "homologué"),
        TransactionState.NON_HOMOLOGUEE: Clause(TRANSACTION, "écarté par le parquet"),
        TransactionState.EXECUTEE: Clause(TRANSACTION, "exécuté"),
        TransactionState.NON_EXECUTEE: Clause(TRANSACTION, "resté sans exécution"),
    },
    "relais": {
        RelaisState.PROPOSE: Clause(RELAIS, "proposé"),
        RelaisState.ACCORD: Clause(RELAIS, "accepté par écrit"),
        RelaisState.REFUSE: Clause(RELAIS, "resté sans accord"),
        RelaisState.REMIS: Clause(Noun("fiche de relais", F), "remis"),
        RelaisState.CLOS: Clause(RELAIS, "clos"),
    },
    "rights": {
        RightsState.RECUE: Clause(RIGHTS, "reçu"),
        RightsState.IDENTITE_VERIFIEE: Clause(RIGHTS, "vérifié"),
        RightsState.GEL: Clause(CASE, "gelé par une demande de droits"),
        RightsState.INSTRUITE: Clause(RIGHTS, "instruit"),
        RightsState.REPONDUE: Clause(Noun("réponse", F), "donné à la demande de droits"),
        RightsState.CLOSE: Clause(RIGHTS, "clos"),
    },
    "follow_up": {
        FollowUpState.DESIGNE: Clause(Noun("référent de parcours", M), "désigné"),
        FollowUpState.ACCEPTE: Clause(MISSION, "accepté"),
        FollowUpState.PREMIER_CONTACT: Clause(Noun("premier contact", M), "pris par le référent"),
        FollowUpState.ADHESION: Clause(Noun("adhésion", F), "recueilli par le référent"),
        FollowUpState.REFUS: Clause(Noun("accompagnement", M), "refusé par le jeune"),
        FollowUpState.INJOIGNABLE: Clause(Noun("jeune", M), "resté injoignable"),
        FollowUpState.ACTIF: Clause(Noun("accompagnement", M), "engagé"),
        FollowUpState.SUSPENDU: Clause(Noun("accompagnement", M), "suspendu"),
        FollowUpState.TERMINE: Clause(MISSION, "terminé"),
    },
    "bilan": {
        BilanState.A_REDIGER: Clause(BILAN, "demandé au référent"),
        BilanState.REDIGE: Clause(BILAN, "rédigé par le référent"),
        BilanState.VALIDE: Clause(BILAN, "validé"),
        BilanState.PRESENTE: Clause(BILAN, "présenté en cellule"),
        BilanState.COMMUNIQUE: Clause(BILAN, "communiqué à la personne"),
    },
    "case": {
        CaseState.REPERE: Clause(CASE, "signalé à la cellule"),
        CaseState.INSCRIT: Clause(CASE, "inscrit à une séance"),
        CaseState.EN_EXAMEN: Clause(CASE, "examiné en cellule"),
        CaseState.AJOURNE: Clause(CASE, "ajourné"),
        CaseState.ORIENTE: Clause(CASE, "orienté"),
        CaseState.EN_COURS: Clause(FOLLOW_UP, "engagé"),
        CaseState.SUSPENDU: Clause(FOLLOW_UP, "suspendu"),
        CaseState.BILAN_ATTENDU: Clause(BILAN, "attendu"),
        CaseState.BILAN_PRESENTE: Clause(BILAN, "présenté en cellule"),
        CaseState.NON_RETENU: Clause(CASE, "écarté par la cellule"),
        CaseState.CLOS: Clause(CASE, "clos"),
        CaseState.ARCHIVE: Clause(CASE, "archivé"),
        CaseState.A_ELIMINER: Clause(CASE, "scellé"),
        CaseState.PURGE: Clause(CASE, "éliminé"),
    },
    "saisine": {
        SaisineState.BROUILLON: Clause(SAISINE, "commencé"),
        SaisineState.SOUMISE: Clause(SAISINE, "reçu"),
        SaisineState.A_COMPLETER: Clause(SAISINE, "renvoyé à son auteur pour complément"),
        SaisineState.IRRECEVABLE: Clause(SAISINE, "déclaré irrecevable"),
        SaisineState.RECEVABLE: Clause(SAISINE, "déclaré recevable"),
        SaisineState.RETIREE: Clause(SAISINE, "retiré"),
        SaisineState.EXPIREE: Clause(SAISINE, "expiré"),
    },
}


def state_sentence(kind: str, state: str, on: date | None = None, after: str = "") -> str:
    """« Rappel à l’ordre convoqué pour le mardi 8 décembre 2026 à 9 h 30. »

    ``kind`` names the row as the code does: rappel, cddf, accompagnement, transaction,
    relais, rights, follow_up, bilan, case, saisine.
    """
    return told(STATE_CLAUSES[kind][state], on, after=after)
