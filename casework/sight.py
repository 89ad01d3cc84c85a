"""What one agent sees of one case: the facts for the policy, the read that leaves a trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from casework.choices.states import SEALED, CaseState
from casework.deadlines import Delays, came_with
from casework.models import Case, CaseGrant, MotivatedReading
from casework.models.delays import delays_beside
from confidentiality import journal, policy
from confidentiality.access_matrix import READ_ALONE
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from confidentiality.errors import NotVisible
from confidentiality.models import CharteSignature, User
from confidentiality.models.circles import IN_FORCE
from confidentiality.policy import CaseFacts, Decision, Period, Seat
from confidentiality.statements import Compiled
from veille.hats import facts_of
from veille.models import CelluleGrant, Designation, Exclusion, Suppleance

# The measures that an agent sees at a moment, always the same function for the same rule.
VisibleRows: TypeAlias = Callable[[Actor, datetime], models.QuerySet[Any]]


def case_facts(actor: Actor, case: Case) -> CaseFacts:
    """What binds this hat to this case, with its periods, for ``policy.decide``."""
    rows = [
        *CelluleGrant.objects.filter(
            designation=actor.hat_id, content_object=case.cellule_id
        ).values_list("permission__codename", "since", "until"),
        *CaseGrant.objects.filter(designation=actor.hat_id, content_object=case.pk).values_list(
            "permission__codename", "since", "until"
        ),
    ]
    signatures = CharteSignature.objects.filter(
        user=actor.user.pk,
        charte__circle=case.cellule_id,
        charte__state=IN_FORCE,
        revoked_at=None,
        signed_at__gte=Designation.objects.filter(pk=actor.hat_id).values("since")[:1],
    ).values_list("signed_at", "valid_until")
    return CaseFacts(
        grants=tuple((Relation(code), Period(since, until)) for code, since, until in rows),
        signatures=tuple(Period(since, until) for since, until in signatures),
        sealed=case.state in SEALED,
        readings=_readings(actor, case),
        excluded=actor.role in READ_ALONE and _excluded(actor, case),
        away=_away(actor),
        seats=_seats(actor, case),
    )


def _away(actor: Actor) -> tuple[Period, ...]:
    """When a substitute holds the place of this hat."""
    absences = Suppleance.objects.filter(titular=actor.hat_id)
    return tuple(Period(since, until) for since, until in absences.values_list("since", "until"))


def _seats(actor: Actor, case: Case) -> tuple[Seat, ...]:
    """The rights on one case of those whose place this hat holds."""
    found: list[Seat] = []
    places = Suppleance.objects.filter(substitute=actor.hat_id).select_related("titular")
    for place in places:
        theirs = CaseGrant.objects.filter(designation=place.titular, content_object=case.pk)
        found += [
            Seat(
                Relation(code),
                Period(since, until),
                Period(place.since, place.until),
                Period(place.titular.since, place.titular.until),
            )
            for code, since, until in theirs.values_list("permission__codename", "since", "until")
        ]
    return tuple(found)


def _excluded(actor: Actor, case: Case) -> bool:
    running = Exclusion.objects.running()
    return running.filter(user=actor.user.pk, cellule=case.cellule_id).exists()


def _readings(actor: Actor, case: Case) -> tuple[Period, ...]:
    """Motivated readings: of an archive, or of a case under way for whoever reads alone."""
    readable = case.state == CaseState.ARCHIVE or (
        actor.role in READ_ALONE and case.state not in SEALED
    )
    if not readable:
        return ()
    asked = case.motivated_readings.filter(
        asked_by=actor.hat_id, asked_by__collectivite__cellules=case.cellule_id
    )
    return tuple(
        Period(each.opened_at, each.until)
        for each in asked.only("opened_at", "ended_at")
        if each.opened_at is not None
    )


def open_reading(actor: Actor, case: Case, now: datetime) -> MotivatedReading | None:
    """The motivated reading under which this agent reads this case now, if it is read so."""
    if case.state != CaseState.ARCHIVE and actor.role not in READ_ALONE:
        return None
    return case.motivated_readings.open_at(now).filter(asked_by=actor.hat_id).first()


def traced(reading: MotivatedReading | None) -> dict[str, Any]:
    """What each line written under a motivated reading says of it: which one, and why."""
    return {"reading": reading.pk, "motive": reading.reason} if reading else {}


def decision_on(actor: Actor, act: str, case: Case, now: datetime) -> Decision:
    """The policy’s answer about one case, at this moment."""
    policy.note_asked()
    return policy.decide(facts_of(actor), act, case_facts(actor, case), now)


def decision_on_visible(actor: Actor, act: str, case: Case) -> Decision:
    """The policy’s answer about a case that ``visible_to`` has just given to this agent."""
    policy.note_asked()
    sealed = case.state in SEALED
    return policy.decide_on_visible(actor.role, actor.organisation_kind, act, sealed=sealed)


def lock_visible(pk: UUID, actor: Actor, now: datetime) -> Case | None:
    """Lock one case if ``visible_to`` gives it to this agent, with its cellule. One query.

    The delays of the cellule come with it: the act that follows reads them from there.
    """
    found: list[Any] = _locks(actor.role).fetch(
        pk=pk, user=actor.user.pk, hat=actor.hat_id, now=now
    )
    return _with_delays(found[0]) if found else None


def lock_case_of(rows: VisibleRows, pk: UUID, actor: Actor, now: datetime) -> Case | None:
    """Lock the case of a measure that this agent sees, with its cellule. One query.

    ``rows``: the ``visible_to`` of the measure, or a function of the same arguments.
    """
    found: list[Any] = _case_locks(rows, actor.role).fetch(
        pk=pk, user=actor.user.pk, hat=actor.hat_id, now=now
    )
    return _with_delays(found[0]) if found else None


def lock_measure(rows: VisibleRows, pk: UUID, actor: Actor, now: datetime) -> Any | None:
    """Lock a measure that this agent sees, once its case is locked. One query."""
    found = _measure_locks(rows, actor.role).fetch(
        pk=pk, user=actor.user.pk, hat=actor.hat_id, now=now
    )
    return found[0] if found else None


def _with_delays(case: Any) -> Case:
    came_with(case.cellule, Delays.read(case.delays))
    locked: Case = case
    return locked


def _anyone(role: Role, user: UUID, hat: UUID) -> Actor:
    """Of an actor, the rule of sight reads the role, the agent and the hat."""
    return Actor(User(pk=user), role, hat, "", "", hat, "")


def _to_lock(cases: models.QuerySet[Case]) -> models.QuerySet[Case]:
    found = cases.select_related("cellule").annotate(delays=delays_beside("cellule"))
    return found.select_for_update(of=("self",))


@cache
def _locks(role: Role) -> Compiled[Case]:
    """The statement that locks a case for a role."""

    def rows(pk: UUID, user: UUID, hat: UUID, now: datetime) -> models.QuerySet[Case]:
        return _to_lock(Case.objects.visible_to(_anyone(role, user, hat), now).filter(pk=pk))

    return Compiled(rows, pk=UUID, user=UUID, hat=UUID, now=datetime)


@cache
def _case_locks(visible: VisibleRows, role: Role) -> Compiled[Case]:
    """The statement that locks the case of a measure for a role."""

    def rows(pk: UUID, user: UUID, hat: UUID, now: datetime) -> models.QuerySet[Case]:
        seen = visible(_anyone(role, user, hat), now).filter(pk=pk)
        cases = Case.objects.for_system("lock before its measures")
        return _to_lock(cases.filter(pk__in=seen.order_by().values("case")))

    return Compiled(rows, pk=UUID, user=UUID, hat=UUID, now=datetime)


@cache
def _measure_locks(visible: VisibleRows, role: Role) -> Compiled[Any]:
    """The statement that locks a measure for a role."""

    def rows(pk: UUID, user: UUID, hat: UUID, now: datetime) -> models.QuerySet[Any]:
        found = visible(_anyone(role, user, hat), now).filter(pk=pk)
        return found.select_for_update(of=("self",))

    return Compiled(rows, pk=UUID, user=UUID, hat=UUID, now=datetime)


def read_case(actor: Actor, reference: str, act: str = "case.view") -> tuple[Case, Decision]:
    """Open one case for reading, or what another page tells of it (``act``).

    The trace is written before anything is shown (AU-038 art. 8). Raises NotVisible, with the same
    answer whether the case is hidden, closed to this act, or does not exist.
    """
    now = timezone.now()
    with transaction.atomic():
        case = (
            Case.objects.visible_to(actor, now)
            .select_related("young_person__key", "young_person__commune", "cellule__collectivite")
            .filter(reference=reference)
            .first()
        )
        if case is None:
            raise NotVisible
        decision = decision_on(actor, act, case, now)
        if not decision.allowed:
            raise NotVisible
        journal.record(
            actor=actor,
            action=act,
            chain_id=case.cellule_id,
            target=case,
            outcome="read",
            fields=sorted(decision.fields),
            **traced(open_reading(actor, case, now)),
        )
    return case, decision


def note_list_read(actor: Actor, action: str, chain_id: UUID, ids: list[journal.Code]) -> None:
    """One line of the journal for a list, with the set of identifiers shown on the page.

    What hangs on an archive shows in the lists of whoever reads it: the line says under what.
    """
    policy.note_asked()
    under = MotivatedReading.objects.open_at(timezone.now()).filter(asked_by=actor.hat_id)
    readings = list(under.values_list("pk", flat=True))
    under_readings: dict[str, Any] = {"readings": readings} if readings else {}
    with transaction.atomic():
        journal.record(
            actor=actor,
            action=action,
            chain_id=chain_id,
            outcome="read",
            objects=ids,
            count=len(ids),
            **under_readings,
        )
