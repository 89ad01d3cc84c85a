"""Works through the outbox against as many Celery tasks on the same broker; pages of PDF."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from statistics import median
from threading import Event
from time import perf_counter
from uuid import UUID, uuid4

from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.db import connections, transaction
from weasyprint import HTML

from notifications import work
from notifications.choices import WorkKind
from notifications.models import OutboxWork
from tests.bench.report import Figure
from veille.papers.blocks import Heading, Paper, Paragraph, Table
from veille.papers.pages import to_html
from veille.papers.pdf import to_pdf

ROWS, ROUNDS = 500, 5


def run() -> Iterator[Figure]:
    """Rows per second: written one act at a time, then done one transaction each."""
    left, done = _through_the_outbox()
    if broker := os.environ.get("JALON_REDIS_URL"):
        asked, answered = _through_celery(broker)
        yield Figure("outbox.leave", left, "rows/s", asked, goal=0.30, more=True)
        yield Figure("outbox.done", done, "rows/s", answered, goal=0.50, more=True)
    yield _pages()


def _through_the_outbox() -> tuple[float, float]:
    known = dict(work._bindings)
    work.register(WorkKind.EXPORT, run=_nothing, give_up=_nothing)
    try:
        speeds = [(_speed(_leave), _speed(_do)) for _ in range(ROUNDS)]
    finally:
        work._bindings.update(known)
        OutboxWork.objects.all().delete()
    return median(each[0] for each in speeds), median(each[1] for each in speeds)


def _nothing(target_id: UUID) -> None:
    """What a work costs when it does nothing."""


def _leave() -> None:
    for _ in range(ROWS):
        with transaction.atomic():
            work.leave(WorkKind.EXPORT, uuid4())


def _do() -> None:
    assert work.run_due(limit=ROWS) == ROWS


def _through_celery(broker: str) -> tuple[float, float]:
    """Publishing, then running: tasks that do nothing, acknowledged when they are done."""
    app = Celery("bench", broker=broker)
    app.conf.update(task_ignore_result=True, task_acks_late=True, worker_prefetch_multiplier=1)
    done, all_done = [0], Event()

    @app.task(name="bench.nothing")
    def nothing(target: str) -> None:
        done[0] += 1
        if done[0] == ROWS:
            all_done.set()

    def publish() -> None:
        for _ in range(ROWS):
            nothing.delay(str(uuid4()))

    def consume() -> None:
        with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
            assert all_done.wait(60)

    speeds = []
    for _ in range(ROUNDS):
        done[0] = 0
        all_done.clear()
        speeds.append((_speed(publish), _speed(consume)))
    connections.close_all()
    return median(each[0] for each in speeds), median(each[1] for each in speeds)


def _speed(act: Callable[[], None]) -> float:
    started = perf_counter()
    act()
    return ROWS / (perf_counter() - started)


def _pages() -> Figure:
    """A long report, tagged, its fonts within; the renderer alone, without tags, beside it."""
    rows = tuple((f"Commune {number}", str(number), "≤ 5") for number in range(400))
    body = [
        each
        for part in range(3)
        for each in (
            Heading(f"Partie {part}"),
            Paragraph("Un paragraphe de texte courant. " * 30),
            Table(f"Tableau {part}", ("Lieu", "Valeur", "Marge"), rows),
        )
    ]
    html = to_html(Paper("Rapport d’essai", "Mesure", (), tuple(body)), made_on="2027-03-01")
    pages = len(HTML(string=html).render().pages)
    ours, theirs = [], []
    for _ in range(3):
        started = perf_counter()
        to_pdf(html)
        ours.append(pages / (perf_counter() - started))
        started = perf_counter()
        HTML(string=html).write_pdf()
        theirs.append(pages / (perf_counter() - started))
    return Figure("papers.pages", median(ours), "pages/s", median(theirs), goal=0.5, more=True)
