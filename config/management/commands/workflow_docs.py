"""``manage.py workflow_docs [--check]``: docs/workflow.md, from the machines and their services."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.apps import apps

from casework.acts.cases import CASE_PAGE_ACTS
from casework.acts.follow_ups import BILAN_ACTS, FOLLOW_UP_ACTS
from casework.acts.measures import CDDF_ACTS, RAPPEL_ACTS
from casework.acts.registry import Act
from casework.acts.seances import SEANCE_ACTS
from confidentiality.access_matrix import CASE_ACTS, PAGE_ACTS
from confidentiality.choices import Role
from confidentiality.guards import Guard
from confidentiality.state_field import StateModel
from config.management.commands.data_dictionary import choices_class
from config.management.generated import GeneratedDocument, row, table

INTRODUCTION = """# Workflow

Written by `manage.py workflow_docs` from the models, the guards, the services, the policy and the
acts; `make docs` writes it again, and a test refuses a stale copy. Sentences between « » are what
an agent reads. A transition changes its own row only; the service that takes it asks the policy,
writes the journal and leaves the messages ([architecture](architecture.md)).

*Taken by*: the service, the line of the policy and the functions that may try. « no act yet »: the
graph has the transition, and nothing in the application takes it in this version.
"""
_ACTS: dict[str, tuple[Act, ...]] = {
    "Case": CASE_PAGE_ACTS,
    "RappelALOrdre": RAPPEL_ACTS,
    "CddfReferral": CDDF_ACTS,
    "ReferentFollowUp": FOLLOW_UP_ACTS,
    "Bilan": BILAN_ACTS,
    "Seance": tuple(SEANCE_ACTS.values()),
}
# Names that the services give to the rows of each machine (tests/test_architecture.py).
_ROWS = {
    "case": "Case",
    "saisine": "Saisine",
    "rappel": "RappelALOrdre",
    "referral": "CddfReferral",
    "follow_up": "ReferentFollowUp",
    "bilan": "Bilan",
    "seance": "Seance",
    "charte": "Charte",
    "current": "Charte",
}
# Machines whose acts ask the policy one question for all of them.
_ONE_QUESTION = {
    "Saisine": "saisine.qualify",
    "Seance": "seance.manage",
    "Charte": "charte.manage",
}
# Acts that belong to the author of a saisine.
_AUTHOR = {
    "casework.services.saisines.submit": ["its author only"],
    "casework.services.saisines.withdraw": ["its author", "`saisine.qualify` (Coordonnateur)"],
}
_ROOT = Path(__file__).resolve().parents[3]
_SERVICES = ("casework/services", "veille/services")


@dataclass(frozen=True, slots=True)
class Taking:
    """A service that takes a transition, and the lines of the policy that it names."""

    service: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One transition of a machine, all its sources together."""

    name: str
    sources: tuple[str, ...]
    target: str
    rule: str
    guards: tuple[Guard, ...]


class Command(GeneratedDocument):
    help = "Écrit docs/workflow.md à partir des machines à états, ou le compare au code (--check)."
    file_name: ClassVar[str] = "workflow.md"

    def text(self) -> str:
        takings = _takings()
        parts = [INTRODUCTION]
        for model in sorted(_machines(), key=_number):
            parts.append("\n".join(_section(model, takings)))
        return "\n".join(parts)


def _machines() -> list[type[StateModel]]:
    return [model for model in apps.get_models() if issubclass(model, StateModel)]


def _field(model: type[StateModel]) -> Any:
    # The abstract base has no state; each machine has.
    options: Any = model._meta
    return options.get_field("state")


def _states(model: type[StateModel]) -> dict[str, str]:
    return {str(code): str(label) for code, label in _field(model).flatchoices}


def _number(model: type[StateModel]) -> str:
    """« FSM-2 », as the list of states says in its docstring; sorts the machines."""
    states = choices_class(_field(model))
    found = re.search(r"FSM-\d+", inspect.getdoc(states) or "") if states else None
    return found.group() if found else model.__name__


def _steps(model: type[StateModel]) -> list[Step]:
    """Transitions in the order of the code."""
    order = list(_states(model))
    steps = []
    for name, method in vars(model).items():
        meta = getattr(method, "_django_fsm", None)
        if meta is None:
            continue
        found = list(meta.transitions.values())
        sources = sorted((str(each.source) for each in found), key=order.index)
        rule = (inspect.getdoc(method) or "").split("\n\n")[0]
        conditions = tuple(found[0].conditions)
        steps.append(Step(name, tuple(sources), str(found[0].target), rule, conditions))
    return steps


def _section(model: type[StateModel], takings: dict[tuple[str, str], list[Taking]]) -> list[str]:
    steps = _steps(model)
    lines = [f"## {_number(model)} · `{model.__name__}` ({model._meta.verbose_name})", ""]
    lines += [(inspect.getdoc(model) or "").split("\n\n")[0], ""]
    lines += ["```mermaid", *_diagram(model, steps), "```", ""]
    lines += table("Transition", "From → to", "Rule", "Conditions", "Taken by")
    for step in steps:
        taken = takings.get((model.__name__, step.name), [])
        lines.append(
            row(
                f"`{step.name}`",
                f"{', '.join(step.sources)} → {step.target}",
                step.rule,
                _conditions(step.guards),
                _taken_by(model.__name__, step.name, taken),
            )
        )
    return [*lines, ""]


def _diagram(model: type[StateModel], steps: list[Step]) -> Iterator[str]:
    labels = _states(model)
    yield "stateDiagram-v2"
    for code, label in labels.items():
        yield f'    state "{label}" as {code}'
    yield f"    [*] --> {_field(model).get_default()}"
    for step in steps:
        for source in step.sources:
            yield f"    {source} --> {step.target}: {step.name}"
    left = {source for step in steps for source in step.sources}
    for code in labels:
        if code not in left:
            yield f"    {code} --> [*]"


def _conditions(guards: tuple[Guard, ...]) -> str:
    told = []
    for each in guards:
        article = f" ({each.refusal.article})" if each.refusal.article else ""
        told.append(f"`{each.refusal.code}` : « {each.refusal.sentence} »{article}")
    return "<br>".join(told) or "—"


def _taken_by(machine: str, transition: str, takings: list[Taking]) -> str:
    lines = []
    for taking in takings:
        codes = taking.codes or tuple(filter(None, [_ONE_QUESTION.get(machine)]))
        asked = [f"`{code}` ({_roles(code)})" for code in codes]
        lines.append(f"`{taking.service}`: {', '.join(_AUTHOR.get(taking.service, asked))}")
    acts = [act for act in _ACTS.get(machine, ()) if act.transition == transition]
    lines += [f"« {act.label} »" for act in acts if takings]
    return "<br>".join(lines) or "no act yet"


def _roles(code: str) -> str:
    roles = CASE_ACTS.get(code) or PAGE_ACTS[code]
    return ", ".join(str(role.label) for role in Role if role in roles)


def _takings() -> dict[tuple[str, str], list[Taking]]:
    """For each transition of each machine, the services that take it, read from their source."""
    found: dict[tuple[str, str], list[Taking]] = {}
    for folder in _SERVICES:
        for path in sorted((_ROOT / folder).glob("*.py")):
            module = f"{folder.replace('/', '.')}.{path.stem}"
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef):
                    for key in _taken_in(node):
                        taking = Taking(f"{module}.{node.name}", _codes(node))
                        found.setdefault(key, []).append(taking)
    return found


def _taken_in(function: ast.FunctionDef) -> list[tuple[str, str]]:
    calls = [
        (_ROWS[node.func.value.id], node.func.attr)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in _ROWS
    ]
    return sorted(set(calls))


def _codes(function: ast.FunctionDef) -> tuple[str, ...]:
    """Lines of the policy named in the body of a service."""
    texts: list[Any] = [node.value for node in ast.walk(function) if isinstance(node, ast.Constant)]
    known = {**CASE_ACTS, **PAGE_ACTS}
    return tuple(dict.fromkeys(text for text in texts if isinstance(text, str) and text in known))
