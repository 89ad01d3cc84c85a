"""Edges of the conditions of the path, of a séance and of what the parquet communicates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.choices.justice import JudicialCode
from casework.choices.lists import FreezeReason
from casework.choices.measures import AgendaKind
from casework.choices.states import ENDED, CaseState
from casework.guards import cases as guards
from casework.guards import justice, measures, seances
from casework.models import AgendaItem, Case, ParquetCommunication, YoungPerson
from confidentiality.choices import Role
from tests.casework import factories as people
from tests.casework.factories import born
from tests.veille import factories
from veille.choices import SeanceState
from veille.models import Cellule, EliminationAgreement, Seance

TODAY = timezone.localdate()
DAY = timedelta(days=1)


def on_the_agenda(case: Case, state: str, *, examined: bool = False) -> Seance:
    """A séance in this state, with the case on its agenda."""
    now = timezone.now()
    seance = factories.seance(case.cellule, state=state, opened_at=now)
    AgendaItem.objects.create(
        seance=seance,
        case=case,
        kind=AgendaKind.NOUVELLE,
        position=1,
        examined_at=now if examined else None,
    )
    return seance


@pytest.mark.parametrize(("days", "runs"), [(1, True), (0, False), (-1, False)])
def test_a_report_runs_until_the_day_it_names(days: int, runs: bool) -> None:
    case = Case(cellule=Cellule(informs_before_examination=True), deferred_until=TODAY + days * DAY)

    assert guards.information_is_deferred(case) is runs
    assert guards.informed_when_policy_says_so(case) is runs


def test_without_a_report_nothing_is_deferred() -> None:
    assert not guards.information_is_deferred(Case())


@pytest.mark.parametrize("state", CaseState.values)
def test_before_the_engagement_the_state_holds_no_measure_back(state: str) -> None:
    assert guards.measures_may_begin(Case(state=state))


def test_a_follow_up_without_a_term_runs() -> None:
    assert guards.term_is_not_reached(Case())


@pytest.mark.parametrize(("days", "reached"), [(1, False), (0, True), (-1, True)])
def test_the_age_limit_is_reached_on_the_25th_birthday(days: int, reached: bool) -> None:
    case = Case(young_person=YoungPerson(birth_date=born(25, days=days)))

    assert guards.age_limit_is_reached(case) is reached


@pytest.mark.parametrize("code", FreezeReason.values)
def test_a_freeze_is_lifted_by_what_it_waits_for(code: str) -> None:
    case = Case(freeze_code=code)

    assert guards.information_holds_nothing(case) is (code == FreezeReason.DROITS)
    assert guards.rights_hold_nothing(case) is (code == FreezeReason.INFORMATION)


@pytest.mark.django_db
@pytest.mark.parametrize("state", SeanceState.values)
def test_a_case_is_examined_in_an_open_seance(state: str) -> None:
    case = people.case(state=CaseState.INSCRIT)
    on_the_agenda(case, state)

    assert guards.a_seance_is_open(case) is (state == SeanceState.OUVERTE)


@pytest.mark.django_db
def test_a_seance_open_for_others_examines_nobody_else() -> None:
    place = factories.cellule()
    on_the_agenda(people.case(place, state=CaseState.INSCRIT), SeanceState.OUVERTE)

    assert not guards.a_seance_is_open(people.case(place, state=CaseState.INSCRIT))


@pytest.mark.django_db
@pytest.mark.parametrize("state", [CaseState.INSCRIT, CaseState.EN_EXAMEN, CaseState.AJOURNE])
def test_a_seance_waits_for_each_case_to_be_decided(state: CaseState) -> None:
    seance = on_the_agenda(people.case(state=state), SeanceState.OUVERTE)

    assert seances.every_case_is_decided(seance) is (state == CaseState.AJOURNE)


@pytest.mark.django_db
def test_a_seance_waits_neither_for_an_examined_nor_for_a_frozen_case() -> None:
    examined = people.case(state=CaseState.INSCRIT)
    frozen = people.case(state=CaseState.INSCRIT, freeze_code=FreezeReason.DROITS, frozen_on=TODAY)

    assert seances.every_case_is_decided(
        on_the_agenda(examined, SeanceState.OUVERTE, examined=True)
    )
    assert seances.every_case_is_decided(on_the_agenda(frozen, SeanceState.OUVERTE))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "until", "agreed"),
    [(-1, None, True), (0, 1, True), (1, None, False), (-2, 0, False)],
    ids=["since yesterday", "until tomorrow", "from tomorrow", "ended today"],
)
def test_the_archives_agree_that_day(since: int, until: int | None, agreed: bool) -> None:
    case = people.case()
    EliminationAgreement.objects.create(
        collectivite=case.cellule.collectivite,
        reference="visa d’essai",
        since=TODAY + since * DAY,
        until=None if until is None else TODAY + until * DAY,
    )

    assert guards.archives_have_agreed(case) is agreed


@pytest.mark.django_db
def test_the_archives_agree_for_one_collectivite() -> None:
    EliminationAgreement.objects.create(
        collectivite=factories.cellule().collectivite, reference="visa d’essai", since=TODAY
    )

    assert not guards.archives_have_agreed(people.case())


@pytest.mark.django_db
def test_a_value_of_the_parquet_rests_on_its_communication() -> None:
    case, other = people.case(), people.case()
    ParquetCommunication.objects.create(
        case=case,
        reference="PQ-2026-1",
        communicated_on=TODAY,
        entered_by=factories.designation(Role.PARQUET, case.cellule),
    )

    assert justice.rests_on_the_parquet(case)
    assert not justice.rests_on_the_parquet(other)


@pytest.mark.django_db
def test_a_status_is_noted_or_not() -> None:
    case, other = people.case(), people.case()
    people.judicial_status(case, code=JudicialCode.SUIVI)

    assert justice.has_a_status(case)
    assert not justice.has_a_status(other)


@pytest.mark.parametrize("state", CaseState.values)
def test_nothing_judicial_is_kept_on_a_case_no_longer_followed(state: str) -> None:
    assert justice.case_is_followed(Case(state=state)) is (state not in ENDED)


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "follows"), [("actif", True), ("termine", False)])
def test_a_referent_follows_until_the_end_of_the_mission(state: str, follows: bool) -> None:
    case = people.case()
    assert not measures.a_referent_follows(case)

    people.follow_up(case, state=state)
    assert measures.a_referent_follows(case) is follows
