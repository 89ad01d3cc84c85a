"""Two open cases of one cellule about one person, each known under another spelling."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from casework.choices.merges import MergeReason
from casework.choices.states import CaseState
from casework.models import Case, CaseGrant, Saisine, YoungPerson
from casework.services import merges
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.models import PersonKey
from notifications.models import Timer
from tests.casework import alerts as make
from tests.casework import factories as people
from tests.veille import factories
from veille.models import Cellule

LAST = "Lavieille"


class Joined:
    """Two open cases of one cellule about one person, each known under another spelling."""

    def __init__(self, state: str = CaseState.REPERE) -> None:
        self.place: Cellule = factories.staffed(factories.cellule())
        self.coordinator = factories.agent(Role.COORDONNATEUR, self.place)
        self.maire = factories.agent(Role.MAIRE, self.place)
        self.member = factories.agent(Role.MEMBRE, self.place)
        self.referent = factories.agent(Role.REFERENT, self.place)
        self.kept, self.other = (
            people.case(self.place, young_person=self.person(first), state=each)
            for first, each in (("Mohamed", CaseState.REPERE), ("Mohammed", state))
        )
        for case in (self.kept, self.other):
            people.received(self.member, case)

    def person(self, first: str) -> YoungPerson:
        person = make.known(self.place, make.identity(LAST, first)).young_person
        person.cases.all().delete()
        person.address = f"1 rue de {first}"
        with transaction.atomic():
            person.save()
        return person

    def merge(self, **given: Any) -> Case:
        values: dict[str, Any] = {
            "case_id": self.kept.pk,
            "other_id": self.other.pk,
            "other_version": self.other.version,
            "reason": MergeReason.ORTHOGRAPHE,
            "actor": self.coordinator,
            "sent": Sent(self.kept.version),
        }
        return merges.merge(**(values | given))

    def part(self, **given: Any) -> Case:
        values: dict[str, Any] = {
            "case_id": self.kept.pk,
            "actor": self.coordinator,
            "sent": Sent(),
        }
        return merges.unmerge(**(values | given))

    def again(self, case: Case) -> Case:
        return Case.objects.for_system("read again by a test").get(pk=case.pk)


_MOVING = {"version", "event_id", "acting_at", "undoing"}


def everything() -> dict[str, Any]:
    """What the rows say, their counters of changes left aside."""
    found: dict[str, Any] = {}
    for model in (Case, Saisine, YoungPerson, CaseGrant, PersonKey):
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in _MOVING]
        rows = model._base_manager.order_by("pk").values_list(*names)
        found[model.__name__] = [[getattr(value, "token", value) for value in row] for row in rows]
    waiting = Timer.objects.filter(state="waiting").order_by("target_id", "rule")
    found["timers"] = list(waiting.values_list("target_id", "rule", "due_at"))
    return found


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
