"""Rotation and destruction of epochs: what is refused, what is said, who is needed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from pytest_django import Settings

from confidentiality import keyring, rotation
from confidentiality.choices import Role
from confidentiality.errors import Refused
from confidentiality.journal import HOUSE
from confidentiality.keyring import EpochState, Keyring
from confidentiality.models import JointAct, JournalEntry, PersonKey
from confidentiality.verification import verify
from tests.confidentiality.rings import aged
from tests.refused import refused_with
from tests.veille import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def path(settings: Settings, tmp_path: Path) -> Path:
    settings.JALON_KEYRING = tmp_path / "keys" / "keyring.json"
    keyring.ensure(settings.JALON_KEYRING)
    return tmp_path / "keys" / "keyring.json"


def made(count: int = 3) -> dict[UUID, bytes]:
    """Keys under the active epoch: each with what it unwraps to."""
    keys = [PersonKey.objects.create_for_person() for _ in range(count)]
    return {key.pk: key.data_key() for key in keys}


def opened() -> dict[UUID, bytes]:
    return {key.pk: key.data_key() for key in PersonKey.objects.all()}


def epochs() -> set[int]:
    return set(PersonKey.objects.values_list("epoch", flat=True))


class TestRotate:
    def test_every_key_goes_under_a_new_epoch_and_still_opens(self) -> None:
        before = made()

        run = rotation.rotate(timezone.now())

        assert (run.epoch, run.resumed, run.rewrapped) == (2, False, 3)
        assert epochs() == {2}
        assert opened() == before
        assert keyring.current().active.id == 2
        assert not keyring.current().rotating

    def test_a_new_key_is_wrapped_under_the_new_epoch(self) -> None:
        rotation.rotate(timezone.now())

        assert PersonKey.objects.create_for_person().epoch == 2

    def test_a_rotation_that_was_interrupted_goes_on_without_another_epoch(
        self, path: Path
    ) -> None:
        before = made()
        Keyring.load(path).rotated().write(path)
        aged(e1=60, e2=30)

        run = rotation.rotate(timezone.now())

        assert (run.epoch, run.resumed, run.rewrapped) == (2, True, 3)
        assert opened() == before

    def test_the_same_command_typed_twice_makes_one_epoch(self) -> None:
        made()
        rotation.rotate(timezone.now())

        run = rotation.rotate(timezone.now())

        assert (run.epoch, run.rewrapped) == (2, 0)
        assert rotation.rotate(timezone.now(), again=True).epoch == 3

    def test_a_month_later_there_is_another_epoch(self) -> None:
        rotation.rotate(timezone.now())
        aged(e1=60, e2=30)

        assert rotation.rotate(timezone.now()).epoch == 3

    def test_a_key_that_was_altered_stops_no_other(self) -> None:
        made()
        [altered, *others] = PersonKey.objects.order_by("pk")
        PersonKey.objects.filter(pk=altered.pk).update(wrapped=bytes(40))

        run = rotation.rotate(timezone.now())

        assert run.unreadable == {altered.pk}
        assert run.rewrapped == len(others) == PersonKey.objects.filter(epoch=2).count()

    def test_the_journal_tells_the_rotation_and_stays_whole(self) -> None:
        made()
        rotation.rotate(timezone.now())

        told = JournalEntry.objects.filter(action__startswith="keys.").order_by("seq")
        assert [(line.action, line.object_id) for line in told] == [
            ("keys.rotate", "2"),
            ("keys.rotated", "2"),
        ]
        assert told[1].codes == {"count": 3, "unreadable": 0}
        assert verify().findings == ()

    def test_whoever_read_the_former_file_reads_the_new_one(self, path: Path) -> None:
        path.chmod(0o440)

        rotation.rotate(timezone.now())

        assert path.stat().st_mode & 0o777 == 0o440


class TestStatus:
    def test_it_counts_the_keys_of_each_epoch(self, path: Path) -> None:
        made(2)
        Keyring.load(path).rotated().write(path)
        made(1)

        found = rotation.status(timezone.now())

        assert [(each.id, each.state, each.keys) for each in found.epochs] == [
            (1, EpochState.DECRYPT_ONLY, 2),
            (2, EpochState.ACTIVE, 1),
        ]
        assert len(found.alarms) == 1
        assert "keys rotate" in found.alarms[0]

    @pytest.mark.parametrize(("days", "alarms"), [(44, 0), (45, 1)])
    def test_an_epoch_of_forty_five_days_is_an_alarm(self, days: int, alarms: int) -> None:
        aged(e1=days)

        assert len(rotation.status(timezone.now()).alarms) == alarms

    def test_keys_without_their_epoch_are_an_alarm(self) -> None:
        made(1)
        PersonKey.objects.update(epoch=9)

        assert rotation.status(timezone.now()).orphans == 1


class TestDestroy:
    def destroy(self, role: Role = Role.TECHNIQUE) -> bool:
        return rotation.destroy(1, actor=factories.agent(role), now=timezone.now())

    def ready(self) -> None:
        """Epoch 1 stopped being active thirty-six days ago, and holds no key."""
        rotation.rotate(timezone.now())
        aged(e1=60, e2=36)

    def test_two_persons_destroy_an_epoch_for_good(self, path: Path) -> None:
        self.ready()

        assert not self.destroy(Role.TECHNIQUE)
        assert Keyring.load(path).key_of(1)
        assert self.destroy(Role.DPO)

        assert json.loads(path.read_text())["epochs"][0]["key"] is None
        with pytest.raises(ImproperlyConfigured, match="détruite"):
            keyring.current().key_of(1)
        assert {each.name for each in path.parent.iterdir()} == {path.name, f"{path.name}.lock"}

    def test_the_journal_names_both_persons(self) -> None:
        self.ready()
        one, other = factories.agent(Role.TECHNIQUE), factories.agent(Role.DPO)
        for actor in (one, other):
            rotation.destroy(1, actor=actor, now=timezone.now())

        lines = JournalEntry.objects.filter(chain_id=HOUSE)
        told = [(line.action, line.actor_id) for line in lines.exclude(actor_id=None)]
        assert told == [
            ("joint_act.ask", one.user.pk),
            ("joint_act.agree", other.user.pk),
            ("keys.destroy", other.user.pk),
            ("keys.destroyed", other.user.pk),
        ]

    def test_the_same_person_twice_destroys_nothing(self, path: Path) -> None:
        self.ready()
        actor = factories.agent(Role.TECHNIQUE)
        rotation.destroy(1, actor=actor, now=timezone.now())

        with refused_with("joint_act_alone"):
            rotation.destroy(1, actor=actor, now=timezone.now())
        assert Keyring.load(path).key_of(1)

    def test_a_request_ends_after_a_day(self, path: Path) -> None:
        self.ready()
        assert not self.destroy()
        JointAct.objects.update(until=timezone.now())

        assert not self.destroy()
        assert Keyring.load(path).key_of(1)

    @pytest.mark.parametrize(
        "role", [role for role in Role if role not in {Role.TECHNIQUE, Role.DPO}]
    )
    def test_no_other_function_destroys(self, role: Role, path: Path) -> None:
        self.ready()

        with refused_with("joint_act_role"):
            self.destroy(role)
        assert Keyring.load(path).key_of(1)

    def test_an_interrupted_destruction_is_finished_by_either_of_the_two(self, path: Path) -> None:
        self.ready()
        one, other = factories.agent(Role.TECHNIQUE), factories.agent(Role.DPO)
        for actor in (one, other):
            rotation.destroy(1, actor=actor, now=timezone.now())
        # Killed once the file was replaced, before anything said so.
        JointAct.objects.update(done_at=None)

        with refused_with("joint_act_taken"):
            self.destroy()
        assert rotation.destroy(1, actor=one, now=timezone.now())
        assert JointAct.objects.get().done_at is not None

    def test_the_active_epoch_is_never_destroyed(self, path: Path) -> None:
        with refused_with("epoch_active"):
            self.destroy()
        assert Keyring.load(path).active.key

    def test_an_epoch_that_nobody_knows_is_refused(self) -> None:
        with refused_with("epoch_unknown"):
            rotation.destroy(7, actor=factories.agent(Role.DPO), now=timezone.now())

    def test_an_epoch_with_a_living_key_is_not_destroyed(self, path: Path) -> None:
        self.ready()
        made(1)
        PersonKey.objects.update(epoch=1)

        with refused_with("epoch_in_use"):
            self.destroy()
        assert Keyring.load(path).key_of(1)

    @pytest.mark.parametrize(("days", "kept"), [(34, True), (35, False)])
    def test_an_epoch_outlives_the_backups_that_it_opens(self, days: int, kept: bool) -> None:
        rotation.rotate(timezone.now())
        aged(e1=60, e2=days)

        if kept:
            with refused_with("epoch_in_backups"):
                self.destroy()
        else:
            assert not self.destroy()

    def test_a_longer_retention_keeps_an_epoch_longer(self, settings: Settings) -> None:
        self.ready()
        settings.JALON_BACKUP_DAYS = 90

        with pytest.raises(Refused):
            rotation.destroy(
                1,
                actor=factories.agent(Role.DPO),
                now=timezone.now() + timedelta(days=53),
            )
