"""What a day brings before a meeting, and after a saisine that nobody answered in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from casework.choices.measures import PostponeReason
from casework.choices.states import CaseState, CddfState
from casework.services import rappels, seances
from casework.timers.rules import Rule
from confidentiality.choices import Role
from confidentiality.door import Sent
from notifications import timers
from notifications.choices import MessageKind
from notifications.models import OutboxMessage
from tests.casework import factories as people
from tests.casework.days import TODAY, planned, tick, told
from tests.casework.path import Path
from tests.veille import factories
from veille.choices import SeanceState
from veille.models import Cellule, Designation, Seance

pytestmark = pytest.mark.django_db

K = MessageKind
ONE = timedelta(days=1)


def count(kind: MessageKind) -> int:
    return OutboxMessage.objects.filter(kind=kind).count()


class TestSeance:
    def convened(self, place: Cellule, in_days: int, since: int = 20) -> Seance:
        return factories.seance(
            place,
            in_days=in_days,
            state=SeanceState.CONVOQUEE,
            convened_at=timezone.now() - timedelta(days=since),
        )

    def test_members_are_told_a_week_before_and_the_day_before(self, place: Cellule) -> None:
        member = factories.agent(Role.MEMBRE, place, days=(-40, 400))
        day = timezone.localdate(self.convened(place, 12).held_at)

        for before, messages in ((8, 0), (7, 1), (6, 1), (2, 1), (1, 2), (0, 2)):
            tick(day - before * ONE)
            assert (before, count(K.SEANCE_NEAR)) == (before, messages)
        assert told(K.SEANCE_NEAR) == {member.user}

    def test_whoever_was_convened_since_needs_no_reminder_of_the_week(self, place: Cellule) -> None:
        factories.agent(Role.MEMBRE, place, days=(-40, 400))
        seance = self.convened(place, 5, since=0)

        tick(TODAY + ONE)

        assert planned(seance) == {Rule.SEANCE: timezone.localdate(seance.held_at) - ONE}

    def test_a_seance_that_moves_moves_its_reminder(self) -> None:
        path = Path().plan().convene()
        tick(path.today + ONE)
        later = path.seance.held_at + timedelta(days=30)

        seances.move_seance(
            seance_id=path.seance.pk,
            actor=path.coordinator,
            held_at=later,
            place="Salle d’essai",
            sent=path.sent,
        )
        day = timezone.localdate(later)
        for each in (day - 23 * ONE - 8 * ONE, day - 8 * ONE):
            tick(each)

        assert count(K.SEANCE_NEAR) == 0
        assert planned(path.seance) == {Rule.SEANCE: day - 7 * ONE}

    def test_a_seance_called_off_reminds_nobody(self) -> None:
        path = Path().plan().convene()
        day = timezone.localdate(path.seance.held_at)
        tick(day - 3 * ONE)
        seances.cancel_seance(seance_id=path.seance.pk, actor=path.coordinator, sent=path.sent)

        tick(day - ONE)

        assert count(K.SEANCE_NEAR) == 0
        assert planned(path.seance) == {}

    def test_one_only_planned_reminds_nobody(self, place: Cellule) -> None:
        seance = factories.seance(place, in_days=3)

        tick(timezone.localdate(seance.held_at) - ONE)

        assert count(K.SEANCE_NEAR) == 0


class TestInterview:
    def day(self, path: Path) -> date:
        assert path.rappel.appointment_at is not None
        return timezone.localdate(path.rappel.appointment_at)

    def decided(self) -> Path:
        path = Path().to(CaseState.EN_COURS)
        return path.propose_rappel().decide()

    def test_the_maire_and_the_coordination_are_told_the_day_before(self) -> None:
        path = self.decided()

        tick(self.day(path) - 2 * ONE)
        assert count(K.RAPPEL_NEAR) == 0
        tick(self.day(path) - ONE)

        assert told(K.RAPPEL_NEAR) == {path.mayor.user, path.coordinator.user}

    def test_they_are_told_again_two_hours_before(self) -> None:
        path = self.decided()
        at = path.rappel.appointment_at
        assert at is not None
        counts = []
        for before in (timedelta(hours=9), timedelta(hours=2), timedelta(hours=1), timedelta(0)):
            timers.run_due(at - before)
            counts.append(count(K.RAPPEL_NEAR))

        assert counts == [2, 4, 4, 4]

    def test_one_that_is_put_off_moves_its_reminder(self) -> None:
        path = self.decided()
        before = self.day(path)
        tick(before - 2 * ONE)
        path.rappel = rappels.postpone(
            rappel_id=path.rappel.pk,
            actor=path.mayor,
            code=PostponeReason.values[0],
            appointment_at=path.appointment + timedelta(days=20),
            sent=path.sent,
        )

        tick(before - ONE)
        assert count(K.RAPPEL_NEAR) == 0
        tick(self.day(path) - ONE)

        assert told(K.RAPPEL_NEAR) == {path.mayor.user, path.coordinator.user}


def test_the_cddf_is_told_two_weeks_before_and_three_days_before(place: Cellule) -> None:
    member = factories.agent(Role.CDDF, place, days=(-40, 400)).user
    case = people.case(place, state=CaseState.EN_COURS)
    referral = people.referral(
        case, state=CddfState.PROGRAMMEE, hearing_at=timezone.now() + timedelta(days=20)
    )
    Designation.objects.filter(user=member).update(cddf=referral.cddf)
    assert referral.hearing_at is not None
    day = timezone.localdate(referral.hearing_at)
    counts = []
    for before in (15, 14, 14, 7, 3, 1, 0):
        tick(day - before * ONE)
        counts.append(count(K.CDDF_NEAR))

    assert counts == [0, 1, 1, 1, 2, 2, 2]
    assert told(K.CDDF_NEAR) == {member}


class TestSaisine:
    def test_the_maire_is_told_the_day_after_the_last_one(self) -> None:
        path = Path().draft().describe().submit()
        due = path.saisine.answer_due_on
        assert due is not None

        tick(due)
        assert (count(K.SAISINE_LATE), count(K.SAISINE_ESCALATED)) == (1, 0)
        tick(due + ONE)

        assert told(K.SAISINE_ESCALATED) == {path.mayor.user}

    def test_a_saisine_answered_in_time_goes_no_further(self) -> None:
        path = Path().draft().describe().submit()
        due = path.saisine.answer_due_on
        assert due is not None
        path.receive()

        tick(due + ONE)

        assert (count(K.SAISINE_LATE), count(K.SAISINE_ESCALATED)) == (0, 0)


class TestPlaces:
    """A message goes to whoever holds the place that day: one of the two, never both."""

    def test_the_substitute_is_told_and_the_titular_is_not(self, place: Cellule) -> None:
        titular = factories.designation(Role.MEMBRE, place, days=(-40, 400))
        substitute = factories.designation(
            Role.MEMBRE,
            place,
            days=(-40, 400),
            is_substitute=True,
            organisation=titular.organisation,
        )
        for hat in (titular, substitute):
            factories.sign(hat.user, place)

        assert self.convened(place) == {titular.user}
        factories.suppleance(titular, substitute)
        assert self.convened(place) == {substitute.user}

    def test_a_substitute_of_nobody_is_told_nothing(self, place: Cellule) -> None:
        factories.designation(Role.MEMBRE, place, is_substitute=True)

        assert self.convened(place) == set()

    def test_an_action_is_given_to_whoever_holds_the_place(self) -> None:
        path = Path().to(CaseState.EN_EXAMEN)
        member = Designation.objects.get(pk=path.member.hat_id)
        member.organisation_id = path.referent.organisation_id
        member.save()

        path.orient()

        assert told(K.TASK_GIVEN) == {member.user}

    def convened(self, place: Cellule) -> set[object]:
        OutboxMessage.objects.all().delete()
        coordinator = factories.agent(Role.COORDONNATEUR, place)
        seance = factories.seance(place)
        seances.convene(seance_id=seance.pk, actor=coordinator, sent=Sent())
        return set(told(K.SEANCE_CONVENED))
