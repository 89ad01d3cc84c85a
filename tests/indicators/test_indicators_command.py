"""``manage.py indicators``, the work of the night, and two that freeze at the same time."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from confidentiality import append_only, journal_key
from indicators.models import Contribution
from indicators.periods import last_closed_month
from notifications import embedded, nightly, tasks
from tests.indicators import departement
from tests.processes import started
from veille.models import Cellule


@pytest.fixture
def key(settings: Settings, tmp_path: Path) -> Path:
    path = tmp_path / "indicators.key"
    settings.JALON_INDICATORS_KEY = path
    settings.JALON_INDICATORS_PUBLIC_KEY = path.with_suffix(".pub")
    journal_key.ensure(path, of="des contributions")
    return path


@pytest.fixture
def place(db: None) -> Cellule:
    """A cellule that counted one young person in the last closed month."""
    made = departement.cellules()["arras"]
    departement.lines(made, str(last_closed_month(timezone.now())), "repere")
    return made


def closed() -> str:
    return str(last_closed_month(timezone.now()))


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("indicators", *arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as caught:
        said(*arguments)
    return caught.value.returncode, str(caught.value)


def test_a_closed_month_is_frozen_once_then_computed_again(place: Cellule, key: Path) -> None:
    assert "1 contribution figée" in said("freeze", closed())
    assert "rien à figer" in said("freeze", closed(), "--tenant", str(place.collectivite_id))
    assert "à l’octet près" in said("recompute", closed())


@pytest.mark.parametrize("months", [0, 1, 12])
def test_a_month_that_is_not_closed_is_refused_with_code_2(
    place: Cellule, key: Path, months: int
) -> None:
    later = timezone.localdate() + relativedelta(months=months)

    code, sentence = refusal("freeze", f"{later:%Y-%m}")

    assert (code, "n’est pas close" in sentence) == (2, True)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("freeze", "novembre"), "Période illisible"),
        (("freeze", "2026-10", "--tenant", "Arras"), "Aucune collectivité"),
        (("freeze", "2026-10", "--tenant", "00000000-0000-4000-8000-000000000000"), "Aucune"),
    ],
)
def test_what_cannot_be_read_is_refused_with_code_2(
    place: Cellule, key: Path, arguments: tuple[str, ...], words: str
) -> None:
    code, sentence = refusal(*arguments)

    assert (code, words in sentence) == (2, True)


def test_without_its_key_nothing_is_frozen(place: Cellule, settings: Settings) -> None:
    settings.JALON_INDICATORS_KEY = Path("/nowhere/indicators.key")

    code, sentence = refusal("freeze", closed())

    assert (code, "Clé des contributions absente" in sentence) == (2, True)


def test_a_key_open_to_others_is_refused_and_named_for_what_it_signs(
    place: Cellule, key: Path
) -> None:
    key.chmod(0o644)

    code, sentence = refusal("freeze", closed())

    assert (code, "Clé des contributions trop ouverte" in sentence) == (2, True)
    with pytest.raises(ImproperlyConfigured, match="Clé des contributions"):
        journal_key.SealingKey.load(key, of="des contributions")


def test_a_difference_is_named_with_code_1(place: Cellule, key: Path) -> None:
    said("freeze", closed())
    connection.check_constraints()
    append_only.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_countedevent SET sex = 'M'")
    append_only.install(connection)

    code, sentence = refusal("recompute", closed())

    assert (code, f"Cellule de Arras, {closed()}" in sentence) == (1, True)
    assert refusal("recompute", "2019-01")[0] == 1


def test_the_night_freezes_what_is_closed_and_once(place: Cellule, key: Path) -> None:
    tasks.run_nightly()
    made = Contribution.objects.count()
    tasks.run_nightly()

    assert made >= 1
    assert Contribution.objects.count() == made
    assert "à l’octet près" in said("recompute", closed())


def test_without_the_key_the_night_says_so(
    place: Cellule, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.JALON_INDICATORS_KEY = Path("/nowhere/indicators.key")

    nightly.run()

    assert "clé absente" in caplog.text
    assert not Contribution.objects.exists()


def test_nothing_is_frozen_by_a_clock_in_doubt(
    place: Cellule, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.ticking.believes_clock", lambda: False)

    nightly.run()

    assert not Contribution.objects.exists()


def test_a_night_that_fails_is_logged_without_its_words(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(now: object) -> None:
        raise LookupError("a name")

    monkeypatch.setitem(nightly._works, "Contributions", fail)

    nightly.run()

    assert "LookupError" in caplog.text
    assert "a name" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_thread_of_one_machine_freezes_too(place: Cellule, key: Path) -> None:
    embedded.Drainer().once()

    assert Contribution.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_that_freeze_at_once_make_one_contribution(place: Cellule) -> None:
    journal_key.ensure(django_settings.JALON_INDICATORS_KEY)

    both = [started("django", "indicators", "freeze", closed()) for _ in range(2)]
    answers = [(each.communicate(timeout=240), each.returncode) for each in both]

    assert [code for _, code in answers] == [0, 0], answers
    told = "".join(out for (out, _), _ in answers)
    # One of them for each of the three collectivités, whichever came first.
    assert (told.count("1 contribution figée"), told.count("rien à figer")) == (3, 3)
    assert Contribution.objects.count() == 3
