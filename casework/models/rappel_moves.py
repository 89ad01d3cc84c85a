"""R2 to R10: what the law and the practice say of each step of a rappel à l’ordre."""

from __future__ import annotations

from confidentiality.moves import move

_LAW = "CSI, art. L. 132-7"
_PRACTICE = "Protocole avec le parquet"

CONSULT = move(
    "R2",
    "rappel.consult",
    "Consulter le parquet",
    f"{_LAW} ; protocole avec le parquet",
    data="deux attestations ; à défaut de protocole, la référence d’un accord écrit",
    documents=("D09",),
    delay="relance à 7 jours",
)
REMIND = move(
    "R2b",
    "rappel.remind",
    "Relancer le parquet",
    _PRACTICE,
    delay="7 jours après la consultation",
)
ACCORD = move(
    "R3",
    "rappel.answer",
    "Enregistrer l’accord du parquet",
    _LAW,
    data="réponse, référence et date",
)
OPPOSE = move(
    "R4",
    "rappel.answer",
    "Enregistrer l’opposition du parquet",
    _LAW,
    data="référence, date et motif",
)
FORWARD = move(
    "R4b",
    "rappel.forward",
    "Transmettre au parapheur",
    _LAW,
)
DECIDE = move(
    "R5",
    "rappel.decide",
    "Décider et convoquer",
    f"{_LAW} ; CGCT, art. L. 2122-18",
    data="date et heure du rendez-vous",
    documents=("D10", "D11"),
    delay="8 jours au moins avant le rendez-vous",
)
POSTPONE = move(
    "R6",
    "rappel.postpone",
    "Reporter le rendez-vous",
    _PRACTICE,
    data="motif et nouvelle date",
    delay="une seule fois",
)
CONVENE_AGAIN = move(
    "R8b",
    "rappel.decide",
    "Convoquer une seconde fois",
    _LAW,
    data="nouvelle date",
    documents=("D10", "D11"),
    delay="8 jours au moins avant le rendez-vous ; une seule fois",
)
RECORD = move(
    "R7",
    "rappel.record",
    "Inscrire le rappel au registre",
    _LAW,
    data="présences, textes rappelés",
    documents=("D12", "D13"),
    delay="le jour même",
    effect="4-3.a",
)
ABSENCE = move("R8", "rappel.record_absence", "Constater l’absence", _LAW, documents=("D14",))
INFORM_PARQUET = move(
    "R10",
    "rappel.inform_parquet",
    "Informer le parquet des suites",
    _PRACTICE,
    data="date",
    documents=("D15",),
    delay="8 jours",
)
CANCEL = move(
    "R9",
    "rappel.cancel",
    "Déclarer sans objet",
    _LAW,
    data="motif, en code",
    delay="immédiat",
)
