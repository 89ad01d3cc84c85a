"""What was typed in a form that came after its confirmation: given back once, to its author.

Sealed under a secret of the session (``ephemeral``), for fifteen minutes: neither the address, nor
the session, nor the table can be read. Another session, another hat, another page: nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from confidentiality import ephemeral
from confidentiality.actors import Actor
from confidentiality.models import KeptForm, User

KEPT = timedelta(minutes=15)
# A long form is a few thousand signs: what is larger was not typed in one of ours.
LONGEST = 20_000
_TABLE = KeptForm._meta.db_table


def keep(*, actor: Actor, path: str, typed: str, secret: str, now: datetime) -> bool:
    """Keep one form of this agent in place of the one before. Whether it was kept.

    ``typed``: the fields, as a form sends them. Those whose time is over go at the same occasion.
    """
    if not typed or len(typed) > LONGEST:
        return False
    address = uuid4()
    content = {"hat": str(actor.hat_id), "path": path, "typed": typed}
    with transaction.atomic():
        # Two forms sent at once: the second replaces the first.
        User.objects.select_for_update(no_key=True).get(pk=actor.user.pk)
        KeptForm.objects.filter(until__lte=now).delete()
        KeptForm.objects.filter(user=actor.user.pk).delete()
        KeptForm.objects.create(
            pk=address,
            user_id=actor.user.pk,
            sealed=ephemeral.close(_TABLE, address, secret, content),
            until=now + KEPT,
        )
    return True


def take(*, actor: Actor, path: str, secret: str, now: datetime) -> str:
    """What this agent had typed on this page, erased as it is given; empty when there is nothing.

    Left where it is when it is of another page: the agent may still go there.
    """
    with transaction.atomic():
        kept = KeptForm.objects.select_for_update().filter(user=actor.user.pk, until__gt=now)
        form = kept.first()
        content = form and ephemeral.reopen(_TABLE, form.pk, secret, bytes(form.sealed))
        if not form or not content or not _is_of(content, actor.hat_id, path):
            return ""
        form.delete()
    return content["typed"]


def waits(*, user_id: UUID, now: datetime) -> bool:
    """Whether something typed by this agent is kept, whatever the page."""
    return KeptForm.objects.filter(user=user_id, until__gt=now).exists()


def _is_of(content: dict[str, str], hat: UUID, path: str) -> bool:
    return (content["hat"], content["path"]) == (str(hat), path)
