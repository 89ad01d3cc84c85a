"""The departmental plan, as far as a figure here answers one of its lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_SOURCE = Path(__file__).parent / "data" / "plan-62-2013-2017.json"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line: ``code`` is that of an action (« 10-1 ») or one of its indicators (« 2-1.a »)."""

    code: str
    label: str
    action: str
    action_title: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan and those of its lines that are computed here."""

    code: str
    title: str
    lines: dict[str, PlanLine]


@cache
def departmental_plan() -> Plan:
    """The plan of the Pas-de-Calais. KeyError if an indicator names an action it does not have."""
    content = json.loads(_SOURCE.read_text(encoding="utf-8"))
    actions: dict[str, str] = content["actions"]
    lines = {code: PlanLine(code, title, code, title) for code, title in actions.items()}
    for code, label in content["indicators"].items():
        action = code.partition(".")[0]
        lines[code] = PlanLine(code, label, action, actions[action])
    return Plan(content["code"], content["title"], lines)
