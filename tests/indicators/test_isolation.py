"""No path from a page of figures to a person: read in the source, then tried on the pages."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

import indicators
from casework.models import Case
from confidentiality.choices import Role
from config.personal_columns import PERSONAL
from indicators.definitions import DEFINITIONS
from tests.faces import unmarked
from tests.indicators.factories import CANARIES, EVENTS
from tests.indicators.plans import packaged
from tests.veille import factories

PACKAGE = Path(indicators.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
CODES = sorted({code for each in DEFINITIONS for code in each.codes})
ROOT = "/indicateurs/"
PAGES = ["", "couverture/", "plan/", "2-5.a/", "3-1.a/", *(f"{code}/" for code in CODES)]
# Its year is chosen in the address: no count of persons is there, whatever the year.
READ = [*PAGES, "completude/"]
# What may follow the name of a nominative model, in this order, and nothing else.
CHAIN = ("objects", "for_system", "filter", "count")
# The only fields that a count may look at: when something happened.
DATES = {"inscribed_on", "done_on", "proposed_on", "heard_on", "active_since", "presented_on"}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}")


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imported(tree: ast.Module) -> list[tuple[str, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.module or "", alias.name) for alias in node.names]
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


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_only_counts_knows_the_cases(path: Path) -> None:
    modules = {module for module, _ in _imported(_tree(path))}

    from_casework = {module for module in modules if module.partition(".")[0] == "casework"}

    # The words of the measures say nothing of anybody; counted lines name nobody.
    known = {"counts.py": {"casework.models"}, "accounts.py": {"casework.models.counted"}}
    # Writers of tables: what they write holds no person.
    known["files.py"] = {"casework.spreadsheets"}
    assert from_casework <= known.get(path.name, set()) | {"casework.choices.counted"}


def test_no_module_imports_the_journal_the_keys_or_a_model_by_name() -> None:
    for path in MODULES:
        modules = {module for module, _ in _imported(_tree(path))}
        assert not modules & {"confidentiality.keyring", "confidentiality.encryption"}
        assert "get_model" not in path.read_text(encoding="utf-8")
        assert "cursor" not in path.read_text(encoding="utf-8")


def test_a_nominative_model_is_only_ever_counted_by_date() -> None:
    tree = _tree(PACKAGE / "counts.py")
    models = {name for module, name in _imported(tree) if module == "casework.models"}
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in models]

    assert models
    assert {use.id for use in uses} == models
    for use in uses:
        chain, keywords = _followed(use, parents)
        assert chain == CHAIN
        assert {keyword.rpartition("__")[0] for keyword in keywords} <= DATES
        assert all(keyword.endswith("__range") for keyword in keywords)


def _followed(
    use: ast.AST, parents: dict[ast.AST, ast.AST]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Attributes read from this name on, and the keywords of the calls on the way."""
    attributes: list[str] = []
    keywords: list[str] = []
    node, above = use, parents[use]
    while isinstance(above, (ast.Attribute, ast.Call)) and node is not None:
        if isinstance(above, ast.Attribute):
            attributes.append(above.attr)
        elif above.func is node:
            keywords += [keyword.arg or "**" for keyword in above.keywords]
        else:
            break
        node, above = above, parents[above]
    return tuple(attributes), tuple(keywords)


@pytest.fixture
def prefecture() -> Client:
    """The préfecture, in a département where twelve things of each kind happened."""
    packaged()
    place = factories.cellule()
    today = timezone.localdate()
    for make in EVENTS.values():
        for _ in range(12):
            make(place, today)
    return factories.signed_in(factories.agent(Role.PREFECTURE))


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


@pytest.mark.django_db
def test_pages_load_no_row_of_a_person(prefecture: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a row of a person was loaded")

    for model in apps.get_app_config("casework").get_models():
        monkeypatch.setattr(model, "from_db", refuse)

    for page in READ:
        assert prefecture.get(ROOT + page).status_code == 200


@pytest.mark.django_db
def test_an_address_cannot_choose_another_period_or_another_place(prefecture: Client) -> None:
    asked = "?annee=2025&du=2026-01-01&au=2026-01-31&arrondissement=621&cellule=1"
    for page in PAGES:
        with_words, alone = (prefecture.get(ROOT + each) for each in (page + asked, page))
        assert unmarked(with_words) == unmarked(alone)
