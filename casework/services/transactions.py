"""The mayor’s transaction: proposed by him, answered, homologated by the parquet (FSM-13)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import models, transaction

from casework.choices.delays import Delay
from casework.choices.states import TransactionState
from casework.deadlines import delays_of
from casework.guards import cases as case_guards
from casework.guards import transactions as guards
from casework.models import Fait, Transaction
from casework.services.door import locked_case, measure_by_clock, on_measure
from casework.services.mayors import lawful_mayor, other_commune
from casework.timers import refresh
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim, refusing
from confidentiality.errors import NotVisible, refused
from confidentiality.guards import require

_LAW = "CPP, art. 44-1"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the mayor proposes. ``attested``: the commune’s own property, no proceedings begun."""

    fait_id: UUID
    pv_on: date
    prejudice: Decimal
    mode: str
    attested: bool
    hours: int | None = None
    pv_reference: str = ""


def propose(*, case_id: UUID, actor: Actor, given: Offer, sent: Sent) -> Transaction:
    """The mayor of the commune proposes it, in the month of the procès-verbal (invariant I52).

    CPP art. 44-1 and R. 15-33-61. Raises Refused with every reason at once.
    """
    with transaction.atomic():
        claim(sent.key, actor, "transaction.propose")
        case = locked_case(case_id, actor, "transaction.propose", sent)
        fait = Fait.objects.filter(pk=given.fait_id, saisine__case=case).first()
        if fait is None:
            raise NotVisible
        mayor = lawful_mayor(actor, fait.commune_id, sent, other=other_commune(_LAW))
        require(case, case_guards.measures_may_begin)
        offer = Transaction(
            case=case,
            fait=fait,
            pv_on=given.pv_on,
            pv_reference=given.pv_reference.strip(),
            prejudice=given.prejudice,
            mode=given.mode,
            hours=given.hours,
            attested_at=sent.now if given.attested else None,
            proposed_on=sent.today,
            proposed_by=mayor,
            delegation=mayor.delegation,
            answer_due_on=delays_of(case.cellule).after(Delay.REPONSE, sent.today),
        )
        require(offer, *guards.PROPOSAL)
        with refusing(offer):
            offer.save()
        refresh(case, sent.now)
        journal.record(
            actor=actor,
            action="transaction.propose",
            chain_id=case.cellule_id,
            target=offer,
            after=offer.state,
        )
    return offer


def answer(*, offer_id: UUID, actor: Actor, agreed: bool, on: date, sent: Sent) -> Transaction:
    """X1, X2: the answer, on the day it came. After fifteen days an agreement comes too late."""
    with _on_offer(offer_id, actor, "transaction.answer", sent) as offer:
        _check_day(on, offer.proposed_on, sent)
        offer.answered_on = on
        if agreed:
            offer.accept()
        else:
            offer.refuse()
    return offer


def lapse(*, offer_id: UUID, at: datetime) -> Transaction:
    """X3: fifteen days without an answer are a refusal. Taken by the clock."""
    rows = Transaction.objects.for_system("fifteen days without an answer")
    with measure_by_clock(rows=rows, pk=offer_id, act="transaction.lapse", at=at) as offer:
        offer.lapse(on=offer.today)
    return offer


def unanswered(today: date) -> models.QuerySet[Transaction]:
    """Offers whose fifteen days are over."""
    rows = Transaction.objects.for_system("fifteen days without an answer")
    return rows.filter(state=TransactionState.PROPOSEE, answer_due_on__lt=today)


@dataclass(frozen=True, slots=True)
class Homologation:
    """The answer of the parquet: granted or not, its reference and its date."""

    granted: bool
    reference: str
    on: date


def homologate(*, offer_id: UUID, actor: Actor, given: Homologation, sent: Sent) -> Transaction:
    """X4, X5: recorded from the written answer of the parquet, with its reference and date."""
    with _on_offer(offer_id, actor, "transaction.homologate", sent) as offer:
        reference = given.reference.strip()
        if not reference:
            raise refused(
                "homologation_reference", "Indiquez la référence de la réponse du parquet.", _LAW
            )
        _check_day(given.on, offer.answered_on or offer.proposed_on, sent)
        if given.granted:
            offer.homologate(reference=reference, on=given.on)
        else:
            offer.decline(reference=reference, on=given.on)
    return offer


def record_execution(
    *, offer_id: UUID, actor: Actor, done: bool, on: date, sent: Sent
) -> Transaction:
    """X6, X7: repaired or worked, or not."""
    with _on_offer(offer_id, actor, "transaction.record_execution", sent) as offer:
        _check_day(on, offer.homologation_on or offer.proposed_on, sent)
        if done:
            offer.execute(on=on)
        else:
            offer.default(on=on)
    return offer


def inform_parquet(*, offer_id: UUID, actor: Actor, on: date, sent: Sent) -> Transaction:
    """X8: the parquet is told of the answer, then of the execution."""
    with _on_offer(offer_id, actor, "transaction.inform_parquet", sent) as offer:
        _check_day(on, offer.outcome_on or offer.proposed_on, sent)
        offer.inform_parquet(on=on)
    return offer


def _check_day(day: date, since: date, sent: Sent) -> None:
    sent.require_past(day)
    if day < since:
        raise refused("transaction_order", "Cette date précède l’étape d’avant.", _LAW)


def _on_offer(
    offer_id: UUID, actor: Actor, act: str, sent: Sent
) -> AbstractContextManager[Transaction]:
    return on_measure(
        rows=Transaction.objects.visible_to,
        pk=offer_id,
        actor=actor,
        act=act,
        sent=sent,
    )
