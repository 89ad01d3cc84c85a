"""Whom a breach touches: what the journal says was read or changed, by kind (RGPD art. 33).

Counts and references for the register of breaches (FSM-12), never a name: whoever must inform the
persons opens their cases, with a right to do so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from confidentiality.choices import FieldGroup
from confidentiality.models import JournalEntry, User
from confidentiality.models.journal import Outcome
from veille.models import Cellule, Collectivite
from veille.services.trace_labels import kind_label

# Kinds of rows about a person, and the first part of the acts whose lists show them.
_KINDS = {
    "case": "casework.case",
    "saisine": "casework.saisine",
    "rappel": "casework.rappelalordre",
    "parquet": "casework.rappelalordre",
    "cddf": "casework.cddfreferral",
    "accompagnement": "casework.accompagnementparental",
    "transaction": "casework.transaction",
    "follow_up": "casework.referentfollowup",
    "bilan": "casework.bilan",
    "relais": "casework.relais",
    "rights": "casework.rightsrequest",
}
_SHORTEST_REFERENCE = 8
_AT_ONCE = 2_000


class UnknownAgent(Exception):
    """No agent, or several, answer to this reference."""


@dataclass(frozen=True, slots=True)
class Touched:
    """One kind of rows: how many were read, how many changed, their references."""

    label: str
    read: int
    changed: int
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a window of the journal touched. ``data``: groups of data, and how many cases."""

    lines: int
    agents: int
    persons: int
    kinds: tuple[Touched, ...]
    data: tuple[tuple[str, int], ...]


def scope_of(
    *,
    since: datetime,
    until: datetime,
    agent_id: UUID | None = None,
    collectivite: Collectivite | None = None,
) -> Scope:
    """What was read or changed in the window, by one agent or by all, in one collectivité or all.

    ``until`` is the first moment outside. Refused attempts showed nothing: they do not count.
    """
    lines = JournalEntry.objects.filter(at__gte=since, at__lt=until).exclude(
        outcome=Outcome.REFUSED
    )
    if agent_id is not None:
        lines = lines.filter(actor_id=agent_id)
    if collectivite is not None:
        cellules = Cellule.objects.filter(collectivite=collectivite).values_list("pk", flat=True)
        lines = lines.filter(chain__in=[collectivite.pk, *cellules])
    count = _Count()
    for line in lines.order_by("pk").iterator(_AT_ONCE):
        count.add(line)
    return count.told()


def agent_of(reference: str) -> UUID:
    """The agent whose identifier begins so, eight signs at least. Raises UnknownAgent."""
    wanted = reference.replace("-", "").lower()
    if len(wanted) < _SHORTEST_REFERENCE:
        raise UnknownAgent(reference)
    found = [pk for pk in User.objects.values_list("pk", flat=True) if pk.hex.startswith(wanted)]
    if len(found) != 1:
        raise UnknownAgent(reference)
    return found[0]


@dataclass(slots=True)
class _Count:
    """Distinct rows by kind, as lines go by."""

    lines: int = 0
    agents: set[UUID] = field(default_factory=set)
    read: dict[str, set[str]] = field(default_factory=dict)
    changed: dict[str, set[str]] = field(default_factory=dict)
    data: dict[str, set[str]] = field(default_factory=dict)

    def add(self, line: JournalEntry) -> None:
        rows = list(_rows(line))
        if not rows:
            return
        self.lines += 1
        if line.actor_id:
            self.agents.add(line.actor_id)
        kept = self.read if line.outcome == Outcome.READ else self.changed
        for kind, pk in rows:
            kept.setdefault(kind, set()).add(pk)
        for group in line.codes.get("fields", []):
            self.data.setdefault(group, set()).add(line.object_id)

    def told(self) -> Scope:
        kinds = sorted({*self.read, *self.changed})
        touched = {
            kind: self.read.get(kind, set()) | self.changed.get(kind, set()) for kind in kinds
        }
        return Scope(
            lines=self.lines,
            agents=len(self.agents),
            persons=_persons(touched),
            kinds=tuple(
                Touched(
                    kind_label(kind),
                    len(self.read.get(kind, ())),
                    len(self.changed.get(kind, ())),
                    _references(kind, touched[kind]),
                )
                for kind in kinds
            ),
            data=tuple(
                (_data_label(group), len(cases)) for group, cases in sorted(self.data.items())
            ),
        )


def _rows(line: JournalEntry) -> Iterable[tuple[str, str]]:
    """The rows about a person that a line speaks of: its own, or those of a list."""
    if line.object_type in _KINDS.values() and line.object_id:
        yield line.object_type, line.object_id
    kind = _KINDS.get(line.action.partition(".")[0])
    if kind and not line.object_id:
        for pk in line.codes.get("objects", []):
            yield kind, str(pk)


def _data_label(group: str) -> str:
    """In the words of the access matrix; a group of another version keeps its code."""
    return str(FieldGroup(group).label) if group in FieldGroup.values else group


def _references(kind: str, keys: set[str]) -> tuple[str, ...]:
    """What agents call them; the beginning of the identifier of those that are gone."""
    rows = _standing(kind, keys)
    named = {str(pk): getattr(row, "trace_reference", "") for pk, row in rows.items()}
    return tuple(sorted(named.get(key) or key[:8] for key in keys))


def _persons(touched: dict[str, set[str]]) -> int:
    """Distinct young persons behind the rows that still stand; what is gone counts for one."""
    persons: Counter[object] = Counter()
    for kind, keys in touched.items():
        rows = _standing(kind, keys)
        for key in keys:
            row = rows.get(UUID(key))
            persons[_person(row) or key] += 1
    return len(persons)


def _person(row: Any) -> object:
    if row is None:
        return None
    if hasattr(row, "young_person_id"):
        return row.young_person_id
    return row.case.young_person_id if row.case_id else None


def _standing(kind: str, keys: set[str]) -> dict[UUID, Any]:
    model: Any = apps.get_model(kind)
    rows = model.objects.for_system("whom a breach touches")
    if not hasattr(model, "young_person_id"):
        rows = rows.select_related("case")
    found: dict[UUID, Any] = rows.in_bulk([UUID(key) for key in keys])
    return found
