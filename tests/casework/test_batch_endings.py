"""The papers of a sitting that stop: stopped, a right that ends, a case that closes, a day over."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.batches import asking, writing
from casework.choices.batches import BatchLineState as L
from casework.choices.batches import BatchState as S
from casework.choices.lists import FreezeReason
from casework.clock import leftovers
from casework.models import Case, PaperBatch, PaperBatchFile, PaperBatchLine
from casework.papers.registry import BY_SLUG
from casework.services import erasure
from confidentiality.door import Sent
from confidentiality.errors import NotVisible, Refused
from confidentiality.models import JournalEntry
from notifications.models import OutboxMessage, OutboxWork
from tests.casework import batched
from tests.casework.batched import PAPERS, numbered, take
from tests.casework.path import Path
from tests.veille.pdf_read import tags
from veille.models import CelluleGrant, Designation

pytestmark = pytest.mark.django_db


@pytest.fixture
def path() -> Path:
    return batched.convened()


def test_stopped_in_the_middle_what_is_written_makes_the_file(path: Path) -> None:
    batch = batched.asked(path, *PAPERS)
    writing.write(batched.lines(batch)[0].pk)
    asking.stop(batch_id=batch.pk, actor=path.coordinator, sent=Sent())
    batched.drained()

    assert batched.states(batch) == [L.ECRITE, L.ANNULEE, L.ANNULEE, L.ANNULEE]
    assert numbered() == 1
    assert tags(take(path, batch).content).count("H1") == 1
    with pytest.raises(Refused, match="papers_not_writing"):
        asking.stop(batch_id=batch.pk, actor=path.coordinator, sent=Sent())


@pytest.mark.parametrize("written", [0, 2])
def test_a_right_that_ends_in_the_middle_withdraws_everything(path: Path, written: int) -> None:
    batch = batched.asked(path, *PAPERS)
    for line in batched.lines(batch)[:written]:
        writing.write(line.pk)
    CelluleGrant.objects.filter(designation=path.coordinator.hat_id).update(until=timezone.now())
    batched.drained()

    assert (batched.fresh(batch).state, batched.fresh(batch).end_code) == (S.RETIRE, "droit")
    assert batched.states(batch) == [L.ECRITE] * written + [L.ANNULEE] * (4 - written)
    assert numbered() == written
    assert not PaperBatchFile.objects.exists()


def test_a_right_that_ends_before_the_file_is_made_gives_none(path: Path) -> None:
    batch = batched.asked(path, *PAPERS)
    for line in batched.lines(batch):
        writing.write(line.pk)
    Designation.objects.filter(pk=path.coordinator.hat_id).update(until=timezone.now())
    batched.drained()

    assert batched.fresh(batch).state == S.RETIRE
    assert not PaperBatchFile.objects.exists()


def test_a_right_that_ends_once_ready_closes_the_file(path: Path) -> None:
    batch = batched.made(path, *PAPERS)
    CelluleGrant.objects.filter(designation=path.coordinator.hat_id).update(until=timezone.now())

    with pytest.raises(NotVisible):
        take(path, batch)


def test_a_row_that_closes_before_the_download_withdraws_the_file(path: Path) -> None:
    batch = batched.made(path, *PAPERS)
    Case.objects.filter(pk=path.case.pk).update(
        freeze_code=FreezeReason.DROITS, frozen_on=path.today
    )

    with pytest.raises(Refused, match="papers_withdrawn"):
        take(path, batch)
    assert (batched.fresh(batch).state, batched.fresh(batch).end_code) == (S.RETIRE, "situation")
    assert not PaperBatchFile.objects.exists()
    with pytest.raises(Refused, match="papers_nothing_to_take"):
        take(path, batch)


def test_what_a_seance_has_become_does_not_close_the_file(path: Path) -> None:
    """Its convocation is not to be made any more; what was made is still to be printed."""
    batch = batched.made(path, "ordre-du-jour")
    path.wait(7).attend().open_seance().examine().orient().close_seance()

    assert not BY_SLUG["ordre-du-jour"].offered(path.seance)
    assert take(path, batch).content


def test_erasing_a_case_takes_its_papers_back(path: Path) -> None:
    batch = batched.made(path, *PAPERS)
    erasure.erase_rows(path.case)

    assert (batched.fresh(batch).state, batched.fresh(batch).end_code) == (S.RETIRE, "effacement")
    assert not PaperBatchFile.objects.exists()


def test_after_a_day_nothing_is_left_of_it(path: Path) -> None:
    batch = batched.made(path, *PAPERS)
    leftovers.papers(batch.until - timedelta(seconds=1)).delete()
    assert PaperBatch.objects.exists()

    with time_machine.travel(batch.until, tick=False), pytest.raises(NotVisible):
        take(path, batch)
    [sweep] = [each for each in leftovers.LEFTOVERS if each.code == "papers"]
    assert sweep.sweep(batch.until) == 1
    left = (PaperBatch, PaperBatchLine, PaperBatchFile)
    assert [each.objects.count() for each in left] == [0, 0, 0]
    assert numbered() == len(PAPERS)


def test_no_name_is_outside_the_file(path: Path) -> None:
    batch = batched.made(path)
    take(path, batch)
    person = path.saisine.young_person
    kept = "\n".join(
        str(row)
        for table in (JournalEntry, OutboxWork, OutboxMessage, PaperBatch, PaperBatchLine)
        for row in table._base_manager.values()
    ).encode() + b"".join(bytes(each.sealed) for each in PaperBatchFile.objects.all())

    for name in (person.first_name, person.last_name, path.member.user.full_name):
        assert name.encode() not in kept
