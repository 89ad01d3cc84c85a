"""Searching for a person: found in one's sight only, told with a reason, traced without a word."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import search
from casework.likeness import Wanted
from casework.models import Case, Search
from casework.search import find
from casework.services import searches
from confidentiality import ephemeral
from confidentiality.choices import Relation, Role
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import JournalEntry
from tests.casework import alerts as make
from tests.casework import factories as people
from tests.casework.alerts import words
from tests.faces import unmarked
from tests.veille import factories
from veille.models import Cellule

pytestmark = pytest.mark.django_db

FORM, LAST, FIRST = "/recherche/", "Lavieille", "Mohamed"


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


def known(place: Cellule, last: str = LAST, first: str = "Mohammed") -> Case:
    return make.known(place, make.identity(last, first))


def searched(client: Client, **typed: str) -> Any:
    """The page of the answer, asked as a browser would."""
    return client.post(FORM, {"last_name": LAST, "first_name": FIRST} | typed, follow=True)


def references(answer: Any) -> set[str]:
    return set(re.findall(r"/situations/([A-Z0-9]+)/", answer.content.decode()))


def test_a_coordonnateur_finds_a_case_and_reads_why(place: Cellule) -> None:
    case = known(place)
    born = case.young_person.birth_date
    client = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))

    page = searched(client, birth_date=f"{born:%d/%m/%Y}")

    assert references(page) == {case.reference}
    assert "Même nom, même date de naissance, prénom proche" in words(page)
    assert "Mohamed / Mohammed" in words(page)


def test_a_saisine_that_waits_is_found_by_who_qualifies_and_by_its_author(place: Cellule) -> None:
    coordinator, author = (
        factories.agent(role, place) for role in (Role.COORDONNATEUR, Role.MEMBRE)
    )
    colleague = factories.agent(Role.MEMBRE, place)
    make.sent(author, place, make.identity(LAST, FIRST))

    found = {
        actor.hat_id: len(find(actor, Wanted(LAST)).found)
        for actor in (coordinator, author, colleague)
    }

    assert found == {coordinator.hat_id: 1, author.hat_id: 1, colleague.hat_id: 0}


def test_i12_a_member_finds_in_the_window_only_and_a_referent_in_the_mission_only(
    place: Cellule,
) -> None:
    inside, outside = known(place), known(place)
    for role, relation in (
        (Role.MEMBRE, Relation.WINDOW),
        (Role.REFERENT, Relation.MISSION),
    ):
        actor = factories.agent(role, place)
        people.grant(inside, actor, relation)
        over = timezone.now() - timedelta(minutes=1)
        people.grant(outside, actor, relation, until=over)

        found = [each.about for each in find(actor, Wanted(LAST)).found]

        assert found == [inside]


def test_i12_nobody_finds_in_another_cellule_nor_in_another_tenant(place: Cellule) -> None:
    beside = factories.cellule(tenant=place.collectivite)
    here, there, elsewhere = known(place), known(beside), known(factories.cellule())
    coordinator = factories.agent(Role.COORDONNATEUR, place)
    maire = factories.agent(Role.MAIRE, place)

    assert [each.about for each in find(coordinator, Wanted(LAST)).found] == [here]
    assert {each.about for each in find(maire, Wanted(LAST)).found} == {here, there}
    assert elsewhere not in {each.about for each in find(maire, Wanted(LAST)).found}


def test_a_grant_from_another_tenant_finds_nothing_there(place: Cellule) -> None:
    """The second wall: whatever went wrong with a grant, the tenant of the hat remains."""
    foreign = known(factories.cellule())
    member = factories.agent(Role.MEMBRE, place)
    people.grant(foreign, member, Relation.WINDOW)
    factories.sign(member.user, foreign.cellule)

    assert Case.objects.visible_to(member, timezone.now()).filter(pk=foreign.pk).exists()
    assert find(member, Wanted(LAST)).found == []


def test_a_member_never_learns_a_date_of_birth_by_searching_it(place: Cellule) -> None:
    """A field that the policy closes weighs nothing: the right day and a wrong one are alike."""
    case = known(place, first=FIRST)
    born = case.young_person.birth_date
    member = factories.agent(Role.MEMBRE, place)
    people.grant(case, member, Relation.WINDOW)
    client = factories.signed_in(member)

    right, wrong = (
        find(member, Wanted(LAST, FIRST, day)).found[0].likeness
        for day in (born, born + timedelta(days=1000))
    )
    page = searched(client, birth_date=f"{born:%d/%m/%Y}")

    assert right == wrong
    assert "naissance" not in words(page).lower()
    assert "birth_date" not in client.get(FORM).content.decode()
    assert str(born.year) not in words(page).replace(f"{timezone.localdate().year}", "")


def test_the_prefecture_the_dpo_and_the_technician_do_not_search(place: Cellule) -> None:
    for role in set(Role) - {Role.COORDONNATEUR, Role.MAIRE, Role.REFERENT, Role.MEMBRE}:
        actor = factories.agent(role, place)

        assert factories.signed_in(actor).get(FORM).status_code == 403
        with pytest.raises(NotPermitted):
            searches.ask(actor=actor, wanted=Wanted(LAST), secret="s")


def test_the_navigation_leads_there_those_who_may_search(place: Cellule) -> None:
    for role, shown in ((Role.MEMBRE, True), (Role.REFERENT, True), (Role.DPO, False)):
        page = factories.signed_in(factories.agent(role, place)).get("/accueil/")

        assert (f'href="{FORM}"' in page.content.decode()) is shown


# The address, and what is kept


def test_no_name_is_in_an_address_a_title_or_a_log(
    place: Cellule, caplog: pytest.LogCaptureFixture
) -> None:
    known(place)
    client = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))

    page = searched(client)

    asked = [address for address, _ in page.redirect_chain] + [page.request["PATH_INFO"]]
    title = re.search(r"<title>(.*?)</title>", page.content.decode(), re.S)
    assert title is not None
    aside = " ".join([*asked, title[1], caplog.text, str(page.headers)]).lower()
    assert LAST.lower() not in aside
    assert client.get(FORM, {"last_name": LAST}).context["form"].is_bound is False


def test_only_the_session_that_asked_opens_the_answer(place: Cellule) -> None:
    author = factories.agent(Role.COORDONNATEUR, place)
    known(place)
    client = factories.signed_in(author)
    address = searched(client).request["PATH_INFO"]
    strangers = {
        "another session of the same agent": factories.signed_in(author),
        "a colleague": factories.signed_in(factories.agent(Role.COORDONNATEUR, place)),
    }
    searched(strangers["a colleague"])

    assert client.get(address).status_code == 200
    faces = {
        re.sub(r'hat__name">[^<]+', "", unmarked(page))
        for stranger in strangers.values()
        for page in (stranger.get(address), stranger.get(f"{FORM}{uuid4()}/"))
        if page.status_code == 404
    }
    assert len(faces) == 1
    assert client.post(address).status_code == 405


def test_an_answer_closes_after_fifteen_minutes_and_its_question_is_erased(
    place: Cellule,
) -> None:
    actor = factories.agent(Role.COORDONNATEUR, place)
    start = timezone.now()
    kept = searches.ask(actor=actor, wanted=Wanted(LAST), secret="s")

    with time_machine.travel(start + searches.KEPT - timedelta(seconds=5), tick=False):
        assert searches.asked(actor=actor, search_id=kept.pk, secret="s") == Wanted(LAST)
    with time_machine.travel(start + searches.KEPT + timedelta(seconds=5), tick=False):
        with pytest.raises(NotVisible):
            searches.asked(actor=actor, search_id=kept.pk, secret="s")
        searches.ask(actor=actor, wanted=Wanted("Autre"), secret="s")

    assert not Search.objects.filter(pk=kept.pk).exists()


def test_another_hat_or_another_secret_opens_nothing(place: Cellule) -> None:
    actor = factories.agent(Role.COORDONNATEUR, place)
    other = factories.agent(Role.MAIRE, place, user=actor.user)
    kept = searches.ask(actor=actor, wanted=Wanted(LAST, FIRST), secret="s")

    for who, secret in ((other, "s"), (actor, "t"), (actor, "")):
        with pytest.raises(NotVisible):
            searches.asked(actor=who, search_id=kept.pk, secret=secret)


def test_a_sealed_question_opens_under_its_own_address_only() -> None:
    here, there = uuid4(), uuid4()
    sealed = ephemeral.close("t", here, "s", {"last_name": LAST})

    assert ephemeral.reopen("t", here, "s", sealed) == {"last_name": LAST}
    assert ephemeral.reopen("t", there, "s", sealed) is None
    assert ephemeral.reopen("u", here, "s", sealed) is None
    assert LAST.encode() not in sealed


def test_nothing_that_is_stored_holds_the_words_typed(place: Cellule) -> None:
    client = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))
    searched(client, last_name="Zykwordx", first_name="Qavelopa")
    stored = [repr(each.get_decoded()) for each in Session.objects.all()]
    with connection.cursor() as cursor:
        for table in ("casework_search", "confidentiality_journalentry", "django_session"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (our own tables)
            stored += [
                repr([bytes(v) if isinstance(v, memoryview) else v for v in row])
                for row in cursor.fetchall()
            ]

    text = "".join(stored).lower()
    assert "zykwordx" not in text
    assert "qavelopa" not in text
    assert Search.objects.count() == 1


def test_a_reading_leaves_one_line_with_the_references_and_no_word(place: Cellule) -> None:
    case = known(place)
    client = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))

    address = searched(client).request["PATH_INFO"]
    client.get(address)

    first, second = JournalEntry.objects.filter(action="person.search")
    assert first.codes == {"objects": [str(case.pk)], "count": 1} == second.codes
    assert (first.outcome, first.chain_id, first.object_id) == ("read", place.pk, "")


def test_without_a_journal_nobody_is_shown(place: Cellule, monkeypatch: pytest.MonkeyPatch) -> None:
    known(place)

    def torn(*_: object) -> None:
        raise RuntimeError("the page of the journal is torn")

    monkeypatch.setattr(search, "note_list_read", torn)
    client = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))
    with pytest.raises(RuntimeError):
        searched(client)


def test_the_answer_follows_the_rights_of_the_moment(place: Cellule) -> None:
    case = known(place)
    member = factories.agent(Role.MEMBRE, place)
    window = people.grant(case, member, Relation.WINDOW)
    client = factories.signed_in(member)
    address = searched(client).request["PATH_INFO"]
    assert references(client.get(address)) == {case.reference}

    window.until = timezone.now()
    window.save()

    assert references(client.get(address)) == set()


# What the page says


def test_an_empty_answer_says_what_to_do(place: Cellule) -> None:
    client = factories.signed_in(factories.agent(Role.MEMBRE, place))
    page = searched(client)

    assert "Personne ne ressemble" in words(page)
    assert reverse("casework:saisine_start") in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"last_name": ""}, "Indiquez le nom"),
        ({"last_name": "L"}, "au moins deux lettres"),
        ({"last_name": "06 12 34"}, "en lettres"),
        ({"birth_date": "bientôt"}, "Exemple"),
    ],
)
def test_a_search_that_cannot_be_read_is_explained(
    place: Cellule, typed: dict[str, str], said: str
) -> None:
    client = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))

    assert said in words(searched(client, **typed))
    assert not Search.objects.exists()


def test_ten_are_shown_and_the_others_are_announced(place: Cellule) -> None:
    for _ in range(search.SHOWN_AT_MOST + 1):
        known(place)
    actor = factories.agent(Role.COORDONNATEUR, place)

    answer = find(actor, Wanted(LAST))

    assert (len(answer.found), answer.more) == (search.SHOWN_AT_MOST, True)
    assert "D’autres ressemblent aussi" in words(searched(factories.signed_in(actor)))


def test_beyond_the_bound_the_exact_index_still_finds(
    place: Cellule, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [known(place, first=first) for first in ("Ana", "Bruno", "Chloé", "Denis")]
    actor = factories.agent(Role.COORDONNATEUR, place)
    monkeypatch.setattr(search, "DECRYPTED_AT_MOST", 1)

    for case in cases:
        person = case.young_person
        answer = find(actor, Wanted(LAST, person.first_name, person.birth_date))

        assert case in [each.about for each in answer.found]
        assert answer.whole is False
        assert answer.found[0].about == case


def test_forty_searches_in_a_quarter_of_an_hour_are_enough(place: Cellule) -> None:
    actor = factories.agent(Role.COORDONNATEUR, place)
    for _ in range(searches.ASKED_AT_MOST):
        searches.ask(actor=actor, wanted=Wanted(LAST), secret="s")

    with pytest.raises(Refused, match="too_many_searches"):
        searches.ask(actor=actor, wanted=Wanted(LAST), secret="s")
    assert "quart d’heure" in words(searched(factories.signed_in(actor)))
