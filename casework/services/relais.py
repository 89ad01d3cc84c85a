"""Hand-over to another commune: proposed, agreed to in writing, handed over on paper."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from uuid import UUID

from django.db import transaction

from casework.guards import relais as guards
from casework.models import Relais
from casework.services.door import locked_case, on_measure
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim, refusing
from confidentiality.guards import require
from veille.models import Commune


def propose(
    *, case_id: UUID, actor: Actor, commune: Commune | None, outside: bool, sent: Sent
) -> Relais:
    """To a commune of the département, or outside of it. Once refused, never asked again."""
    with transaction.atomic():
        claim(sent.key, actor, "relais.propose")
        case = locked_case(case_id, actor, "relais.propose", sent)
        require(case, guards.was_not_refused)
        relais = Relais(case=case, commune=commune, outside=outside, proposed_on=sent.today)
        with refusing(relais):
            relais.validate_constraints()
        require(relais, guards.case_is_open, guards.leaves_the_collectivite)
        relais.save()
        journal.record(
            actor=actor,
            action="relais.propose",
            chain_id=case.cellule_id,
            target=relais,
            after=relais.state,
        )
    return relais


def agree(
    *,
    relais_id: UUID,
    actor: Actor,
    young_on: date,
    representatives_on: date | None,
    sent: Sent,
) -> Relais:
    """The written agreement, dated: of the young person, and of a minor’s representatives (I51)."""
    with _on_relais(relais_id, actor, "relais.agree", sent) as relais:
        sent.require_past(young_on, representatives_on)
        relais.young_agreed_on = young_on
        relais.representatives_agreed_on = representatives_on
        relais.agree()
    return relais


def refuse(*, relais_id: UUID, actor: Actor, sent: Sent) -> Relais:
    """No agreement: nothing is handed over, and only closing for a move remains."""
    with _on_relais(relais_id, actor, "relais.refuse", sent) as relais:
        relais.refuse(on=sent.today)
    return relais


def hand_over(*, relais_id: UUID, actor: Actor, sent: Sent) -> Relais:
    """The sheet is in the hands of the young person, or of the next commune."""
    with _on_relais(relais_id, actor, "relais.hand_over", sent) as relais:
        relais.hand_over(on=sent.today)
    return relais


def close(*, relais_id: UUID, actor: Actor, sent: Sent) -> Relais:
    """Nothing more to do here."""
    with _on_relais(relais_id, actor, "relais.close", sent) as relais:
        relais.close(on=sent.today)
    return relais


def _on_relais(
    relais_id: UUID, actor: Actor, act: str, sent: Sent
) -> AbstractContextManager[Relais]:
    return on_measure(
        rows=Relais.objects.visible_to,
        pk=relais_id,
        actor=actor,
        act=act,
        sent=sent,
    )
