"""What the clock does to a row by itself: the row that waits for it, the service that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.choices.lists import ClosingReason
from casework.choices.states import CaseState as C
from casework.services import conservation, endings, lapses, transactions
from tests.casework import factories as people
from tests.casework.path import Path
from tests.casework.tried_transactions import offered
from veille.models import EliminationAgreement


@dataclass(frozen=True)
class Timed:
    """One piece of scheduled work, on a row of a path."""

    row: Callable[[Path], Any]
    do: Callable[[Any, Path], object]


def _case(**values: Any) -> Callable[[Path], Any]:
    return lambda path: people.case(path.cellule, **values)


def _on_case(work: Callable[..., object]) -> Callable[[Any, Path], object]:
    return lambda case, path: work(case_id=case.pk, at=path.now)


def _agreed(path: Path) -> Any:
    """Sealed, and the archives have agreed to its elimination."""
    EliminationAgreement.objects.create(
        collectivite=path.cellule.collectivite, reference="AD62-2026-14", since=date(2020, 1, 1)
    )
    return people.case(path.cellule, state=C.A_ELIMINER)


def _unanswered(path: Path) -> Any:
    path.faits = ("F11",)
    return offered(path).wait(16).offer


TIMED: dict[str, Timed] = {
    "Saisine.expire": Timed(
        lambda path: path.draft().saisine,
        lambda saisine, path: lapses.expire(saisine_id=saisine.pk, at=path.now),
    ),
    "Case.close_for_age": Timed(
        _case(state=C.EN_COURS, birth_date=people.born(26)), _on_case(endings.close_for_age)
    ),
    "Case.archive": Timed(
        _case(state=C.CLOS, closing_code=ClosingReason.OBJECTIFS), _on_case(conservation.archive)
    ),
    "Case.discard": Timed(
        _case(state=C.CLOS, closing_code=ClosingReason.OPPOSITION), _on_case(conservation.archive)
    ),
    "Case.seal": Timed(_case(state=C.ARCHIVE), _on_case(conservation.seal)),
    "Case.eliminate": Timed(_agreed, _on_case(conservation.eliminate)),
    "Transaction.lapse": Timed(
        _unanswered,
        lambda offer, path: transactions.lapse(offer_id=offer.pk, at=path.now),
    ),
}
