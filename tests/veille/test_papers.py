"""Papers: tagged PDF that fetches nothing, ODT that an office program opens, one HTML for both."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from io import BytesIO
from typing import Never
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from tests.veille.pdf_read import tags, unfolded, words
from veille.papers.blocks import HATCHED, Drawing, Heading, Listing, Paper, Paragraph, Shape, Table
from veille.papers.opendocument import ODT_TYPE, to_odt
from veille.papers.pages import Way, to_html
from veille.papers.pdf import PdfUnavailable, missing, to_pdf
from veille.papers.rendering import OutsideAddress

MAP = Drawing(
    "Carte",
    "Une carte : Lens 75 %.",
    40,
    30,
    (
        Shape("M0 0h20v20z", "Lens", "75 %", 10, 10, "0.3"),
        Shape("M0 0h9v9z", "Arras", "0", 2, 2, HATCHED),
    ),
    (("75 % et plus", "0.3"), ("secret", HATCHED)),
)
PAPER = Paper(
    "Rapport d’essai",
    "Ce que dit un essai ; rien d’autre",
    (("Période", "2026"), ("Fait le", "1er mars 2027")),
    (
        Heading("Chiffres"),
        Paragraph("Un <b>chiffre</b> & sa marge : voilà."),
        Listing(("un", "deux")),
        Heading("Dans le détail", 3),
        Table("Par lieu", ("Lieu", "Valeur"), (("Lens", "≈ 25"), ("Arras", "≤ 5"))),
        MAP,
    ),
)
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return to_pdf(to_html(PAPER, made_on="2027-03-01"))


def test_a_pdf_says_its_language_its_title_and_that_it_is_accessible(pdf: bytes) -> None:
    text = unfolded(pdf)

    assert pdf.startswith(b"%PDF-")
    assert words(pdf, "Title")[0] == "Rapport d’essai"
    assert "fr" in words(pdf, "Lang")
    assert b"/Marked true" in text
    assert b"<pdfuaid:part>1<" in text or b'pdfuaid:part="1"' in text


def test_a_pdf_is_tagged_and_its_fonts_are_embedded(pdf: bytes) -> None:
    found = tags(pdf)

    assert found.count("H1") == 1
    assert [found.count(each) for each in ("H2", "H3", "Table", "L", "LI")] == [1, 1, 2, 1, 2]
    assert found.count("Caption") == 2
    assert found.count("THead") == 1
    assert found.count("TH") == 2 + 2 + 2
    assert words(pdf, "Alt") == ["Une carte\u202f: Lens 75 %."]
    named = set(re.findall(rb"/BaseFont /(\S+)", unfolded(pdf)))
    assert named
    assert all(b"DejaVu" in each for each in named)
    assert b"/FontFile" in unfolded(pdf)


@pytest.mark.parametrize(
    "asked",
    [
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<img src="file:///etc/hostname" alt="x">',
        '<img src="data:image/png;base64,aaaa" alt="x">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<style>@import "http://127.0.0.1:9/x.css";</style>',
        '<p style="background: url(http://127.0.0.1:9/x.png)">x</p>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hostname"/></svg>',
    ],
)
def test_ac32_nothing_outside_a_paper_is_fetched(
    asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*args: object, **kwargs: object) -> Never:
        raise AssertionError("une connexion s’ouvre")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, opened)
    monkeypatch.setattr(socket, "getaddrinfo", opened)

    with pytest.raises(OutsideAddress, match="n’appelle rien hors de lui-même"):
        to_pdf(f"<!doctype html><html lang='fr'><title>Essai</title><body>{asked}</body></html>")


def test_without_its_library_a_pdf_is_refused_in_french_and_the_administrator_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert missing() == ""
    monkeypatch.setitem(sys.modules, "veille.papers.rendering", None)
    monkeypatch.delattr("veille.papers.rendering", raising=False)

    with pytest.raises(PdfUnavailable, match="Prenez le document ODT"):
        to_pdf(to_html(PAPER))
    assert "libpango-1.0-0" in missing()


def test_the_renderer_is_not_loaded_at_start() -> None:
    code = "import sys, veille.papers.pdf; sys.exit('weasyprint' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_text_document_has_titles_heading_lines_a_language_and_no_author() -> None:
    made = to_odt(PAPER)
    with ZipFile(BytesIO(made)) as parts:
        names = parts.namelist()
        content = ElementTree.fromstring(parts.read("content.xml"))  # noqa: S314 (ours)
        others = {name: parts.read(name).decode() for name in names}
        assert parts.getinfo("mimetype").compress_type == 0
    level = OFFICE % ("text", "outline-level")
    titles = [(each.get(level), each.text) for each in content.iter(OFFICE % ("text", "h"))]

    assert names[0] == "mimetype"
    assert others["mimetype"] == ODT_TYPE
    assert titles == [("1", "Rapport d’essai"), ("2", "Chiffres"), ("3", "Dans le détail")]
    assert len(list(content.iter(OFFICE % ("table", "table-header-rows")))) == 2
    assert "Un <b>chiffre</b> & sa marge\u202f: voilà." in "".join(content.itertext())
    assert "Une carte\u202f: Lens 75 %." in "".join(content.itertext())
    assert 'fo:language="fr"' in others["styles.xml"]
    assert "creator" not in others["meta.xml"]
    assert to_odt(PAPER) == made


def test_what_xml_cannot_say_is_left_out_of_a_text_document() -> None:
    made = to_odt(Paper("Titre\x00\x1b", "", (), ()))

    with ZipFile(BytesIO(made)) as parts:
        assert b"<dc:title>Titre</dc:title>" in parts.read("meta.xml")


def test_a_paper_that_waits_is_the_same_afterwards() -> None:
    assert Paper.from_json(PAPER.to_json()) == PAPER


def test_a_table_never_loses_a_column() -> None:
    with pytest.raises(ValueError, match="colonnes"):
        Table("Par lieu", ("Lieu", "Valeur"), (("Lens",),))


def test_the_screen_links_its_style_and_a_file_links_nothing() -> None:
    assert "paper.css" in to_html(PAPER, way=Way("Revenir", "/retour/"))
    assert "href" not in to_html(PAPER)
    assert "&lt;b&gt;" in to_html(PAPER)
