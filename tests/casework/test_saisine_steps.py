"""The three steps of a saisine: what is asked, what is explained, what is never told."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.choices.states import SaisineState
from casework.models import Fait, Saisine
from confidentiality.choices import Role
from confidentiality.models import JournalEntry
from tests.casework import alerts as make
from tests.casework.alerts import (
    Scene,
    again,
    attested,
    saisine_count,
    state_of,
    url,
    why,
    words,
)
from tests.faces import unmarked
from tests.veille import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


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
    other = factories.staffed(factories.cellule(tenant=place.collectivite))
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
        return unmarked(scene.school.get(url("saisine_check", saisine.pk)))

    unknown = page()
    make.known(scene.place, make.identity())
    assert page() == unknown
    assert not JournalEntry.objects.filter(action="case.resembling").exists()


def test_the_coordonnateur_sees_the_resembling_case_and_why(scene: Scene) -> None:
    case = make.known(scene.place, make.identity("Lavieille", "Enzo"))
    saisine = make.draft(scene.coordinator, scene.place)
    page = words(scene.desk.get(url("saisine_check", saisine.pk)))
    assert f"Ouvrir {case.reference}" in page
    assert "Même nom, même prénom, même date de naissance" in page
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
