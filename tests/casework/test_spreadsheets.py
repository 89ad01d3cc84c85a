"""AC-31: no cell is a formula, no sheet hides anything, the mark is everywhere."""

from __future__ import annotations

import tempfile
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.spreadsheets import Mark, Sheet, neutral, to_csv, to_xlsx
from tests.casework.exported import Workbook, read_csv

NUMBER = UUID("1f2e3d4c-0000-4000-8000-000000000001")
AT = datetime(2026, 11, 26, 21, 5, tzinfo=UTC)
MARK = Mark("Élise Roux & Cie", "Cellule d’Arras", AT, NUMBER)
HOSTILE = {
    "formula": '=HYPERLINK("http://x")',
    "telephone": "+33 6 99 00 00 01",
    "minus": "-2",
    "at": "@x",
    "tab": "\t=1",
    "carriage return": "a\r=1",
    "line feed": "\n=1",
    "full-width": "＝1",
    "full-width plus": "＋1",
    "small minus": "﹣1",
    "true minus": "−1",
    "leading space": " =1",
    "no-break space": "\u00a0=1",
    "quote": '"=1',
    "apostrophe": "'=1",
    "zero width": "\u200b=1",
    "byte order mark": "\ufeff=1",
    "null": "\x00=1",
    "separator": "a;=1",
}


def sheet_of(*texts: str, mark: Mark = MARK) -> Sheet:
    return Sheet(mark, ("Nom", "Prénom"), tuple((text, "Prénom") for text in texts))


def begins_a_formula(cell: str) -> bool:
    """Said a second time, without the code under test."""
    folded = unicodedata.normalize("NFKC", cell).lstrip(" \t\r\n\"'") if cell[:1] != "'" else ""
    return folded[:1] in {"=", "+", "-", "@", "\u2212"}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_ac31_a_name_is_never_a_formula(text: str) -> None:
    sheet = sheet_of(text)
    for rows in (read_csv(to_csv(sheet)), Workbook.read(to_xlsx(sheet)).rows):
        assert [len(row) for row in rows] == [1, 2, 2]
        assert not any(begins_a_formula(cell) for row in rows for cell in row)
        assert all(char.isprintable() for row in rows for cell in row for char in cell)


@given(st.text(st.characters(exclude_categories=())))
def test_ac31_no_text_at_all_begins_a_formula(text: str) -> None:
    cell = neutral(text)

    assert not begins_a_formula(cell)
    assert neutral(cell) in (cell, f"'{cell}")
    cell.encode()


@given(st.text(st.characters(categories=("L", "Nd", "Zs")), min_size=1))
def test_a_name_of_letters_is_left_as_it_is(text: str) -> None:
    assert neutral(text) == text.strip()


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_a_csv_has_the_cells_that_were_given(texts: list[str]) -> None:
    rows = read_csv(to_csv(sheet_of(*texts)))

    assert [row[0] for row in rows[2:]] == [neutral(text) for text in texts]


def test_ac31_a_workbook_is_one_visible_sheet_of_texts() -> None:
    book = Workbook.read(to_xlsx(sheet_of(*HOSTILE.values())))

    assert [each.attrib["name"] for each in book.found("xl/workbook.xml", "m:sheets/m:sheet")] == [
        "Export"
    ]
    everything = " ".join(book.parts.values())
    for said in ("hidden", "veryHidden", "definedName", "<f>", "<f ", "hyperlink", "docProps"):
        assert said not in everything.replace("'=HYPERLINK", "")
    assert {cell.attrib["t"] for cell in book.found("xl/worksheets/sheet1.xml", ".//m:c")} == {"s"}


def test_ac31_a_workbook_has_these_parts_and_no_other() -> None:
    assert set(Workbook.read(to_xlsx(sheet_of("a"))).parts) == {
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/theme/theme1.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    }


def test_nothing_is_written_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A temporary file would hold the names in clear, and outlive a crash."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)

    assert to_xlsx(sheet_of("a"))


def test_the_same_content_gives_the_same_bytes() -> None:
    assert to_xlsx(sheet_of("a")) == to_xlsx(sheet_of("a"))


def test_ac30_the_mark_is_on_the_sheet_and_on_each_printed_page() -> None:
    book = Workbook.read(to_xlsx(sheet_of("a")))
    [header] = book.found("xl/worksheets/sheet1.xml", "m:headerFooter/m:oddHeader")
    [footer] = book.found("xl/worksheets/sheet1.xml", "m:headerFooter/m:oddFooter")

    for place in (book.rows[0][0], header.text, footer.text, read_csv(to_csv(sheet_of("a")))[0][0]):
        for said in ("Diffusion restreinte", str(NUMBER), "2026-11-26 21:05 UTC", "Élise Roux"):
            assert said in (place or "")


def test_the_mark_tells_the_universal_time() -> None:
    later = datetime(2026, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=2)))

    assert "2026-07-01 08:00 UTC" in str(Mark("A", "B", later, NUMBER))


@pytest.mark.parametrize("name", ["&" * 300, "A" * 400, "=1", "&C&D"])
def test_a_long_or_hostile_name_leaves_the_mark_whole(name: str) -> None:
    mark = Mark(name, "Cellule", MARK.at, NUMBER)
    book = Workbook.read(to_xlsx(sheet_of("a", mark=mark)))

    for part in ("oddHeader", "oddFooter"):
        [found] = book.found("xl/worksheets/sheet1.xml", f"m:headerFooter/m:{part}")
        text = found.text or ""
        assert str(NUMBER) in text
        assert len(text) <= 255
        assert text.removeprefix("&L").removesuffix("&R&P/&N").count("&") == 0


def test_a_cell_that_does_not_fit_is_an_error_rather_than_a_hole() -> None:
    with pytest.raises(ValueError, match="cellule"):
        to_xlsx(sheet_of("a" * 40_000))
