"""The one door to a change: visible, locked, fresh, permitted, valid, journaled, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.constraints import message_of
from confidentiality.errors import (
    AlreadyDone,
    Conflict,
    NotPermitted,
    NotVisible,
    Refusal,
    Refused,
    refused,
)
from confidentiality.events import Change
from confidentiality.models import ActKey
from confidentiality.policy import Decision
from confidentiality.statements import together

Row = TypeVar("Row", bound="Versioned")
# Rows, or what locks one of them by its key and gives None when it is not there.
Rows: TypeAlias = models.QuerySet[Any] | Callable[[UUID], Any | None]
# What is computed from the row once it is written, before the line of the journal.
After: TypeAlias = Callable[[Any], object]


class Versioned(Protocol):
    """A row whose changes are counted, so that a stale form is noticed."""

    pk: Any
    version: int
    state: str

    def save(self, **kwargs: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form carries besides its fields: the version it was read at, its own key.

    Both are None for acts that no form sends (scheduled work, demonstration data). ``at`` dates
    the act in the past, for demonstration data only.
    """

    version: int | None = None
    key: UUID | None = None
    at: datetime | None = None

    @property
    def now(self) -> datetime:
        """The moment of the act: now, unless the history of a demonstration is being written."""
        return self.at or timezone.now()

    @property
    def today(self) -> date:
        """The day of the act, in the time of the site."""
        return timezone.localdate(self.now)

    def require_past(self, *days: date | None) -> None:
        """What has been done is not dated after the act itself; None is a day not given.

        A moment counts to the second, a day in the time of the site. Raises Refused
        (``future_date``).
        """
        for day in filter(None, days):
            if day > (self.now if isinstance(day, datetime) else self.today):
                raise refused(
                    "future_date", "La date ne peut pas être dans le futur.", "RGPD, art. 5, 1, d"
                )


NOT_A_FORM = Sent()


@contextmanager
def acting(
    *,
    rows: Rows,
    pk: UUID,
    actor: Actor,
    act: str,
    sent: Sent,
    permits: Callable[[Any], Decision],
    chain: Callable[[Any], UUID],
    after: After | None = None,
) -> Iterator[Any]:
    """Change one row, or nothing at all.

    ``rows`` are the rows this agent sees. ``permits`` answers for the locked row; ``chain`` names
    the journal chain. The body calls one transition and sets fields; ``after`` computes what
    depends on the row once it is written. Raises NotVisible (404), NotPermitted (403), Conflict
    (409), AlreadyDone, Refused (sentences on the form).
    """
    with transaction.atomic():
        claim(sent.key, actor, act)
        row = _locked(rows, pk)
        rule = _checked(row, permits, sent)
        with _told(row, actor, act, sent.now, chain, rule, after):
            yield row


@contextmanager
def ticking(
    *,
    rows: Rows,
    pk: UUID,
    act: str,
    at: datetime,
    chain: Callable[[Any], UUID],
    after: After | None = None,
) -> Iterator[Any]:
    """Change one row because its day has come: no agent, the same lock, guards and traces.

    Raises NotVisible when the row is gone, Refused when a guard or a constraint says no.
    """
    with transaction.atomic():
        row = _locked(rows, pk)
        with _told(row, None, act, at, chain, "clock", after):
            yield row


def _locked(rows: Rows, pk: UUID) -> Any:
    """The row, locked. Raises NotVisible when it is not among ``rows``."""
    if isinstance(rows, models.QuerySet):
        row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    else:
        row = rows(pk)
    if row is None:
        raise NotVisible
    return row


@contextmanager
def _told(
    row: Any,
    actor: Actor | None,
    act: str,
    at: datetime,
    chain: Callable[[Any], UUID],
    rule: str,
    after: After | None,
) -> Iterator[None]:
    """The change, its event and its line of the journal, written together.

    The line comes last: its chain is locked from there to the end, for everybody in the cellule.
    What a constraint of the row refuses may be known as late as that.
    """
    with refusing(row):
        change = Change(row, actor=actor, act=act, at=at)
        yield
        with together(last=True):
            change.write()
            if after:
                after(row)
            journal.record(
                actor=actor,
                action=act,
                chain_id=chain(row),
                target=row,
                before=change.before,
                after=row.state,
                version=row.version,
                rule=rule,
            )


def _checked(row: Any, permits: Callable[[Any], Decision], sent: Sent) -> str:
    """The rule that permits this act on the locked row, which nobody changed meanwhile."""
    decision = permits(row)
    if not decision.allowed:
        raise NotPermitted(decision.refusal)
    if sent.version is not None and row.version != sent.version:
        raise Conflict(row)
    return decision.rule


@contextmanager
def refusing(row: models.Model) -> Iterator[None]:
    """Turn what the machine or a constraint says into a refusal for the agent."""
    try:
        yield
    except TransitionNotAllowed as error:
        raise Refused(*refusals_of(row, error)) from error
    except ValidationError as error:
        raise Refused(*(Refusal("constraint", text) for text in error.messages)) from error
    except IntegrityError as error:
        text = message_of(row, error)
        if text is None:
            raise
        raise Refused(Refusal("constraint", text)) from error


def refusals_of(row: models.Model, error: TransitionNotAllowed) -> tuple[Refusal, ...]:
    """The refusals of the guards that failed, or the sentence about the present state."""
    meta = error.method._django_fsm
    state: str = row.state  # type: ignore[attr-defined]  # every machine has one
    found = meta.get_transition(state)
    if found is not None:
        reasons = tuple(each.refusal for each in found.conditions if not each(row))
        if reasons:
            return reasons
    label: str = row.get_state_display()  # type: ignore[attr-defined]  # from choices
    return (
        Refusal(
            "state",
            f"Cet acte n’est pas possible à cette étape : « {label} ».",
            "Plan départemental, mesure 2",
        ),
    )


def was_done(key: str | None, actor: Actor) -> bool:
    """Whether this agent sent this very form before: what it opened may be closed since."""
    try:
        known = UUID(key or "")
    except ValueError:
        return False
    return ActKey.objects.filter(key=known, user=actor.user).exists()


def claim(key: UUID | None, actor: Actor, act: str) -> None:
    """Take the key of a form, once. Raises AlreadyDone when the same form came before."""
    if key is None:
        return
    _, created = ActKey.objects.get_or_create(key=key, defaults={"user": actor.user, "act": act})
    if not created:
        raise AlreadyDone
