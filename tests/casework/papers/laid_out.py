"""Where each thing of a paper stands on its pages, in millimetres: what a printer would draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from veille.papers.rendering import lay_out

_MM = 25.4 / 96


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of text. ``of``: the tag that it is in; ``block``: the classes around it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    of: str
    block: frozenset[str]
    foot: bool


@cache
def pages_of(html: str) -> tuple[tuple[Line, ...], ...]:
    """The lines of each page, in the order in which they are drawn."""
    return tuple(tuple(_lines(page._page_box)) for page in lay_out(html).pages)


def _lines(
    box: Any, tag: str = "", around: frozenset[str] = frozenset(), foot: bool = False
) -> Iterator[Line]:
    foot = foot or "MarginBox" in type(box).__name__
    tag = box.element_tag if box.element_tag in _BLOCKS else tag
    element = getattr(box, "element", None)
    if element is not None:
        around = around | frozenset((element.get("class") or "").split())
    text = getattr(box, "text", "")
    if isinstance(text, str) and text.strip():
        left, top = box.position_x * _MM, box.position_y * _MM
        right, bottom = left + box.width * _MM, top + box.height * _MM
        yield Line(text, left, top, right, bottom, tag, around, foot)
    for child in getattr(box, "children", ()):
        yield from _lines(child, tag, around, foot)


_BLOCKS = frozenset({"h1", "h2", "h3", "p", "li", "caption", "th", "td", "footer"})
