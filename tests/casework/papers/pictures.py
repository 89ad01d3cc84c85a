"""What a paper says, line by line, with each thing that changes from one case to another named.

A picture of each template is kept beside this module: a word that changes is seen in review, and
asks for a new version of the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from veille.papers.blocks import Block, Boxes, Drawing, Heading, Listing, Paper, Paragraph, Table

_WEEKDAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_DAY = re.compile(
    rf"(?:(?:{_WEEKDAYS}) )?\d{{1,2}}(?:er)? \w+ \d{{4}}(?: à \d{{1,2}} h(?: \d{{2}})?)?"
)
# What is drawn at random, or bound to the moment.
_DIGEST = re.compile(r"[0-9a-f]{8}(?: [0-9a-f]{8}){7}")
_MARKS = re.compile(r"\bV-[0-9a-f]{8}\b|(?<=Référence = )[0-9A-Z]{6}\b")
_HOUR = re.compile(r"(?<=«jour» à )\d{1,2}\sh(?:\s\d{2})?")
FOLDER = Path(__file__).parent / "pictures"


def words(paper: Paper) -> str:
    """Every text of the paper, in the order in which it is read."""
    return "\n".join(_lines(paper)) + "\n"


def told(paper: Paper, names: dict[str, str]) -> str:
    """The same, where each text of ``names`` and each day is replaced by what it stands for."""
    text = _HOUR.sub("«heure»", _DAY.sub("«jour»", _DIGEST.sub("«empreinte»", words(paper))))
    for value, meaning in sorted(names.items(), key=lambda pair: -len(pair[0])):
        if value:
            text = text.replace(value, f"«{meaning}»")
    return _MARKS.sub("«référence»", text)


def kept(slug: str, version: int) -> str:
    """The picture of one version of a template; empty when there is none yet."""
    path = FOLDER / f"{slug}-{version}.txt"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _lines(paper: Paper) -> Iterator[str]:
    if paper.head:
        yield from (f"de : {line}" for line in paper.head.issuer)
        yield from (f"à : {line}" for line in paper.head.addressee)
        yield paper.head.dated
    yield f"# {paper.title}"
    yield paper.subtitle
    yield from (f"{label} = {value}" for label, value in paper.facts)
    for block in paper.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {text}"
        case Paragraph(text):
            yield text
        case Listing(items):
            yield from (f"- {item}" for item in items)
        case Table(caption, headings, rows):
            yield caption
            yield " | ".join(headings)
            yield from (" | ".join(row) for row in rows)
        case Boxes(headings):
            yield f"[{'] ['.join(headings)}]"
        case Drawing(title, description):
            yield f"{title} : {description}"
