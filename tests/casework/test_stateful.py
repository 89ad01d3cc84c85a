"""Any order of acts, lawful or not: what must always be true stays true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from casework.choices.lists import ClosingReason, DecisionCode
from casework.choices.states import CDDF_FINAL, FOLLOW_UP_FINAL, RAPPEL_FINAL, CaseState
from casework.models import Case, CaseGrant, RappelALOrdre
from casework.services import cases, cddf, follow_ups, rappels
from confidentiality.choices import Relation
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import JournalEntry
from tests.casework.path import Path

BEGINNINGS = (
    CaseState.REPERE,
    CaseState.INSCRIT,
    CaseState.EN_EXAMEN,
    CaseState.ORIENTE,
    CaseState.EN_COURS,
    CaseState.EN_COURS,
    CaseState.BILAN_ATTENDU,
    CaseState.BILAN_PRESENTE,
)
NO = (Refused, NotPermitted, NotVisible)


def once(name: str) -> Callable[[Any], Any]:
    """This act bears on something that an earlier act began."""
    return precondition(lambda life: name in life.path.__dict__)


class Life(RuleBasedStateMachine):
    """A young person’s case, on which agents try acts in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.path = Path(faits=("F05",))
        self.reached: set[str] = set()

    @initialize(state=st.sampled_from(BEGINNINGS))
    def begin(self, state: CaseState) -> None:
        """Some lives begin further: random acts alone seldom reach the end of a path."""
        self.path.to(state)
        self.done = JournalEntry.objects.count()
        self.acts_on_case = self.case.version

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @property
    def case(self) -> Case:
        return Case.objects.for_system("check what always holds").get(pk=self.path.case.pk)

    def attempt(self, act: Callable[[], object], *, lines: int = 1, on_case: int = 0) -> None:
        """Try an act. What is refused leaves the count of lines and the version as they were."""
        before, known = self.case, dict(self.path.__dict__)
        try:
            with transaction.atomic():
                act()
        except NO:
            # Rows that the refusal took back are forgotten.
            self.path.__dict__ = known
            after = self.case
            assert (after.state, after.version) == (before.state, before.version)
            return
        self.done += lines
        self.acts_on_case += on_case
        self.reached.add(self.case.state)

    def case_act(self, act: Callable[[], object]) -> None:
        self.attempt(act, on_case=1)

    # The path

    @rule()
    def inform(self) -> None:
        self.case_act(self.path.inform)

    @rule()
    def agenda(self) -> None:
        """A new séance, a place on its agenda."""
        self.attempt(lambda: self.path.plan().convene().inscribe(), lines=3, on_case=1)

    @once("seance")
    @rule()
    def examine(self) -> None:
        """The séance opens and takes up the case."""
        self.path.wait(7)
        self.attempt(lambda: self.path.attend().open_seance().examine(), lines=3, on_case=1)

    @rule(codes=st.sampled_from([(), (DecisionCode.RAPPEL,), (DecisionCode.REFERENT,)]))
    def orient(self, codes: tuple[str, ...]) -> None:
        self.case_act(lambda: self.path.orient(*codes))

    @rule()
    def adjourn(self) -> None:
        self.case_act(lambda: self.on_case(cases.adjourn, code="partenaire_absent"))

    @rule()
    def engage(self) -> None:
        self.case_act(self.path.engage)

    @rule()
    def suspend(self) -> None:
        review_on = self.path.today + timedelta(days=20)
        self.case_act(
            lambda: self.on_case(cases.suspend, code="autre_indisponibilite", review_on=review_on)
        )

    @rule()
    def resume(self) -> None:
        self.case_act(lambda: self.on_case(cases.resume))

    @rule(code=st.sampled_from([ClosingReason.OBJECTIFS, ClosingReason.PERTE]))
    def close(self, code: str) -> None:
        self.case_act(lambda: self.path.close(code))

    @rule()
    def carry_on(self) -> None:
        self.case_act(lambda: self.on_case(cases.carry_on))

    def on_case(self, call: Callable[..., Any], **given: Any) -> Any:
        path = self.path
        return call(case_id=path.case.pk, actor=path.coordinator, sent=path.sent, **given)

    # The measures

    @rule()
    def propose_rappel(self) -> None:
        self.attempt(self.path.propose_rappel)

    @once("rappel")
    @rule()
    def decide_rappel(self) -> None:
        self.attempt(self.path.decide)

    @once("rappel")
    @rule()
    def record_rappel(self) -> None:
        self.path.wait(8)
        self.attempt(self.path.record)

    @once("rappel")
    @rule()
    def cancel_rappel(self) -> None:
        given: dict[str, Any] = {"rappel_id": self.path.rappel.pk, "actor": self.path.coordinator}
        self.attempt(lambda: rappels.cancel(**given, code="erreur", sent=self.path.sent))

    @rule()
    def propose_cddf(self) -> None:
        self.attempt(self.path.propose_cddf)

    @once("referral")
    @rule()
    def refuse_cddf(self) -> None:
        given: dict[str, Any] = {"referral_id": self.path.referral.pk, "actor": self.path.mayor}
        self.attempt(lambda: cddf.refuse(**given, sent=self.path.sent))

    @rule()
    def designate(self) -> None:
        self.attempt(self.path.designate)

    @once("mission")
    @rule()
    def begin_mission(self) -> None:
        self.attempt(lambda: self.path.accept_mission().first_contact().adhere(), lines=3)

    @once("mission")
    @rule()
    def end_mission(self) -> None:
        self.path.wait(1)
        given: dict[str, Any] = {
            "follow_up_id": self.path.mission.pk,
            "actor": self.path.coordinator,
        }
        self.attempt(lambda: follow_ups.end(**given, sent=self.path.sent))

    @rule()
    def bilan(self) -> None:
        self.attempt(
            lambda: self.path.request_bilan().write_bilan().validate_bilan(), lines=3, on_case=1
        )

    @rule()
    def present(self) -> None:
        self.case_act(self.path.present_bilan)

    # What is always true

    @invariant()
    def the_case_is_lawful(self) -> None:
        case = self.case
        case.validate_constraints()
        assert case.version == self.acts_on_case
        self.what_is_engaged_is_informed(case)
        if case.state == CaseState.CLOS:
            self.what_is_closed_is_over(case)

    def what_is_engaged_is_informed(self, case: Case) -> None:
        """I30."""
        if case.engaged_on is not None:
            assert case.informed_on is not None
            assert case.representatives_informed_on is not None
        else:
            assert not case.rappels.exists()
            assert not case.follow_ups.exists()

    def what_is_closed_is_over(self, case: Case) -> None:
        """I06 and I48: no measure under way, no access left, a bilan or a reason."""
        assert not case.rappels.exclude(state__in=RAPPEL_FINAL).exists()
        assert not case.cddf_referrals.exclude(state__in=CDDF_FINAL).exists()
        assert not case.follow_ups.exclude(state__in=FOLLOW_UP_FINAL).exists()
        ended = (Relation.MISSION, Relation.TASK, Relation.CONSULTATION, Relation.SITTING)
        running = CaseGrant.objects.filter(permission__codename__in=ended, content_object=case)
        assert not running.exclude(until__lte=self.path.now).exists()
        if case.closing_code == ClosingReason.OBJECTIFS:
            assert case.bilans.filter(presented_on__isnull=False).exists()

    @invariant()
    def one_line_for_each_act(self) -> None:
        assert JournalEntry.objects.count() == self.done

    @invariant()
    def only_the_mayor_convenes(self) -> None:
        """I33."""
        convened = RappelALOrdre.objects.for_system("check").exclude(appointment_at=None)
        assert not convened.exclude(decided_by=self.path.mayor.hat_id).exists()


@pytest.mark.django_db
def test_what_must_always_be_true_stays_true_whatever_is_tried() -> None:
    reached: set[str] = set()

    class Remembered(Life):
        def teardown(self) -> None:
            reached.update(self.reached)
            super().teardown()

    run_state_machine_as_test(
        Remembered,
        settings=settings(
            max_examples=25,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
        ),
    )
    # Random acts that never went anywhere would prove nothing.
    assert {CaseState.INSCRIT, CaseState.EN_COURS, CaseState.CLOS} <= reached
