"""Where each story ends: one plot for every state that an agent may meet, then more of the usual.

The first eleven reach every state of the path, then come the rare occasions; the next ones reach
every state of the measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from casework.choices.lists import ClosingReason
from casework.choices.states import BilanState, CaseState, CddfState, FollowUpState, RappelState
from config.demo.institutions import CelluleScene
from config.demo.occasions import Occasion

C, R, D, U, B = CaseState, RappelState, CddfState, FollowUpState, BilanState
W = Occasion


@dataclass(frozen=True, slots=True)
class Plot:
    """The end of one story. ``journey``: it is told in the cellule of the main accounts."""

    state: CaseState
    minor: bool = True
    rappel: RappelState | None = None
    informal: bool = False
    cddf: CddfState | None = None
    follow_up: FollowUpState | None = None
    bilan: BilanState | None = None
    closing: ClosingReason | None = None
    reiterated: bool = False
    journey: bool = False
    occasion: Occasion | None = None

    def fits(self, place: CelluleScene) -> bool:
        """Whether this cellule has what the story needs."""
        lacks_cddf = self.cddf and place.cddf is None
        lacks_protocol = self.rappel and not self.informal and not place.protocol_communes
        return not (lacks_cddf or lacks_protocol)


_STATES = (
    Plot(C.EN_COURS, follow_up=U.ACTIF, journey=True),
    Plot(C.INSCRIT, journey=True),
    Plot(C.EN_EXAMEN),
    Plot(C.REPERE, journey=True),
    Plot(C.ORIENTE, minor=False, journey=True),
    Plot(C.BILAN_ATTENDU, follow_up=U.ACTIF, bilan=B.A_REDIGER, journey=True),
    Plot(C.AJOURNE),
    Plot(C.BILAN_PRESENTE, follow_up=U.ACTIF, bilan=B.PRESENTE, journey=True),
    Plot(C.SUSPENDU, follow_up=U.ACTIF),
    Plot(C.NON_RETENU, minor=False),
    Plot(C.CLOS, follow_up=U.TERMINE, bilan=B.PRESENTE, closing=ClosingReason.OBJECTIFS),
)
_MEASURES = (
    Plot(C.EN_COURS, rappel=R.CONSULTATION, journey=True),
    Plot(C.EN_COURS, rappel=R.ACCORD, journey=True),
    Plot(C.EN_COURS, cddf=D.PROPOSEE, journey=True),
    Plot(C.EN_COURS, follow_up=U.DESIGNE, journey=True),
    Plot(C.EN_COURS, rappel=R.PROPOSE, informal=True, minor=False, journey=True),
    Plot(C.EN_COURS, cddf=D.CONVOQUEE, follow_up=U.ACTIF, journey=True),
    Plot(C.EN_COURS, rappel=R.CONVOQUE, follow_up=U.PREMIER_CONTACT, journey=True),
    Plot(C.INSCRIT, follow_up=U.ACTIF, reiterated=True, journey=True),
    Plot(C.BILAN_ATTENDU, follow_up=U.ACTIF, bilan=B.REDIGE, minor=False, journey=True),
    Plot(C.EN_COURS, cddf=D.RECOMMANDEE, journey=True),
    Plot(C.EN_COURS, rappel=R.REALISE, follow_up=U.ACTIF, journey=True),
    Plot(C.EN_COURS, cddf=D.PROGRAMMEE),
    Plot(C.EN_COURS, rappel=R.REFUSE),
    Plot(C.EN_COURS, follow_up=U.ACCEPTE, minor=False),
    Plot(C.EN_COURS, rappel=R.CARENCE),
    Plot(C.EN_COURS, cddf=D.ENTENDUE),
    Plot(C.EN_COURS, rappel=R.SANS_OBJET),
    Plot(C.EN_COURS, follow_up=U.INJOIGNABLE, minor=False),
    Plot(C.EN_COURS, cddf=D.SUIVIE, follow_up=U.ACTIF),
    Plot(C.EN_COURS, follow_up=U.REFUS),
    Plot(C.EN_COURS, cddf=D.CARENCE),
    Plot(C.BILAN_ATTENDU, follow_up=U.ACTIF, bilan=B.VALIDE),
    Plot(C.EN_COURS, cddf=D.CLOSE, rappel=R.REALISE),
    Plot(C.EN_COURS, cddf=D.REFUSEE),
    Plot(C.EN_COURS, cddf=D.SANS_OBJET),
    Plot(C.EN_COURS, rappel=R.REALISE, informal=True),
    Plot(C.EN_COURS, follow_up=U.ACTIF, bilan=B.PRESENTE, minor=False),
    Plot(C.EN_COURS, follow_up=U.ACTIF, bilan=B.COMMUNIQUE),
    Plot(C.CLOS, closing=ClosingReason.DEMENAGEMENT),
    Plot(C.CLOS, minor=False, follow_up=U.TERMINE, closing=ClosingReason.PERTE),
)
_OCCASIONS = (
    Plot(C.REPERE, occasion=W.UNINFORMED, journey=True),
    Plot(C.REPERE, occasion=W.DEFERRED, journey=True),
    Plot(C.EN_COURS, follow_up=U.PREMIER_CONTACT, occasion=W.RECTIFICATION, journey=True),
    Plot(C.EN_COURS, follow_up=U.ACTIF, occasion=W.ACCESS, journey=True),
    Plot(C.EN_COURS, occasion=W.PARENTS_VERIFIED, journey=True),
    Plot(C.EN_COURS, follow_up=U.ACTIF, occasion=W.PARENTS_STARTED, journey=True),
    Plot(C.EN_COURS, occasion=W.TRANSACTION, journey=True),
    Plot(C.EN_COURS, follow_up=U.ACTIF, minor=False, occasion=W.RELAIS, journey=True),
    Plot(C.EN_COURS, follow_up=U.ACTIF, occasion=W.JUDICIAL, journey=True),
    Plot(
        C.CLOS,
        follow_up=U.TERMINE,
        bilan=B.PRESENTE,
        closing=ClosingReason.SCOLARITE,
        occasion=W.READING,
        journey=True,
    ),
    Plot(C.CLOS, minor=False, closing=ClosingReason.DEMENAGEMENT, journey=True),
    Plot(C.CLOS, minor=False, closing=ClosingReason.DEMENAGEMENT, occasion=W.SEALED),
    Plot(C.EN_COURS, occasion=W.PARENTS_PROPOSED),
    Plot(C.EN_COURS, occasion=W.PARENTS_CONSIDERED),
)
_LAST = (
    Plot(
        C.EN_COURS,
        minor=False,
        rappel=R.REALISE,
        follow_up=U.ACTIF,
        occasion=W.ACCESS_GRANTED,
        journey=True,
    ),
)
_CLOSED_WELL = (
    ClosingReason.OBJECTIFS,
    ClosingReason.SCOLARITE,
    ClosingReason.DROIT_COMMUN,
    ClosingReason.TERME,
)


def choose(rng: Random, count: int) -> list[Plot]:
    """Every state first, then what a cellule meets most: follow-ups, rappels, closings."""
    chosen = [*_STATES, *_OCCASIONS, *_MEASURES, *_LAST][:count]
    while len(chosen) < count:
        chosen.append(_usual(rng))
    return chosen


def _usual(rng: Random) -> Plot:
    kind = rng.choices(("closed", "followed", "rappel", "new", "dismissed"), (6, 4, 3, 2, 1))[0]
    minor = rng.random() < 0.7
    if kind == "closed":
        closing = rng.choice(
            _CLOSED_WELL if minor else (ClosingReason.EMPLOI, ClosingReason.FORMATION)
        )
        rappel = R.REALISE if rng.random() < 0.4 else None
        return Plot(
            C.CLOS,
            minor=minor,
            rappel=rappel,
            follow_up=U.TERMINE,
            bilan=B.PRESENTE,
            closing=closing,
        )
    if kind == "followed":
        return Plot(C.EN_COURS, minor=minor, follow_up=U.ACTIF)
    if kind == "rappel":
        return Plot(C.EN_COURS, minor=minor, rappel=R.REALISE, informal=rng.random() < 0.3)
    return Plot(C.REPERE if kind == "new" else C.NON_RETENU, minor=minor)
