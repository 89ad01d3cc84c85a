"""Every refusal is told by a correct sentence, its source and, when there is one, its way out."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.urls import Resolver404, resolve

from casework import acts
from casework.acts.registry import Act
from config.refusal_catalogue import UNKNOWN, Entry, catalogue, distinct
from tests.french_rules import faults
from veille.views.violations import ACTS as VIOLATION_ACTS


def _slugs() -> Iterator[str]:
    """The last part of the address of every act that a page offers."""
    for found in pkgutil.iter_modules(acts.__path__, f"{acts.__name__}."):
        for listed in vars(importlib.import_module(found.name)).values():
            for each in listed.values() if isinstance(listed, dict) else (listed,):
                many = each if isinstance(each, tuple) else (each,)
                yield from (act.slug for act in many if isinstance(act, Act))


# What a constraint of the database says is only known when it is broken.
_UNTOLD = ("constraint",)
_SLUGS = {*VIOLATION_ACTS, *_slugs()}
every_refusal = pytest.mark.parametrize(
    "entry",
    [each for each in catalogue() if each.code not in _UNTOLD],
    ids=lambda each: f"{each.code} {each.place}",
)


def test_refusals_are_found() -> None:
    codes = {each.code for each in catalogue()}

    assert {"person_not_informed", "rappel_delit", "saisine_age", "state", "not_your_role"} <= codes
    assert len(distinct()) == len(codes)


def test_a_code_means_one_thing() -> None:
    sentences: dict[str, set[str]] = defaultdict(set)
    for each in catalogue():
        sentences[each.code].add(each.sentence)

    assert {code: told for code, told in sentences.items() if len(told) > 1} == {}


@every_refusal
def test_a_refusal_has_a_stable_code(entry: Entry) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", entry.code)


@every_refusal
def test_a_refusal_is_a_correct_sentence(entry: Entry) -> None:
    # It may begin by what the situation tells.
    told = entry.sentence.replace(UNKNOWN, "X")

    assert faults(told) == []


@every_refusal
def test_a_refusal_rests_on_a_text_or_leads_somewhere(entry: Entry) -> None:
    assert entry.article or (entry.label and entry.url)


@every_refusal
def test_a_way_out_leads_to_an_act_or_to_a_page(entry: Entry) -> None:
    if not entry.url or UNKNOWN in entry.url:
        return
    assert entry.label
    assert entry.label[0].isupper()
    if not entry.url.startswith("/"):
        assert entry.url in _SLUGS
        return
    try:
        resolve(entry.url.partition("#")[0].partition("?")[0])
    except Resolver404:
        pytest.fail(f"{entry.url} is no page")
