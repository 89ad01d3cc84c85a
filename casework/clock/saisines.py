"""What a day brings to a saisine: a reminder, or its end."""

from __future__ import annotations

from django.db import models

from casework.clock.waking import Work, has_come, holders, on_its_day, remind
from casework.models import Saisine
from casework.services import lapses
from casework.timers.keeping import saisine_days
from casework.timers.rules import Rule
from confidentiality.choices import Role
from notifications import timers
from notifications.choices import MessageKind
from notifications.timers import Tick


def _expire(saisine: Saisine, tick: Tick) -> str:
    lapses.expire(saisine_id=saisine.pk, at=tick.now)
    return "erased"


def _erase(saisine: Saisine, tick: Tick) -> str:
    lapses.erase_saisine(saisine_id=saisine.pk)
    return "erased"


def _late(saisine: Saisine, tick: Tick) -> str:
    return _tell_coordination(saisine, tick, MessageKind.SAISINE_LATE)


def _escalate(saisine: Saisine, tick: Tick) -> str:
    """The delay is over: whoever answers for the file is told."""
    mayors = holders(Role.MAIRE, tick, collectivite=saisine.cellule.collectivite_id)
    return remind(MessageKind.SAISINE_ESCALATED, mayors, tick)


def _procureur(saisine: Saisine, tick: Tick) -> str:
    """CSI art. L. 132-3: the procureur tells what became of it, when he is asked."""
    return _tell_coordination(saisine, tick, MessageKind.PROCUREUR_AWAITED)


def _tell_coordination(saisine: Saisine, tick: Tick, kind: MessageKind) -> str:
    return remind(kind, holders(Role.COORDONNATEUR, tick, cellule=saisine.cellule_id), tick)


_WORK: dict[Rule, Work] = {
    Rule.SAISINE: _late,
    Rule.SAISINE_MAIRE: _escalate,
    Rule.BROUILLON: _expire,
    Rule.IRRECEVABLE: _erase,
    Rule.PROCUREUR: _procureur,
}


def _rows() -> models.QuerySet[Saisine]:
    return Saisine.objects.for_system("a day that comes")


def register() -> None:
    """Say to the timers what each rule of a saisine does."""
    for rule, work in _WORK.items():
        timers.register(
            rule,
            rows=_rows,
            act=on_its_day(rule, saisine_days, work),
            foresees=has_come(rule, saisine_days),
        )
