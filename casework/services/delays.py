"""The delays of one cellule, set by its coordonnateur within the bounds of the law."""

from __future__ import annotations

from django.db import transaction

from casework.choices.delays import RULES
from casework.models import DelaySetting
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim
from confidentiality.errors import NotVisible, refused
from notifications.bounds import TimerRule
from veille.access import authorize
from veille.hats import circles_of
from veille.models import Cellule


def cellule_to_set(actor: Actor) -> Cellule:
    """The cellule whose delays this agent sets; refused for any other role than coordonnateur."""
    authorize(actor, "delay.set")
    cellule = circles_of(actor).first()
    if cellule is None:
        raise NotVisible
    return cellule


def set_delay(*, actor: Actor, rule: str, value: int, sent: Sent) -> DelaySetting:
    """Give one delay of one’s cellule a value; each situation follows it from its next act on.

    Refused beyond a legal maximum, with its article, and outside the bounds of a practice.
    """
    cellule = cellule_to_set(actor)
    with transaction.atomic():
        claim(sent.key, actor, "delay.set")
        _settable(rule).check(value)
        setting, _ = DelaySetting.objects.update_or_create(
            cellule=cellule, rule=rule, defaults={"value": value}
        )
        journal.record(
            actor=actor,
            action="delay.set",
            chain_id=cellule.pk,
            target=cellule,
            delay=rule,
            value=value,
        )
    return setting


def _settable(rule: str) -> TimerRule:
    found = RULES.get(rule)
    if found is None:
        raise refused("unknown_delay", "Ce délai n’est pas dans la liste.", "Charte de la cellule")
    if found.is_fixed:
        raise refused(
            "delay_is_fixed",
            f"{found.label} : ce délai est fixé, il ne se règle pas.",
            found.article,
        )
    return found
