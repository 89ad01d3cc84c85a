"""What an agent types wrong: a sentence for each fault, what was typed kept, a trace, no change.

Every page of an act, with its own form made wrong in each way that its fields allow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django import forms
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from confidentiality.models import JournalEntry
from tests.matrix.crawl import AGENT_OF, addresses, browser, everything, targets
from tests.matrix.expected import ACTS, PAGES
from tests.matrix.test_acts import NOT_DONE_HERE, codes_of, filled
from tests.matrix.world import World
from veille.form_fields import FrenchDateField, FrenchDateTimeField

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

pytestmark = pytest.mark.django_db

# Acts that have a page of their own, which some row of this world lets open.
EACH = [
    (name, slug)
    for name, slugs in ACTS.items()
    for slug in slugs
    if not PAGES[name].post_only and f"{name} {slug}" not in NOT_DONE_HERE
]
UNREADABLE = "le 42 brumaire"
UNKNOWN = "code-inconnu"


@dataclass(frozen=True)
class Wrong:
    """A form sent: what is wrong with it, what is typed, which fields are at fault."""

    why: str
    typed: dict[str, Any]
    fields: frozenset[str]


def wrongs(form: forms.BaseForm) -> Iterator[Wrong]:
    """Each way to spoil this form; those that its fields do not allow are not there."""
    good = filled(form)
    hidden: dict[str, Any] = {name: good[name] for name in ("version", "cle") if name in good}
    asked = [name for name in form.fields if form.fields[name].required]
    yield from _wrong("nothing typed", hidden, asked)
    yield from _wrong("unknown code", good, _lists(form), UNKNOWN)
    dated = {name: each for name, each in form.fields.items() if _is_dated(each)}
    yield from _wrong("unreadable day", good, list(dated), UNREADABLE)
    for side, days in (("past", 400), ("future", -400)):
        sided = [name for name, each in dated.items() if getattr(each, side)]
        typed = f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y} 10 h"
        moments = [name for name in sided if isinstance(dated[name], FrenchDateTimeField)]
        yield from _wrong(f"moment not {side}", good, moments, typed)
        plain = [name for name in sided if name not in moments]
        yield from _wrong(f"day not {side}", good, plain, typed.partition(" ")[0])


def _wrong(why: str, good: dict[str, Any], names: list[str], typed: str = "") -> Iterator[Wrong]:
    if names:
        spoilt = dict.fromkeys(names, typed) if typed else {}
        yield Wrong(why, {**good, **spoilt, "cle": str(uuid4())}, frozenset(names))


def _lists(form: forms.BaseForm) -> list[str]:
    return [
        name
        for name, field in form.fields.items()
        if isinstance(field, forms.ChoiceField) and codes_of(field)
    ]


def _is_dated(field: forms.Field) -> bool:
    return isinstance(field, FrenchDateField | FrenchDateTimeField)


def opened(world: World, name: str, slug: str) -> tuple[Client, str, forms.BaseForm]:
    """The page of this act, open to one of its agents on one of its rows."""
    for role in ACTS[name][slug]:
        agent = AGENT_OF[role]
        client = browser(world, agent)
        for target in targets(world, agent, name):
            if not (target.in_sight and target.owner.startswith("nord/")):
                continue
            [address] = [each for each in addresses(name, target) if each.endswith(f"/{slug}/")]
            page = client.get(address)
            shown = page.templates and page.templates[0].name != "casework/act_refused.html"
            if page.status_code == 200 and shown and "form" in page.context:
                return client, address, page.context["form"]
    raise AssertionError(f"no row of this world lets the page of {name} {slug} open")


def typed_is_kept(response: TestResponse, wrong: Wrong) -> bool:
    """What was typed in a field of text comes back as it was typed."""
    body = response.content.decode()
    texts = [
        wrong.typed[name]
        for name, field in response.context["form"].fields.items()
        if isinstance(field.widget, forms.TextInput) and wrong.typed.get(name)
    ]
    return all(escape(text) in body for text in texts)


def new_lines(known: int) -> list[JournalEntry]:
    lines = JournalEntry.objects.order_by("id")[known:]
    return [line for line in lines if line.outcome != "read"]


@pytest.mark.parametrize(
    ("name", "slug"), EACH, ids=[f"{name.partition(':')[2]}-{slug}" for name, slug in EACH]
)
def test_a_form_filled_wrong_is_shown_again_and_traced(world: World, name: str, slug: str) -> None:
    client, address, form = opened(world, name, slug)
    before = everything()

    for wrong in wrongs(form):
        known = JournalEntry.objects.count()

        response = client.post(address, wrong.typed)

        said = f"{slug}: {wrong.why} in {sorted(wrong.fields)}"
        assert response.status_code == 200, said
        errors = response.context["form"].errors
        assert wrong.fields <= set(errors), said
        for field in wrong.fields:
            assert len(errors[field]) == 1, said
            assert errors[field][0].strip().endswith("."), f"{said}: {errors[field]}"
        assert typed_is_kept(response, wrong), said
        [line] = new_lines(known)
        assert (line.action, line.outcome, line.object_type) == ("act.refused", "refused", name)
        assert line.codes["act"] == slug, said
        assert {f"form.{field}" for field in wrong.fields} <= set(line.codes["reasons"]), said
    assert everything() == before


# What several agents may add at once, whatever became of the case meanwhile.
BESIDE_OTHERS = frozenset({"etape", "demande-de-droits"})
CHANGES = [(name, slug) for name, slug in EACH if slug not in BESIDE_OTHERS]


@pytest.mark.parametrize(
    ("name", "slug"), CHANGES, ids=[f"{name.partition(':')[2]}-{slug}" for name, slug in CHANGES]
)
def test_a_version_that_was_never_shown_is_a_conflict(world: World, name: str, slug: str) -> None:
    client, address, form = opened(world, name, slug)
    good = filled(form)
    before, known = everything(), JournalEntry.objects.count()

    response = client.post(address, good | {"version": str(int(good["version"] or 0) + 7)})

    # Plausible values are not always those that the form wants: then it says so first.
    assert response.status_code == 409 or response.context["form"].errors, response.status_code
    assert everything() == before
    [line] = new_lines(known)
    assert (line.action, line.outcome) == ("act.refused", "refused")
    if response.status_code == 409:
        assert line.codes["reasons"] == ["stale_version"]
