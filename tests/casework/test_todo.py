"""« À faire »: all that waits for a hat, its first deadline, the most urgent first, no name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.choices.exports import ExportReason, ExportScope, ExportState
from casework.choices.measures import RappelLevel
from casework.choices.states import (
    AccompagnementState,
    BilanState,
    CaseState,
    CddfState,
    FollowUpState,
    RappelState,
    RightsState,
)
from casework.models import Case, Export
from casework.presenters.todo_roles import todo_of
from casework.timers import refresh
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from tests.casework import factories as people
from tests.casework.days import TODAY
from tests.veille import factories
from tests.veille.factories import signed_in
from veille.choices import SeanceState
from veille.models import Cellule, Designation

pytestmark = pytest.mark.django_db

K, M = Role.COORDONNATEUR, Role.MAIRE


def agent(role: Role, place: Cellule) -> Actor:
    return factories.agent(role, place, days=(-400, 400))


def texts(actor: Actor) -> list[str]:
    return [each.text for each in todo_of(actor, timezone.now())]


Made = Callable[[Cellule], object]


def _engaged(place: Cellule) -> Case:
    return people.case(place, state=CaseState.EN_COURS)


def _saisine(place: Cellule) -> object:
    now = timezone.now()
    return people.saisine(
        agent(Role.MEMBRE, place),
        place,
        state="soumise",
        number=1,
        submitted_at=now,
        attested_at=now,
        answer_due_on=TODAY + timedelta(days=3),
    )


def _export(place: Cellule) -> object:
    asker = agent(Role.MAIRE, place)
    return Export.objects.create(
        cellule=place,
        asked_by_id=asker.hat_id,
        asked_at=timezone.now(),
        reason=ExportReason.SEANCE,
        scope=ExportScope.LISTE,
        format="ods",
        people=11,
        state=ExportState.ATTENDUE,
        until=timezone.now() + timedelta(hours=20),
    )


def _untold(place: Cellule) -> object:
    case = people.case(place, opened_on=TODAY - timedelta(days=20))
    return refresh(case)


WORK: dict[str, tuple[Role, Made]] = {
    "saisine à qualifier": (K, _saisine),
    "demande de droits à traiter": (K, lambda p: people.rights_request(people.case(p))),
    "statut judiciaire à confirmer": (
        K,
        lambda p: people.judicial_status(people.case(p), review_due_on=TODAY + timedelta(days=9)),
    ),
    "convocation au CDDF à envoyer": (
        K,
        lambda p: people.referral(_engaged(p), state=CddfState.PROGRAMMEE),
    ),
    "lettre d’information à envoyer": (
        K,
        lambda p: people.case(p, state=CaseState.ORIENTE, informed_on=None),
    ),
    "information aux autorités à envoyer": (
        K,
        lambda p: people.accompagnement(
            _engaged(p), state=AccompagnementState.AVIS_DEMANDE, caf_informed_on=None
        ),
    ),
    "export attend votre accord": (K, _export),
    "réponse du parquet à transmettre au maire": (
        K,
        lambda p: people.rappel(_engaged(p), state=RappelState.ACCORD, level=RappelLevel.PROTOCOLE),
    ),
    "consultation du parquet à envoyer": (
        K,
        lambda p: people.rappel(_engaged(p), level=RappelLevel.PROTOCOLE),
    ),
    "bilan à valider": (K, lambda p: people.bilan(_engaged(p), state=BilanState.REDIGE)),
    "bilan à présenter en séance": (
        K,
        lambda p: people.bilan(_engaged(p), state=BilanState.VALIDE),
    ),
    "bilan en retard": (
        K,
        lambda p: people.bilan(_engaged(p), due_on=TODAY - timedelta(days=2)),
    ),
    "jeune à informer": (K, _untold),
    "relais à conduire": (K, lambda p: people.relais(_engaged(p))),
    "séance à convoquer": (K, lambda p: factories.seance(p, in_days=10)),
    "relevé de séance à valider": (
        K,
        lambda p: factories.seance(p, in_days=-1, state=SeanceState.CLOSE),
    ),
    "décision attend votre signature": (M, lambda p: people.referral(_engaged(p))),
    "rappel à l’ordre à tenir": (
        M,
        lambda p: people.rappel(_engaged(p), state=RappelState.CONVOQUE),
    ),
    "demande de droits à instruire": (
        Role.DPO,
        lambda p: people.rights_request(people.case(p), state=RightsState.IDENTITE_VERIFIEE),
    ),
}


@pytest.mark.parametrize("words", WORK)
def test_each_kind_of_work_is_told_once_and_leads_to_a_page(words: str, place: Cellule) -> None:
    role, make = WORK[words]
    actor = agent(role, place)
    assert not [text for text in texts(actor) if words in text]

    make(place)

    [line] = [each for each in todo_of(actor, timezone.now()) if words in each.text]
    assert line.text.startswith("1 ")
    assert line.text.endswith(".")
    assert signed_in(actor).get(line.url).status_code == 200


def test_whoever_coordinates_elsewhere_is_told_nothing(place: Cellule) -> None:
    for role, make in WORK.values():
        if role == K:
            make(place)

    assert texts(agent(K, factories.cellule())) == []


def test_the_most_urgent_comes_first_and_what_is_late_before(place: Cellule) -> None:
    actor = agent(K, place)
    people.rights_request(people.case(place), due_on=TODAY - timedelta(days=1))
    _saisine(place)
    people.bilan(_engaged(place), state=BilanState.REDIGE)
    people.judicial_status(people.case(place), review_due_on=TODAY)

    found = todo_of(actor, timezone.now())

    dated = [each.due for each in found if each.due is not None]
    assert dated == sorted(dated)
    assert [each.due is None for each in found] == [False] * len(dated) + [True] * (
        len(found) - len(dated)
    )
    assert "échéance dépassée depuis le" in found[0].text
    assert "échéance aujourd’hui" in found[1].text


def test_several_say_the_first_deadline_and_lead_to_the_most_urgent(place: Cellule) -> None:
    actor = agent(K, place)
    late = people.bilan(_engaged(place), due_on=TODAY - timedelta(days=9))
    people.bilan(_engaged(place), due_on=TODAY - timedelta(days=2))

    [line] = [each for each in todo_of(actor, timezone.now()) if "en retard" in each.text]

    assert line.text.startswith("2 bilans en retard")
    assert (line.url, line.due) == (reverse("casework:bilan", args=[late.pk]), late.due_on)
    assert line.link == "Commencer"


def test_the_referent_sees_the_mission_the_contact_and_the_bilan(place: Cellule) -> None:
    actor = agent(Role.REFERENT, place)
    hat = Designation.objects.get(pk=actor.hat_id)
    people.follow_up(people.case(place, state=CaseState.ORIENTE), hat)
    case = people.case(place, state=CaseState.EN_COURS)
    people.grant(case, actor, Relation.MISSION)
    mission = people.follow_up(case, hat, state=FollowUpState.ACCEPTE, accepted_on=TODAY)
    people.bilan(case, mission)
    refresh(case)

    first_words = {" ".join(text.split()[1:3]) for text in texts(actor)}

    assert first_words == {"mission à", "premier contact", "bilan à"}


def test_the_parquet_sees_when_it_will_be_asked_again(place: Cellule) -> None:
    actor = agent(Role.PARQUET, place)
    case = people.case(place, state=CaseState.EN_COURS)
    people.grant(case, actor, Relation.CONSULTATION)
    people.rappel(case, state=RappelState.CONSULTATION, consulted_on=TODAY - timedelta(days=9))

    [line] = todo_of(actor, timezone.now())

    assert line.due == TODAY - timedelta(days=2)
    assert "dépassée" in line.text


@pytest.mark.parametrize("role", [*Role])
def test_every_home_page_opens_with_nothing_to_do(role: Role, place: Cellule) -> None:
    actor = factories.agent(role, place)

    assert todo_of(actor, timezone.now()) == []
    assert signed_in(actor).get(reverse("home")).status_code == 200
