"""Exports for the tests: asked for and built as agents do, and read as a stranger would."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile

from django.utils import timezone

from casework.choices.exports import ExportFormat, ExportReason, ExportScope, ExportState
from casework.models import Case, Export, ExportFile
from casework.services import exports
from casework.services.export_building import build
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.two_persons import LASTS
from tests.casework import factories as people
from tests.veille import factories
from veille.models import Cellule

# The file is our own: nothing hostile is parsed.
_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@dataclass
class Office:
    """A cellule, those who export from it, and somebody who does not."""

    place: Cellule = field(default_factory=factories.cellule)

    def __post_init__(self) -> None:
        self.coordinator = factories.agent(Role.COORDONNATEUR, self.place)
        self.mayor = factories.agent(Role.MAIRE, self.place)
        self.member = factories.agent(Role.MEMBRE, self.place)

    def cases(self, count: int) -> list[Case]:
        return [people.case(self.place) for _ in range(count)]


def ask(
    actor: Actor,
    cases: list[Case],
    *,
    reason: str = ExportReason.SEANCE,
    form: str = ExportFormat.CSV,
    sent: Sent | None = None,
) -> Export:
    wanted = exports.Wanted([case.pk for case in cases], ExportScope.LISTE, reason, form)
    return exports.ask(actor=actor, wanted=wanted, sent=sent or Sent())


def built(
    actor: Actor,
    cases: list[Case],
    *,
    reason: str = ExportReason.SEANCE,
    form: str = ExportFormat.CSV,
) -> Export:
    """Asked for and ready."""
    export = ask(actor, cases, reason=reason, form=form)
    build(export.pk)
    export.refresh_from_db()
    return export


def export_of(actor: Actor, case: Case, state: ExportState) -> Export:
    """A request as its row says, in any state; with its file if one waits."""
    now = timezone.now()
    export = Export.objects.create(
        cellule=case.cellule,
        asked_by_id=actor.hat_id,
        asked_at=now,
        reason=ExportReason.SEANCE,
        scope=ExportScope.PERSONNE,
        format=ExportFormat.CSV,
        people=1,
        state=ExportState.PREPAREE,
        until=now + LASTS,
    )
    export.lines.create(case=case)
    if state in (ExportState.PRETE, ExportState.REMISE):
        build(export.pk)
        export.refresh_from_db()
    if state == ExportState.REMISE:
        export.taken_at = now
        ExportFile.objects.filter(export=export).delete()
    export.state = state
    export.save()
    return export


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@dataclass(frozen=True, slots=True)
class Workbook:
    """The parts of a workbook, read without the library that wrote them."""

    parts: dict[str, str]

    @classmethod
    def read(cls, content: bytes) -> Workbook:
        with ZipFile(BytesIO(content)) as archive:
            assert archive.testzip() is None
            return cls({name: archive.read(name).decode() for name in archive.namelist()})

    def tree(self, part: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.parts[part])  # noqa: S314

    @property
    def sheet(self) -> ElementTree.Element:
        return self.tree("xl/worksheets/sheet1.xml")

    @property
    def rows(self) -> list[list[str]]:
        strings = [
            "".join(part.itertext())
            for part in self.tree("xl/sharedStrings.xml").findall("m:si", _NS)
        ]
        return [
            [strings[int(cell.findtext("m:v", "", _NS))] for cell in row.findall("m:c", _NS)]
            for row in self.sheet.findall("m:sheetData/m:row", _NS)
        ]

    def found(self, part: str, path: str) -> list[ElementTree.Element]:
        return self.tree(part).findall(path, _NS)
