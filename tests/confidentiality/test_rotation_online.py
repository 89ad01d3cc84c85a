"""A rotation while agents read and write, killed at any point, in processes of their own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from random import Random
from subprocess import Popen
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.utils import timezone
from pytest_django import Settings

from confidentiality import keyring, rotation
from confidentiality.keyring import Keyring
from confidentiality.models import JournalEntry, PersonKey
from tests.processes import started

pytestmark = pytest.mark.django_db(transaction=True)

KEYS = 400


@pytest.fixture(autouse=True)
def path(settings: Settings, tmp_path: Path) -> Path:
    settings.JALON_KEYRING = tmp_path / "keys" / "keyring.json"
    keyring.ensure(settings.JALON_KEYRING)
    return tmp_path / "keys" / "keyring.json"


def made() -> dict[UUID, bytes]:
    with transaction.atomic():
        keys = [PersonKey.objects.create_for_person() for _ in range(KEYS)]
    return {key.pk: key.data_key() for key in keys}


def begun(number: int) -> Popen[str]:
    """An agent who has begun to work."""
    process = started("tests.confidentiality.turning", str(number))
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    return process


def rotate_slowly() -> None:
    """In small batches, so that there is time to be killed between two."""
    rotation.BATCH, rotation.PAUSE = 20, 0.005
    rotation.rotate(timezone.now())


def killed_after(seconds: float) -> bool:
    """Begin a rotation in a process of its own; whether it had to be killed (signal 9)."""
    connections.close_all()
    process = get_context("fork").Process(target=rotate_slowly)
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    return process.exitcode == -9


@contextmanager
def in_use(agents: int = 2) -> Iterator[list[dict[str, int]]]:
    """Agents at work meanwhile; afterwards, what each did. One that failed fails the test."""
    done: list[dict[str, int]] = []
    with ExitStack() as stack:
        processes = [stack.enter_context(begun(number)) for number in range(agents)]
        for process in processes:
            stack.callback(process.kill)
        yield done
        for process in processes:
            out, error = process.communicate("stop\n", timeout=60)
            assert process.returncode == 0, error
            done.append(json.loads(out))


def test_agents_read_and_write_during_a_rotation_and_no_key_fails() -> None:
    before = made()

    with in_use() as done:
        rotation.rotate(timezone.now())
        # Processes that were there before it take the new epoch without starting again.
        time.sleep(0.5)

    assert all(each["read"] and each["written"] for each in done)
    assert {pk: key.data_key() for pk, key in _keys(before).items()} == before
    rotation.rotate(timezone.now())
    assert set(PersonKey.objects.values_list("epoch", flat=True)) == {2}
    assert PersonKey.objects.count() == KEYS + sum(each["created"] for each in done)
    assert PersonKey.objects.latest("created_at").epoch == 2


def test_a_rotation_killed_at_any_point_is_finished_by_the_next(path: Path) -> None:
    before = made()
    rng = Random(9)  # noqa: S311  # the same points at each run
    killed, longest = 0, 0.05

    with in_use(agents=1):
        while killed_after(rng.uniform(0, longest)):
            killed += 1
            # However slow the machine is, one run has the time to finish.
            longest *= 1.05

    ring = Keyring.load(path)
    assert [epoch.id for epoch in ring.epochs] == [1, 2]
    assert killed > 1
    assert rotation.rotate(timezone.now()).epoch == 2
    assert not keyring.current().rotating
    assert {pk: key.data_key() for pk, key in _keys(before).items()} == before
    assert JournalEntry.objects.filter(action="keys.rotate").count() > 1


def _keys(before: dict[UUID, bytes]) -> dict[UUID, PersonKey]:
    return {key.pk: key for key in PersonKey.objects.filter(pk__in=before)}
