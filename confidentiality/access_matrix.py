"""The access matrix as data: what each relation reads, which role may try which act.

Read by ``confidentiality.policy``, by the pages, by the tests and by the documents. Sources: access
matrix of the domain (AU-038 art. 3 and 8, CSI art. L. 132-5, L. 132-7, CASF art. L. 141-1).
"""

from __future__ import annotations

from confidentiality.choices import FieldGroup as F
from confidentiality.choices import Relation, Role

# What each relation to a case lets its holder read.
READS: dict[Relation, frozenset[F]] = {
    Relation.COORDINATION: frozenset(F),
    Relation.DECISION: frozenset(F),
    Relation.MISSION: frozenset(
        {
            F.IDENTITY,
            F.BIRTH_DATE,
            F.CONTACT,
            F.REPRESENTATIVES,
            F.SCHOOLING,
            F.MOTIFS,
            F.FAIT_NATURES,
            F.NEEDS,
            F.DECISIONS,
            F.RAPPEL_STATUS,
            F.CDDF_RECOMMENDATIONS,
            F.CDDF_STATUS,
            F.ACCOMPAGNEMENT,
            F.STEPS,
            F.BILAN,
            F.INFORMATION,
            F.CONSERVATION,
            F.READINGS,
            F.JUDICIAL_FLAG,
        }
    ),
    Relation.WINDOW: frozenset(
        {
            F.IDENTITY,
            F.SCHOOLING,
            F.MOTIFS,
            F.FAIT_NATURES,
            F.NEEDS,
            F.DECISIONS,
            F.RAPPEL_STATUS,
            F.CDDF_STATUS,
            F.STEPS_STATUS,
            F.BILAN_SUMMARY,
            F.JUDICIAL_FLAG,
        }
    ),
    Relation.TASK: frozenset(
        {
            F.IDENTITY,
            F.SCHOOLING,
            F.MOTIFS,
            F.NEEDS,
            F.DECISIONS,
            F.STEPS_STATUS,
            F.JUDICIAL_FLAG,
        }
    ),
    Relation.CONSULTATION: frozenset({F.IDENTITY, F.BIRTH_DATE, F.MOTIFS, F.FAITS, F.RAPPEL}),
    Relation.SITTING: frozenset(
        {F.IDENTITY, F.REPRESENTATIVES, F.SCHOOLING, F.MOTIFS, F.NEEDS, F.CDDF}
    ),
}

# What a function reads of one case under a motivated reading, when no relation binds it to cases.
# The DPO: whose file it is, how the person was informed, how long it is kept (RGPD art. 39).
READ_ALONE: dict[Role, frozenset[F]] = {
    Role.DPO: frozenset({F.IDENTITY, F.INFORMATION, F.CONSERVATION})
}

# What an organisation never reads, whatever the relation. Codes of organisations: list L-O.
OFFENCES = frozenset({F.FAITS, F.FAIT_NATURES, F.JUDICIAL, F.JUDICIAL_FLAG})
_POLICE = frozenset({F.JUDICIAL_FLAG, F.CDDF_STATUS, F.STEPS_STATUS})
_JUSTICE = frozenset({F.CDDF_STATUS})
# Nor what a need to know does not reach: the family before the CDDF, the follow-up.
WITHHELD: dict[str, frozenset[F]] = {
    "police_nationale": _POLICE,
    "gendarmerie": _POLICE,
    "police_municipale": _POLICE,
    "pjj": _JUSTICE,
    "spip": _JUSTICE,
}
# Bound by the secret of their mission: they enter nothing judicial (CJPM art. L. 241-1, I20).
SECRET_HOLDERS = frozenset({"pjj", "spip"})
JUDICIAL_ACTS = frozenset(
    {"judicial.record", "judicial.confirm", "judicial.end", "judicial.communicate"}
)

# What a substitute holds in place of a titular who is away; coordinating and deciding are held by
# their own holder or by nobody.
REPLACEABLE = frozenset(Relation) - {Relation.COORDINATION, Relation.DECISION}

# The relations a role may use. A grant held under another role opens nothing.
RELATIONS: dict[Role, frozenset[Relation]] = {
    Role.MEMBRE: frozenset({Relation.WINDOW, Relation.TASK}),
    Role.COORDONNATEUR: frozenset({Relation.COORDINATION}),
    Role.MAIRE: frozenset({Relation.DECISION}),
    Role.REFERENT: frozenset({Relation.MISSION}),
    Role.PARQUET: frozenset({Relation.CONSULTATION}),
    Role.CDDF: frozenset({Relation.SITTING}),
    Role.PREFECTURE: frozenset(),
    Role.PILOTE: frozenset(),
    Role.DPO: frozenset(),
    Role.TECHNIQUE: frozenset(),
}

_K, _M, _R, _P, _Q, _C = (
    Role.COORDONNATEUR,
    Role.MAIRE,
    Role.REFERENT,
    Role.MEMBRE,
    Role.PARQUET,
    Role.CDDF,
)

# Acts on a case and on what belongs to it: which roles may try. The guards say whether the law
# allows it in the present situation.
CASE_ACTS: dict[str, frozenset[Role]] = {
    # The DPO, under a motivated reading only: see ``READ_ALONE``.
    "case.view": frozenset({_K, _M, _R, _P, _Q, _C, Role.DPO}),
    "case.readings": frozenset({_K, _M, _R}),
    "case.inscribe": frozenset({_K}),
    "case.open_examination": frozenset({_K}),
    "case.adjourn": frozenset({_K}),
    "case.leave_agenda": frozenset({_K}),
    "case.dismiss": frozenset({_K}),
    "case.orient": frozenset({_K}),
    "case.record_information": frozenset({_K}),
    "case.record_contact": frozenset({_K, _R}),
    "case.add_representative": frozenset({_K}),
    "case.engage": frozenset({_K}),
    "case.report_reiteration": frozenset({_K}),
    "case.suspend": frozenset({_K}),
    "case.resume": frozenset({_K}),
    "case.request_bilan": frozenset({_K}),
    "case.present_bilan": frozenset({_K}),
    "case.continue": frozenset({_K}),
    "case.reorient": frozenset({_K}),
    "case.close": frozenset({_K}),
    "case.defer_information": frozenset({_M}),
    "case.undo": frozenset({_K, _M, _R}),
    "case.merge": frozenset({_K}),
    "case.unmerge": frozenset({_K}),
    # What leaves the site: those who answer for the whole file, and nobody else.
    "case.export": frozenset({_K, _M}),
    "case.print": frozenset({_K, _M}),
    # Papers to hand over or to send: of the file, of a mission, of the information that is owed.
    "paper.case": frozenset({_K, _M}),
    "paper.follow_up": frozenset({_K, _M, _R}),
    "paper.information": frozenset({_K, _M}),
    "rappel.propose": frozenset({_K, _M}),
    "rappel.consult": frozenset({_K, _M}),
    "rappel.remind": frozenset({_K, _M}),
    "rappel.answer": frozenset({_Q, _K}),
    "rappel.forward": frozenset({_K}),
    "rappel.decide": frozenset({_M}),
    "rappel.postpone": frozenset({_K, _M}),
    "rappel.record": frozenset({_M}),
    "rappel.record_absence": frozenset({_K, _M}),
    "rappel.inform_parquet": frozenset({_K}),
    "rappel.cancel": frozenset({_K, _M, _Q}),
    "cddf.propose": frozenset({_K, _M}),
    "cddf.accept": frozenset({_M}),
    "cddf.convene": frozenset({_K, _M}),
    "cddf.undo": frozenset({_K, _M}),
    "cddf.hear": frozenset({_K, _M, _C}),
    "cddf.record_absence": frozenset({_K, _M, _C}),
    "cddf.recommend": frozenset({_M, _C}),
    "cddf.inform_party": frozenset({_K, _M}),
    "cddf.follow": frozenset({_K, _M}),
    "cddf.close": frozenset({_K, _M}),
    "cddf.refuse": frozenset({_M}),
    "cddf.cancel": frozenset({_K, _M}),
    "accompagnement.consider": frozenset({_K, _M}),
    "accompagnement.consult_cddf": frozenset({_K, _M}),
    "accompagnement.verify": frozenset({_K, _M}),
    "accompagnement.propose": frozenset({_M}),
    "accompagnement.answer": frozenset({_K, _M}),
    "accompagnement.ask_pcd": frozenset({_K, _M}),
    "accompagnement.inform": frozenset({_K, _M}),
    "accompagnement.record_opinion": frozenset({_K, _M}),
    "accompagnement.start": frozenset({_M}),
    "accompagnement.complete": frozenset({_K, _M}),
    "accompagnement.end_partial": frozenset({_K, _M}),
    "accompagnement.cancel": frozenset({_K, _M}),
    "transaction.propose": frozenset({_M}),
    "transaction.answer": frozenset({_K, _M}),
    "transaction.homologate": frozenset({_K, _M}),
    "transaction.record_execution": frozenset({_K, _M}),
    "transaction.inform_parquet": frozenset({_K, _M}),
    "follow_up.designate": frozenset({_K}),
    "follow_up.accept": frozenset({_R}),
    "follow_up.first_contact": frozenset({_R}),
    "follow_up.attempt": frozenset({_R}),
    "follow_up.adhesion": frozenset({_R}),
    "follow_up.refusal": frozenset({_R}),
    "follow_up.activate": frozenset({_R}),
    "follow_up.add_step": frozenset({_R, _K}),
    "follow_up.suspend": frozenset({_R, _K}),
    "follow_up.resume": frozenset({_R, _K}),
    "follow_up.end": frozenset({_K}),
    "bilan.write": frozenset({_R}),
    "bilan.validate": frozenset({_K}),
    "bilan.communicate": frozenset({_K, _R}),
    "case.classify": frozenset({_K}),
    "judicial.record": frozenset({_Q, _K}),
    "judicial.confirm": frozenset({_K}),
    "judicial.end": frozenset({_K}),
    "judicial.communicate": frozenset({_Q, _K}),
    "relais.propose": frozenset({_K}),
    "relais.agree": frozenset({_K}),
    "relais.refuse": frozenset({_K}),
    "relais.print": frozenset({_K}),
    "relais.hand_over": frozenset({_K}),
    "relais.close": frozenset({_K}),
    "rights.receive": frozenset({_K}),
}

_NOMINATIVE = frozenset({_K, _M, _R, _P, _Q, _C})
_EVERY_ROLE = frozenset(Role)

# Pages and acts that bear on no case: which roles may open them.
PAGE_ACTS: dict[str, frozenset[Role]] = {
    "home.view": _EVERY_ROLE,
    "notices.view": _EVERY_ROLE,
    # The préfecture reads published figures, and is sent no message (docs/decisions/0045).
    "message.view": _EVERY_ROLE - {Role.PREFECTURE},
    "message.choose": _EVERY_ROLE - {Role.PREFECTURE},
    "calendar.view": _NOMINATIVE | {Role.DPO},
    "calendar.subscribe": _NOMINATIVE | {Role.DPO},
    "help.view": _EVERY_ROLE,
    "charte.read": _NOMINATIVE,
    "charte.sign": _NOMINATIVE,
    "charte.manage": frozenset({_K}),
    "charte.exclude": frozenset({_M}),
    "suppleance.list": frozenset({_K, _P, _R, _Q, _C}),
    "suppleance.manage": frozenset({_K, _P, _R, _Q, _C}),
    "cellule.view": frozenset({_K, _M}),
    "preparation.view": frozenset({_K, _M}),
    "preparation.manage": frozenset({_K}),
    "delay.set": frozenset({_K}),
    "mandate.manage": frozenset({_K, _M}),
    "mandate.renew": frozenset({_K}),
    "violation.view": frozenset({Role.DPO, _M}),
    "violation.declare": frozenset({Role.DPO, _M}),
    "violation.manage": frozenset({Role.DPO}),
    "case.list": frozenset({_K, _M, _R, _P}),
    "person.search": frozenset({_K, _M, _R, _P}),
    "saisine.list": frozenset({_K, _P, _R, _M}),
    "saisine.create": frozenset({_K, _P, _R, _M}),
    "saisine.view": frozenset({_K, _P, _R, _M}),
    "saisine.qualify": frozenset({_K}),
    "archive.list": frozenset({_K, _M}),
    "archive.ask": frozenset({_K, _M}),
    "archive.approve": frozenset({_K, _M}),
    "archive.refuse": frozenset({_K, _M}),
    "archive.withdraw": frozenset({_K, _M}),
    "export.list": frozenset({_K, _M, Role.DPO}),
    "export.ask": frozenset({_K, _M}),
    "export.view": frozenset({_K, _M}),
    "export.approve": frozenset({_K, _M}),
    "export.decline": frozenset({_K, _M}),
    "export.download": frozenset({_K, _M}),
    # The papers of a sitting in one job: each is asked of its own line besides.
    "papers.prepare": frozenset({_K, _M}),
    "papers.view": frozenset({_K, _M}),
    "papers.stop": frozenset({_K, _M}),
    "papers.take": frozenset({_K, _M}),
    "reading.list": frozenset({_K, _M, Role.DPO}),
    "reading.open": frozenset({Role.DPO}),
    "reading.close": frozenset({_K, _M, Role.DPO}),
    "reading.review": frozenset({_K, _M, Role.DPO}),
    "seance.list": frozenset({_K, _M, _R, _P}),
    "seance.view": frozenset({_K, _M, _R, _P}),
    "seance.manage": frozenset({_K}),
    "parapheur.view": frozenset({_M}),
    "rappel.list": frozenset({_K, _M}),
    "decision.list": frozenset({_K, _M, _R, _P}),
    "parquet.list": frozenset({_Q}),
    "cddf.list": frozenset({_K, _M, _C}),
    "follow_up.list": frozenset({_R}),
    "indicator.view": frozenset({Role.PREFECTURE, Role.PILOTE, _K, _M, Role.DPO, _Q}),
    # Declared indicators: a pilot service fills its own, the préfecture sees what is missing.
    "declaration.list": frozenset({Role.PILOTE}),
    "declaration.write": frozenset({Role.PILOTE}),
    "completeness.view": frozenset({Role.PREFECTURE}),
    "bulletin.view": frozenset({Role.PREFECTURE, Role.PILOTE, _K, _M, Role.DPO, _Q}),
    "bulletin.prepare": frozenset({Role.PREFECTURE}),
    "bulletin.validate": frozenset({Role.PREFECTURE, Role.DPO}),
    "bulletin.publish": frozenset({Role.PREFECTURE}),
    "bulletin.review": frozenset({Role.PREFECTURE, Role.DPO}),
    "bulletin.attack": frozenset({Role.DPO}),
    "bulletin.correct": frozenset({Role.PREFECTURE}),
    # Annual reports: each function has its own (``indicators.services.reports.KINDS``).
    "report.view": frozenset({Role.PREFECTURE, _K, _M}),
    "report.ask": frozenset({Role.PREFECTURE, _K, _M}),
    # The DPO opens no case: the acts on a request ask for a function, not for a grant.
    # Records of the processing, certificates of destruction: what is shown of the file itself.
    "register.view": frozenset({_K, _M, Role.DPO}),
    "rights.receive_on_archive": frozenset({_K}),
    "rights.list": frozenset({_K, _M, Role.DPO}),
    "rights.check_identity": frozenset({_K}),
    "rights.advise": frozenset({Role.DPO}),
    "rights.extend": frozenset({_K, _M}),
    "rights.decide": frozenset({_M}),
    # The copy of one’s data opens the case: never to the DPO (docs/decisions/0017).
    "rights.bundle": frozenset({_K, _M}),
    "rights.rectify": frozenset({_K}),
    "rights.answer": frozenset({_K, _M}),
    "rights.close": frozenset({_K, Role.DPO}),
    "journal.view": frozenset({Role.DPO}),
    "alert.list": frozenset({Role.DPO}),
    "alert.close": frozenset({Role.DPO}),
    "health.view": frozenset({Role.TECHNIQUE}),
    "outbox.view": frozenset({Role.TECHNIQUE}),
    "outbox.manage": frozenset({Role.TECHNIQUE}),
}
