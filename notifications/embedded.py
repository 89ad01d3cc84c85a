"""The embedded mode: a thread of the web server drains the outbox, does the work that waits, runs
the timers, seals the journal.

Neither broker nor worker.

Only the web server starts it (``config/gunicorn.py``): commands and tests never do.
"""

import logging
from threading import Event, Thread
from time import monotonic

from django.conf import settings
from django.db import connections
from django.utils import timezone

from confidentiality import journal_retention, sealing
from notifications import delivery, nightly, ticking, work

logger = logging.getLogger(__name__)

EVERY = 5.0
TIMERS_EVERY = 300.0
SEAL_EVERY = 30.0
PURGE_EVERY = 3600.0
# Seconds given to the timers at once: the messages behind must not wait.
TIMERS_WORK_FOR = 10.0
# Longer than the time a relay is given to answer; the server itself waits twenty seconds.
GRACE = 15.0


class Drainer:
    """Drains the outbox and runs the timers at regular intervals, in a thread of its own."""

    def __init__(self, every: float = EVERY, timers_every: float = TIMERS_EVERY) -> None:
        self._every = every
        self._timers_every = timers_every
        self._timers_at = self._seal_at = self._purge_at = monotonic()
        self._stopping = Event()
        # A daemon: a server that crashes is not kept alive by its messages.
        self._thread = Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask for the end, and wait for the message being sent to be written as sent."""
        self._stopping.set()
        self._thread.join(GRACE)

    def _run(self) -> None:
        while True:
            self._tick()
            if self._stopping.wait(self._every):
                return

    def _tick(self) -> None:
        try:
            delivery.drain()
        except Exception as error:
            # The database may be away for a moment. Its own words may quote a row: not logged.
            logger.error("Messages en attente : envoi interrompu (%s).", type(error).__name__)
        try:
            work.run_due()
        except Exception as error:
            logger.error("Travaux en attente : passage interrompu (%s).", type(error).__name__)
        try:
            self._run_timers()
        except Exception as error:
            logger.error("Échéances : passage interrompu (%s).", type(error).__name__)
        try:
            self._keep_journal()
        except Exception as error:
            logger.error("Journal : scellement interrompu (%s).", type(error).__name__)
        finally:
            # Nobody closes the connections of a thread that no request runs in.
            connections.close_all()

    def _run_timers(self) -> None:
        if monotonic() >= self._timers_at:
            self._timers_at = monotonic() + self._timers_every
            ticking.tick(seconds=TIMERS_WORK_FOR)

    def _keep_journal(self) -> None:
        """Seal and purge. One machine holds everything here, the key of the journal included."""
        now = monotonic()
        seals, purges = now >= self._seal_at, now >= self._purge_at
        if seals:
            self._seal_at = now + SEAL_EVERY
        if purges:
            self._purge_at = now + PURGE_EVERY
        key = sealing.sealer_key() if seals or purges else None
        if key is not None and seals:
            sealing.seal_due(key, timezone.now())
        if key is not None and purges and ticking.believes_clock():
            journal_retention.purge_due(key, timezone.now())
        if purges:
            nightly.run()


_drainer: Drainer | None = None


def start() -> None:
    """Start the thread of this process, once; nothing where workers do the job."""
    global _drainer
    if settings.JALON_EMBEDDED and _drainer is None:
        _drainer = Drainer()
        _drainer.start()


def stop() -> None:
    """End the thread of this process, if there is one."""
    global _drainer
    if _drainer is not None:
        _drainer.stop()
        _drainer = None
