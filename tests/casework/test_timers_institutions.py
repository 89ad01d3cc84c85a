"""What a day brings outside cases: signatures, plenary meetings, requests of persons, breaches."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casework.choices.delays import RULES, Delay
from casework.choices.rights import Requester, RightKind, RightsOutcome
from casework.choices.states import RightsState
from casework.clock.institutions import AHEAD
from casework.deadlines import midnight
from casework.models import DelaySetting, RightsRequest
from casework.timers.rules import Rule
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.models import Charte, CharteSignature
from notifications import timers
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, Timer
from notifications.timers import Result
from tests.casework.days import TODAY, tick, told
from tests.veille import factories
from veille.choices import SeanceKind, SeanceState, ViolationCause, ViolationRisk, ViolationState
from veille.models import Cellule, Instance, Seance, Violation

pytestmark = pytest.mark.django_db

K = MessageKind


def holder(role: Role, place: Cellule) -> Actor:
    return factories.agent(role, place, days=(-400, 4000))


class TestCharte:
    def signature(self, member: Actor) -> CharteSignature:
        return CharteSignature.objects.get(user=member.user.pk)

    def ends_on(self, member: Actor) -> date:
        return timezone.localdate(self.signature(member).valid_until)

    def test_its_holder_is_told_a_month_before_the_end_and_once(self, place: Cellule) -> None:
        member = holder(Role.MEMBRE, place)
        end = self.ends_on(member)

        tick(end - timedelta(days=31))
        assert not told(K.CHARTE_ENDS)
        for days in (30, 30, 12):
            tick(end - timedelta(days=days))

        assert told(K.CHARTE_ENDS) == {member.user}
        assert OutboxMessage.objects.filter(kind=K.CHARTE_ENDS).count() == 1

    def test_they_are_told_again_a_week_before_and_that_day(self, place: Cellule) -> None:
        member = holder(Role.MEMBRE, place)
        end = self.ends_on(member)

        counts = []
        for days in (30, 8, 7, 7, 1, 0):
            tick(end - timedelta(days=days))
            counts.append(OutboxMessage.objects.filter(kind=K.CHARTE_ENDS).count())

        assert counts == [1, 1, 2, 2, 2, 3]

    def test_whoever_has_not_signed_a_version_is_told_again_after_three_and_seven_days(
        self, place: Cellule
    ) -> None:
        signed, late = holder(Role.MEMBRE, place), holder(Role.MEMBRE, place)
        CharteSignature.objects.filter(user=late.user).delete()
        charte = factories.charte_in_force(place)
        Charte.objects.filter(pk=charte.pk).update(in_force_since=timezone.now())
        counts = []

        for days in (0, 2, 3, 3, 6, 7, 9, 20):
            tick(TODAY + timedelta(days=days))
            mine = OutboxMessage.objects.filter(kind=K.CHARTE_TO_SIGN, recipient=late.user)
            counts.append(mine.count())

        assert counts == [0, 0, 1, 1, 1, 2, 2, 2]
        assert signed.user not in told(K.CHARTE_TO_SIGN)

    def test_the_cellule_sets_how_long_before(self, place: Cellule) -> None:
        member = holder(Role.MEMBRE, place)
        DelaySetting.objects.create(cellule=place, rule=Delay.RENOUVELLEMENT, value=60)

        tick(self.ends_on(member) - timedelta(days=60))

        assert told(K.CHARTE_ENDS) == {member.user}

    def test_whoever_has_signed_again_is_left_alone(self, place: Cellule) -> None:
        member = holder(Role.MEMBRE, place)
        first, end = self.signature(member), self.ends_on(member)
        tick(end - timedelta(days=40))
        CharteSignature.objects.create(
            charte=first.charte,
            user=member.user,
            signed_at=first.signed_at,
            valid_until=first.valid_until + timedelta(days=365),
            digest=first.digest,
        )

        run = tick(end - timedelta(days=30))

        assert run.counts[Rule.CHARTE][Result.DROPPED] == 1
        assert not told(K.CHARTE_ENDS)

    def test_a_signature_withdrawn_since_is_dropped(self, place: Cellule) -> None:
        member = holder(Role.MEMBRE, place)
        end = self.ends_on(member)
        tick(end - timedelta(days=40))
        CharteSignature.objects.update(revoked_at=timezone.now())

        assert tick(end - timedelta(days=30)).counts[Rule.CHARTE][Result.DROPPED] == 1

    def test_no_notice_is_longer_than_the_sweep_looks(self) -> None:
        assert timedelta(days=RULES[Delay.RENOUVELLEMENT].maximum) < AHEAD


class TestPlenary:
    def due(self, place: Cellule) -> date:
        return place.instance.created_on + relativedelta(months=12)

    def test_a_year_after_the_instance_was_created(self, place: Cellule) -> None:
        Instance.objects.update(created_on=TODAY)
        coordinator, mayor = holder(Role.COORDONNATEUR, place), holder(Role.MAIRE, place)
        due = TODAY + relativedelta(months=12)

        tick(due - timedelta(days=1))
        assert not told(K.PLENARY_EXPECTED)
        tick(due)
        tick(due + timedelta(days=30))

        assert told(K.PLENARY_EXPECTED) == {coordinator.user, mayor.user}
        assert OutboxMessage.objects.filter(kind=K.PLENARY_EXPECTED).count() == 2

    def test_a_meeting_held_since_puts_it_off(self, place: Cellule) -> None:
        Instance.objects.update(created_on=TODAY)
        holder(Role.COORDONNATEUR, place)
        tick(TODAY)
        held = TODAY + timedelta(days=200)
        Seance.objects.create(
            cellule=place,
            kind=SeanceKind.PLENIERE,
            held_at=midnight(held) + timedelta(hours=10),
            place="Salle d’essai",
            state=SeanceState.CLOSE,
        )

        tick(TODAY + relativedelta(months=12))

        assert not told(K.PLENARY_EXPECTED)
        [timer] = Timer.objects.filter(rule=Rule.PLENIERE, state="waiting")
        assert timezone.localdate(timer.due_at) == held + relativedelta(months=12)


class TestRights:
    def request(self, place: Cellule, **fields: Any) -> RightsRequest:
        values: dict[str, Any] = {
            "reference": "ESSAI2",
            "cellule": place,
            "kind": RightKind.ACCES,
            "requester": Requester.values[0],
            "received_on": TODAY,
            "due_on": TODAY + relativedelta(months=1),
        }
        return RightsRequest.objects.create(**(values | fields))

    def test_those_who_answer_are_told_five_days_before(self, place: Cellule) -> None:
        hats = {holder(role, place) for role in (Role.COORDONNATEUR, Role.MAIRE, Role.DPO)}
        request = self.request(place)

        # What went before is told apart, and not to the maire.
        tick(request.due_on - timedelta(days=6))
        before = OutboxMessage.objects.filter(kind=K.RIGHTS_ANSWER_EXPECTED).count()
        tick(request.due_on - timedelta(days=5))
        assert told(K.RIGHTS_ANSWER_EXPECTED) == {hat.user for hat in hats}
        after = OutboxMessage.objects.filter(kind=K.RIGHTS_ANSWER_EXPECTED).count()
        assert after - before == len(hats)

    def test_an_answer_that_is_late_is_told_to_the_mayor_and_the_dpo_each_week(
        self, place: Cellule
    ) -> None:
        hats = {holder(role, place) for role in (Role.COORDONNATEUR, Role.MAIRE, Role.DPO)}
        request = self.request(place)

        tick(request.due_on)
        assert not told(K.RIGHTS_LATE)
        for days in (1, 1, 3, 7, 8, 9):
            tick(request.due_on + timedelta(days=days))

        assert told(K.RIGHTS_LATE) == {hat.user for hat in hats}
        assert OutboxMessage.objects.filter(kind=K.RIGHTS_LATE).count() == 2 * len(hats)

    def test_an_extension_moves_it_and_reminds_again(self, place: Cellule) -> None:
        holder(Role.DPO, place)
        request = self.request(place)
        tick(TODAY)
        longer = request.due_on + relativedelta(months=2)
        RightsRequest.objects.for_system("test").update(due_on=longer)

        run = tick(request.due_on - timedelta(days=5))
        assert Rule.DROITS not in run.counts
        tick(longer - timedelta(days=5))
        assert told(K.RIGHTS_ANSWER_EXPECTED)

    def test_what_was_answered_is_left_alone(self, place: Cellule) -> None:
        holder(Role.DPO, place)
        request = self.request(
            place,
            state=RightsState.REPONDUE,
            outcome=RightsOutcome.FONDEE,
            advised_on=TODAY,
            decided_by_id=holder(Role.MAIRE, place).hat_id,
            answered_on=TODAY,
        )
        timers.keep_all(Rule.DROITS, RightsRequest, {request.pk: midnight(TODAY)})

        assert tick(TODAY).counts[Rule.DROITS][Result.DROPPED] == 1
        assert not told(K.RIGHTS_ANSWER_EXPECTED)


class TestViolation:
    def detected(self, place: Cellule, at: datetime, **fields: Any) -> Violation:
        return Violation.objects.create(
            collectivite=place.collectivite,
            cause=ViolationCause.values[0],
            persons_count=3,
            detected_at=at,
            declared_at=at,
            declared_by_id=holder(Role.DPO, place).hat_id,
            **fields,
        )

    @pytest.mark.parametrize(
        "at",
        [
            datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
            # Hours run through the two changes of time: seventy-two, not one more nor one less.
            datetime(2027, 3, 27, 9, 30, tzinfo=UTC),
            datetime(2027, 10, 30, 9, 30, tzinfo=UTC),
        ],
    )
    def test_the_officer_and_the_mayor_are_told_a_day_before_the_end(
        self, place: Cellule, at: datetime
    ) -> None:
        mayor = holder(Role.MAIRE, place)
        violation = self.detected(place, at)

        timers.run_due(at + timedelta(hours=48) - timedelta(minutes=1))
        assert not told(K.BREACH_EXPECTED)
        timers.run_due(at + timedelta(hours=48))

        assert told(K.BREACH_EXPECTED) == {mayor.user, violation.declared_by.user}

    def test_once_the_hours_are_over_it_is_told_each_day(self, place: Cellule) -> None:
        at = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
        violation = self.detected(place, at)

        for hours in (60, 71, 72, 73, 95, 96, 97):
            timers.run_due(at + timedelta(hours=hours))

        assert told(K.BREACH_LATE) == {violation.declared_by.user}
        assert OutboxMessage.objects.filter(kind=K.BREACH_EXPECTED).count() == 1
        assert OutboxMessage.objects.filter(kind=K.BREACH_LATE).count() == 2

    def test_without_a_risk_nobody_is_told(self, place: Cellule) -> None:
        at = timezone.now()
        self.detected(place, at, state=ViolationState.QUALIFIEE, risk=ViolationRisk.AUCUN)

        timers.run_due(at + timedelta(hours=80))

        assert not told(K.BREACH_EXPECTED)
        assert not told(K.BREACH_LATE)

    def test_once_notified_nobody_is_told(self, place: Cellule) -> None:
        at = timezone.now()
        violation = self.detected(
            place,
            at,
            state=ViolationState.NOTIFIEE,
            risk=ViolationRisk.RISQUE,
            notified_at=at,
            cnil_reference="essai",
        )
        timers.keep_all(Rule.VIOLATION, Violation, {violation.pk: at})

        assert timers.run_due(at).counts[Rule.VIOLATION][Result.DROPPED] == 1
        assert not told(K.BREACH_EXPECTED)
