"""Bulletins (FSM-14): made from closed accounts, attacked, agreed to by two persons, published.

A bulletin is composed outside any transaction, from frozen accounts and published figures only: it
depends on nothing that moves. Then it is written at once, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, models, transaction

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM, Sent, acting, claim, ticking
from confidentiality.errors import refused
from confidentiality.release_keys import rounding_key
from indicators.cell_keys import CellKey
from indicators.choices import BulletinState, PeriodKind
from indicators.diffusion import diffusion_plan
from indicators.models import (
    AuditRecord,
    Bulletin,
    Publication,
)
from indicators.periods import AccountPeriod
from indicators.releasing.calendar import following, number_of
from indicators.releasing.composing import Composed, compose, compose_coarser
from indicators.releasing.correcting import without
from indicators.releasing.ground import places
from indicators.releasing.holdings import frozen_counts
from indicators.releasing.manifest import manifest_of
from indicators.releasing.pieces import NotComposed, Year
from indicators.services import publishing
from veille.access import authorize

B = BulletinState
_ORDER, _CLOSED = "Règles de diffusion, R2", "Règles de diffusion, R5"
_TWO = "Règles de diffusion, R9"


def prepare(*, period: AccountPeriod, actor: Actor | None, sent: Sent) -> Bulletin:
    """Compose the bulletin of a closed period and attack it: audited, or a draft with its report.

    The same bulletin when it is ready already. After a failed attack, a second edition covers the
    figures that were found; it never draws again. Neither does the edition made once a correction
    was published meanwhile, which takes its place in the chain. ``actor``: None for the console.
    Raises NotPermitted, AlreadyDone, Refused.
    """
    if actor is not None:
        authorize(actor, "bulletin.prepare")
    _require_due(period, sent)
    former = _editions(period).first()
    if former is not None and _is_ready(former):
        return former
    edition = former.edition + 1 if former else 1
    year = year_of(period)
    composed = _composed(year, coarser=edition > 1)
    try:
        with transaction.atomic():
            return _written(year, composed, edition, actor, sent)
    except IntegrityError:
        # Another agent has just prepared it.
        ready = _editions(period).filter(edition=edition).first()
        if ready is None:
            raise
        return ready


def validate(*, bulletin_id: UUID, actor: Actor, sent: Sent) -> Bulletin:
    """Agree to an audited bulletin, as the préfecture or as the DPO: two agents.

    Raises the refusals of the door.
    """
    with _on_bulletin(bulletin_id, actor, "bulletin.validate", sent) as row:
        given = row.prefecture_by_id if actor.role == Role.PREFECTURE else row.dpo_by_id
        if row.state == B.AUDITE and given is not None:
            raise refused(
                "bulletin_validated_already",
                "Cet accord est déjà donné pour votre fonction. L’autre fonction donne le sien, "
                "puis la préfecture publie.",
                _TWO,
            )
        row.validate(user=actor.user, role=actor.role, at=sent.now)
    return row


def publish(*, bulletin_id: UUID, actor: Actor, sent: Sent) -> Bulletin:
    """Publish what two persons agreed to: its figures never change any more.

    Raises the refusals of the door.
    """
    with _on_bulletin(bulletin_id, actor, "bulletin.publish", sent) as row:
        last = publishing.last_one()
        content = row.content
        if content.previous_sha256 != (last.sha256 if last else ""):
            raise refused(
                "bulletin_overtaken",
                "Un autre bulletin a été publié depuis la préparation de celui-ci. Préparez-le de "
                "nouveau : ses chiffres seront les mêmes, à la suite de l’autre.",
                _ORDER,
            )
        newer = _editions(row.period).first()
        if newer is not None and newer.pk != row.pk:
            raise refused(
                "bulletin_replaced",
                f"Une autre version, n° {newer.number}, a été préparée depuis : elle seule se "
                "publie. Ouvrez-la depuis la liste des bulletins.",
                _ORDER,
            )
        if not row.audits.latest("at").passed:
            raise refused(
                "bulletin_found_since",
                "Une nouvelle attaque retrouve des chiffres de ce bulletin : il ne se publie pas. "
                "Lisez son audit et signalez-le à l’administrateur technique.",
                _TWO,
            )
        row.publish()
        publishing.release(row, content, last, sent)
    return row


def next_due() -> AccountPeriod | None:
    """The period whose bulletin comes next; None before the first one."""
    last = Publication.objects.select_related("bulletin").filter(bulletin__corrects=None)
    newest = last.order_by("-rank").first()
    return following(newest.bulletin.period) if newest else None


def year_of(period: AccountPeriod) -> Year:
    """What a bulletin is made from. Raises Refused while accounts are missing."""
    return Year(
        period=period,
        plan=diffusion_plan(),
        places=places(period.last),
        holdings=frozen_counts(period),
        published=publishing.published_in(period),
    )


def _is_ready(row: Bulletin) -> bool:
    """Whether an edition waits for its agreements, or failed for good, at the end of the chain."""
    last = Publication.objects.order_by("-rank").first()
    if row.content.previous_sha256 != (last.sha256 if last else ""):
        return False
    return row.state == B.AUDITE or row.edition > 1


def _require_due(period: AccountPeriod, sent: Sent) -> None:
    if sent.now < period.closes_at:
        raise refused(
            "bulletin_period_open",
            f"La période {period} n’est pas close : son bulletin se prépare à partir du "
            f"{period.closes_at:%d/%m/%Y}.",
            _CLOSED,
        )
    if _editions(period).filter(state=B.PUBLIE).exists():
        raise refused(
            "bulletin_published_already",
            f"Le bulletin de {period} est publié : il ne change plus. Une correction entre dans un "
            "bulletin suivant, parmi les régularisations.",
            _CLOSED,
        )
    due = next_due()
    if due is not None and period != due:
        raise refused(
            "bulletin_out_of_order",
            f"Les bulletins se suivent : le prochain est celui de {due}.",
            _ORDER,
        )
    if due is None and period.kind is not PeriodKind.MONTH:
        raise refused(
            "bulletin_first_is_a_month",
            "Le premier bulletin est celui d’un mois. Préparez d’abord un mois.",
            _ORDER,
        )


def _editions(period: AccountPeriod) -> models.QuerySet[Bulletin]:
    rows = Bulletin.objects.filter(kind=period.kind, first_day=period.first)
    return rows.order_by("-edition")


def _composed(year: Year, *, coarser: bool) -> Composed:
    key = rounding_key(year.period.first.year)
    try:
        if coarser:
            return compose_coarser(year, key)
        try:
            return compose(year, key)
        except NotComposed as conflict:
            # Figures that no rounding fits to the past are covered at once: nothing was drawn.
            if not conflict.cells:
                raise
            return compose_coarser(year, key)
    except NotComposed as error:
        raise refused(
            "bulletin_not_composed",
            f"{error.problem} Signalez-le à l’administrateur technique : rien n’est publié.",
            "Règles de diffusion, R3",
        ) from error


def _written(
    year: Year, composed: Composed, edition: int, actor: Actor | None, sent: Sent
) -> Bulletin:
    """The draft, its document and its audit; audited at once when the attack found nothing."""
    if actor is not None:
        claim(sent.key, actor, "bulletin.prepare")
    last = Publication.objects.order_by("-rank").first()
    previous = last.sha256 if last else ""
    gone = publishing.withdrawn_in(year.period)
    names = {CellKey(**each["cell"]).id for each in gone}
    composed = replace(composed, document=without(composed.document, names))
    manifest = manifest_of(year, composed, edition, previous, gone)
    row = Bulletin.objects.create(
        number=number_of(year.period, edition),
        kind=year.period.kind,
        first_day=year.period.first,
        edition=edition,
        plan_version=year.plan.version,
        prepared_at=sent.now,
    )
    publishing.keep(row, composed.document, manifest, previous)
    AuditRecord.objects.create(
        bulletin=row, at=sent.now, passed=composed.passed, report=composed.report
    )
    journal.record(
        actor=actor,
        action="bulletin.prepare",
        chain_id=journal.HOUSE,
        target=row,
        passed=composed.passed,
    )
    if composed.passed:
        pass_audit(row, actor, "bulletin.prepare", sent)
        row.refresh_from_db()
    return row


def pass_audit(row: Bulletin, actor: Actor | None, act: str, sent: Sent) -> None:
    """B1, once no adversary won. ``act``: that of the policy which this agent is doing."""
    if actor is None:
        with ticking(
            rows=Bulletin.objects.all(),
            pk=row.pk,
            act="bulletin.audit",
            at=sent.now,
            chain=lambda _: journal.HOUSE,
        ) as locked:
            locked.pass_audit()
        return
    with acting(
        rows=Bulletin.objects.all(),
        pk=row.pk,
        actor=actor,
        act="bulletin.audit",
        sent=NOT_A_FORM if sent.at is None else Sent(at=sent.at),
        permits=lambda _: authorize(actor, act),
        chain=lambda _: journal.HOUSE,
    ) as locked:
        locked.pass_audit()


@contextmanager
def _on_bulletin(bulletin_id: UUID, actor: Actor, act: str, sent: Sent) -> Iterator[Bulletin]:
    with acting(
        rows=Bulletin.objects.all(),
        pk=bulletin_id,
        actor=actor,
        act=act,
        sent=sent,
        permits=lambda _: authorize(actor, act),
        chain=lambda _: journal.HOUSE,
    ) as row:
        yield row
