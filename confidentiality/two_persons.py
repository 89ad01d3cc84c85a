"""Two persons for what nobody can undo: the first asks, a second one agrees within a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import refused
from confidentiality.models import JointAct

# How long what was asked for waits for its second person.
LASTS = timedelta(hours=24)
MAY = frozenset({Role.TECHNIQUE, Role.DPO})
# In a cellule, what one of the two asks for, the other agrees to.
_COUNTERPARTS = {Role.COORDONNATEUR: Role.MAIRE, Role.MAIRE: Role.COORDONNATEUR}


def counterpart_of(role: Role) -> Role | None:
    """Who agrees to what this role asks for in a cellule; None for a role that asks nothing."""
    return _COUNTERPARTS.get(role)


def is_counterpart(actor: Actor, *, asked_by: UUID, asked_as: Role) -> bool:
    """Whether this agent is the second person: another one, under the other function."""
    return actor.user.pk != asked_by and counterpart_of(asked_as) == actor.role


def agree(*, act: str, subject: str, actor: Actor, now: datetime) -> JointAct | None:
    """Ask for an act, or agree to what another has asked: the act to be done, or None to wait.

    An act agreed to and interrupted is given again to either of the two. Raises Refused for a role
    that may not, and for the same person twice.
    """
    if actor.role not in MAY:
        raise refused(
            "joint_act_role",
            "Cet acte se fait à deux, par l’administrateur technique et le délégué à la "
            "protection des données, ou par deux d’entre eux.",
            "RGPD, art. 32",
        )
    with transaction.atomic():
        waiting = JointAct.objects.select_for_update().filter(
            act=act, subject=subject, until__gt=now, done_at=None
        )
        pending = waiting.first()
        if pending is None:
            _ask(act, subject, actor, now)
            return None
        if pending.joined_by_id is None:
            _join(pending, actor, now)
        elif actor.user.pk not in (pending.asked_by_id, pending.joined_by_id):
            raise refused(
                "joint_act_taken",
                "Deux autres personnes font déjà cet acte.",
                "RGPD, art. 32",
            )
    return pending


def done(pending: JointAct, now: datetime) -> None:
    """The act is over: it must be asked for again."""
    pending.done_at = now
    pending.save(update_fields=["done_at"])


def _ask(act: str, subject: str, actor: Actor, now: datetime) -> None:
    pending = JointAct.objects.create(
        act=act, subject=subject, asked_by=actor.user, asked_at=now, until=now + LASTS
    )
    _tell(pending, "joint_act.ask", actor)


def _join(pending: JointAct, actor: Actor, now: datetime) -> None:
    if pending.asked_by_id == actor.user.pk:
        raise refused(
            "joint_act_alone",
            "Vous avez déjà demandé cet acte : une autre personne doit le confirmer avant "
            f"{pending.until:%d/%m/%Y %H:%M} (UTC).",
            "RGPD, art. 32",
        )
    pending.joined_by, pending.joined_at = actor.user, now
    pending.save(update_fields=["joined_by", "joined_at"])
    _tell(pending, "joint_act.agree", actor)


def _tell(pending: JointAct, action: str, actor: Actor) -> None:
    journal.record(
        actor=actor,
        action=action,
        chain_id=journal.HOUSE,
        target=pending,
        act=pending.act,
        subject=pending.subject,
    )
