"""Every act of the services, as data: who does it, on which row, what it moves, who is told.

``tests.casework.test_services_acts`` tries each of them in the same ways.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import Any

from casework.choices.measures import RappelLevel
from casework.choices.states import CaseState as C
from casework.services import cases
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


TO_MAYOR = told_to((M.DECISION_EXPECTED, "mayor"))
FORMAL: dict[str, Any] = {"level": RappelLevel.PROTOCOLE, "faits": ("F04",)}


def doing(row: str, key: str) -> Callable[..., Doing]:
    """How to call a service on one row of the path, which the service takes under this key.

    What is given with the call is a value, or a function of the path.
    """

    def calling(call: Callable[..., Any], **given: Any) -> Doing:
        def do(path: Path, actor: Actor, sent: Sent) -> Any:
            values = {
                name: value(path) if callable(value) else value for name, value in given.items()
            }
            return call(**{key: getattr(path, row).pk}, actor=actor, sent=sent, **values)

        return do

    return calling


on_saisine = doing("saisine", "saisine_id")
on_case = doing("case", "case_id")
on_seance = doing("seance", "seance_id")
on_rappel = doing("rappel", "rappel_id")
on_family = doing("referral", "referral_id")
on_accompagnement = doing("accompagnement", "accompagnement_id")
on_offer = doing("offer", "offer_id")
on_mission = doing("mission", "follow_up_id")
on_bilan = doing("bilan", "bilan_id")
on_request = doing("request", "request_id")
on_relais = doing("relais", "relais_id")

today = attrgetter("today")
appointment = attrgetter("appointment")
suspend = on_case(
    cases.suspend,
    code="attente_entree_dispositif",
    review_on=lambda path: path.today + timedelta(days=60),
)


def engaged(path: Path) -> Path:
    return path.to(C.EN_COURS)


def suspended(path: Path) -> Path:
    """On a path already engaged."""
    suspend(path, path.coordinator, path.sent)
    return path


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
