"""A paper as an OpenDocument text, and the archive that every OpenDocument file is.

Headings bear their level, tables their heading lines, the document its language and its title. No
author, no macro, no link, no moment of the machine: the same paper gives the same bytes.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from veille.french import spaced
from veille.papers.blocks import (
    Block,
    Boxes,
    Drawing,
    Heading,
    Listing,
    Paper,
    Paragraph,
    Table,
)

ODT_TYPE: Final = "application/vnd.oasis.opendocument.text"
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns"
_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)
# What XML 1.0 has no way to say.
_UNSAYABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAMES: Final = (
    f'xmlns:office="{_OASIS}:office:1.0" xmlns:style="{_OASIS}:style:1.0" '
    f'xmlns:text="{_OASIS}:text:1.0" xmlns:table="{_OASIS}:table:1.0" '
    f'xmlns:fo="{_OASIS}:xsl-fo-compatible:1.0" xmlns:meta="{_OASIS}:meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"'
)


def archive(content_type: str, parts: dict[str, str]) -> bytes:
    """An OpenDocument file of these parts (name, XML), with its manifest."""
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in parts
    )
    manifest = (
        f'{_XML}<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{content_type}"/>'
        f"{entries}</manifest:manifest>"
    )
    made = BytesIO()
    with ZipFile(made, "w") as target:
        # First and stored as it is: what the file is, for whoever reads its first bytes.
        target.writestr(ZipInfo("mimetype", _NO_DATE), content_type)
        for name, text in (parts | {"META-INF/manifest.xml": manifest}).items():
            entry = ZipInfo(name, _NO_DATE)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, text)
    return made.getvalue()


def to_odt(paper: Paper) -> bytes:
    """The paper as a text that any office program opens and corrects."""
    body = "".join(_block(each, rank) for rank, each in enumerate(paper.blocks))
    cover = (
        f'<text:h text:style-name="Titre" text:outline-level="1">{_said(paper.title)}</text:h>'
        f"{_paragraph(paper.subtitle, 'Chapeau')}"
        f"{_table(Table('Ce document', ('Sujet', 'Valeur'), paper.facts, numeric=False), 'Faits')}"
    )
    content = (
        f"{_XML}<office:document-content {_NAMES}><office:automatic-styles>{_CELLS}"
        f"</office:automatic-styles><office:body><office:text>{cover}{body}</office:text>"
        "</office:body></office:document-content>"
    )
    meta = (
        f"{_XML}<office:document-meta {_NAMES}><office:meta><dc:title>{_said(paper.title)}"
        "</dc:title><dc:language>fr-FR</dc:language></office:meta></office:document-meta>"
    )
    return archive(ODT_TYPE, {"content.xml": content, "styles.xml": _STYLES, "meta.xml": meta})


def _said(text: str) -> str:
    return escape(spaced(_UNSAYABLE.sub("", text)))


def _paragraph(text: str, style: str) -> str:
    return f'<text:p text:style-name="{style}">{_said(text)}</text:p>'


def _block(block: Block, rank: int) -> str:
    match block:
        case Heading(text, level):
            return (
                f'<text:h text:style-name="Titre{level}" text:outline-level="{level}">'
                f"{_said(text)}</text:h>"
            )
        case Paragraph(text):
            return _paragraph(text, "Texte")
        case Listing(items):
            lines = "".join(
                f"<text:list-item>{_paragraph(item, 'Texte')}</text:list-item>" for item in items
            )
            return f"<text:list>{lines}</text:list>"
        case Table():
            return _table(block, f"Tableau{rank}")
        case Boxes(headings):
            return _table(Table("À remplir", headings, ((" ",) * len(headings),)), f"Cadres{rank}")
        case Drawing(_, description):
            # The table beside it says the same: the words stand for the drawing.
            return _paragraph(description, "Texte")


def _table(table: Table, name: str) -> str:
    columns = f'<table:table-column table:number-columns-repeated="{len(table.headings)}"/>'
    head = "".join(_cell(text, "EnTete") for text in table.headings)
    rows = "".join(
        "<table:table-row>"
        + _cell(row[0], "Ligne")
        + "".join(_cell(text, "Nombre" if table.numeric else "Cellule") for text in row[1:])
        + "</table:table-row>"
        for row in table.rows
    )
    return (
        f"{_paragraph(table.caption, 'Legende')}"
        f'<table:table table:name="{name}">{columns}<table:table-header-rows><table:table-row>'
        f"{head}</table:table-row></table:table-header-rows>{rows}</table:table>"
    )


def _cell(text: str, style: str) -> str:
    return (
        f'<table:table-cell table:style-name="Case" office:value-type="string">'
        f"{_paragraph(text, style)}</table:table-cell>"
    )


_CELLS: Final = (
    '<style:style style:name="Case" style:family="table-cell"><style:table-cell-properties '
    'fo:padding="0.1cm" fo:border="0.5pt solid #858d95"/></style:style>'
)


def _style(name: str, size: str, *, bold: bool = False, more: str = "", outline: str = "") -> str:
    weight = ' fo:font-weight="bold"' if bold else ""
    level = f' style:default-outline-level="{outline}"' if outline else ""
    return (
        f'<style:style style:name="{name}" style:family="paragraph"{level}>'
        f'<style:paragraph-properties fo:margin-bottom="0.2cm" {more}/>'
        f'<style:text-properties fo:font-size="{size}"{weight}/></style:style>'
    )


_KEPT: Final = 'fo:margin-top="0.5cm" fo:keep-with-next="always"'
_STYLES: Final = (
    f"{_XML}<office:document-styles {_NAMES}><office:styles>"
    '<style:default-style style:family="paragraph"><style:text-properties '
    'fo:language="fr" fo:country="FR" fo:font-family="DejaVu Sans, sans-serif" '
    'fo:font-size="10pt"/></style:default-style>'
    + _style("Titre", "22pt", bold=True, outline="1")
    + _style("Titre2", "15pt", bold=True, more=_KEPT, outline="2")
    + _style("Titre3", "12pt", bold=True, more=_KEPT, outline="3")
    + _style("Chapeau", "12pt")
    + _style("Texte", "10pt")
    + _style("Legende", "9pt", bold=True, more=_KEPT)
    + _style("EnTete", "9pt", bold=True)
    + _style("Ligne", "9pt", bold=True)
    + _style("Cellule", "9pt")
    + _style("Nombre", "9pt", more='fo:text-align="end"')
    + "</office:styles></office:document-styles>"
)
