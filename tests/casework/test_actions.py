"""« Actions décidées »: what was given and is not answered, to whoever answers for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.choices.lists import DecisionCode
from casework.choices.states import CaseState
from casework.models import AgendaItem, Decision, Step
from casework.presenters.todo_roles import todo_of
from casework.services import follow_ups
from casework.waiting import tasks_of
from confidentiality.actors import Actor
from confidentiality.choices import Role
from tests.casework import factories as people
from tests.casework.path import Path
from tests.veille import factories
from veille.models import Organisation

pytestmark = pytest.mark.django_db

ADDRESS = "casework:action_list"


@pytest.fixture
def path() -> Path:
    """An action for next month, given to the organisation of the référent."""
    return Path().to(CaseState.EN_COURS)


def shown(actor: Actor) -> str:
    return factories.signed_in(actor).get(reverse(ADDRESS)).content.decode()


def answered(path: Path) -> None:
    """A step of the organisation that pilots."""
    follow_ups.add_step(
        case_id=path.case.pk,
        actor=path.coordinator,
        given=follow_ups.StepInput(
            kind=Step._meta.get_field("kind").choices[0][0],  # type: ignore[index]
            organisation=Organisation.objects.get(pk=path.referent.organisation_id),
            happened_on=path.today,
            result=Step._meta.get_field("result").choices[0][0],  # type: ignore[index]
        ),
        sent=path.sent,
    )


def test_the_coordination_reads_who_does_what_for_when_and_no_name(path: Path) -> None:
    page = shown(path.coordinator)

    pilot = Organisation.objects.get(pk=path.referent.organisation_id)
    assert path.case.reference in page
    assert pilot.name in page
    assert path.case.young_person.last_name not in page


def test_a_step_of_the_organisation_answers_the_action(path: Path) -> None:
    answered(path)

    assert path.case.reference not in shown(path.coordinator)
    assert "Aucune action n’attend." in shown(path.coordinator)


def test_a_measure_answers_what_it_carries_and_nothing_else(path: Path) -> None:
    given = Decision.objects.filter(item__case=path.case)
    given.update(codes=[DecisionCode.REFERENT, DecisionCode.REMOBILISATION])
    path.designate()
    assert path.case.reference in shown(path.coordinator)

    given.update(codes=[DecisionCode.REFERENT])

    assert path.case.reference not in shown(path.coordinator)


def test_a_measure_begun_before_the_decision_answers_nothing(path: Path) -> None:
    path.designate()
    given = Decision.objects.filter(item__case=path.case)
    given.update(codes=[DecisionCode.REFERENT], recorded_at=path.now + timedelta(days=2))

    assert path.case.reference in shown(path.coordinator)


def test_a_member_answers_for_the_actions_of_the_own_organisation_only() -> None:
    path = Path().report().receive().inform().go_before_the_cellule()
    organisation = Organisation.objects.get(pk=path.referent.organisation_id)
    long = (-400, 365)
    same = factories.agent(
        Role.MEMBRE, path.cellule, organisation=organisation, days=long, signed=False
    )
    other = factories.agent(Role.MEMBRE, path.cellule, days=long, signed=False)
    for each in (same, other):
        factories.sign(each.user, path.cellule, at=path.now)
    # Whoever pilots reads from the decision on.
    path.orient()

    now = path.now + timedelta(days=1)
    assert [each.item.case for each in tasks_of(same, now)] == [path.case]
    assert list(tasks_of(other, now)) == []


def test_an_action_that_is_late_leads_from_home_to_the_list(path: Path) -> None:
    with time_machine.travel(path.now + timedelta(days=40), tick=False):
        [line] = [each for each in todo_of(path.coordinator, path.now + timedelta(days=40))
                  if "action" in each.text]  # fmt: skip

    assert (line.url, line.text.startswith("1 action en retard")) == (reverse(ADDRESS), True)


def test_a_page_of_actions_asks_the_same_questions_for_one_and_for_many(path: Path) -> None:
    client = factories.signed_in(path.coordinator)
    client.get(reverse(ADDRESS))
    alone = _asked(client)
    given = Decision.objects.get(item__case=path.case)
    for position in (2, 3, 4):
        case = people.case(path.cellule, state=CaseState.EN_COURS)
        item = AgendaItem.objects.create(
            seance=given.item.seance, case=case, kind=given.item.kind, position=position
        )
        Decision.objects.create(
            item=item,
            codes=given.codes,
            pilot=given.pilot,
            due_on=given.due_on,
            recorded_by=given.recorded_by,
            recorded_at=given.recorded_at,
        )

    assert _asked(client) == alone
    assert "(4)" in shown(path.coordinator)


def _asked(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(ADDRESS))
    return len(queries)
