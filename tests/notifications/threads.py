"""The same work in several threads at once, each with its own connection to the database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def at_once(work: Callable[[], Result], times: int = 4) -> list[Result]:
    """What each thread returned; raises what any of them raised."""
    barrier = Barrier(times)

    def together() -> Result:
        barrier.wait(timeout=10)
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as threads:
        return [done.result() for done in [threads.submit(together) for _ in range(times)]]
