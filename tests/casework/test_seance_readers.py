"""Who reads the pages of a séance, and the names on them."""

from __future__ import annotations

import re

import pytest

from casework.choices.lists import DecisionCode
from casework.choices.states import CaseState
from confidentiality.choices import Role
from confidentiality.models import JournalEntry
from tests.casework.seance_room import (
    CANARIES,
    Room,
    days_ago,
    examined,
    live,
    point,
    proposal,
    read,
    situation,
    text_of,
    url_of,
)
from tests.veille import factories as institutions
from veille.choices import SeanceState

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("end", ["", "releve/"])
def test_a_member_reads_references_only_outside_the_window(room: Room, end: str) -> None:
    seance = room.seance(SeanceState.RELEVE_VALIDE)
    case = situation(room.cellule, CaseState.ORIENTE)
    point(case, seance)
    seance.attendances.create(designation_id=room.member.hat_id, present=True)

    page = read(institutions.signed_in(room.member), url_of(seance, end))

    assert case.reference in page
    assert not [name for name in CANARIES if name in page]


def test_a_convened_member_reads_the_names_and_leaves_a_trace(room: Room) -> None:
    seance = room.seance(SeanceState.CONVOQUEE)
    case = situation(room.cellule)
    room.client.post(url_of(seance, "inscrire/"), {"situation": case.reference})

    page = read(institutions.signed_in(room.member), url_of(seance))

    assert CANARIES[0] in page
    trace = JournalEntry.objects.filter(actor_id=room.member.user.pk, action="seance.view").get()
    assert trace.codes["objects"] == [str(case.pk)]


def test_a_member_is_offered_no_act(room: Room) -> None:
    seance = room.seance(SeanceState.PLANIFIEE)
    client = institutions.signed_in(room.member)

    assert "convoquer/" not in read(client, url_of(seance))
    assert client.post(url_of(seance, "convoquer/")).status_code == 403
    assert client.get(url_of(seance, "emargement/")).status_code == 403
    assert client.get(url_of(seance, "direct/")).status_code == 403
    assert client.get("/seances/nouvelle/").status_code == 403


@pytest.mark.parametrize("role", [Role.MEMBRE, Role.COORDONNATEUR, Role.MAIRE, Role.REFERENT])
@pytest.mark.parametrize("end", ["", "releve/"])
def test_an_agent_of_another_cellule_finds_nothing(room: Room, role: Role, end: str) -> None:
    seance = room.seance(SeanceState.RELEVE_VALIDE)
    stranger = institutions.signed_in(institutions.agent(role))

    assert stranger.get(url_of(seance, end)).status_code == 404
    assert str(seance.pk) not in read(stranger, "/seances/")


@pytest.mark.parametrize("end", ["emargement/", "direct/"])
def test_another_coordonnateur_finds_nothing(room: Room, end: str) -> None:
    seance = room.seance()
    stranger = institutions.signed_in(institutions.agent(Role.COORDONNATEUR))

    assert stranger.get(url_of(seance, end)).status_code == 404
    assert stranger.post(url_of(seance, "clore/")).status_code == 404
    assert stranger.post(url_of(seance, "inscrire/"), {"situation": "ABCDEF"}).status_code == 404


def test_the_releve_waits_for_its_validation_and_for_those_present(room: Room) -> None:
    seance = room.seance(SeanceState.CLOSE)
    member = institutions.signed_in(room.member)
    assert member.get(url_of(seance, "releve/")).status_code == 403

    room.client.post(url_of(seance, "valider/"))
    assert member.get(url_of(seance, "releve/")).status_code == 403

    seance.attendances.create(designation_id=room.member.hat_id, present=True)
    assert member.get(url_of(seance, "releve/")).status_code == 200


def test_the_releve_closes_with_the_reading_window(room: Room) -> None:
    seance = room.seance(SeanceState.RELEVE_VALIDE, held_at=days_ago(16), closed_at=days_ago(16))
    seance.attendances.create(designation_id=room.member.hat_id, present=True)
    maire = institutions.agent(Role.MAIRE, room.cellule)

    answer = institutions.signed_in(room.member).get(url_of(seance, "releve/"))

    assert answer.status_code == 403
    assert "quinze jours" in text_of(answer)
    assert institutions.signed_in(maire).get(url_of(seance, "releve/")).status_code == 200


def test_the_agenda_and_the_releve_hold_no_name_outside_sight(room: Room) -> None:
    seance, case = examined(room)
    room.client.post(live(seance, case), proposal(room, DecisionCode.REFERENT))

    releve = read(room.client, url_of(seance, "releve/"))
    page = read(room.client, live(seance, case))

    assert not [name for name in CANARIES if name in releve + page]


def test_a_page_of_the_seance_never_carries_a_name_in_its_address(room: Room) -> None:
    seance, case = examined(room)
    point(situation(room.cellule), seance)

    pages = [read(room.client, url) for url in (url_of(seance), live(seance, case))]

    addresses = [url for page in pages for url in re.findall(r'(?:href|action)="([^"]*)"', page)]
    assert not [url for url in addresses if any(name in url for name in CANARIES)]
