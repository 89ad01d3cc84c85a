"""I30: the persons are told, or the mayor signs a report, or the case freezes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from casework.choices.lists import DeferralReason, FreezeReason, ProlongationReason
from casework.choices.states import CaseState as C
from casework.guards.seances import every_case_is_decided
from casework.letters import letters_at
from casework.models import Case
from casework.services import cases
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import NotPermitted, NotVisible, Refused
from tests.casework import factories as people
from tests.casework.decided import carry_on
from tests.casework.factories import born
from tests.casework.path import Path
from tests.veille import factories
from tests.veille.factories import signed_in

pytestmark = pytest.mark.django_db


def defer(path: Path, by: Actor | None = None, *, days: int = 60, code: str = "") -> Case:
    return cases.defer_information(
        case_id=path.case.pk,
        actor=by or path.mayor,
        code=code or DeferralReason.DANGER,
        until=path.today + timedelta(days=days),
        sent=path.sent,
    )


def freeze(path: Path, code: str = FreezeReason.INFORMATION) -> None:
    Case.objects.for_system("frozen by the clock").filter(pk=path.case.pk).update(
        freeze_code=code, frozen_on=path.today
    )


@pytest.fixture
def path() -> Path:
    """A case repéré in a cellule that informs before it examines."""
    path = Path()
    path.cellule.informs_before_examination = True
    path.cellule.save()
    return path.to(C.REPERE)


def test_i30_a_case_whose_person_was_not_told_is_not_put_on_an_agenda(path: Path) -> None:
    path.plan()

    with pytest.raises(Refused, match="information_before_examination"):
        path.inscribe()


def test_i30_a_report_signed_by_the_mayor_lets_the_cellule_examine(path: Path) -> None:
    path.plan()
    defer(path)

    assert path.inscribe().case.state == C.INSCRIT


def test_i30_a_report_that_has_ended_opens_nothing(path: Path) -> None:
    defer(path, days=3)
    path.now += timedelta(days=3)
    path.plan()

    with pytest.raises(Refused, match="information_before_examination"):
        path.inscribe()


@pytest.mark.parametrize("who", ["coordinator", "member", "referent"])
def test_only_the_mayor_signs_a_report(path: Path, who: str) -> None:
    with pytest.raises((NotPermitted, NotVisible)):
        defer(path, getattr(path, who))


@pytest.mark.parametrize("days", [0, -1, 120])
def test_a_report_ends_in_the_future_within_three_months(path: Path, days: int) -> None:
    with pytest.raises(Refused, match="deferral_too_long"):
        defer(path, days=days)


def test_a_report_bears_a_reason_of_the_list(path: Path) -> None:
    with pytest.raises(Refused, match="unknown_deferral"):
        defer(path, code="convenance")


def test_a_person_already_told_is_not_put_off(path: Path) -> None:
    path.inform()

    with pytest.raises(Refused, match="already_informed"):
        defer(path)


def test_i30_nothing_changes_on_a_frozen_case(path: Path) -> None:
    freeze(path)
    path.plan()

    with pytest.raises(Refused, match="case_frozen"):
        path.inscribe()


def test_i30_telling_the_person_lifts_the_freeze(path: Path) -> None:
    freeze(path)

    assert path.inform().case.freeze_code == ""


def test_i30_a_report_of_the_mayor_lifts_the_freeze(path: Path) -> None:
    freeze(path)

    assert defer(path).freeze_code == ""


def test_i66_a_request_of_the_person_freezes_everything_even_the_information(path: Path) -> None:
    freeze(path, FreezeReason.DROITS)

    with pytest.raises(Refused, match="case_frozen"):
        path.inform()


def test_a_measure_of_a_frozen_case_does_not_advance() -> None:
    path = Path().to(C.EN_COURS).designate()
    freeze(path)

    with pytest.raises(Refused, match="case_frozen"):
        path.accept_mission()


def test_after_twelve_months_a_follow_up_goes_on_for_a_reason_only() -> None:
    path = Path().to(C.BILAN_PRESENTE)
    Case.objects.for_system("a year has passed").update(term_on=path.today)

    with pytest.raises(Refused, match="term_reached"):
        carry_on(path)
    case = cases.carry_on(
        case_id=path.case.pk,
        actor=path.coordinator,
        sent=path.sent,
        prolongation=ProlongationReason.OBJECTIFS,
    )

    assert case.state == C.EN_COURS
    assert case.term_on is not None
    assert case.term_on > timezone.localdate()


def test_a_frozen_case_does_not_keep_a_seance_open() -> None:
    path = Path().to(C.EN_EXAMEN)
    freeze(path)

    assert every_case_is_decided(path.seance)


# Which letter, by age on the day


@pytest.mark.parametrize(
    ("age", "letters"),
    [
        (12, ("mineur_12_14", "representants")),
        (14, ("mineur_12_14", "representants")),
        (15, ("mineur_15_17", "representants")),
        (17, ("mineur_15_17", "representants")),
        (18, ("majeur",)),
        (24, ("majeur",)),
    ],
)
def test_d08_each_age_has_its_letter_and_a_minor_two(age: int, letters: tuple[str, ...]) -> None:
    assert letters_at(age) == letters
    assert letters_at(age, contrary_interest=True) == letters[:1]


@pytest.mark.parametrize(
    ("birth_date", "letter"),
    [
        (born(15, days=1), "mineur de 12 à 14 ans"),
        (born(15), "mineur de 15 à 17 ans"),
        (born(18, days=1), "mineur de 15 à 17 ans"),
        (born(18), "jeune majeur"),
    ],
    ids=["eve of fifteen", "fifteen", "eve of eighteen", "eighteen"],
)
def test_d08_the_page_names_the_letter_by_the_age_of_the_day(birth_date: date, letter: str) -> None:
    about = people.case(birth_date=birth_date)
    chair = factories.agent(Role.COORDONNATEUR, about.cellule)

    shown = signed_in(chair).get(f"/situations/{about.reference}/informer/").content.decode()

    assert letter in shown
    assert ("représentants légaux »" in shown.replace("\u202f", " ")) == (letter != "jeune majeur")


def test_d08_what_was_given_is_told_by_the_age_of_that_day() -> None:
    day = timezone.localdate() - timedelta(days=30)
    about = people.case(birth_date=born(18), informed_on=day, informed_by_mode="courrier")
    chair = factories.agent(Role.COORDONNATEUR, about.cellule)

    shown = signed_in(chair).get(f"/situations/{about.reference}/").content.decode()

    assert "mineur de 15 à 17 ans" in shown


@pytest.mark.parametrize(
    ("in_use_since", "version"), [(None, "2026-3"), (-10, "2026-3"), (0, "2026-3"), (1, "")]
)
def test_the_version_of_the_notice_that_was_given_stays_on_the_case(
    in_use_since: int | None, version: str
) -> None:
    path = Path().to(C.REPERE)
    tenant = path.cellule.collectivite
    tenant.notice_version = "2026-3"
    since = None if in_use_since is None else path.today + timedelta(days=in_use_since)
    tenant.notice_on = since
    tenant.save()

    path.inform()
    tenant.notice_version = "2027-1"
    tenant.save()

    path.again()
    assert (path.case.notice_version, path.case.informed_on) == (version, path.today)
    chair = signed_in(factories.agent(Role.COORDONNATEUR, path.cellule))
    page = chair.get(f"/situations/{path.case.reference}/").content.decode()
    assert ("Version de la notice" in page) is bool(version)
