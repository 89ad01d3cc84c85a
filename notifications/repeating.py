"""A thread that does the same works at regular intervals, whatever becomes of each of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from threading import Event, Thread

from django.db import connections

logger = logging.getLogger(__name__)

# Longer than the time a relay is given to answer; a server waits twenty seconds for its end.
GRACE = 15.0


class Repeated:
    """Works done one after the other, then again ``every`` seconds; one that fails stops no other.

    ``at_once``: without waiting a first time.
    """

    def __init__(
        self,
        works: Mapping[str, Callable[[], object]],
        *,
        name: str,
        every: float,
        at_once: bool = True,
    ) -> None:
        self._works = works
        self._every = every
        self._at_once = at_once
        self._stopping = Event()
        # A daemon: a server that crashes is not kept alive by its messages.
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask for the end, and wait for the message being sent to be written as sent."""
        self._stopping.set()
        self._thread.join(GRACE)

    def _run(self) -> None:
        if not self._at_once and self._stopping.wait(self._every):
            return
        while True:
            self.once()
            if self._stopping.wait(self._every):
                return

    def once(self) -> None:
        """Every work, once, in the thread of the caller."""
        try:
            for label, work in self._works.items():
                self._do(label, work)
        finally:
            # Nobody closes the connections of a thread that no request runs in.
            connections.close_all()

    def _do(self, label: str, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:
            # The database may be away for a moment. Its own words may quote a row: not logged.
            logger.error("%s : passage interrompu (%s).", label, type(error).__name__)
