"""AC-17: what a form does not ask for changes nothing, whatever somebody adds to it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from casework.choices.states import CaseState
from casework.models import Case
from confidentiality.models import User
from tests.matrix.conftest import undone
from tests.matrix.crawl import AGENT_OF, addresses, browser, everything, targets
from tests.matrix.expected import ACTS, PAGES
from tests.matrix.test_acts import NOT_DONE_HERE, TYPED, filled
from tests.matrix.world import World
from veille.models import Designation

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MARK = "XQZ-AJOUT"
EACH = [
    (name, slug)
    for name, slugs in ACTS.items()
    for slug in slugs
    if f"{name} {slug}" not in NOT_DONE_HERE
]


def added(world: World) -> dict[str, str]:
    """What somebody who knows the names of the columns would add: rows of another tenant."""
    place = world.ailleurs
    stranger = Designation.objects.get(pk=place.agents["referent"].hat_id)
    person = str(place.case("inscrit").young_person_id)
    return {
        "cellule": str(place.cellule.pk),
        "cellule_id": str(place.cellule.pk),
        "collectivite": str(place.cellule.collectivite_id),
        "tenant": str(place.cellule.collectivite_id),
        "young_person": person,
        "young_person_id": person,
        "created_by": str(stranger.user_id),
        "designation": str(stranger.pk),
        "state": CaseState.PURGE,
        "etat": CaseState.PURGE,
        "is_staff": "on",
        "is_superuser": "on",
        "role": "maire",
        "id": str(uuid4()),
        "pk": str(uuid4()),
        "closed_on": "2001-01-01",
        "journal": MARK,
    }


def mentions(words: set[str]) -> dict[str, int]:
    """How many rows of each table hold one of these identifiers, as either database writes it."""
    shapes = {shape for word in words for shape in (word, word.replace("-", ""))}
    return {
        table: sum(any(shape in row for shape in shapes) for row in rows)
        for table, rows in everything().items()
    }


def send(world: World, name: str, slug: str, extra: dict[str, str]) -> int | None:
    """The first act of this kind that is accepted, with these fields more; None for none."""
    for role in ACTS[name][slug]:
        client = browser(world, AGENT_OF[role])
        seen = [row for row in targets(world, AGENT_OF[role], name) if row.in_sight]
        for target in [each for each in seen if each.owner.startswith("nord/")]:
            [address] = [each for each in addresses(name, target) if each.endswith(f"/{slug}/")]
            typed: dict[str, Any] = {"cle": str(uuid4())} | TYPED.get(slug, {})
            if not PAGES[name].post_only:
                page = client.get(address)
                form = (page.context or {}).get("form") if page.status_code == 200 else None
                if form is None or page.templates[0].name == "casework/act_refused.html":
                    continue
                typed = filled(form)
            # What the form does ask for stays as an agent would have typed it.
            response = client.post(address, extra | typed)
            if response.status_code == 302:
                return response.status_code
    return None


@pytest.mark.parametrize(("name", "slug"), EACH, ids=[f"{name}-{slug}" for name, slug in EACH])
def test_ac17_a_field_that_was_not_asked_for_is_ignored(world: World, name: str, slug: str) -> None:
    extra = added(world)
    foreign = {value for key, value in extra.items() if key not in ("state", "etat", "role")}
    foreign -= {"on"}
    with undone():
        before = mentions(foreign)
        ended = Case.objects.for_system("states before").filter(state=CaseState.PURGE).count()

        assert send(world, name, slug, extra) == 302

        assert mentions(foreign) == before
        purged = Case.objects.for_system("states after").filter(state=CaseState.PURGE)
        assert purged.count() == ended
        assert User.objects.filter(is_superuser=True).count() == len(world.places)
