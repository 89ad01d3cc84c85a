"""Conditions of a rappel à l’ordre, and the vectors of the domain (§9.2, §9.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
    assert guards.protocol_is_in_force(RappelALOrdre(protocol=ParquetProtocol()))
    assert not guards.protocol_is_in_force(RappelALOrdre())


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
