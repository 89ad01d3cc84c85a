"""Two agents who press at the same instant, on two connections of the database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from confidentiality.errors import AlreadyDone, Conflict, Refused

Work = Callable[[], object]
# What an agent may be told. Anything else, « database is locked » first of all, is an error.
EXPLAINED = (Refused, Conflict, AlreadyDone)


class Track:
    """Two long-lived threads, each with its own connection, and the line they start from."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(2)
        self.line = Barrier(2)

    def run(self, first: Work, second: Work) -> list[object]:
        """What each act returned, or the explained refusal that it met; raises the rest."""
        started: list[Future[object]] = [
            self.threads.submit(self._one, work) for work in (first, second)
        ]
        return [each.result(timeout=60) for each in started]

    def _one(self, work: Work) -> object:
        self.line.wait(timeout=60)
        try:
            return work()
        except EXPLAINED as refusal:
            return refusal

    def close(self) -> None:
        self.run(connections.close_all, connections.close_all)
        self.threads.shutdown()
