"""Attacking a bulletin again, with all that was published before it: a new report, kept.

The auditor learns, and what is published adds up; figures never change. So the attack is made again
whenever somebody asks, and a bulletin that falls is not published.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import transaction

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim
from confidentiality.errors import refused
from indicators.cell_keys import keys_in
from indicators.choices import BulletinState, PeriodKind
from indicators.diffusion import diffusion_plan
from indicators.models import AuditRecord, Bulletin, Publication
from indicators.periods import AccountPeriod
from indicators.protection.tables import Frozen
from indicators.releasing.composing import attack as attack_all
from indicators.releasing.ground import places
from indicators.releasing.holdings import frozen_counts
from indicators.releasing.pieces import NotComposed, Published, Year
from indicators.services.bulletins import pass_audit
from indicators.services.publishing import published_in
from indicators.verify import WITHDRAWN
from veille.access import authorize

_RULE = "Règles de diffusion, R9"


def attack(*, bulletin_id: UUID, actor: Actor | None, sent: Sent) -> AuditRecord:
    """Attack a bulletin and all those of its year that were published before it; a correction, with
    all that its year has told. A correction that waited for it passes.

    ``actor``: None for the console, which alone attacks a year by age and sex: it takes a minute.
    Raises NotPermitted, AlreadyDone, Refused.
    """
    if actor is not None:
        authorize(actor, "bulletin.attack")
    row = Bulletin.objects.select_related("content").get(pk=bulletin_id)
    basis = row if row.corrects_id is None else basis_of(row)
    if actor is not None and basis.kind == PeriodKind.YEAR:
        raise refused(
            "bulletin_attack_is_long",
            "L’attaque d’un bulletin annuel dure une minute ou deux : elle ne se lance pas d’une "
            "page. Demandez à l’administrateur technique «\u202fmanage.py indicators audit "
            f"{row.number}\u202f» ; son résultat se lira ici.",
            _RULE,
        )
    report = report_on(basis)
    with transaction.atomic():
        if actor is not None:
            claim(sent.key, actor, "bulletin.attack")
        record = AuditRecord.objects.create(
            bulletin=row, at=sent.now, passed=report["passed"], report=report
        )
        journal.record(
            actor=actor,
            action="bulletin.attack",
            chain_id=journal.HOUSE,
            target=row,
            passed=record.passed,
        )
        waited = row.corrects_id is not None and row.state == BulletinState.BROUILLON
        if waited and record.passed:
            pass_audit(row, actor, "bulletin.attack", sent)
    return record


def basis_of(bulletin: Bulletin) -> Bulletin:
    """The last bulletin of a year, corrections apart: its document holds all that was told."""
    year = AccountPeriod.around(PeriodKind.YEAR, bulletin.first_day)
    told = Publication.objects.filter(
        bulletin__corrects=None, bulletin__first_day__range=(year.first, year.last)
    )
    return told.select_related("bulletin__content").latest("rank").bulletin


def last_published() -> list[Bulletin]:
    """The last bulletin published of each year: to attack these is to attack everything."""
    newest: dict[int, Bulletin] = {}
    for each in Publication.objects.select_related("bulletin").order_by("rank"):
        newest[each.bulletin.first_day.year] = each.bulletin
    return list(newest.values())


def report_on(row: Bulletin) -> dict[str, Any]:
    """The report of a new attack; nothing is written. Raises Refused when it did not take place."""
    document = json.loads(row.content.document)
    year = Year(
        period=row.period,
        plan=diffusion_plan(row.plan_version),
        places=places(row.period.last),
        holdings=frozen_counts(row.period),
        published=_told(row, document["cells"]),
    )
    try:
        return dict(attack_all(year, document["certificate"]))
    except NotComposed as error:
        raise refused(
            "bulletin_not_attacked",
            f"{error.problem} L’attaque n’a pas eu lieu : signalez-le à l’administrateur "
            "technique.",
            _RULE,
        ) from error


def _told(row: Bulletin, cells: list[dict[str, object]]) -> Published:
    """Every figure of the bulletin and of those before it: a document holds its year so far.

    What a correction took back is no longer in documents, and is known all the same.
    """
    manifest = json.loads(row.content.manifest)
    known = published_in(row.period)
    here = {key.id: key for key in (*known, *keys_in(manifest["cells"]))}
    shown = {
        key: known[key] if each["flag"] == WITHDRAWN else Frozen(each["value"], each["margin"])  # type: ignore[arg-type]
        for each in cells
        if (key := here[str(each["id"])])
    }
    return shown | {key: Frozen(None, 0) for key in keys_in(manifest["covered"])}
