"""Two at the same instant: a paper has one number, a job is asked once, and stops or is written."""

from __future__ import annotations

import pytest

from casework.batches import asking, writing
from casework.choices.batches import BatchLineState as L
from casework.choices.batches import BatchState as S
from casework.models import IssuedPaper, PaperBatch, PaperBatchFile
from confidentiality.door import Sent
from notifications import work
from notifications.models import OutboxWork, WorkState
from tests.casework import batched
from tests.casework.path import Path
from tests.races import Track

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path() -> Path:
    return batched.convened()


def test_two_workers_on_the_same_papers_draw_one_number_each(path: Path, track: Track) -> None:
    batch = batched.asked(path)
    for line in batched.lines(batch):

        def write(pk: object = line.pk) -> None:
            writing.write(pk)  # type: ignore[arg-type]

        track.run(write, write)

    assert set(batched.states(batch)) == {L.ECRITE}
    assert IssuedPaper.objects.count() == batch.lines.count()
    assert PaperBatchFile.objects.count() == batch.lines.count()


def test_two_workers_drain_a_job_together(path: Path, track: Track) -> None:
    batch = batched.asked(path)

    track.run(work.run_due, work.run_due)
    batched.drained()

    assert batched.fresh(batch).state == S.PRET
    assert IssuedPaper.objects.count() == batch.lines.count()
    assert PaperBatchFile.objects.count() == 1
    assert not OutboxWork.objects.exclude(state=WorkState.DONE).exists()


def test_asked_twice_at_once_there_is_one_job(path: Path, track: Track) -> None:
    track.run(lambda: batched.asked(path), lambda: batched.asked(path))

    assert PaperBatch.objects.count() == 1


def test_stopped_while_it_is_written_each_paper_is_whole_or_not_at_all(
    path: Path, track: Track
) -> None:
    batch = batched.asked(path)
    first = batched.lines(batch)[0].pk

    track.run(
        lambda: asking.stop(batch_id=batch.pk, actor=path.coordinator, sent=Sent()),
        lambda: writing.write(first),
    )

    states = batched.states(batch)
    assert states[0] in (L.ECRITE, L.ANNULEE)
    assert set(states[1:]) == {L.ANNULEE}
    assert IssuedPaper.objects.count() == states.count(L.ECRITE)
    assert batched.fresh(batch).state == (S.MISE_EN_PAGE if L.ECRITE in states else S.SANS_PAPIER)
