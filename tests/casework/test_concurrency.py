"""Two agents at once: one act stands, the other is told why. On SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from casework.choices.lists import ClosingReason, DecisionCode
from casework.choices.states import CaseState, RappelState
from casework.models import Case, Decision, RappelALOrdre, Saisine
from casework.services import cases, rappels, saisines
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone, Conflict, Refused
from confidentiality.models import JournalEntry
from tests.casework.path import Path

pytestmark = pytest.mark.django_db(transaction=True)

Work = Callable[[], Any]
# What an agent may be told. Anything else, « database is locked » first of all, is an error.
EXPLAINED = (Refused, Conflict, AlreadyDone)


def at_once(*works: Work) -> list[Any]:
    """What each thread returned, or the explained refusal that it met; raises the rest."""
    barrier = Barrier(len(works))

    def together(work: Work) -> Any:
        try:
            barrier.wait(timeout=20)
            return work()
        except EXPLAINED as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(together, works))


def refusals(results: list[Any]) -> list[Exception]:
    return [each for each in results if isinstance(each, Exception)]


def lines(action: str) -> int:
    return JournalEntry.objects.filter(action=action).count()


def test_two_coordonnateurs_orient_the_same_case_differently() -> None:
    path = Path().to(CaseState.EN_EXAMEN)
    second = path.agent(Role.COORDONNATEUR)
    read = path.case.version
    plans = (path.plan_of(DecisionCode.RAPPEL), path.plan_of(DecisionCode.REFERENT))

    def orient(actor: Any, plan: cases.Orientation) -> Work:
        sent = Sent(version=read, key=uuid4(), at=path.now)
        return lambda: cases.orient(case_id=path.case.pk, actor=actor, orientation=plan, sent=sent)

    results = at_once(orient(path.coordinator, plans[0]), orient(second, plans[1]))

    [refusal] = refusals(results)
    assert isinstance(refusal, Conflict)
    kept = next(plan for plan, done in zip(plans, results, strict=True) if done is not refusal)
    case = Case.objects.for_system("after both").get()
    assert case.decision_codes == list(kept.codes)
    assert case.version == read + 1
    assert Decision.objects.count() == 1
    assert lines("case.orient") == 1


def test_without_a_version_the_second_is_refused_by_the_machine() -> None:
    path = Path().to(CaseState.ORIENTE)
    read = path.case.version

    def engage() -> Any:
        return cases.engage(case_id=path.case.pk, actor=path.coordinator, sent=path.sent)

    [refusal] = refusals(at_once(engage, engage))

    assert isinstance(refusal, Refused)
    assert refusal.refusals[0].code == "state"
    assert Case.objects.for_system("after both").get().version == read + 1
    assert lines("case.engage") == 1


def test_the_mayor_decides_twice_and_convenes_once() -> None:
    path = Path().to(CaseState.EN_COURS).propose_rappel()
    appointment = path.appointment

    def decide() -> Any:
        return rappels.decide(
            rappel_id=path.rappel.pk, actor=path.mayor, appointment_at=appointment, sent=path.sent
        )

    [refusal] = refusals(at_once(decide, decide))

    assert isinstance(refusal, Refused)
    rappel = RappelALOrdre.objects.for_system("after both").get()
    assert (rappel.state, rappel.version) == (RappelState.CONVOQUE, path.rappel.version + 1)
    assert lines("rappel.decide") == 1


def test_the_same_form_in_two_requests_acts_once() -> None:
    path = Path().to(CaseState.ORIENTE)
    sent = Sent(version=path.case.version, key=uuid4(), at=path.now)

    def engage() -> Any:
        return cases.engage(case_id=path.case.pk, actor=path.coordinator, sent=sent)

    [refusal] = refusals(at_once(engage, engage))

    assert isinstance(refusal, AlreadyDone)
    assert lines("case.engage") == 1


def test_the_same_new_rappel_in_two_requests_is_proposed_once() -> None:
    path = Path().to(CaseState.EN_COURS)
    key = uuid4()

    def propose() -> Any:
        return rappels.propose(
            case_id=path.case.pk,
            actor=path.coordinator,
            level=path.level,
            commune=path.cellule.collectivite.seat,
            fait_ids=list(path.saisine.faits.values_list("pk", flat=True)),
            sent=Sent(key=key, at=path.now),
        )

    [refusal] = refusals(at_once(propose, propose))

    assert isinstance(refusal, AlreadyDone)
    assert RappelALOrdre.objects.for_system("after both").count() == 1
    assert lines("rappel.propose") == 1


def test_saisines_sent_together_take_numbers_that_follow() -> None:
    path = Path()
    drafts = [path.draft().describe().saisine for _ in range(4)]

    def submit(saisine: Saisine) -> Work:
        return lambda: saisines.submit(
            saisine_id=saisine.pk, actor=path.member, attested=True, sent=path.sent
        )

    results = at_once(*map(submit, drafts))

    assert refusals(results) == []
    assert sorted(each.number for each in results) == [1, 2, 3, 4]
    assert lines("saisine.submit") == 4


def test_two_saisines_of_one_young_person_answered_together_join_one_case() -> None:
    path = Path().to(CaseState.EN_COURS)
    read = path.case.version
    again = [path.report().saisine for _ in range(2)]

    def answer(saisine: Saisine) -> Work:
        return lambda: saisines.declare_recevable(
            saisine_id=saisine.pk, actor=path.coordinator, link_to=path.case.pk, sent=path.sent
        )

    assert refusals(at_once(*map(answer, again))) == []
    assert Case.objects.for_system("after both").get().version == read + 2
    assert lines("case.report_reiteration") == 2


def test_a_case_is_not_closed_while_its_rappel_goes_to_the_parquet() -> None:
    path = Path(faits=("F04",), level="protocole").to(CaseState.EN_COURS).propose_rappel()

    def consult() -> Any:
        return rappels.consult(
            rappel_id=path.rappel.pk, actor=path.coordinator, attested=True, sent=path.sent
        )

    closed, consulted = at_once(lambda: path.close(ClosingReason.PERTE), consult)

    assert isinstance(closed, Refused)
    assert closed.refusals[0].code == "measures_running"
    assert consulted.state == RappelState.CONSULTATION
    assert (lines("case.close"), lines("rappel.consult")) == (0, 1)


def test_a_rappel_proposed_while_the_case_closes_leaves_no_measure_behind() -> None:
    path = Path().to(CaseState.EN_COURS)

    results = at_once(lambda: path.close(ClosingReason.PERTE), path.propose_rappel)

    [refusal] = refusals(results)
    assert isinstance(refusal, Refused)
    assert refusal.refusals[0].code in (
        "measures_running",
        "measure_case_stopped",
        "measure_case_not_running",
    )
    assert lines("case.close") + lines("rappel.propose") == 1
    case = Case.objects.for_system("after both").get()
    assert (case.state == CaseState.CLOS) is not case.rappels.exists()


def test_two_mayors_take_two_numbers_of_the_register() -> None:
    path = Path().to(CaseState.EN_COURS).propose_rappel().decide()
    path.report().receive().inform().go_before_the_cellule().orient().engage()
    path.propose_rappel().decide().wait(8)
    waiting = list(RappelALOrdre.objects.for_system("both").values_list("pk", flat=True))

    def record(pk: Any) -> Work:
        return lambda: rappels.record(
            rappel_id=pk, actor=path.mayor, interview=path.interview(), sent=path.sent
        )

    results = at_once(*map(record, waiting))

    assert refusals(results) == []
    assert sorted(each.register_number for each in results) == [1, 2]
