"""Rules of the house, read from the code itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("config", "indicators", "casework", "veille", "notifications", "confidentiality")
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
# What may follow a manager of nominative rows. Everything else goes around the rule of sight.
READS = {
    "Case.objects": {"visible_to", "for_system"},
    "Saisine.objects": {"visible_to", "for_system"},
    "RappelALOrdre.objects": {"visible_to", "for_system"},
    "CddfReferral.objects": {"visible_to", "for_system"},
    "CddfInformedParty.objects": {"visible_to", "for_system"},
    "AccompagnementParental.objects": {"visible_to", "for_system"},
    "Transaction.objects": {"visible_to", "for_system"},
    "ReferentFollowUp.objects": {"visible_to", "for_system"},
    "Bilan.objects": {"visible_to", "for_system"},
    "Relais.objects": {"visible_to", "for_system"},
    "RightsRequest.objects": {"visible_to", "for_system"},
    "JudicialStatus.objects": {"visible_to", "for_system"},
    "ParquetCommunication.objects": {"visible_to", "for_system", "create"},
    "YoungPerson.objects": {"in_tenant", "for_system", "create"},
}
MACHINES = {
    "Case",
    "Saisine",
    "RappelALOrdre",
    "CddfReferral",
    "AccompagnementParental",
    "Transaction",
    "ReferentFollowUp",
    "Bilan",
    "Relais",
    "RightsRequest",
    "Seance",
    "Charte",
    "Violation",
    "Bulletin",
}
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "mixins.py"}


def _modules(*packages: str) -> list[Path]:
    return [
        path
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


every_module = pytest.mark.parametrize("path", _modules(*PACKAGES), ids=_name)
every_module_or_test = pytest.mark.parametrize("path", _modules(*PACKAGES, "tests"), ids=_name)


@every_module_or_test
def test_a_module_and_its_functions_stay_short(path: Path) -> None:
    source = path.read_text()
    long = [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]

    assert len(source.splitlines()) <= LONGEST_MODULE
    assert long == []


@every_module_or_test
def test_a_module_is_named_for_a_concept(path: Path) -> None:
    assert path.name not in FORBIDDEN_NAMES


@every_module
def test_nominative_rows_are_read_through_sight(path: Path) -> None:
    wrong = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr not in READS.get(ast.unparse(node.value), {node.attr})
    ]

    assert wrong == []


@every_module
def test_a_state_is_never_written_by_an_update(path: Path) -> None:
    wrong = [
        f"line {node.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "bulk_update"}
        and any(keyword.arg == "state" for keyword in node.keywords)
        and not path.match("notifications/*.py")
    ]

    assert wrong == []


def _transitions() -> set[str]:
    names: set[str] = set()
    for model in apps.get_models():
        if model.__name__ in MACHINES:
            names |= {name for name in vars(model) if hasattr(getattr(model, name), "_django_fsm")}
    return names


# Names under which rows of the machines go in the code: `cases.close()` is the service.
ROWS = {
    "case",
    "rappel",
    "referral",
    "accompagnement",
    "offer",
    "follow_up",
    "bilan",
    "saisine",
    "seance",
    "charte",
    "row",
    "violation",
    "relais",
    "request",
}


@every_module
def test_transitions_are_taken_by_services_only(path: Path) -> None:
    calls = [
        f"line {node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ROWS
        and node.func.attr in _transitions()
    ]

    assert "services" in path.parts or calls == []


def test_the_top_level_holds_no_other_package() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert found == {*PACKAGES, "tests"}


def test_no_template_switches_escaping_off() -> None:
    templates = [path for package in PACKAGES for path in (ROOT / package).rglob("*.html")]
    wrong = [
        _name(path)
        for path in templates
        if any(word in path.read_text() for word in ("|safe", "autoescape off", "mark_safe"))
    ]

    assert wrong == []


def test_no_template_holds_a_style_or_a_script_of_its_own() -> None:
    templates = [path for package in PACKAGES for path in (ROOT / package).rglob("*.html")]
    wrong = [
        _name(path)
        for path in templates
        if any(word in path.read_text() for word in (" style=", "<style", " onclick=", "<script>"))
    ]

    assert wrong == []


def test_no_quotation_mark_breaks_from_its_word() -> None:
    """« and » keep their word at any width: the space inside is narrow and does not break."""
    wrong = [
        _name(path)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.html")
        if re.search("« | »", re.sub(r"\{#.*?#\}", "", path.read_text()))
    ]
    sources = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    for path in sources:
        tree = ast.parse(path.read_text())
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
        wrong += [
            f"{_name(path)}:{node.lineno}"
            for node in texts
            if id(node) not in said
            and "migrations" not in path.parts
            and isinstance(node.value, str)
            and re.search("« | »", node.value)
        ]

    assert wrong == []


PUBLIC_PAGES = {
    "root",
    "login",
    "demo_sign_in",
    "help",
    "help_not_to_write",
    "help_first_steps",
    "help_shortcuts",
    "personal_data",
    "accessibility",
    "legal_notice",
    # Whoever receives a paper may ask whether it comes from here.
    "casework:paper_verify",
    # A telephone subscribes to it: its address is the secret, and it tells of nobody.
    "casework:calendar_feed",
}


def _patterns(resolver: URLResolver, space: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            found += _patterns(each, inner)
        else:
            found.append((f"{space}{each.name}", each))
    return found


def test_i64_every_other_page_asks_for_a_sign_in() -> None:
    public = {
        name
        for name, pattern in _patterns(get_resolver())
        if not getattr(pattern.callback, "login_required", True)
    }

    assert public == PUBLIC_PAGES
