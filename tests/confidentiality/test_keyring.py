"""The keyring file: created once, never doubted, never shown."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from confidentiality import keyring
from confidentiality.keyring import EpochState, Keyring


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keyring.json"


def _change(path: Path, **changes: Any) -> None:
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | changes))


class TestEnsure:
    def test_it_creates_a_keyring_that_only_its_owner_reads(self, path: Path) -> None:
        keyring.ensure(path)

        assert path.stat().st_mode & 0o777 == 0o600
        assert Keyring.load(path).active.id == 1

    def test_it_never_replaces_an_existing_keyring(self, path: Path) -> None:
        keyring.ensure(path)
        before = path.read_bytes()

        keyring.ensure(path)

        assert path.read_bytes() == before

    def test_it_leaves_nothing_else_in_the_folder(self, path: Path) -> None:
        keyring.ensure(path)

        assert list(path.parent.iterdir()) == [path]

    def test_two_processes_that_start_together_share_one_keyring(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keyring.ensure(path)
        before = path.read_bytes()
        # The second process looked before the first one wrote.
        monkeypatch.setattr(Path, "exists", lambda self, **kwargs: False)

        keyring.ensure(path)

        assert path.read_bytes() == before


class TestLoad:
    def test_a_missing_keyring_is_refused_in_french(self, path: Path) -> None:
        with pytest.raises(ImproperlyConfigured, match="Trousseau de clés introuvable"):
            Keyring.load(path)

    def test_a_keyring_that_others_may_read_is_refused(self, path: Path) -> None:
        keyring.ensure(path)
        path.chmod(0o644)

        with pytest.raises(ImproperlyConfigured, match="trop ouvert"):
            Keyring.load(path)

    def test_a_keyring_mounted_for_a_group_is_accepted(self, path: Path) -> None:
        keyring.ensure(path)
        path.chmod(0o440)

        assert Keyring.load(path).active.id == 1

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "[]",
            "{",
            "{}",
            '{"format": 1, "master": 3, "epochs": []}',
            '{"format": 1, "master": "short", "epochs": []}',
        ],
    )
    def test_a_garbled_keyring_is_refused_without_quoting_it(
        self, path: Path, content: str
    ) -> None:
        keyring.ensure(path)
        path.write_text(content)

        with pytest.raises(ImproperlyConfigured, match="abîmé") as error:
            Keyring.load(path)

        assert error.value.__cause__ is None
        assert "short" not in str(error.value)

    def test_bytes_that_are_no_text_are_refused(self, path: Path) -> None:
        keyring.ensure(path)
        path.write_bytes(b"\xff\xfe\x00")

        with pytest.raises(ImproperlyConfigured, match="illisible"):
            Keyring.load(path)

    @pytest.mark.parametrize(
        "changes",
        [
            {"format": 2},
            {"epochs": []},
            {"master": "AAAA"},
            {"master": "é"},
        ],
        ids=["unknown format", "no epoch", "short master", "not base64"],
    )
    def test_a_keyring_with_a_wrong_part_is_refused(
        self, path: Path, changes: dict[str, Any]
    ) -> None:
        keyring.ensure(path)
        _change(path, **changes)

        with pytest.raises(ImproperlyConfigured, match="abîmé"):
            Keyring.load(path)

    def test_two_active_epochs_or_two_of_one_number_are_refused(self, path: Path) -> None:
        keyring.ensure(path)
        [epoch] = json.loads(path.read_text())["epochs"]

        for second in (epoch | {"id": 2}, epoch | {"state": "decrypt_only"}):
            _change(path, epochs=[epoch, second])
            with pytest.raises(ImproperlyConfigured, match="abîmé"):
                Keyring.load(path)

    def test_a_destroyed_epoch_that_still_has_a_key_is_refused(self, path: Path) -> None:
        keyring.ensure(path)
        [epoch] = json.loads(path.read_text())["epochs"]
        _change(path, epochs=[epoch, epoch | {"id": 2, "state": "destroyed"}])

        with pytest.raises(ImproperlyConfigured, match="abîmé"):
            Keyring.load(path)


class TestEpochs:
    def test_a_rotation_adds_an_active_epoch_and_keeps_the_former_to_decrypt(self) -> None:
        first = Keyring.generate()

        second = first.rotated()

        assert [epoch.state for epoch in second.epochs] == [
            EpochState.DECRYPT_ONLY,
            EpochState.ACTIVE,
        ]
        assert second.key_of(1) == first.key_of(1)
        assert second.key_of(2) != first.key_of(1)

    def test_what_is_written_is_read_again_unchanged(self, path: Path) -> None:
        path.parent.mkdir()
        ring = Keyring.generate().rotated().without(1).rotated()

        ring.write(path)

        assert Keyring.load(path) == ring
        assert path.stat().st_mode & 0o777 == 0o600
        assert list(path.parent.iterdir()) == [path]

    def test_a_destroyed_epoch_opens_nothing_and_its_key_is_gone_from_the_file(
        self, path: Path
    ) -> None:
        path.parent.mkdir()
        ring = Keyring.generate().rotated()
        ring.without(1).write(path)

        with pytest.raises(ImproperlyConfigured, match="époque 1 du trousseau est détruite"):
            Keyring.load(path).key_of(1)
        assert json.loads(path.read_text())["epochs"][0]["key"] is None

    def test_the_active_epoch_is_not_destroyed(self) -> None:
        with pytest.raises(ValueError, match="rotation"):
            Keyring.generate().without(1)

    def test_an_unknown_epoch_is_refused_in_french(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="époque 7 est absente"):
            Keyring.generate().key_of(7)

    def test_no_key_appears_in_a_representation(self) -> None:
        ring = Keyring.generate()

        assert repr(ring.master) not in repr(ring)
        assert repr(ring.key_of(1)) not in repr(ring)


class TestSubkeys:
    def test_a_purpose_and_a_scope_always_give_the_same_key(self) -> None:
        ring = Keyring.generate()

        assert ring.subkey("index", "a") == ring.subkey("index", "a")
        assert len(ring.subkey("index", "a")) == 32

    def test_another_purpose_scope_or_keyring_gives_another_key(self) -> None:
        ring = Keyring.generate()
        keys = {
            ring.subkey("index", "a"),
            ring.subkey("index", "b"),
            ring.subkey("export", "a"),
            ring.subkey("inde", "xa"),
            Keyring.generate().subkey("index", "a"),
        }

        assert len(keys) == 5

    def test_a_rotation_changes_no_sub_key(self) -> None:
        ring = Keyring.generate()

        assert ring.rotated().subkey("index", "a") == ring.subkey("index", "a")


class TestCurrent:
    def test_it_is_read_once_then_again_when_the_file_changes(
        self, path: Path, settings: Settings
    ) -> None:
        keyring.ensure(path)
        settings.JALON_KEYRING = path
        first = keyring.current()

        assert keyring.current() is first
        first.rotated().write(path)
        os.utime(path, ns=(0, 0))
        assert keyring.current().active.id == 2

    def test_a_keyring_that_disappears_is_missed_at_once(
        self, path: Path, settings: Settings
    ) -> None:
        keyring.ensure(path)
        settings.JALON_KEYRING = path
        keyring.current()
        path.unlink()

        with pytest.raises(ImproperlyConfigured, match="introuvable"):
            keyring.current()
