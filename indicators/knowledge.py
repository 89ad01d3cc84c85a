"""What a publication tells its attackers, and what is kept of their attack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indicators.auditor.statements import AuditReport, Knowledge, Statement
from indicators.protection.published import Protected
from indicators.protection.tables import Table


def knowledge_of(table: Table, protected: Protected) -> Knowledge:
    """Everything published of a table, before and now, as the auditor reads it."""
    statements = []
    for cell in table.cells:
        value, margin = protected.values[cell.id], protected.margins[cell.id]
        low = None if value is None else max(0, value - margin)
        high = None if value is None else value + margin
        statements.append(Statement(cell.id, cell.atoms, low, high, value))
    return Knowledge(
        atoms=tuple(table.counts),
        statements=tuple(statements),
        zeros=table.zeros,
        orders=tuple((order.left, order.right) for order in table.orders),
    )


def summary_of(report: AuditReport) -> Mapping[str, Any]:
    """What a bulletin says of its audit; never how many persons there are."""
    return {
        "cells": report.cells,
        "exact": report.exact,
        "narrow": report.narrow,
        "min_width": report.min_width,
        "insiders": [
            {"id": name, "values_left": left}
            for name, left in sorted(report.values_left.items())
            if report.kinds[name] != "A0"
        ],
    }
