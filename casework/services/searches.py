"""Asking for a person: the question is kept sealed under an opaque address, for fifteen minutes."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from casework.likeness import Wanted
from casework.models import Search
from confidentiality import ephemeral
from confidentiality.actors import Actor
from confidentiality.errors import NotVisible, refused
from veille.access import authorize

KEPT = timedelta(minutes=15)
# A quarter of an hour of work, not of a list of names tried one after the other.
ASKED_AT_MOST = 40
_TABLE = Search._meta.db_table


def ask(*, actor: Actor, wanted: Wanted, secret: str) -> Search:
    """Keep a question for its author, in this session. Nothing is looked for yet.

    Searches whose time is over go at the same occasion. Refused after forty in fifteen minutes.
    """
    authorize(actor, "person.search")
    now = timezone.now()
    with transaction.atomic():
        Search.objects.filter(until__lte=now).delete()
        if Search.objects.filter(asked_by=actor.hat_id).count() >= ASKED_AT_MOST:
            raise refused(
                "too_many_searches",
                "Quarante recherches en un quart d’heure, c’est assez : attendez quelques minutes.",
                "RGPD, art. 5, 1, c et f",
            )
        address = uuid4()
        return Search.objects.create(
            pk=address,
            asked_by_id=actor.hat_id,
            sealed=ephemeral.close(_TABLE, address, secret, _texts(wanted)),
            until=now + KEPT,
        )


def asked(*, actor: Actor, search_id: UUID, secret: str) -> Wanted:
    """The question of an address, for the hat and the session that asked it.

    Raises NotVisible for any other, once its time is over, and when there never was one.
    """
    authorize(actor, "person.search")
    mine = Search.objects.open_at(timezone.now()).filter(asked_by=actor.hat_id, pk=search_id)
    search = mine.first()
    found = search and ephemeral.reopen(_TABLE, search.pk, secret, bytes(search.sealed))
    if not found:
        raise NotVisible
    return _wanted(found)


def _texts(wanted: Wanted) -> dict[str, str]:
    born = wanted.birth_date
    return {
        "last_name": wanted.last_name,
        "first_name": wanted.first_name,
        "birth_date": born.isoformat() if born else "",
    }


def _wanted(texts: dict[str, str]) -> Wanted:
    born = texts["birth_date"]
    return Wanted(
        texts["last_name"], texts["first_name"], date.fromisoformat(born) if born else None
    )
