"""The nights and the bulletins of the demonstration: accounts frozen, figures published each month.

Through the services that agents use: the préfecture prepares, the DPO agrees as well, the
préfecture publishes. The year before ends with its annual bulletin; one month is corrected. Nothing
is drawn from the chance of the stories, so that they stay the same.
"""

from __future__ import annotations

from datetime import date, timedelta

from casework.choices.counted import Measure
from confidentiality.actors import Actor
from config.demo.clock import Clock, Story, moment, working_day
from config.demo.counted import count_year
from config.demo.institutions import Scene
from indicators import freezing
from indicators.choices import BulletinState, CorrectedWords, PeriodKind, WithdrawalGround
from indicators.models import Bulletin
from indicators.periods import AccountPeriod
from indicators.releasing.calendar import following
from indicators.releasing.correcting import Correction
from indicators.services import bulletins, corrections
from veille.hats import actor_of

# Two agents read a bulletin before it leaves.
_READING = timedelta(days=4)
_PUBLISHED = BulletinState.PUBLIE
_NOTE = (
    "Sont repérés les jeunes inscrits à l’ordre du jour d’une séance, et non tous ceux qui sont "
    "signalés."
)


def publish_each_month(scene: Scene, clock: Clock) -> Story:
    """Each month of the history is frozen in its night. Published: how the year before ended, then
    the months of the last one.

    Nothing where the key of the accounts is not: they could not be signed.
    """
    key = freezing.contribution_key()
    if key is None or scene.prefecture is None or scene.dpo is None:
        return
    month = AccountPeriod.around(PeriodKind.MONTH, scene.since)
    year = _published_year(scene.today)
    count_year(scene, year - 1)
    due = AccountPeriod.parse(f"{year - 1}-12")
    wrong, found = (AccountPeriod.parse(f"{year}-{each}") for each in ("02", "03"))
    agents = (actor_of(scene.prefecture), actor_of(scene.dpo))
    while True:
        yield month.closes_at
        freezing.freeze_due(clock.now, key)
        yield moment(working_day(month.last + _READING), 10)
        while due.last <= month.last:
            _publish(due, *agents, clock)
            due = following(due)
        if month == found:
            _correct(wrong, *agents, clock)
        month = AccountPeriod.around(PeriodKind.MONTH, month.last + timedelta(days=1))


def _published_year(today: date) -> int:
    """The year under way, or the one before until its first month is published."""
    return (today.replace(day=1) - timedelta(days=1)).year


def _publish(period: AccountPeriod, prefecture: Actor, dpo: Actor, clock: Clock) -> None:
    """A second edition covers what the attack on the first one found."""
    row = bulletins.prepare(period=period, actor=prefecture, sent=clock.sent)
    if row.state == BulletinState.BROUILLON:
        row = bulletins.prepare(period=period, actor=prefecture, sent=clock.sent)
    _leave(row, prefecture, dpo, clock)


def _correct(period: AccountPeriod, prefecture: Actor, dpo: Actor, clock: Clock) -> None:
    """« Jeunes repérés » of one month was badly defined: taken back, and said."""
    former = Bulletin.objects.get(kind=period.kind, first_day=period.first, state=_PUBLISHED)
    lines = (each for each in corrections.lines_of(former) if each.startswith(Measure.REPERE))
    line = next(each for each in lines if each.endswith(f"|{period}"))
    correction = Correction(
        frozenset({line}), WithdrawalGround.DEFINITION, CorrectedWords.DEFINITION, _NOTE
    )
    row = corrections.propose(
        bulletin_id=former.pk, correction=correction, actor=prefecture, sent=clock.sent
    )
    _leave(row, prefecture, dpo, clock)


def _leave(row: Bulletin, prefecture: Actor, dpo: Actor, clock: Clock) -> None:
    for agent in (prefecture, dpo):
        bulletins.validate(bulletin_id=row.pk, actor=agent, sent=clock.sent)
    bulletins.publish(bulletin_id=row.pk, actor=prefecture, sent=clock.sent)
