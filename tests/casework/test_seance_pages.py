"""The séances as agents hold them: from the planning to the relevé de décisions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from casework.choices.lists import AdjournReason, ClosingReason, DecisionCode, DismissReason
from casework.choices.measures import AgendaKind
from casework.choices.states import BilanState, CaseState
from casework.likeness import Identity
from casework.models import AgendaItem, Bilan, Case, Decision
from casework.services.people import create_person
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.models import JournalEntry
from tests.casework import factories
from tests.veille import factories as institutions
from veille.choices import SeanceKind, SeanceState
from veille.models import Cellule, Designation, Seance

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

pytestmark = pytest.mark.django_db

# Found on a page that must hold no name, they tell that one leaked.
CANARIES = ("Zibelinov", "Ocarina")


def situation(
    place: Cellule,
    state: str = CaseState.REPERE,
    *,
    age: int = 16,
    informed: bool = True,
    **fields: Any,
) -> Case:
    """A situation at this step, under the name of the canary."""
    identity = Identity(*CANARIES, factories.born(age), place.collectivite.seat.pk)
    person = create_person(
        tenant_id=place.collectivite_id, identity=identity, commune=place.collectivite.seat
    )
    told = timezone.localdate() - timedelta(days=30)
    information = {"informed_on": told, "representatives_informed_on": told} if informed else {}
    values: dict[str, Any] = {"state": state, "young_person": person}
    return factories.case(place, **(values | information | fields))


def point(case: Case, seance: Seance, **fields: Any) -> AgendaItem:
    """This situation at the end of the agenda."""
    position = seance.items.count() + 1
    return AgendaItem.objects.create(
        seance=seance, case=case, kind=AgendaKind.NOUVELLE, position=position, **fields
    )


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


@dataclass
class Room:
    """A cellule, its coordonnateur, one member, and the browser of the coordonnateur."""

    cellule: Cellule
    coordinator: Actor
    member: Actor
    client: Client

    def seance(self, state: str = SeanceState.OUVERTE, **fields: object) -> Seance:
        now = timezone.now()
        dates = {"convened_at": now, "opened_at": now, "closed_at": now}
        return institutions.seance(
            self.cellule, in_days=0, state=state, present=(self.coordinator,), **(dates | fields)
        )


@pytest.fixture
def room() -> Room:
    cellule = institutions.cellule()
    coordinator = institutions.agent(Role.COORDONNATEUR, cellule)
    member = institutions.agent(Role.MEMBRE, cellule)
    return Room(cellule, coordinator, member, institutions.signed_in(coordinator))


def text_of(response: TestResponse) -> str:
    return unescape(response.content.decode())


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response
    return text_of(response)


def form_on(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that posts to this address."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.S)
    assert form is not None, f"no form posts to {action}"
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[1])
    return {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}


def press(client: Client, page_url: str, action: str, **fields: object) -> TestResponse:
    """Read a page, then send the form of one of its buttons."""
    sent = form_on(read(client, page_url), action)
    return client.post(action, {**sent, **fields})


def url_of(seance: Seance, end: str = "") -> str:
    return f"/seances/{seance.pk}/{end}"


def live(seance: Seance, case: Case) -> str:
    return url_of(seance, f"direct/{case.reference}/")


def reloaded(case: Case) -> Case:
    return Case.objects.for_system("the state after a page").get(pk=case.pk)


def proposal(room: Room, *codes: str, **fields: object) -> dict[str, object]:
    pilot = Designation.objects.get(pk=room.member.hat_id).organisation_id
    return {
        "decision": "proposer",
        "codes": list(codes),
        "pilot": str(pilot),
        "due_on": "+15 j",
        "needs": ["scolarite"],
    } | fields


def examined(room: Room, state: str = CaseState.EN_EXAMEN, **fields: Any) -> tuple[Seance, Case]:
    """A situation under examination in an open séance."""
    seance = room.seance()
    case = situation(room.cellule, state, **fields)
    point(case, seance)
    return seance, case


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

    refused = text_of(press(room.client, sheet, url_of(seance, "ouvrir/")))
    assert "1 personne présente n’a pas signé la charte" in refused
    assert unsigned.label in refused
    assert "Modifier les présents" in refused
    seance.refresh_from_db()
    assert seance.state == SeanceState.CONVOQUEE

    institutions.sign(unsigned.user, room.cellule)
    opened = press(room.client, sheet, url_of(seance, "ouvrir/"))
    assert opened.headers["Location"] == url_of(seance, "direct/")
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


def form_on_act(page: str) -> dict[str, str]:
    """The hidden fields of the only card of an act page."""
    hidden = re.findall(r'<input type="hidden" name="(version|cle)" value="([^"]*)"', page)
    return dict(hidden)


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
    seance = room.seance(SeanceState.PLANIFIEE)
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


def test_a_situation_that_is_not_on_the_agenda_is_not_found(room: Room) -> None:
    seance = room.seance()
    case = situation(room.cellule, CaseState.EN_EXAMEN)

    assert room.client.get(live(seance, case)).status_code == 404


def test_the_releve_waits_for_its_validation_and_for_those_present(room: Room) -> None:
    seance = room.seance(SeanceState.CLOSE)
    member = institutions.signed_in(room.member)
    assert member.get(url_of(seance, "releve/")).status_code == 403

    room.client.post(url_of(seance, "valider/"))
    assert member.get(url_of(seance, "releve/")).status_code == 403

    seance.attendances.create(designation_id=room.member.hat_id, present=True)
    assert member.get(url_of(seance, "releve/")).status_code == 200


def test_the_releve_closes_with_the_reading_window(room: Room) -> None:
    seance = room.seance(SeanceState.RELEVE_VALIDE, held_at=days_ago(16))
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


def test_a_stale_seance_is_answered_with_a_conflict(room: Room) -> None:
    seance = room.seance(SeanceState.PLANIFIEE)

    answer = room.client.post(url_of(seance, "convoquer/"), {"version": 7})

    assert answer.status_code == 409
    seance.refresh_from_db()
    assert seance.state == SeanceState.PLANIFIEE


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


def test_a_page_of_the_seance_never_carries_a_name_in_its_address(room: Room) -> None:
    seance, case = examined(room)
    point(situation(room.cellule), seance)

    pages = [read(room.client, url) for url in (url_of(seance), live(seance, case))]

    addresses = [url for page in pages for url in re.findall(r'(?:href|action)="([^"]*)"', page)]
    assert not [url for url in addresses if any(name in url for name in CANARIES)]


def test_unknown_acts_and_seances_are_not_found(room: Room) -> None:
    seance = room.seance()

    assert room.client.post(url_of(seance, "rouvrir/")).status_code == 404
    assert room.client.get(f"/seances/{UUID(int=7)}/").status_code == 404
