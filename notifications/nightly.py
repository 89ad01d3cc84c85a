"""What applications above do once a period has ended, where the keys that sign are.

Run every hour by the worker of the queue « sealer », or by the thread of one machine: what was done
the first time is not done again. Nothing runs by a clock that is in doubt (docs/decisions/0031).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from confidentiality import clock
from notifications import ticking

logger = logging.getLogger(__name__)

_works: dict[str, Callable[[datetime], None]] = {}


def register(name: str, work: Callable[[datetime], None]) -> None:
    """Say what to do each night. ``work`` receives the moment of the database; may run twice."""
    _works[name] = work


def run() -> None:
    """Everything, one after the other; what fails is logged without its words, and tried again."""
    if not ticking.believes_clock():
        return
    now = clock.database_now()
    for name, work in _works.items():
        try:
            work(now)
        except Exception as error:
            logger.error("%s : travail de la nuit interrompu (%s).", name, type(error).__name__)
