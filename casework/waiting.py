"""What waits for somebody's act: the query sets that pages count and that reminders go by.

Every function takes the rows to look among: those that an agent sees, or all of them for the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, TruncDate

from casework.choices.lists import ORIENTATIONS, DecisionCode
from casework.choices.measures import RappelLevel
from casework.choices.states import (
    ENDED,
    AccompagnementState,
    CaseState,
    CddfState,
    RappelState,
    RightsState,
)
from casework.models import (
    AccompagnementParental,
    Case,
    CddfReferral,
    Decision,
    RappelALOrdre,
    ReferentFollowUp,
    RightsRequest,
    Step,
    Transaction,
)
from confidentiality.actors import Actor
from confidentiality.choices import Role

# The measure that each of these decisions calls for, and the day on which it begins.
_BEGUN: dict[DecisionCode, tuple[Any, str]] = {
    DecisionCode.RAPPEL: (RappelALOrdre, "proposed_on"),
    DecisionCode.CDDF: (CddfReferral, "proposed_on"),
    DecisionCode.ACCOMPAGNEMENT: (AccompagnementParental, "considered_on"),
    DecisionCode.TRANSACTION: (Transaction, "proposed_on"),
    DecisionCode.REFERENT: (ReferentFollowUp, "designated_on"),
}
# How long the maire is given before whoever coordinates is told: no law, no cellule sets it.
MAYOR_DECIDES = timedelta(days=15)
UNANSWERED = (
    RightsState.RECUE,
    RightsState.IDENTITE_VERIFIEE,
    RightsState.GEL,
    RightsState.INSTRUITE,
)
# Opinion asked and the four authorities informed: the mayor may set it up (CASF art. L. 141-2).
_TOLD = ("dasen_informed_on", "school_informed_on", "caf_informed_on", "prefet_informed_on")
_READY_TO_START = Q(
    state=AccompagnementState.AVIS_DEMANDE, **{f"{name}__isnull": False for name in _TOLD}
)
_ONE_IS_NOT_TOLD = Q(*((name, None) for name in _TOLD), _connector=Q.OR)


def rappels_to_decide(rows: QuerySet[RappelALOrdre]) -> QuerySet[RappelALOrdre]:
    """Rappels that the mayor accepts or not: proposed without the parquet, or once it agreed."""
    proposed = Q(state=RappelState.PROPOSE) & ~Q(level=RappelLevel.PROTOCOLE)
    return rows.filter(proposed | Q(state=RappelState.ACCORD))


def rappel_waits_since(rappel: RappelALOrdre) -> date:
    return max(day for day in (rappel.proposed_on, rappel.opinion_on, rappel.forwarded_on) if day)


def referrals_to_decide(rows: QuerySet[CddfReferral]) -> QuerySet[CddfReferral]:
    return rows.filter(state=CddfState.PROPOSEE)


def accompagnements_to_decide(
    rows: QuerySet[AccompagnementParental],
) -> QuerySet[AccompagnementParental]:
    """Those that the mayor proposes to the parents, or sets up."""
    return rows.filter(Q(state=AccompagnementState.VERIFIE) | _READY_TO_START)


def accompagnement_waits_since(row: AccompagnementParental) -> date:
    told = [day for day in row.informations().values() if day is not None]
    return max([*told, row.verified_on or row.considered_on])


def unanswered_tasks() -> QuerySet[Decision]:
    """Actions given to an organisation, with a day, of situations that are followed.

    Answered once the organisation's step is written, or once the cellule has decided again. What
    has a measure of its own (a rappel, a référent…) is answered by that measure as well.
    """
    later = Decision.objects.filter(
        item__case=OuterRef("item__case"), recorded_at__gt=OuterRef("recorded_at")
    )
    done = Step.objects.filter(
        case=OuterRef("item__case"),
        organisation=OuterRef("pilot"),
        recorded_at__gte=OuterRef("recorded_at"),
    )
    given = Decision.objects.filter(pilot__isnull=False, due_on__isnull=False).annotate(
        decided_on=TruncDate("recorded_at"), said=Cast("codes", TextField())
    )
    followed = given.filter(item__case__freeze_code="").exclude(item__case__state__in=ENDED)
    return followed.filter(_is_left_to_do(), ~Exists(later), ~Exists(done))


def _is_left_to_do() -> Q:
    """A code of the decision that no measure carries, or whose measure was not begun since."""
    return Q(*map(_is_left, ORIENTATIONS), _connector=Q.OR)


def _is_left(code: DecisionCode) -> Q:
    # Codes are quoted in the text of their list: none is found inside another.
    said = Q(said__contains=f'"{code.value}"')
    if code not in _BEGUN:
        return said
    model, begun_on = _BEGUN[code]
    begun = model.objects.for_system("whether a decision was carried out").filter(
        case=OuterRef("item__case"), **{f"{begun_on}__gte": OuterRef("decided_on")}
    )
    return Q(said, ~Exists(begun))


def tasks_of(actor: Actor, now: datetime) -> QuerySet[Decision]:
    """Those that this hat answers for: the coordination and the maire, all that they see; others,
    what their organisation was given in the situations open to them."""
    seen = unanswered_tasks().filter(item__case__in=Case.objects.visible_to(actor, now))
    if actor.role in (Role.COORDONNATEUR, Role.MAIRE):
        return seen
    return seen.filter(pilot=actor.organisation_id)


def reviews_to_come(rows: QuerySet[CddfReferral]) -> QuerySet[CddfReferral]:
    """What the CDDF recommended, to look at again on its day."""
    return rows.filter(state__in=(CddfState.RECOMMANDEE, CddfState.SUIVIE), review_on__isnull=False)


# Papers: what the coordination hands over, posts or has handed over.


def cases_to_inform(rows: QuerySet[Case]) -> QuerySet[Case]:
    """The letter of information: situations that the cellule follows, nobody told yet."""
    return rows.filter(state=CaseState.ORIENTE, informed_on=None, deferral_code="")


def cases_untold(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Whoever has not been told that there is a file, a deferral or not (RGPD art. 14)."""
    return rows.filter(informed_on=None).exclude(state__in=ENDED)


def families_to_convene(rows: QuerySet[CddfReferral]) -> QuerySet[CddfReferral]:
    return rows.filter(state=CddfState.PROGRAMMEE)


def parquet_to_inform(rows: QuerySet[RappelALOrdre]) -> QuerySet[RappelALOrdre]:
    """Rappels that were held, of which the parquet has not been told."""
    return rows.filter(
        state=RappelState.REALISE, level=RappelLevel.PROTOCOLE, parquet_informed_on=None
    )


def authorities_to_inform(
    rows: QuerySet[AccompagnementParental],
) -> QuerySet[AccompagnementParental]:
    """One of the four authorities at least has not been told (CASF art. L. 141-2)."""
    return rows.filter(_ONE_IS_NOT_TOLD, state=AccompagnementState.AVIS_DEMANDE)


def answers_to_hand_over(rows: QuerySet[RightsRequest]) -> QuerySet[RightsRequest]:
    """The mayor has decided: the answer is left to hand over."""
    return rows.filter(state=RightsState.INSTRUITE)


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper that waits: of which rows, where their cellule is, what it is called."""

    model: type[Model]
    waits: Callable[[Any], QuerySet[Any]]
    cellule: str
    one: str
    many: str


PAPERS = (
    Paper(Case, cases_to_inform, "cellule", "lettre d’information", "lettres d’information"),
    Paper(
        CddfReferral,
        families_to_convene,
        "case__cellule",
        "convocation au CDDF",
        "convocations au CDDF",
    ),
    Paper(
        RappelALOrdre,
        parquet_to_inform,
        "case__cellule",
        "avis au parquet",
        "avis au parquet",
    ),
    Paper(
        AccompagnementParental,
        authorities_to_inform,
        "case__cellule",
        "information aux autorités",
        "informations aux autorités",
    ),
    Paper(
        RightsRequest,
        answers_to_hand_over,
        "cellule",
        "réponse à une demande de droits",
        "réponses à des demandes de droits",
    ),
)


_EXAMINED = Q(state__in=(RightsState.IDENTITE_VERIFIEE, RightsState.GEL))
# Whose turn it is: identity, advice, decision, answer.
_TURNS = {
    Role.COORDONNATEUR: Q(state__in=(RightsState.RECUE, RightsState.INSTRUITE)),
    Role.DPO: _EXAMINED & Q(advice=""),
    Role.MAIRE: _EXAMINED & ~Q(advice=""),
}


def requests_for(rows: QuerySet[RightsRequest], role: Role) -> QuerySet[RightsRequest]:
    """Requests of persons on which this function has the next act."""
    return rows.filter(_TURNS[role]) if role in _TURNS else rows.none()
