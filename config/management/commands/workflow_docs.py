"""``manage.py workflow_docs [--check]``: docs/workflow.md, from what the machines declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from casework.choices.documents import DOCUMENT_TITLES
from casework.machines import MachineSheet, Transition, machines
from config.management.generated import GeneratedDocument, row, table
from indicators.plan_files import departmental_plan
from veille.french import spaced

INTRODUCTION = """# Workflow

Written by `manage.py workflow_docs` from the models, their guards, what each transition declares
(`confidentiality.moves`) and the policy; `make docs` writes it again, and a test refuses a stale
copy. Sentences between « » are what an agent reads when the condition does not hold. A transition
changes its own row only; the service that takes it asks the policy, writes the event and the
journal, and leaves the messages ([architecture](architecture.md)). Agents read the same at
`/aide/parcours/`.

*Who*: the functions that may try, by the line of the policy; « horloge »: scheduled work.
*Counts in*: the line of the departmental plan that the transition moves.
"""


class Command(GeneratedDocument):
    help = "Écrit docs/workflow.md à partir des machines à états, ou le compare au code (--check)."
    file_name: ClassVar[str] = "workflow.md"

    def text(self) -> str:
        parts = [INTRODUCTION, *("\n".join(_section(each)) for each in machines())]
        return "\n".join(parts)


def _section(sheet: MachineSheet) -> list[str]:
    lines = [f"## {sheet.number} · `{sheet.model}` ({sheet.title})", "", sheet.purpose, ""]
    lines += ["```mermaid", *_diagram(sheet), "```", ""]
    lines += table(
        "Code",
        "Transition",
        "From → to",
        "Who",
        "Conditions",
        "Law",
        "Data",
        "Documents",
        "Delay",
        "Counts in",
    )
    lines += [_line(each) for each in sheet.transitions]
    return [*lines, ""]


def _diagram(sheet: MachineSheet) -> Iterator[str]:
    yield "stateDiagram-v2"
    for state in sheet.states:
        yield f'    state "{state.label}" as {state.code}'
    for state in sheet.states:
        if state.initial:
            yield f"    [*] --> {state.code}"
    for each in sheet.transitions:
        for source in each.sources:
            target = source if each.stays else each.target
            yield f"    {source.code} --> {target.code}: {each.move.code}"
    for state in sheet.states:
        if state.final:
            yield f"    {state.code} --> [*]"


def _line(each: Transition) -> str:
    move = each.move
    sources = ", ".join(source.code for source in each.sources)
    asked = "horloge" if move.automatic else f"{', '.join(each.who)} (`{move.act}`)"
    return row(
        move.code,
        f"{move.label} (`{each.name}`)",
        f"{sources} (no change)" if each.stays else f"{sources} → {each.target.code}",
        asked,
        _conditions(each),
        spaced(move.law),
        spaced(move.data),
        "<br>".join(f"{code} {DOCUMENT_TITLES[code]}" for code in move.documents),
        spaced(move.delay),
        f"{move.effect} {departmental_plan().lines[move.effect].label}" if move.effect else "",
    )


def _conditions(each: Transition) -> str:
    told = []
    for refusal in each.refusals:
        article = f" ({refusal.article})" if refusal.article else ""
        told.append(f"`{refusal.code}`{spaced(' :')} « {refusal.sentence} »{article}")
    return spaced("<br>".join(told))
