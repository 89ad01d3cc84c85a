"""P1 to P19: what the law, the plan and the practice say of each transition of the path."""

from __future__ import annotations

from confidentiality.moves import move

_PLAN = "Plan départemental, mesure 2"
_GROUP = "CSI, art. L. 132-5"
_RETENTION = "AU-038, art. 5"

INSCRIBE = move(
    "P1",
    "case.inscribe",
    "Inscrire à une séance",
    "CSI, art. L. 132-5 ; RGPD, art. 14",
    data="séance de la formation « groupe »",
    documents=("D04",),
    delay="prochaine séance, 45 jours au plus",
    effect="2-1",
)
EXAMINE = move("P2", "case.open_examination", "Ouvrir l’examen", _GROUP, documents=("D05",))
ADJOURN = move(
    "P3",
    "case.adjourn",
    "Ajourner",
    _PLAN,
    data="motif d’ajournement",
    documents=("D06",),
    delay="prochaine séance",
)
LEAVE_AGENDA = move(
    "P3",
    "case.leave_agenda",
    "Retirer de l’ordre du jour",
    _PLAN,
    data="motif d’ajournement",
    delay="prochaine séance ; la lecture par les membres cesse aussitôt",
)
DISMISS = move(
    "P4",
    "case.dismiss",
    "Ne pas retenir",
    "AU-038, art. 3 et 5",
    data="motif de non-retenue",
    documents=("D06",),
    delay="effacement : 90 jours si la personne a été informée, sinon le jour même",
)
ORIENT = move(
    "P5",
    "case.orient",
    "Orienter",
    "CSI, art. L. 132-5 et L. 132-7 ; CASF, art. L. 141-1",
    data="propositions, organisme pilote, échéance",
    documents=("D06",),
)
ENGAGE = move(
    "P6",
    "case.engage",
    "Engager le suivi",
    "RGPD, art. 13 et 14 ; charte, clause C7",
    data="date et mode de l’information",
    documents=("D08",),
    delay="30 jours après la saisine",
    effect="2-3",
)
REITERATE = move(
    "P7",
    "case.report_reiteration",
    "Signaler une réitération",
    _PLAN,
    data="nouvelle saisine recevable",
    delay="prochaine séance",
)
SUSPEND = move(
    "P8",
    "case.suspend",
    "Suspendre le suivi",
    _PLAN,
    data="motif, date de revue",
    delay="revue à trois mois au plus",
)
RESUME = move("P9", "case.resume", "Reprendre le suivi", _PLAN)
REQUEST_BILAN = move(
    "P10",
    "case.request_bilan",
    "Demander le bilan",
    _PLAN,
    delay="tous les trois mois ; 15 jours pour l’écrire",
)
PRESENT_BILAN = move(
    "P11",
    "case.present_bilan",
    "Présenter le bilan",
    _PLAN,
    data="bilan validé",
    documents=("D26",),
    effect="2-3",
)
CARRY_ON = move(
    "P12",
    "case.continue",
    "Poursuivre le suivi",
    _PLAN,
    data="motif de prolongation au-delà de douze mois",
    documents=("D06",),
    delay="douze mois au total, sauf prolongation",
)
REORIENT = move(
    "P13",
    "case.reorient",
    "Réorienter",
    _PLAN,
    data="propositions, organisme pilote, échéance",
    documents=("D06",),
)
CLOSE = move(
    "P14",
    "case.close",
    "Clore la situation",
    "Plan départemental, mesure 2 ; AU-038, art. 5",
    data="motif de clôture",
    documents=("D27",),
)
CLOSE_FOR_AGE = move(
    "P14",
    "",
    "Clore à la limite d’âge",
    _RETENTION,
    documents=("D27",),
    delay="vingt-cinquième anniversaire",
)
CLOSE_FOR_OPPOSITION = move(
    "P14",
    "rights.answer",
    "Clore pour opposition fondée",
    "RGPD, art. 21",
    documents=("D27", "D32"),
    delay="un mois après la demande",
)
ARCHIVE = move("P15", "", "Archiver", _RETENTION, delay="la nuit de la clôture")
DISCARD = move("P15", "", "Écarter de l’archive", "RGPD, art. 17 et 21", delay="la nuit même")
READ_ARCHIVE = move(
    "P16",
    "archive.approve",
    "Lire l’archive à deux",
    "AU-038, art. 5",
    data="motif, référence de la demande, accord d’une seconde personne",
    delay="60 minutes",
)
REOPEN = move(
    "P17",
    "saisine.qualify",
    "Reprendre dans une nouvelle situation",
    "AU-038, art. 5",
    data="nouvelle saisine recevable",
)
SEAL = move(
    "P18",
    "",
    "Sceller",
    "AU-038, art. 5 ; CP, art. 226-20",
    documents=("D34",),
    delay="le jour de l’échéance",
)
ERASE_ON_REQUEST = move(
    "P18",
    "rights.answer",
    "Sceller pour une demande fondée",
    "RGPD, art. 17 et 21",
    documents=("D32", "D34"),
    delay="un mois après la demande",
)
ELIMINATE = move(
    "P19",
    "",
    "Éliminer",
    "Code du patrimoine, art. R. 212-14",
    data="accord des archives en vigueur",
    documents=("D34",),
    delay="dès l’accord des archives",
)
