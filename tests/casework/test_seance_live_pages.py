"""What the cellule decides in séance, on the page of the situation that it examines."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from casework.choices.lists import AdjournReason, ClosingReason, DecisionCode, DismissReason
from casework.choices.states import BilanState, CaseState
from casework.models import Bilan, Case, Decision
from confidentiality.models import JournalEntry
from tests.casework import factories
from tests.casework.seance_room import (
    CANARIES,
    Room,
    examined,
    form_on,
    live,
    point,
    press,
    proposal,
    read,
    reloaded,
    situation,
    text_of,
    url_of,
)
from veille.choices import SeanceState

pytestmark = pytest.mark.django_db


def test_the_name_is_shown_on_demand_and_the_demand_is_traced(room: Room) -> None:
    seance, case = examined(room)
    shown = JournalEntry.objects.filter(action="case.show_name")
    hidden = read(room.client, live(seance, case))
    assert "Afficher le nom" in hidden
    assert not shown.exists()

    page = read(room.client, f"{live(seance, case)}?nom=1")

    assert CANARIES[0] in page
    assert "Masquer le nom" in page
    title = re.search("<title>(.*)</title>", page)
    assert title is not None
    assert CANARIES[0] not in title[1]
    assert shown.get().codes["fields"] == ["identity"]


def test_a_decision_leads_to_the_next_situation(room: Room) -> None:
    seance, case = examined(room)
    following = situation(room.cellule, CaseState.INSCRIT)
    point(following, seance)

    answer = press(
        room.client, live(seance, case), live(seance, case), **proposal(room, DecisionCode.REFERENT)
    )

    assert answer.headers["Location"] == f"{live(seance, following)}#situation"
    page = read(room.client, live(seance, following))
    assert f"{case.reference} : désigner un référent de parcours. Pilote" in page.replace(
        "\u202f", " "
    )
    assert 'id="situation" tabindex="-1"' in page
    assert "Ouvrir l’examen" in page


@pytest.mark.parametrize(
    ("sent", "state", "codes"),
    [
        (
            {"decision": "ajourner", "adjourn_code": AdjournReason.PARTENAIRE},
            CaseState.AJOURNE,
            [DecisionCode.AJOURNEMENT],
        ),
        (
            {"decision": "ne-pas-retenir", "dismiss_code": DismissReason.HORS_CHAMP},
            CaseState.NON_RETENU,
            [DecisionCode.NON_RETENU],
        ),
    ],
)
def test_a_situation_is_adjourned_or_dismissed_with_its_reason(
    room: Room, sent: dict[str, str], state: str, codes: list[str]
) -> None:
    seance, case = examined(room)

    press(room.client, live(seance, case), live(seance, case), **sent)

    assert reloaded(case).state == state
    assert Decision.objects.get().codes == codes


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "choisissez ce que la cellule décide"),
        ({"decision": "ajourner"}, "choisissez pourquoi la situation est ajournée"),
        ({"decision": "ne-pas-retenir"}, "choisissez pourquoi la situation n’est pas retenue"),
        ({"decision": "proposer"}, "cochez au moins une proposition"),
        ({"decision": "proposer", "codes": ["cloture"]}, "à corriger"),
        ({"decision": "clore"}, "à corriger"),
    ],
)
def test_an_incomplete_decision_says_what_is_missing(
    room: Room, sent: dict[str, object], said: str
) -> None:
    seance, case = examined(room)

    answer = room.client.post(live(seance, case), sent)

    assert answer.status_code == 200
    assert said in text_of(answer)
    assert reloaded(case).state == CaseState.EN_EXAMEN


def test_a_refused_proposal_keeps_what_was_typed(room: Room) -> None:
    seance, case = examined(room, age=19)

    answer = text_of(
        room.client.post(live(seance, case), proposal(room, DecisionCode.CDDF, due_on="+20 j"))
    )

    assert "Le CDDF reçoit des familles de mineurs" in answer
    assert "CASF, art. L. 141-1" in answer
    assert 'value="+20 j"' in answer
    assert re.search(r'value="proposition_cddf"[^>]* checked', answer)
    assert not Decision.objects.exists()


def test_the_sentence_is_read_before_it_is_written(room: Room) -> None:
    seance, case = examined(room)

    answer = text_of(
        room.client.post(live(seance, case), proposal(room, DecisionCode.RAPPEL, apercu="1"))
    )

    assert f"{case.reference} : proposer un rappel à l’ordre." in answer.replace("\u202f", " ")
    assert not Decision.objects.exists()


def test_what_cannot_be_decided_is_explained(room: Room) -> None:
    seance, case = examined(room)

    page = read(room.client, live(seance, case))

    assert 'value="poursuivre"' not in page
    assert "Un suivi déjà engagé peut être poursuivi" in page
    assert "Le bilan de parcours doit d’abord être rédigé" in page


def test_a_double_click_records_one_decision(room: Room) -> None:
    seance, case = examined(room)
    sent = form_on(read(room.client, live(seance, case)), live(seance, case))
    sent |= proposal(room, DecisionCode.REFERENT)  # type: ignore[arg-type]  # posted as is

    answers = [room.client.post(live(seance, case), sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Decision.objects.count() == 1


def test_a_stale_decision_shows_both_versions_and_can_be_sent_again(room: Room) -> None:
    seance, case = examined(room)
    sent = form_on(read(room.client, live(seance, case)), live(seance, case))
    Case.objects.for_system("somebody else changed it").filter(pk=case.pk).update(version=4)

    answer = room.client.post(live(seance, case), {**sent, **proposal(room, DecisionCode.REFERENT)})

    assert answer.status_code == 409
    assert "désigner un référent de parcours" in text_of(answer)
    retry = form_on(text_of(answer), live(seance, case))
    assert retry["version"] == "4"
    assert room.client.post(live(seance, case), retry).status_code == 302
    assert Decision.objects.get().codes == [DecisionCode.REFERENT]


def test_a_decision_taken_elsewhere_meanwhile_is_told(room: Room) -> None:
    seance, case = examined(room)
    sent = form_on(read(room.client, live(seance, case)), live(seance, case))
    room.client.post(live(seance, case), proposal(room, DecisionCode.REFERENT))

    answer = room.client.post(
        live(seance, case),
        {**sent, "decision": "ajourner", "adjourn_code": AdjournReason.PARTENAIRE},
    )

    assert answer.status_code == 409
    assert "ajournée (partenaire absent)" in text_of(answer)
    assert "Orienté, Désigner un référent de parcours" in text_of(answer)
    assert Decision.objects.count() == 1


def test_a_bilan_is_presented_then_the_follow_up_is_closed(room: Room) -> None:
    seance, case = examined(room, engaged_on=timezone.localdate() - timedelta(days=90))
    factories.bilan(case, state=BilanState.VALIDE, validated_on=timezone.localdate())

    presented = press(
        room.client, live(seance, case), live(seance, case), decision="presenter-le-bilan"
    )
    assert presented.headers["Location"] == f"{live(seance, case)}#situation"
    page = read(room.client, live(seance, case))
    assert 'value="reorienter"' in page
    assert 'value="ajourner"' not in page

    press(
        room.client,
        live(seance, case),
        live(seance, case),
        decision="clore",
        closing_code=ClosingReason.OBJECTIFS,
    )

    assert reloaded(case).state == CaseState.CLOS
    assert Bilan.objects.for_system("after the page").get().state == BilanState.PRESENTE
    assert Decision.objects.get().codes == [DecisionCode.CLOTURE]


@pytest.mark.parametrize(
    ("decision", "state"),
    [("poursuivre", CaseState.EN_COURS), ("reorienter", CaseState.ORIENTE)],
)
def test_after_a_bilan_the_follow_up_goes_on_or_changes(
    room: Room, decision: str, state: str
) -> None:
    seance, case = examined(room, CaseState.BILAN_PRESENTE)

    room.client.post(
        live(seance, case), proposal(room, DecisionCode.DROIT_COMMUN, decision=decision)
    )

    assert reloaded(case).state == state


def test_an_examination_waits_for_the_open_seance(room: Room) -> None:
    seance = room.seance(SeanceState.CONVOQUEE)
    case = situation(room.cellule, CaseState.INSCRIT)
    point(case, seance)

    assert room.client.get(live(seance, case)).headers["Location"] == url_of(seance, "emargement/")
    answer = room.client.post(f"{live(seance, case)}examiner/", {"version": 0})

    assert "La séance n’est pas ouverte" in text_of(answer)
    assert reloaded(case).state == CaseState.INSCRIT
