"""The transaction of the mayor, from its proposal to its execution (I52)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from casework.choices.lists import DecisionCode
from casework.choices.states import CaseState, TransactionState
from casework.models import Transaction
from casework.services import transactions
from confidentiality.errors import NotVisible, Refused
from confidentiality.models import Event, JournalEntry
from tests.casework import tried_transactions as steps
from tests.casework.factories import born
from tests.casework.path import Path
from tests.casework.tried import engaged, on_offer, suspended
from tests.refused import codes_of, refusal_of

pytestmark = pytest.mark.django_db


def on_damage() -> Path:
    return steps.opened(Path(faits=("F11",)))


def test_i52_from_the_proposal_to_the_execution() -> None:
    path = Path(faits=("F11",))
    steps.homologated(path)
    done = steps.execute(path, path.mayor, path.sent)

    assert done.state == TransactionState.EXECUTEE
    assert (done.homologation_reference, done.executed_on) == ("2026-44", path.today)


def test_i52_every_reason_of_a_refused_proposal_is_given_at_once() -> None:
    path = engaged(Path(faits=("F04",)))

    with pytest.raises(Refused) as error:
        steps.propose_offer(
            path,
            pv_on=path.today - timedelta(days=32),
            prejudice=Decimal(0),
            attested=False,
            hours=12,
        )

    assert codes_of(error) == {
        "transaction_closed",
        "transaction_fact",
        "transaction_commune_property",
        "transaction_pv_before_fact",
        "transaction_pv_late",
        "transaction_prejudice",
        "transaction_hours",
    }
    assert not Transaction.objects.for_system("test").exists()


def test_a_fact_of_another_case_is_out_of_sight() -> None:
    path = on_damage()

    with pytest.raises(NotVisible):
        steps.propose_offer(path, fait_id=uuid4())


def test_one_transaction_for_one_fact() -> None:
    path = steps.propose_offer(on_damage())
    steps.refuse(path, path.coordinator, path.sent)

    assert refusal_of(steps.propose_offer, path) == {"constraint"}


def test_an_agreement_after_fifteen_days_comes_too_late() -> None:
    path = steps.offered(Path(faits=("F11",))).wait(16)

    assert refusal_of(steps.agree, path, path.coordinator, path.sent) == {"transaction_answer_late"}


def test_the_clock_takes_silence_for_a_refusal_on_the_sixteenth_day() -> None:
    path = steps.offered(Path(faits=("F11",))).wait(15)
    assert path.offer not in transactions.unanswered(path.today)
    with pytest.raises(Refused) as error:
        transactions.lapse(offer_id=path.offer.pk, at=path.now)
    assert codes_of(error) == {"transaction_answer_awaited"}

    path.wait(1)
    assert path.offer in transactions.unanswered(path.today)
    offer = transactions.lapse(offer_id=path.offer.pk, at=path.now)

    assert (offer.state, offer.answered_on) == (TransactionState.SILENCE, path.today)
    event = Event.objects.get(object_id=offer.pk)
    assert (event.act, event.actor_id) == ("transaction.lapse", None)
    assert JournalEntry.objects.filter(action="transaction.lapse").count() == 1


def test_silence_runs_even_while_the_case_is_suspended() -> None:
    path = suspended(steps.offered(Path(faits=("F11",)))).wait(16)

    offer = transactions.lapse(offer_id=path.offer.pk, at=path.now)

    assert offer.state == TransactionState.SILENCE


def test_nothing_is_homologated_without_a_reference() -> None:
    path = steps.agreed(Path(faits=("F11",)))
    homologate = steps.homologate(reference=" ")

    found = refusal_of(homologate, path, path.coordinator, path.sent)

    assert found == {"homologation_reference"}


def test_the_dates_of_a_transaction_follow_each_other() -> None:
    path = steps.agreed(Path(faits=("F11",)))
    given = transactions.Homologation(True, "2026-44", path.today - timedelta(days=1))
    homologate = on_offer(transactions.homologate, given=given)

    assert refusal_of(homologate, path, path.mayor, path.sent) == {"transaction_order"}


def test_the_parquet_is_told_once_of_each_step() -> None:
    path = steps.agreed(Path(faits=("F11",)))

    assert steps.inform_parquet(path, path.coordinator, path.sent).parquet_informed_on == path.today

    again = refusal_of(steps.inform_parquet, path, path.coordinator, path.sent)
    assert again == {"transaction_parquet_informed"}


@pytest.mark.parametrize(
    ("code", "birth_date", "refusal"),
    [
        (DecisionCode.TRANSACTION, born(15), "transaction_closed"),
        (DecisionCode.ACCOMPAGNEMENT, born(19), "accompagnement_adult"),
    ],
)
def test_the_cellule_proposes_only_what_the_mayor_may_do(
    code: DecisionCode, birth_date: Any, refusal: str
) -> None:
    path = Path(birth_date=birth_date).to(CaseState.EN_EXAMEN)

    assert refusal_of(path.orient, code) == {refusal}
