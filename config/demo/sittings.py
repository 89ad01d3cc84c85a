"""The séances of one cellule, from the first to the one to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from casework.services import seances
from config.demo.clock import Clock, Story, moment, working_day
from config.demo.institutions import CelluleScene, Scene
from notifications.working_days import is_working_day
from veille.hats import actor_of
from veille.models import Seance

EVERY = timedelta(weeks=9)
# The last one is recent: its decisions are fresh, its reading window still open.
LAST = timedelta(days=12)
_FIRST_AFTER = timedelta(days=40)
_PLANNED_AHEAD = timedelta(days=70)
_CONVENED_AHEAD = timedelta(days=14)


@dataclass(slots=True)
class Sitting:
    """One séance: when, and its row once planned."""

    held_at: datetime
    row: Seance | None = None
    # Left open at the end of the history, its cases in examination.
    under_way: bool = False
    # Whether a case is to be examined: a cellule does not meet for nothing.
    booked: bool = False


@dataclass(slots=True)
class Agenda:
    """The séances of one cellule, in order of date."""

    closed: list[Sitting]
    coming: Sitting
    under_way: Sitting | None = None


def plan(place: CelluleScene, scene: Scene, rng: Random, *, under_way: bool) -> Agenda:
    """Dates nine weeks apart, backwards from the last.

    ``under_way``: one more opens on the last working day, and does not close.
    """
    coming = Seance.objects.get(cellule=place.cellule)
    days = []
    day = scene.today - LAST - timedelta(days=rng.randrange(0, 4))
    while day > scene.since + _FIRST_AFTER:
        days.append(working_day(day))
        day -= EVERY
    agenda = Agenda(
        closed=[Sitting(moment(each, 14)) for each in reversed(days)],
        coming=Sitting(coming.held_at, coming),
    )
    if under_way:
        eve = scene.today - timedelta(days=1)
        while not is_working_day(eve):
            eve -= timedelta(days=1)
        agenda.under_way = Sitting(moment(eve, 14), under_way=True)
    return agenda


def hold(agenda: Agenda, place: CelluleScene, clock: Clock, rng: Random) -> None:
    """Each booked séance is a story of its own, from its date fixed to its relevé validated."""
    for sitting in (*agenda.closed, agenda.under_way):
        if sitting and sitting.booked:
            clock.add(_story(sitting, place, clock, rng))


def _story(sitting: Sitting, place: CelluleScene, clock: Clock, rng: Random) -> Story:
    chair = actor_of(place.coordonnateur)
    yield sitting.held_at - _PLANNED_AHEAD
    sitting.row = seances.plan_seance(
        actor=chair,
        cellule=place.cellule,
        held_at=sitting.held_at,
        place="Salle du conseil, mairie",
        sent=clock.sent,
    )
    seance_id = sitting.row.pk
    yield sitting.held_at - _CONVENED_AHEAD
    seances.convene(seance_id=seance_id, actor=chair, sent=clock.sent)
    yield sitting.held_at
    seances.record_attendance(
        seance_id=seance_id, actor=chair, present=_present(place, rng), sent=clock.sent
    )
    seances.open_seance(seance_id=seance_id, actor=chair, sent=clock.sent)
    if sitting.under_way:
        return
    yield sitting.held_at + timedelta(hours=3)
    seances.close_seance(seance_id=seance_id, actor=chair, sent=clock.sent)
    yield clock.after(1, spread=2)
    seances.validate_releve(seance_id=seance_id, actor=chair, sent=clock.sent)


def _present(place: CelluleScene, rng: Random) -> set[UUID]:
    """The coordonnateur and most members: one or two are always away."""
    invited = [*place.members, *place.referents]
    away = rng.sample(invited, k=rng.choice((1, 1, 2)))
    return {place.coordonnateur.pk, *(hat.pk for hat in invited if hat not in away)}
