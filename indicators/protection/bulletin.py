"""The bulletin: protected figures, the structure of their cells and the proofs, as JSON.

It holds all that ``indicators/verify.py`` needs and nothing of the true counts, nor the key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from indicators.protection.published import Protected
from indicators.protection.rounding import rounded
from indicators.protection.suppression import suppressed
from indicators.protection.tables import Table
from indicators.verify import digest


def protect(table: Table) -> Protected:
    """By the method of the table. Raises Infeasible or SolverFailed."""
    return rounded(table) if table.method == "rounding" else suppressed(table)


def bulletin(table: Table, protected: Protected, audit: Mapping[str, Any]) -> bytes:
    """The document of OUT.json, in the same order whatever the order of the input."""
    content: dict[str, Any] = {
        "method": table.method,
        "base": table.base,
        "margin": table.margin,
        "threshold": table.threshold,
        "cells": [
            {
                "id": cell.id,
                "value": protected.values[cell.id],
                "margin": protected.margins[cell.id],
                "flag": _flag(table, protected, cell.id, cell.flag),
                "atoms": list(cell.atoms),
            }
            for cell in table.cells
        ],
        "frozen": list(table.frozen),
        "exact": sorted(table.exact),
        "zeros": sorted(table.zeros),
        "orders": [{"left": list(o.left), "right": list(o.right)} for o in table.orders],
        "certificate": dict(sorted(protected.certificate.items())),
        "witnesses": [
            {atom: count for atom, count in sorted(each.items()) if count}
            for each in protected.witnesses
        ],
        "audit": dict(audit),
    }
    content["digest"] = digest(content)
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _flag(table: Table, protected: Protected, name: str, given: str) -> str:
    if protected.values[name] is None:
        return "c"
    return "///" if name in table.empty else given
