"""Who may still be told of what: asked again as each message leaves (AC-15, AC-24, AC-35).

A message names an event; the event names a row; the row is seen, or not, under one of the hats that
its reader holds now. What no agent reads (a charte, a meeting to call) asks for a hat only.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from casework.clock.escalations import is_answered
from casework.models import (
    AccompagnementParental,
    Bilan,
    Case,
    CddfReferral,
    Decision,
    Export,
    MotivatedReading,
    PaperBatch,
    RappelALOrdre,
    ReferentFollowUp,
    Relais,
    RightsRequest,
    Saisine,
    Transaction,
)
from casework.services.archives import archived_for
from casework.services.seances import visible_seances
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.models import Event, User
from notifications import audience
from notifications.audience import Standing
from notifications.models import Timer
from veille.hats import actor_of, chartes_to_sign, hats_of
from veille.models import Exclusion, Seance

_Rows = Callable[[Actor, datetime], models.QuerySet[Any]]

_SIGHT: dict[type[models.Model], _Rows] = {
    model: model.objects.visible_to
    for model in (
        Saisine,
        RappelALOrdre,
        CddfReferral,
        AccompagnementParental,
        Transaction,
        Relais,
        RightsRequest,
        Bilan,
        Export,
        MotivatedReading,
        PaperBatch,
        ReferentFollowUp,
    )
}
_SIGHT[Seance] = visible_seances
_BY_LABEL = {model._meta.label_lower: rows for model, rows in _SIGHT.items()}
# Told once under their own key: the act that makes them has no event of theirs.
_MADE: tuple[type[models.Model], ...] = (
    Bilan,
    Export,
    MotivatedReading,
    PaperBatch,
    ReferentFollowUp,
)


def still_told(event: UUID, recipient: User, now: datetime) -> Standing:
    """Whether this agent, under one of the hats they hold now, still sees what the message is of.

    Who only has a charte to sign waits; whoever is excluded does not. A reminder of what has been
    answered since is for nobody.
    """
    actors = [actor_of(hat) for hat in hats_of(recipient, now)]
    if not actors or is_answered(event):
        return Standing.ENDED
    about = row_of(event)
    if about is None or any(sees(actor, *about, now) for actor in actors):
        return Standing.STANDS
    waits = any(chartes_to_sign(actor, now).exists() for actor in actors)
    if waits and not Exclusion.objects.running().filter(user=recipient).exists():
        return Standing.WAITS
    return Standing.ENDED


def row_of(event: UUID) -> tuple[str, UUID] | None:
    """The kind and the key of the row that an event, a timer or a new row is about."""
    told = Event.objects.filter(pk=event).values_list("object_type", "object_id").first()
    due = Timer.objects.filter(pk=event).values_list("target_type", "target_id").first()
    found = told or due
    if found is not None and found[0] == Decision._meta.label_lower:
        return Case._meta.label_lower, Decision.objects.values_list("item__case").get(pk=found[1])[
            0
        ]
    if found is not None:
        known = found[0] in _BY_LABEL or found[0] == Case._meta.label_lower
        return found if known else None
    for model in _MADE:
        if model._base_manager.filter(pk=event).exists():
            return model._meta.label_lower, event
    return None


def sees(actor: Actor, kind: str, pk: UUID, now: datetime) -> bool:
    """Whether this hat sees the row of a message."""
    if kind == Case._meta.label_lower:
        # Whoever keeps an archive is told of its end, without reading it; whoever controls the file
        # is told that one of its situations is frozen, without reading it either.
        if actor.role == Role.DPO:
            kept = Case.objects.for_system("whose file it is").filter(pk=pk)
            return kept.filter(cellule__collectivite=actor.tenant_id).exists()
        seen = Case.objects.visible_to(actor, now).filter(pk=pk).exists()
        return seen or archived_for(actor, now).filter(pk=pk).exists()
    return _BY_LABEL[kind](actor, now).filter(pk=pk).exists()


def register() -> None:
    """Say to the outbox who may still be told."""
    audience.register(still_told)
