"""The weekly control of the readings of one collectivité, from its journal (invariants I61, I62).

Facts are gathered here for ``casework.vigilance``. A surname is decrypted inside the collectivité,
compared, and forgotten: what is stored is that the two are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from casework.choices.alerts import AlertOutcome, AlertPattern
from casework.choices.states import SEALED
from casework.models import AccessAlert, AccessReview, AgendaItem, Case, CaseGrant, MotivatedReading
from casework.vigilance import Facts, Seen, Suspicion, suspicions, unreviewed
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim, refusing
from confidentiality.encryption import fold
from confidentiality.errors import NotVisible, refused
from confidentiality.journal_retention import first_kept
from confidentiality.models import JournalEntry, User
from confidentiality.models.journal import Outcome
from veille.access import authorize
from veille.models import Cellule, Collectivite, Designation, Seance

WEEK = timedelta(days=7)
# Around a séance, an act or a deadline, reading the case is work.
LINKED = timedelta(days=15)
YEAR = timedelta(days=365)
MOST_SUBJECTS = 50
# Kinds of rows that belong to a case and have a page of their own.
_PARTS = (
    "casework.rappelalordre",
    "casework.cddfreferral",
    "casework.accompagnementparental",
    "casework.transaction",
    "casework.referentfollowup",
    "casework.bilan",
    "casework.relais",
)
_CASE = "casework.case"


def review_week(collectivite: Collectivite, week_on: date, now: datetime) -> AccessReview | None:
    """Look at one week, from its Monday; None when it was done before.

    What is older than the journal goes with it. Alerts that the DPO closed as justified are not
    raised again for the same homonym or cellule.
    """
    since, until = _midnight(week_on), _midnight(week_on + WEEK)
    with transaction.atomic():
        review, created = AccessReview.objects.get_or_create(
            collectivite=collectivite,
            week_on=week_on,
            defaults={"readings": 0, "agents": 0, "computed_at": now},
        )
        if not created:
            return None
        old = AccessReview.objects.filter(collectivite=collectivite)
        old.filter(week_on__lt=timezone.localdate(first_kept(now))).delete()
        gathered = _Gathered(collectivite, since, until)
        seen = gathered.seen()
        review.readings, review.agents = len(seen), len({each.agent for each in seen})
        review.save(update_fields=["readings", "agents"])
        told = [*suspicions(seen, gathered.facts(seen)), *unreviewed(gathered.late())]
        AccessAlert.objects.bulk_create(_alert(review, each) for each in told)
    return review


def close_alert(*, alert_id: UUID, actor: Actor, outcome: str, sent: Sent) -> AccessAlert:
    """The DPO says what came of an alert. Raises NotVisible, NotPermitted, Refused."""
    authorize(actor, "alert.close")
    with transaction.atomic():
        claim(sent.key, actor, "alert.close")
        rows = AccessAlert.objects.visible_to(actor).select_for_update(of=("self",))
        alert = rows.select_related("review").filter(pk=alert_id).first()
        if alert is None:
            raise NotVisible
        if alert.outcome:
            raise refused("alert_closed", "Cette alerte est déjà close.", "RGPD, art. 39")
        if outcome not in AlertOutcome.values:
            raise refused("alert_without_outcome", "Choisissez une suite.", "RGPD, art. 39")
        with refusing(alert):
            alert.outcome, alert.closed_at = outcome, sent.now
            alert.closed_by_id = actor.hat_id
            alert.validate_constraints()
        alert.save()
        journal.record(
            actor=actor,
            action="alert.close",
            chain_id=alert.review.collectivite_id,
            target=alert,
            pattern=alert.pattern,
            end=outcome,
        )
    return alert


def _alert(review: AccessReview, found: Suspicion) -> AccessAlert:
    return AccessAlert(
        review=review,
        pattern=found.pattern,
        agent_id=found.agent,
        count=found.count,
        usual=found.usual,
        subjects=list(found.subjects[:MOST_SUBJECTS]),
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(slots=True)
class _Gathered:
    """What the tables say of one week of one collectivité."""

    collectivite: Collectivite
    since: datetime
    until: datetime

    def seen(self) -> list[Seen]:
        """The readings of one case at a time; a list read by a whole cellule says little."""
        lines = list(
            self._lines(self.since, self.until, Outcome.READ).values_list(
                "at", "actor_id", "hat_id", "object_type", "object_id", "codes"
            )
        )
        cases = _cases_of((kind, pk) for _, _, _, kind, pk, _ in lines)
        found = (
            (at, agent, hat, cases[kind, pk], codes)
            for at, agent, hat, kind, pk, codes in lines
            if agent is not None and (kind, pk) in cases
        )
        # What is written under a motivated reading bears its identifier (``casework.sight``).
        return [
            Seen(at, agent, hat, case.reference, case.cellule_id, motivated="reading" in codes)
            for at, agent, hat, case, codes in found
        ]

    def late(self) -> list[tuple[UUID, str]]:
        """Motivated readings whose last day of review was in this week, and had none by then."""
        since, until = timezone.localdate(self.since), timezone.localdate(self.until)
        due = MotivatedReading.objects.filter(
            case__cellule__collectivite=self.collectivite,
            review_due_on__gte=since,
            review_due_on__lt=until,
        )
        rows = due.values_list("asked_by__user", "case__reference", "review_due_on", "reviewed_at")
        return [
            (agent, reference)
            for agent, reference, due_on, reviewed_at in rows
            if due_on and (reviewed_at is None or timezone.localdate(reviewed_at) > due_on)
        ]

    def facts(self, seen: list[Seen]) -> Facts:
        agents = {each.agent for each in seen}
        cases = {
            case.reference: case
            for case in Case.objects.for_system("weekly control of readings")
            .filter(reference__in={each.subject for each in seen})
            .select_related("young_person__key")
        }
        return Facts(
            linked=self._links(cases),
            left=self._left(agents),
            usual=self._usual(agents),
            homonyms=_homonyms(seen, cases),
            evenings=self._evenings(),
            explained=self._explained(agents),
        )

    def _lines(self, since: datetime, until: datetime, outcome: str) -> QuerySet[JournalEntry]:
        cellules = Cellule.objects.filter(collectivite=self.collectivite).values("pk")
        return JournalEntry.objects.filter(
            chain__in=cellules,
            at__gte=since,
            at__lt=until,
            outcome=outcome,
            object_type__in=(_CASE, *_PARTS),
        )

    def _links(self, cases: dict[str, Case]) -> Callable[[Seen], bool]:
        """Work on the case around the reading: an act, a séance, a deadline, a grant of the hat."""
        keys = {case.pk: reference for reference, case in cases.items()}
        around: dict[str, list[datetime]] = defaultdict(list)
        acts = self._lines(self.since - LINKED, self.until + LINKED, Outcome.DONE)
        told = list(acts.values_list("at", "object_type", "object_id"))
        owners = _cases_of((kind, pk) for _, kind, pk in told)
        for at, kind, pk in told:
            if (kind, pk) in owners:
                around[owners[kind, pk].reference].append(at)
        items = AgendaItem.objects.filter(case__in=keys)
        for key, at in items.values_list("case_id", "seance__held_at"):
            around[keys[key]].append(at)
        for reference, case in cases.items():
            days = (case.opened_on, case.next_due_on, case.review_on)
            around[reference] += [_midnight(day) for day in days if day]
        granted: dict[tuple[UUID, str], list[tuple[datetime, datetime | None]]] = defaultdict(list)
        grants = CaseGrant.objects.filter(content_object__in=keys)
        for key, hat, since, until in grants.values_list(
            "content_object_id", "designation_id", "since", "until"
        ):
            granted[hat, keys[key]].append((since, until))

        def linked(each: Seen) -> bool:
            if any(abs(each.at - at) <= LINKED for at in around[each.subject]):
                return True
            periods = granted.get((each.hat, each.subject), []) if each.hat else []
            return any(
                since <= each.at and (until is None or each.at < until) for since, until in periods
            )

        return linked

    def _left(self, agents: set[UUID]) -> Callable[[Seen], bool]:
        """Once designated to the cellule, and no longer, under whatever hat they read."""
        periods: dict[tuple[UUID, UUID], list[tuple[datetime, datetime | None]]] = defaultdict(list)
        rows = Designation.objects.filter(
            user__in=agents, cellule__collectivite=self.collectivite
        ).values_list("user_id", "cellule_id", "since", "until")
        for user, cellule, since, until in rows:
            if cellule is not None:
                periods[user, cellule].append((since, until))

        def left(each: Seen) -> bool:
            known = periods.get((each.agent, each.cellule), [])
            begun = [period for period in known if period[0] <= each.at]
            return bool(begun) and all(until and until <= each.at for _, until in begun)

        return left

    def _usual(self, agents: set[UUID]) -> dict[UUID, list[int]]:
        """Cases on each day of the year before, for those who read this week."""
        lines = self._lines(self.since - YEAR, self.since, Outcome.READ)
        days = (
            lines.filter(actor_id__in=agents)
            .annotate(day=TruncDate("at"))
            .values("actor_id", "day")
            .annotate(cases=Count("object_id", distinct=True))
            .order_by()
        )
        found: dict[UUID, list[int]] = defaultdict(list)
        for each in days:
            if each["actor_id"] is not None:
                found[each["actor_id"]].append(each["cases"])
        return found

    def _evenings(self) -> frozenset[tuple[UUID, date]]:
        sittings = Seance.objects.filter(
            cellule__collectivite=self.collectivite,
            held_at__gte=self.since - WEEK,
            held_at__lt=self.until + WEEK,
        )
        return frozenset(
            (cellule, timezone.localdate(at))
            for cellule, at in sittings.values_list("cellule_id", "held_at")
        )

    def _explained(self, agents: set[UUID]) -> frozenset[tuple[AlertPattern, UUID, str]]:
        closed = AccessAlert.objects.filter(
            review__collectivite=self.collectivite,
            agent_id__in=agents,
            outcome=AlertOutcome.JUSTIFIEE,
        )
        return frozenset(
            (AlertPattern(pattern), agent, subject)
            for pattern, agent, subjects in closed.values_list("pattern", "agent_id", "subjects")
            for subject in subjects
        )


def _cases_of(rows: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Case]:
    """The case behind each row that a line speaks of; those that are gone have none."""
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    for kind, pk in rows:
        by_kind[kind].add(UUID(pk))
    owners: dict[tuple[str, str], UUID] = {}
    for kind, keys in by_kind.items():
        if kind == _CASE:
            owners |= {(kind, str(key)): key for key in keys}
            continue
        model: Any = apps.get_model(kind)
        parts = model.objects.for_system("weekly control of readings").filter(pk__in=keys)
        owners |= {(kind, str(pk)): case for pk, case in parts.values_list("pk", "case_id")}
    system = Case.objects.for_system("weekly control of readings")
    cases = system.only("reference", "cellule_id").in_bulk(list(set(owners.values())))
    return {row: cases[key] for row, key in owners.items() if key in cases}


def _homonyms(seen: list[Seen], cases: dict[str, Case]) -> frozenset[tuple[UUID, str]]:
    """Agents and cases that bear the same surname. What is sealed is not opened for this."""
    pairs = {(each.agent, each.subject) for each in seen}
    agents = User.objects.in_bulk({agent for agent, _ in pairs})
    surnames = {pk: fold(user.last_name) for pk, user in agents.items()}
    return frozenset(
        (agent, subject)
        for agent, subject in pairs
        if agent in surnames
        and (case := cases.get(subject)) is not None
        and case.state not in SEALED
        and fold(case.young_person.last_name) == surnames[agent]
    )
