"""Reading the journal of one collectivité: who did what, when, on which reference (AU-038 art. 8).

For its DPO. The journal holds no name of a young person; the names shown here are those of agents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from confidentiality import journal, verification
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import NotVisible
from confidentiality.models import JournalEntry, User
from confidentiality.models.journal import Outcome
from veille.models import Cellule, Collectivite, Designation
from veille.services.trace_labels import action_label, object_label

PAGE = 50


@dataclass(frozen=True, slots=True)
class Trace:
    """One line, as the DPO reads it."""

    number: int
    at: datetime
    who: str
    role: str
    what: str
    target: str
    outcome: str
    outcome_label: str
    place: str


@dataclass(frozen=True, slots=True)
class TraceFilters:
    """Codes and days; empty means no filter. ``before`` is the last line of the page before."""

    outcome: str = ""
    domain: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class TracePage:
    lines: Sequence[Trace]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What the independent verification found in the chains of one collectivité."""

    sound: bool
    sentences: tuple[str, ...]


def read_traces(actor: Actor, filters: TraceFilters) -> TracePage:
    """A page of the journal, newest first. Reading it leaves a line too, written before.

    Raises NotVisible for a hat without a collectivité.
    """
    tenant = _tenant_of(actor)
    with transaction.atomic():
        journal.record(
            actor=actor,
            action="journal.read",
            chain_id=tenant.pk,
            target=tenant,
            outcome="read",
            filter=filters.domain,
            issue=filters.outcome,
        )
        rows = _filtered(_lines_of(tenant), filters).order_by("-pk")
        page = list(rows[: PAGE + 1])
        lines = _traces(page[:PAGE], tenant)
    return TracePage(lines, page[PAGE - 1].pk if len(page) > PAGE else None)


def check_chains(actor: Actor) -> ChainCheck:
    """Verify the whole journal, and say what concerns this collectivité."""
    tenant = _tenant_of(actor)
    names = {str(key): name for key, name in _places(tenant).items()}
    report = verification.verify()
    findings = [finding for finding in report.findings if finding.chain in names]
    with transaction.atomic():
        journal.record(
            actor=actor,
            action="journal.verify",
            chain_id=tenant.pk,
            target=tenant,
            findings=len(findings),
        )
    return ChainCheck(
        sound=not findings,
        sentences=tuple(
            f"{names[finding.chain]}, ligne {finding.seq} : {finding.sentence}."
            for finding in findings
        ),
    )


def _tenant_of(actor: Actor) -> Collectivite:
    tenant = Collectivite.objects.filter(pk=actor.tenant_id).first() if actor.tenant_id else None
    if tenant is None:
        raise NotVisible
    return tenant


def _places(tenant: Collectivite) -> dict[UUID, str]:
    """The chains of a collectivité: its own, and one for each of its cellules, closed or not."""
    cellules = Cellule.objects.filter(collectivite=tenant).values_list("pk", "name")
    return {tenant.pk: tenant.name, **dict(cellules)}


def _lines_of(tenant: Collectivite) -> QuerySet[JournalEntry]:
    """Lines of its chains; from the chain of the house, those of its own agents."""
    hats = Designation.objects.filter(collectivite=tenant).values("pk")
    return JournalEntry.objects.filter(
        Q(chain__in=list(_places(tenant))) | Q(chain=journal.HOUSE, hat_id__in=hats)
    )


def _filtered(rows: QuerySet[JournalEntry], filters: TraceFilters) -> QuerySet[JournalEntry]:
    if filters.outcome:
        rows = rows.filter(outcome=filters.outcome)
    if filters.domain:
        rows = rows.filter(action__startswith=f"{filters.domain}.")
    if filters.since:
        rows = rows.filter(at__gte=_midnight(filters.since))
    if filters.until:
        rows = rows.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    if filters.before:
        rows = rows.filter(pk__lt=filters.before)
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _traces(entries: Iterable[JournalEntry], tenant: Collectivite) -> list[Trace]:
    entries = list(entries)
    agents = User.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    places = _places(tenant)
    return [
        Trace(
            number=entry.pk,
            at=entry.at,
            who=_who(entry, agents),
            role=str(Role(entry.role).label) if entry.role in Role.values else "",
            what=action_label(entry.action),
            target=object_label(entry.object_type, _reference(entry)),
            outcome=entry.outcome,
            outcome_label=str(Outcome(entry.outcome).label),
            place=places.get(entry.chain_id, "Application"),
        )
        for entry in entries
    ]


def _reference(entry: JournalEntry) -> str:
    """What agents call the row, or the beginning of its identifier."""
    return str(entry.codes.get("reference") or entry.object_id[:8])


def _who(entry: JournalEntry, agents: dict[UUID, User]) -> str:
    if entry.actor_id is None:
        return "Application"
    # The journal outlives accounts.
    agent = agents.get(entry.actor_id)
    return agent.full_name if agent else f"Compte supprimé {str(entry.actor_id)[:8]}"
