"""How papers look: pages counted, the address in its window, margins, feet, headings, signatures.

On the fullest rows that can be recorded. Nothing is drawn: positions are read before the PDF.
"""

from __future__ import annotations

import re
import socket
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import Any, Never

import pytest

from casework.papers.kinds import Template
from casework.papers.registry import BY_SLUG, TEMPLATES
from tests.casework.papers import around, generated
from tests.casework.papers.laid_out import Line, pages_of
from tests.veille.pdf_read import tags, unfolded
from veille.papers.blocks import Table
from veille.papers.pages import to_html
from veille.papers.pdf import to_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MARK = (
    "Diffusion restreinte. D00-4F3A9C1B, modèle D00 version 1, empreinte 0123 4567 89ab cdef 0123. "
    "Ce numéro se vérifie au bas des pages du site."
)
# What goes beyond one page on its fullest row, and why.
PAGES = {
    "D01": 3,  # sixteen clauses and the signatures of the institutions
    "D18": 2,  # nine recommendations, nine engagements
    "D26": 2,  # every kind of step, with its results
    "D33": 3,  # everything of RGPD art. 30
    "D38": 2,  # each item of RGPD art. 33, 3
}
# In millimetres: the page, its margins, and the window of an envelope (NF Z 11-001).
WIDE, HIGH, SIDE, HEAD, FOOT = 210, 297, 18, 15, 20
WINDOW = (94.9, 44.9, 192.1, 80)


def pages(slug: str) -> list[list[Line]]:
    """The lines of each page of this paper on the fullest row of its kind."""
    return [list(page) for page in pages_of(html(BY_SLUG[slug]))]


def html(template: Template) -> str:
    if template.code in MEASURES:
        measures = generated.world()
        generated.fill(measures, generated.FULLEST)
        return _html(template, measures)
    cellule = around.around()
    around.fill(cellule, around.FULLEST)
    return _html(template, cellule)


def _html(template: Template, about: Any) -> str:
    row = about.row(template.model if isinstance(about, generated.World) else template)
    return to_html(template.compose(row, about.setting), mark=MARK, made_on="2026-11-27")


MEASURES = {each.code for each in TEMPLATES if each.code in {f"D{rank}" for rank in range(16, 27)}}
MEASURES.add("D31")
each_paper = pytest.mark.parametrize("slug", BY_SLUG)


@each_paper
def test_a_full_paper_is_laid_out_as_a_letter(slug: str) -> None:
    laid = pages(slug)

    assert len(laid) <= PAGES.get(BY_SLUG[slug].code, 1)
    for rank, page in enumerate(laid, start=1):
        foot = "".join(line.text for line in page if line.foot)
        assert "D00-4F3A9C1B" in foot
        assert f"{rank}/{len(laid)}" in foot
        body = [line for line in page if not line.foot]
        assert [line for line in body if not _inside(line)] == []
        # No heading, no caption is left alone at the end of a page.
        assert body[-1].of not in ("h1", "h2", "h3", "caption")
    # Nobody signs on a page that says nothing.
    assert [line for line in laid[-1] if not line.foot and "boxes" not in line.block]
    assert _out_of_window(laid[0]) == []
    assert _misaligned(laid) == []


def _inside(line: Line) -> bool:
    across = line.left >= SIDE - 0.1 and line.right <= WIDE - SIDE + 0.1
    return across and line.top >= HEAD - 1 and line.bottom <= HIGH - FOOT + 1


def _out_of_window(page: list[Line]) -> list[Line]:
    """The lines of the address that do not show, or others that do."""
    left, top, right, bottom = WINDOW
    named = [line for line in page if "head__addressee" in line.block]
    if not named:
        return []

    def shows(line: Line) -> bool:
        return line.left < right and line.right > left and line.top < bottom and line.bottom > top

    hidden = [
        line
        for line in named
        if not (line.left >= left and line.right <= right and line.top >= top)
        or line.bottom > bottom
    ]
    return hidden + [line for line in page if line not in named and shows(line)]


def _misaligned(laid: list[list[Line]]) -> list[str]:
    """Headings of boxes to sign that do not start on the same line as their neighbours."""
    rows: dict[int, set[float]] = defaultdict(set)
    for rank, page in enumerate(laid):
        firsts: dict[float, float] = {}
        for line in page:
            if "boxes" in line.block:
                firsts.setdefault(round(line.left, 1), line.top)
        for top in firsts.values():
            rows[rank].add(round(top, 1))
    # Several rows of boxes are fine; two tops a few millimetres apart are not.
    return [
        f"page {rank + 1}"
        for rank, tops in rows.items()
        if any(0 < abs(one - other) < 15 for one in tops for other in tops)
    ]


def test_whoever_sits_has_room_to_sign() -> None:
    [page] = pages("emargement")
    column = next(line for line in page if line.text == "Signature")
    rows = sorted(line.top for line in page if line.text in ("oui", "à signer"))

    assert WIDE - SIDE - column.left > 45
    assert len(rows) > 1
    assert all(below - above >= 8.3 for above, below in pairwise(rows))


@pytest.mark.parametrize(
    ("slug", "rows", "most"),
    [("ordre-du-jour", 20, 1), ("emargement", 14, 1), ("releve-de-decisions", 20, 2)],
)
def test_ux_u17_a_long_seance_holds_on_its_pages(slug: str, rows: int, most: int) -> None:
    template, cellule = BY_SLUG[slug], around.around()
    paper = template.compose(cellule.row(template), cellule.setting)
    longer = tuple(
        replace(each, rows=(each.rows * rows)[:rows]) if isinstance(each, Table) else each
        for each in paper.blocks
    )

    laid = pages_of(to_html(replace(paper, blocks=longer), mark=MARK))

    assert len(laid) <= most


@pytest.mark.parametrize("slug", ["convocation-rappel-mineur", "charte", "emargement"])
def test_a_paper_opens_no_socket_is_tagged_and_embeds_each_font(
    slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = html(BY_SLUG[slug])

    def opened(*asked: object) -> Never:
        raise AssertionError("un papier n’appelle personne")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, opened)
    monkeypatch.setattr(socket, "getaddrinfo", opened)
    pdf = to_pdf(page)

    inside = unfolded(pdf)
    assert {"H1", "P"} <= set(tags(pdf))
    fonts = len(re.findall(rb"/Type /FontDescriptor", inside))
    assert 0 < fonts == len(re.findall(rb"/FontFile\d? ", inside))
