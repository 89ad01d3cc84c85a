"""A paper in HTML: one template for the screen, the printer and the PDF."""

from __future__ import annotations

from django.template.loader import render_to_string

from veille.papers.blocks import Paper

TEMPLATE = "papers/paper.html"


def to_html(paper: Paper, *, back_url: str = "", made_on: str = "") -> str:
    """The whole document. ``back_url``: where the screen leads back to; none for a file, whose
    style is given to the renderer and not linked. ``made_on``: an ISO date, for the properties.
    """
    context = {"paper": paper, "back_url": back_url, "made_on": made_on, "screen": bool(back_url)}
    return render_to_string(TEMPLATE, context)
