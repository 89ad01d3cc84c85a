"""A saisine that joins a case, and the pages on which the coordonnateur compares and decides."""

from __future__ import annotations

from uuid import uuid4

import pytest

from casework.choices.states import CaseState, SaisineState
from casework.models import Merge, Saisine
from casework.services import saisines
from casework.timers import refresh
from confidentiality import replay
from confidentiality.door import Sent
from tests.casework import alerts as make
from tests.casework import factories as people
from tests.casework.alerts import url, words
from tests.casework.joined import LAST, Joined, everything
from tests.veille import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Joined:
    return Joined()


# A saisine that joins a case


def joined(scene: Joined) -> Saisine:
    sent = make.sent(scene.member, scene.place, make.identity(LAST, "Muhammad"))
    return saisines.declare_recevable(
        saisine_id=sent.pk, actor=scene.coordinator, link_to=scene.kept.pk, sent=Sent()
    )


def test_to_join_a_saisine_then_to_part_it_changes_nothing(scene: Joined) -> None:
    sent = make.sent(scene.member, scene.place, make.identity(LAST, "Muhammad"))
    refresh(scene.kept)
    before = everything()

    saisines.declare_recevable(
        saisine_id=sent.pk, actor=scene.coordinator, link_to=scene.kept.pk, sent=Sent()
    )
    assert everything() != before
    scene.part()

    assert everything() == before
    assert make.state_of(sent) == SaisineState.SOUMISE
    lived = {sent.pk, scene.kept.pk}
    assert [fault for fault in replay.replay().faults if fault.object_id in lived] == []


def test_the_author_of_a_joined_saisine_reads_no_name_of_the_other_record(scene: Joined) -> None:
    saisine = joined(scene)
    page = words(factories.signed_in(scene.member).get(url("saisine_detail", saisine.pk)))

    assert "Mohamed" not in page
    assert LAST not in page


# Pages


def test_the_coordonnateur_compares_decides_and_parts(scene: Joined) -> None:
    desk = factories.signed_in(scene.coordinator)
    address = f"/situations/{scene.kept.reference}/doublons-possibles/"
    assert (
        f"/{scene.kept.reference}/doublons-possibles/"
        in desk.get(address.removesuffix("doublons-possibles/")).content.decode()
    )

    page = desk.get(address)
    assert "prénom proche" in words(page)
    assert "Mohamed / Mohammed" in words(page)
    [(_, form)] = page.context["found"]
    typed = {name: form[name].value() for name in form.fields} | {"reason": "orthographe"}
    done = desk.post(address, typed, follow=True)
    assert "Vous pouvez les séparer 30 jours" in words(done)
    assert scene.again(scene.other).state == CaseState.CLOS
    assert "Séparer ce qui a été réuni" in words(done)
    desk.post(f"/situations/{scene.kept.reference}/separer/", {"cle": str(uuid4())})
    assert scene.again(scene.other).state == CaseState.REPERE


def test_a_form_without_a_reason_keeps_the_page(scene: Joined) -> None:
    desk = factories.signed_in(scene.coordinator)
    address = f"/situations/{scene.kept.reference}/doublons-possibles/"
    [(_, form)] = desk.get(address).context["found"]
    typed = {name: form[name].value() for name in form.fields} | {"reason": ""}

    assert "Choisissez ce que vous avez vérifié" in words(desk.post(address, typed))
    assert not Merge.objects.exists()


def test_a_refusal_is_told_on_the_page(scene: Joined) -> None:
    people.judicial_status(scene.other)
    desk = factories.signed_in(scene.coordinator)
    address = f"/situations/{scene.kept.reference}/doublons-possibles/"
    [(_, form)] = desk.get(address).context["found"]
    typed = {name: form[name].value() for name in form.fields} | {"reason": "naissance"}

    assert "information du parquet" in words(desk.post(address, typed))


def test_the_saisine_to_qualify_shows_the_possible_duplicate(scene: Joined) -> None:
    sent = make.sent(scene.member, scene.place, make.identity(LAST, "Muhammad"))
    page = words(factories.signed_in(scene.coordinator).get(url("saisine_detail", sent.pk)))

    assert "Doublon possible" in page
    assert "Muhammad / Mohamed" in page
