"""Acts of the page of a case that begin an accompagnement parental or a transaction."""

from __future__ import annotations

from casework.acts.registry import Act
from casework.choices.lists import DecisionCode
from casework.choices.states import ACCOMPAGNEMENT_FINAL, ENDED, TRANSACTION_FINAL
from casework.forms import mayor as forms
from casework.guards import cases as guards
from casework.guards.accompagnements import young_person_is_minor
from casework.guards.transactions import case_has_a_fact_for_it, case_may_use_it
from casework.models import Case
from casework.services import accompagnements, transactions


def _accompagnement_wanted(case: Case) -> bool:
    wanted = DecisionCode.ACCOMPAGNEMENT in case.decision_codes and case.state not in ENDED
    return wanted and not case.accompagnements.exclude(state__in=ACCOMPAGNEMENT_FINAL).exists()


def _transaction_wanted(case: Case) -> bool:
    wanted = DecisionCode.TRANSACTION in case.decision_codes and case.state not in ENDED
    return wanted and not case.transactions.exclude(state__in=TRANSACTION_FINAL).exists()


BEGINNING_ACTS: tuple[Act, ...] = (
    Act(
        code="accompagnement.consider",
        slug="envisager-un-accompagnement",
        label="Préparer l’accompagnement parental",
        form=forms.ConsiderForm,
        guards=(guards.follow_up_is_engaged, guards.measures_may_begin, young_person_is_minor),
        perform=lambda actor, case, form: accompagnements.consider(
            case_id=case.pk,
            actor=actor,
            trigger=form.cleaned_data["trigger"],
            threat=form.cleaned_data["threat"],
            sent=form.sent,
        ),
        intro="La cellule prépare ; seul le maire propose, et les parents restent libres de "
        "refuser (CASF, art. L. 141-2).",
        success="L’accompagnement parental est en préparation.",
        when=_accompagnement_wanted,
    ),
    Act(
        code="transaction.propose",
        slug="proposer-une-transaction",
        label="Proposer une transaction",
        form=forms.ProposeTransactionForm,
        guards=(
            case_may_use_it,
            case_has_a_fact_for_it,
            guards.follow_up_is_engaged,
            guards.measures_may_begin,
        ),
        perform=lambda actor, case, form: transactions.propose(
            case_id=case.pk,
            actor=actor,
            given=transactions.Offer(
                fait_id=form.cleaned_data["fait"],
                pv_on=form.cleaned_data["pv_on"],
                pv_reference=form.cleaned_data["pv_reference"],
                prejudice=form.cleaned_data["prejudice"],
                mode=form.cleaned_data["mode"],
                hours=form.cleaned_data["hours"],
                attested=form.cleaned_data["commune_property"]
                and form.cleaned_data["no_proceedings"],
            ),
            sent=form.sent,
        ),
        intro="Une réparation, ou un travail de trente heures au plus. Le jeune a quinze jours "
        "pour répondre et peut consulter un avocat ; le parquet homologue (CPP, art. 44-1).",
        success="La transaction est proposée.",
        when=_transaction_wanted,
    ),
)
