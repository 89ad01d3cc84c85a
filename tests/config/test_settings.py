"""The settings: what production refuses, what a fresh machine makes for itself."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import flag, number, secret, words
from config.settings.secret_key import kept_secret_key
from tests.production import clean_environment, production_environment

REFUSALS = {
    "debug": ({"JALON_DEBUG": "True"}, "JALON_DEBUG"),
    "demonstration": ({"JALON_DEMO": "True"}, "JALON_DEMO"),
    "embedded": ({"JALON_EMBEDDED": "True"}, "JALON_EMBEDDED"),
    "a flag that is neither True nor False": ({"JALON_BEHIND_PROXY": "oui"}, "JALON_BEHIND_PROXY"),
    "no host": ({"JALON_HOSTS": ""}, "JALON_HOSTS"),
    "any host": ({"JALON_HOSTS": "*"}, "joker"),
    "any host of a domain": ({"JALON_HOSTS": ".exemple.fr"}, "joker"),
    "SQLite": ({"JALON_DB_HOST": ""}, "PostgreSQL"),
    "no broker": ({"JALON_REDIS_URL": ""}, "JALON_REDIS_URL"),
    "no key": ({"JALON_SECRET_KEY_FILE": ""}, "JALON_SECRET_KEY"),
    "a short key": ({"JALON_SECRET_KEY_FILE": "", "JALON_SECRET_KEY": "court"}, "trop faible"),
    "a key file that is missing": ({"JALON_SECRET_KEY_FILE": "/absent"}, "illisible"),
    "no keyring": ({"JALON_KEYRING": "/absent/keyring.json"}, "introuvable"),
}


@pytest.fixture
def production() -> Iterator[dict[str, str]]:
    """A production that starts, before the test spoils it."""
    with production_environment() as env:
        yield env


def start(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Load the settings in another process, as an installation does."""
    return subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; settings.SECRET_KEY"],
        env={**clean_environment(), **env},
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        check=False,
    )


class TestProduction:
    def test_it_starts_when_nothing_is_in_doubt(self, production: dict[str, str]) -> None:
        done = start(production)

        assert done.returncode == 0, done.stderr

    @pytest.mark.parametrize(("changes", "reason"), REFUSALS.values(), ids=REFUSALS)
    def test_it_refuses_to_start_on(
        self, production: dict[str, str], changes: dict[str, str], reason: str
    ) -> None:
        done = start(production | changes)

        assert done.returncode != 0
        assert "ImproperlyConfigured" in done.stderr
        assert reason in done.stderr.splitlines()[-1]

    @pytest.mark.parametrize("mode", [0o640, 0o604])
    def test_it_refuses_a_keyring_that_others_may_read(
        self, production: dict[str, str], mode: int
    ) -> None:
        Path(production["JALON_KEYRING"]).chmod(mode)

        done = start(production)

        assert done.returncode != 0
        assert "ouvert à d’autres comptes" in done.stderr


class TestSecret:
    def test_it_is_read_from_the_file(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        file = tmp_path / "secret"
        file.write_text("du fichier\n", encoding="utf-8")
        monkeypatch.setenv("JALON_EXAMPLE_FILE", str(file))
        monkeypatch.setenv("JALON_EXAMPLE", "de la variable")

        assert secret("JALON_EXAMPLE") == "du fichier"

    def test_a_missing_one_is_named(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="JALON_EXAMPLE"):
            secret("JALON_EXAMPLE")


class TestReading:
    def test_a_flag_keeps_its_default(self) -> None:
        assert flag("JALON_EXAMPLE", default=True)
        assert not flag("JALON_EXAMPLE", default=False)

    def test_a_number_must_be_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("JALON_EXAMPLE", "-1")

        with pytest.raises(ImproperlyConfigured, match="JALON_EXAMPLE"):
            number("JALON_EXAMPLE", default=1)

    def test_words_are_separated_by_commas(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("JALON_EXAMPLE", "a.exemple.fr, b.exemple.fr,")

        assert words("JALON_EXAMPLE") == ["a.exemple.fr", "b.exemple.fr"]


class TestKeptSecretKey:
    def test_it_is_made_once(self, tmp_path: Path) -> None:
        path = tmp_path / "keys" / "secret_key"

        assert kept_secret_key(path) == kept_secret_key(path)

    def test_its_owner_alone_reads_it(self, tmp_path: Path) -> None:
        path = tmp_path / "keys" / "secret_key"

        kept_secret_key(path)

        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert list(path.parent.iterdir()) == [path]
