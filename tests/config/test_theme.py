"""The theme keeps its promises: light, without inline code, and forms that read well."""

import gzip
import re
from pathlib import Path

import pytest
from django import forms
from django.template.loader import get_template, render_to_string

from confidentiality.errors import Refusal

CONFIG = Path(__file__).resolve().parents[2] / "config"
TEMPLATES = CONFIG / "templates"
STATIC = CONFIG / "static" / "jalon"
ALL = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
COMPONENTS = [name for name in ALL if name.startswith("components/")]
STANDALONE = ["400.html", "403_csrf.html", "500.html", "503.html", "interrupted.html"]


class _Sheet(forms.Form):
    """One field of each kind the theme draws."""

    name = forms.CharField(label="Nom de naissance", help_text="Tel qu’il est connu.")
    nickname = forms.CharField(label="Nom d’usage", required=False)
    outcome = forms.ChoiceField(
        label="Issue", choices=[("1", "Réalisé"), ("2", "Reporté")], widget=forms.RadioSelect
    )
    known = forms.BooleanField(label="Je l’ai su dans mes fonctions.")
    version = forms.IntegerField(widget=forms.HiddenInput)


@pytest.mark.parametrize(("name", "limit"), [("app.css", 10_000), ("app.js", 12_000)])
def test_assets_stay_light(name: str, limit: int) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes(), 9)) <= limit


def test_the_style_sheet_speaks_to_old_browsers_and_loads_nothing() -> None:
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "app.css").read_text(), flags=re.DOTALL)
    for forbidden in (":has(", "color-mix(", "@import", "@font-face", "url(", "&:"):
        assert forbidden not in css


def test_a_wide_table_loses_no_column_on_paper() -> None:
    css = (STATIC / "app.css").read_text()

    assert ".table-scroll { overflow: visible; }" in css[css.index("@media print") :]


@pytest.mark.parametrize("name", ALL)
def test_no_template_holds_inline_code(name: str) -> None:
    text = (TEMPLATES / name).read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?! src)", text)


@pytest.mark.parametrize("name", ALL)
def test_every_template_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_says_first_what_it_needs(name: str) -> None:
    assert (TEMPLATES / name).read_text().startswith("{# ")


@pytest.mark.parametrize("name", ALL)
def test_a_component_is_included_alone(name: str) -> None:
    for tag in re.findall(r"{% include \"components/[^%]*%}", (TEMPLATES / name).read_text()):
        assert tag.endswith(" only %}"), tag


@pytest.mark.parametrize("name", STANDALONE)
def test_a_standalone_error_page_needs_no_context(name: str) -> None:
    assert "<h1>" in get_template(name).render()


@pytest.mark.parametrize("name", ["403.html", "404.html"])
def test_an_error_page_renders_without_agent(name: str) -> None:
    assert "Se déconnecter" not in render_to_string(name, {})


def test_a_right_form_has_no_summary() -> None:
    assert "à corriger" not in str(_Sheet())


def test_the_summary_counts_and_links_to_the_fields() -> None:
    html = str(_Sheet({"version": "1", "known": "on"}))
    assert re.search(r"2 points\s+à corriger", html)
    assert 'href="#id_name"' in html
    assert '<fieldset id="id_outcome" tabindex="-1" aria-describedby="id_outcome_error">' in html


def test_a_page_that_lost_its_hidden_field_says_so() -> None:
    html = str(_Sheet({"name": "x", "outcome": "1", "known": "on"}))
    assert re.search(r"1 point\s+à corriger", html)
    assert "Cette page est incomplète" in html


def test_the_hint_and_the_error_are_bound_to_the_control() -> None:
    html = str(_Sheet({})["name"].as_field_group())
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_only_what_is_optional_says_so() -> None:
    form = _Sheet()
    assert "(facultatif)" in form["nickname"].as_field_group()
    assert "(facultatif)" not in form["name"].as_field_group()
    assert "(facultatif)" not in form["known"].as_field_group()


def test_a_refusal_shows_its_source_and_its_way_out() -> None:
    refusal = Refusal("r", "Le parquet n’a pas répondu.", "art. L. 132-7", "Relancer", "/relance/")
    html = render_to_string("components/refusals.html", {"refusals": [refusal]})
    assert "Le parquet n’a pas répondu." in html
    assert "(art. L. 132-7)" in html
    assert '<a href="/relance/">Relancer</a>' in html


def test_a_refusal_escapes_what_it_is_given() -> None:
    html = render_to_string("components/refusal.html", {"refusal": Refusal("r", "<b>")})
    assert "<b>" not in html
