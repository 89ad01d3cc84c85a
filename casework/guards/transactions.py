"""Conditions of the mayor’s transaction (FSM-13). CPP art. 44-1 and R. 15-33-61, invariant I52."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.choices.facts import TRANSACTION_FAITS
from casework.choices.mayor import TransactionMode
from casework.deadlines import TRANSACTION_HOURS, TRANSACTION_PROPOSAL
from casework.guards.measures import case_is_engaged
from confidentiality.guards import guard

if TYPE_CHECKING:
    from casework.models import Case, Transaction


@guard(
    "transaction_closed",
    "La collectivité n’a pas ouvert la transaction du maire : elle en convient d’abord avec le "
    "parquet.",
    "CPP, art. 44-1",
)
def collectivite_uses_it(offer: Transaction) -> bool:
    return offer.case.cellule.collectivite.transactions_open


@guard(
    "transaction_closed",
    "La collectivité n’a pas ouvert la transaction du maire : elle en convient d’abord avec le "
    "parquet.",
    "CPP, art. 44-1",
)
def case_may_use_it(case: Case) -> bool:
    return case.cellule.collectivite.transactions_open


@guard(
    "transaction_no_fact",
    "Aucun fait de cette situation ne permet une transaction : elle répond à une contravention "
    "qui abîme un bien de la commune.",
    "CPP, art. 44-1",
)
def case_has_a_fact_for_it(case: Case) -> bool:
    saisines = case.saisines.filter(faits__code__in=TRANSACTION_FAITS)
    return saisines.exists()


@guard(
    "transaction_fact",
    "La transaction répond à une contravention qui abîme un bien de la commune : dégradation "
    "légère, abandon d’ordures ou dépôt de déchets.",
    "CPP, art. 44-1",
)
def fact_allows_it(offer: Transaction) -> bool:
    return offer.fait.code in TRANSACTION_FAITS


@guard(
    "transaction_commune_property",
    "Attestez que le bien abîmé appartient à la commune et qu’aucune poursuite n’est engagée.",
    "CPP, art. 44-1",
)
def is_attested(offer: Transaction) -> bool:
    return offer.attested_at is not None


@guard(
    "transaction_pv_before_fact",
    "Le procès-verbal ne peut pas être daté avant le fait.",
    "CPP, art. R. 15-33-61",
)
def pv_follows_the_fact(offer: Transaction) -> bool:
    return offer.fait.happened_on <= offer.pv_on


@guard(
    "transaction_pv_late",
    "Le procès-verbal date de plus d’un mois : le maire ne peut plus proposer de transaction.",
    "CPP, art. R. 15-33-61",
)
def pv_is_recent(offer: Transaction) -> bool:
    return offer.pv_on <= offer.proposed_on <= offer.pv_on + TRANSACTION_PROPOSAL


@guard(
    "transaction_prejudice",
    "Indiquez le préjudice de la commune, en euros, au-dessus de zéro.",
    "CPP, art. 44-1",
)
def prejudice_is_known(offer: Transaction) -> bool:
    return offer.prejudice > 0


@guard(
    "transaction_hours",
    "Un travail non rémunéré dure de une à trente heures ; une réparation n’en compte pas.",
    "CPP, art. 44-1",
)
def hours_fit_the_mode(offer: Transaction) -> bool:
    if offer.mode == TransactionMode.TRAVAIL:
        return offer.hours is not None and 1 <= offer.hours <= TRANSACTION_HOURS
    return offer.hours is None


@guard(
    "transaction_answer_late",
    "La réponse est venue après quinze jours : le silence vaut refus.",
    "CPP, art. R. 15-33-62",
)
def answer_is_in_time(offer: Transaction) -> bool:
    return offer.answered_on is None or offer.answered_on <= offer.answer_due_on


@guard(
    "transaction_answer_awaited",
    "Le contrevenant a quinze jours pour répondre : ce délai court encore.",
    "CPP, art. R. 15-33-62",
)
def answer_is_overdue(offer: Transaction) -> bool:
    return offer.today > offer.answer_due_on


@guard(
    "transaction_parquet_informed",
    "Le parquet est déjà informé de cette étape.",
    "CPP, art. R. 15-33-62 à R. 15-33-66",
)
def parquet_waits(offer: Transaction) -> bool:
    last = offer.outcome_on
    return offer.parquet_informed_on is None or last is None or offer.parquet_informed_on < last


# What the mayor checks before proposing (invariant I52).
PROPOSAL = (
    case_is_engaged,
    collectivite_uses_it,
    fact_allows_it,
    is_attested,
    pv_follows_the_fact,
    pv_is_recent,
    prejudice_is_known,
    hours_fit_the_mode,
)
