"""Who sees a case: the table is the specification. Then the periods, to the second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from casework.choices.states import SEALED, CaseState
from casework.deadlines import WINDOW_AFTER, WINDOW_BEFORE
from casework.models import Case
from casework.services import follow_ups
from casework.sight import decision_on, read_case
from confidentiality.actors import Actor
from confidentiality.choices import CharteState, Relation, Role
from confidentiality.errors import NotVisible
from confidentiality.models import Charte, CharteSignature, JournalEntry, User
from tests.casework import factories as people
from tests.casework.path import Path
from tests.forced import force
from tests.veille import factories
from veille.hats import actor_of
from veille.models import CelluleGrant, Designation

pytestmark = pytest.mark.django_db


def under_way() -> Case:
    return people.case(state=CaseState.EN_COURS)


def holder(role: Role, relation: Relation, **dates: datetime) -> Callable[[Case], Actor]:
    def make(case: Case) -> Actor:
        actor = factories.agent(role, case.cellule)
        people.grant(case, actor, relation, **dates)
        return actor

    return make


def with_two_hats(case: Case) -> Actor:
    """Coordonnateur here, but signed in as a member: rights of two hats are never added up."""
    coordinator = factories.agent(Role.COORDONNATEUR, case.cellule)
    return actor_of(factories.designation(Role.MEMBRE, case.cellule, user=coordinator.user))


def superuser(case: Case) -> Actor:
    actor = factories.agent(Role.MEMBRE, case.cellule)
    User.objects.filter(pk=actor.user.pk).update(is_superuser=True)
    return actor


def under_a_new_charte(case: Case) -> Actor:
    actor = factories.agent(Role.COORDONNATEUR, case.cellule)
    force(Charte.objects.get(circle=case.cellule_id), state=CharteState.REMPLACEE)
    factories.charte_of(case.cellule, number=2)
    return actor


def with_a_signature(case: Case, **changes: datetime) -> Actor:
    actor = factories.agent(Role.COORDONNATEUR, case.cellule)
    CharteSignature.objects.filter(user=actor.user).update(**changes)
    return actor


def who_left(case: Case) -> Actor:
    actor = factories.agent(Role.COORDONNATEUR, case.cellule)
    ended = timezone.now() - timedelta(seconds=1)
    Designation.objects.filter(pk=actor.hat_id).update(until=ended)
    return actor


def with_a_closed_account(case: Case) -> Actor:
    actor = factories.agent(Role.COORDONNATEUR, case.cellule)
    User.objects.filter(pk=actor.user.pk).update(is_active=False)
    return actor


def with_an_ended_grant(case: Case) -> Actor:
    actor = factories.agent(Role.COORDONNATEUR, case.cellule)
    CelluleGrant.objects.filter(designation=actor.hat_id).update(until=timezone.now())
    return actor


def mission_holder_before_acceptance(case: Case) -> Actor:
    referent = factories.agent(Role.REFERENT, case.cellule)
    people.follow_up(case, Designation.objects.get(pk=referent.hat_id))
    return referent


def _in(**given: float) -> datetime:
    return timezone.now() + timedelta(**given)


SEES: dict[str, Callable[[Case], Actor]] = {
    "the coordonnateur": lambda case: factories.agent(Role.COORDONNATEUR, case.cellule),
    "the maire": lambda case: factories.agent(Role.MAIRE, case.cellule),
    "a member in the window": holder(Role.MEMBRE, Relation.WINDOW, until=_in(days=1)),
    "a member with an assigned task": holder(Role.MEMBRE, Relation.TASK),
    "a référent on a mission": holder(Role.REFERENT, Relation.MISSION),
    "the parquet consulted": holder(Role.PARQUET, Relation.CONSULTATION),
    "a member of the CDDF sitting": holder(Role.CDDF, Relation.SITTING),
}
SEES_NOT: dict[str, Callable[[Case], Actor]] = {
    "a superuser": superuser,
    "the wearer of another hat": with_two_hats,
    "a coordonnateur of another cellule": lambda case: factories.agent(Role.COORDONNATEUR),
    "a coordonnateur of another cellule of the tenant": lambda case: factories.agent(
        Role.COORDONNATEUR, factories.cellule(tenant=case.cellule.collectivite)
    ),
    "a maire of another collectivité": lambda case: factories.agent(Role.MAIRE),
    "a coordonnateur who has not signed": lambda case: factories.agent(
        Role.COORDONNATEUR, case.cellule, signed=False
    ),
    "a coordonnateur without a grant": lambda case: factories.agent(
        Role.COORDONNATEUR, case.cellule, granted=False
    ),
    "a coordonnateur whose grant ended now": with_an_ended_grant,
    "whoever has not signed the new version": under_a_new_charte,
    "whoever withdrew the signature": lambda case: with_a_signature(
        case, revoked_at=timezone.now()
    ),
    "whoever’s signature ended": lambda case: with_a_signature(
        case, valid_until=timezone.now() - timedelta(seconds=1)
    ),
    "whoever’s designation ended": who_left,
    "whoever’s designation has not begun": lambda case: factories.agent(
        Role.COORDONNATEUR, case.cellule, days=(1, 365)
    ),
    "whoever’s account is closed": with_a_closed_account,
    "a member without a convocation": lambda case: factories.agent(Role.MEMBRE, case.cellule),
    "a member before the window": holder(Role.MEMBRE, Relation.WINDOW, since=_in(days=1)),
    "a member after the window": holder(
        Role.MEMBRE, Relation.WINDOW, since=_in(days=-9), until=_in(seconds=-1)
    ),
    "a member holding the grant of a référent": holder(Role.MEMBRE, Relation.MISSION),
    "a référent holding the grant of a member": holder(Role.REFERENT, Relation.WINDOW),
    "a référent before acceptance": mission_holder_before_acceptance,
    "the parquet not consulted": lambda case: factories.agent(Role.PARQUET, case.cellule),
    "the CDDF before its window": holder(Role.CDDF, Relation.SITTING, since=_in(days=1)),
    "the préfecture": lambda case: factories.agent(Role.PREFECTURE),
    "a pilot service": lambda case: factories.agent(Role.PILOTE),
    "the DPO": lambda case: factories.agent(Role.DPO, case.cellule),
    "the technical administrator": lambda case: factories.agent(Role.TECHNIQUE),
}


def assert_sight(actor: Actor, case: Case, seen: bool) -> None:
    now = timezone.now()
    assert (case in Case.objects.visible_to(actor, now)) is seen
    assert decision_on(actor, "case.view", case, now).allowed is seen


@pytest.mark.parametrize("agent_for", SEES.values(), ids=SEES)
def test_the_case_is_seen_by(agent_for: Callable[[Case], Actor]) -> None:
    case = under_way()

    assert_sight(agent_for(case), case, seen=True)


@pytest.mark.parametrize("agent_for", SEES_NOT.values(), ids=SEES_NOT)
def test_the_case_is_not_seen_by(agent_for: Callable[[Case], Actor]) -> None:
    case = under_way()

    assert_sight(agent_for(case), case, seen=False)


@pytest.mark.parametrize("state", sorted(SEALED))
def test_sealed_content_opens_to_nobody(state: CaseState) -> None:
    case = people.case(state=state)

    assert_sight(factories.agent(Role.COORDONNATEUR, case.cellule), case, seen=False)


def test_a_grant_on_one_case_says_nothing_of_its_neighbour() -> None:
    case = under_way()
    neighbour = people.case(case.cellule, state=CaseState.EN_COURS)
    actor = holder(Role.REFERENT, Relation.MISSION)(case)

    assert_sight(actor, neighbour, seen=False)


def test_i11_the_window_of_a_member_opens_and_closes_to_the_second() -> None:
    path = Path().to(CaseState.INSCRIT)
    opens = path.seance.held_at - WINDOW_BEFORE
    closes = path.seance.held_at + WINDOW_AFTER
    second = timedelta(seconds=1)

    def seen(at: datetime) -> bool:
        return path.case in Case.objects.visible_to(path.member, at)

    assert [seen(opens - second), seen(opens)] == [False, True]
    assert [seen(closes - second), seen(closes)] == [True, False]


def test_i14_a_mission_opens_the_case_from_acceptance_to_its_end_only() -> None:
    path = Path().to(CaseState.EN_COURS).designate()

    def seen() -> bool:
        return path.case in Case.objects.visible_to(path.referent, path.now)

    assert not seen()
    path.wait(1).accept_mission()
    assert seen()
    path.wait(1).end_mission()
    assert not seen()


def test_the_parquet_reads_until_seven_days_after_its_answer() -> None:
    path = Path(faits=("F04",), level="protocole").to(CaseState.EN_COURS)
    path.propose_rappel().consult().wait(1).answer()
    ends = path.now + timedelta(days=7)

    assert path.case in Case.objects.visible_to(path.parquet, ends - timedelta(seconds=1))
    assert path.case not in Case.objects.visible_to(path.parquet, ends)


def test_the_cddf_reads_from_a_week_before_its_sitting() -> None:
    path = Path().to(CaseState.EN_COURS).propose_cddf().accept_cddf()
    assert path.referral.hearing_at is not None
    opens = path.referral.hearing_at - WINDOW_BEFORE

    assert path.case not in Case.objects.visible_to(path.cddf_member, opens - timedelta(seconds=1))
    assert path.case in Case.objects.visible_to(path.cddf_member, opens)


def test_the_end_of_a_case_closes_it_to_the_referent_the_same_minute() -> None:
    """I06: the grant ends with the act, not with a nightly cleaning."""
    path = Path().to(CaseState.EN_COURS).follow()
    running = follow_ups.end(
        follow_up_id=path.mission.pk, actor=path.coordinator, sent=path.wait(1).sent
    )

    assert running.ended_on == path.today
    assert path.case not in Case.objects.visible_to(path.referent, path.now)


def test_i61_reading_a_case_leaves_one_line_and_a_hidden_case_is_not_found() -> None:
    """I61, and the same answer for what is hidden and for what does not exist."""
    case = under_way()
    coordinator = factories.agent(Role.COORDONNATEUR, case.cellule)

    read_case(coordinator, case.reference)

    line = JournalEntry.objects.get(action="case.view")
    assert (line.object_id, line.outcome) == (str(case.pk), "read")
    for reference in (case.reference, "ABSENT"):
        with pytest.raises(NotVisible):
            read_case(factories.agent(Role.COORDONNATEUR), reference)
    assert JournalEntry.objects.count() == 1
