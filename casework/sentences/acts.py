"""Every act that leaves a line in a history, told: what was done, when, under which function."""

from __future__ import annotations

from datetime import date

from casework.sentences.clauses import Clause, told
from casework.sentences.states import (
    ACCOMPAGNEMENT,
    BILAN,
    CASE,
    CDDF,
    FAMILY,
    FOLLOW_UP,
    MISSION,
    RAPPEL,
    RELAIS,
    RIGHTS,
    SAISINE,
    TRANSACTION,
)
from confidentiality.choices import Role
from veille.grammar import F, M, Noun

ROLE_NOUNS: dict[str, Noun] = {
    Role.MEMBRE: Noun("membre de la cellule", M),
    Role.COORDONNATEUR: Noun("coordonnateur", M),
    Role.MAIRE: Noun("maire", M),
    Role.REFERENT: Noun("référent de parcours", M),
    Role.PARQUET: Noun("parquet", M),
    Role.CDDF: Noun("CDDF", M),
    Role.PREFECTURE: Noun("préfecture", F),
    Role.PILOTE: Noun("service pilote", M),
    Role.DPO: Noun("délégué à la protection des données", M),
    Role.TECHNIQUE: Noun("administrateur technique", M),
}
_REFERENT_WORK = Noun("accompagnement", M)
_ADVICE = Noun("réponse du parquet au rappel à l’ordre", F)
_JUDICIAL = Noun("statut judiciaire", M)
_ARCHIVE = Noun("lecture de l’archive", F)
_BULLETIN = Noun("bulletin", M)
_VIOLATION = Noun("violation de données", F)
_CHARTE = Noun("charte", F)
_SEANCE = Noun("séance", F)
_DELAY = Noun("délai de la cellule", M)

# By line of the policy. Acts that only read are told by the journal of accesses, not here.
ACT_CLAUSES: dict[str, Clause] = {
    "case.inscribe": Clause(CASE, "inscrit à une séance"),
    "case.open_examination": Clause(CASE, "examiné en cellule"),
    "case.adjourn": Clause(Noun("examen", M), "ajourné"),
    "case.leave_agenda": Clause(CASE, "retiré de l’ordre du jour"),
    "case.dismiss": Clause(CASE, "écarté par la cellule"),
    "case.orient": Clause(Noun("orientation", F), "décidé par la cellule"),
    "case.record_information": Clause(Noun("information du jeune", F), "enregistré"),
    "case.record_contact": Clause(Noun("coordonnées", F, plural=True), "noté"),
    "case.add_representative": Clause(Noun("représentant légal", M), "noté"),
    "case.engage": Clause(FOLLOW_UP, "engagé"),
    "case.report_reiteration": Clause(Noun("réitération", F), "signalé à la cellule"),
    "case.suspend": Clause(FOLLOW_UP, "suspendu"),
    "case.resume": Clause(FOLLOW_UP, "repris"),
    "case.request_bilan": Clause(BILAN, "demandé au référent"),
    "case.present_bilan": Clause(BILAN, "présenté en cellule"),
    "case.continue": Clause(FOLLOW_UP, "poursuivi"),
    "case.reorient": Clause(FOLLOW_UP, "réorienté"),
    "case.close": Clause(CASE, "clos"),
    "case.defer_information": Clause(Noun("information du jeune", F), "reporté"),
    "case.undo": Clause(Noun("dernier acte", M), "annulé"),
    "case.merge": Clause(CASE, "réuni à une autre"),
    "case.join": Clause(Noun("identité d’une saisine", F), "réuni à celle de la situation"),
    "case.unmerge": Clause(Noun("réunion", F), "annulé"),
    "case.archive": Clause(CASE, "archivé"),
    "case.reopen": Clause(CASE, "rouvert"),
    "case.seal": Clause(CASE, "scellé"),
    "case.eliminate": Clause(CASE, "éliminé"),
    "cddf.undo": Clause(Noun("convocation", F), "annulé devant le CDDF"),
    "seance.undo": Clause(Noun("convocation", F), "annulé"),
    "follow_up.withdraw_step": Clause(Noun("étape", F), "annulé"),
    "rappel.propose": Clause(RAPPEL, "proposé"),
    "rappel.consult": Clause(RAPPEL, "soumis à l’avis du parquet"),
    "rappel.remind": Clause(Noun("parquet", M), "relancé sur le rappel à l’ordre"),
    "rappel.answer": Clause(_ADVICE, "reçu"),
    "rappel.forward": Clause(RAPPEL, "transmis au parapheur"),
    "rappel.decide": Clause(RAPPEL, "décidé"),
    "rappel.postpone": Clause(RAPPEL, "reporté"),
    "rappel.record": Clause(RAPPEL, "réalisé"),
    "rappel.record_absence": Clause(Noun("absence", F), "constaté au rappel à l’ordre"),
    "rappel.inform_parquet": Clause(Noun("parquet", M), "informé des suites du rappel à l’ordre"),
    "rappel.cancel": Clause(RAPPEL, "annulé"),
    "cddf.propose": Clause(CDDF, "proposé au maire"),
    "cddf.accept": Clause(CDDF, "accepté"),
    "cddf.convene": Clause(FAMILY, "convoqué devant le CDDF"),
    "cddf.hear": Clause(FAMILY, "entendu par le CDDF"),
    "cddf.record_absence": Clause(Noun("absence de la famille", F), "constaté au CDDF"),
    "cddf.recommend": Clause(Noun("recommandations du CDDF", F, plural=True), "remis à la famille"),
    "cddf.inform_party": Clause(Noun("tiers", M), "informé des recommandations du CDDF"),
    "cddf.follow": Clause(Noun("recommandations du CDDF", F, plural=True), "suivi"),
    "cddf.close": Clause(CDDF, "clos"),
    "cddf.refuse": Clause(CDDF, "refusé"),
    "cddf.cancel": Clause(CDDF, "annulé"),
    "accompagnement.consider": Clause(ACCOMPAGNEMENT, "envisagé"),
    "accompagnement.consult_cddf": Clause(ACCOMPAGNEMENT, "soumis à l’avis du CDDF"),
    "accompagnement.verify": Clause(ACCOMPAGNEMENT, "vérifié"),
    "accompagnement.propose": Clause(ACCOMPAGNEMENT, "proposé aux parents"),
    "accompagnement.answer": Clause(Noun("réponse des parents", F), "noté"),
    "accompagnement.ask_pcd": Clause(Noun("avis du département", M), "demandé"),
    "accompagnement.inform": Clause(Noun("autorités", F, plural=True), "informé"),
    "accompagnement.record_opinion": Clause(Noun("avis du département", M), "noté"),
    "accompagnement.start": Clause(ACCOMPAGNEMENT, "mis en place"),
    "accompagnement.complete": Clause(ACCOMPAGNEMENT, "terminé"),
    "accompagnement.end_partial": Clause(ACCOMPAGNEMENT, "suivi en partie"),
    "accompagnement.cancel": Clause(ACCOMPAGNEMENT, "annulé"),
    "transaction.propose": Clause(TRANSACTION, "proposé"),
    "transaction.answer": Clause(Noun("réponse à la transaction", F), "noté"),
    "transaction.homologate": Clause(Noun("réponse du parquet à la transaction", F), "noté"),
    "transaction.record_execution": Clause(Noun("exécution de la transaction", F), "constaté"),
    "transaction.inform_parquet": Clause(Noun("parquet", M), "informé de la transaction"),
    "follow_up.designate": Clause(Noun("référent de parcours", M), "désigné"),
    "follow_up.accept": Clause(MISSION, "accepté"),
    "follow_up.first_contact": Clause(Noun("premier contact", M), "pris"),
    "follow_up.attempt": Clause(Noun("tentative de contact", F), "fait sans réponse"),
    "follow_up.adhesion": Clause(Noun("adhésion", F), "recueilli"),
    "follow_up.refusal": Clause(Noun("accompagnement", M), "refusé par le jeune"),
    "follow_up.activate": Clause(_REFERENT_WORK, "engagé"),
    "follow_up.add_step": Clause(Noun("étape", F), "consigné"),
    "follow_up.suspend": Clause(_REFERENT_WORK, "suspendu"),
    "follow_up.resume": Clause(_REFERENT_WORK, "repris"),
    "follow_up.end": Clause(MISSION, "terminé"),
    "bilan.write": Clause(BILAN, "rédigé"),
    "bilan.validate": Clause(BILAN, "validé"),
    "bilan.communicate": Clause(BILAN, "communiqué à la personne"),
    "case.close_for_opposition": Clause(CASE, "clos pour opposition fondée"),
    "case.erase_on_request": Clause(CASE, "scellé pour une demande fondée"),
    "case.classify": Clause(Noun("programme et cadre du suivi", M, plural=True), "enregistré"),
    "case.close_for_age": Clause(CASE, "clos à la limite d’âge"),
    "case.erase_representatives": Clause(
        Noun("représentants légaux", M, plural=True), "effacé après la majorité"
    ),
    "case.freeze": Clause(CASE, "gelé"),
    "rights.freeze": Clause(CASE, "gelé à la demande de la personne"),
    "rights.lift_freeze": Clause(CASE, "dégelé"),
    "judicial.expire": Clause(_JUDICIAL, "effacé faute de confirmation"),
    "transaction.lapse": Clause(TRANSACTION, "resté sans réponse"),
    "judicial.record": Clause(_JUDICIAL, "noté"),
    "judicial.confirm": Clause(_JUDICIAL, "confirmé"),
    "judicial.end": Clause(_JUDICIAL, "effacé"),
    "judicial.communicate": Clause(Noun("communication du parquet", F), "reçu"),
    "relais.propose": Clause(RELAIS, "proposé"),
    "relais.agree": Clause(Noun("accord au relais", M), "recueilli"),
    "relais.refuse": Clause(RELAIS, "refusé"),
    "relais.print": Clause(Noun("fiche de relais", F), "imprimé"),
    "relais.hand_over": Clause(Noun("fiche de relais", F), "remis"),
    "relais.close": Clause(RELAIS, "clos"),
    "rights.receive": Clause(RIGHTS, "reçu"),
    "rights.receive_on_archive": Clause(RIGHTS, "reçu"),
    "rights.check_identity": Clause(Noun("identité du demandeur", F), "vérifié"),
    "rights.advise": Clause(Noun("avis sur la demande de droits", M), "rendu"),
    "rights.extend": Clause(Noun("délai de réponse", M), "prolongé"),
    "rights.rectify": Clause(Noun("données", F, plural=True), "corrigé"),
    "case.rectified": Clause(CASE, "corrigé à la demande de la personne"),
    "rights.decide": Clause(RIGHTS, "instruit"),
    "rights.answer": Clause(Noun("réponse à la demande de droits", F), "envoyé"),
    "rights.close": Clause(RIGHTS, "clos"),
    "archive.ask": Clause(_ARCHIVE, "demandé"),
    "archive.approve": Clause(_ARCHIVE, "approuvé"),
    "archive.refuse": Clause(_ARCHIVE, "refusé"),
    "archive.withdraw": Clause(_ARCHIVE, "retiré"),
    "preparation.manage": Clause(Noun("préparation de la cellule", F), "mis à jour"),
    "calendar.subscribe": Clause(Noun("abonnement au calendrier", M), "enregistré"),
    "message.choose": Clause(Noun("choix de messages", M), "enregistré"),
    "suppleance.manage": Clause(Noun("suppléance", F), "mis à jour"),
    "mandate.manage": Clause(Noun("mandat municipal", M), "enregistré"),
    "mandate.renew": Clause(Noun("désignations", F, plural=True), "renouvelé"),
    "violation.declare": Clause(_VIOLATION, "déclaré"),
    "violation.manage": Clause(_VIOLATION, "traité"),
    "bulletin.prepare": Clause(_BULLETIN, "préparé"),
    "bulletin.validate": Clause(_BULLETIN, "validé"),
    "bulletin.publish": Clause(_BULLETIN, "publié"),
    "bulletin.correct": Clause(_BULLETIN, "corrigé"),
    "charte.exclude": Clause(Noun("exclusion du groupe", F), "décidé"),
    "saisine.create": Clause(SAISINE, "déposé"),
    "saisine.qualify": Clause(SAISINE, "traité"),
    "delay.set": Clause(_DELAY, "réglé"),
    "charte.sign": Clause(_CHARTE, "signé"),
    "charte.adopt": Clause(_CHARTE, "adopté"),
    "charte.publish": Clause(_CHARTE, "publié"),
    "charte.repeal": Clause(_CHARTE, "abrogé"),
    "charte.replace": Clause(_CHARTE, "remplacé"),
    "saisine.expire": Clause(SAISINE, "expiré"),
    "charte.manage": Clause(_CHARTE, "mis à jour"),
    "seance.move": Clause(_SEANCE, "reporté"),
    "seance.cancel": Clause(_SEANCE, "annulé"),
    "seance.manage": Clause(_SEANCE, "préparé"),
}
# Clauses that already say who: a function added to them would say it twice.
_NAMING = ("par ", "cellule", "référent")


def act_sentence(code: str, on: date, role: str = "") -> str:
    """« Suivi suspendu le 3 mars 2026 par le coordonnateur. »

    ``role``: under which function; empty for scheduled work and where the sentence already says
    who. Raises KeyError for an act that has no sentence: a test requires one of every act.
    """
    clause = ACT_CLAUSES[code]
    said = any(word in clause.participle for word in _NAMING)
    return told(clause, on, None if said or not role else ROLE_NOUNS[role])
