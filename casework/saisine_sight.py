"""What one agent sees of saisines, and the read that leaves a trace."""

from __future__ import annotations

from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from casework.choices.states import SaisineState
from casework.models import Saisine
from casework.models.saisines import SaisineQuerySet
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.errors import NotVisible
from veille.access import authorize

# Until the answer is given the saisine shows the name; afterwards only the case does.
NAMED = frozenset({SaisineState.BROUILLON, SaisineState.SOUMISE, SaisineState.A_COMPLETER})
# What the author may still write.
WRITABLE = frozenset({SaisineState.BROUILLON, SaisineState.A_COMPLETER})
# What waits for somebody comes first, then the drafts, then what is over.
_ORDER = (SaisineState.SOUMISE, SaisineState.A_COMPLETER, SaisineState.BROUILLON)


def readable_saisines(actor: Actor) -> SaisineQuerySet:
    """Those that this agent sees, with what a page shows of them."""
    visible = Saisine.objects.visible_to(actor, timezone.now())
    return visible.select_related(
        "young_person__key",
        "young_person__commune",
        "cellule__collectivite",
        "organisation",
        "case",
    )


def in_order_of_work(rows: SaisineQuerySet) -> SaisineQuerySet:
    """To qualify first, the oldest before; then to complete, drafts, and what is over."""
    ranks = [models.When(state=state, then=rank) for rank, state in enumerate(_ORDER)]
    waiting = models.When(state=SaisineState.SOUMISE, then=models.F("submitted_at"))
    return rows.annotate(
        rank=models.Case(*ranks, default=len(_ORDER), output_field=models.IntegerField()),
        waiting_since=models.Case(waiting, default=None, output_field=models.DateTimeField()),
    ).order_by("rank", "waiting_since", "-created_at", "pk")


def read_saisine(actor: Actor, saisine_id: UUID) -> Saisine:
    """Open one saisine for reading. The trace is written before anything is shown.

    Raises NotVisible, the same whether the saisine is hidden or does not exist (AU-038 art. 8).
    """
    with transaction.atomic():
        authorize(actor, "saisine.view")
        saisine = readable_saisines(actor).filter(pk=saisine_id).first()
        if saisine is None:
            raise NotVisible
        journal.record(
            actor=actor,
            action="saisine.view",
            chain_id=saisine.cellule_id,
            target=saisine,
            outcome="read",
        )
    return saisine


def read_own_saisine(actor: Actor, saisine_id: UUID) -> Saisine:
    """The same for the pages that only its author opens, in whatever state it is."""
    saisine = read_saisine(actor, saisine_id)
    if saisine.author_id != actor.hat_id:
        raise NotVisible
    return saisine
