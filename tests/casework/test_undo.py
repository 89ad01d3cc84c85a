"""Ten minutes to take back one’s last act: compensated, never deleted, told to nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.choices.lists import SuspensionReason
from casework.choices.measures import StepKind, StepResult
from casework.choices.states import CaseState as C
from casework.models import AgendaItem, Case, CaseGrant, Decision, Step
from casework.services import cases, cddf, follow_ups, seances, undo
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from confidentiality.door import NOT_A_FORM, Sent
from confidentiality.errors import Conflict, NotVisible, Refused
from confidentiality.events import events_of
from confidentiality.replay import replay
from notifications.models import DeliveryState, OutboxMessage
from tests.casework import factories as people
from tests.casework.alerts import words
from tests.casework.decided import adjourn, carry_on, dismiss, note_step, orient, reorient
from tests.casework.path import Path
from tests.veille import factories
from veille.sight import running

pytestmark = pytest.mark.django_db


def suspend(path: Path) -> None:
    path.case = cases.suspend(
        case_id=path.case.pk,
        actor=path.coordinator,
        code=SuspensionReason.ATTENTE,
        review_on=path.today + timedelta(days=30),
        sent=path.sent,
    )


def resume(path: Path) -> None:
    suspend(path)
    path.case = cases.resume(case_id=path.case.pk, actor=path.coordinator, sent=path.sent)


# The state before the act, and the act.
ACTS: dict[str, tuple[C, Callable[[Path], object]]] = {
    "case.adjourn": (C.EN_EXAMEN, adjourn),
    "case.dismiss": (C.EN_EXAMEN, dismiss),
    "case.orient": (C.EN_EXAMEN, orient),
    "case.reorient": (C.BILAN_PRESENTE, reorient),
    "case.continue": (C.BILAN_PRESENTE, carry_on),
    "case.suspend": (C.EN_COURS, suspend),
    "case.resume": (C.EN_COURS, resume),
}


def take_back(path: Path, by: Actor | None = None, *, minutes: int = 5) -> Case:
    done = events_of(path.case).last()
    assert done is not None
    return undo.undo(
        case_id=path.case.pk,
        actor=by or path.coordinator,
        sent=Sent(at=done.at + timedelta(minutes=minutes)),
    )


def messages() -> list[UUID]:
    return list(OutboxMessage.objects.values_list("pk", flat=True))


def values_of(case: Case) -> dict[str, object]:
    fresh = Case.objects.for_system("its values").filter(pk=case.pk).values().get()
    return {name: value for name, value in fresh.items() if name != "version"}


@pytest.mark.parametrize(("act", "start", "do"), [(a, s, d) for a, (s, d) in ACTS.items()])
def test_an_act_taken_back_leaves_the_case_as_it_was(
    act: str, start: C, do: Callable[[Path], object]
) -> None:
    path = Path().to(start)
    if act == "case.resume":
        suspend(path)
        before, known = values_of(path.case), messages()
        path.case = cases.resume(case_id=path.case.pk, actor=path.coordinator, sent=path.sent)
    else:
        before, known = values_of(path.case), messages()
        do(path)

    take_back(path)

    # Whoever the act told, or would have told tomorrow morning, is told nothing.
    left = OutboxMessage.objects.exclude(pk__in=known)
    assert not left.exclude(state=DeliveryState.CANCELLED).exists()

    last = events_of(path.case).last()
    assert last is not None
    assert last.undoes is not None
    assert (last.act, last.undoes.act) == ("case.undo", act)
    assert values_of(path.case) == before


def test_every_reversible_act_is_tried() -> None:
    assert set(ACTS) | {"case.inscribe"} == undo.REVERSIBLE


def test_a_point_taken_back_leaves_the_agenda_and_closes_the_window() -> None:
    path = Path().to(C.REPERE).inform().plan().inscribe()

    take_back(path)

    assert not AgendaItem.objects.exists()
    assert AgendaItem.even_withdrawn.count() == 1
    windows = CaseGrant.objects.filter(permission__codename=Relation.WINDOW)
    assert not windows.filter(running(path.now + timedelta(minutes=6))).exists()


def test_a_case_taken_off_an_agenda_can_be_put_on_it_again() -> None:
    path = Path().to(C.REPERE).inform().plan().inscribe()
    take_back(path)

    path.inscribe()

    assert path.case.state == C.INSCRIT


def test_a_decision_taken_back_is_no_longer_read_and_not_deleted() -> None:
    path = Path().to(C.EN_EXAMEN)
    before = Decision.objects.count()
    path.orient()

    take_back(path)

    assert Decision.objects.count() == before
    assert Decision.even_withdrawn.count() == before + 1


def test_messages_that_have_not_left_do_not_leave() -> None:
    path = Path().to(C.EN_EXAMEN)
    OutboxMessage.objects.all().delete()
    path.orient()
    event = events_of(path.case).last()
    assert event is not None

    take_back(path)

    left = OutboxMessage.objects.filter(event=event.pk)
    assert not left.exclude(state=DeliveryState.CANCELLED).exists()


@pytest.mark.parametrize("minutes", [10, 11, 600])
def test_after_ten_minutes_it_is_too_late(minutes: int) -> None:
    path = Path().to(C.EN_EXAMEN).orient()

    with pytest.raises(Refused, match="nothing_to_undo"):
        take_back(path, minutes=minutes)

    assert Case.objects.for_system("unchanged").get().state == C.ORIENTE


def test_nobody_takes_back_the_act_of_another() -> None:
    path = Path().to(C.EN_EXAMEN).orient()

    with pytest.raises(Refused, match="nothing_to_undo"):
        take_back(path, path.mayor)


def test_an_act_that_a_measure_has_followed_stays() -> None:
    path = Path().to(C.EN_COURS)
    suspend(path)
    done = events_of(path.case).last()
    assert done is not None
    path.case = cases.resume(
        case_id=path.case.pk, actor=path.coordinator, sent=Sent(at=done.at + timedelta(minutes=1))
    )
    path.now = done.at + timedelta(minutes=2)
    path.designate().accept_mission()

    with pytest.raises(Refused, match="act_followed"):
        undo.undo(
            case_id=path.case.pk,
            actor=path.coordinator,
            sent=Sent(at=done.at + timedelta(minutes=5)),
        )


def test_taking_back_is_not_itself_taken_back() -> None:
    path = Path().to(C.EN_EXAMEN).orient()
    take_back(path)

    with pytest.raises(Refused, match="nothing_to_undo"):
        take_back(path)


def test_a_closing_is_never_taken_back() -> None:
    path = Path().to(C.CLOS)

    assert undo.undoable(path.case, path.coordinator, path.now) is None


def test_the_history_with_its_compensation_replays() -> None:
    path = Path().to(C.EN_EXAMEN).orient()
    take_back(path)

    assert [each for each in replay().faults if each.object_id == path.case.pk] == []


def test_a_step_is_taken_back_by_its_author_within_ten_minutes() -> None:
    path = Path().to(C.EN_COURS)
    step = note_step(path)

    follow_ups.withdraw_step(
        step_id=step.pk,
        actor=step_author(path, step),
        sent=Sent(at=step.recorded_at + timedelta(minutes=9)),
    )

    assert not Step.objects.exists()
    assert Step.even_withdrawn.count() == 1


def test_a_step_stays_after_ten_minutes_and_for_another_agent() -> None:
    path = Path().to(C.EN_COURS)
    step = note_step(path)

    with pytest.raises(Refused, match="nothing_to_undo"):
        follow_ups.withdraw_step(
            step_id=step.pk,
            actor=step_author(path, step),
            sent=Sent(at=step.recorded_at + timedelta(minutes=10)),
        )
    with pytest.raises(NotVisible):
        follow_ups.withdraw_step(step_id=step.pk, actor=path.mayor, sent=NOT_A_FORM)
    assert timezone.now() > step.recorded_at
    assert Step.objects.exists()


def step_author(path: Path, step: Step) -> Actor:
    agents = (path.coordinator, path.referent)
    return next(agent for agent in agents if agent.hat_id == step.recorded_by_id)


def test_a_convocation_of_a_family_is_taken_back() -> None:
    path = Path().to(C.EN_COURS).propose_cddf().accept_cddf()
    before = path.referral.state
    path.convene_family()

    path.referral = cddf.undo_convocation(
        referral_id=path.referral.pk, actor=path.coordinator, sent=path.sent
    )

    assert path.referral.state == before
    assert path.referral.convened_on is None


def test_members_are_not_convened_to_a_seance_that_is_taken_back() -> None:
    path = Path().plan()
    OutboxMessage.objects.all().delete()
    path.convene()
    assert OutboxMessage.objects.filter(state=DeliveryState.WAITING).exists()

    seances.undo_convocation(seance_id=path.seance.pk, actor=path.coordinator, sent=path.sent)

    assert not OutboxMessage.objects.exclude(state=DeliveryState.CANCELLED).exists()


def test_the_page_of_a_case_offers_to_take_back_to_the_author_only() -> None:
    case = people.case(state=C.EN_COURS)
    author, colleague = (factories.agent(Role.COORDONNATEUR, case.cellule) for _ in range(2))
    page = reverse("casework:case_detail", args=[case.reference])
    cases.suspend(
        case_id=case.pk,
        actor=author,
        code=SuspensionReason.ATTENTE,
        review_on=timezone.localdate() + timedelta(days=30),
        sent=NOT_A_FORM,
    )

    assert "Annuler mon dernier acte" in words(factories.signed_in(author).get(page))
    assert "Annuler mon dernier acte" not in words(factories.signed_in(colleague).get(page))


def test_a_step_is_taken_back_from_the_page_of_the_case() -> None:
    case = people.case(state=C.EN_COURS)
    author = factories.agent(Role.COORDONNATEUR, case.cellule)
    follow_ups.add_step(
        case_id=case.pk,
        actor=author,
        given=follow_ups.StepInput(
            kind=StepKind.values[0],
            organisation=factories.organisation(),
            happened_on=timezone.localdate(),
            result=StepResult.values[0],
        ),
        sent=NOT_A_FORM,
    )
    address = reverse("casework:case_act", args=[case.reference, "annuler-l-etape"])

    answer = factories.signed_in(author).post(address, {"version": case.version, "cle": uuid4()})

    assert answer.status_code == 302
    assert not Step.objects.exists()


def test_a_measure_begun_on_a_stale_page_is_refused() -> None:
    path = Path().to(C.EN_COURS)

    stale = Sent(version=path.case.version - 1, at=path.now)

    with pytest.raises(Conflict):
        cddf.propose(case_id=path.case.pk, actor=path.coordinator, sent=stale)
