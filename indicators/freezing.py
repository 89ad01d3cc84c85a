"""Freezing the accounts of closed periods: in order, once, signed (docs/decisions/0041)."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models, transaction
from django.db.models import Max

from confidentiality.journal_key import SealingKey
from confidentiality.sealing import instant, signed_content
from indicators import accounts
from indicators.choices import PeriodKind
from indicators.models import Contribution
from indicators.periods import AccountPeriod, last_closed_month
from veille.models import Collectivite

logger = logging.getLogger(__name__)

# Frozen in the night that follows the closing: longer means that nobody freezes.
LATE = timedelta(days=3)
# Before the first contribution of a collectivité.
GENESIS = "0" * 64


class NotFreezable(Exception):
    """Why a period cannot be frozen yet, in French, with what to do."""


def contribution_key() -> SealingKey | None:
    """The key that signs contributions, None where it was not given: only the sealer holds it.

    Raises ImproperlyConfigured for a file open to others, or garbled.
    """
    path = Path(settings.JALON_INDICATORS_KEY)
    return SealingKey.load(path, of="des contributions") if path.exists() else None


def freeze(
    period: AccountPeriod, collectivite: Collectivite, *, key: SealingKey, now: datetime
) -> list[Contribution]:
    """Freeze a closed period of one collectivité: one contribution for each cellule.

    Nothing when it is frozen already, or has nothing to count. Two at once give one. Raises
    NotFreezable for a period that is not closed, or out of order.
    """
    if now < period.closes_at:
        raise NotFreezable(
            f"La période {period} n’est pas close : elle se fige à partir du "
            f"{period.closes_at:%d/%m/%Y à %H h %M}."
        )
    with transaction.atomic():
        accounts.hold_still()
        chain = Contribution.objects.filter(collectivite=collectivite)
        cellules = accounts.concerned(collectivite, period)
        if not cellules or chain.filter(kind=period.kind, first_day=period.first).exists():
            return []
        _require_order(period, chain, collectivite)
        last = chain.order_by("-number").first()
        made = []
        contents = accounts.contents(cellules, period)
        for cellule in cellules:
            last = _next(last, collectivite, key, now)
            last.cellule, last.kind, last.first_day = cellule, period.kind, period.first
            last.content = contents[cellule.pk]
            last.sha256 = hashlib.sha256(last.content.encode("ascii")).hexdigest()
            last.signature = key.sign(signed_bytes(last))
            last.save(force_insert=True)
            made.append(last)
    return made


def freeze_due(now: datetime, key: SealingKey) -> int:
    """Freeze whatever is closed and not frozen yet; how many contributions that made."""
    return sum(
        len(freeze(period, collectivite, key=key, now=now))
        for collectivite in accounts.tenants().order_by("pk")
        for period in _due(collectivite, now)
    )


def late(now: datetime) -> int:
    """Collectivités that counted something in a period closed for days, and not frozen yet."""
    return sum(
        any(
            period.closes_at + LATE < now and accounts.concerned(collectivite, period)
            for period in _due(collectivite, now)
        )
        for collectivite in accounts.tenants()
        if accounts.begun_in(collectivite)
    )


def freeze_each_night(now: datetime) -> None:
    """What the scheduler runs where the key is. Elsewhere it only says that nothing was frozen."""
    key = contribution_key()
    if key is None:
        logger.error("Contributions : clé absente, rien n’est figé.")
    else:
        freeze_due(now, key)


def signed_bytes(contribution: Contribution) -> bytes:
    """What the signature covers, and what the next contribution hashes."""
    return signed_content(
        "contribution",
        {
            "collectivite": str(contribution.collectivite_id),
            "number": contribution.number,
            "cellule": str(contribution.cellule_id),
            "period": str(contribution.period),
            "rule": contribution.rule_version,
            "sha256": contribution.sha256,
            "prev": contribution.prev_hash,
            "at": instant(contribution.frozen_at),
            "key": contribution.key_id,
        },
        of="indicators",
    )


def hash_of(contribution: Contribution | None) -> str:
    """What the next contribution bears of this one."""
    if contribution is None:
        return GENESIS
    return hashlib.sha256(signed_bytes(contribution)).hexdigest()


def _next(
    last: Contribution | None, collectivite: Collectivite, key: SealingKey, now: datetime
) -> Contribution:
    return Contribution(
        collectivite=collectivite,
        number=last.number + 1 if last else 1,
        rule_version=accounts.RULE,
        prev_hash=hash_of(last),
        frozen_at=now,
        key_id=key.id,
    )


def _require_order(
    period: AccountPeriod, chain: models.QuerySet[Contribution], collectivite: Collectivite
) -> None:
    """Months one after the other; a longer period with its last month."""
    months = chain.filter(kind=PeriodKind.MONTH)
    if period.kind is not PeriodKind.MONTH:
        last = AccountPeriod(PeriodKind.MONTH, period.months[-1])
        if not months.filter(first_day=last.first).exists():
            raise NotFreezable(f"Figez d’abord le mois {last}, puis la période {period}.")
        return
    frozen = months.aggregate(last=Max("first_day"))["last"]
    expected = frozen + relativedelta(months=1) if frozen else accounts.begun_in(collectivite)
    if expected and (period.first > expected or (frozen and period.first < expected)):
        month = AccountPeriod(PeriodKind.MONTH, expected)
        raise NotFreezable(
            f"La période {period} n’est pas dans l’ordre : le mois à figer est {month}."
        )


def _due(collectivite: Collectivite, now: datetime) -> Iterator[AccountPeriod]:
    """What is closed and not frozen, in order; from the first month that counts or was frozen."""
    rows = Contribution.objects.filter(collectivite=collectivite)
    frozen = set(rows.order_by().values_list("kind", "first_day").distinct())
    last = last_closed_month(now).first
    month = min(
        [day for kind, day in frozen if kind == PeriodKind.MONTH]
        or [accounts.begun_in(collectivite) or last]
    )
    while month <= last:
        for kind in PeriodKind:
            period = AccountPeriod.around(kind, month)
            if period.months[-1] == month and (kind, period.first) not in frozen:
                yield period
        month += relativedelta(months=1)
