"""The day of a publication: those who act on the figures are told that they are there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from indicators import clock
from indicators.models import Publication
from notifications import timers
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, Timer
from tests.indicators.plans import pilot
from tests.indicators.released import SOME, Departement

pytestmark = pytest.mark.django_db


def test_n29_a_publication_is_told_that_day_and_once() -> None:
    """To the préfecture and to the pilot services; to nobody once it is old."""
    departement = Departement()
    departement.give("2025-01", SOME)
    service = pilot(days=(-400, 4000)).user
    departement.published("2025-01")
    at = Publication.objects.get().published_at

    for now in (at, at, at + timedelta(days=2), at + timedelta(days=20)):
        timers.run_due(now + timedelta(seconds=1))

    left = OutboxMessage.objects.filter(kind=MessageKind.FIGURES_PUBLISHED)
    assert {row.recipient for row in left} == {departement.prefecture.user, service}
    assert left.count() == 2


def test_a_publication_of_long_ago_is_no_news() -> None:
    departement = Departement()
    departement.give("2025-01", SOME)
    departement.published("2025-01")
    at = Publication.objects.get().published_at

    clock.sweep_publications(at + clock.NEWS + timedelta(seconds=1))

    assert not Timer.objects.filter(rule=clock.PUBLICATION).exists()
