"""The answer of an audit as plain data: what a page shows and what a bulletin keeps."""

from __future__ import annotations

from typing import Any, Final

from indicators.auditor.attack import WHO_KNOWS_A_CASE
from indicators.auditor.board import FARTHEST
from indicators.auditor.statements import AuditReport, Finding, Kind

LABELS: Final[dict[Kind, str]] = {
    "A0": "Le public, tous les bulletins réunis",
    "A1": "Une cellule ou un maire, avec ses propres dossiers",
    "A2": "Une personne qui connaît un cas",
    "A3": "Les cellules d’un arrondissement, sauf une",
    "A4": "Toutes les cellules, sauf une",
}


def as_data(report: AuditReport) -> dict[str, Any]:
    """Everything of the report, ready for JSON. Names cells and territories, never a person."""
    return {
        "passed": report.passed,
        "verdict": _verdict(report),
        "cells": report.cells,
        "exact": report.exact,
        "narrow": report.narrow,
        "min_width": report.min_width,
        "seconds": round(report.seconds, 1),
        "matrix": [_line(report, kind) for kind in LABELS if kind in report.kinds.values()],
        "adversaries": dict(report.values_left),
        "findings": [_finding(finding) for finding in report.findings],
    }


def _line(report: AuditReport, kind: Kind) -> dict[str, Any]:
    """One kind of adversary: the smallest number of values that one of them is left with."""
    names = [name for name, own in report.kinds.items() if own == kind]
    smallest = min(
        (report.values_left[name] for name in names if name in report.values_left),
        default=FARTHEST,
    )
    floor = report.public_floor if kind == "A0" else report.insider_floor
    return {
        "kind": kind,
        "label": LABELS[kind],
        "adversaries": report.cases if WHO_KNOWS_A_CASE in names else len(names),
        "smallest": smallest,
        "floor": floor,
        "refuses": smallest < floor and kind != "A4",
        "says": _says(smallest, floor, reported_only=kind == "A4"),
    }


def _says(smallest: int, floor: int, *, reported_only: bool) -> str:
    if smallest >= floor:
        return f"au moins {smallest} valeurs possibles"
    left = "valeur exacte" if smallest <= 1 else f"{smallest} valeurs possibles"
    return f"{left} (signalé, sans refus)" if reported_only else left


def _verdict(report: AuditReport) -> str:
    if report.passed:
        return f"{report.cells} chiffres attaqués ; aucun petit groupe n’est retrouvé."
    return (
        f"Publication refusée : {report.exact} effectifs retrouvés exactement, "
        f"{report.narrow} à quelques valeurs près."
    )


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "adversary": finding.adversary,
        "target": finding.target,
        "values_left": finding.values_left,
        "low": finding.low,
        "high": finding.high,
        "proven": finding.proven,
        "refuses": not finding.reported_only,
    }
