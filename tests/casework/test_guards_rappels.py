"""Conditions of a rappel à l’ordre, and the vectors of the domain (§9.2, §9.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils import timezone

from casework.choices.facts import FAITS, STORABLE
from casework.choices.lists import Answer
from casework.choices.measures import RappelLevel
from casework.guards import rappels as guards
from casework.models import Case, RappelALOrdre, YoungPerson
from confidentiality.choices import Role
from tests.casework import factories as people
from tests.casework.factories import born
from tests.veille import factories
from veille.models import ParquetProtocol

INFORMEL, PROTOCOLE = RappelLevel.INFORMEL, RappelLevel.PROTOCOLE


@dataclass(frozen=True)
class Recalled:
    """What the guards read of a rappel, without a database."""

    codes: tuple[str, ...]
    level: str = RappelLevel.INFORMEL

    def fact_codes(self) -> list[str]:
        return list(self.codes)


def on(*codes: str, level: str = RappelLevel.INFORMEL) -> Recalled:
    return Recalled(codes, level)


# Guard by guard


def test_a_rappel_bears_on_facts() -> None:
    assert not guards.has_facts(on())
    assert guards.has_facts(on("F05"))


@pytest.mark.parametrize("code", FAITS)
def test_i35_a_fact_of_the_list_allows_a_rappel_or_excludes_it(code: str) -> None:
    assert guards.no_fact_is_excluded(on("F05", code)) is code.startswith("F")


@pytest.mark.parametrize("code", STORABLE)
def test_i37_an_informal_rappel_has_no_penal_qualification(code: str) -> None:
    unqualified = code in {"F05", "F13", "F14", "F15", "F16", "F17", "F18"}

    assert guards.level_fits_facts(on("F05", code, level=INFORMEL)) is unqualified
    assert guards.level_fits_facts(on("F05", code, level=PROTOCOLE))


@pytest.mark.django_db
@pytest.mark.parametrize("answer", Answer.values)
def test_i35_a_crime_or_a_complaint_declared_excludes_the_rappel(answer: str) -> None:
    case = people.case()
    member = factories.agent(Role.MEMBRE, case.cellule)
    rappel = RappelALOrdre(case=case)
    today = timezone.localdate()

    people.received(member, case, q_crime_delit=answer, art40_on=today)
    assert guards.no_crime_declared(rappel) is (answer != Answer.OUI)
    assert guards.no_complaint_declared(rappel)
    people.received(member, case, q_plainte_enquete=answer)
    assert guards.no_complaint_declared(rappel) is (answer != Answer.OUI)


@pytest.mark.django_db
def test_the_facts_happened_in_the_collectivite() -> None:
    case = people.case()

    assert guards.commune_is_in_tenant(
        RappelALOrdre(case=case, commune=case.cellule.collectivite.seat)
    )
    assert not guards.commune_is_in_tenant(RappelALOrdre(case=case, commune=factories.commune()))


def test_only_a_rappel_of_the_protocol_goes_to_the_parquet() -> None:
    assert guards.level_is_protocole(RappelALOrdre(level=PROTOCOLE))
    assert not guards.level_is_protocole(RappelALOrdre(level=INFORMEL))
    assert not guards.protocol_is_in_force(RappelALOrdre())


_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "until", "in_force"),
    [(-_DAY, None, True), (0 * _DAY, None, True), (_DAY, None, False), (-_DAY, 0 * _DAY, False)],
    ids=["signed yesterday", "signed today", "signed tomorrow", "ended today"],
)
def test_the_protocol_is_in_force_that_day(
    since: timedelta, until: timedelta | None, in_force: bool
) -> None:
    today = timezone.localdate()
    protocol = ParquetProtocol(
        signed_on=today + since, until=None if until is None else today + until
    )

    assert guards.protocol_is_in_force(RappelALOrdre(protocol=protocol)) is in_force


def test_a_written_agreement_stands_for_a_protocol() -> None:
    assert guards.protocol_is_in_force(RappelALOrdre(agreement_reference="2026-3"))


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "again"), [(6, False), (7, True)])
def test_i36_the_parquet_is_asked_again_after_a_week(days: int, again: bool) -> None:
    ago = timezone.localdate() - timedelta(days=days)
    rappel = RappelALOrdre(case=people.case(), consulted_on=ago)

    assert guards.silence_has_lasted(rappel) is again
    rappel.reminded_on = timezone.localdate()
    assert not guards.silence_has_lasted(rappel)
    assert not guards.silence_has_lasted(RappelALOrdre(case=rappel.case))


def test_the_parquet_is_told_the_outcome_where_the_protocol_asks_for_it() -> None:
    assert not guards.protocol_wants_return(RappelALOrdre())
    assert not guards.protocol_wants_return(RappelALOrdre(protocol=ParquetProtocol()))
    assert guards.protocol_wants_return(RappelALOrdre(protocol=ParquetProtocol(wants_return=True)))


def test_the_parquet_is_told_each_outcome_once() -> None:
    today = timezone.localdate()
    absent = RappelALOrdre(absent_on=today - 10 * _DAY)
    assert guards.parquet_waits_for_the_outcome(absent)

    absent.parquet_informed_on = today - 9 * _DAY
    assert not guards.parquet_waits_for_the_outcome(absent)

    absent.done_on = today
    assert guards.parquet_waits_for_the_outcome(absent)


def test_the_consultation_is_attested() -> None:
    assert not guards.is_attested(RappelALOrdre())
    assert guards.is_attested(RappelALOrdre(attested_at=timezone.now()))


def test_i36_a_protocol_rappel_waits_for_the_answer() -> None:
    assert guards.may_be_decided(RappelALOrdre(level=INFORMEL))
    assert not guards.may_be_decided(RappelALOrdre(level=PROTOCOLE))
    assert guards.may_be_decided(RappelALOrdre(level=PROTOCOLE, opinion_on=timezone.localdate()))


@pytest.mark.parametrize(
    ("birth_date", "presence", "impossibility", "allowed"),
    [
        (born(18, days=1), "", "", False),
        (born(18, days=1), "aucun", "", False),
        (born(18, days=1), "aucun", "empechement_justifie", True),
        (born(18, days=1), "un_parent", "", True),
        (born(18), "", "", True),
    ],
    ids=["nothing said", "nobody", "nobody, and why", "a parent", "the day of 18"],
)
def test_i38_a_minor_is_accompanied(
    birth_date: date, presence: str, impossibility: str, allowed: bool
) -> None:
    rappel = RappelALOrdre(
        case=Case(young_person=YoungPerson(birth_date=birth_date)),
        presence_representatives=presence,
        impossibility=impossibility,
    )

    assert guards.minor_is_accompanied(rappel) is allowed


@pytest.mark.parametrize(("count", "again"), [(0, True), (1, False)])
def test_a_convocation_is_postponed_once(count: int, again: bool) -> None:
    assert guards.not_yet_postponed(RappelALOrdre(postponed_count=count)) is again
