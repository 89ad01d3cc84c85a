"""The acts of the transaction, step by step."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from casework.services import transactions
from tests.casework.path import Path
from tests.casework.tried import Doing, Tried, engaged, on_case, on_offer, today


def homologate(*, granted: bool = True, reference: str = "2026-44") -> Doing:
    """What the parquet answers, that day."""
    return on_offer(
        transactions.homologate,
        given=lambda path: transactions.Homologation(granted, reference, path.today),
    )


agree = on_offer(transactions.answer, on=today, agreed=True)
refuse = on_offer(transactions.answer, on=today, agreed=False)
grant = homologate()
execute = on_offer(transactions.record_execution, on=today, done=True)
inform_parquet = on_offer(transactions.inform_parquet, on=today)


def opened(path: Path) -> Path:
    """The collectivité uses the transaction."""
    tenant = path.cellule.collectivite
    tenant.transactions_open = True
    tenant.save(update_fields=["transactions_open"])
    return engaged(path)


def offer_of(path: Path, **changes: Any) -> transactions.Offer:
    """A repair, proposed on a procès-verbal of three days ago."""
    values: dict[str, Any] = {
        "fait_id": path.saisine.faits.all()[0].pk,
        "pv_on": path.today - timedelta(days=3),
        "prejudice": Decimal("240.00"),
        "mode": "reparation",
        "attested": True,
    }
    return transactions.Offer(**(values | changes))


def propose_offer(path: Path, **changes: Any) -> Path:
    path.offer = transactions.propose(
        case_id=path.case.pk, actor=path.mayor, given=offer_of(path, **changes), sent=path.sent
    )
    return path


def offered(path: Path) -> Path:
    return propose_offer(opened(path))


def agreed(path: Path) -> Path:
    agree(offered(path), path.coordinator, path.sent)
    return path


def homologated(path: Path) -> Path:
    grant(agreed(path), path.coordinator, path.sent)
    return path


_TX: dict[str, Any] = {"row": "offer", "faits": ("F11",)}

TRANSACTIONS = (
    Tried(
        "transaction.answer",
        offered,
        agree,
        moves=("proposee", "acceptee"),
        **_TX,
    ),
    Tried(
        "transaction.answer",
        offered,
        refuse,
        by="mayor",
        moves=("proposee", "refusee"),
        **_TX,
    ),
    Tried(
        "transaction.homologate",
        agreed,
        grant,
        moves=("acceptee", "homologuee"),
        **_TX,
    ),
    Tried(
        "transaction.homologate",
        agreed,
        homologate(granted=False),
        by="mayor",
        moves=("acceptee", "non_homologuee"),
        **_TX,
    ),
    Tried(
        "transaction.record_execution",
        homologated,
        execute,
        moves=("homologuee", "executee"),
        **_TX,
    ),
    Tried(
        "transaction.record_execution",
        homologated,
        on_offer(transactions.record_execution, on=today, done=False),
        by="mayor",
        moves=("homologuee", "non_executee"),
        **_TX,
    ),
    Tried(
        "transaction.inform_parquet",
        agreed,
        inform_parquet,
        moves=("acceptee", "acceptee"),
        **_TX,
    ),
)

OFFERED = (
    Tried(
        "transaction.propose",
        opened,
        on_case(transactions.propose, given=offer_of),
        by="mayor",
        not_by="coordinator",
        faits=("F11",),
    ),
)
