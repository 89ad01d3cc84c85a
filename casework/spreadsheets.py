"""The formats that leave the site, CSV, XLSX and ODS, in which no cell is ever a formula.

What a spreadsheet program runs, hides or tells about its author is not written: see
docs/decisions/0035-exports-and-prints.md.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Final
from uuid import UUID
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from veille.papers.opendocument import archive

# What begins a formula, once full-width forms are folded (NFKC); U+2212 is a minus as well.
_TRIGGERS = frozenset("=+-@\u2212")
# Before a formula, a program may skip these.
_SKIPPED = " '\"\u2019"
_A4 = 9
# A header or a footer longer than that is not written by the library (255), commands included.
_HEADER_AT_MOST = 230
_PROPERTIES = "docProps/"
_NAMES_PROPERTIES = re.compile(
    r'<(?:Override|Relationship)\b[^>]*(?:PartName|Target)="/?docProps/[^>]*/>'
)
ODS_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns"
_ODS_NAMES: Final = (
    f'xmlns:office="{_OASIS}:office:1.0" xmlns:table="{_OASIS}:table:1.0" '
    f'xmlns:text="{_OASIS}:text:1.0" office:version="1.2"'
)
# The same content gives the same bytes: no moment of the machine is in the archive.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """Who took a file away, when, and its number: written wherever the file is seen."""

    agent: str
    cellule: str
    at: datetime
    number: UUID

    def __str__(self) -> str:
        moment = f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return f"Diffusion restreinte. N° {self.number}, {moment}. {self.agent}, {self.cellule}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of texts under its mark: who took it away; where it holds nobody, what it is."""

    mark: Mark | str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def neutral(text: str) -> str:
    """A text that no spreadsheet program takes for a formula, nor for more than one cell.

    Control and invisible characters go; a text that begins with a trigger gets an apostrophe, which
    the programs show or hide, never run.
    """
    plain = "".join(_printable(char) for char in text).strip()
    folded = unicodedata.normalize("NFKC", plain).lstrip(_SKIPPED)
    return f"'{plain}" if folded[:1] in _TRIGGERS else plain


def _printable(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category.startswith("C") else char


def to_csv(sheet: Sheet) -> bytes:
    """UTF-8 with its byte order mark, semicolons, every cell between quotes."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in _lines(sheet):
        writer.writerow([neutral(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(sheet: Sheet) -> bytes:
    """One visible sheet of texts: no formula, link, name, hidden line nor document property."""
    written = BytesIO()
    with Workbook(written, {"in_memory": True}) as book:
        page = book.add_worksheet("Export")
        for number, row in enumerate(_lines(sheet)):
            for column, cell in enumerate(row):
                _write(page, number, column, neutral(cell))
        _lay_out(page, sheet)
    return _without_properties(written.getvalue())


def to_ods(sheet: Sheet) -> bytes:
    """An OpenDocument spreadsheet of texts: one table, no formula, no author, no date."""
    rows = "".join(_ods_row(row) for row in _lines(sheet))
    content = (
        f"{_XML}<office:document-content {_ODS_NAMES}><office:body><office:spreadsheet>"
        f'<table:table table:name="Export">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return archive(ODS_TYPE, {"content.xml": content})


def _ods_row(row: tuple[str, ...]) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(neutral(cell))}</text:p>'
        "</table:table-cell>"
        for cell in row
    )
    return f"<table:table-row>{cells}</table:table-row>"


def _lines(sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    return ((str(sheet.mark),), sheet.headings, *sheet.rows)


def _write(page: Worksheet, row: int, column: int, text: str) -> None:
    # As text, whatever it looks like. A cell left out would be a silent lie.
    if page.write_string(row, column, text) != 0:
        raise ValueError("Une cellule n’a pas pu être écrite.")


def _lay_out(page: Worksheet, sheet: Sheet) -> None:
    """The mark on each printed page, at the top and at the foot."""
    # An ampersand would begin a command of the header.
    mark = neutral(str(sheet.mark)).replace("&", "et")[:_HEADER_AT_MOST]
    page.set_header(f"&L{mark}")
    page.set_footer(f"&L{mark}&R&P/&N")
    page.set_paper(_A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for column in range(len(sheet.headings)):
        page.set_column(column, column, 22)


def _without_properties(made: bytes) -> bytes:
    """The same workbook without the parts that tell of an author, a program, a moment."""
    bare = BytesIO()
    with ZipFile(BytesIO(made)) as source, ZipFile(bare, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name.startswith(_PROPERTIES):
                continue
            content = source.read(name)
            if name.endswith((".rels", "[Content_Types].xml")):
                content = _NAMES_PROPERTIES.sub("", content.decode()).encode()
            entry = ZipInfo(name, _NO_DATE)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, content)
    return bare.getvalue()
