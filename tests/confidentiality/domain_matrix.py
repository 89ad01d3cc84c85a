"""The access matrix as the domain writes it (§9 and §11). This is the specification, by letters.

Nothing here is computed from the tables of the code: a test compares the two.
"""

from __future__ import annotations

from confidentiality.choices import FieldGroup, Relation, Role

LETTERS = {
    "K": Role.COORDONNATEUR,
    "M": Role.MAIRE,
    "R": Role.REFERENT,
    "P": Role.MEMBRE,
    "Q": Role.PARQUET,
    "C": Role.CDDF,
    "F": Role.PREFECTURE,
    "S": Role.PILOTE,
    "D": Role.DPO,
    "T": Role.TECHNIQUE,
}
RELATIONS = {
    "K": Relation.COORDINATION,
    "M": Relation.DECISION,
    "R": Relation.MISSION,
    "W": Relation.WINDOW,
    "A": Relation.TASK,
    "Q": Relation.CONSULTATION,
    "C": Relation.SITTING,
}

_CASE_ACTS = """
    case.view                    KMRPQCD
    case.readings                KMR
    case.inscribe                K
    case.open_examination        K
    case.adjourn                 K
    case.leave_agenda            K
    case.dismiss                 K
    case.orient                  K
    case.record_information      K
    case.record_contact          KR
    case.add_representative      K
    case.engage                  K
    case.report_reiteration      K
    case.suspend                 K
    case.resume                  K
    case.request_bilan           K
    case.present_bilan           K
    case.continue                K
    case.reorient                K
    case.close                   K
    case.defer_information       M
    case.undo                    KMR
    case.merge                   K
    case.unmerge                 K
    case.export                  KM
    case.print                   KM
    paper.case                   KM
    paper.follow_up              KMR
    paper.information            KM
    rappel.propose               KM
    rappel.consult               KM
    rappel.remind                KM
    rappel.answer                KQ
    rappel.forward               K
    rappel.decide                M
    rappel.postpone              KM
    rappel.record                M
    rappel.record_absence        KM
    rappel.inform_parquet        K
    rappel.cancel                KMQ
    cddf.propose                 KM
    cddf.accept                  M
    cddf.convene                 KM
    cddf.undo                    KM
    cddf.hear                    KMC
    cddf.record_absence          KMC
    cddf.recommend               MC
    cddf.inform_party            KM
    cddf.follow                  KM
    cddf.close                   KM
    cddf.refuse                  M
    cddf.cancel                  KM
    accompagnement.consider      KM
    accompagnement.consult_cddf  KM
    accompagnement.verify        KM
    accompagnement.propose       M
    accompagnement.answer        KM
    accompagnement.ask_pcd       KM
    accompagnement.inform        KM
    accompagnement.record_opinion KM
    accompagnement.start         M
    accompagnement.complete      KM
    accompagnement.end_partial   KM
    accompagnement.cancel        KM
    transaction.propose          M
    transaction.answer           KM
    transaction.homologate       KM
    transaction.record_execution KM
    transaction.inform_parquet   KM
    follow_up.designate          K
    follow_up.accept             R
    follow_up.first_contact      R
    follow_up.attempt            R
    follow_up.adhesion           R
    follow_up.refusal            R
    follow_up.activate           R
    follow_up.add_step           KR
    follow_up.suspend            KR
    follow_up.resume             KR
    follow_up.end                K
    bilan.write                  R
    bilan.validate               K
    bilan.communicate            KR
    case.classify                K
    judicial.record              KQ
    judicial.confirm             K
    judicial.end                 K
    judicial.communicate         KQ
    relais.propose               K
    relais.agree                 K
    relais.refuse                K
    relais.print                 K
    relais.hand_over             K
    relais.close                 K
    rights.receive               K
"""

_PAGE_ACTS = """
    home.view                    KMRPQCFSDT
    notices.view                 KMRPQCFSDT
    message.view                 KMRPQCSDT
    message.choose               KMRPQCSDT
    calendar.view                KMRPQCD
    calendar.subscribe           KMRPQCD
    help.view                    KMRPQCFSDT
    charte.read                  KMRPQC
    charte.sign                  KMRPQC
    charte.manage                K
    charte.exclude               M
    suppleance.list              KPRQC
    suppleance.manage            KPRQC
    cellule.view                 KM
    preparation.view             KM
    preparation.manage           K
    delay.set                    K
    mandate.manage               KM
    mandate.renew                K
    violation.view               MD
    violation.declare            MD
    violation.manage             D
    case.list                    KMRP
    person.search                KMRP
    saisine.list                 KMRP
    saisine.create               KMRP
    saisine.view                 KMRP
    saisine.qualify              K
    archive.list                 KM
    archive.ask                  KM
    archive.approve              KM
    archive.refuse               KM
    archive.withdraw             KM
    register.view                KMD
    rights.receive_on_archive    K
    export.list                  KMD
    export.ask                   KM
    export.view                  KM
    export.approve               KM
    export.decline               KM
    export.download              KM
    papers.prepare               KM
    papers.view                  KM
    papers.stop                  KM
    papers.take                  KM
    reading.list                 KMD
    reading.open                 D
    reading.close                KMD
    reading.review               KMD
    seance.list                  KMRP
    seance.view                  KMRP
    seance.manage                K
    parapheur.view               M
    rappel.list                  KM
    decision.list                KMRP
    parquet.list                 Q
    cddf.list                    KMC
    follow_up.list               R
    indicator.view               KMQFSD
    declaration.list             S
    declaration.write            S
    completeness.view            F
    bulletin.view                KMQFSD
    bulletin.prepare             F
    bulletin.validate            FD
    bulletin.publish             F
    bulletin.review              FD
    bulletin.attack              D
    bulletin.correct             F
    report.view                  KMF
    report.ask                   KMF
    rights.list                  KMD
    rights.check_identity        K
    rights.advise                D
    rights.extend                KM
    rights.decide                M
    rights.bundle                KM
    rights.rectify               K
    rights.answer                KM
    rights.close                 KD
    journal.view                 D
    alert.list                   D
    alert.close                  D
    health.view                  T
    outbox.view                  T
    outbox.manage                T
"""

# What each relation reads: K coordination, M decision of the maire, R mission of the référent,
# W window of a séance, A action entrusted, Q consultation of the parquet, C sitting of the CDDF.
_READS = """
    IDENTITY                     KMRWAQC
    BIRTH_DATE                   KMRQ
    CONTACT                      KMR
    REPRESENTATIVES              KMRC
    SCHOOLING                    KMRWAC
    AUTHOR                       KM
    MOTIFS                       KMRWAQC
    FAITS                        KMQ
    FAIT_NATURES                 KMRW
    NEEDS                        KMRWAC
    DECISIONS                    KMRWA
    RAPPEL                       KMQ
    RAPPEL_STATUS                KMRW
    CDDF                         KMC
    CDDF_RECOMMENDATIONS         KMR
    CDDF_STATUS                  KMRW
    ACCOMPAGNEMENT               KMR
    TRANSACTION                  KM
    STEPS                        KMR
    STEPS_STATUS                 KMWA
    BILAN                        KMR
    BILAN_SUMMARY                KMW
    INFORMATION                  KMR
    CONSERVATION                 KMR
    READERS                      KM
    READINGS                     KMR
    JUDICIAL                     KM
    JUDICIAL_FLAG                KMRWA
"""

# What is read alone, for one hour, under a motivated reading: « L on request, logged ».
_READ_ALONE = """
    IDENTITY                     D
    INFORMATION                  D
    CONSERVATION                 D
"""


def _lines(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def _roles(table: str) -> dict[str, frozenset[Role]]:
    return {act: frozenset(LETTERS[each] for each in letters) for act, letters in _lines(table)}


CASE_ACTS = _roles(_CASE_ACTS)
PAGE_ACTS = _roles(_PAGE_ACTS)
READS = {
    relation: frozenset(FieldGroup[group] for group, letters in _lines(_READS) if letter in letters)
    for letter, relation in RELATIONS.items()
}
READ_ALONE = {
    LETTERS["D"]: frozenset(FieldGroup[group] for group, _ in _lines(_READ_ALONE)),
}
