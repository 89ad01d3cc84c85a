"""From the alert of a school to the opening of a case, through the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from casework.choices.states import CaseState, SaisineState
from casework.models import Case, Saisine
from casework.services import saisines
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM
from confidentiality.models import JournalEntry
from tests.casework import alerts as make
from tests.casework.alerts import (
    Scene,
    again,
    attested,
    state_of,
    url,
    why,
    words,
)
from tests.faces import unmarked
from tests.veille import factories
from veille.french import long_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


# The whole way


def test_a_principal_speaks_up_and_the_coordonnateur_opens_a_case(scene: Scene) -> None:
    assert "étape 1 sur 3" in words(scene.school.get(url("saisine_start")))
    answer = scene.school.post(url("saisine_start"), scene.who())
    saisine = Saisine.objects.for_system("the only one").get()
    assert answer["Location"] == url("saisine_check", saisine.pk)
    assert "Le coordonnateur fera le rapprochement" in words(scene.school.get(answer["Location"]))
    answer = scene.school.post(
        url("saisine_describe", saisine.pk),
        why(fait_1="F17", jour_1="hier", commune_1=scene.seat, lieu_1="voie_publique"),
    )
    assert answer["Location"] == url("saisine_submit", saisine.pk)
    page = words(scene.school.get(answer["Location"]))
    assert "Décrochage" in page
    assert "Incivilité ou écart de langage" in page
    assert scene.coordinator.label in page
    answer = scene.school.post(url("saisine_submit", saisine.pk), attested(saisine), follow=True)
    saisine = again(saisine)
    assert saisine.state == SaisineState.SOUMISE
    assert saisine.answer_due_on is not None
    assert (
        f"Reçue. Numéro {saisine.reference}. Réponse avant le {long_date(saisine.answer_due_on)}."
        in words(answer)
    )
    inbox = words(scene.desk.get(url("saisine_list")))
    assert "À qualifier (1)" in inbox
    assert "D’Hondt-Lefèbvre Mathéo" in inbox
    answer = scene.desk.post(
        url("saisine_qualify", saisine.pk, "recevable"),
        {"version": saisine.version, "cle": uuid4()},
    )
    case = Case.objects.for_system("the case just opened").get()
    assert answer.status_code == 302
    assert answer["Location"] == url("case_detail", case.reference)
    assert state_of(saisine) == SaisineState.RECEVABLE
    assert case.state == CaseState.REPERE


def test_a_recevable_saisine_joins_the_case_of_the_same_young_person(scene: Scene) -> None:
    who = make.identity("Lavieille", "Enzo")
    case = make.known(scene.place, who)
    saisine = scene.sent(who=replace(who, last_name="Enzo", first_name="Lavieille"))
    page = words(scene.desk.get(url("saisine_detail", saisine.pk)))
    assert case.reference in page
    assert "Nom et prénom inversés, même date de naissance" in page
    sent = {"version": saisine.version, "cle": uuid4()}
    answer = scene.desk.post(url("saisine_qualify", saisine.pk, "recevable"), sent)
    assert "Choisissez la situation" in words(answer)
    scene.desk.post(
        url("saisine_qualify", saisine.pk, "recevable"), sent | {"link_to": str(case.pk)}
    )
    assert again(saisine).case == case
    assert Case.objects.for_system("count of a test").count() == 1


@pytest.mark.parametrize(
    ("slug", "code", "state", "said"),
    [
        ("irrecevable", "hors_objet", SaisineState.IRRECEVABLE, "Hors de l’objet de la cellule"),
        ("complement", "faits", SaisineState.A_COMPLETER, "Faits à dater"),
    ],
)
def test_the_author_learns_the_code_of_the_answer(
    scene: Scene, slug: str, code: str, state: SaisineState, said: str
) -> None:
    saisine = scene.sent()
    sent = {"version": saisine.version, "cle": uuid4()}
    refused = scene.desk.post(url("saisine_qualify", saisine.pk, slug), sent)
    assert "dans la liste" in words(refused)
    scene.desk.post(url("saisine_qualify", saisine.pk, slug), sent | {"code": code})
    assert state_of(saisine) == state
    assert said in words(scene.school.get(url("saisine_detail", saisine.pk)))


def test_a_saisine_to_complete_is_described_and_sent_again_under_the_same_number(
    scene: Scene,
) -> None:
    saisine = scene.sent()
    saisines.ask_complement(
        saisine_id=saisine.pk, actor=scene.coordinator, code="motifs", sent=NOT_A_FORM
    )
    page = scene.school.get(url("saisine_describe", saisine.pk))
    assert "motifs à préciser" in words(page)
    scene.school.post(
        url("saisine_describe", saisine.pk), why(motifs=["rupture_familiale_ou_errance"])
    )
    scene.school.post(url("saisine_submit", saisine.pk), attested(saisine))
    assert state_of(saisine) == SaisineState.SOUMISE
    assert again(saisine).number == saisine.number


# Stale forms
def test_a_stale_qualification_changes_nothing(scene: Scene) -> None:
    saisine = scene.sent()
    answer = scene.desk.post(
        url("saisine_qualify", saisine.pk, "irrecevable"),
        {"version": saisine.version - 1, "cle": uuid4(), "code": "hors_objet"},
    )
    assert answer.status_code == 409
    assert "Hors de l’objet" in words(answer)
    assert state_of(saisine) == SaisineState.SOUMISE


def test_qualifying_twice_opens_one_case(scene: Scene) -> None:
    saisine = scene.sent()
    sent = {"version": saisine.version, "cle": uuid4()}
    first = scene.desk.post(url("saisine_qualify", saisine.pk, "recevable"), sent)
    second = scene.desk.post(url("saisine_qualify", saisine.pk, "recevable"), sent)
    assert first["Location"] == second["Location"]
    assert Case.objects.for_system("count of a test").count() == 1


# Qualification


def test_a_qualification_out_of_turn_is_refused_in_words(scene: Scene) -> None:
    saisine = scene.sent()
    scene.desk.post(url("saisine_qualify", saisine.pk, "irrecevable"), {"code": "hors_objet"})
    answer = scene.desk.post(url("saisine_qualify", saisine.pk, "recevable"), {})
    assert "Cet acte n’est pas possible à cette étape" in words(answer)


def test_only_the_coordonnateur_qualifies(scene: Scene) -> None:
    saisine = scene.sent()
    answer = scene.school.post(
        url("saisine_qualify", saisine.pk, "irrecevable"), {"code": "hors_objet"}
    )
    assert answer.status_code == 403
    assert "Qualifier" not in words(scene.school.get(url("saisine_detail", saisine.pk)))


def test_an_answer_that_does_not_exist_is_not_found(scene: Scene) -> None:
    saisine = scene.sent()
    assert scene.desk.post(url("saisine_qualify", saisine.pk, "autre")).status_code == 404


# Withdrawal


def test_a_draft_is_abandoned_by_its_author(scene: Scene) -> None:
    saisine = scene.draft()
    assert "Abandonner le brouillon" in words(scene.school.get(url("saisine_withdraw", saisine.pk)))
    answer = scene.school.post(url("saisine_withdraw", saisine.pk), {"cle": uuid4()})
    assert answer["Location"] == url("saisine_list")
    assert state_of(saisine) == SaisineState.RETIREE


def test_what_is_answered_is_no_longer_withdrawn_nor_written(scene: Scene) -> None:
    saisine = scene.sent()
    saisines.declare_recevable(saisine_id=saisine.pk, actor=scene.coordinator, sent=NOT_A_FORM)
    detail = url("saisine_detail", saisine.pk)
    for name in ("saisine_withdraw", "saisine_describe", "saisine_submit", "saisine_check"):
        assert scene.school.get(url(name, saisine.pk))["Location"] == detail
    assert scene.school.post(url("saisine_describe", saisine.pk), why())["Location"] == detail
    assert again(saisine).motifs == saisine.motifs


# Sight


def test_nobody_but_the_author_opens_a_draft(scene: Scene) -> None:
    saisine = scene.draft()
    other = factories.signed_in(factories.agent(Role.MEMBRE, scene.place))
    for browser in (scene.desk, other):
        for name in ("saisine_detail", "saisine_check", "saisine_describe", "saisine_submit"):
            assert browser.get(url(name, saisine.pk)).status_code == 404


def test_what_is_hidden_answers_like_what_does_not_exist(scene: Scene) -> None:
    saisine = scene.sent()
    elsewhere = factories.signed_in(factories.agent(Role.COORDONNATEUR))
    colleague = factories.signed_in(factories.agent(Role.MEMBRE, scene.place))
    for browser in (elsewhere, colleague):
        hidden = browser.get(url("saisine_detail", saisine.pk))
        absent = browser.get(url("saisine_detail", uuid4()))
        assert hidden.status_code == absent.status_code == 404
        assert unmarked(hidden) == unmarked(absent)
        assert browser.post(url("saisine_withdraw", saisine.pk)).status_code == 404
        assert saisine.reference not in words(browser.get(url("saisine_list")))


def test_roles_without_saisines_are_refused(scene: Scene) -> None:
    browser = factories.signed_in(factories.agent(Role.PARQUET, scene.place))
    assert browser.get(url("saisine_list")).status_code == 403
    assert browser.get(url("saisine_start")).status_code == 403


def test_a_name_is_shown_only_while_the_answer_waits(scene: Scene) -> None:
    saisine = scene.sent()
    saisines.declare_irrecevable(
        saisine_id=saisine.pk, actor=scene.coordinator, code="hors_objet", sent=NOT_A_FORM
    )
    for browser in (scene.desk, scene.school):
        for page in (url("saisine_list"), url("saisine_detail", saisine.pk)):
            assert "Lavieille" not in words(browser.get(page))


def test_each_reading_leaves_one_line(scene: Scene) -> None:
    saisine = scene.sent()
    before = JournalEntry.objects.count()
    scene.desk.get(url("saisine_list"))
    line = JournalEntry.objects.order_by("-id").first()
    assert JournalEntry.objects.count() == before + 1
    assert line is not None
    assert (line.action, line.codes["objects"]) == ("saisine.list", [str(saisine.pk)])
    scene.school.get(url("saisine_detail", saisine.pk))
    assert JournalEntry.objects.filter(action="saisine.view").count() == 1


def test_no_page_of_a_saisine_puts_a_name_in_its_address_or_title(scene: Scene) -> None:
    saisine = scene.described()
    for name in ("saisine_check", "saisine_describe", "saisine_submit", "saisine_detail"):
        page = scene.school.get(url(name, saisine.pk)).content.decode()
        title = page[page.index("<title>") : page.index("</title>")]
        assert "Lavieille" in page
        assert "Lavieille" not in title
        assert "data-nominatif" in page


def test_the_list_says_which_answer_is_late(scene: Scene) -> None:
    scene.sent()
    Saisine.objects.for_system("a test moves the clock").update(answer_due_on=date(2020, 1, 6))
    page = scene.desk.get(url("saisine_list"))
    assert "dépassée de" in words(page)
    assert "Qualifier la suivante" in words(page)


def test_the_oldest_saisine_is_qualified_first(scene: Scene) -> None:
    first = scene.sent()
    second = scene.sent(make.identity("Vasseur", "Léa"))
    page = scene.desk.get(url("saisine_list")).content.decode()
    assert page.index(str(first.pk)) < page.index(str(second.pk))
    assert "En attente de réponse (2)" in words(scene.school.get(url("saisine_list")))
