"""The pages of motivated readings, as the DPO, the coordination and the maire go through them."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from casework.acts.cases import CASE_PAGE_ACTS
from casework.choices.states import CaseState
from casework.models import Case, MotivatedReading
from casework.services.motivated_readings import MISSES_A_DAY
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.models import Event, JournalEntry
from notifications.models import OutboxMessage
from tests.casework import factories as people
from tests.casework.archives import JUSTIFICATION, archive_reading
from tests.faces import face, unmarked
from tests.veille import factories
from veille.models import Cellule

pytestmark = pytest.mark.django_db

OPEN = "/lectures/ouvrir/"
LIST = "/lectures/"
NOT_FOUND = "Aucune situation de votre collectivité ne se lit sous cette référence."


@pytest.fixture
def browser(dpo: Actor) -> Client:
    return factories.confirmed(factories.signed_in(dpo))


def answers(case: Case, **changes: str) -> dict[str, str]:
    given = {
        "situation": case.reference,
        "reason": "contentieux",
        "reference": "COURRIER-2026-7",
        "justification": JUSTIFICATION,
    }
    return given | changes


def page(client: Client, address: str) -> str:
    return html.unescape(client.get(address).content.decode())


def address(case: Case) -> str:
    return f"/situations/{case.reference}/"


def an_hour_later() -> time_machine.travel:
    """Sessions are over too: each signs in again."""
    return time_machine.travel(timezone.now() + timedelta(minutes=61))


def test_ac26_break_glass(case: Case, dpo: Actor, cellule: Cellule) -> None:
    """No step-up, no motive, few words, sealed, a fourth: refused and journaled."""
    factories.agent(Role.COORDONNATEUR, cellule)
    sealed = people.case(cellule, state=CaseState.A_ELIMINER)
    client = factories.signed_in(dpo)
    refused = JournalEntry.objects.filter(action="act.refused", actor_id=dpo.user.pk)

    assert client.post(OPEN, answers(case))["Location"].startswith("/identite/")
    assert refused.count() == 1
    factories.confirmed(client)
    for wrong in (
        answers(case, reason=""),
        answers(case, justification="trop court"),
        answers(sealed),
    ):
        assert client.post(OPEN, wrong).status_code == 200
    assert refused.count() == 4
    assert not MotivatedReading.objects.exists()
    for _ in range(3):
        assert client.post(OPEN, answers(case))["Location"] == LIST
    assert "c’est le maximum" in html.unescape(client.post(OPEN, answers(case)).content.decode())
    assert (refused.count(), MotivatedReading.objects.count()) == (5, 3)

    assert client.get(address(case)).status_code == 200
    notices = OutboxMessage.objects.filter(kind="reading_opened", not_before__lte=timezone.now())
    assert notices.count() == 3
    with an_hour_later():
        client = factories.signed_in(dpo)
        gone, never = client.get(address(case)), client.get("/situations/ZZZZZZ/")
        assert gone.status_code == 404
        assert face(gone) == face(never)


def test_g16_a_reading_offers_no_act_and_none_is_accepted(case: Case, browser: Client) -> None:
    rappel = people.rappel(case)
    browser.post(OPEN, answers(case))

    text = page(browser, address(case))
    assert "data-lecture-motivee" in text
    assert "ne s’imprime ni ne s’exporte" in text
    assert f'href="{address(case)}' not in text
    done = JournalEntry.objects.filter(outcome="done").count()
    for act in CASE_PAGE_ACTS:
        if act.elsewhere is None:
            response = browser.post(f"{address(case)}{act.slug}/", {})
            assert (response.status_code, act.slug) == (403, act.slug)
    assert browser.get(f"/rappels/{rappel.pk}/").status_code == 404
    assert JournalEntry.objects.filter(outcome="done").count() == done
    assert not Event.objects.filter(object_id=case.pk).exists()


def test_the_dpo_is_shown_the_identity_and_nothing_of_the_facts(
    case: Case, browser: Client
) -> None:
    browser.post(OPEN, answers(case))

    text = page(browser, address(case))
    person = case.young_person
    assert f"{person.last_name} {person.first_name}" in text
    for group in ("Coordonnées", "Représentants légaux", "Faits", "Besoins", "Qui peut lire"):
        assert f"<h2>{group}</h2>" not in text
    assert "Information donnée" in text


def test_no_other_page_of_the_case_opens(case: Case, browser: Client) -> None:
    browser.post(OPEN, answers(case))

    for name in ("consultations", "doublons-possibles"):
        assert browser.get(f"{address(case)}{name}/").status_code == 404


def test_what_the_form_adds_changes_nothing_of_the_reading(
    case: Case, browser: Client, cellule: Cellule
) -> None:
    other = people.case(cellule, state=CaseState.EN_COURS)
    long = (timezone.now() + timedelta(days=9)).isoformat()

    added = {"until": long, "opened_at": long, "case": str(other.pk), "asked_by": str(other.pk)}
    browser.post(OPEN, answers(case) | added)

    reading = MotivatedReading.objects.get()
    assert reading.opened_at is not None
    assert (reading.case, reading.until) == (case, reading.opened_at + timedelta(minutes=60))
    assert reading.opened_at <= timezone.now()
    assert browser.get(address(other)).status_code == 404


def test_a_foreign_a_sealed_and_an_unknown_reference_read_alike(
    case: Case, browser: Client, cellule: Cellule
) -> None:
    references = [
        people.case(state=CaseState.EN_COURS).reference,
        people.case(cellule, state=CaseState.PURGE).reference,
        "ZZZZZZ",
    ]
    faces = set()
    for reference in references:
        text = unmarked(browser.post(OPEN, answers(case, situation=reference)))
        assert NOT_FOUND in html.unescape(text)
        faces.add(text.replace(reference, ""))
    prefilled = {page(browser, f"{OPEN}{reference}/").count(reference) for reference in references}

    assert len(faces) == 1
    assert prefilled == {1}


def test_looking_for_references_is_stopped(case: Case, browser: Client, dpo: Actor) -> None:
    for _ in range(MISSES_A_DAY):
        browser.post(OPEN, answers(case, situation="ZZZZZZ"))

    text = html.unescape(browser.post(OPEN, answers(case)).content.decode())
    assert "Trop de références inexactes" in text
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        browser = factories.confirmed(factories.signed_in(dpo))
        assert browser.post(OPEN, answers(case))["Location"] == LIST


def test_the_list_leads_the_reader_to_the_case_and_the_others_to_the_review(
    case: Case, browser: Client, dpo: Actor, cellule: Cellule
) -> None:
    coordinator = factories.agent(Role.COORDONNATEUR, cellule)
    stranger = factories.signed_in(factories.agent(Role.COORDONNATEUR))
    browser.post(OPEN, answers(case))

    assert f'href="{address(case)}"' in page(browser, LIST)
    assert ">Voir<" in page(factories.signed_in(coordinator), LIST)
    assert case.reference not in page(stranger, LIST)
    with an_hour_later():
        assert ">Relire<" in page(factories.signed_in(coordinator), LIST)
        assert ">Relire<" not in page(factories.signed_in(dpo), LIST)


def test_the_words_are_shown_to_the_one_who_reviews_with_what_was_looked_at(
    case: Case, browser: Client, dpo: Actor, cellule: Cellule
) -> None:
    agent = factories.agent(Role.COORDONNATEUR, cellule)
    browser.post(OPEN, answers(case))
    browser.get(address(case))
    where = f"/lectures/{MotivatedReading.objects.get().pk}/"
    early = page(factories.signed_in(agent), where)

    with an_hour_later():
        coordinator = factories.signed_in(agent)
        mine, theirs = page(factories.signed_in(dpo), where), page(coordinator, where)
        sent = coordinator.post(where, {"verdict": "non_justifiee"})
        after = page(coordinator, where)

    assert (JUSTIFICATION in early, JUSTIFICATION in mine) == (False, False)
    assert JUSTIFICATION in theirs
    assert f"Situation {case.reference}" in theirs
    assert sent["Location"] == LIST
    assert JUSTIFICATION not in after
    assert "Non justifiée" in after


def test_a_refused_review_says_why(case: Case, browser: Client) -> None:
    browser.post(OPEN, answers(case))
    where = f"/lectures/{MotivatedReading.objects.get().pk}/"

    text = html.unescape(browser.post(where, {"verdict": "justifiee"}).content.decode())

    assert "une personne qui ne l’a ni faite ni approuvée" in text


def test_words_whose_key_is_gone_are_told_as_such(
    case: Case, browser: Client, cellule: Cellule
) -> None:
    coordinator = factories.agent(Role.COORDONNATEUR, cellule)
    browser.post(OPEN, answers(case))
    MotivatedReading.objects.update(young_person=None)

    with an_hour_later():
        text = page(
            factories.signed_in(coordinator), f"/lectures/{MotivatedReading.objects.get().pk}/"
        )

    assert "Effacée avec la clé de la personne" in text


def test_a_request_about_data_leads_the_dpo_to_the_form(case: Case, browser: Client) -> None:
    request = people.rights_request(case)

    text = page(browser, f"/protection/demandes/{request.pk}/")

    filled = f"{OPEN}{case.reference}/{request.reference}/"
    assert f'href="{filled}"' in text
    form = page(browser, filled)
    assert f'value="{case.reference}"' in form
    assert f'value="{request.reference}"' in form
    assert re.search(r'value="demande_de_la_personne"[^>]* checked', form)


def test_i55_an_archive_is_asked_and_approved_after_a_confirmation_and_never_listed(
    cellule: Cellule,
) -> None:
    case = people.case(cellule, state=CaseState.ARCHIVE)
    coordinator = factories.agent(Role.COORDONNATEUR, cellule)
    client = factories.signed_in(coordinator)
    mayor = factories.signed_in(factories.agent(Role.MAIRE, cellule))
    ask = f"/archives/{case.reference}/demander/"
    assert client.get(ask)["Location"].startswith("/identite/")
    factories.confirmed(client).post(ask, answers(case))
    reading = MotivatedReading.objects.get()
    approve = f"/archives/lectures/{reading.pk}/approuver/"
    assert mayor.post(approve, {})["Location"].startswith("/identite/")

    factories.confirmed(mayor).post(approve, {"version": "0"})

    text = page(client, address(case))
    assert "data-lecture-motivee" in text
    assert f'href="{address(case)}' not in text.replace(f"{address(case)}consultations/", "")
    assert case.reference not in page(client, "/situations/")
    listed = JournalEntry.objects.filter(action="case.list").latest("pk")
    assert listed.codes["readings"] == [str(reading.pk)]


def test_a_reading_that_waits_leads_nowhere(cellule: Cellule) -> None:
    coordinator = factories.agent(Role.COORDONNATEUR, cellule)
    archive_reading(people.case(cellule, state=CaseState.ARCHIVE), coordinator)

    assert "Attend une seconde personne" in page(factories.signed_in(coordinator), LIST)
