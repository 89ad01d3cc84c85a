"""A département of bulletins: cellules, frozen accounts made by hand, the agents of both keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent
from indicators.choices import BulletinState, PeriodKind
from indicators.models import Bulletin, Contribution
from indicators.periods import AccountPeriod
from indicators.releasing.correcting import Correction
from indicators.services import bulletins, corrections
from tests.indicators.departement import seated
from tests.veille import factories
from veille.models import Cellule

Counts = Mapping[tuple[str, str, str], int]


class Departement:
    """Cellules of two arrondissements, a préfecture, a DPO; accounts are given month by month."""

    def __init__(self, cellules: int = 4) -> None:
        self.cellules = [
            seated(f"62{rank % 2}", f"Arrondissement {rank % 2}", name=f"Cellule {rank}")
            for rank in range(cellules)
        ]
        self.prefecture = factories.agent(Role.PREFECTURE)
        self.dpo = factories.agent(Role.DPO, self.cellules[0])

    def give(self, month: str, counts: Counts) -> None:
        """Freeze the accounts of a month: the same counts in each cellule, as if by night."""
        for cellule in self.cellules:
            self.freeze(cellule, month, counts)

    @staticmethod
    def freeze(cellule: Cellule, month: str, counts: Counts, corrected: int = 0) -> None:
        """Freeze those of one cellule."""
        period = AccountPeriod.parse(month)
        lines = [[*key, count, corrected] for key, count in sorted(counts.items())]
        last = Contribution.objects.filter(collectivite=cellule.collectivite).count()
        Contribution.objects.create(
            collectivite=cellule.collectivite,
            number=last + 1,
            cellule=cellule,
            kind=PeriodKind.MONTH,
            first_day=period.first,
            rule_version=1,
            content=json.dumps({"counts": lines}),
            sha256="0" * 64,
            prev_hash="0" * 64,
            frozen_at=period.closes_at,
            key_id="essai",
            signature="00",
        )

    def prepared(self, period: str, actor: Actor | None = None) -> Bulletin:
        """The bulletin of a period, the day after it closed."""
        asked = AccountPeriod.parse(period)
        return bulletins.prepare(
            period=asked, actor=actor or self.prefecture, sent=Sent(at=after(asked))
        )

    def agreed(self, bulletin: Bulletin) -> Bulletin:
        """The same, once both have agreed."""
        for actor in (self.prefecture, self.dpo):
            bulletins.validate(bulletin_id=bulletin.pk, actor=actor, sent=Sent())
        return bulletin

    def agreed_by_dpo(self, bulletin: Bulletin) -> None:
        """The agreement of the DPO alone."""
        bulletins.validate(bulletin_id=bulletin.pk, actor=self.dpo, sent=Sent())

    def published(self, period: str) -> Bulletin:
        """The same, published; prepared again when the attack found something."""
        row = self.prepared(period)
        if row.state == BulletinState.BROUILLON:
            row = self.prepared(period)
        self.agreed(row)
        bulletins.publish(bulletin_id=row.pk, actor=self.prefecture, sent=Sent())
        row.refresh_from_db()
        return row


def corrected(departement: Departement, row: Bulletin, correction: Correction) -> Bulletin:
    """The version that corrects a published bulletin, published."""
    made = corrections.propose(
        bulletin_id=row.pk, correction=correction, actor=departement.prefecture, sent=Sent()
    )
    departement.agreed(made)
    bulletins.publish(bulletin_id=made.pk, actor=departement.prefecture, sent=Sent())
    made.refresh_from_db()
    return made


def after(period: AccountPeriod) -> datetime:
    """The day after the accounts of a period are closed."""
    return period.closes_at + timedelta(days=1)


# What most months hold: enough for a figure, too little to be told exactly.
SOME: Counts = {
    ("repere", "12-15", "F"): 2,
    ("repere", "16-17", "M"): 3,
    ("rappel", "12-15", "M"): 1,
    ("suivi", "16-17", "M"): 1,
}


def draft() -> Bulletin:
    """A bulletin whose attack failed, written as if it had been prepared."""
    return Bulletin.objects.create(
        number="2025-M01-1",
        kind=PeriodKind.MONTH,
        first_day=date(2025, 1, 1),
        edition=1,
        plan_version=1,
        prepared_at=timezone.now(),
    )


def published_everywhere(prefecture: Actor, dpo: Actor) -> Bulletin:
    """The bulletin of a month in which no cellule counted anybody."""
    month = AccountPeriod.parse("2024-02")
    for cellule in Cellule.objects.filter(created_on__lte=month.last):
        Departement.freeze(cellule, str(month), {})
    row = bulletins.prepare(period=month, actor=prefecture, sent=Sent())
    for actor in (prefecture, dpo):
        bulletins.validate(bulletin_id=row.pk, actor=actor, sent=Sent())
    return bulletins.publish(bulletin_id=row.pk, actor=prefecture, sent=Sent())
