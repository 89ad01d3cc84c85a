"""WeasyPrint, alone in this module: imported by ``pdf`` when a paper is made, by nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Never

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

_STYLE: Final = Path(__file__).parents[1] / "static" / "veille" / "paper.css"


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


_TAGGED: Final = "pdf/ua-1"


def lay_out(html: str) -> Any:
    """The pages of a paper, each thing in its place, before they are written.

    Raises OutsideAddress, never with a page.
    """
    fetcher = _NoFetcher()
    pages = _pages(html, fetcher)
    _require_alone(fetcher)
    return pages


def render(html: str) -> bytes:
    """The bytes of a tagged PDF, fonts embedded. Raises OutsideAddress, never with a file."""
    fetcher = _NoFetcher()
    made: bytes = _pages(html, fetcher).write_pdf(pdf_variant=_TAGGED)
    # Only now: attachments and images are asked for while the file is written.
    _require_alone(fetcher)
    return made


def _pages(html: str, fetcher: _NoFetcher) -> Any:
    style = CSS(string=_STYLE.read_text(encoding="utf-8"), url_fetcher=fetcher)
    document = HTML(string=html, url_fetcher=fetcher)
    return document.render(stylesheets=[style], pdf_variant=_TAGGED)


def _require_alone(fetcher: _NoFetcher) -> None:
    if fetcher.was_asked:
        raise OutsideAddress("Un document n’appelle rien hors de lui-même.")
