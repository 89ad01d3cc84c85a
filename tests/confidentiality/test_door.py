"""The one door to a change: everything it refuses leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.choices import CharteState, Role
from confidentiality.door import NOT_A_FORM, Sent, acting, claim
from confidentiality.errors import (
    AlreadyDone,
    Conflict,
    NotPermitted,
    NotVisible,
    Refusal,
    Refused,
)
from confidentiality.guards import guard, require
from confidentiality.models import ActKey, Charte, JournalEntry
from confidentiality.policy import Decision
from tests.veille import factories

pytestmark = pytest.mark.django_db

YES = Decision(True, "role")


@pytest.fixture
def charte() -> Charte:
    return factories.charte_of(factories.cellule(charte=False), state=CharteState.PROJET)


@pytest.fixture
def actor() -> Actor:
    return factories.agent(Role.COORDONNATEUR)


def through(
    charte: Charte,
    actor: Actor,
    *,
    sent: Sent = NOT_A_FORM,
    decision: Decision = YES,
    rows: QuerySet[Charte] | None = None,
) -> AbstractContextManager[Any]:
    return acting(
        rows=Charte.objects.all() if rows is None else rows,
        pk=charte.pk,
        actor=actor,
        act="charte.adopt",
        sent=sent,
        permits=lambda _: decision,
        chain=lambda row: row.circle_id,
    )


def adopt(row: Charte) -> None:
    row.adopt(on=date(2026, 1, 5), reference="CLSPD-2026-1")


def publish_at_once(row: Charte) -> None:
    adopt(row)
    row.publish(at=timezone.now())


def crash_after(row: Charte) -> None:
    adopt(row)
    raise ZeroDivisionError


@contextmanager
def nothing_written(charte: Charte) -> Iterator[None]:
    """No state, no version, no line, no key."""
    yield
    charte.refresh_from_db()
    assert (charte.state, charte.version) == (CharteState.PROJET, 0)
    assert not JournalEntry.objects.exists()
    assert not ActKey.objects.exists()


def test_an_act_is_written_with_its_line(charte: Charte, actor: Actor) -> None:
    key = uuid4()

    with through(charte, actor, sent=Sent(version=0, key=key)) as row:
        adopt(row)

    charte.refresh_from_db()
    assert (charte.state, charte.version) == (CharteState.ADOPTEE, 1)
    line = JournalEntry.objects.get()
    assert (line.action, line.object_id) == ("charte.adopt", str(charte.pk))
    assert line.chain_id == charte.circle_id
    told = {name: line.codes[name] for name in ("before", "after", "version", "rule")}
    assert told == {"before": "projet", "after": "adoptee", "version": 1, "rule": "role"}
    assert ActKey.objects.get().key == key


def test_what_the_agent_does_not_see_does_not_exist(charte: Charte, actor: Actor) -> None:
    sent = Sent(key=uuid4())

    with (
        nothing_written(charte),
        pytest.raises(NotVisible),
        through(charte, actor, sent=sent, rows=Charte.objects.none()),
    ):
        pytest.fail("the body is not reached")


def test_what_the_policy_forbids_is_not_done(charte: Charte, actor: Actor) -> None:
    refusal = Refusal("not_your_role", "Cet acte revient à une autre fonction.")
    no = Decision(False, "role", refusal=refusal)

    with (
        nothing_written(charte),
        pytest.raises(NotPermitted) as error,
        through(charte, actor, sent=Sent(key=uuid4()), decision=no),
    ):
        pytest.fail("the body is not reached")

    assert error.value.refusal is refusal


@pytest.mark.parametrize("version", [1, 7])
def test_a_stale_form_meets_the_present_row(charte: Charte, actor: Actor, version: int) -> None:
    with (
        nothing_written(charte),
        pytest.raises(Conflict) as error,
        through(charte, actor, sent=Sent(version=version, key=uuid4())),
    ):
        pytest.fail("the body is not reached")

    assert error.value.current == charte


def test_a_form_sent_twice_acts_once(charte: Charte, actor: Actor) -> None:
    sent = Sent(key=uuid4())
    with through(charte, actor, sent=sent) as row:
        adopt(row)

    with pytest.raises(AlreadyDone), through(charte, actor, sent=sent):
        pytest.fail("the body is not reached")

    assert JournalEntry.objects.count() == 1


def test_a_transition_that_the_state_excludes_is_explained(charte: Charte, actor: Actor) -> None:
    with (
        nothing_written(charte),
        pytest.raises(Refused) as error,
        through(charte, actor, sent=Sent(key=uuid4())) as row,
    ):
        row.publish(at=timezone.now())

    [refusal] = error.value.refusals
    assert refusal.code == "state"
    assert "«\u202fProjet\u202f»" in refusal.sentence


def test_a_constraint_is_explained_before_the_database_refuses(
    charte: Charte, actor: Actor
) -> None:
    factories.charte_of(charte.circle.cellule, number=2)
    with (
        pytest.raises(Refused) as error,
        through(charte, actor) as row,
    ):
        publish_at_once(row)

    [refusal] = error.value.refusals
    assert refusal.sentence == "Une seule version de la charte est en vigueur à la fois."
    assert not JournalEntry.objects.exists()


def test_a_crash_leaves_nothing(charte: Charte, actor: Actor) -> None:
    with (
        nothing_written(charte),
        pytest.raises(ZeroDivisionError),
        through(charte, actor, sent=Sent(key=uuid4())) as row,
    ):
        crash_after(row)


def test_no_journal_no_act(charte: Charte, actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise OSError

    monkeypatch.setattr("confidentiality.door.journal.record", broken)
    with (
        nothing_written(charte),
        pytest.raises(OSError),  # noqa: PT011  # the one raised above
        through(charte, actor, sent=Sent(key=uuid4())) as row,
    ):
        adopt(row)


def test_a_refused_form_may_be_sent_again(charte: Charte, actor: Actor) -> None:
    sent = Sent(key=uuid4())
    with pytest.raises(Refused), through(charte, actor, sent=sent) as row:
        row.publish(at=timezone.now())

    with through(charte, actor, sent=sent) as row:
        adopt(row)

    assert JournalEntry.objects.count() == 1


def test_an_act_without_a_form_takes_no_key(actor: Actor) -> None:
    claim(None, actor, "charte.adopt")

    assert not ActKey.objects.exists()


def test_an_act_is_dated_now_unless_it_is_told() -> None:
    before = timezone.now()
    at = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)

    assert before <= Sent().now <= timezone.now()
    assert Sent(at=at).now == at
    assert Sent(at=at).today == date(2026, 2, 1), "half past midnight, in the time of the site"


def test_every_reason_is_given_not_only_the_first() -> None:
    @guard("first", "La première raison.", "Article 1")
    def first(_: object) -> bool:
        return False

    @guard("second", "La seconde raison.")
    def second(_: object) -> bool:
        return False

    @guard("third", "Aucune raison.")
    def third(_: object) -> bool:
        return True

    require(None, third)
    with pytest.raises(Refused) as error:
        require(None, first, third, second)

    assert [refusal.code for refusal in error.value.refusals] == ["first", "second"]
    assert str(error.value) == "first second"
    assert first.__name__ == "first"


class TestWhatIsDoneIsNotToCome:
    """A day counts in the time of the site, a moment to the second."""

    LATE = Sent(at=datetime(2026, 3, 9, 23, 30, tzinfo=UTC))

    def test_the_day_that_the_site_already_lives_is_past(self) -> None:
        self.LATE.require_past(date(2026, 3, 10), None)

        assert self.LATE.today == date(2026, 3, 10)

    @pytest.mark.parametrize(
        "day", [date(2026, 3, 11), datetime(2026, 3, 9, 23, 30, 1, tzinfo=UTC)]
    )
    def test_one_day_to_come_is_enough_to_refuse(self, day: date) -> None:
        with pytest.raises(Refused) as refusal:
            self.LATE.require_past(date(2026, 3, 1), day)

        assert [each.code for each in refusal.value.refusals] == ["future_date"]
