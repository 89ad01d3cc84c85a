"""Who sees a case. The query says what the policy says; the table says what the law says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.choices.conservation import ReadingReason
from casework.choices.states import SEALED, CaseState
from casework.models import Case, CaseGrant, MotivatedReading
from casework.sight import decision_on, lock_visible
from confidentiality.access_matrix import READ_ALONE, RELATIONS
from confidentiality.actors import Actor
from confidentiality.choices import CharteState, Relation, Role
from confidentiality.models import CharteSignature, User
from confidentiality.policy import ActorFacts, CaseFacts, Period, Seat, decide
from tests.casework import factories as people
from tests.forced import force
from tests.veille import factories
from veille.hats import actor_of
from veille.models import Cellule, CelluleGrant, Designation, Organisation, Suppleance

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=timezone.get_default_timezone())
ON_CELLULE = (Relation.COORDINATION, Relation.DECISION)
READERS = [role for role in Role if RELATIONS[role] or role in READ_ALONE]

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
class Opened:
    """One motivated reading: of which case, under the hat worn or not, begun how long ago."""

    row: int
    own_hat: bool
    since: timedelta | None


@dataclass(frozen=True)
class Place:
    """Somebody whose place this hat holds: the two periods that it takes, and what they hold."""

    suppleance: Period
    titular: Period
    grants: list[Given]


@dataclass(frozen=True)
class Situation:
    role: Role
    active: bool
    designation: Period
    chartes: tuple[CharteState, ...]
    signatures: list[Signed]
    grants: list[Given]
    states: tuple[CaseState, ...]
    readings: list[Opened] = field(default_factory=list)
    excluded: tuple[bool, bool] = (False, False)
    away: list[Period] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


# Not approved, about to begin, open to the last second, over.
_BEGUN = [None, *(timedelta(seconds=each) for each in (-1, 0, 1, 3_599, 3_600, 3_601))]
_OPENED = st.builds(
    Opened,
    row=st.integers(0, 3),
    own_hat=st.sampled_from([True, True, True, False]),
    since=st.sampled_from(_BEGUN),
)
_EXCLUDED = st.tuples(st.booleans(), st.booleans())
FLAWS = ("account", "designation", "charte", "signature", "grant", "relation", "seal", "place")
# Each alone more often than with another: a flaw that hides behind a second proves nothing.
_FLAWED = [(), *[(each,) for each in FLAWS] * 6, *combinations(FLAWS, 2)]
_CHARTE = st.sampled_from([CharteState.EN_VIGUEUR, CharteState.REMPLACEE])
_STATE = st.sampled_from([CaseState.EN_COURS, CaseState.CLOS, *sorted(SEALED)])
_FLAWED_SIGNATURE = st.builds(
    Signed,
    cellule=st.integers(0, 1),
    present_version=st.booleans(),
    revoked=st.booleans(),
    period=st.one_of(st.just(RUNNING), AT_THE_EDGE),
)


A_WHILE = Period(NOW - timedelta(days=1), NOW + timedelta(days=1))


def places(given: st.SearchStrategy[Given], flaws: tuple[str, ...]) -> st.SearchStrategy[Place]:
    """What a substitute holds for another, at the edge of one period if it is flawed."""
    late = "place" in flaws
    return st.builds(
        Place,
        suppleance=st.one_of(st.just(A_WHILE), AT_THE_EDGE) if late else st.just(A_WHILE),
        titular=st.one_of(st.just(RUNNING), AT_THE_EDGE) if late else st.just(RUNNING),
        grants=st.lists(given, min_size=1, max_size=3),
    )


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Somebody who has all it takes, but for two flaws at most: each condition is seen to count."""
    flaws = draw(st.sampled_from(_FLAWED))
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
    reads = "seal" in flaws or role == Role.DPO
    own_grants = st.lists(given, min_size=1, max_size=5)
    held = draw(st.lists(places(given, flaws), max_size=2))
    return Situation(
        role=role,
        active="account" not in flaws,
        designation=draw(AT_THE_EDGE) if "designation" in flaws else RUNNING,
        chartes=(draw(_CHARTE), draw(_CHARTE)) if "charte" in flaws else chartes,
        signatures=signed,
        grants=draw(st.one_of(st.just([]), own_grants) if held else own_grants),
        states=tuple(draw(_STATE) if "seal" in flaws else CaseState.EN_COURS for _ in range(4)),
        readings=draw(st.lists(_OPENED, max_size=4)) if reads else [],
        excluded=draw(st.tuples(st.booleans(), st.booleans()))
        if "charte" in flaws
        else (False,) * 2,
        away=draw(st.lists(AT_THE_EDGE, min_size=1, max_size=2)) if "place" in flaws else [],
        places=held,
    )


class World:
    """Two cellules of two cases each, one agent; each situation is written over it."""

    def __init__(self) -> None:
        tenant = factories.collectivite()
        self.cellules: list[Cellule] = [factories.cellule(tenant=tenant) for _ in range(2)]
        # Every date that a state may ask for, so that any state can be written.
        today = timezone.localdate()
        dates: dict[str, Any] = {
            "informed_on": today,
            "engaged_on": today,
            "closed_on": today,
            "closing_code": "perte_de_contact",
            "purge_due_on": today,
        }
        self.cases = [
            people.case(self.cellules[number // 2], state=CaseState.EN_COURS, **dates)
            for number in range(4)
        ]
        self.user: User = factories.user()
        self.others: User = factories.user()
        self.organisation: Organisation = factories.organisation()
        self.maire = factories.agent(Role.MAIRE, self.cellules[0])
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
            force(case, state=state)
        for charte, charte_state in zip(self.chartes, situation.chartes, strict=True):
            force(charte, state=charte_state)
        self.worn = worn = self.hat(situation.role, situation.designation)
        self.titulars: list[Designation] = []
        other = self.hat(situation.role, Period(NOW - timedelta(days=9)))
        for signed in situation.signatures:
            self.sign(signed)
        for grant in situation.grants:
            self.give(grant, worn if grant.own_hat else other)
        for opened in situation.readings:
            self.open(opened, worn if opened.own_hat else other)
        if situation.role == Role.DPO:
            # An exclusion withdraws the signatures of those who sign: theirs are drawn above.
            for cellule, excluded in zip(self.cellules, situation.excluded, strict=True):
                if excluded:
                    factories.exclusion(self.maire, cellule, self.user)
        for period in situation.away:
            self.replace(worn, self.colleague(situation.role, RUNNING), period)
        for place in situation.places:
            titular = self.colleague(situation.role, place.titular)
            self.titulars.append(titular)
            self.replace(titular, worn, place.suppleance)
            for grant in place.grants:
                self.give(grant, titular)
        return actor_of(worn)

    def open(self, opened: Opened, hat: Designation) -> None:
        MotivatedReading.objects.create(
            case=self.cases[opened.row],
            asked_by=hat,
            reason=ReadingReason.CONTROLE,
            reference="COURRIER-1",
            asked_at=NOW,
            opened_at=None if opened.since is None else NOW - opened.since,
            review_due_on=None if opened.since is None else NOW.date(),
        )

    def colleague(self, role: Role, period: Period) -> Designation:
        return factories.designation(
            role,
            self.cellules[0],
            user=self.others,
            organisation=self.organisation,
            since=period.since,
            until=period.until,
        )

    def replace(self, titular: Designation, substitute: Designation, period: Period) -> None:
        Suppleance.objects.create(
            titular=titular,
            substitute=substitute,
            since=period.since,
            until=period.until or NOW + timedelta(days=300),
            declared_by=titular,
            declared_at=NOW,
        )

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
            user=hat.user,
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
            if each.own_hat and bears_on(each, number)
        )
        seats = tuple(
            Seat(each.relation, each.period, place.suppleance, place.titular)
            for place in situation.places
            for each in place.grants
            if each.relation not in ON_CELLULE and bears_on(each, number)
        )
        signatures = tuple(
            each.period
            for each in situation.signatures
            if each.cellule == cellule
            and each.present_version
            and not each.revoked
            and each.period.since >= situation.designation.since
            and situation.chartes[cellule] == CharteState.EN_VIGUEUR
        )
        state = situation.states[number]
        readable = state == CaseState.ARCHIVE or (
            situation.role == Role.DPO and state not in SEALED
        )
        readings = tuple(
            Period(NOW - each.since, NOW - each.since + timedelta(minutes=60))
            for each in situation.readings
            if readable and each.own_hat and each.row == number and each.since is not None
        )
        return CaseFacts(
            grants,
            signatures,
            sealed=state in SEALED,
            readings=readings,
            excluded=situation.excluded[cellule],
            away=tuple(situation.away),
            seats=seats,
        )


def bears_on(grant: Given, number: int) -> bool:
    if grant.relation in ON_CELLULE:
        return grant.row // 2 == number // 2
    return grant.row == number


def test_the_query_and_the_policy_agree_on_every_situation() -> None:
    """I01 to I06, I11, I12, I14, with substitutes: one rule, as a query and as a function."""
    world = World()
    seen = by_a_substitute = 0

    @settings(max_examples=250, deadline=None, derandomize=True, database=None)
    @given(situations())
    def agree(situation: Situation) -> None:
        nonlocal seen, by_a_substitute
        with transaction.atomic():
            actor = world.write(situation)
            visible = Case.objects.visible_to(actor, NOW)
            told = {case.reference for case in visible}
            locked = {case.reference for case in world.cases if lock_visible(case.pk, actor, NOW)}
            every = Case.objects.for_system("compare with what is seen")
            decided = {
                case.reference
                for case in every
                if decision_on(actor, "case.view", case, NOW).allowed
            }
            transaction.set_rollback(True)
        assert told == world.seen_by_policy(situation)
        assert told == decided
        assert told == locked, "the compiled statement is the query set"
        seen += bool(told)
        by_a_substitute += bool(told and not situation.grants)

    agree()
    assert by_a_substitute >= 5
    assert seen >= 30, "situations in which something is seen must be common enough to prove"
