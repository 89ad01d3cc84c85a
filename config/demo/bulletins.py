"""The nights and the bulletins of the demonstration: accounts frozen, figures published each month.

Through the services that agents use: the préfecture prepares, the DPO agrees as well, the
préfecture publishes. Nothing is drawn, so that the stories stay the same.
"""

from __future__ import annotations

from datetime import date, timedelta

from confidentiality.actors import Actor
from config.demo.clock import Clock, Story, moment, working_day
from config.demo.institutions import Scene
from indicators import freezing
from indicators.choices import BulletinState, PeriodKind
from indicators.periods import AccountPeriod
from indicators.releasing.calendar import following
from indicators.services import bulletins
from veille.hats import actor_of

# Two agents read a bulletin before it leaves.
_READING = timedelta(days=4)


def publish_each_month(scene: Scene, clock: Clock) -> Story:
    """Each month of the history is frozen in its night; those of the last year are published.

    Nothing where the key of the accounts is not: they could not be signed.
    """
    key = freezing.contribution_key()
    if key is None or scene.prefecture is None or scene.dpo is None:
        return
    month = AccountPeriod.around(PeriodKind.MONTH, scene.since)
    due = AccountPeriod.parse(f"{_published_year(scene.today)}-01")
    agents = (actor_of(scene.prefecture), actor_of(scene.dpo))
    while True:
        yield month.closes_at
        freezing.freeze_due(clock.now, key)
        yield moment(working_day(month.last + _READING), 10)
        while due.last <= month.last:
            _publish(due, *agents, clock)
            due = following(due)
        month = AccountPeriod.around(PeriodKind.MONTH, month.last + timedelta(days=1))


def _published_year(today: date) -> int:
    """The year under way, or the one before until its first month is published."""
    return (today.replace(day=1) - timedelta(days=1)).year


def _publish(period: AccountPeriod, prefecture: Actor, dpo: Actor, clock: Clock) -> None:
    """A second edition covers what the attack on the first one found."""
    row = bulletins.prepare(period=period, actor=prefecture, sent=clock.sent)
    if row.state == BulletinState.BROUILLON:
        row = bulletins.prepare(period=period, actor=prefecture, sent=clock.sent)
    for agent in (prefecture, dpo):
        bulletins.validate(bulletin_id=row.pk, actor=agent, sent=clock.sent)
    bulletins.publish(bulletin_id=row.pk, actor=prefecture, sent=clock.sent)
