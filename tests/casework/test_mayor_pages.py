"""Pages of the accompagnement parental and of the transaction, and the refusals they show."""

from __future__ import annotations

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.choices.lists import DecisionCode
from casework.choices.states import (
    AccompagnementState,
    CaseState,
    RappelState,
    TransactionState,
)
from casework.models import Case
from confidentiality.actors import Actor
from confidentiality.choices import Role
from tests.casework import factories as people
from tests.veille import factories
from tests.veille.factories import signed_in

pytestmark = pytest.mark.django_db

MAYOR_CODES = [DecisionCode.ACCOMPAGNEMENT, DecisionCode.TRANSACTION]


def text_of(actor: Actor, address: str) -> str:
    response = signed_in(actor).get(address)
    assert response.status_code == 200
    # Narrow spaces and the spaces of the template are all one here.
    return " ".join(unescape(response.content.decode()).split())


def followed(state: str = CaseState.EN_COURS, **fields: Any) -> Case:
    return people.case(state=state, decision_codes=MAYOR_CODES, **fields)


def page(case: Case) -> str:
    return reverse("casework:case_detail", args=[case.reference])


def test_the_page_of_a_case_offers_what_the_cellule_proposed() -> None:
    case = followed()
    coordinator = factories.agent(Role.COORDONNATEUR, case.cellule)

    shown = text_of(coordinator, page(case))

    assert "Préparer l’accompagnement parental" in shown
    assert "Seul le maire ou l’élu qu’il a délégué par arrêté propose une transaction." in shown


def test_the_page_of_a_case_says_why_the_mayor_may_not() -> None:
    case = followed()
    mayor = factories.agent(Role.MAIRE, case.cellule)

    shown = text_of(mayor, page(case))

    assert "La collectivité n’a pas ouvert la transaction du maire" in shown
    assert "Aucun fait de cette situation ne permet une transaction" in shown


def test_a_measure_before_the_engagement_shows_the_way_out() -> None:
    case = followed(CaseState.ORIENTE)
    coordinator = factories.agent(Role.COORDONNATEUR, case.cellule)

    shown = text_of(coordinator, page(case))

    assert "Le suivi n’est pas encore engagé" in shown
    assert reverse("casework:case_act", args=[case.reference, "engager"]) in shown


def test_a_way_out_leads_to_the_act_of_the_very_measure() -> None:
    row = people.accompagnement(followed())
    factories.cddf(row.case.cellule.collectivite)
    coordinator = factories.agent(Role.COORDONNATEUR, row.case.cellule)

    shown = text_of(coordinator, reverse("casework:accompagnement", args=[row.pk]))

    way = reverse("casework:accompagnement_act", args=[row.pk, "consulter-le-cddf"])
    assert f'<a href="{way}">Noter la consultation du CDDF</a>' in shown


def test_a_refused_act_keeps_its_way_out_on_its_own_page() -> None:
    """Relative links would lead nowhere from there."""
    row = people.accompagnement(followed())
    factories.cddf(row.case.cellule.collectivite)
    coordinator = factories.agent(Role.COORDONNATEUR, row.case.cellule)

    shown = text_of(coordinator, reverse("casework:accompagnement_act", args=[row.pk, "verifier"]))

    assert "Cet acte n’est pas possible maintenant." in shown
    way = reverse("casework:accompagnement_act", args=[row.pk, "consulter-le-cddf"])
    assert f'href="{way}"' in shown


def test_the_coordonnateur_is_shown_the_way_to_the_parapheur() -> None:
    row = people.rappel(people.case(state=CaseState.EN_COURS), "F05", state=RappelState.ACCORD)
    coordinator = factories.agent(Role.COORDONNATEUR, row.case.cellule)

    shown = text_of(coordinator, reverse("casework:rappel", args=[row.pk]))

    way = reverse("casework:rappel_act", args=[row.pk, "transmettre"])
    assert f'<a href="{way}">Transmettre au parapheur</a>' in shown
    posted = signed_in(coordinator).post(
        reverse("casework:rappel_act", args=[row.pk, "decider"]), {"cle": str(uuid4())}
    )
    assert posted.status_code == 403
    assert way in posted.content.decode()


def test_the_mayor_who_waits_for_the_parquet_is_shown_how_to_ask_again() -> None:
    row = people.rappel(
        people.case(state=CaseState.EN_COURS),
        "F04",
        state=RappelState.CONSULTATION,
        level="protocole",
        opinion="",
        opinion_on=None,
        consulted_on=timezone.localdate(),
    )
    mayor = factories.agent(Role.MAIRE, row.case.cellule)

    shown = text_of(mayor, reverse("casework:rappel", args=[row.pk]))

    assert "Son silence ne vaut pas accord." in shown
    assert reverse("casework:rappel_act", args=[row.pk, "relancer"]) in shown


def test_the_parapheur_holds_what_the_mayor_may_propose_or_set_up() -> None:
    ready = people.accompagnement(followed(), state=AccompagnementState.AVIS_DEMANDE)
    mayor = factories.agent(Role.MAIRE, ready.case.cellule)
    cellule = ready.case.cellule
    verified = people.accompagnement(
        people.case(cellule, state=CaseState.EN_COURS), state=AccompagnementState.VERIFIE
    )
    waiting = people.accompagnement(
        people.case(cellule, state=CaseState.EN_COURS),
        state=AccompagnementState.AVIS_DEMANDE,
        caf_informed_on=None,
    )

    shown = text_of(mayor, reverse("casework:parapheur"))

    for row, listed in ((ready, True), (verified, True), (waiting, False)):
        address = reverse("casework:accompagnement", args=[row.pk])
        assert (address in shown) is listed


@pytest.mark.parametrize("state", AccompagnementState.values)
def test_each_state_of_an_accompagnement_has_its_page(state: str) -> None:
    row = people.accompagnement(followed(), state=state)
    coordinator = factories.agent(Role.COORDONNATEUR, row.case.cellule)

    shown = text_of(coordinator, reverse("casework:accompagnement", args=[row.pk]))

    assert str(AccompagnementState(state).label) in shown
    assert "Défaut d’assiduité scolaire d’un mineur" in shown
    assert text_of(coordinator, page(row.case)).count("Voir l’accompagnement parental") == 1


@pytest.mark.parametrize("state", TransactionState.values)
def test_each_state_of_a_transaction_has_its_page(state: str) -> None:
    row = people.transaction(followed(), state=state)
    mayor = factories.agent(Role.MAIRE, row.case.cellule)

    shown = text_of(mayor, reverse("casework:transaction", args=[row.pk]))

    assert str(TransactionState(state).label) in shown
    assert "120,50 €" in shown
    assert text_of(mayor, page(row.case)).count("Voir la transaction") == 1


def test_a_transaction_is_proposed_from_the_page_of_the_case() -> None:
    case = followed()
    tenant = case.cellule.collectivite
    tenant.transactions_open = True
    tenant.save()
    member = factories.agent(Role.MEMBRE, case.cellule)
    fact = people.fait(people.received(member, case), "F11")
    mayor = factories.agent(Role.MAIRE, case.cellule)

    response = signed_in(mayor).post(
        reverse("casework:case_act", args=[case.reference, "proposer-une-transaction"]),
        {
            "version": "0",
            "cle": str(uuid4()),
            "fait": str(fact.pk),
            "pv_on": f"{timezone.localdate():%d/%m/%Y}",
            "prejudice": "85,20",
            "mode": "travail_non_remunere",
            "hours": "12",
            "commune_property": "on",
            "no_proceedings": "on",
        },
    )

    assert response.status_code == 302
    offer = case.transactions.get()
    assert (str(offer.prejudice), offer.hours) == ("85.20", 12)
