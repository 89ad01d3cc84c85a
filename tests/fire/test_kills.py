"""Nothing lost, nothing done twice, whoever dies and whenever (G18): ``make fire``."""

from __future__ import annotations

import os
import time
from collections import Counter
from random import Random
from threading import Event

import pytest
from django.db import connections
from django.utils import timezone

from casework.choices.states import SaisineState
from casework.models import Saisine
from confidentiality import verification
from confidentiality.replay import replay
from indicators.choices import PaperFormat, ReportStep
from indicators.models import Report, ReportFile
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, OutboxWork, WorkState
from tests.fire.agents import Principal, Worker
from tests.fire.installation import Installation
from tests.fire.mails import each_message_left_once

pytestmark = [pytest.mark.fire, pytest.mark.django_db(transaction=True)]

KILLS = int(os.environ.get("JALON_FIRE_KILLS") or 200)
SEED = int(os.environ.get("JALON_FIRE_SEED") or time.time_ns())
DRAINED_WITHIN = 60.0


def test_nothing_is_lost_and_nothing_is_done_twice(fire: Installation) -> None:
    rng, over = Random(SEED), Event()  # noqa: S311 (whom to kill, no secret)
    # What factories write as if it had lived has no history.
    written = replay().faults
    agents = fire.agents(over)
    killed: Counter[str] = Counter()
    for each in agents:
        each.start()
    while killed.total() < KILLS:
        time.sleep(rng.uniform(0.05, 0.5))
        fire.move_time()
        killed[fire.shoot(rng)] += 1
        del killed[""]
        fire.check(agents)
    over.set()
    for each in agents:
        each.join(120)
        assert not each.is_alive()
    fire.check(agents)
    drained = _drained(fire)
    connections.close_all()
    _tell(fire, agents, killed, drained)

    assert drained < DRAINED_WITHIN, fire.left_behind()
    _each_act_left_its_messages(fire, agents)
    each_message_left_once(fire)
    _each_report_was_made_once()
    assert not verification.verify().findings
    assert replay().faults == written


def _drained(fire: Installation) -> float:
    """Seconds until nothing waits any more."""
    started = time.monotonic()
    while fire.waiting():
        fire.move_time()
        if time.monotonic() - started > DRAINED_WITHIN:
            break
        time.sleep(0.5)
    return time.monotonic() - started


def _each_act_left_its_messages(fire: Installation, agents: list[Worker]) -> None:
    """As many saisines as forms were answered, no draft more, two messages each."""
    done = sum(each.done for each in agents if isinstance(each, Principal))
    rows = Saisine.objects.for_system("count of a test")
    assert done > 0
    assert Counter(rows.values_list("state", flat=True)) == {SaisineState.SOUMISE.value: done}
    # A tick may have brought its own meanwhile: the plénière of a new cellule is to be called.
    received = OutboxMessage.objects.filter(kind=MessageKind.SAISINE_RECEIVED)
    events = Counter(received.values_list("event", flat=True))
    assert len(events) == done
    assert set(events.values()) == {fire.coordinators}


def _each_report_was_made_once() -> None:
    states = Counter(OutboxWork.objects.values_list("state", flat=True))
    assert set(states) == {WorkState.DONE}
    made = Counter(Report.objects.values_list("step", flat=True))
    assert set(made) == {ReportStep.PRET}
    files = Counter(ReportFile.objects.values_list("report_id", "format"))
    assert set(files.values()) == {1}
    assert len(files) == made.total() * len(PaperFormat)


def _tell(fire: Installation, agents: list[Worker], killed: Counter[str], drained: float) -> None:
    """What was counted, for whoever reads the run (``-s``, or a failure)."""
    print(
        f"\nseed {SEED}; {timezone.now():%H:%M:%S}; kills {dict(killed)}; "
        f"acts {sum(each.done for each in agents)}, "
        f"sent again {sum(each.browser.sent_again for each in agents)}; "
        f"mails {len(fire.relay.accepted)}, summaries {fire.summaries}, "
        f"copies {fire.relay.copies}; drained in {drained:.1f} s"
    )
