"""Delays of the domain: what each cellule has set, legal maxima and defaults otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.utils import timezone

from casework.choices.delays import RULES
from confidentiality.gathered import Gathered
from confidentiality.statements import Compiled
from notifications.choices import Unit
from notifications.working_days import is_working_day

if TYPE_CHECKING:
    from veille.models import Cellule

# The same everywhere; what a cellule may set has its default in ``casework.choices.delays``.
WINDOW_BEFORE = timedelta(days=7)
WINDOW_AFTER = timedelta(days=15)
CDDF_REVIEW = relativedelta(months=3)
CONSULTATION_AFTER_ANSWER = timedelta(days=7)
# Law: the mayor’s transaction (CPP art. R. 15-33-61 and R. 15-33-62).
TRANSACTION_PROPOSAL = relativedelta(months=1)
TRANSACTION_HOURS = 30
# Law: the answer to a request about data may take two months more (RGPD art. 12, 3).
RIGHTS_EXTENSION = relativedelta(months=2)


def add_working_days(start: date, count: int) -> date:
    """The day ``count`` working days after ``start``; the first day is not counted."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@dataclass(frozen=True, slots=True)
class Delays:
    """The delays of one cellule: those that it has set, the default of every other."""

    chosen: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str | None) -> Delays:
        """What ``delays_beside`` read with a row of the cellule or of a case."""
        return cls(dict(Gathered.read(text)))

    def value(self, rule: str) -> int:
        """How many days, months… of ``casework.choices.delays``; never beyond the legal maximum."""
        return min(self.chosen.get(rule, RULES[rule].default), RULES[rule].maximum)

    def after(self, rule: str, day: date) -> date:
        """The day on which a delay that began on ``day`` ends.

        Months are of the calendar: from the 31st, or from 29 February, to the last day there is.
        """
        value = self.value(rule)
        match RULES[rule].unit:
            case Unit.WORKING_DAYS:
                return add_working_days(day, value)
            case Unit.MONTHS:
                return day + relativedelta(months=value)
            case Unit.YEARS:
                # Born on 29 February: the 28th where there is no 29th, so that nothing outlives it.
                return day + relativedelta(years=value)
            case Unit.HOURS:
                raise ValueError("Un délai en heures court d’un instant, pas d’un jour.")
        return day + timedelta(days=value)


def delays_of(cellule: Cellule) -> Delays:
    """What one cellule has set. One query; none when they came with the case, under its lock."""
    came: Delays | None = vars(cellule).get(_CAME)
    return came or Delays({row.rule: row.value for row in _settings.fetch(cellule=cellule.pk)})


def came_with(cellule: Cellule, delays: Delays) -> None:
    """Keep what was read with this instance, which serves for one act."""
    vars(cellule)[_CAME] = delays


_CAME = "delays_of_this_act"


# Named and not imported: the models are above.
_settings: Compiled[Any] = Compiled(
    lambda cellule: apps.get_model("casework", "DelaySetting").objects.filter(cellule=cellule),
    cellule=UUID,
)


def midnight(day: date) -> datetime:
    """When a day begins, in the time of the site: that hour exists on every day of the year."""
    return timezone.make_aware(datetime.combine(day, time.min))
