"""``python -m indicators.verify BULLETIN.json``: verify a bulletin from what it publishes alone.

Standard library only, and this file alone is enough: whoever reads a bulletin can run it. It
computes again that all figures add up within their margins, from the table of the certificate,
and how many values remain possible for any group. Exit 0: verified; 1: anything else.

Why that table is enough. It agrees with every figure exactly, so it still agrees, within the
margins, with up to m more in any of its atoms, or fewer where it has some: m + 1 values of any
group at least, m the smallest margin. An exact total is no sum of rounded figures: a second table,
the witness, gives it, and the others within their margins; m is what it leaves of them. Where an
exact figure holds a sum still, what is added in a
group is taken beside it, among the atoms of the same exact figures: as many values, if that sum
reaches m. The format is in docs/indicators-formats.md.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

SMALLEST = 5
# A figure that a later version took back: it is no longer shown.
WITHDRAWN = "nd"
FIELDS = {
    *("method", "base", "margin", "threshold", "cells", "frozen", "exact", "zeros", "orders"),
    *("certificate", "witnesses", "audit", "digest"),
}
CELL_FIELDS = {"id", "value", "margin", "flag", "atoms"}


class Tampered(Exception):
    """The bulletin is not one, or not the one that was made; the message says where."""


def digest(bulletin: dict[str, Any]) -> str:
    """SHA-256 of the bulletin, but for its own digest and the duration of the audit."""
    kept = {name: value for name, value in bulletin.items() if name != "digest"}
    kept["audit"] = {**bulletin["audit"], "seconds": None}
    canonical = json.dumps(kept, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def require(condition: object, message: str) -> None:
    """Raise Tampered with this message unless the condition holds."""
    if not condition:
        raise Tampered(message)


def is_count(value: object) -> bool:
    """Whether it is a whole number, not negative; true and 3.0 are not."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_names(value: object) -> bool:
    """Whether it is a list of distinct texts."""
    return (
        isinstance(value, list)
        and all(isinstance(each, str) for each in value)
        and len(set(value)) == len(value)
    )


def read(raw: bytes) -> dict[str, Any]:
    """The bulletin, its shape and its digest checked. Raises Tampered."""

    def single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        require(len(dict(pairs)) == len(pairs), "une clé est donnée deux fois")
        return dict(pairs)

    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=single)
    except (ValueError, RecursionError):
        raise Tampered("ce fichier n’est pas du JSON") from None
    require(isinstance(found, dict) and set(found) == FIELDS, "des champs manquent ou sont en trop")
    require(found["method"] in ("rounding", "suppression"), "méthode inconnue")
    require(all(is_count(found[name]) for name in ("base", "margin", "threshold")), "paramètres")
    require(SMALLEST <= found["base"] <= found["margin"], "base ou marge trop petite")
    require(found["threshold"] >= SMALLEST, "seuil trop petit")
    require(all(is_names(found[name]) for name in ("frozen", "exact", "zeros")), "listes")
    require(isinstance(found["audit"], dict), "audit")
    require(found["digest"] == digest(found), "l’empreinte ne correspond pas au contenu")
    return dict(found)


def check_cells(bulletin: dict[str, Any]) -> None:
    """Each cell: fields, flag, margin and base. Raises Tampered."""
    cells = bulletin["cells"]
    require(isinstance(cells, list) and cells, "aucune case")
    for cell in cells:
        require(isinstance(cell, dict) and set(cell) == CELL_FIELDS, "case mal formée")
        require(isinstance(cell["id"], str), "identifiant d’une case")
        require(is_names(cell["atoms"]) and cell["atoms"], f"composition de {cell['id']}")
        check_figure(cell, bulletin)
    names = {cell["id"] for cell in cells}
    require(len(names) == len(cells), "une case est donnée deux fois")
    require(names.issuperset(bulletin["frozen"] + bulletin["exact"]), "case inconnue")


def check_figure(cell: dict[str, Any], bulletin: dict[str, Any]) -> None:
    """Value, margin and flag agree with the method and with each other. Raises Tampered."""
    name, value, margin, flag = cell["id"], cell["value"], cell["margin"], cell["flag"]
    require(is_count(margin), f"marge de {name}")
    require(flag in ("", "c", "p", "r", "///", WITHDRAWN), f"signe de {name}")
    if value is None:
        require(flag in ("c", WITHDRAWN) and margin == 0, f"signe de {name}")
        known = bulletin["method"] == "suppression" or name in bulletin["frozen"]
        require(known or flag == WITHDRAWN, f"{name} : c")
        return
    require(is_count(value) and flag not in ("c", WITHDRAWN), f"valeur de {name}")
    empty = set(bulletin["zeros"]).issuperset(cell["atoms"])
    require(empty == (flag == "///") or name in bulletin["frozen"], f"signe de {name}")
    if name in bulletin["frozen"]:
        return
    if empty or name in bulletin["exact"] or bulletin["method"] == "suppression":
        require(margin == 0, f"marge de {name}")
        require(not empty or value == 0, f"valeur de {name}")
        return
    widest = max(2 * bulletin["base"], bulletin["margin"])
    require(margin in (bulletin["margin"], widest), f"marge de {name}")
    require(value % bulletin["base"] == 0, f"{name} n’est pas un multiple de {bulletin['base']}")


def check_table(bulletin: dict[str, Any], table: object, name: str) -> dict[str, int]:
    """A table of counts that gives every figure shown, zeros and orders kept. Raises Tampered."""
    require(isinstance(table, dict) and all(map(is_count, table.values())), name)
    counts: dict[str, int] = table if isinstance(table, dict) else {}
    used = {atom for cell in bulletin["cells"] for atom in cell["atoms"]}
    ordered = {atom for order in bulletin["orders"] for side in order.values() for atom in side}
    known = used | ordered
    require(known.union(bulletin["zeros"]) <= set(counts), f"{name} : il manque des cases")
    require(not any(counts[atom] for atom in set(counts) - known), f"{name} : cases en trop")
    require(not any(counts[atom] for atom in bulletin["zeros"]), f"{name} : zéro non tenu")
    for order in bulletin["orders"]:
        left, right = (sum(counts[atom] for atom in order[side]) for side in ("left", "right"))
        require(left <= right, f"{name} : ordre non tenu")
    for cell in bulletin["cells"]:
        if cell["value"] is None:
            continue
        total = sum(counts[atom] for atom in cell["atoms"])
        allowed = cell["margin"] if name == "témoin" or bulletin["method"] == "suppression" else 0
        if name == "certificat" and is_beside(cell, bulletin):
            require(total % bulletin["base"] == 0, f"{name} : {cell['id']} n’est pas arrondi")
            continue
        gap = abs(total - cell["value"])
        require(gap <= allowed, f"{name} : {cell['id']} ne s’additionne pas")
    return counts


def is_beside(cell: dict[str, Any], bulletin: dict[str, Any]) -> bool:
    """Whether the figure is exact and no sum of rounded ones: a witness then gives it."""
    exact = bulletin["method"] == "rounding" and cell["margin"] == 0
    return bool(exact and cell["value"] and cell["value"] % bulletin["base"])


def check_orders(bulletin: dict[str, Any]) -> None:
    """The orders have two sides. Raises Tampered."""
    orders = bulletin["orders"]
    require(isinstance(orders, list), "ordres")
    for order in orders:
        require(isinstance(order, dict) and set(order) == {"left", "right"}, "ordres")
        require(all(map(is_names, order.values())), "ordres")


def values_left(bulletin: dict[str, Any], counts: dict[str, int]) -> int | None:
    """The smallest number of values left to any group, exact figures and their unions apart.

    None: every group is a union of those.
    """
    shown = [cell for cell in bulletin["cells"] if cell["value"] is not None]
    margin = min((left_of(cell, counts) for cell in shown if cell["margin"]), default=None)
    zeros = set(bulletin["zeros"])
    held: dict[str, set[str]] = defaultdict(set)
    for cell in shown:
        for atom in cell["atoms"]:
            held[atom].update([] if cell["margin"] else [cell["id"]])
    if margin is None:
        margin = sum(counts.values())
    classes: dict[frozenset[str], list[str]] = defaultdict(list)
    for atom in sorted(set(held) - zeros):
        classes[frozenset(held[atom])].append(atom)
    found = []
    for exact, atoms in classes.items():
        if not exact:
            found += [1 + room_of(bulletin, counts, atom, margin) for atom in atoms]
        elif len(atoms) > 1:
            total = sum(counts[atom] for atom in atoms)
            found.append(1 + min(margin, total, *halves(bulletin, counts, atoms)))
    return min(found, default=None)


def left_of(cell: dict[str, Any], counts: dict[str, int]) -> int:
    """What the table leaves of the margin of a figure."""
    gap = sum(counts[atom] for atom in cell["atoms"]) - int(cell["value"])
    return int(cell["margin"]) - abs(gap)


def slack(order: dict[str, list[str]], counts: dict[str, int]) -> int:
    """How much the left of an order may grow."""
    left, right = (sum(counts[atom] for atom in order[side]) for side in ("left", "right"))
    return right - left


def room_of(bulletin: dict[str, Any], counts: dict[str, int], atom: str, margin: int) -> int:
    """How far this atom alone may go, down then up, with every figure and every order kept."""
    up, down = margin, min(margin, counts[atom])
    for order in bulletin["orders"]:
        if atom in order["left"] and atom not in order["right"]:
            up = min(up, slack(order, counts))
        elif atom in order["right"] and atom not in order["left"]:
            down = min(down, slack(order, counts))
    return up + down


def halves(bulletin: dict[str, Any], counts: dict[str, int], atoms: list[str]) -> list[int]:
    """What orders allow to move between these atoms: each unit that moves may cost two."""
    touched = [
        order
        for order in bulletin["orders"]
        if not set(order["left"]).symmetric_difference(order["right"]).isdisjoint(atoms)
    ]
    return [slack(order, counts) // 2 for order in touched]


def report(bulletin: dict[str, Any]) -> str:
    """What a verified bulletin deserves to be said of it, in French. Raises Tampered."""
    check_orders(bulletin)
    check_cells(bulletin)
    counts = check_table(bulletin, bulletin["certificate"], "certificat")
    figures = sum(cell["value"] is not None for cell in bulletin["cells"])
    require(isinstance(bulletin["witnesses"], list), "témoins")
    nil = dict.fromkeys(counts, 0)
    tables = [counts]
    for table in bulletin["witnesses"]:
        require(isinstance(table, dict), "témoin")
        tables.append(check_table(bulletin, {**nil, **table}, "témoin"))
    gone = sum(cell["flag"] == WITHDRAWN for cell in bulletin["cells"])
    said = f"{figures} chiffres vérifiés{f', {gone} retirés' if gone else ''}\u202f; "
    if bulletin["method"] == "suppression":
        return said + covered(bulletin, tables)
    beside = [cell["id"] for cell in bulletin["cells"] if is_beside(cell, bulletin)]
    require(len(tables) > 1 or not beside, f"aucun témoin pour {' ; '.join(beside)}")
    least = values_left(bulletin, tables[-1])
    if least is None:
        return said + "tous sont exacts."
    return said + f"pour tout groupe de jeunes, au moins {least} valeurs restent possibles."


def covered(bulletin: dict[str, Any], tables: list[dict[str, int]]) -> str:
    """How far each covered cell ranges over the tables given. Raises Tampered if not enough."""
    widths = []
    for cell in bulletin["cells"]:
        if cell["flag"] == "c":
            sums = [sum(table[atom] for atom in cell["atoms"]) for table in tables]
            widths.append(max(sums) - min(sums))
    if not widths:
        return "aucun n’est couvert."
    require(min(widths) >= bulletin["threshold"], "une case couverte n’est pas protégée")
    return (
        f"{len(widths)} cases couvertes, dont aucune n’est connue "
        f"à moins de {min(widths)} unités près."
    )


def main(arguments: list[str]) -> int:
    """Verify the file named; print one line. 0: verified, 1: not."""
    if len(arguments) != 1:
        print("Usage\u202f: python -m indicators.verify BULLETIN.json", file=sys.stderr)
        return 1
    try:
        print(report(read(Path(arguments[0]).read_bytes())))
    except OSError:
        print("Ce fichier ne peut pas être lu.", file=sys.stderr)
        return 1
    except Tampered as error:
        print(f"Bulletin altéré\u202f: {error}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
