"""Telling the history of every cellule, through the same acts as its agents."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from random import Random

from casework.choices.states import CaseState, SaisineState
from config.demo import bulletins, plots, registers, sittings
from config.demo.blueprint import SEALING, UNDER_WAY
from config.demo.clock import Clock, Story, moment
from config.demo.institutions import CelluleScene, Scene
from config.demo.occasions import Occasion
from config.demo.paths import Path
from config.demo.plots import Plot
from config.demo.telling import Teller
from notifications.models import OutboxMessage

# Everyone has signed the charte by then.
_FIRST_ACTS = timedelta(days=3)
# Older messages were read long ago; nobody wants eighteen months of mail on the first day.
_UNREAD = timedelta(days=10)
_WAITING = (
    SaisineState.SOUMISE,
    SaisineState.A_COMPLETER,
    SaisineState.BROUILLON,
    SaisineState.SOUMISE,
    SaisineState.IRRECEVABLE,
    SaisineState.RETIREE,
)


def tell(scene: Scene, rng: Random, cases: int) -> None:
    """Eighteen months of séances and ``cases`` situations, up to the evening before ``today``."""
    clock = Clock(rng, moment(scene.since + _FIRST_ACTS))
    places = [each for each in scene.cellules if each.plan.has_charte]
    agendas = {
        place.plan.key: sittings.plan(place, scene, rng, under_way=place.plan.key == UNDER_WAY)
        for place in places
    }
    paths = [
        Path(plot, place, scene, clock, rng, agendas[place.plan.key])
        for plot, place in _cast(plots.choose(rng, cases), places)
    ]
    for place in places:
        sittings.hold(agendas[place.plan.key], place, clock, rng)
    for path in paths:
        clock.add(path.run())
    if cases:
        for place in places[:3]:
            teller = Teller(place, scene, clock, rng)
            for state in _WAITING[: 6 if place is places[0] else 2]:
                clock.add(teller.leave(state))
        clock.add(Teller(places[0], scene, clock, rng).signal_again())
    registers.keep(places[0], scene, clock)
    clock.add(bulletins.publish_each_month(scene, clock))
    clock.add(_forget_old_messages(scene))
    clock.run(until=moment(scene.today, 0))


def _cast(chosen: list[Plot], places: list[CelluleScene]) -> list[tuple[Plot, CelluleScene]]:
    """Give each plot a cellule: the journey’s when it says so, else each other in turn."""
    journey, others = places[0], cycle(places[1:])
    cast = []
    for plot in chosen:
        if plot.state is CaseState.EN_EXAMEN:
            place = next(each for each in places if each.plan.key == UNDER_WAY)
        elif plot.occasion is Occasion.SEALED:
            place = next(each for each in places if each.plan.key == SEALING)
        elif plot.journey:
            place = journey
        else:
            turn = (next(others) for _ in places[1:])
            place = next((each for each in turn if plot.fits(each)), journey)
        cast.append((plot, place))
    return cast


def _forget_old_messages(scene: Scene) -> Story:
    yield moment(scene.today - _UNREAD)
    OutboxMessage.objects.all().delete()
