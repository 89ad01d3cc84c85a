"""HTML to tagged PDF (PDF/UA-1): embedded fonts, a language, a title, nothing fetched.

WeasyPrint needs Pango, a library of the system. It is imported at the first paper, never at start:
it costs a second, and an installation without it must run all the same.
"""

from __future__ import annotations

from collections.abc import Sequence

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"


class PdfUnavailable(Exception):
    """This machine cannot make a PDF. Its text says so to an agent, without a word of technique."""

    def __init__(self) -> None:
        super().__init__(
            "Le PDF ne peut pas être fait sur cette machine : il manque une bibliothèque du "
            "système. Prenez le document ODT, qui dit la même chose, et prévenez votre "
            "administrateur technique."
        )


def to_pdf(html: str) -> bytes:
    """The PDF of a document of ``pages``. Raises PdfUnavailable without Pango, and
    ``rendering.OutsideAddress`` for a document that asks for anything outside itself."""
    return bind([html])


def bind(documents: Sequence[str], title: str = "") -> bytes:
    """One PDF of several, each from a right-hand page, numbered from its first. Raises the same."""
    try:
        from veille.papers import rendering
    except (ImportError, OSError) as error:
        raise PdfUnavailable from error
    return rendering.bind(documents, title)


def missing() -> str:
    """What to install, for an administrator; empty when a PDF can be made here."""
    try:
        to_pdf("<!doctype html><html lang='fr'><title>Essai</title><h1>Essai</h1></html>")
    except PdfUnavailable:
        return f"apt-get install {PACKAGES}"
    return ""
