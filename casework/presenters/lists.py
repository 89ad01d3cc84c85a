"""Lines of lists: one case, one measure, made of strings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from casework.choices.states import FollowUpState
from casework.models import (
    AccompagnementParental,
    Case,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
)
from casework.presenters.cases import age_words, display_name
from casework.presenters.labels import tone
from casework.waiting import accompagnement_waits_since
from confidentiality.actors import Actor
from veille.french import long_moment, relative_days, short_date


@dataclass(frozen=True, slots=True)
class Due:
    """A date with its words: « 12 nov. », « dépassée de 7 jours »."""

    day: str
    words: str
    tone: str
    iso: str


def due(day: date | None, today: date, soon: int = 7) -> Due | None:
    """None when nothing is due. Late before today, soon within a week."""
    if day is None:
        return None
    left = (day - today).days
    colour = "late" if left < 0 else "soon" if left <= soon else ""
    return Due(short_date(day, today), relative_days(day, today), colour, day.isoformat())


@dataclass(frozen=True, slots=True)
class CaseLine:
    case_id: UUID
    reference: str
    url: str
    name: str
    age: str
    commune: str
    state: str
    state_label: str
    tone: str
    due: Due | None


def case_lines(cases: Iterable[Case], actor: Actor, today: date) -> list[CaseLine]:
    """Lines of the list of cases. Every role that opens the list reads names (policy)."""
    return [
        CaseLine(
            case_id=case.pk,
            reference=case.reference,
            url=reverse("casework:case_detail", args=[case.reference]),
            name=display_name(case),
            age=age_words(case, today),
            commune=case.young_person.commune.name,
            state=case.state,
            state_label=case.get_state_display(),
            tone=tone(case.state),
            due=due(case.next_due_on, today),
        )
        for case in cases
    ]


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure in a list: what it is about, state, date."""

    url: str
    title: str
    age: str
    state: str
    state_label: str
    tone: str
    detail: str
    due: Due | None = None
    # The parapheur: since when it waits for the mayor, when the mayor receives.
    since: date | None = None
    since_words: str = ""
    appointment: str = ""


def rappel_line(rappel: RappelALOrdre, today: date, page: str = "casework:rappel") -> MeasureLine:
    """A rappel in a list. ``page``: where this agent reads it."""
    detail = long_moment(rappel.appointment_at) if rappel.appointment_at else ""
    since = rappel.decided_on or rappel.opinion_on or rappel.proposed_on
    return MeasureLine(
        url=reverse(page, args=[rappel.pk]),
        title=f"Rappel à l’ordre, situation {rappel.case.reference}",
        age=age_words(rappel.case, today),
        state=rappel.state,
        state_label=rappel.get_state_display(),
        tone=tone(rappel.state),
        detail=detail or f"Proposé le {short_date(rappel.proposed_on, today)}",
        since=since,
        since_words=short_date(since, today),
        appointment=detail,
    )


def cddf_line(referral: CddfReferral, today: date) -> MeasureLine:
    detail = long_moment(referral.hearing_at) if referral.hearing_at else ""
    return MeasureLine(
        url=reverse("casework:cddf", args=[referral.pk]),
        title=f"CDDF, situation {referral.case.reference}",
        age=age_words(referral.case, today),
        state=referral.state,
        state_label=referral.get_state_display(),
        tone=tone(referral.state),
        detail=detail or f"Proposée le {short_date(referral.proposed_on, today)}",
        since=referral.proposed_on,
        since_words=short_date(referral.proposed_on, today),
    )


def accompagnement_line(accompagnement: AccompagnementParental, today: date) -> MeasureLine:
    """An accompagnement parental that waits for the mayor: to propose, or to set up."""
    since = accompagnement_waits_since(accompagnement)
    return MeasureLine(
        url=reverse("casework:accompagnement", args=[accompagnement.pk]),
        title=f"Accompagnement parental, situation {accompagnement.case.reference}",
        age=age_words(accompagnement.case, today),
        state=accompagnement.state,
        state_label=accompagnement.get_state_display(),
        tone=tone(accompagnement.state),
        detail=f"Envisagé le {short_date(accompagnement.considered_on, today)}",
        since=since,
        since_words=short_date(since, today),
    )


def follow_up_line(follow_up: ReferentFollowUp, today: date) -> MeasureLine:
    """A mission. Before its acceptance, reference and age only: the case is not open yet (I14)."""
    reference = follow_up.case.reference
    opened = follow_up.state != FollowUpState.DESIGNE
    return MeasureLine(
        url=reverse("casework:follow_up", args=[follow_up.pk]),
        title=display_name(follow_up.case) if opened else f"Situation {reference}",
        age=age_words(follow_up.case, today),
        state=follow_up.state,
        state_label=follow_up.get_state_display(),
        tone=tone(follow_up.state),
        detail=f"{reference}, désigné le {short_date(follow_up.designated_on, today)}",
        due=due(follow_up.case.next_due_on, today),
    )
