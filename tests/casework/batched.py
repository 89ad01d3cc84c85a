"""Papers of a sitting for the tests: a cellule before and after its séance, what is asked of it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from casework.batches import asking, planning
from casework.batches.planning import Planned
from casework.choices.lists import DecisionCode
from casework.choices.states import CaseState
from casework.models import IssuedPaper, PaperBatch, PaperBatchFile, PaperBatchLine
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.models import JournalEntry
from notifications import work
from tests.casework.papers.filed import path_for
from tests.casework.path import Path
from tests.veille import factories
from veille.models import Seance

ABOUT_FIFTEEN = "convocation-rappel-mineur"

LETTERS = ("information-mineur-15-17", "information-representants")
PAPERS = ("ordre-du-jour", "emargement", *LETTERS)


def numbered() -> int:
    return IssuedPaper.objects.count()


def told(action: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(action=action).order_by("pk"))


def take(path: Path, batch: PaperBatch) -> Any:
    return asking.take(batch_id=batch.pk, actor=path.coordinator, sent=Sent())


def convened() -> Path:
    """One situation on the agenda of a séance that is convened."""
    return path_for(ABOUT_FIFTEEN).to(CaseState.INSCRIT)


def held() -> Path:
    """The séance is closed: it decided of a rappel, whose opinion the parquet is asked."""
    path = path_for(ABOUT_FIFTEEN).to(CaseState.EN_EXAMEN).orient(DecisionCode.RAPPEL)
    return path.close_seance().engage().propose_rappel().consult()


def planned(path: Path) -> list[Planned]:
    return planning.for_seance(path.seance, path.coordinator, timezone.now())


def asked(path: Path, *slugs: str, sent: Sent | None = None) -> PaperBatch:
    """These papers, or all there are; nothing of them is written."""
    chosen = [each.key for each in planned(path) if not slugs or each.template.slug in slugs]
    return asking.ask_for_seance(
        seance_id=path.seance.pk, chosen=chosen, actor=path.coordinator, sent=sent or Sent()
    )


def drained() -> None:
    """What waits is done, and what it leaves behind it."""
    while work.run_due():
        pass


def made(path: Path, *slugs: str) -> PaperBatch:
    """Asked for and ready."""
    batch = asked(path, *slugs)
    drained()
    return fresh(batch)


def fresh(batch: PaperBatch) -> PaperBatch:
    return PaperBatch.objects.select_related("asked_by").get(pk=batch.pk)


def lines(batch: PaperBatch) -> list[PaperBatchLine]:
    return list(batch.lines.all())


def states(batch: PaperBatch) -> list[str]:
    return [line.state for line in lines(batch)]


def waiting(seance: Seance) -> PaperBatch:
    """A job as its rows say: one line, and a file."""
    now = timezone.now()
    hat = factories.designation(Role.COORDONNATEUR, seance.cellule)
    batch: PaperBatch = PaperBatch.objects.create(
        cellule=seance.cellule, asked_by=hat, asked_at=now, seance=seance, until=now + work.KEPT
    )
    batch.lines.create(position=1, template="emargement", row_id=seance.pk)
    PaperBatchFile.objects.create(id=batch.pk, batch=batch, sealed=b"x")
    return batch
