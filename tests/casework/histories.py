"""Histories: several young people in two cellules, agents of every function, one clock.

The rows of a history are lived through the services. Each attempt is one act by one agent: done,
with what it wrote and nothing else, or refused, everything being left as it was.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Model
from django_fsm.signals import pre_transition

from casework.choices.lists import ClosingReason
from casework.choices.states import CaseState
from casework.models import (
    AccompagnementParental,
    Bilan,
    Case,
    CaseGrant,
    CddfReferral,
    Fait,
    JudicialStatus,
    RappelALOrdre,
    ReferentFollowUp,
    Relais,
    RightsRequest,
    Saisine,
    Transaction,
)
from casework.services import conservation
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import AlreadyDone, Conflict, NotPermitted, NotVisible, Refused
from confidentiality.models import Event, JournalEntry
from confidentiality.models.journal import Outcome
from notifications.models import OutboxMessage
from tests.casework import factories as people
from tests.casework.agents import Agents
from tests.casework.history_acts import ACTS
from tests.casework.path import Path
from tests.casework.tried import FORMAL, Tried
from tests.veille import factories
from veille.models import Seance

# Stories of one history: the oldest are left to themselves.
_MOST = 6
NO = (Refused, NotPermitted, NotVisible, Conflict, AlreadyDone)
FUNCTIONS = ("member", "coordinator", "mayor", "referent", "parquet", "cddf_member", "dpo")
# Never allowed anything: of the other collectivité, without a signature, no longer designated.
STRANGERS = ("outsider", "unsigned", "former")
# The attribute of a story that holds a row of each machine.
_KEPT_AS: dict[type[Model], str] = {
    AccompagnementParental: "accompagnement",
    Bilan: "bilan",
    CddfReferral: "referral",
    RappelALOrdre: "rappel",
    ReferentFollowUp: "mission",
    Relais: "relais",
    RightsRequest: "request",
    Saisine: "saisine",
    Seance: "seance",
    Transaction: "offer",
}
# What one act may also do, with a line of its own.
_ALSO = {
    "saisine.declare_recevable": {"case.open", "case.report_reiteration"},
    "rights.answer": {"case.close_for_opposition", "case.erase_on_request"},
    "rights.rectify": {"case.rectified"},
    "judicial.record": {"rappel.cancel"},
    "follow_up.adhesion": {"follow_up.activate"},
    "rappel.decide": {"rappel.convocation"},
    "rappel.postpone": {"rappel.convocation"},
}
# What may be done on a frozen case: what lifts the freeze, what a person asks (I30, I66). An
# archive is never frozen; a saisine and a séance are not the case.
_LIFT = ("case.record_information", "case.defer_information", "rights.", "saisine.", "seance.")


class World:
    """Two collectivités, their agents, and young people at every step: the catalogue."""

    def __init__(self) -> None:
        self.here, self.there = Path(), Path()
        for place in (self.here, self.there):
            _strangers(place)
        self.here.outsider, self.there.outsider = (  # type: ignore[attr-defined]
            self.there.coordinator,
            self.here.coordinator,
        )
        tenant = self.here.cellule.collectivite
        tenant.transactions_open = True
        tenant.save(update_fields=["transactions_open"])
        self.catalogue = [
            self.story(self.here, CaseState.REPERE),
            self.story(self.here, CaseState.EN_EXAMEN),
            self.story(self.here, CaseState.EN_COURS, faits=("F11",)),
            self.story(self.here, CaseState.EN_COURS, **FORMAL),
            self.story(self.here, CaseState.BILAN_ATTENDU),
            self.story(self.here, CaseState.BILAN_PRESENTE),
            self.story(self.here, CaseState.REPERE, birth_date=people.born(25, days=20)),
            self.story(self.there, CaseState.ORIENTE),
            self.story(self.there, CaseState.EN_COURS),
            self.archived(self.there),
        ]

    def story(self, place: Path, state: CaseState | None = None, **given: Any) -> Path:
        """One more young person of this cellule."""
        story = copy.copy(place)
        story.__dict__ |= given
        return story.to(state) if state else story

    def archived(self, place: Path) -> Path:
        story = self.story(place, CaseState.EN_COURS).close(ClosingReason.PERTE)
        conservation.archive(case_id=story.case.pk, at=story.now)
        return story


def _strangers(place: Path) -> None:
    """Coordonnateurs who may do nothing: no signature of the charte, or no designation left."""
    agents: dict[str, Actor] = {
        "unsigned": factories.agent(
            Role.COORDONNATEUR, place.cellule, signed=False, days=(-400, 365)
        ),
        "former": factories.agent(
            Role.COORDONNATEUR, place.cellule, signed=False, days=(-400, -150)
        ),
    }
    factories.sign(agents["former"].user, place.cellule, at=place.started - timedelta(days=60))
    place.__dict__ |= agents


class History:
    """Some of the young people of the catalogue, and what is tried on them."""

    def __init__(self, stories: list[Path], done: Counter[str], refused: Counter[str]) -> None:
        self.stories = [copy.copy(story) for story in stories]
        self.now: datetime = max(story.now for story in self.stories)
        self.done, self.refused = done, refused

    def wait(self, delay: timedelta) -> None:
        self.now += delay

    def story(self, number: int) -> Path:
        """One of the stories, at the hour of all."""
        story = self.stories[number % len(self.stories)]
        story.now = self.now
        return story

    def attempt(self, story: Path, tried: Tried, name: str) -> bool:
        """Try one act by the agent of this name. What is refused changes nothing at all."""
        actor: Actor = getattr(story, name)
        before, known = _Written(), dict(story.__dict__)
        case = _case_of(story)
        # The act one second later than the last: no two have the same moment.
        self.wait(timedelta(seconds=1))
        story.now = self.now
        try:
            with guards_watched(), transaction.atomic():
                made = tried.do(story, actor, story.sent)
        except (AttributeError, JudicialStatus.DoesNotExist, Fait.DoesNotExist) as error:
            if isinstance(error, AttributeError) and error.name not in Agents.__annotations__:
                raise
            # The story has not the row that the act is about: nothing was asked.
            story.__dict__ = known
            return False
        except NO:
            self.refused[tried.act] += 1
            # Rows that the refusal took back are forgotten.
            story.__dict__ = known
            before.check_nothing()
            return False
        self.done[tried.act] += 1
        before.check_one(tried.act, actor)
        assert name not in STRANGERS, (tried.act, name)
        assert name != tried.not_by, (tried.act, name)
        if case is not None and case.freeze_code:
            assert tried.act.startswith(_LIFT), (tried.act, "on a frozen case")
        self._keep(story, made)
        return True

    def _keep(self, story: Path, made: Any) -> None:
        name = _KEPT_AS.get(type(made))
        if name == "saisine" and "saisine" in story.__dict__ and made.pk != story.saisine.pk:
            # Another young person, or the same again: a story of its own.
            story = copy.copy(story)
            for row in ("case", *_KEPT_AS.values()):
                story.__dict__.pop(row, None)
            self.stories = [*self.stories, story][-_MOST:]
        if name:
            setattr(story, name, made)
        if name == "saisine" and made.case is not None:
            story.case = made.case

    def likely(self, story: Path) -> list[Tried]:
        """The acts that the states of this story call for, seldom tried ones included."""
        states = {
            name: type(story.__dict__[name])
            ._base_manager.filter(pk=story.__dict__[name].pk)
            .values_list("state", flat=True)
            .first()
            for name in ("case", *_KEPT_AS.values())
            if name in story.__dict__
        }
        return [tried for tried in ACTS if _is_likely(tried, states)]


def _is_likely(tried: Tried, states: dict[str, str | None]) -> bool:
    if not tried.row:
        engaged = states.get("case") == CaseState.EN_COURS
        return engaged or tried.act in ("saisine.create", "seance.plan")
    if tried.row not in states:
        return False
    return tried.moves is None or tried.moves[0] == states[tried.row]


def may_try(story: Path, tried: Tried) -> bool:
    """Whether the story has the rows that the act is about."""
    if tried.row and tried.row not in story.__dict__:
        return False
    return story.__dict__.keys() >= {"case", "saisine"}


def _case_of(story: Path) -> Case | None:
    if "case" not in story.__dict__:
        return None
    return Case.objects.for_system("what a history does").filter(pk=story.case.pk).first()


class _Written:
    """How much is written: taken before an act, compared after."""

    def __init__(self) -> None:
        self.last = self._last_line()
        self.counts = self._counts()

    def check_nothing(self) -> None:
        assert self._counts() == self.counts
        assert self._last_line() == self.last

    def check_one(self, act: str, actor: Actor) -> None:
        """One line of this act, by this agent; what it also did has its own."""
        lines = JournalEntry.objects.filter(pk__gt=self.last, outcome=Outcome.DONE)
        found = list(lines.values_list("action", "actor_id", "hat_id"))
        assert {each[1:] for each in found} == {(actor.user.pk, actor.hat_id)}
        actions = [each[0] for each in found]
        assert actions.count(act) == 1, actions
        assert set(actions) <= {act} | _ALSO.get(act, set()), actions

    def _last_line(self) -> int:
        lines = JournalEntry.objects.filter(outcome=Outcome.DONE)
        return lines.aggregate(last=Max("pk"))["last"] or 0

    def _counts(self) -> tuple[int, ...]:
        versions = Case.objects.for_system("count").values_list("pk", "version", "state")
        return (
            Event.objects.count(),
            OutboxMessage.objects.count(),
            CaseGrant.objects.count(),
            hash(frozenset(versions)),
        )


@contextmanager
def guards_watched() -> Iterator[None]:
    """Each transition starts from the row as recorded, locked, and its guards hold at that time."""

    def watch(sender: type[Model], instance: Any, name: str, source: str, **_: Any) -> None:
        recorded = sender._base_manager.filter(pk=instance.pk).values_list("version", flat=True)
        assert list(recorded) in ([], [instance.version]), (sender, name)
        found = getattr(sender, name)._django_fsm.get_transition(source)
        for guard in found.conditions:
            assert guard(instance), (sender, name, guard)

    pre_transition.connect(watch)
    try:
        yield
    finally:
        pre_transition.disconnect(watch)
