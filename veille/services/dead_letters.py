"""Acts of whoever runs the installation on what was given up: leave again, or close.

By kind, never by row: the technical administrator learns neither who is told nor of what.
"""

from __future__ import annotations

from django.db import transaction

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim
from confidentiality.errors import refused
from notifications import dead_letters
from veille.access import authorize


def retry(*, actor: Actor, kind: str, sent: Sent) -> int:
    """Let the dead messages of a kind leave, now that what stopped them is mended; how many.

    A work is not done again: whoever asked for it was told, and asks again. Raises NotPermitted,
    AlreadyDone, Refused when nothing of this kind is dead.
    """
    authorize(actor, "outbox.manage")
    with transaction.atomic():
        claim(sent.key, actor, "outbox.retry")
        count = dead_letters.leave_again(kind, sent.now)
        _record(actor, "outbox.retry", dead_letters.MESSAGE, kind, count)
    return count


def abandon(*, actor: Actor, family: str, kind: str, sent: Sent) -> int:
    """Close the dead messages, or the dead works, of a kind; how many.

    A message stays on the page « Avis » of its agent, as not sent. Raises NotPermitted,
    AlreadyDone, Refused when nothing of this kind is dead.
    """
    authorize(actor, "outbox.manage")
    with transaction.atomic():
        claim(sent.key, actor, "outbox.abandon")
        count = dead_letters.close(family, kind)
        _record(actor, "outbox.abandon", family, kind, count)
    return count


def _record(actor: Actor, act: str, family: str, kind: str, count: int) -> None:
    if not count:
        # Somebody else has just decided, or the form was made up: the act is taken back.
        raise refused(
            "nothing_given_up",
            "Il n’y a plus d’envoi sans succès de cette sorte : quelqu’un vient d’en décider.",
            "RGPD, art. 32",
        )
    journal.record(
        actor=actor,
        action=act,
        chain_id=journal.HOUSE,
        family=family,
        kind=kind,
        count=count,
    )
