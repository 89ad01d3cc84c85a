"""What a paper is made of: headings, sentences, lists, tables, boxes, one drawing. Texts only.

A paper may wait in the database between two steps of its making, as JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeAlias

Rows: TypeAlias = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title inside the paper; level 2 for a part, 3 below."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Items of one list."""

    kind: ClassVar[str] = "listing"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its caption: a line of headings, and a heading at the start of each line.

    ``numeric``: whether the other columns are aligned as numbers. ``signed``: the last one is left
    empty, wide and high enough to sign.
    """

    kind: ClassVar[str] = "table"
    caption: str
    headings: tuple[str, ...]
    rows: Rows
    numeric: bool = True
    signed: bool = False

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headings) for row in self.rows):
            raise ValueError(f"{self.caption} : une ligne n’a pas le nombre de ses colonnes.")


@dataclass(frozen=True, slots=True)
class Boxes:
    """Places to write by hand, side by side, each under its heading: a signature, a stamp."""

    kind: ClassVar[str] = "boxes"
    headings: tuple[str, ...]


HATCHED = "hachures"


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline: its path, its words and where they stand, and its ``fill``: an opacity, HATCHED
    where a figure is kept secret, or nothing.
    """

    path: str
    name: str
    value: str
    x: int
    y: int
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map that illustrates a table: whoever does not see it reads ``description``.

    ``legend``: words and fill. ``area``: a path shaded below the outlines, five times as fine.
    """

    kind: ClassVar[str] = "drawing"
    title: str
    description: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    legend: Rows
    area: str = ""


Block: TypeAlias = Heading | Paragraph | Listing | Table | Boxes | Drawing
_KINDS: dict[str, type[Any]] = {
    each.kind: each for each in (Heading, Paragraph, Listing, Table, Boxes, Drawing)
}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an official paper, line by line: who writes, to whom, where and when.

    ``addressee`` shows through the window of an envelope; nobody for what is not sent.
    """

    issuer: tuple[str, ...]
    addressee: tuple[str, ...] = ()
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper: under a ``head``, or behind a cover.

    ``facts`` say what it is about, from what, made when.
    """

    title: str
    subtitle: str
    facts: Rows
    blocks: tuple[Block, ...]
    head: Head | None = None

    def to_json(self) -> str:
        content = asdict(self) | {
            "blocks": [{"kind": each.kind, **asdict(each)} for each in self.blocks]
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Paper:
        content = json.loads(text)
        blocks = tuple(_block(dict(each)) for each in content.pop("blocks"))
        lines = content.pop("head", None)
        head = Head(**{name: _frozen(value) for name, value in lines.items()}) if lines else None
        values = {name: _frozen(value) for name, value in content.items()}
        return cls(blocks=blocks, head=head, **values)


def _block(content: dict[str, Any]) -> Block:
    kind = _KINDS[content.pop("kind")]
    values = {name: _frozen(value) for name, value in content.items()}
    if kind is Drawing:
        values["shapes"] = tuple(Shape(**each) for each in content["shapes"])
    made: Block = kind(**values)
    return made


def _frozen(value: Any) -> Any:
    """Lists of JSON, as tuples."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
