"""What the agents of a place have asked for: searches, files and figures that leave."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from casework.choices.batches import BatchState
from casework.choices.exports import ExportState
from casework.likeness import Wanted
from casework.models import PaperBatch, PaperBatchFile
from casework.services import searches
from confidentiality.choices import Role
from confidentiality.sealed_files import close
from indicators.choices import PaperFormat, ReportKind, ReportStep
from indicators.models import Report, ReportFile
from notifications import work
from notifications.choices import MessageKind
from notifications.outbox import leave
from tests.casework.exported import export_of
from tests.indicators.released import published_everywhere
from veille.models import CalendarFeed, Designation
from veille.papers.blocks import Paper, Paragraph

if TYPE_CHECKING:
    from tests.matrix.world import Place

# In the session of every browser of these tests; the searches of the world were asked with it.
SEARCH_SECRET = "matrix"
_EXPORTED = "libre"
_FILES = PaperBatchFile._meta.db_table


def put_asked(place: Place) -> None:
    """Everybody here is called « Canari »: each author finds whoever is in their sight."""
    for role in (Role.COORDONNATEUR, Role.MAIRE, Role.REFERENT, Role.MEMBRE):
        actor, wanted = place.agents[role.value], Wanted("Canari")
        asked = searches.ask(actor=actor, wanted=wanted, secret=SEARCH_SECRET)
        place.put("search", role.value, asked)
    for key, role, state in (
        ("prete", Role.COORDONNATEUR, ExportState.PRETE),
        ("remise", Role.COORDONNATEUR, ExportState.REMISE),
        ("attendue", Role.COORDONNATEUR, ExportState.ATTENDUE),
        ("a_accorder", Role.MAIRE, ExportState.ATTENDUE),
    ):
        actor = place.agents[role.value]
        place.put("export", key, export_of(actor, place.case(_EXPORTED), state))
    put_batches(place)


def put_batches(place: Place) -> None:
    """Papers of a séance, ready or being written, and those of a sitting of the CDDF."""
    now = timezone.now()
    for key, role, state in (
        ("pret", Role.COORDONNATEUR, BatchState.PRET),
        ("ecriture", Role.COORDONNATEUR, BatchState.ECRITURE),
        ("cddf", Role.MAIRE, BatchState.ECRITURE),
    ):
        of_seance = role == Role.COORDONNATEUR
        batch = PaperBatch.objects.create(
            cellule=place.cellule,
            asked_by_id=place.agents[role.value].hat_id,
            asked_at=now,
            seance=place.rows["seance"]["ouverte"] if of_seance else None,
            cddf=None if of_seance else place.rows["cddf"]["suivi-0"].cddf,
            state=state,
            until=now + work.KEPT,
            built_at=now,
            digest="0" * 64,
        )
        batch.lines.create(
            position=1, template="essai", row_id=batch.pk, case=place.case(_EXPORTED)
        )
        PaperBatchFile.objects.create(
            id=batch.pk, batch=batch, sealed=close(_FILES, batch.pk, b"%PDF-essai")
        )
        place.put("batch", key, batch)


def put_messages(place: Place) -> None:
    """What each agent was told this morning, which is of no case; a telephone that subscribes."""
    for key, agent in place.agents.items():
        with transaction.atomic():
            told = leave(kind=MessageKind.CHARTE_TO_SIGN, recipient=agent.user)
        place.put("message", key, told)
    hat = Designation.objects.get(pk=place.agents["coordonnateur"].hat_id)
    feed = CalendarFeed(designation=hat, opened_at=timezone.now())
    feed.digest = sha256(feed_secret(feed).encode()).hexdigest()
    feed.save()
    place.put("feed", "coordonnateur", feed)


def feed_secret(feed: CalendarFeed) -> str:
    """What these tests know of an address that nobody can read again."""
    return f"{feed.designation_id}-abonnement"


def put_bulletins(*places: Place) -> None:
    """The bulletin of a month in which every cellule counted nothing: published for all."""
    first = places[0]
    row = published_everywhere(first.agents["prefecture"], first.agents["dpo"])
    for place in places:
        place.put("bulletin", "publie", row)


def put_reports(place: Place) -> None:
    """A report of each function that makes one, ready, with one file."""
    now = timezone.now()
    for kind, role in (
        (ReportKind.CDPD, Role.PREFECTURE),
        (ReportKind.INSTANCE, Role.COORDONNATEUR),
        (ReportKind.CHARTE, Role.MAIRE),
    ):
        agent = place.agents[role.value]
        row = Report.objects.create(
            kind=kind,
            year=now.year,
            collectivite_id=agent.tenant_id,
            hat_id=agent.hat_id,
            step=ReportStep.PRET,
            content=Paper("Rapport", "Essai", (), (Paragraph("Rien."),)).to_json(),
            asked_at=now,
            built_at=now,
            until=now + work.KEPT,
        )
        ReportFile.objects.create(report=row, format=PaperFormat.ODT, content=b"essai")
        place.put("report", role.value, row)
