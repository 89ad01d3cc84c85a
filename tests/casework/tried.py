"""Every act of the services, as data: who does it, on which row, what it moves, who is told.

``tests.casework.test_services_acts`` tries each of them in the same ways.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.choices.measures import RappelLevel
from casework.choices.states import CaseState as C
from confidentiality.actors import Actor
from confidentiality.door import Sent
from notifications.choices import MessageKind as M
from tests.casework.path import Path

Notices = frozenset[tuple[M, str]]
Doing = Callable[[Path, Actor, Sent], Any]


@dataclass(frozen=True)
class Tried:
    """One act. ``row``, ``by`` and ``not_by`` name attributes of the path.

    ``not_by`` sees the row but has another function; nobody when every reader may act. ``told``:
    which message to whom. ``moves``: the state before and after, when the act moves a state.
    """

    act: str
    door: Callable[[Path], object]
    do: Doing
    row: str = ""
    by: str = "coordinator"
    not_by: str = ""
    moves: tuple[str, str] | None = None
    told: Notices = frozenset()
    level: str = RappelLevel.INFORMEL
    faits: tuple[str, ...] = ("F05",)

    def path(self) -> Path:
        """A path that stops at the door of this act."""
        path = Path(faits=self.faits, level=self.level)
        self.door(path)
        return path


def told_to(*notices: tuple[M, str]) -> Notices:
    return frozenset(notices)


FORMAL: dict[str, Any] = {"level": RappelLevel.PROTOCOLE, "faits": ("F04",)}


def on_saisine(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(
        saisine_id=path.saisine.pk, actor=actor, sent=sent, **given
    )


def on_case(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(case_id=path.case.pk, actor=actor, sent=sent, **given)


def on_seance(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(seance_id=path.seance.pk, actor=actor, sent=sent, **given)


def on_rappel(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(rappel_id=path.rappel.pk, actor=actor, sent=sent, **given)


def on_convened(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(
        rappel_id=path.rappel.pk,
        actor=actor,
        sent=sent,
        appointment_at=path.appointment,
        **given,
    )


def on_family(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(
        referral_id=path.referral.pk, actor=actor, sent=sent, **given
    )


def on_mission(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(
        follow_up_id=path.mission.pk, actor=actor, sent=sent, **given
    )


def on_bilan(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(bilan_id=path.bilan.pk, actor=actor, sent=sent, **given)


def engaged(path: Path) -> Path:
    return path.to(C.EN_COURS)


def convoked(path: Path) -> Path:
    return engaged(path).propose_rappel().decide()


def consulted(path: Path) -> Path:
    return engaged(path).propose_rappel().consult()


def programmed(path: Path) -> Path:
    return engaged(path).propose_cddf().accept_cddf()


def heard(path: Path) -> Path:
    return programmed(path).convene_family().wait(5).hear()


def written(path: Path) -> Path:
    return path.to(C.BILAN_ATTENDU).write_bilan()


def planned(path: Path) -> Path:
    return path.to(C.REPERE).inform().plan()
