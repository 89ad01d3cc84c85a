"""From the alert of a school to the opening of a case, through the pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices.states import CaseState, SaisineState
from casework.likeness import Identity
from casework.models import Case, Fait, Saisine
from casework.services import saisines
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM
from confidentiality.models import JournalEntry
from tests.casework import alerts as make
from tests.casework.alerts import again, state_of
from tests.veille import factories
from veille.french import long_date
from veille.models import Cellule

pytestmark = pytest.mark.django_db


class Scene:
    """A cellule, its coordonnateur, a principal who speaks up, each in a browser."""

    def __init__(self) -> None:
        self.place: Cellule = factories.cellule()
        self.coordinator: Actor = factories.agent(Role.COORDONNATEUR, self.place)
        self.principal: Actor = factories.agent(Role.MEMBRE, self.place)
        self.desk: Client = factories.signed_in(self.coordinator)
        self.school: Client = factories.signed_in(self.principal)

    @property
    def seat(self) -> str:
        return self.place.collectivite.seat.pk

    def who(self, **changes: Any) -> dict[str, Any]:
        born = timezone.localdate() - timedelta(days=15 * 366)
        values = {
            "last_name": "D’Hondt-Lefèbvre",
            "first_name": "Mathéo",
            "birth_date": born.strftime("%d/%m/%Y"),
            "commune": self.seat,
            "cle": uuid4(),
        }
        return values | changes

    def draft(self) -> Saisine:
        return make.draft(self.principal, self.place)

    def described(self) -> Saisine:
        return make.described(self.principal, self.place)

    def sent(self, who: Identity | None = None, **given: Any) -> Saisine:
        return make.sent(self.principal, self.place, who, **given)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def url(name: str, *args: object) -> str:
    return reverse(f"casework:{name}", args=args)


def why(**changes: Any) -> dict[str, Any]:
    values = {
        "motifs": ["decrochage"],
        "schooling": "college_3e",
        "q_crime_delit": "non",
        "q_plainte_enquete": "ignore",
        "q_danger": "non",
        "cle": uuid4(),
    }
    return values | changes


def attested(saisine: Saisine, **changes: Any) -> dict[str, Any]:
    values = {
        "in_duty": "on",
        "not_secret": "on",
        "necessary": "on",
        "version": again(saisine).version,
        "cle": uuid4(),
    }
    return values | changes


def saisine_count() -> int:
    return Saisine.objects.for_system("count of a test").count()


def told(response: Any) -> str:
    """All that a page says; the token of its forms is drawn again each time."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', "", response.content.decode())


def words(response: Any) -> str:
    """The text of a page, its narrow spaces being plain ones, its tags gone."""
    text = re.sub(r"<[^>]*>", " ", response.content.decode())
    return " ".join(text.replace("&#x27;", "'").split())


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


# Step 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("birth_date", 11, "12 à 25 ans"),
        ("birth_date", 25, "12 à 25 ans"),
        ("birth_date", "1/1/2150", "à venir"),
        ("birth_date", "bientôt", "Exemple"),
        ("birth_date", "", "Indiquez une date"),
        ("commune", "99999", "pas dans la liste"),
        ("last_name", "06 12 34 56 78", "en lettres"),
        ("first_name", "", "Indiquez le prénom"),
    ],
)
def test_a_bad_first_step_is_explained_and_kept_as_typed(
    scene: Scene, field: str, value: Any, said: str
) -> None:
    if isinstance(value, int):
        value = make.identity(age=value).birth_date.strftime("%d/%m/%Y")
    answer = scene.school.post(url("saisine_start"), scene.who(**{field: value}))
    assert answer.status_code == 200
    assert said in words(answer)
    assert 'value="Mathéo"' in answer.content.decode() or field == "first_name"
    assert saisine_count() == 0


def test_a_commune_of_another_tenant_is_no_choice(scene: Scene) -> None:
    stranger = factories.commune("Ailleurs")
    assert "Ailleurs" not in words(scene.school.get(url("saisine_start")))
    answer = scene.school.post(url("saisine_start"), scene.who(commune=stranger.pk))
    assert "pas dans la liste" in words(answer)


def test_the_same_form_sent_twice_opens_one_draft(scene: Scene) -> None:
    sent = scene.who()
    first = scene.school.post(url("saisine_start"), sent)
    second = scene.school.post(url("saisine_start"), sent)
    assert saisine_count() == 1
    assert first["Location"] == second["Location"]


def test_a_maire_chooses_among_the_cellules_whose_charte_is_signed() -> None:
    place = factories.cellule()
    other = factories.cellule(tenant=place.collectivite)
    maire = factories.agent(Role.MAIRE, place)
    browser = factories.signed_in(maire)
    assert other.name in words(browser.get(url("saisine_start")))
    sent = {
        "last_name": "Lavieille",
        "first_name": "Enzo",
        "birth_date": make.identity().birth_date.strftime("%d/%m/%Y"),
        "commune": place.collectivite.seat.pk,
    }
    assert "Choisissez la cellule" in words(browser.post(url("saisine_start"), sent))
    browser.post(url("saisine_start"), sent | {"cellule": str(other.pk)})
    assert Saisine.objects.for_system("the only one").get().cellule == other


def test_without_the_charte_signed_every_page_leads_to_it(scene: Scene) -> None:
    unsigned = factories.agent(Role.MEMBRE, scene.place, signed=False)
    browser = factories.signed_in(unsigned)
    for page in (url("saisine_start"), url("saisine_list"), url("saisine_detail", uuid4())):
        answer = browser.get(page)
        assert answer.status_code == 302
        assert answer["Location"] == reverse("veille:charte_list")


# Verification: no oracle


def test_a_member_reads_the_same_words_whether_or_not_the_young_person_is_known(
    scene: Scene,
) -> None:
    saisine = scene.draft()

    def page() -> str:
        return told(scene.school.get(url("saisine_check", saisine.pk)))

    unknown = page()
    make.known(scene.place, make.identity())
    assert page() == unknown
    assert not JournalEntry.objects.filter(action="case.resembling").exists()


def test_the_coordonnateur_sees_the_resembling_case_and_why(scene: Scene) -> None:
    case = make.known(scene.place, make.identity("Lavieille", "Enzo"))
    saisine = make.draft(scene.coordinator, scene.place)
    page = words(scene.desk.get(url("saisine_check", saisine.pk)))
    assert f"Ouvrir {case.reference}" in page
    assert "Même nom, même date de naissance" in page
    line = JournalEntry.objects.get(action="case.resembling")
    assert line.codes["objects"] == [str(case.pk)]


def test_the_coordonnateur_is_told_when_nobody_resembles(scene: Scene) -> None:
    make.known(factories.cellule(), make.identity("Lavieille", "Enzo"))
    saisine = make.draft(scene.coordinator, scene.place)
    page = words(scene.desk.get(url("saisine_check", saisine.pk)))
    assert "Aucune situation ouverte de la cellule ne ressemble" in page


# Step 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"motifs": []}, "au moins un motif"),
        (
            {
                "motifs": [
                    "decrochage",
                    "conflit_de_voisinage",
                    "nuisances_sonores",
                    "degradations_legeres",
                    "demande_de_la_famille",
                    "demande_du_jeune",
                ]
            },
            "Gardez-en 5 au plus",
        ),
        ({"q_danger": ""}, "oui, non ou je ne sais pas"),
        ({"art40_on": "1/1/2150"}, "à venir"),
        ({"fait_1": "F17"}, "se date et se situe"),
        ({"jour_2": "hier"}, "Choisissez le fait"),
        ({"fait_1": "V01"}, "Sélectionnez un choix valide"),
        ({"motifs": ["alcoolisme"]}, "Sélectionnez un choix valide"),
    ],
)
def test_a_bad_second_step_is_explained_and_changes_nothing(
    scene: Scene, changes: dict[str, Any], said: str
) -> None:
    saisine = scene.draft()
    answer = scene.school.post(url("saisine_describe", saisine.pk), why(**changes))
    assert answer.status_code == 200
    assert said in words(answer)
    assert again(saisine).version == saisine.version


def test_a_crime_is_never_stored_and_stops_the_saisine_until_it_is_reported(scene: Scene) -> None:
    saisine = scene.draft()
    answer = scene.school.post(
        url("saisine_describe", saisine.pk), why(fait_1="N07", jour_1="hier"), follow=True
    )
    page = words(answer)
    assert "Seule la réponse « oui » est gardée" in page
    assert "prévenez d’abord le procureur" in page
    assert "CPP, art. 40" in page
    assert "N07" not in answer.content.decode()
    assert "stupéfiants" not in page
    assert not Fait.objects.exists()
    assert again(saisine).q_crime_delit == "oui"
    stopped = scene.school.post(url("saisine_submit", saisine.pk), attested(saisine))
    assert "prévenez d’abord le procureur" in words(stopped)
    assert state_of(saisine) == SaisineState.BROUILLON
    scene.school.post(
        url("saisine_describe", saisine.pk), why(q_crime_delit="oui", art40_on="hier")
    )
    scene.school.post(url("saisine_submit", saisine.pk), attested(saisine))
    assert state_of(saisine) == SaisineState.SOUMISE


def test_a_minor_in_danger_stops_the_saisine_until_it_is_transmitted(scene: Scene) -> None:
    saisine = scene.draft()
    answer = scene.school.post(
        url("saisine_describe", saisine.pk), why(q_danger="oui"), follow=True
    )
    assert "119 ou CRIP" in words(answer)
    scene.school.post(url("saisine_submit", saisine.pk), attested(saisine))
    assert state_of(saisine) == SaisineState.BROUILLON
    scene.school.post(url("saisine_describe", saisine.pk), why(q_danger="oui", ip_on="hier"))
    scene.school.post(url("saisine_submit", saisine.pk), attested(saisine))
    assert state_of(saisine) == SaisineState.SOUMISE


def test_the_draft_comes_back_as_it_was_left(scene: Scene) -> None:
    saisine = scene.draft()
    yesterday = timezone.localdate() - timedelta(days=1)
    scene.school.post(
        url("saisine_describe", saisine.pk),
        why(fait_1="F05", jour_1="hier", commune_1=scene.seat, lieu_1="transports"),
    )
    page = scene.school.get(url("saisine_describe", saisine.pk)).content.decode()
    assert f'value="{yesterday:%d/%m/%Y}"' in page
    assert '<option value="F05" selected>' in page
    assert '<option value="transports" selected>' in page
    listed = words(scene.school.get(url("saisine_list")))
    assert "Brouillons (1)" in listed
    assert "Lavieille Enzo" in listed


# Step 3


@pytest.mark.parametrize("sentence", ["in_duty", "not_secret", "necessary"])
def test_each_sentence_of_the_attestation_is_asked(scene: Scene, sentence: str) -> None:
    saisine = scene.described()
    sent = attested(saisine)
    del sent[sentence]
    answer = scene.school.post(url("saisine_submit", saisine.pk), sent)
    assert "1 point à corriger" in words(answer)
    assert state_of(saisine) == SaisineState.BROUILLON


def test_an_empty_draft_is_not_sent(scene: Scene) -> None:
    saisine = scene.draft()
    page = words(scene.school.get(url("saisine_submit", saisine.pk)))
    assert "Cochez au moins un motif" in page
    assert "Compléter l’étape 2" in page


def test_sending_twice_sends_once(scene: Scene) -> None:
    saisine = scene.described()
    sent = attested(saisine)
    scene.school.post(url("saisine_submit", saisine.pk), sent)
    answer = scene.school.post(url("saisine_submit", saisine.pk), sent)
    assert answer["Location"] == url("saisine_detail", saisine.pk)
    assert JournalEntry.objects.filter(action="saisine.submit").count() == 1


# Stale forms


def test_a_stale_description_shows_both_versions_and_can_be_taken_up_again(scene: Scene) -> None:
    saisine = scene.draft()
    stale = again(saisine).version
    scene.school.post(url("saisine_describe", saisine.pk), why(motifs=["nuisances_sonores"]))
    answer = scene.school.post(
        url("saisine_describe", saisine.pk),
        why(
            motifs=["conflit_de_voisinage"],
            fait_1="F05",
            jour_1="hier",
            commune_1=scene.seat,
            lieu_1="transports",
            version=stale,
        ),
    )
    assert answer.status_code == 409
    page = words(answer)
    assert "Conflit de voisinage" in page
    assert "Nuisances sonores" in page
    hidden = dict(re.findall(r'name="([a-z_0-9]+)" value="([^"]*)"', answer.content.decode()))
    assert hidden["jour_1"] == "hier"
    taken_up = scene.school.post(url("saisine_describe", saisine.pk), hidden)
    assert taken_up.status_code == 302
    assert again(saisine).motifs == ["conflit_de_voisinage"]


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
        assert told(hidden) == told(absent)
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
