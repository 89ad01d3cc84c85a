"""Every act, tried in the same ways: it moves one row and leaves one line, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction
from pytest_django import DjangoDbBlocker

from confidentiality.access_matrix import CASE_ACTS
from confidentiality.choices import Role
from confidentiality.errors import AlreadyDone, Conflict, NotPermitted, NotVisible
from confidentiality.fields import Sealed
from confidentiality.models import JournalEntry
from confidentiality.models.journal import Outcome
from notifications.models import OutboxMessage
from tests.casework.path import Path
from tests.casework.tried import Tried
from tests.casework.tried_mayor import MAYOR, MAYOR_BEGINNINGS
from tests.casework.tried_measures import BEGINNINGS, FAMILIES, MISSIONS, RAPPELS
from tests.casework.tried_path import CASES, SAISINES, SEANCES
from tests.casework.tried_rare import DEFERRALS
from tests.casework.tried_rights import BEGINNINGS_OF_RIGHTS, JUSTICE, RELAIS, RIGHTS
from tests.veille import factories

pytestmark = pytest.mark.django_db

ON_ROWS: tuple[Tried, ...] = SAISINES + SEANCES + CASES + RAPPELS + FAMILIES + MISSIONS + MAYOR
ON_ROWS += RIGHTS + RELAIS + JUSTICE + DEFERRALS
STARTS = BEGINNINGS + MAYOR_BEGINNINGS + BEGINNINGS_OF_RIGHTS
# What an act may write. The rest is made by the tests themselves.
_WRITTEN = [
    *apps.get_app_config("casework").get_models(),
    *(apps.get_model(name) for name in ("veille.Seance", "veille.Attendance")),
    *(
        apps.get_model(name)
        for name in (
            "confidentiality.JournalEntry",
            "confidentiality.ActKey",
            "confidentiality.PersonKey",
            "notifications.OutboxMessage",
        )
    ),
]


class Stage:
    """A path that waits at the door of one act."""

    def __init__(self, tried: Tried) -> None:
        self.tried = tried
        self.path: Path = tried.path()
        self.agent: Any = getattr(self.path, tried.by)
        # Of another cellule: sees nothing here. Made before anything is compared.
        self.outsider = factories.agent(Role(self.agent.role))

    def do(self, actor: Any = None, **sent: Any) -> Any:
        given = replace(self.path.sent, **sent)
        return self.tried.do(self.path, actor or self.agent, given)

    @property
    def row(self) -> Any:
        found = getattr(self.path, self.tried.row)
        return type(found)._default_manager.get(pk=found.pk)


def _name(tried: Tried) -> str:
    return f"{tried.act} by {tried.by}"


@pytest.fixture(scope="module")
def stages(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Stage]:
    """One path for all the tests of an act: each of them puts it back as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Stage(request.param)
        transaction.set_rollback(True)


@pytest.fixture
def stage(stages: Stage, db: None) -> Stage:
    return stages


def tries(*acts: Tried) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("stages", acts, ids=_name, indirect=True)


def everything() -> dict[str, list[Any]]:
    """Each row that an act could have touched; of a sealed value, its ciphertext."""
    return {
        model.__name__: sorted(map(plain, model._default_manager.values_list()), key=str)
        for model in _WRITTEN
    }


def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(each.token if isinstance(each, Sealed) else each for each in row)


@contextmanager
def nothing_left_behind() -> Iterator[None]:
    before = everything()
    yield
    assert everything() == before


# Acts that take two transitions: each has its version and its event.
FOLLOWED_BY = {
    "follow_up.adhesion": ("follow_up.adhesion", "follow_up.activate"),
    "rights.check_identity": ("rights.check_identity", "rights.freeze"),
}


@tries(*ON_ROWS)
def test_an_act_moves_its_row_once(stage: Stage) -> None:
    before = stage.row

    stage.do()

    after = stage.row
    assert after.version == before.version + len(FOLLOWED_BY.get(stage.tried.act, ("",)))
    assert (before.state, after.state) == (stage.tried.moves or (before.state, before.state))


# What else happened with the act, and has a line of its own.
SECOND_LINES = {
    "saisine.declare_recevable": {"case.open"},
    "rappel.decide": {"rappel.convocation"},
    "rappel.postpone": {"rappel.convocation"},
    "rights.rectify": {"case.rectified"},
    "follow_up.adhesion": {"follow_up.activate"},
}


@tries(*ON_ROWS, *STARTS)
def test_an_act_leaves_one_line_in_the_journal_of_the_cellule(stage: Stage) -> None:
    last = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    stage.do()

    lines = JournalEntry.objects.filter(pk__gt=last, action=stage.tried.act)
    line = lines.get()
    assert line.chain_id == stage.path.cellule.pk
    assert line.outcome == Outcome.DONE
    assert (line.actor_id, line.hat_id) == (stage.agent.user.pk, stage.agent.hat_id)
    if stage.tried.row:
        assert line.object_id == str(stage.row.pk)
        more = len(FOLLOWED_BY.get(stage.tried.act, ("",))) - 1
        assert line.codes["version"] == stage.row.version - more
    others = JournalEntry.objects.filter(pk__gt=last).exclude(pk=line.pk)
    assert {each.action for each in others} == SECOND_LINES.get(stage.tried.act, set())


@tries(*ON_ROWS, *STARTS)
def test_an_act_tells_those_it_concerns_and_nobody_else(stage: Stage) -> None:
    already = set(OutboxMessage.objects.values_list("pk", flat=True))

    stage.do()

    left = OutboxMessage.objects.exclude(pk__in=already).values_list("kind", "recipient")
    assert sorted(left, key=str) == sorted(
        ((kind.value, getattr(stage.path, agent).user.pk) for kind, agent in stage.tried.told),
        key=str,
    )


@tries(*(each for each in ON_ROWS + STARTS if each.not_by))
def test_an_act_of_another_function_is_refused_and_leaves_nothing(stage: Stage) -> None:
    stranger = getattr(stage.path, stage.tried.not_by)

    with nothing_left_behind(), pytest.raises(NotPermitted) as error:
        stage.do(stranger, key=uuid4())

    assert error.value.refusal is None or error.value.refusal.sentence.endswith(".")


@tries(*ON_ROWS)
def test_an_act_on_what_is_not_seen_says_it_does_not_exist(stage: Stage) -> None:
    with nothing_left_behind(), pytest.raises(NotVisible):
        stage.do(stage.outsider, key=uuid4())


@tries(*(each for each in STARTS if each.act != "saisine.create"))
def test_nothing_begins_in_another_cellule(stage: Stage) -> None:
    with nothing_left_behind(), pytest.raises(NotVisible):
        stage.do(stage.outsider, key=uuid4())


@tries(*ON_ROWS)
def test_an_act_on_a_stale_page_is_a_conflict(stage: Stage) -> None:
    with nothing_left_behind(), pytest.raises(Conflict) as error:
        stage.do(version=stage.row.version + 1, key=uuid4())

    assert error.value.current == stage.row


@tries(*ON_ROWS, *STARTS)
def test_the_same_form_sent_twice_acts_once(stage: Stage) -> None:
    key = uuid4()
    stage.do(key=key)

    with nothing_left_behind(), pytest.raises(AlreadyDone):
        stage.do(key=key)


def test_every_act_of_the_policy_that_a_service_offers_is_tried_here() -> None:
    """What is not: acts without a service in this version, and reading."""
    tried = {each.act for each in ON_ROWS + STARTS}

    assert set(CASE_ACTS) - tried == {
        "case.view",
        "case.readings",  # a reading
        "case.report_reiteration",  # taken inside saisine.declare_recevable
        "relais.print",  # a reading
        "case.print",  # a reading that goes on paper: tried in test_prints
        "paper.case",  # papers: tried in tests/casework/papers
        "paper.follow_up",
        "paper.information",
        "case.export",  # asked of each row of an export: tried in test_exports
        "case.merge",  # of two rows: tried in test_merges
        "case.unmerge",
        "follow_up.activate",  # taken inside follow_up.adhesion
    }
