"""What the cellule may decide besides an orientation, and a step of the référent, on a path."""

from __future__ import annotations

from casework.choices.lists import AdjournReason, DismissReason
from casework.choices.measures import StepKind, StepResult
from casework.models import Step
from casework.services import cases, follow_ups
from tests.casework.path import Path


def adjourn(path: Path) -> None:
    path.case = cases.adjourn(
        case_id=path.case.pk,
        actor=path.coordinator,
        code=AdjournReason.INFORMATION,
        sent=path.sent,
    )


def dismiss(path: Path) -> None:
    path.case = cases.dismiss(
        case_id=path.case.pk,
        actor=path.coordinator,
        code=DismissReason.HORS_CHAMP,
        sent=path.sent,
    )


def orient(path: Path) -> None:
    path.orient()


def reorient(path: Path) -> None:
    path.case = cases.reorient(
        case_id=path.case.pk, actor=path.coordinator, orientation=path.plan_of(), sent=path.sent
    )


def carry_on(path: Path) -> None:
    path.case = cases.carry_on(case_id=path.case.pk, actor=path.coordinator, sent=path.sent)


def note_step(path: Path) -> Step:
    pilot = path.plan_of().pilot
    assert pilot is not None
    return follow_ups.add_step(
        case_id=path.case.pk,
        actor=path.coordinator,
        given=follow_ups.StepInput(
            kind=StepKind.values[0],
            organisation=pilot,
            happened_on=path.today,
            result=StepResult.values[0],
        ),
        sent=path.sent,
    )
