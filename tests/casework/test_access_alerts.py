"""The weekly control on a real journal: what is seeded is found, told to the DPO, and closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.choices.alerts import AlertOutcome, AlertPattern
from casework.choices.measures import AgendaKind
from casework.clock.vigilance import last_monday, review_is_due, sweep_reviews
from casework.models import AccessAlert, AccessReview, AgendaItem, Case, YoungPerson
from casework.services import vigilance
from casework.services.vigilance import close_alert, review_week
from casework.sight import read_case
from casework.timers.rules import Rule
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import JournalEntry
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, Timer
from notifications.timers import Acted, Tick
from tests.casework import factories as people
from tests.casework.watched import access_alert
from tests.veille import factories
from tests.veille.factories import signed_in
from veille.models import Cellule, Designation

pytestmark = pytest.mark.django_db

# A Monday, and the working Tuesday of its week; the control runs the Monday after.
WEEK = date(2026, 11, 9)
TUESDAY = datetime.fromisoformat("2026-11-10T10:00:00+01:00")
AFTER = datetime.fromisoformat("2026-11-16T03:00:00+01:00")
LONG_BEFORE = date(2026, 1, 5)


@pytest.fixture
def cellule() -> Cellule:
    return factories.cellule()


@pytest.fixture
def coordinator(cellule: Cellule) -> Actor:
    return factories.agent(Role.COORDONNATEUR, cellule)


@pytest.fixture
def dpo(cellule: Cellule) -> Actor:
    return factories.agent(Role.DPO, cellule)


def quiet(cellule: Cellule, **values: Any) -> Case:
    """A case on which nothing happens: opened long ago, nothing due."""
    return people.case(cellule, opened_on=LONG_BEFORE, next_due_on=None, review_on=None, **values)


def named(cellule: Cellule, surname: str) -> YoungPerson:
    person = people.young_person(cellule)
    person.last_name = surname
    person.save()
    return person


def reads(agent: Actor, case: Case, at: datetime = TUESDAY, times: int = 1) -> None:
    """The lines that the page of the case writes."""
    with time_machine.travel(at, tick=False), transaction.atomic():
        for _ in range(times):
            journal.record(
                actor=agent,
                action="case.view",
                chain_id=case.cellule_id,
                target=case,
                outcome="read",
            )


def control(cellule: Cellule) -> list[tuple[str, UUID]]:
    review = review_week(cellule.collectivite, WEEK, AFTER)
    assert review is not None
    return [(each.pattern, each.agent_id) for each in review.alerts.order_by("pattern")]


class TestWhatIsSeeded:
    def test_readings_without_work_on_the_case(self, cellule: Cellule, coordinator: Actor) -> None:
        reads(coordinator, quiet(cellule), times=3)

        assert control(cellule) == [(AlertPattern.SANS_LIEN, coordinator.user.pk)]

    def test_a_case_of_the_same_surname(self, cellule: Cellule, coordinator: Actor) -> None:
        person = named(cellule, coordinator.user.last_name.upper())
        reads(coordinator, people.case(cellule, young_person=person, opened_on=WEEK))

        assert control(cellule) == [(AlertPattern.HOMONYME, coordinator.user.pk)]
        [alert] = AccessAlert.objects.all()
        assert person.last_name not in repr(vars(alert))

    def test_a_day_far_above_the_habit_of_the_agent(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        cases = [people.case(cellule, opened_on=WEEK) for _ in range(13)]
        for day in range(25):
            reads(coordinator, cases[0], TUESDAY - timedelta(days=30 + day))
        for case in cases:
            reads(coordinator, case)

        assert control(cellule) == [(AlertPattern.RAFALE, coordinator.user.pk)]
        assert AccessAlert.objects.get().usual == 1

    def test_readings_at_night(self, cellule: Cellule, coordinator: Actor) -> None:
        case = people.case(cellule, opened_on=WEEK)
        reads(coordinator, case, TUESDAY.replace(hour=23), times=3)

        assert control(cellule) == [(AlertPattern.NUIT, coordinator.user.pk)]

    def test_readings_in_a_former_cellule(self, cellule: Cellule) -> None:
        """Designated there once; reads it again under a wider hat."""
        gone = factories.agent(Role.MEMBRE, cellule)
        Designation.objects.filter(pk=gone.hat_id).update(
            since=TUESDAY - timedelta(days=90), until=TUESDAY - timedelta(days=30)
        )
        maire = factories.agent(Role.MAIRE, cellule, user=gone.user)
        reads(maire, people.case(cellule, opened_on=WEEK))

        assert control(cellule) == [(AlertPattern.ANCIENNE, gone.user.pk)]
        assert AccessAlert.objects.get().subjects == [str(cellule.pk)]


class TestWhatIsWork:
    def test_an_act_of_the_fortnight_explains_a_reading(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        case = quiet(cellule)
        with time_machine.travel(TUESDAY + timedelta(days=10), tick=False), transaction.atomic():
            journal.record(
                actor=coordinator, action="case.suspend", chain_id=cellule.pk, target=case
            )
        reads(coordinator, case, times=5)

        assert control(cellule) == []

    def test_an_act_on_a_measure_of_the_case_explains_it_too(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        case = quiet(cellule)
        rappel = people.rappel(case)
        with time_machine.travel(TUESDAY - timedelta(days=10), tick=False), transaction.atomic():
            journal.record(
                actor=coordinator, action="rappel.decide", chain_id=cellule.pk, target=rappel
            )
        reads(coordinator, case, times=5)

        assert control(cellule) == []

    def test_a_seance_of_the_fortnight_explains_a_reading(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        case = quiet(cellule)
        seance = factories.seance(cellule, held_at=TUESDAY + timedelta(days=14))
        AgendaItem.objects.create(seance=seance, case=case, kind=AgendaKind.NOUVELLE, position=1)
        reads(coordinator, case, times=5)

        assert control(cellule) == []

    def test_a_mission_of_the_very_hat_explains_its_readings_and_no_others(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        case = quiet(cellule)
        referent = factories.agent(Role.REFERENT, cellule)
        since = TUESDAY - timedelta(days=300)
        people.grant(case, referent, Relation.MISSION, since=since)
        reads(referent, case, times=5)
        reads(coordinator, case, times=3)

        assert control(cellule) == [(AlertPattern.SANS_LIEN, coordinator.user.pk)]

    def test_a_deadline_of_the_fortnight_explains_a_reading(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        case = people.case(cellule, opened_on=LONG_BEFORE, next_due_on=date(2026, 11, 20))
        reads(coordinator, case, times=5)

        assert control(cellule) == []

    def test_readings_of_another_week_or_another_collectivite_are_not_looked_at(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        other = factories.cellule(tenant=factories.collectivite())
        reads(factories.agent(Role.COORDONNATEUR, other), quiet(other), times=3)
        reads(coordinator, quiet(cellule), TUESDAY - timedelta(days=7), times=3)

        assert control(cellule) == []
        review = AccessReview.objects.get()
        assert (review.readings, review.agents) == (0, 0)


class TestTheWeek:
    def test_it_is_looked_at_once(self, cellule: Cellule, coordinator: Actor) -> None:
        reads(coordinator, quiet(cellule), times=3)
        control(cellule)

        assert review_week(cellule.collectivite, WEEK, AFTER) is None
        assert AccessAlert.objects.count() == 1

    def test_what_is_older_than_the_journal_goes_with_it(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        for week_on in (date(2025, 11, 10), date(2025, 11, 17)):
            review = AccessReview.objects.create(
                collectivite=cellule.collectivite,
                week_on=week_on,
                readings=1,
                agents=1,
                computed_at=AFTER,
            )
            AccessAlert.objects.create(
                review=review, pattern="nuit", agent_id=coordinator.user.pk, count=3
            )

        control(cellule)

        assert [each.review.week_on for each in AccessAlert.objects.all()] == [date(2025, 11, 17)]

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("2026-11-16T02:59:00+01:00", "2026-11-09T03:00:00+01:00"),
            ("2026-11-16T03:00:00+01:00", "2026-11-16T03:00:00+01:00"),
            ("2026-11-22T23:00:00+01:00", "2026-11-16T03:00:00+01:00"),
        ],
    )
    def test_it_is_due_on_monday_at_three(self, now: str, expected: str) -> None:
        assert last_monday(datetime.fromisoformat(now)).isoformat() == expected

    def test_each_collectivite_has_its_timer_and_one_only(self, cellule: Cellule) -> None:
        sweep_reviews(AFTER)
        sweep_reviews(AFTER + timedelta(days=3))

        timer = Timer.objects.get(rule=Rule.LECTURES, target_id=cellule.collectivite_id)
        assert timer.due_at == AFTER

    def test_the_dpo_is_told_without_anything_being_named(
        self, cellule: Cellule, coordinator: Actor, dpo: Actor
    ) -> None:
        reads(coordinator, quiet(cellule), times=3)
        tick = Tick(now=AFTER, timer_id=UUID(int=9), due_at=AFTER)

        answer = review_is_due(cellule.collectivite, tick)

        assert answer == Acted("reminded")
        message = OutboxMessage.objects.get()
        assert (message.recipient, message.kind) == (dpo.user, MessageKind.READINGS_TO_CHECK)

    def test_nobody_is_told_of_an_ordinary_week(self, cellule: Cellule, dpo: Actor) -> None:
        tick = Tick(now=AFTER, timer_id=UUID(int=9), due_at=AFTER)

        assert review_is_due(cellule.collectivite, tick) == Acted("sound")
        assert not OutboxMessage.objects.exists()

    def test_what_is_sealed_is_not_opened_to_compare_names(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        person = named(cellule, coordinator.user.last_name)
        case = quiet(cellule, young_person=person, state="archive")
        reads(coordinator, case)

        assert control(cellule) == []


class TestClosing:
    @pytest.fixture
    def alert(self, cellule: Cellule, coordinator: Actor) -> AccessAlert:
        return access_alert(cellule, coordinator)

    def test_the_dpo_closes_it_with_a_code(self, alert: AccessAlert, dpo: Actor) -> None:
        close_alert(alert_id=alert.pk, actor=dpo, outcome="erreur", sent=NOT_A_FORM)

        alert.refresh_from_db()
        assert (alert.outcome, alert.closed_by_id) == ("erreur", dpo.hat_id)
        line = JournalEntry.objects.get(action="alert.close")
        assert line.codes == {
            "reference": alert.reference,
            "pattern": "sans_lien",
            "end": "erreur",
        }

    def test_it_is_closed_once(self, alert: AccessAlert, dpo: Actor) -> None:
        close_alert(alert_id=alert.pk, actor=dpo, outcome="erreur", sent=NOT_A_FORM)

        with pytest.raises(Refused, match="alert_closed"):
            close_alert(alert_id=alert.pk, actor=dpo, outcome="charte", sent=NOT_A_FORM)

    def test_an_unknown_code_is_refused(self, alert: AccessAlert, dpo: Actor) -> None:
        with pytest.raises(Refused, match="alert_without_outcome"):
            close_alert(alert_id=alert.pk, actor=dpo, outcome="x", sent=NOT_A_FORM)

    @pytest.mark.parametrize("role", [each for each in Role if each != Role.DPO])
    def test_nobody_else_closes_it_nor_sees_it(
        self, alert: AccessAlert, cellule: Cellule, role: Role
    ) -> None:
        other = factories.agent(role, cellule)

        with pytest.raises(NotPermitted):
            close_alert(alert_id=alert.pk, actor=other, outcome="erreur", sent=NOT_A_FORM)
        assert not AccessAlert.objects.visible_to(other).exists()

    def test_the_dpo_of_another_collectivite_does_not_see_it(self, alert: AccessAlert) -> None:
        elsewhere = factories.cellule(tenant=factories.collectivite())
        other = factories.agent(Role.DPO, elsewhere)

        with pytest.raises(NotVisible):
            close_alert(alert_id=alert.pk, actor=other, outcome="erreur", sent=NOT_A_FORM)

    def test_the_database_wants_the_whole_of_it(self, alert: AccessAlert) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            AccessAlert.objects.filter(pk=alert.pk).update(outcome="erreur")

    def test_what_was_justified_is_not_told_again(
        self, cellule: Cellule, coordinator: Actor, dpo: Actor
    ) -> None:
        person = named(cellule, coordinator.user.last_name)
        case = people.case(cellule, young_person=person, opened_on=WEEK)
        reads(coordinator, case)
        control(cellule)
        alert = AccessAlert.objects.get()
        close_alert(alert_id=alert.pk, actor=dpo, outcome=AlertOutcome.JUSTIFIEE, sent=NOT_A_FORM)
        reads(coordinator, case, TUESDAY + vigilance.WEEK)

        review = review_week(cellule.collectivite, WEEK + vigilance.WEEK, AFTER)

        assert review is not None
        assert (review.readings, review.alerts.count()) == (1, 0)


class TestPages:
    def test_the_list_shows_agents_and_references_and_leads_to_each(
        self, cellule: Cellule, coordinator: Actor, dpo: Actor
    ) -> None:
        alert = access_alert(cellule, coordinator)

        text = signed_in(dpo).get("/protection/controle/").content.decode()

        assert alert.reference in text
        assert coordinator.user.full_name in text
        assert f"/protection/controle/{alert.pk}/" in text
        assert "À vérifier" in text

    def test_the_dpo_closes_an_alert_from_its_page(
        self, cellule: Cellule, coordinator: Actor, dpo: Actor
    ) -> None:
        alert = access_alert(cellule, coordinator)
        client, address = signed_in(dpo), f"/protection/controle/{alert.pk}/"
        assert "K7F3QD" in client.get(address).content.decode()

        response = client.post(address, {"outcome": "justifiee"}, follow=True)

        assert "Alerte close." in response.content.decode()
        assert "Lecture justifiée par le travail" in client.get(address).content.decode()

    def test_looking_leaves_a_line(self, cellule: Cellule, dpo: Actor) -> None:
        signed_in(dpo).get("/protection/controle/")

        line = JournalEntry.objects.get(action="alert.list")
        assert (line.chain_id, line.outcome) == (cellule.collectivite_id, "read")

    def test_a_reading_through_the_page_is_what_the_control_reads(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        """The lines seeded above are those that the application writes."""
        case = people.case(cellule)
        read_case(coordinator, case.reference)
        monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())

        review = review_week(cellule.collectivite, monday, timezone.now())

        assert review is not None
        assert (review.readings, review.agents) == (1, 1)
