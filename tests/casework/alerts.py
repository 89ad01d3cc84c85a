"""Saisines lived through the services, about somebody whose name the test chooses, and the browsers
of those who send and qualify them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

from dateutil.relativedelta import relativedelta
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices.lists import Motif, Schooling
from casework.choices.states import SaisineState
from casework.likeness import Identity
from casework.models import Case, Saisine
from casework.services import saisines
from casework.services.people import create_person
from casework.services.saisines import Description
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM
from tests.casework import factories
from tests.veille import factories as institutions
from veille.models import Cellule


def identity(last: str = "Lavieille", first: str = "Enzo", *, age: int = 15) -> Identity:
    """Somebody of this age, six months after a birthday: no test turns anybody older."""
    born = timezone.localdate() - relativedelta(years=age, months=6)
    return Identity(last, first, born, "")


def description(**given: Any) -> Description:
    """A second step that nothing stops: one motif, three times « non »."""
    values: dict[str, Any] = {
        "motifs": (Motif.DECROCHAGE.value,),
        "schooling": Schooling.COLLEGE_3E.value,
        "q_crime_delit": "non",
        "q_plainte_enquete": "non",
        "q_danger": "non",
    }
    return Description(**(values | given))


def draft(author: Actor, place: Cellule, who: Identity | None = None) -> Saisine:
    """Step 1 of this author: who, and nothing yet about why."""
    institutions.staffed(place)
    return saisines.start_draft(
        actor=author,
        identity=who or identity(),
        commune=place.collectivite.seat,
        cellule=place,
        sent=NOT_A_FORM,
    )


def described(author: Actor, place: Cellule, who: Identity | None = None) -> Saisine:
    """A draft ready to be attested."""
    made = draft(author, place, who)
    return saisines.describe(
        saisine_id=made.pk, actor=author, description=description(), sent=NOT_A_FORM
    )


def sent(author: Actor, place: Cellule, who: Identity | None = None, **given: Any) -> Saisine:
    """A saisine received, to qualify."""
    made = draft(author, place, who)
    given_words = description(**given)
    saisines.describe(saisine_id=made.pk, actor=author, description=given_words, sent=NOT_A_FORM)
    return saisines.submit(saisine_id=made.pk, actor=author, attested=True, sent=NOT_A_FORM)


def known(place: Cellule, who: Identity | None = None) -> Case:
    """An open case of the cellule about this person."""
    person = create_person(
        tenant_id=place.collectivite_id,
        identity=who or identity(),
        commune=place.collectivite.seat,
    )
    return factories.case(place, young_person=person)


def again(saisine: Saisine) -> Saisine:
    """The same row, as recorded now."""
    return Saisine.objects.for_system("read again by a test").get(pk=saisine.pk)


def state_of(saisine: Saisine) -> SaisineState:
    """Where the machine is now."""
    return SaisineState(again(saisine).state)


class Scene:
    """A cellule, its coordonnateur, a principal who speaks up, each in a browser."""

    def __init__(self) -> None:
        self.place: Cellule = institutions.staffed(institutions.cellule())
        self.coordinator: Actor = institutions.agent(Role.COORDONNATEUR, self.place)
        self.principal: Actor = institutions.agent(Role.MEMBRE, self.place)
        self.desk: Client = institutions.signed_in(self.coordinator)
        self.school: Client = institutions.signed_in(self.principal)

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
        return draft(self.principal, self.place)

    def described(self) -> Saisine:
        return described(self.principal, self.place)

    def sent(self, who: Identity | None = None, **given: Any) -> Saisine:
        return sent(self.principal, self.place, who, **given)


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


def words(response: Any) -> str:
    """The text of a page, its narrow spaces being plain ones, its tags gone."""
    text = re.sub(r"<[^>]*>", " ", response.content.decode())
    return " ".join(text.replace("&#x27;", "'").split())
