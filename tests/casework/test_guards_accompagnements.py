"""Conditions of an accompagnement parental (CASF art. L. 141-2): one sentence each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from django.utils import timezone

from casework.choices.mayor import AccompagnementTrigger, Threat
from casework.choices.states import ACCOMPAGNEMENT_FINAL, AccompagnementState, CaseState
from casework.guards import accompagnements as guards
from casework.guards import cases as case_guards
from casework.models import AccompagnementParental, Case, YoungPerson
from tests.casework import factories as people
from tests.casework.factories import born
from tests.veille import factories


@dataclass(frozen=True)
class Told:
    """The four informations, without a database."""

    dates: tuple[date | None, ...]

    def informations(self) -> dict[str, date | None]:
        return dict(enumerate(self.dates))  # type: ignore[arg-type]  # only the values are read


TODAY = timezone.localdate()
FOUR = Told((TODAY, TODAY, TODAY, TODAY))


@pytest.mark.parametrize(("birth_date", "minor"), [(born(18, days=1), True), (born(18), False)])
def test_i44_it_is_for_the_parents_of_a_minor(birth_date: date, minor: bool) -> None:
    case = Case(young_person=YoungPerson(birth_date=birth_date))

    assert guards.person_is_minor(AccompagnementParental(case=case)) is minor
    assert guards.young_person_is_minor(case) is minor


@pytest.mark.parametrize("trigger", ["", "autre", *AccompagnementTrigger.values])
def test_i44_its_trigger_is_one_of_the_law(trigger: str) -> None:
    row = AccompagnementParental(trigger=trigger)

    assert guards.trigger_is_known(row) is (trigger in AccompagnementTrigger.values)


@pytest.mark.parametrize("trigger", AccompagnementTrigger.values)
def test_only_the_parents_own_request_needs_no_threat(trigger: str) -> None:
    parents = trigger == AccompagnementTrigger.PARENTS

    assert guards.threat_is_named(AccompagnementParental(trigger=trigger)) is parents
    assert guards.threat_is_named(AccompagnementParental(trigger=trigger, threat=Threat.ORDRE))


@pytest.mark.django_db
def test_i44_the_cddf_is_consulted_where_the_commune_has_one() -> None:
    case = people.case()
    row = AccompagnementParental(case=case)
    assert not guards.commune_has_cddf(row)
    assert guards.cddf_was_consulted(row)

    factories.cddf(case.cellule.collectivite)
    assert guards.commune_has_cddf(row)
    assert not guards.cddf_was_consulted(row)

    row.cddf_consulted_on = TODAY
    assert guards.cddf_was_consulted(row)


def test_i44_the_absence_of_assistance_educative_is_attested() -> None:
    assert not guards.is_verified(AccompagnementParental())
    assert guards.is_verified(AccompagnementParental(verified_on=TODAY))


def test_i44_the_departement_is_asked_for_an_opinion() -> None:
    assert not guards.opinion_was_asked(AccompagnementParental())
    assert guards.opinion_was_asked(AccompagnementParental(pcd_asked_on=TODAY))


@pytest.mark.parametrize("missing", range(4))
def test_i44_one_authority_not_told_is_enough_to_wait(missing: int) -> None:
    dates = tuple(None if rank == missing else TODAY for rank in range(4))

    assert guards.authorities_are_informed(FOUR)
    assert not guards.authorities_are_informed(replace(FOUR, dates=dates))


def test_the_four_authorities_are_those_of_the_law() -> None:
    assert list(AccompagnementParental().informations()) == [
        "Éducation nationale",
        "Chef d’établissement",
        "CAF",
        "Préfet",
    ]


def test_the_opinion_is_noted_once() -> None:
    assert guards.opinion_is_awaited(AccompagnementParental())
    assert not guards.opinion_is_awaited(AccompagnementParental(pcd_opinion="favorable"))


@pytest.mark.django_db
@pytest.mark.parametrize("state", AccompagnementState.values)
def test_an_accompagnement_under_way_holds_the_closing_back(state: str) -> None:
    case = people.case()
    people.accompagnement(case, state=state)

    assert case_guards.measures_are_final(case) is (state in ACCOMPAGNEMENT_FINAL)


@pytest.mark.parametrize("state", CaseState.values)
def test_a_measure_begins_during_the_follow_up_only(state: str) -> None:
    engaged = Case(state=state, engaged_on=TODAY)

    assert case_guards.measures_may_begin(engaged) is (state == CaseState.EN_COURS)
    assert case_guards.follow_up_is_engaged(engaged)
    assert not case_guards.follow_up_is_engaged(Case(state=state))
