"""What the application knows of its own rules, for agents: paths, code lists, readers, refusals.

Drawn from the code itself, without any data of anybody; still for agents only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.choices.documents import DOCUMENT_TITLES
from casework.machines import CLOCK, Transition, machines
from casework.nomenclatures import NOMENCLATURES, Code, Nomenclature
from confidentiality.choices import FieldGroup
from config.access_page import READERS
from config.refusal_catalogue import UNKNOWN, Entry, distinct
from indicators.plan_files import departmental_plan
from veille.access import authorize
from veille.french import day_month_year, spaced
from veille.grammar import F, Noun, capital, count, inside, listed
from veille.http import AgentRequest, charte_not_required

# Subjects of the refusals, in the order of the work: the modules where they are written.
_SUBJECTS = (
    (
        "Préparer la cellule",
        ("readiness", "preparation", "mandates", "chartes", "exclusions", "delays"),
    ),
    ("La saisine", ("saisines",)),
    ("La séance", ("seances", "guards")),
    ("La situation", ("cases", "people", "undo")),
    ("Le rappel à l’ordre", ("rappels", "mayors")),
    ("Le CDDF", ("cddf",)),
    ("L’accompagnement parental", ("accompagnements",)),
    ("La transaction", ("transactions",)),
    ("Le référent et le bilan", ("follow_ups", "bilans", "measures")),
    ("Ce que dit le parquet", ("justice",)),
    ("Le relais vers une autre commune", ("relais",)),
    ("Les droits des personnes, les violations", ("rights", "violations", "violation_guards")),
    ("L’archive", ("archives",)),
    ("Les saisies annuelles", ("declarations",)),
)
_EVERYWHERE = "Partout"


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One transition, in the words of an agent. ``facts``: what is left to say, if anything."""

    code: str
    label: str
    way: str
    who: str
    conditions: str
    refusals: tuple[str, ...]
    law: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CodeLine:
    label: str
    code: str
    details: str
    retired: str


@require_safe
@charte_not_required
def paths(request: AgentRequest) -> HttpResponse:
    """Each machine: its states in order, its transitions with their conditions."""
    authorize(request.actor, "help.view")
    sheets = [
        {
            "anchor": sheet.anchor,
            "title": capital(sheet.title),
            "states": sheet.states,
            "lines": [_move_line(each) for each in sheet.transitions],
        }
        for sheet in machines()
    ]
    return render(request, "help/paths.html", {"sheets": sheets, "crumbs": _crumbs("Parcours")})


def _move_line(each: Transition) -> MoveLine:
    move = each.move
    sources = listed([f"« {source.label} »" for source in each.sources], "ou")
    way = f"de {sources} vers « {each.target.label} »"
    if each.stays:
        way = f"à l’étape {sources}, sans en changer"
    told = tuple(dict.fromkeys(spaced(refusal.sentence) for refusal in each.refusals))
    return MoveLine(
        code=move.code,
        label=move.label,
        way=spaced(capital(way)),
        who="L’application, à la date prévue" if CLOCK in each.who else _roles(each.who),
        conditions=count(len(told), Noun("condition", F)),
        refusals=told,
        law=spaced(move.law),
        facts=tuple(_facts(each)),
    )


def _roles(labels: tuple[str, ...]) -> str:
    return capital(listed([inside(label) for label in labels], "ou"))


def _facts(each: Transition) -> Iterator[tuple[str, str]]:
    move = each.move
    if move.data:
        yield "À fournir", spaced(capital(move.data))
    if move.documents:
        yield (
            "Documents",
            capital(listed([inside(DOCUMENT_TITLES[code]) for code in move.documents])),
        )
    if move.delay:
        yield "Délai", spaced(capital(move.delay))
    if move.effect:
        yield "Compte dans", f"{departmental_plan().lines[move.effect].label} ({move.effect})"


@require_safe
@charte_not_required
def code_lists(request: AgentRequest) -> HttpResponse:
    """Every list of codes: what may be recorded, and nothing else."""
    authorize(request.actor, "help.view")
    today = timezone.localdate()
    tables = [_table(each, today) for each in NOMENCLATURES]
    context = {"tables": tables, "crumbs": _crumbs("Listes de codes")}
    return render(request, "help/code_lists.html", context)


def _table(each: Nomenclature, today: date) -> dict[str, object]:
    lines = [_code_line(code) for code in each.codes if code.since <= today]
    return {
        "anchor": each.key.lower(),
        "title": each.title,
        "source": spaced(each.source),
        "lines": lines,
        "detailed": any(line.details for line in lines),
    }


def _code_line(code: Code) -> CodeLine:
    told = [code.nature, code.article, *sorted(flag.value for flag in code.flags)]
    retired = f"Retiré le {day_month_year(code.until)}" if code.until else ""
    return CodeLine(
        label=code.label,
        code=code.code,
        details=spaced(capital(" ; ".join(filter(None, told)))),
        retired=retired,
    )


@require_safe
@charte_not_required
def refusals(request: AgentRequest) -> HttpResponse:
    """Why an act is refused: every sentence, its source, what lifts it."""
    authorize(request.actor, "help.view")
    found: dict[str, list[Entry]] = defaultdict(list)
    for each in distinct():
        # What begins by what only the situation tells says nothing here.
        if not each.sentence.startswith(UNKNOWN):
            found[_subject(each)].append(each)
    order = [*(title for title, _ in _SUBJECTS), _EVERYWHERE]
    groups = [
        {"anchor": f"s{number}", "title": title, "lines": [_told(each) for each in found[title]]}
        for number, title in enumerate(order, 1)
        if found[title]
    ]
    return render(request, "help/refusals.html", {"groups": groups, "crumbs": _crumbs("Refus")})


def _subject(entry: Entry) -> str:
    module = entry.place.partition(":")[0].rpartition(".")[2]
    return next((title for title, modules in _SUBJECTS if module in modules), _EVERYWHERE)


def _told(entry: Entry) -> dict[str, str]:
    # The way out is named, not linked: it opens to some functions only, from the page refused.
    return {"sentence": entry.sentence, "article": entry.article, "label": entry.label}


@require_safe
@charte_not_required
def who_reads(request: AgentRequest) -> HttpResponse:
    """The access matrix: each function before each group of data, as the policy answers."""
    authorize(request.actor, "help.view")
    read = {reader.name: reader.groups for reader in READERS}
    context = {
        "readers": [
            {
                "anchor": f"f{number}",
                "name": spaced(reader.name),
                "while_": spaced(capital(reader.while_)),
                "reads": [spaced(str(group.label)) for group in FieldGroup if group in groups],
            }
            for number, (reader, groups) in enumerate(zip(READERS, read.values(), strict=True), 1)
        ],
        "lines": [
            {
                "label": spaced(str(group.label)),
                "cells": [group in groups for groups in read.values()],
            }
            for group in FieldGroup
        ],
        "crumbs": _crumbs("Qui peut lire quoi"),
    }
    return render(request, "help/who_reads.html", context)


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"label": "Aide", "url": reverse("help")}, {"label": label, "url": ""}]
