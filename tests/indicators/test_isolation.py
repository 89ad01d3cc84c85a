"""No path from a page of figures to a person: read in the source, then tried on the pages."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import indicators
from casework.models import Case
from confidentiality.choices import Role
from config.personal_columns import PERSONAL
from indicators.definitions import DEFINITIONS
from tests.faces import unmarked
from tests.indicators.factories import CANARIES, EVENTS
from tests.indicators.plans import packaged
from tests.indicators.released import SOME, Departement
from tests.veille import factories

PACKAGE = Path(indicators.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
CODES = sorted({code for each in DEFINITIONS for code in each.codes})
ROOT = "/indicateurs/"
PAGES = ["", "couverture/", "plan/", "2-5.a/", "3-1.a/", *(f"{code}/" for code in CODES)]
# Its year is chosen in the address: no count of persons is there, whatever the year.
READ = [*PAGES, "completude/", "bulletins/"]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}")
# Where accounts are counted, frozen, then read to make a bulletin.
COUNTING = {
    f"indicators.{name}"
    for name in ("accounts", "contributed", "freezing", "recomputing", "releasing.holdings")
}
# Pages that prepare a bulletin reach the accounts by their service; every other page does not.
PREPARES = {"indicators.views.bulletins", "indicators.views.corrections"}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(tree: ast.Module) -> set[str]:
    """Modules, and names that may be modules."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_no_foreign_key_leads_from_a_figure_to_a_person() -> None:
    links = {
        f"{model.__name__}.{field.name}": field.related_model
        for model in apps.get_app_config("indicators").get_models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.related_model
    }
    told = {
        name: target._meta.label
        for name, target in links.items()
        if target._meta.label in PERSONAL and target._meta.app_label != "indicators"
    }

    # The two agents who agreed to a bulletin, forgotten with their accounts.
    agents = dict.fromkeys(("Bulletin.prefecture_by", "Bulletin.dpo_by"), "confidentiality.User")
    assert told == agents


def _casework(tree: ast.Module) -> set[str]:
    modules = {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }
    modules |= {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    return {module for module in modules if module.partition(".")[0] == "casework"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_module_knows_the_cases(path: Path) -> None:
    # Counted lines name nobody; writers of tables write what holds no person.
    known = {"accounts.py": {"casework.models.counted"}, "files.py": {"casework.spreadsheets"}}
    # The words of the measures say nothing of anybody.
    allowed = known.get(path.name, set()) | {"casework.choices.counted"}

    assert _casework(_tree(path)) <= allowed


def test_no_page_reaches_a_module_that_counts_persons() -> None:
    known = {_name(path): _imported(_tree(path)) for path in MODULES}
    pages = {each for each in known if each.startswith("indicators.views.")} - PREPARES
    assert set(known) >= COUNTING

    reached, left = set(pages), set(pages)
    while left:
        left = {each for name in left for each in known[name] if each in known} - reached
        reached |= left

    assert len(pages) > 5
    assert reached & (COUNTING | PREPARES) == set()


def test_no_module_imports_the_journal_the_keys_or_a_model_by_name() -> None:
    for path in MODULES:
        modules = _imported(_tree(path))
        assert not modules & {"confidentiality.keyring", "confidentiality.encryption"}
        assert "get_model" not in path.read_text(encoding="utf-8")
        assert "cursor" not in path.read_text(encoding="utf-8")


@pytest.fixture
def departement() -> Departement:
    """A month is published; since then twelve things of each kind happened."""
    packaged()
    made = Departement(cellules=2)
    made.give("2025-01", SOME)
    made.published("2025-01")
    today = timezone.localdate()
    for make in EVENTS.values():
        for _ in range(12):
            make(made.cellules[0], today)
    return made


@pytest.fixture
def prefecture(departement: Departement) -> Client:
    return factories.signed_in(departement.prefecture)


@pytest.mark.django_db
def test_no_page_of_figures_holds_a_name_a_reference_or_an_identifier(prefecture: Client) -> None:
    references = list(Case.objects.for_system("test").values_list("reference", flat=True))
    forbidden = [*CANARIES, *references]
    assert len(references) == 6 * 12
    for page in READ:
        response = prefecture.get(ROOT + page)
        text = response.content.decode()
        assert response.status_code == 200, page
        assert [word for word in forbidden if word in text] == []
        assert not UUID.search(text)


READERS = (Role.PREFECTURE, Role.PILOTE, Role.COORDONNATEUR, Role.MAIRE, Role.DPO, Role.PARQUET)
# What a page of figures may ask the database for: published rows, the plan, declared values.
READABLE = {
    "indicators_bulletin",
    "indicators_bulletincontent",
    "indicators_publication",
    "indicators_releasedvalue",
    "indicators_withdrawal",
    "indicators_plan",
    "indicators_declaration",
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", READERS)
def test_no_page_asks_the_database_for_a_case_an_account_or_a_counted_line(
    departement: Departement, role: Role
) -> None:
    reader = factories.signed_in(factories.agent(role))

    with CaptureQueriesContext(connection) as asked:
        for page in ("", "couverture/", "plan/", "2-1.a/", "2-3.b/", "10-6.b/"):
            assert reader.get(ROOT + page).status_code == 200

    said = " ".join(each["sql"] for each in asked.captured_queries)
    tables = set(re.findall(r'"((?:casework|indicators)_\w+)"\.', said))
    assert "indicators_releasedvalue" in tables
    assert tables <= READABLE


@pytest.mark.django_db
def test_an_address_chooses_among_published_figures_only(prefecture: Client) -> None:
    asked = "?annee=2025&du=2026-01-01&arrondissement=621&cellule=1&age=12-15"
    unknown = "&periode=2025-02&territoire=commune:62498&indicateur=nom&tri=age"
    for page in PAGES:
        with_words, alone = (prefecture.get(ROOT + each) for each in (page + asked + unknown, page))
        assert unmarked(with_words) == unmarked(alone)
