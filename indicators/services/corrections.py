"""Correcting a published bulletin: a new version, never a new draw.

What was published once is known for ever: its value and its margin stay, for the protection of what
follows and for whoever attacks it. A version takes back lines that were badly made or badly said,
or corrects words; the same two persons answer for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim
from confidentiality.errors import NotVisible, Refused, refused
from indicators.cell_keys import CellKey
from indicators.choices import CorrectedWords, PeriodKind, WithdrawalGround
from indicators.models import (
    AuditRecord,
    Bulletin,
    Publication,
    ReleasedValue,
)
from indicators.releasing.calendar import number_of
from indicators.releasing.correcting import (
    Correction,
    Version,
    corrected,
    gives_a_number,
    line_of,
)
from indicators.services import attacks, bulletins, publishing
from indicators.services.publishing import key_of
from veille.access import authorize

_RULE = "Règles de diffusion, R9"
_FOR_EVER = "Règles de diffusion, R4"


def propose(*, bulletin_id: UUID, correction: Correction, actor: Actor, sent: Sent) -> Bulletin:
    """Prepare the version that corrects a published bulletin, and attack its year again.

    Audited, or a draft: when the attack succeeds, or when the year by age and sex is published,
    whose attack takes a minute and is asked for apart. ``sent.version``: the newest edition that
    was on the form. Raises NotPermitted, NotVisible, AlreadyDone, Refused.
    """
    authorize(actor, "bulletin.correct")
    former = Bulletin.objects.select_related("content").filter(pk=bulletin_id).first()
    if former is None:
        raise NotVisible
    _require_in_force(former)
    _require_said(correction)
    keys = _keys_of(former, correction)
    newest = newest_edition(former)
    if sent.version is not None and sent.version != newest:
        raise _meanwhile()
    basis = attacks.basis_of(former)
    long = basis.kind == PeriodKind.YEAR
    report = None if long else attacks.report_on(basis)
    try:
        with transaction.atomic():
            claim(sent.key, actor, "bulletin.correct")
            return _written(former, correction, keys, newest + 1, report, actor, sent)
    except IntegrityError as error:
        raise _meanwhile() from error


def lines_of(bulletin: Bulletin) -> dict[str, list[ReleasedValue]]:
    """What may still be taken back of a bulletin: its figures, line by line."""
    rows = ReleasedValue.objects.filter(
        publication__bulletin__kind=bulletin.kind,
        publication__bulletin__first_day=bulletin.first_day,
        withdrawal=None,
    ).exclude(value=None)
    found: dict[str, list[ReleasedValue]] = {}
    for row in rows.order_by("measure", "territory", "code", "span", "age_band", "sex"):
        found.setdefault(line_of(key_of(row)), []).append(row)
    return found


def newest_edition(bulletin: Bulletin) -> int:
    """The last edition of its period, published or not: a form tells which one it was read at."""
    rows = Bulletin.objects.filter(kind=bulletin.kind, first_day=bulletin.first_day)
    last: int = rows.aggregate(last=Max("edition"))["last"]
    return last


def _require_in_force(bulletin: Bulletin) -> None:
    if not bulletin.in_force:
        raise refused(
            "bulletin_not_in_force",
            "Seule la version publiée d’un bulletin, la dernière, se corrige. Ouvrez-la depuis la "
            "liste des bulletins.",
            _RULE,
        )


def _require_said(correction: Correction) -> None:
    if not correction.lines and not correction.words:
        raise refused(
            "correction_empty",
            "Une correction retire des chiffres ou corrige des mots. Cochez une ligne, ou écrivez "
            "une note.",
            _RULE,
        )
    if correction.lines and correction.ground not in WithdrawalGround.values:
        raise refused(
            "correction_without_ground",
            "Un retrait a son motif. Choisissez-le dans la liste ; un compte faux n’en est pas un, "
            "il se corrige par une écriture du mois ouvert.",
            _FOR_EVER,
        )
    if correction.words and correction.about not in CorrectedWords.values:
        raise refused(
            "correction_about_nothing",
            "Une note dit ce qu’elle corrige. Choisissez une définition, le nom d’un territoire ou "
            "une explication.",
            _RULE,
        )
    if gives_a_number(correction.words) or "@" in correction.words:
        raise refused(
            "correction_gives_a_number",
            "Une note corrige des mots : elle ne donne ni compte ni coordonnées. Écrivez-la sans "
            "nombre ; seuls une année, un âge, un code du plan ou le numéro d’un bulletin s’y "
            "écrivent.",
            _FOR_EVER,
        )


def _keys_of(bulletin: Bulletin, correction: Correction) -> list[CellKey]:
    known = lines_of(bulletin)
    if not correction.lines <= set(known):
        raise refused(
            "correction_unknown_line",
            "Une ligne choisie n’est pas dans ce bulletin, ou en est déjà retirée. Rechargez la "
            "page.",
            _RULE,
        )
    return [key_of(row) for line in correction.lines for row in known[line]]


def _meanwhile() -> Refused:
    return refused(
        "correction_meanwhile",
        "Un autre agent vient de préparer une correction de ce bulletin. Lisez-la dans la liste "
        "des bulletins, puis rechargez cette page pour en préparer une autre.",
        _RULE,
    )


def _written(
    former: Bulletin,
    correction: Correction,
    keys: list[CellKey],
    edition: int,
    report: Mapping[str, Any] | None,
    actor: Actor,
    sent: Sent,
) -> Bulletin:
    last = Publication.objects.latest("rank")
    number = number_of(former.period, edition)
    row = Bulletin.objects.create(
        number=number,
        kind=former.kind,
        first_day=former.first_day,
        edition=edition,
        plan_version=former.plan_version,
        corrects=former,
        prepared_at=sent.now,
    )
    document, manifest = corrected(
        former.content.document,
        former.content.manifest,
        correction,
        keys,
        Version(number, edition, sent.today, last.sha256),
    )
    publishing.keep(row, document, manifest, last.sha256)
    journal.record(
        actor=actor,
        action="bulletin.correct",
        chain_id=journal.HOUSE,
        target=row,
        withdrawn=len(keys),
    )
    if report is not None:
        _attacked(row, report, actor, sent)
    return row


def _attacked(row: Bulletin, report: Mapping[str, Any], actor: Actor, sent: Sent) -> None:
    AuditRecord.objects.create(
        bulletin=row, at=sent.now, passed=report["passed"], report=dict(report)
    )
    if report["passed"]:
        bulletins.pass_audit(row, actor, "bulletin.correct", sent)
        row.refresh_from_db()
