"""After a restore: everybody whom the ledger names is erased again, with all their rows."""

from __future__ import annotations

import pytest
from django.utils import timezone

from casework.choices.states import CaseState
from casework.models import (
    Case,
    EliminationCertificate,
    Merge,
    Saisine,
    Tombstone,
    YoungPerson,
)
from casework.services.replay import replay
from confidentiality import erasure_ledger, erasures
from confidentiality.choices import ErasureGround
from confidentiality.erasures import Standing
from confidentiality.models import Event, JournalEntry, PersonKey
from confidentiality.verification import verify
from notifications.models import Timer
from tests.casework import factories as people
from tests.casework.joined import Joined
from tests.casework.path import Path

pytestmark = pytest.mark.django_db

STEPS = (
    CaseState.REPERE,
    CaseState.EN_EXAMEN,
    CaseState.EN_COURS,
    CaseState.BILAN_PRESENTE,
    CaseState.CLOS,
)


def name(key: PersonKey, ground: ErasureGround = ErasureGround.ELIMINATION) -> None:
    """The ledger names this key: what it held was erased after the backup."""
    erasures.first_start()
    erasure_ledger.append(
        erasures.ledger_path(), key_id=key.pk, epoch=key.epoch, ground=ground, at=timezone.now()
    )


@pytest.mark.parametrize("state", STEPS)
def test_whatever_the_step_of_the_backup_nothing_is_left_but_a_tombstone(state: CaseState) -> None:
    path = Path().to(state)
    name(path.case.young_person.key)
    assert erasures.standing() is Standing.BEHIND

    assert replay() == 1

    assert erasures.standing() is Standing.CURRENT
    assert not Case.objects.for_system("nothing is left").exists()
    assert not Saisine.objects.for_system("nothing is left").exists()
    assert not YoungPerson.objects.for_system("nothing is left").exists()
    assert not PersonKey.objects.exists()
    assert not Timer.objects.filter(target_id=path.case.pk).exists()
    assert not Event.objects.filter(object_id__in=[path.case.pk, path.saisine.pk]).exists()
    assert Tombstone.objects.filter(pk=path.case.pk).exists()
    certificate = EliminationCertificate.objects.get()
    assert (certificate.cases, certificate.people) == (1, 1)
    assert verify().findings == ()


def test_the_others_are_left_as_they_are() -> None:
    gone, kept = people.case().young_person, people.case().young_person
    name(gone.key)

    replay()

    assert YoungPerson.objects.for_system("kept").get().last_name == kept.last_name


def test_running_it_again_does_nothing_more() -> None:
    name(people.case().young_person.key)

    assert replay() == 1
    assert replay() == 0
    assert JournalEntry.objects.filter(action="key.destroy_again").count() == 1
    assert [
        line.codes["count"] for line in JournalEntry.objects.filter(action="erasure.replay")
    ] == [
        1,
        0,
    ]


def test_a_key_that_nobody_bears_is_destroyed_too() -> None:
    name(PersonKey.objects.create_for_person())

    assert replay() == 1
    assert not PersonKey.objects.exists()


def test_a_draft_that_had_expired_goes_again_without_a_tombstone() -> None:
    path = Path().draft()
    name(path.saisine.young_person.key, ErasureGround.SANS_SUITE)

    replay()

    assert not Saisine.objects.for_system("nothing is left").exists()
    assert not Tombstone.objects.exists()


def test_a_saisine_that_had_joined_a_known_file_is_not_lost_with_its_identity() -> None:
    path = Path().draft()
    person = path.saisine.young_person
    known = people.young_person(path.cellule)
    YoungPerson.objects.for_system("the same").filter(pk=known.pk).update(likeness=person.likeness)
    name(person.key, ErasureGround.DOUBLON)

    replay()

    assert Saisine.objects.for_system("kept").get().young_person_id == known.pk
    assert YoungPerson.objects.for_system("kept").get().pk == known.pk


def test_an_identity_set_aside_by_a_merger_goes_again_and_the_other_stays() -> None:
    scene = Joined()
    scene.merge()
    made = Merge.objects.get()
    assert made.absorbed is not None
    name(made.absorbed.key, ErasureGround.DOUBLON)

    replay()

    assert Merge.objects.get().absorbed is None
    assert [row.pk for row in YoungPerson.objects.for_system("kept")] == [
        scene.again(scene.kept).young_person_id
    ]


def test_the_case_and_the_identity_that_had_joined_it_both_go() -> None:
    scene = Joined()
    scene.merge()
    made = Merge.objects.get()
    assert made.absorbed is not None
    for key in (scene.again(scene.kept).young_person.key, made.absorbed.key):
        name(key)

    replay()

    assert not YoungPerson.objects.for_system("nothing is left").exists()
    assert erasures.standing() is Standing.CURRENT
