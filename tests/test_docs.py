"""The documents say what the code does: drawn from it, or checked against it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Choices
from pytest_django import Settings

from confidentiality.choices import Relation, Role
from confidentiality.state_field import StateModel
from config.demo.accounts import DEMO_ACCOUNTS
from config.management.commands.data_dictionary import APPLICATIONS, choices_class, lists

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GENERATED = ("workflow_docs", "data_dictionary", "nomenclatures", "refusals", "messages")
CAPTURES = (
    "connexion.png",
    "charte.png",
    "saisine.png",
    "seance.png",
    "situation.png",
    "parapheur.png",
    "mes-suivis.png",
    "indicateurs.png",
    "traces.png",
    "situation-320.png",
)
LINK = re.compile(r"\]\(([^)#\s]+)")
# Words of identifiers that are English, or the same in both languages and defined by no text.
ENGLISH = re.compile(
    r"act|addressee|age|agenda|allowed|answer|attendance|audit|authority|band|calendar|cancel|"
    r"case|cause|certificate|chain|channel|choice|closing|code|content|corrected|counted|data|"
    r"delivery|dismiss|end|entry|expiry|extension|feed|field|file|follow|form|format|grant|"
    r"ground|group|head|identity|impossibility|information|issued|item|joint|judicial|kept|key|"
    r"kind|late|legal|letter|level|line|list|mark|measure|merge|message|mode|nature|need|"
    r"notification|objective|opinion|origin|outbox|outcome|paper|period|person|place|postpone|"
    r"presence|proof|proposal|publication|quality|reason|recommendation|record|referral|refusal|"
    r"released|report|representative|request|requester|result|right|rights|risk|schooling|scope|"
    r"search|sex|sitting|source|state|status|task|territory|threat|tick|topic|unit|up|user|"
    r"value|window|withdrawal|words|work|young"
)


def _documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


every_document = pytest.mark.parametrize("path", _documents(), ids=_name)
every_decision = pytest.mark.parametrize(
    "path", sorted((DOCS / "decisions").glob("*.md")), ids=_name
)
every_command = pytest.mark.parametrize("command", GENERATED)


@every_command
def test_a_generated_document_is_the_one_of_the_code(command: str) -> None:
    call_command(command, check=True)


@every_command
def test_a_stale_document_is_refused_in_french(
    command: str, settings: Settings, tmp_path: Path
) -> None:
    settings.BASE_DIR = tmp_path
    call_command(command, verbosity=0)
    call_command(command, check=True)
    (written,) = (tmp_path / "docs").iterdir()
    written.write_text(written.read_text() + "une ligne de trop\n")

    with pytest.raises(CommandError, match="ne correspond plus au code") as error:
        call_command(command, check=True)

    assert error.value.returncode == 1


def test_every_machine_is_drawn() -> None:
    text = (DOCS / "workflow.md").read_text()
    machines = [model for model in apps.get_models() if issubclass(model, StateModel)]

    assert [each for each in machines if f"· `{each.__name__}` (" not in text] == []
    assert text.count("```mermaid") == len(machines)


def test_every_list_of_a_field_is_in_the_dictionary() -> None:
    known = lists()
    fields = [
        field
        for name in APPLICATIONS
        for model in apps.get_app_config(name).get_models()
        for field in model._meta.fields
        if field.choices and field.name != "code"
    ]
    found = [choices_class(field) for field in fields]

    assert None not in found
    assert set(found) <= set(known)


@every_document
def test_a_relative_link_leads_to_a_file(path: Path) -> None:
    targets = [link for link in LINK.findall(path.read_text()) if "://" not in link]
    captures = DOCS / "captures"
    missing = [
        link
        for link in targets
        if not (path.parent / link).exists()
        # Taken by the tests in a browser; asked for as soon as one of them is there.
        and (captures.is_dir() or (path.parent / link).parent != captures)
    ]

    assert missing == []


@every_document
def test_a_document_names_no_registry(path: Path) -> None:
    hosts = ("pypi.org", "pythonhosted.org", "npmjs", "anaconda.org", "proxy.golang.org")

    assert [host for host in hosts if host in path.read_text()] == []


def test_the_readme_shows_each_capture_once() -> None:
    shown = re.findall(r"\(docs/captures/([^)]+)\)", (ROOT / "README.md").read_text())

    assert sorted(shown) == sorted(CAPTURES)


def test_the_readme_lists_the_demonstration_accounts() -> None:
    text = (ROOT / "README.md").read_text()

    assert [each.local for each in DEMO_ACCOUNTS if f"`{each.local}`" not in text] == []
    assert [each.local for each in DEMO_ACCOUNTS if each.role_label not in text] == []


@every_decision
def test_a_decision_fits_on_a_page(path: Path) -> None:
    text = path.read_text()
    parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
    number = int(path.name[:4])

    assert len(text.splitlines()) <= 60
    assert parts[:3] == ["Context", "Decision", "Consequences"]
    assert text.startswith(f"# {number}. ")
    assert re.search(r"^Date: \d{4}-\d{2}-\d{2} · Status: ", text, re.MULTILINE)


def test_decisions_are_numbered_once_and_without_a_hole() -> None:
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "decisions").glob("*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))


def _glossary() -> list[str]:
    """Code names of the glossary: last column, one for each line."""
    lines = (DOCS / "glossary.md").read_text().splitlines()
    entries = [line for line in lines if line.startswith("| ") and "`" in line]
    assert all(line.count(" | ") == 3 for line in entries)
    return [re.findall(r"`([^`]+)`", line)[-1] for line in entries]


def _identifiers() -> Iterator[str]:
    """Names that a reader meets first: models, lists of codes, roles, relations."""
    for name in APPLICATIONS:
        yield from (model.__name__ for model in apps.get_app_config(name).get_models())
    yield from (each.__name__ for each in lists() if issubclass(each, Choices))
    yield from (each.name.title() for each in chain(Role, Relation))


def _words(identifier: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", identifier)]


def test_each_french_noun_of_the_models_is_in_the_glossary() -> None:
    told = {word for entry in _glossary() for word in _words(entry)}
    missing = {
        identifier: word
        for identifier in _identifiers()
        for word in _words(identifier)
        if not ENGLISH.fullmatch(word) and word not in told
    }

    assert missing == {}


def test_each_name_of_the_glossary_exists_in_the_code() -> None:
    sources = [path for name in APPLICATIONS for path in (ROOT / name).rglob("*.py")]
    known = set(re.findall(r"\w+", "\n".join(path.read_text() for path in sources)))
    entries = _glossary()

    assert [entry for entry in entries if set(entry.split(".")) - known] == []
    assert len(entries) == len(set(entries))
