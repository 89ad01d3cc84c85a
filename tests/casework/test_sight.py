"""Who sees a case. The query says what the policy says; the table says what the law says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.choices.states import SEALED, CaseState
from casework.deadlines import WINDOW_AFTER, WINDOW_BEFORE
from casework.models import Case, CaseGrant
from casework.services import follow_ups
from casework.sight import decision_on, read_case
from confidentiality.actors import Actor
from confidentiality.choices import CharteState, Relation, Role
from confidentiality.errors import NotVisible
from confidentiality.models import Charte, CharteSignature, JournalEntry, User
from confidentiality.policy import RELATIONS, ActorFacts, CaseFacts, Period, decide
from tests.casework import factories as people
from tests.casework.path import Path
from tests.veille import factories
from veille.hats import actor_of
from veille.models import Cellule, CelluleGrant, Designation, Organisation

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=timezone.get_default_timezone())
ON_CELLULE = (Relation.COORDINATION, Relation.DECISION)
READERS = [role for role in Role if RELATIONS[role]]

RUNNING = Period(NOW - timedelta(days=1))
# A boundary itself, or one second on either side of it.
AT_THE_EDGE = st.builds(
    lambda since, lasts: Period(
        NOW + timedelta(seconds=since), NOW + timedelta(seconds=since + lasts)
    ),
    since=st.sampled_from([-86_400, -1, 0, 1]),
    lasts=st.sampled_from([1, 86_399, 86_400, 86_401]),
)


@dataclass(frozen=True)
class Signed:
    """One signature: of which cellule, of the present version or not, withdrawn or not."""

    cellule: int
    present_version: bool
    revoked: bool
    period: Period


@dataclass(frozen=True)
class Given:
    """One grant: on which row, under the hat worn or another of the same agent."""

    relation: Relation
    row: int
    own_hat: bool
    period: Period


@dataclass(frozen=True)
class Situation:
    role: Role
    active: bool
    designation: Period
    chartes: tuple[CharteState, ...]
    signatures: list[Signed]
    grants: list[Given]
    states: tuple[CaseState, ...]


FLAWS = ("account", "designation", "charte", "signature", "grant", "relation", "seal")
_CHARTE = st.sampled_from([CharteState.EN_VIGUEUR, CharteState.REMPLACEE])
_STATE = st.sampled_from([CaseState.EN_COURS, CaseState.CLOS, *sorted(SEALED)])
_FLAWED_SIGNATURE = st.builds(
    Signed,
    cellule=st.integers(0, 1),
    present_version=st.booleans(),
    revoked=st.booleans(),
    period=st.one_of(st.just(RUNNING), AT_THE_EDGE),
)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Somebody who has all it takes, but for two flaws at most: each condition is seen to count."""
    flaws = draw(st.sets(st.sampled_from(FLAWS), max_size=2))
    role = draw(st.sampled_from([*READERS, *READERS, *Role]))
    own = sorted(RELATIONS[role]) or list(Relation)
    given = st.builds(
        Given,
        relation=st.sampled_from(list(Relation) if "relation" in flaws else own),
        row=st.integers(0, 3),
        own_hat=st.booleans() if "grant" in flaws else st.just(True),
        period=AT_THE_EDGE if "grant" in flaws else st.just(RUNNING),
    )
    signed = [Signed(number, True, False, RUNNING) for number in range(2)]
    if "signature" in flaws:
        signed = draw(st.lists(_FLAWED_SIGNATURE, max_size=3))
    chartes = (CharteState.EN_VIGUEUR, CharteState.EN_VIGUEUR)
    return Situation(
        role=role,
        active="account" not in flaws,
        designation=draw(AT_THE_EDGE) if "designation" in flaws else RUNNING,
        chartes=(draw(_CHARTE), draw(_CHARTE)) if "charte" in flaws else chartes,
        signatures=signed,
        grants=draw(st.lists(given, min_size=1, max_size=5)),
        states=tuple(draw(_STATE) if "seal" in flaws else CaseState.EN_COURS for _ in range(4)),
    )


class World:
    """Two cellules of two cases each, one agent; each situation is written over it."""

    def __init__(self) -> None:
        tenant = factories.collectivite()
        self.cellules: list[Cellule] = [factories.cellule(tenant=tenant) for _ in range(2)]
        # Every date that a state may ask for, so that any state can be written.
        today = timezone.localdate()
        dates = {
            "informed_on": today,
            "engaged_on": today,
            "closed_on": today,
            "closing_code": "perte_de_contact",
        }
        self.cases = [
            people.case(self.cellules[number // 2], state=CaseState.EN_COURS, **dates)
            for number in range(4)
        ]
        self.user: User = factories.user()
        self.organisation: Organisation = factories.organisation()
        self.chartes = [factories.charte_in_force(place) for place in self.cellules]
        self.old = [
            factories.charte_of(place, number=2, state=CharteState.REMPLACEE)
            for place in self.cellules
        ]
        self.permissions = {
            each.codename: each for each in Permission.objects.filter(codename__in=Relation.values)
        }

    def write(self, situation: Situation) -> Actor:
        User.objects.filter(pk=self.user.pk).update(is_active=situation.active)
        for case, state in zip(self.cases, situation.states, strict=True):
            Case.objects.for_system("a situation").filter(pk=case.pk).update(state=state)
        for charte, state in zip(self.chartes, situation.chartes, strict=True):
            Charte.objects.filter(pk=charte.pk).update(state=state)
        worn = self.hat(situation.role, situation.designation)
        other = self.hat(situation.role, Period(NOW - timedelta(days=9)))
        for signed in situation.signatures:
            self.sign(signed)
        for grant in situation.grants:
            self.give(grant, worn if grant.own_hat else other)
        return actor_of(worn)

    def hat(self, role: Role, period: Period) -> Designation:
        return factories.designation(
            role,
            self.cellules[0],
            user=self.user,
            organisation=self.organisation,
            since=period.since,
            until=period.until,
        )

    def sign(self, signed: Signed) -> None:
        chartes = self.chartes if signed.present_version else self.old
        CharteSignature.objects.create(
            charte=chartes[signed.cellule],
            user=self.user,
            signed_at=signed.period.since,
            valid_until=signed.period.until or NOW + timedelta(days=300),
            revoked_at=NOW - timedelta(days=1) if signed.revoked else None,
            digest="0" * 64,
        )

    def give(self, grant: Given, hat: Designation) -> None:
        on_cellule = grant.relation in ON_CELLULE
        row = self.cellules[grant.row // 2] if on_cellule else self.cases[grant.row]
        (CelluleGrant if on_cellule else CaseGrant).objects.create(
            content_object=row,
            permission=self.permissions[grant.relation],
            user=self.user,
            designation=hat,
            reason="essai",
            since=grant.period.since,
            until=grant.period.until,
        )

    def seen_by_policy(self, situation: Situation) -> set[str]:
        """What ``decide`` allows, told the situation itself and not what the database says."""
        actor = ActorFacts(situation.role, situation.active, situation.designation)
        return {
            case.reference
            for number, case in enumerate(self.cases)
            if decide(actor, "case.view", self.facts(situation, number), NOW).allowed
        }

    def facts(self, situation: Situation, number: int) -> CaseFacts:
        cellule = number // 2
        grants = tuple(
            (each.relation, each.period)
            for each in situation.grants
            if each.own_hat
            and (each.row // 2 == cellule if each.relation in ON_CELLULE else each.row == number)
        )
        signatures = tuple(
            each.period
            for each in situation.signatures
            if each.cellule == cellule
            and each.present_version
            and not each.revoked
            and situation.chartes[cellule] == CharteState.EN_VIGUEUR
        )
        return CaseFacts(grants, signatures, sealed=situation.states[number] in SEALED)


def test_the_query_and_the_policy_agree_on_every_situation() -> None:
    """I01 to I06, I11, I12, I14: the same rule, as a query and as a pure function."""
    world = World()
    seen = 0

    @settings(max_examples=150, deadline=None, derandomize=True, database=None)
    @given(situations())
    def agree(situation: Situation) -> None:
        nonlocal seen
        with transaction.atomic():
            actor = world.write(situation)
            visible = Case.objects.visible_to(actor, NOW)
            told = {case.reference for case in visible}
            every = Case.objects.for_system("compare with what is seen")
            decided = {
                case.reference
                for case in every
                if decision_on(actor, "case.view", case, NOW).allowed
            }
            transaction.set_rollback(True)
        assert told == world.seen_by_policy(situation)
        assert told == decided
        seen += bool(told)

    agree()
    assert seen >= 30, "situations in which something is seen must be common enough to prove"


# The table. Each line is one agent, standing before one case under way.


def under_way(**fields: object) -> Case:
    return people.case(state=CaseState.EN_COURS, **fields)


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
    Charte.objects.filter(circle=case.cellule_id).update(state=CharteState.REMPLACEE)
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


def test_reading_a_case_leaves_one_line_and_a_hidden_case_is_not_found() -> None:
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
