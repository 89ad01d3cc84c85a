"""Each act of each page, tried by each agent: refused with nothing changed, or done in silence.

« In silence » : no name of anybody in a message, a log, a trace, a mail, an address or a cookie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django import forms
from django.contrib.messages.storage.base import BaseStorage
from django.test import Client
from django.utils import timezone

from casework.acts.cases import CASE_PAGE_ACTS
from casework.acts.follow_ups import BILAN_ACTS, FOLLOW_UP_ACTS
from casework.acts.mayor import ACCOMPAGNEMENT_ACTS, TRANSACTION_ACTS
from casework.acts.measures import CDDF_ACTS, RAPPEL_ACTS
from casework.acts.relais import RELAIS_ACTS
from casework.acts.rights import RIGHTS_ACTS
from casework.acts.seances import SEANCE_ACTS
from casework.choices.lists import Complement, SaisineRefusal
from confidentiality.models import JournalEntry
from notifications.models import OutboxMessage
from tests.matrix import expected
from tests.matrix.crawl import (
    AGENT_OF,
    Target,
    addresses,
    allowed,
    browser,
    everything,
    letter,
    reader_of,
    said_aside,
    said_in,
    targets,
)
from tests.matrix.expected import ACTS, AGENTS, PAGES
from tests.matrix.world import World
from veille.form_fields import FrenchDateField, FrenchDateTimeField
from veille.views.violations import ACTS as VIOLATION_ACTS

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

pytestmark = pytest.mark.django_db

EACH = [(name, slug) for name, slugs in ACTS.items() for slug in slugs]
each_act = pytest.mark.parametrize(
    ("name", "slug"), EACH, ids=[f"{name.partition(':')[2]}-{slug}" for name, slug in EACH]
)


def test_every_act_is_in_the_table() -> None:
    registries = {
        "casework:case_act": [act.slug for act in CASE_PAGE_ACTS],
        "casework:rappel_act": [act.slug for act in RAPPEL_ACTS],
        "casework:cddf_act": [act.slug for act in CDDF_ACTS],
        "casework:accompagnement_act": [act.slug for act in ACCOMPAGNEMENT_ACTS],
        "casework:transaction_act": [act.slug for act in TRANSACTION_ACTS],
        "casework:follow_up_act": [act.slug for act in FOLLOW_UP_ACTS],
        "casework:bilan_act": [act.slug for act in BILAN_ACTS],
        "casework:relais_act": [act.slug for act in RELAIS_ACTS],
        "casework:rights_act": [act.slug for act in RIGHTS_ACTS],
        "casework:seance_act": list(SEANCE_ACTS),
        "veille:violation_act": list(VIOLATION_ACTS),
    }

    for name, slugs in registries.items():
        assert set(slugs) == set(ACTS[name])


def chosen(world: World, agent: str, name: str) -> list[Target]:
    """One row in sight, one out of it, one that never was; one for those who see nothing."""
    rows = targets(world, agent, name)
    seen = [row for row in rows if row.in_sight]
    unseen = [row for row in rows if not row.in_sight]
    return [*seen[:1], unseen[0], unseen[-1]] if seen else unseen[:1]


def status_of_attempt(name: str, slug: str, agent: str, target: Target) -> int:
    """The expected answer to a form sent by somebody who may not act."""
    role = letter(agent)
    unsigned = agent in expected.UNSIGNED and PAGES[name].gate is expected.Gate.CHARTE
    if not role or unsigned:
        return 302
    if role not in PAGES[name].roles:
        return PAGES[name].refused
    if not target.in_sight:
        return 404
    return 302 if slug in expected.ELSEWHERE else 403


@each_act
def test_an_act_of_others_changes_nothing(world: World, name: str, slug: str) -> None:
    clients = {agent: browser(world, agent) for agent in AGENTS}
    before, known = everything(), JournalEntry.objects.count()
    answers: Counter[int] = Counter()
    for agent, client in clients.items():
        for target in chosen(world, agent, name):
            if target.in_sight and letter(agent) in ACTS[name][slug]:
                continue
            form = {"version": "0", "cle": str(uuid4())}
            [address] = [each for each in addresses(name, target) if each.endswith(f"/{slug}/")]

            response = client.post(address, form)

            status = status_of_attempt(name, slug, agent, target)
            assert (agent, target.owner, response.status_code) == (agent, target.owner, status)
            # Neither the refusal nor the sign-in page tells who it was about.
            assert said_in(world, response) == set()
            answers[response.status_code] += 1
    lines = list(JournalEntry.objects.order_by("id")[known:])
    assert everything() == before
    assert [line.action for line in lines if line.outcome == "done"] == []
    refused = [line for line in lines if line.outcome == "refused"]
    assert len(refused) == answers[403] + answers[404]
    assert {line.object_id for line in refused} <= {""}


@pytest.mark.parametrize("name", PAGES)
def test_a_form_from_elsewhere_is_refused(world: World, name: str) -> None:
    """Without the token of the site, whoever sends it and wherever it is sent."""
    agent, target = reader_of(world, name)
    client = browser(world, agent, strict=True)
    before, known = everything(), JournalEntry.objects.count()

    for address in addresses(name, target):
        response = client.post(address, {"version": "0", "cle": str(uuid4())})

        assert response.status_code == 403
        assert said_in(world, response) == set()
    assert everything() == before
    assert JournalEntry.objects.count() == known


@pytest.mark.parametrize("name", PAGES)
def test_reading_changes_nothing_but_the_journal(world: World, name: str) -> None:
    agent, target = reader_of(world, name)
    client = browser(world, agent)
    before = everything()

    for address in addresses(name, target):
        client.get(address)

    assert everything() == before


# --- What is allowed, done --------------------------------------------------------------------


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every message shown to an agent after an act."""
    said: list[str] = []
    add: Callable[..., None] = BaseStorage.add

    def heard(storage: BaseStorage, level: int, message: Any, extra_tags: str = "") -> None:
        said.append(str(message))
        add(storage, level, message, extra_tags)

    monkeypatch.setattr(BaseStorage, "add", heard)
    return said


def filled(form: forms.BaseForm) -> dict[str, Any]:
    """What a plausible agent would have typed in each field."""
    return {form.add_prefix(name): _typed(form, name) for name in form.fields}


def _typed(form: forms.BaseForm, name: str) -> Any:
    field = form.fields[name]
    today = timezone.localdate()
    match field:
        case _ if field.widget.is_hidden:
            return form[name].value()
        case FrenchDateTimeField():
            if field.past:
                # Between the detection of yesterday and now.
                return f"{timezone.localtime() - timedelta(minutes=5):%d/%m/%Y %H h %M}"
            return f"{today + timedelta(days=10):%d/%m/%Y} 9 h 30"
        case FrenchDateField():
            return f"{today + timedelta(days=10 if field.future else 0):%d/%m/%Y}"
        case forms.ModelChoiceField():
            return next((str(row.pk) for row in field.queryset or ()), "")
        case forms.MultipleChoiceField():
            return codes_of(field)[:1]
        case forms.ChoiceField():
            return next(iter(codes_of(field)), "")
        case forms.BooleanField():
            return "on" if field.required else ""
        case forms.DecimalField():
            return "120,50"
        case forms.IntegerField():
            return str(field.min_value or 1) if field.required else ""
        case forms.EmailField():
            return "quelqu-un@exemple.fr"
        case _:
            return "0321000000" if name == "phone" else "Essai"


def codes_of(field: forms.ChoiceField) -> list[str]:
    """What a list offers, without its empty line."""
    choices: Any = field.choices
    return [str(value) for value, _ in choices if value]


# Forms sent by each role: the rows differ by their state, and few states take one act.
ENOUGH = 4
# Acts that the rows of this world cannot take: the law asks for more than a state. Each is done
# in the test of its service.
NOT_DONE_HERE = frozenset(
    {
        # Their page is that of the séance.
        "casework:case_act examiner",
        "casework:case_act deliberer",
        "casework:case_act clore",
        # Within ten minutes of the act that they take back.
        "casework:case_act annuler",
        "casework:case_act annuler-l-etape",
        # Where two situations are joined, then parted.
        "casework:case_act doublons",
        "casework:case_act separer",
        # What leaves has pages of its own: see ``test_exports``, ``test_prints``.
        "casework:case_act imprimer",
        "casework:case_act exporter",
        "casework:cddf_act annuler-la-convocation",
        "casework:seance_act annuler-la-convocation",
        "casework:seance_act clore",
    }
)


@each_act
def test_an_act_done_says_no_name(
    world: World, name: str, slug: str, spoken: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    known, done = JournalEntry.objects.count(), 0
    for role in ACTS[name][slug]:
        agent = AGENT_OF[role]
        client, told, tried = browser(world, agent), allowed(world, agent), 0
        seen = [each for each in targets(world, agent, name) if each.in_sight]
        for target in [each for each in seen if each.owner.startswith("nord/")]:
            if tried == ENOUGH:
                break
            [address] = [each for each in addresses(name, target) if each.endswith(f"/{slug}/")]
            response = attempt(client, name, slug, address)
            if response is None:
                continue
            done += response.status_code == 302
            tried += 1
            assert response.status_code in (200, 302)
            assert said_aside(world, response) == set()
            assert said_in(world, response) <= told
    lines = JournalEntry.objects.order_by("id")[known:]
    written = [repr(line.__dict__) for line in lines]
    mails = [repr(message.__dict__) for message in OutboxMessage.objects.all()]
    assert world.aviary.heard_in("\n".join([*spoken, *written, *mails, caplog.text])) == set()
    assert bool(done) is (f"{name} {slug}" not in NOT_DONE_HERE)


# The fields of the acts that are buttons of another page.
TYPED = {
    "irrecevable": {"code": SaisineRefusal.values[0]},
    "complement": {"code": Complement.values[0]},
}


def attempt(client: Client, name: str, slug: str, address: str) -> TestResponse | None:
    """Fill the form of an act and send it; None when the page refuses it beforehand."""
    if PAGES[name].post_only:
        return client.post(address, {"cle": str(uuid4())} | TYPED.get(slug, {}))
    page = client.get(address)
    form = page.context["form"] if page.status_code == 200 and page.context else None
    if form is None or page.templates[0].name == "casework/act_refused.html":
        return None
    return client.post(address, filled(form))
