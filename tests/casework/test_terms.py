"""What has a term of its own: what is spared, what is told, what waits for somebody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from casework.choices.rights import RightKind, RightsOutcome
from casework.choices.states import CaseState, RightsState
from casework.clock import leftovers
from casework.clock.leftovers import LEFTOVERS, Leftover
from casework.deadlines import midnight
from casework.models import RightsRequest, Search
from casework.services import lapses
from casework.services.erasure import erase_case
from casework.timers.rules import Rule
from confidentiality import clock
from confidentiality.choices import Role
from confidentiality.models import CharteSignature, Event, JointAct, JournalEntry, User
from notifications import ticking, timers
from notifications.models import Timer
from notifications.ticking import Confirmed
from notifications.timers import Result
from tests.casework import factories as people
from tests.casework.archives import past_reading
from tests.casework.days import TODAY
from tests.veille import factories
from veille.models import Attendance, Cellule, Designation
from veille.services import departures

pytestmark = pytest.mark.django_db
FIVE_YEARS = midnight(TODAY + relativedelta(years=5))
SIX_YEARS = relativedelta(years=6)
HOUR = timedelta(hours=1)


def left(place: Cellule, count: int = 1) -> list[Designation]:
    """Agents who left more than six years ago, in their own name."""
    old = (-4000, -2500)
    return [factories.designation(Role.MEMBRE, place, days=old) for _ in range(count)]


def answered(place: Cellule, **fields: object) -> RightsRequest:
    given = {"state": RightsState.REPONDUE, **fields}
    return people.rights_request(people.case(place), **given)


class TestRightsRequests:
    def test_a_limitation_that_still_holds_its_case_is_kept(self, place: Cellule) -> None:
        granted = {"kind": RightKind.LIMITATION, "outcome": RightsOutcome.FONDEE}
        kept = answered(place, **granted)
        answered(place, kind=RightKind.OPPOSITION, outcome=RightsOutcome.FONDEE)

        timers.run_due(FIVE_YEARS + HOUR)

        assert list(RightsRequest.objects.values_list("pk", flat=True)) == [kept.pk]

    def test_the_end_of_what_was_granted_counts_and_not_the_answer(self, place: Cellule) -> None:
        answered(place, state=RightsState.CLOSE, closed_on=TODAY + timedelta(days=90))

        timers.run_due(FIVE_YEARS + HOUR)

        assert RightsRequest.objects.count() == 1

    def test_one_that_waits_for_its_answer_is_kept(self, place: Cellule) -> None:
        people.rights_request(people.case(place))

        timers.run_due(FIVE_YEARS + timedelta(days=4000))

        assert RightsRequest.objects.count() == 1

    def test_its_history_and_its_timers_go_and_its_end_is_told(self, place: Cellule) -> None:
        request = answered(place)
        Event.objects.create(
            object_type="casework.rightsrequest",
            object_id=request.pk,
            version=1,
            act="rights.answer",
            before="instruite",
            after="repondue",
            at=timezone.now(),
        )

        lapses.erase_rights_request(request_id=request.pk)

        line = JournalEntry.objects.get(action="rights.erase")
        assert (line.chain_id, line.object_id) == (place.pk, str(request.pk))
        assert not Event.objects.filter(object_id=request.pk).exists()
        assert not Timer.objects.filter(target_id=request.pk).exists()


class TestAgents:
    def test_an_account_says_nobody_and_what_it_did_stays(self, place: Cellule) -> None:
        [hat] = left(place)
        user = hat.user
        name, address = user.full_name, user.email

        timers.run_due()

        user.refresh_from_db()
        hat.refresh_from_db()
        assert (user.full_name, user.position, user.is_active) == ("Agent parti", "", False)
        assert not user.has_usable_password()
        assert (hat.acte_reference, hat.role, hat.cellule_id) == ("", Role.MEMBRE, place.pk)
        assert not User.objects.filter(Q(email=address) | Q(last_name=name.split()[1])).exists()

    def test_one_who_came_back_is_kept(self, place: Cellule) -> None:
        [gone, back] = left(place, 2)
        factories.designation(Role.MEMBRE, place, user=back.user, days=(-2, None))

        timers.run_due()

        assert not User.objects.get(pk=gone.user_id).is_active
        assert User.objects.get(pk=back.user_id).is_active

    def test_one_who_comes_back_before_the_day_is_asked_again(self, place: Cellule) -> None:
        hat = factories.designation(Role.MEMBRE, place, days=(-30, 1))
        over = (hat.until or timezone.now()) + SIX_YEARS
        timers.run_due(over - timedelta(days=20))
        assert Timer.objects.filter(rule=Rule.DEPART, state="waiting").count() == 1
        factories.designation(Role.MEMBRE, place, user=hat.user, days=(-1, None))

        timers.run_due(over + HOUR)

        assert User.objects.get(pk=hat.user_id).is_active

    def test_it_is_done_once_and_told_without_a_name(self, place: Cellule) -> None:
        [hat] = left(place)
        name = hat.user.last_name

        timers.run_due()
        timers.run_due()

        line = JournalEntry.objects.get(action="agent.erase")
        assert (line.object_id, line.codes, line.actor_id) == (str(hat.user_id), {}, None)
        assert name not in str(JournalEntry.objects.values_list("codes", "object_id"))

    def test_a_signature_stays_with_the_function_however_old_it_is(self, place: Cellule) -> None:
        hat = factories.designation(Role.MEMBRE, place, days=(-4000, None))
        factories.sign(hat.user, place, at=timezone.now() - timedelta(days=3900))

        timers.run_due()

        assert CharteSignature.objects.count() == 1


class TestSheets:
    def test_the_seance_stays_and_its_end_is_counted(self, place: Cellule) -> None:
        agents = tuple(factories.agent(Role.MEMBRE, place) for _ in range(2))
        seance = factories.seance(place, in_days=-1200, present=agents)
        recent = factories.seance(place, in_days=-900, present=agents)

        timers.run_due()

        line = JournalEntry.objects.get(action="seance.forget_attendance")
        assert (line.object_id, line.codes) == (str(seance.pk), {"count": 2})
        assert set(Attendance.objects.values_list("seance", flat=True)) == {recent.pk}


class TestGuards:
    def test_too_many_at_once_wait_for_somebody(self, place: Cellule) -> None:
        left(place, 11)

        held = ticking.tick()

        assert (held.doubt, User.objects.filter(last_name="parti").count()) == ("mass", 0)
        done = ticking.tick(confirmed=Confirmed(mass=True))
        assert (done.doubt, User.objects.filter(last_name="parti").count()) == ("", 11)

    def test_what_is_not_too_many_goes_on_meanwhile(self, place: Cellule) -> None:
        left(place, 11)
        factories.seance(place, in_days=-1200, present=(factories.agent(Role.MEMBRE, place),))

        ticking.tick()

        assert not Attendance.objects.exists()

    def test_ten_go_without_being_asked(self, place: Cellule) -> None:
        left(place, 10)

        assert ticking.tick().doubt == ""
        assert User.objects.filter(last_name="parti").count() == 10

    def test_a_clock_that_jumps_forgets_nothing(
        self, place: Cellule, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answered(place)
        Search.objects.create(
            asked_by=factories.designation(Role.COORDONNATEUR, place),
            sealed=b"x",
            until=timezone.now() + HOUR,
        )
        ticking.tick()
        later = FIVE_YEARS + timedelta(days=400)
        monkeypatch.setattr(clock, "database_now", lambda: later)
        monkeypatch.setattr(timezone, "now", lambda: later)

        assert ticking.tick().doubt == "clock_jumped"
        assert (RightsRequest.objects.count(), Search.objects.count()) == (1, 1)

    def test_one_that_fails_stops_no_other(
        self, place: Cellule, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        [first, second] = left(place, 2)
        forget = departures.forget_agent

        def sometimes(*, user_id: object) -> None:
            if user_id == first.user_id:
                raise RuntimeError
            forget(user_id=second.user_id)

        monkeypatch.setattr(departures, "forget_agent", sometimes)
        assert timers.run_due().total(Result.FAILED) == 1
        monkeypatch.setattr(departures, "forget_agent", forget)
        assert User.objects.filter(last_name="parti").count() == 1

        timers.run_due()

        assert User.objects.filter(last_name="parti").count() == 2


class TestLeftovers:
    def test_sessions_go_with_the_hat_and_the_confirmation_that_they_held(
        self, place: Cellule
    ) -> None:
        agent = factories.agent(Role.COORDONNATEUR, place)
        clients = [factories.confirmed(factories.signed_in(agent)) for _ in range(2)]
        key = clients[0].session.session_key
        Session.objects.filter(session_key=key).update(expire_date=timezone.now())

        timers.run_due(timezone.now() + timedelta(minutes=1))

        assert list(Session.objects.values_list("session_key", flat=True)) == [
            clients[1].session.session_key
        ]

    def test_a_thousand_at_once_and_the_rest_at_the_next_run(
        self, place: Cellule, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(leftovers, "AT_ONCE", 2)
        hat = factories.designation(Role.COORDONNATEUR, place)
        for _ in range(3):
            Search.objects.create(asked_by=hat, sealed=b"x", until=timezone.now())

        counts = [_of("searches").sweep(timezone.now()) for _ in range(3)]

        assert counts == [2, 1, 0]

    def test_no_timer_of_a_reading_outlives_its_case(self, place: Cellule) -> None:
        case = people.case(place, state=CaseState.ARCHIVE)
        reading = past_reading(case, factories.agent(Role.DPO, place))
        timers.run_due()
        assert Timer.objects.filter(target_id=reading.pk).exists()

        erase_case(case)

        assert not Timer.objects.filter(target_id=reading.pk).exists()

    def test_what_proved_something_is_counted_in_the_journal(self, place: Cellule) -> None:
        assert {each.code for each in LEFTOVERS if each.told} == {"messages", "joint_acts"}
        user = factories.user()
        year = datetime(2020, 1, 1, tzinfo=timezone.get_current_timezone())
        JointAct.objects.create(
            act="keys.destroy", subject="1", asked_by=user, asked_at=year, until=year
        )

        timers.run_due()

        line = JournalEntry.objects.get(action="leftovers.erase")
        assert line.codes == {"kind": "joint_acts", "count": 1}


def _of(code: str) -> Leftover:
    return next(each for each in LEFTOVERS if each.code == code)
