"""A count table to protect, read and checked: docs/indicators-formats.md gives its format.

Whatever order the file has, a ``Table`` is in alphabetical order: the same content gives the same
publication.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Final, Literal

from indicators.protection.reading import Node, UnusableInput, decoded, quoted

# The DPO may raise them; no file and no setting lowers them.
SMALLEST_BASE: Final = 5
SMALLEST_THRESHOLD: Final = 5
_LARGEST_PARAMETER: Final = 10_000
_OPTIONAL: Final = (
    *("method", "base", "margin", "threshold", "key", "frozen", "exact", "zeros"),
    *("insiders", "orders", "totals"),
)
_ATOM, _CELL = "case élémentaire", "case"

Method = Literal["rounding", "suppression"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the plan: the sum of these atoms. ``flag``: « p », « r » or nothing."""

    id: str
    atoms: tuple[str, ...]
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was published of a cell, for ever: a value true to ``margin``, or « c » (None)."""

    value: int | None
    margin: int


@dataclass(frozen=True, slots=True)
class Order:
    """What everybody knows: the sum of ``left`` never exceeds that of ``right``."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Insider:
    """Who knows these atoms exactly, and that each of ``at_least`` counts someone."""

    id: str
    knows: tuple[str, ...]
    at_least: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """True counts and what is to be published of them."""

    method: Method
    base: int
    margin: int
    threshold: int
    key: bytes | None
    counts: Mapping[str, int]
    cells: tuple[Cell, ...]
    frozen: Mapping[str, Frozen]
    exact: frozenset[str]
    zeros: frozenset[str]
    orders: tuple[Order, ...]
    insiders: tuple[Insider, ...]

    @cached_property
    def totals(self) -> dict[str, int]:
        """The true count of each cell."""
        return {each.id: sum(self.counts[atom] for atom in each.atoms) for each in self.cells}

    @cached_property
    def empty(self) -> frozenset[str]:
        """The cells that count nobody by nature, made of structural zeros only: « /// »."""
        return frozenset(each.id for each in self.cells if self.zeros.issuperset(each.atoms))


def parse(raw: bytes) -> Table:
    """The table of these bytes. Raises UnusableInput: the first bad field and its place."""
    fields = Node(decoded(raw)).fields(
        ("atoms", "cells"),
        _OPTIONAL,
    )
    method = _method(fields)
    base = _parameter(fields, "base", SMALLEST_BASE, SMALLEST_BASE)
    margin = _parameter(fields, "margin", base, base)
    threshold = _parameter(fields, "threshold", SMALLEST_THRESHOLD, SMALLEST_THRESHOLD)
    counts = _counts(fields["atoms"])
    cells = _cells(fields["cells"], counts)
    zeros = _zeros(_given(fields, "zeros"), counts)
    frozen = _frozen(_given(fields, "frozen"), cells, counts, margin, method)
    table = Table(
        method=method,
        base=base,
        margin=margin,
        threshold=threshold,
        key=_key(fields),
        counts=dict(sorted(counts.items())),
        cells=tuple(cells[name] for name in sorted(cells)),
        frozen=dict(sorted(frozen.items())),
        exact=_exact(_given(fields, "exact"), cells, frozen),
        zeros=zeros,
        orders=_orders(_given(fields, "orders"), counts),
        insiders=_insiders(_given(fields, "insiders"), counts),
    )
    _check_totals(_given(fields, "totals"), table, cells)
    return table


def joined(parts: Sequence[Table]) -> Table:
    """Tables that share no atom, made by the same rules, as one."""
    first = parts[0]
    return replace(
        first,
        counts=dict(sorted((atom, n) for part in parts for atom, n in part.counts.items())),
        cells=tuple(sorted((cell for part in parts for cell in part.cells), key=lambda c: c.id)),
        frozen=dict(sorted((name, old) for part in parts for name, old in part.frozen.items())),
        exact=frozenset[str]().union(*(part.exact for part in parts)),
        zeros=frozenset[str]().union(*(part.zeros for part in parts)),
        orders=tuple(order for part in parts for order in part.orders),
        insiders=tuple(each for part in parts for each in part.insiders),
    )


def _given(fields: Mapping[str, Node], name: str) -> Node:
    return fields.get(name, Node([], name))


def _method(fields: Mapping[str, Node]) -> Method:
    node = fields.get("method", Node("rounding", "method"))
    match node.text():
        case "rounding":
            return "rounding"
        case "suppression":
            return "suppression"
        case other:
            raise node.refuse(
                f"{quoted(other)} n’est ni «\u202frounding\u202f» ni «\u202fsuppression\u202f»"
            )


def _parameter(fields: Mapping[str, Node], name: str, default: int, least: int) -> int:
    node = fields.get(name)
    return default if node is None else node.integer(least, _LARGEST_PARAMETER)


def _key(fields: Mapping[str, Node]) -> bytes | None:
    node = fields.get("key")
    if node is None:
        return None
    text = node.text()
    # Whatever is wrong, the key itself is not repeated.
    if not text or len(text) % 2 or not set(text) <= set("0123456789abcdefABCDEF"):
        raise node.refuse("un nombre pair de chiffres hexadécimaux est attendu")
    return bytes.fromhex(text)


def _counts(node: Node) -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in node.items():
        fields = item.fields(("id", "count"))
        name = _new(fields["id"], counts)
        counts[name] = fields["count"].integer()
    if not counts:
        raise node.refuse("aucune case élémentaire")
    return counts


def _new(node: Node, known: Mapping[str, object]) -> str:
    name = node.identifier()
    if name in known:
        raise node.refuse(f"identifiant {quoted(name)} déjà pris")
    return name


def _cells(node: Node, counts: Mapping[str, int]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for item in node.items():
        fields = item.fields(("id", "atoms"), ("flag",))
        name = _new(fields["id"], cells)
        atoms = fields["atoms"].several_of(counts, _ATOM)
        if not atoms:
            raise fields["atoms"].refuse("une case sans case élémentaire")
        flag = fields.get("flag", Node("", "flag"))
        if flag.text() not in ("", "p", "r"):
            raise flag.refuse("rien, p (provisoire) ou r (révisé) attendu")
        cells[name] = Cell(name, atoms, flag.text())
    if not cells:
        raise node.refuse("aucune case à publier")
    return cells


def _zeros(node: Node, counts: Mapping[str, int]) -> frozenset[str]:
    zeros = node.several_of(counts, _ATOM)
    for item in node.items():
        if counts[item.text()]:
            raise item.refuse(f"{quoted(item.text())} est dite toujours nulle et ne l’est pas")
    return frozenset(zeros)


def _frozen(
    node: Node,
    cells: Mapping[str, Cell],
    counts: Mapping[str, int],
    margin: int,
    method: Method,
) -> dict[str, Frozen]:
    frozen: dict[str, Frozen] = {}
    usual = margin if method == "rounding" else 0
    for item in node.items():
        fields = item.fields(("id", "value"), ("margin",))
        name = fields["id"].one_of(cells, _CELL)
        _new(fields["id"], frozen)
        if fields["value"].value is None:
            if "margin" in fields and fields["margin"].value is not None:
                raise fields["margin"].refuse("une case couverte par le secret n’a pas de marge")
            frozen[name] = Frozen(None, 0)
            continue
        value = fields["value"].integer()
        allowed = fields["margin"].integer(0) if "margin" in fields else usual
        if abs(value - sum(counts[atom] for atom in cells[name].atoms)) > allowed:
            raise fields["value"].refuse(
                f"{value} à {allowed} près n’est pas possible pour {quoted(name)}, au vu du compte"
            )
        frozen[name] = Frozen(value, allowed)
    return frozen


def _exact(node: Node, cells: Mapping[str, Cell], frozen: Mapping[str, Frozen]) -> frozenset[str]:
    exact = node.several_of(cells, _CELL)
    for item in node.items():
        past = frozen.get(item.text())
        if past is not None and (past.value is None or past.margin):
            raise item.refuse(f"{quoted(item.text())} a déjà été publiée, et non exacte")
    return frozenset(exact)


def _orders(node: Node, counts: Mapping[str, int]) -> tuple[Order, ...]:
    orders: list[Order] = []
    for item in node.items():
        fields = item.fields(("left", "right"))
        left, right = (fields[side].several_of(counts, _ATOM) for side in ("left", "right"))
        if not left:
            raise fields["left"].refuse("aucune case élémentaire")
        if sum(counts[atom] for atom in left) > sum(counts[atom] for atom in right):
            raise item.refuse("la somme de gauche dépasse celle de droite")
        orders.append(Order(left, right))
    return tuple(sorted(orders, key=lambda each: (each.left, each.right)))


def _insiders(node: Node, counts: Mapping[str, int]) -> tuple[Insider, ...]:
    insiders: dict[str, Insider] = {}
    for item in node.items():
        fields = item.fields(("id", "knows"), ("at_least",))
        name = _new(fields["id"], insiders)
        if name == "public":
            raise fields["id"].refuse("ce nom est celui du public")
        knows = fields["knows"].several_of(counts, _ATOM)
        at_least = fields.get("at_least", Node([], "at_least"))
        cases = at_least.several_of(counts, _ATOM)
        for each in at_least.items():
            if not counts[each.text()]:
                raise each.refuse(f"{quoted(each.text())} ne compte personne")
        insiders[name] = Insider(name, knows, cases)
    return tuple(insiders[name] for name in sorted(insiders))


def _check_totals(node: Node, table: Table, cells: Mapping[str, Cell]) -> None:
    """A declared total is the disjoint union of its parts, so that it adds up once rounded too."""
    for item in node.items():
        fields = item.fields(("cell", "parts"))
        name = fields["cell"].one_of(cells, _CELL)
        parts = fields["parts"].several_of(cells, _CELL)
        total, found = table.totals[name], sum(table.totals[part] for part in parts)
        if found != total:
            raise item.refuse(f"{quoted(name)} vaut {total}, ses parts font {found}")
        together = sorted(chain.from_iterable(cells[part].atoms for part in parts))
        if [atom for atom in together if atom not in table.zeros] != [
            atom for atom in cells[name].atoms if atom not in table.zeros
        ]:
            raise UnusableInput(
                fields["parts"].place,
                f"{quoted(name)} n’est pas la réunion, sans recouvrement, de ses parts",
            )
