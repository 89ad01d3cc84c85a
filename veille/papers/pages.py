"""A paper in HTML: one template for the screen, the printer and the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from veille.papers.blocks import Paper

TEMPLATE = "papers/paper.html"


@dataclass(frozen=True, slots=True)
class Way:
    """Where a screen leads back to, in words."""

    label: str
    url: str


def to_html(paper: Paper, *, way: Way | None = None, mark: str = "", made_on: str = "") -> str:
    """The whole document, for a screen when there is a ``way`` back, else for a file.

    A file has no link: its style is given to the renderer. ``mark``: what stands at the foot of
    every page. ``made_on``: an ISO date, for the properties.
    """
    return render_to_string(TEMPLATE, _context(paper, way, mark) | {"made_on": made_on})


def to_printable(papers: Sequence[tuple[Paper, str]], title: str) -> str:
    """Several papers on one page, each with its mark, to print from the browser sheet by sheet."""
    return render_to_string("papers/papers.html", {"papers": papers, "title": title})


def preview(request: HttpRequest, paper: Paper, form: Form, way: Way) -> HttpResponse:
    """The paper on the screen, before it has a number, with the button that gives it one."""
    mark = "Aperçu sans numéro : ne pas remettre."
    return render(request, TEMPLATE, _context(paper, way, mark) | {"form": form})


def _context(paper: Paper, way: Way | None, mark: str) -> dict[str, object]:
    return {"paper": paper, "way": way, "mark": mark}
