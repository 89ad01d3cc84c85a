"""The representatives of an identity set aside end when theirs would have ended (I27, R1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from casework.choices.lists import ClosingReason
from casework.models import LegalRepresentative, Merge, YoungPerson
from casework.services import cases
from casework.timers.rules import Rule
from confidentiality.door import Sent
from confidentiality.models import JournalEntry
from notifications import timers
from notifications.models import Timer
from tests.casework import factories as people
from tests.casework.joined import Joined

WAITING = {"state": "waiting", "rule": Rule.REUNION}


def joined(*, age_days: int) -> Joined:
    """A merger of today; the identity set aside came of age that many days ago."""
    scene = Joined()
    scene.kept.informed_on = timezone.localdate()
    scene.kept.save()
    person = scene.other.young_person
    person.birth_date = people.born(18, days=-age_days)
    with transaction.atomic():
        person.save()
        for each in (person, scene.kept.young_person):
            LegalRepresentative.objects.create(
                young_person=each, quality="mere", last_name="Exemple", first_name="Alix"
            )
    scene.merge()
    return scene


def left(scene: Joined) -> set[Any]:
    return set(LegalRepresentative.objects.values_list("young_person", flat=True))


def run(days: int) -> datetime:
    at = timezone.now() + timedelta(days=days)
    timers.run_due(at)
    return at


@pytest.mark.django_db(transaction=True)
def test_i27_they_go_thirty_days_after_majority_while_it_is_set_aside() -> None:
    scene = joined(age_days=20)
    kept, aside = scene.kept.young_person_id, scene.other.young_person_id

    run(9)
    assert left(scene) == {kept, aside}
    run(10)

    assert left(scene) == {kept}
    assert Merge.objects.get().ended_at is None
    told = JournalEntry.objects.filter(action="case.erase_representatives")
    assert told.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_parted_afterwards_comes_back_without_them() -> None:
    scene = joined(age_days=20)
    run(12)

    scene.part()

    assert scene.again(scene.other).young_person == scene.other.young_person
    person = YoungPerson.objects.for_system("parted").get(pk=scene.other.young_person_id)
    assert not person.representatives.exists()
    assert person.address


@pytest.mark.django_db(transaction=True)
def test_no_timer_of_a_merger_tells_the_day_of_a_majority() -> None:
    joined(age_days=20)
    tomorrow = timezone.localdate() + timedelta(days=1)

    due = Timer.objects.get(**WAITING).due_at

    assert timezone.localdate(due) == tomorrow
    assert timers.foreseen([Rule.REUNION], timezone.now() + timedelta(days=5)) == {}
    assert timers.foreseen([Rule.REUNION], timezone.now() + timedelta(days=10)) == {Rule.REUNION: 1}


@pytest.mark.django_db(transaction=True)
def test_a_minor_s_stay_until_the_merger_is_final() -> None:
    scene = joined(age_days=-300)

    run(29)
    assert scene.other.young_person_id in left(scene)
    run(31)

    assert scene.other.young_person_id not in left(scene)


@pytest.mark.django_db
def test_they_end_with_the_follow_up_that_took_the_identity_in() -> None:
    scene = joined(age_days=-300)

    cases.close(
        case_id=scene.kept.pk, actor=scene.coordinator, code=ClosingReason.PERTE, sent=Sent()
    )

    assert not LegalRepresentative.objects.exists()
    aside = YoungPerson.objects.for_system("set aside").get(pk=scene.other.young_person_id)
    assert (aside.address, aside.phone) == (None, None)
    assert aside.last_name
