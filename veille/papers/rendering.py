"""WeasyPrint, alone in this module: imported by ``pdf`` when a paper is made, by nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Never

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

_STYLE: Final = Path(__file__).parents[1] / "static" / "veille" / "paper.css"
_VARIANT: Final = "pdf/ua-1"
# The back of a sheet: nothing is printed on it.
_BLANK: Final = "<!doctype html><html lang='fr'><title>Verso</title><body class='blank'></html>"


class OutsideAddress(Exception):
    """A paper asked for something outside itself: a mistake of who wrote it, and no paper."""


class _NoFetcher(URLFetcher):  # type: ignore[misc]  # shipped without types
    """Refuses every address (network, file, data), and remembers that one was asked for.

    WeasyPrint goes on without what it could not fetch, and the paper would be wrong in silence.
    """

    def __init__(self) -> None:
        super().__init__()
        self.was_asked = False

    def fetch(self, url: str, headers: object = None) -> Never:
        self.was_asked = True
        raise OutsideAddress("Un document n’appelle rien hors de lui-même.")


def lay_out(html: str) -> Any:
    """The pages of a paper, each thing in its place, before they are written.

    Raises OutsideAddress, never with a page.
    """
    press = _Press()
    pages = press.pages(html)
    press.require_alone()
    return pages


def bind(documents: Sequence[str], title: str = "") -> bytes:
    """The bytes of one tagged PDF of several papers, fonts embedded.

    Each is numbered from its own first page, which is a right-hand one: printed on both sides, the
    sheets part paper by paper. ``title``: of the whole; else that of the first. Raises
    OutsideAddress, never with a file.
    """
    press = _Press()
    papers = [press.pages(html) for html in documents]
    pages = list(papers[0].pages)
    for paper in papers[1:]:
        if len(pages) % 2:
            pages += press.pages(_BLANK).pages
        pages += paper.pages
    whole = papers[0].copy(pages)
    whole.metadata.title = title or whole.metadata.title
    made: bytes = whole.write_pdf(pdf_variant=_VARIANT)
    # Only now: attachments and images are asked for while the file is written.
    press.require_alone()
    return made


class _Press:
    """One style and one set of fonts for all the papers of a file."""

    def __init__(self) -> None:
        self._fetcher, self._fonts = _NoFetcher(), FontConfiguration()
        style = _STYLE.read_text(encoding="utf-8")
        self._style = CSS(string=style, url_fetcher=self._fetcher, font_config=self._fonts)

    def pages(self, html: str) -> Document:
        source = HTML(string=html, url_fetcher=self._fetcher)
        return source.render(
            stylesheets=[self._style], font_config=self._fonts, pdf_variant=_VARIANT
        )

    def require_alone(self) -> None:
        if self._fetcher.was_asked:
            raise OutsideAddress("Un document n’appelle rien hors de lui-même.")
