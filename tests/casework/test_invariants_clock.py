"""What the clock does alone for the law: invariants of the domain (§12b) and vectors (§9.2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.choices.lists import ClosingReason, FreezeReason
from casework.choices.states import CaseState, SaisineState
from casework.deadlines import midnight
from casework.models import Case, LegalRepresentative, Saisine, YoungPerson
from casework.services import saisines
from casework.services.people import Representative, add_representative
from casework.timers import refresh, refresh_saisine
from confidentiality.models import PersonKey
from notifications import timers
from tests.casework import factories as people
from tests.casework.days import again, tick
from tests.casework.decided import dismiss
from tests.casework.path import Path
from tests.veille import factories

pytestmark = pytest.mark.django_db


def at(day: date) -> datetime:
    return midnight(day) + timedelta(hours=10)


def test_i27_what_is_known_of_the_representatives_goes_thirty_days_after_majority() -> None:
    path = Path(birth_date=people.born(18, days=10)).to(CaseState.REPERE).inform()
    mother = Representative("mere", "Exemple", "Alix", "0321000000")
    add_representative(case_id=path.case.pk, actor=path.coordinator, given=mother, sent=path.sent)
    majority = timezone.localdate() + timedelta(days=10)

    tick(majority + timedelta(days=29))
    assert LegalRepresentative.objects.exists()
    tick(majority + timedelta(days=30))

    assert not LegalRepresentative.objects.exists()


@pytest.mark.parametrize(("days", "frozen"), [(29, False), (30, True)])
def test_i30_thirty_days_after_the_saisine_nobody_told_freezes_the_case(
    days: int, frozen: bool
) -> None:
    path = Path().report()
    submitted = path.today
    path.wait(3).receive()

    tick(submitted + timedelta(days=days))

    assert again(path.case).freeze_code == (FreezeReason.INFORMATION if frozen else "")


def test_i54_an_open_case_is_closed_and_sealed_on_the_25th_birthday() -> None:
    """Open, born on 2001-11-22: closed and sealed on 2026-11-22."""
    with time_machine.travel(at(date(2026, 10, 1)), tick=False):
        case = people.case(
            state=CaseState.EN_COURS, birth_date=date(2001, 11, 22), next_due_on=date(2027, 1, 4)
        )
        refresh(case)

    tick(date(2026, 11, 21))
    assert again(case).state == CaseState.EN_COURS
    tick(date(2026, 11, 22))

    closed = again(case)
    assert (closed.state, closed.closed_on) == (CaseState.A_ELIMINER, date(2026, 11, 22))
    assert closed.closing_code == ClosingReason.LIMITE_AGE
    assert PersonKey.objects.get().sealed_at is not None


@pytest.mark.parametrize(
    ("closed_on", "born_on", "due"),
    [
        (date(2026, 3, 1), date(2010, 7, 4), date(2029, 3, 1)),
        (date(2026, 3, 1), date(2003, 5, 10), date(2028, 5, 10)),
        (date(2024, 2, 29), date(2010, 7, 4), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2004, 2, 29), date(2029, 2, 28)),
    ],
)
def test_i53_the_clock_seals_on_the_day_and_not_before(
    closed_on: date, born_on: date, due: date
) -> None:
    place = factories.cellule(tenant=factories.collectivite(archive_months=36))
    with time_machine.travel(at(closed_on), tick=False):
        case = people.case(
            place,
            state=CaseState.CLOS,
            birth_date=born_on,
            closed_on=closed_on,
            opened_on=closed_on - timedelta(days=200),
        )
        refresh(case)
    tick(closed_on + timedelta(days=1))
    assert again(case).purge_due_on == due

    tick(due - timedelta(days=1))
    assert again(case).state == CaseState.ARCHIVE
    tick(due)

    assert again(case).state == CaseState.A_ELIMINER
    assert PersonKey.objects.get().sealed_at is not None


def test_i59_an_irrecevable_saisine_is_gone_thirty_days_after_it_was_sent() -> None:
    """Irrecevable, sent on 2026-01-31: gone on 2026-03-02."""
    sent = at(date(2026, 1, 31))
    with time_machine.travel(sent, tick=False):
        author = factories.agent()
        refused = people.saisine(
            author,
            factories.cellule(),
            state=SaisineState.IRRECEVABLE,
            number=1,
            submitted_at=sent,
            attested_at=sent,
            refusal_code="hors_objet",
        )
        refresh_saisine(refused)

    tick(date(2026, 3, 1))
    assert Saisine.objects.for_system("test").exists()
    tick(date(2026, 3, 2))

    assert not Saisine.objects.for_system("test").exists()
    assert not YoungPerson.objects.for_system("test").exists()


def test_i59_a_draft_left_for_thirty_days_vanishes() -> None:
    path = Path().draft()

    tick(path.today + timedelta(days=29))
    assert Saisine.objects.for_system("test").exists()
    tick(path.today + timedelta(days=30))

    assert not Saisine.objects.for_system("test").exists()
    assert not YoungPerson.objects.for_system("test").exists()


@pytest.mark.parametrize(("informed", "days"), [(True, 90), (False, 0)])
def test_i59_what_the_cellule_does_not_follow_is_sealed_in_time(informed: bool, days: int) -> None:
    path = Path().to(CaseState.EN_EXAMEN)
    if not informed:
        Case.objects.for_system("as if nobody was told").update(informed_on=None)
    dismiss(path)
    due = path.today + timedelta(days=days)

    if days:
        tick(due - timedelta(days=1))
        assert again(path.case).state == CaseState.NON_RETENU
    # Ten minutes are left to take the decision back.
    timers.run_due(max(midnight(due), path.now) + timedelta(minutes=15))

    assert again(path.case).state == CaseState.A_ELIMINER
    assert PersonKey.objects.get().sealed_at is not None


def test_i59_a_saisine_withdrawn_leaves_nothing_either() -> None:
    path = Path().report()
    saisines.withdraw(saisine_id=path.saisine.pk, actor=path.member, sent=path.sent)

    tick(path.today + timedelta(days=30))

    assert not Saisine.objects.for_system("test").exists()
