"""The séances as agents hold them: from the planning to the relevé de décisions."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from casework.choices.lists import AdjournReason, DecisionCode
from casework.choices.states import BilanState, CaseState
from casework.models import AgendaItem
from confidentiality.actors import Actor
from confidentiality.choices import Role
from tests.casework import factories
from tests.casework.seance_room import (
    Room,
    days_ago,
    examined,
    form_on_act,
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
from tests.veille import factories as institutions
from veille.choices import SeanceKind, SeanceState
from veille.models import Seance

pytestmark = pytest.mark.django_db


def test_the_whole_path_goes_from_the_planning_to_the_validated_releve(room: Room) -> None:
    case = situation(room.cellule)
    unsigned = institutions.agent(Role.MEMBRE, room.cellule, signed=False)
    plan = form_on_act(read(room.client, "/seances/nouvelle/"))
    room.client.post(
        "/seances/nouvelle/", {**plan, "held_at": "+7 j 9 h 30", "place": "Salle du conseil"}
    )
    seance = Seance.objects.get()
    assert timezone.localtime(seance.held_at).hour == 9

    press(room.client, url_of(seance), url_of(seance, "inscrire/"), situation=case.reference)
    press(room.client, url_of(seance), url_of(seance, "convoquer/"))
    present = [str(each.hat_id) for each in (room.coordinator, unsigned)]
    sheet = url_of(seance, "emargement/")
    press(room.client, sheet, sheet, present=present)

    _open_once_signed(room, seance, unsigned)
    resumed = room.client.get(url_of(seance, "direct/"))
    assert resumed.headers["Location"] == f"{live(seance, case)}#situation"

    press(room.client, live(seance, case), f"{live(seance, case)}examiner/")
    decided = press(
        room.client, live(seance, case), live(seance, case), **proposal(room, DecisionCode.RAPPEL)
    )
    assert decided.headers["Location"] == url_of(seance)
    assert reloaded(case).state == CaseState.ORIENTE

    press(room.client, url_of(seance), url_of(seance, "clore/"))
    press(room.client, url_of(seance, "releve/"), url_of(seance, "valider/"))
    seance.refresh_from_db()
    assert seance.state == SeanceState.RELEVE_VALIDE
    releve = read(room.client, url_of(seance, "releve/"))
    assert case.reference in releve
    assert "Proposer un rappel à l’ordre" in releve
    assert unsigned.label in releve


def _open_once_signed(room: Room, seance: Seance, unsigned: Actor) -> None:
    """Refused while one person present has not signed the charte, opened after."""
    sheet = url_of(seance, "emargement/")
    refused = text_of(press(room.client, sheet, url_of(seance, "ouvrir/")))
    assert "1 personne présente n’a pas signé la charte" in refused
    assert unsigned.label in refused
    assert "Modifier les présents" in refused
    seance.refresh_from_db()
    assert seance.state == SeanceState.CONVOQUEE

    institutions.sign(unsigned.user, room.cellule)
    opened = press(room.client, sheet, url_of(seance, "ouvrir/"))
    assert opened.headers["Location"] == url_of(seance, "direct/")


def test_a_past_date_is_refused_and_what_was_typed_is_kept(room: Room) -> None:
    response = room.client.post(
        "/seances/nouvelle/", {"held_at": "3/1/2024 9 h", "place": "Salle des fêtes"}
    )

    assert "Cette date est passée" in text_of(response)
    assert 'value="Salle des fêtes"' in text_of(response)
    assert not Seance.objects.exists()


def test_a_planning_sent_twice_is_one_seance(room: Room) -> None:
    sent = {"held_at": "+7 j 9 h", "place": "Mairie", "cle": str(uuid4())}

    for _ in range(2):
        assert room.client.post("/seances/nouvelle/", sent).status_code == 302

    assert Seance.objects.count() == 1


def test_the_list_separates_what_comes_from_what_is_past(room: Room) -> None:
    coming = str(room.seance(SeanceState.PLANIFIEE).pk)
    gone = str(room.seance(SeanceState.RELEVE_VALIDE).pk)

    page = read(room.client, "/seances/")

    assert page.index("À venir") < page.index(coming) < page.index("Passées") < page.index(gone)


def test_a_plenary_formation_never_takes_a_situation(room: Room) -> None:
    seance = room.seance(SeanceState.PLANIFIEE, kind=SeanceKind.PLENIERE)
    case = situation(room.cellule)

    page = read(room.client, url_of(seance))
    answer = room.client.post(
        url_of(seance, "inscrire/"), {"situation": case.reference, "version": 0}
    )

    assert "Cette formation n’examine aucune situation" in page
    assert case.reference not in page
    assert "jamais en formation plénière" in text_of(answer)
    assert "AU-038, art. 1" in text_of(answer)
    assert not AgendaItem.objects.exists()


def test_candidates_are_ranked_and_say_what_holds_them_back(room: Room) -> None:
    seance = room.seance(SeanceState.PLANIFIEE)
    adjourned = situation(room.cellule, CaseState.AJOURNE, adjourn_code=AdjournReason.PARTENAIRE)
    again = situation(room.cellule, CaseState.EN_COURS, reiterated_on=timezone.localdate())
    awaited = situation(room.cellule, CaseState.BILAN_ATTENDU)
    factories.bilan(awaited, state=BilanState.VALIDE, validated_on=timezone.localdate())
    unwritten = situation(room.cellule, CaseState.BILAN_ATTENDU)
    untold = situation(room.cellule, informed=False)

    page = read(room.client, url_of(seance))

    order = [page.index(each.reference) for each in (untold, awaited, again, adjourned)]
    assert order == sorted(order)
    assert unwritten.reference not in page
    assert "Cette cellule informe le jeune avant d’examiner sa situation." in page
    assert f'href="/situations/{untold.reference}/informer/"' in page


def test_a_reiteration_examined_since_is_no_candidate(room: Room) -> None:
    seance = room.seance(SeanceState.PLANIFIEE)
    week_ago = timezone.localdate() - timedelta(days=7)
    again = situation(room.cellule, CaseState.EN_COURS, reiterated_on=week_ago)
    point(again, room.seance(SeanceState.CLOSE), examined_at=days_ago(1))

    assert again.reference not in read(room.client, url_of(seance))


def test_an_inscription_refused_is_explained_with_a_way_out(room: Room) -> None:
    seance = room.seance(SeanceState.PLANIFIEE)
    case = situation(room.cellule, informed=False)

    answer = room.client.post(url_of(seance, "inscrire/"), {"situation": case.reference})

    assert "Ce n’est pas possible pour l’instant" in text_of(answer)
    assert f'href="/situations/{case.reference}/informer/"' in text_of(answer)
    assert reloaded(case).state == CaseState.REPERE


def test_what_is_not_ready_is_told_before_the_opening(room: Room) -> None:
    unsigned = institutions.agent(Role.MEMBRE, room.cellule, signed=False)
    seance = room.seance(SeanceState.PLANIFIEE, convened_at=None)

    page = read(room.client, url_of(seance))

    assert unsigned.label in page
    assert "à envoyer avant le" in page
    assert "Actions indisponibles, et pourquoi" in page


def test_a_situation_that_is_not_on_the_agenda_is_not_found(room: Room) -> None:
    seance = room.seance()
    case = situation(room.cellule, CaseState.EN_EXAMEN)

    assert room.client.get(live(seance, case)).status_code == 404


def test_a_stale_seance_is_answered_with_a_conflict(room: Room) -> None:
    seance = room.seance(SeanceState.PLANIFIEE)

    answer = room.client.post(url_of(seance, "convoquer/"), {"version": 7})

    assert answer.status_code == 409
    seance.refresh_from_db()
    assert seance.state == SeanceState.PLANIFIEE


def test_a_closed_seance_leads_to_its_releve(room: Room) -> None:
    seance = room.seance(SeanceState.CLOSE)

    assert room.client.get(url_of(seance, "direct/")).headers["Location"] == url_of(
        seance, "releve/"
    )


def test_a_seance_does_not_close_during_an_examination(room: Room) -> None:
    seance, case = examined(room)

    answer = room.client.post(url_of(seance, "clore/"))

    assert "n’ont pas reçu de décision" in text_of(answer)
    assert reloaded(case).state == CaseState.EN_EXAMEN


def test_unknown_acts_and_seances_are_not_found(room: Room) -> None:
    seance = room.seance()

    assert room.client.post(url_of(seance, "rouvrir/")).status_code == 404
    assert room.client.get(f"/seances/{UUID(int=7)}/").status_code == 404
