"""Each page of the site, in each state that the matrix knows: valid, whole, legible (U-02…U-21)."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.french_rules import TYPOGRAPHY
from tests.matrix.expected import PAGES
from tests.ux.conftest import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.once]

each_page = pytest.mark.parametrize("name", PAGES)

LONGEST = 25
# Words of an act signed as the law words it: they are quoted, not written here.
SIGNED = re.compile(
    r"^(?:Je soussigné|ne communiquer aucune|Je sais que mes accès|J’atteste que ces informations)"
)
# What is never said to an agent (ux.md, 6), nor of a young person.
BANNED = re.compile(
    r"\b(?:veuillez|merci de|cli(?:c|qu)\w*|champs? invalides?|erreur inconnue|oups|désolée?s?|"
    r"individus?|délinquante?s?|défavorablement|workflow|dashboard|reporting|token|e-?mails?|"
    r"login|logout|timeout|uploader?|process)\b",
    re.IGNORECASE,
)
CODE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
# The page of the lists gives each code with its words.
OF_CODES = {"help_code_lists"}
# Kilobytes once compressed: a page, the style, the script.
PAGE, STYLE, SCRIPT = 15, 10, 12


@each_page
def test_a_page_is_valid_html(reading: Reading, name: str) -> None:
    assert {page.what: page.errors for page in reading.of(name) if page.errors} == {}


@each_page
def test_a_page_is_whole_for_who_does_not_see_it(reading: Reading, name: str) -> None:
    assert {page.what: flaws for page in reading.of(name) if (flaws := page.flaws())} == {}


@each_page
def test_no_sentence_is_too_long(reading: Reading, name: str) -> None:
    said = {" ".join(words) for page in reading.of(name) for words in page.sentences()}
    assert [each for each in said if len(each.split()) > LONGEST and not SIGNED.match(each)] == []


@each_page
def test_no_word_hurts_and_no_code_shows(reading: Reading, name: str) -> None:
    texts = {text for page in reading.of(name) for text in page.texts()}
    assert [text for text in texts if BANNED.search(text)] == []
    assert name in OF_CODES or [text for text in texts if CODE.search(text)] == []


@each_page
def test_the_typography_is_french(reading: Reading, name: str) -> None:
    texts = {text for page in reading.of(name) for text in page.texts()}
    faults = {rule: text for text in texts for rule in TYPOGRAPHY if re.search(rule, text)}
    assert faults == {}


@each_page
def test_a_page_is_light(reading: Reading, name: str) -> None:
    assert {page.what: page.weight for page in reading.of(name) if page.weight > PAGE * 1024} == {}


@pytest.mark.parametrize(("file", "most"), [("app.css", STYLE), ("app.js", SCRIPT)])
def test_what_each_page_brings_is_light(file: str, most: int) -> None:
    found = finders.find(f"jalon/{file}")
    assert isinstance(found, str)
    assert len(gzip.compress(Path(found).read_bytes())) <= most * 1024
