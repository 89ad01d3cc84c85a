"""The journal as a DPO reads it: complete for the collectivité, without any young person."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from confidentiality import journal
from confidentiality.access_matrix import CASE_ACTS
from confidentiality.choices import Role
from confidentiality.models import JournalEntry
from confidentiality.state_field import StateModel
from tests.veille import factories
from veille.models import Cellule
from veille.services.trace_labels import ACTIONS, object_label
from veille.services.traces import PAGE, TraceFilters, read_traces

pytestmark = pytest.mark.django_db

URL = "/protection/acces/"


@pytest.fixture(autouse=True)
def strict(settings: Settings) -> None:
    settings.JALON_STRICT_POLICY = True


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


def leave(chain: UUID, action: str = "case.view", **fields: object) -> JournalEntry:
    values: dict[str, object] = {
        "actor": None,
        "object_type": "casework.case",
        "object_id": str(uuid4()),
        "outcome": "read",
    }
    with transaction.atomic():
        return journal.record(
            action=action,
            chain_id=chain,
            **(values | fields),  # type: ignore[arg-type]
        )


def test_the_page_says_who_when_and_what_on_which_reference(place: Cellule) -> None:
    reader = factories.agent(Role.MEMBRE, place)
    line = leave(place.pk, actor=reader)

    page = factories.signed_in(factories.agent(Role.DPO, place)).get(URL).content.decode()

    for expected in (reader.label, reader.role_label, "Situation lue", place.name):
        assert expected in page
    assert f"Situation {line.object_id[:8]}" in page
    assert line.object_id not in page


def test_lines_of_another_collectivite_are_never_shown(place: Cellule) -> None:
    stranger = factories.agent(Role.MEMBRE)
    leave(stranger.circle_id or uuid4(), actor=stranger)
    leave(journal.HOUSE, "session.hat", actor=stranger)

    lines = read_traces(factories.agent(Role.DPO, place), TraceFilters()).lines

    assert [line.what for line in lines] == ["Traces consultées"]


def test_refusals_of_its_own_agents_are_shown_though_kept_by_the_house(place: Cellule) -> None:
    member = factories.agent(Role.MEMBRE, place)
    factories.signed_in(member).get(URL)

    lines = read_traces(factories.agent(Role.DPO, place), TraceFilters()).lines

    assert [(line.who, line.what) for line in lines[1:]] == [(member.label, "Page refusée")]


def test_reading_the_journal_leaves_a_line_before_it_is_shown(place: Cellule) -> None:
    dpo = factories.agent(Role.DPO, place)

    first = read_traces(dpo, TraceFilters()).lines[0]

    assert (first.who, first.what, first.outcome) == (dpo.label, "Traces consultées", "read")
    assert JournalEntry.objects.get(action="journal.read").chain_id == place.collectivite_id


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DPO}))
def test_only_the_dpo_opens_it(place: Cellule, role: Role) -> None:
    browser = factories.signed_in(factories.agent(Role(role), place))

    assert browser.get(URL).status_code == 403
    assert browser.post(f"{URL}verification/").status_code == 403


def test_what_the_codes_hold_never_reaches_the_page(place: Cellule) -> None:
    leave(place.pk, canary="CANARI-MARTIN")

    page = factories.signed_in(factories.agent(Role.DPO, place)).get(URL).content.decode()

    assert "CANARI" not in page


def test_filters_keep_the_issue_the_kind_of_act_and_the_days(place: Cellule) -> None:
    dpo = factories.agent(Role.DPO, place)
    leave(place.pk, "rappel.decide", outcome="done")
    leave(place.pk, "case.view")
    today = timezone.localdate()

    def found(**filters: object) -> set[str]:
        page = read_traces(dpo, TraceFilters(**filters))  # type: ignore[arg-type]
        return {line.what for line in page.lines}

    assert found(domain="rappel") == {"Rappel à l’ordre décidé"}
    assert found(outcome="done") == {"Rappel à l’ordre décidé"}
    assert found(until=today - timedelta(days=1)) == set()
    assert "Situation lue" in found(since=today, until=today)
    assert found(since=today + timedelta(days=1)) == set()


def test_the_address_of_a_filter_that_cannot_be_read_shows_everything(place: Cellule) -> None:
    page = factories.signed_in(factories.agent(Role.DPO, place)).get(
        URL, {"issue": "x", "avant": "-1"}
    )

    assert page.status_code == 200


def test_pages_follow_each_other_without_repeating_nor_losing_a_line(place: Cellule) -> None:
    dpo = factories.agent(Role.DPO, place)
    wanted = {leave(place.pk).pk for _ in range(PAGE * 2 + 1)}
    seen: list[int] = []
    before: int | None = None

    while True:
        page = read_traces(dpo, TraceFilters(domain="case", before=before))
        seen += [line.number for line in page.lines]
        before = page.next_before
        if before is None:
            break

    assert seen == sorted(wanted, reverse=True)


def test_a_sound_journal_is_said_sound(place: Cellule) -> None:
    leave(place.pk)
    browser = factories.signed_in(factories.agent(Role.DPO, place))

    page = browser.post(f"{URL}verification/", follow=True).content.decode()

    assert "aucune ligne n’a été changée" in page


def test_a_changed_line_is_told_to_its_dpo_only(place: Cellule) -> None:
    leave(place.pk)
    browser = factories.signed_in(factories.agent(Role.DPO, place))
    elsewhere = factories.signed_in(factories.agent(Role.DPO))
    journal.remove_triggers(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE confidentiality_journalentry SET action = 'case.close'")
    journal.install_triggers(connection)

    told = browser.post(f"{URL}verification/", follow=True).content.decode()
    other = elsewhere.post(f"{URL}verification/", follow=True).content.decode()

    assert "Anomalie dans les traces" in told
    assert place.name in told
    assert place.name not in other
    assert "Anomalie" not in other


def test_every_act_on_a_case_has_its_words() -> None:
    assert set(CASE_ACTS) <= set(ACTIONS)


def test_every_kind_of_object_has_its_words() -> None:
    rows = [each for each in apps.get_models() if issubclass(each, StateModel)]

    for model in rows:
        words = object_label(model._meta.label_lower, "K7F3QD")
        assert words[0].isupper()
        assert "." not in words
        assert words.endswith(" K7F3QD")
    assert "Accompagnement parental K7F3QD" in {
        object_label(model._meta.label_lower, "K7F3QD") for model in rows
    }


def test_dates_are_typed_as_people_write_them(place: Cellule) -> None:
    browser = factories.signed_in(factories.agent(Role.DPO, place))
    leave(place.pk)

    page = browser.get(URL, {"au": date(2020, 1, 2).strftime("%d/%m/%Y")}).content.decode()

    assert "Aucune trace ne correspond" in page
