"""The embedded mode: a thread of the web server drains the outbox, does the work that waits, runs
the timers, seals the journal.

Neither broker nor worker.

Only the web server starts it (``config/gunicorn.py``): commands and tests never do.
"""

from time import monotonic

from django.conf import settings
from django.utils import timezone

from confidentiality import journal_retention, sealing
from notifications import delivery, nightly, ticking, work
from notifications.repeating import Repeated

EVERY = 5.0
TIMERS_EVERY = 300.0
SEAL_EVERY = 30.0
PURGE_EVERY = 3600.0
# Seconds given to the timers at once: the messages behind must not wait.
TIMERS_WORK_FOR = 10.0


class Drainer:
    """Drains the outbox and runs the timers at regular intervals, in a thread of its own."""

    def __init__(self, every: float = EVERY, timers_every: float = TIMERS_EVERY) -> None:
        self._timers_every = timers_every
        self._timers_at = self._seal_at = self._purge_at = monotonic()
        works = {
            "Messages en attente": lambda: delivery.drain(),
            "Travaux en attente": lambda: work.run_due(),
            "Échéances": self._run_timers,
            "Journal": self._keep_journal,
        }
        self._thread = Repeated(works, name="outbox", every=every)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask for the end, and wait for the message being sent to be written as sent."""
        self._thread.stop()

    def once(self) -> None:
        """Everything that is due now, in the thread of the caller."""
        self._thread.once()

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
