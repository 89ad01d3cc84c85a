"""A séance as agents hold it: its cellule, the situations on its agenda, and its pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.utils import timezone

from casework.choices.measures import AgendaKind
from casework.choices.states import CaseState
from casework.likeness import Identity
from casework.models import AgendaItem, Case
from casework.services.people import create_person
from confidentiality.actors import Actor
from tests.casework import factories
from tests.veille import factories as institutions
from veille.choices import SeanceState
from veille.models import Cellule, Designation, Seance

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

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


def form_on_act(page: str) -> dict[str, str]:
    """The hidden fields of the only card of an act page."""
    hidden = re.findall(r'<input type="hidden" name="(version|cle)" value="([^"]*)"', page)
    return dict(hidden)
