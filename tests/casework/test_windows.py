"""The window of a séance moves, closes and lasts with the séance and with its agenda (I11)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework.choices.states import CaseState
from casework.models import Case, CaseGrant
from casework.services import cases, seances, undo
from confidentiality.choices import Relation, Role
from confidentiality.errors import Refused
from notifications.models import OutboxMessage
from tests.casework.path import Path
from tests.veille import factories
from veille.choices import SeanceState

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def inscribed() -> Path:
    """On the agenda of a séance a week from now: the window has just opened."""
    return Path().to(CaseState.INSCRIT)


def reads(path: Path, at: datetime) -> bool:
    """Whether the member reads the case at this moment."""
    return Case.objects.visible_to(path.member, at).filter(pk=path.case.pk).exists()


def test_from_seven_days_before_to_fifteen_after_the_seance_closes() -> None:
    path = inscribed()
    held = path.seance.held_at

    assert not reads(path, held - 7 * DAY - SECOND)
    assert reads(path, held - 7 * DAY)
    assert reads(path, held + 15 * DAY - SECOND)
    assert not reads(path, held + 15 * DAY)

    path.wait(7).attend().open_seance().examine().orient().wait(1).close_seance()
    closed = path.seance.closed_at
    assert closed is not None
    assert closed > held
    assert reads(path, closed + 15 * DAY - SECOND)
    assert not reads(path, closed + 15 * DAY)


def test_before_the_convocation_nobody_reads() -> None:
    path = Path().to(CaseState.REPERE).inform().plan().inscribe()
    assert not reads(path, path.seance.held_at)

    path.convene()
    assert reads(path, path.seance.held_at)

    seances.undo_convocation(seance_id=path.seance.pk, actor=path.coordinator, sent=path.sent)
    assert not reads(path, path.seance.held_at)


def test_a_seance_that_moves_takes_its_window_along() -> None:
    path = inscribed()
    before = path.seance.held_at
    after = before + 30 * DAY

    path.seance = seances.move_seance(
        seance_id=path.seance.pk, actor=path.coordinator, held_at=after, place="x", sent=path.sent
    )

    assert not reads(path, path.now + SECOND)
    assert not reads(path, before + 15 * DAY - SECOND)
    assert reads(path, after - 7 * DAY)
    assert OutboxMessage.objects.filter(kind="seance_moved").count() == len(_members(path))


def test_a_window_under_way_is_not_cut_by_a_move_of_two_days() -> None:
    path = inscribed()
    running = CaseGrant.objects.get(permission__codename=Relation.WINDOW)
    path.wait(5)

    seances.move_seance(
        seance_id=path.seance.pk,
        actor=path.coordinator,
        held_at=path.seance.held_at + 2 * DAY,
        place="x",
        sent=path.sent,
    )

    again = CaseGrant.objects.get(permission__codename=Relation.WINDOW)
    assert (again.pk, again.since) == (running.pk, running.since)
    assert again.until == path.seance.held_at + 17 * DAY


def test_a_seance_is_not_moved_to_the_past() -> None:
    path = inscribed()

    with pytest.raises(Refused, match="seance_moved_to_the_past"):
        seances.move_seance(
            seance_id=path.seance.pk,
            actor=path.coordinator,
            held_at=path.now - DAY,
            place="x",
            sent=path.sent,
        )


def test_a_cancelled_seance_closes_its_windows_and_adjourns_its_cases() -> None:
    path = inscribed()
    assert reads(path, path.now)

    seance = seances.cancel_seance(seance_id=path.seance.pk, actor=path.coordinator, sent=path.sent)

    path.again()
    case = path.case
    assert (seance.state, case.state) == (SeanceState.ANNULEE, CaseState.AJOURNE)
    assert case.adjourn_code == "seance_annulee"
    assert not reads(path, path.now + SECOND)
    assert not CaseGrant.objects.filter(until__gt=path.now + SECOND).exists()
    assert OutboxMessage.objects.filter(kind="seance_cancelled").exists()
    with pytest.raises(Refused, match="seance_already_over"):
        path.inscribe()


def test_a_case_taken_off_the_agenda_closes_at_once_and_comes_back_with_its_point() -> None:
    path = inscribed()

    cases.leave_agenda(
        case_id=path.case.pk, actor=path.coordinator, code="partenaire_absent", sent=path.sent
    )
    assert not reads(path, path.now + SECOND)
    assert not path.case.agenda_items.exists()

    path.inscribe()
    assert reads(path, path.now + SECOND)


def test_a_case_carried_to_another_seance_leaves_the_first_window() -> None:
    path = inscribed().wait(7).attend().open_seance().examine()
    cases.adjourn(
        case_id=path.case.pk, actor=path.coordinator, code="partenaire_absent", sent=path.sent
    )
    path.close_seance()
    first = path.seance
    assert reads(path, path.now + DAY)

    path.plan()
    far = path.now + 40 * DAY
    path.seance = seances.move_seance(
        seance_id=path.seance.pk, actor=path.coordinator, held_at=far, place="x", sent=path.sent
    )
    path.convene().inscribe()

    assert not reads(path, path.now + SECOND)
    assert reads(path, far - 7 * DAY)

    undo.undo(case_id=path.case.pk, actor=path.coordinator, sent=path.sent)
    assert reads(path, path.now + SECOND), "the first window is open again"
    assert first.closed_at is not None
    assert not reads(path, first.closed_at + 15 * DAY)


def test_what_an_ending_closed_is_not_opened_again_by_its_seance() -> None:
    path = inscribed()
    cases.close(
        case_id=path.case.pk, actor=path.coordinator, code="perte_de_contact", sent=path.sent
    )
    CaseGrant.objects.update(until=path.now)

    seances.move_seance(
        seance_id=path.seance.pk,
        actor=path.coordinator,
        held_at=path.seance.held_at + DAY,
        place="x",
        sent=path.sent,
    )

    assert not reads(path, path.seance.held_at)


def test_a_substitute_is_never_convened_beside_the_titular() -> None:
    path = Path()
    substitute = factories.agent(Role.MEMBRE, path.cellule, is_substitute=True)
    path.to(CaseState.INSCRIT)

    held = path.seance.held_at
    assert reads(path, held)
    assert not Case.objects.visible_to(substitute, held).exists()


def _members(path: Path) -> list[object]:
    now = path.now
    return list(path.cellule.designations.filter(role=Role.MEMBRE, since__lte=now))
