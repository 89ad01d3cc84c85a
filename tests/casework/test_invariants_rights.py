"""I66, and the law of a request about data: its clock, its freeze, its ends (RGPD 12, 15-21)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from casework.choices.lists import ClosingReason, FreezeReason
from casework.choices.rights import FREEZING, RightKind
from casework.choices.states import CaseState, RightsState
from casework.models import CaseGrant, RightsRequest
from casework.presenters.rights import clock_words, rights_line, rights_view
from casework.services import cases, rights
from confidentiality.choices import Role
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.events import changing
from tests.casework.factories import born
from tests.casework.path import Path
from tests.casework.tried_rights import answered, asked, decided, known
from tests.refused import codes_of
from tests.veille import factories

pytestmark = pytest.mark.django_db
each_freezing = pytest.mark.parametrize("kind", sorted(FREEZING))


@each_freezing
def test_i66_an_opposition_or_a_rectification_freezes_the_case(kind: str) -> None:
    path = known(Path(), kind)
    path.again()

    assert path.request.state == RightsState.GEL
    assert path.case.freeze_code == FreezeReason.DROITS
    assert path.case.frozen_on == path.today


@each_freezing
@pytest.mark.parametrize(
    "act",
    [
        lambda path: path.inscribe(),
        lambda path: path.designate(),
        lambda path: path.close(ClosingReason.PERTE),
        lambda path: path.propose_cddf(),
    ],
    ids=["agenda", "mission", "closing", "measure"],
)
def test_i66_nothing_changes_on_a_frozen_case(kind: str, act: Callable[[Path], object]) -> None:
    path = known(Path(), kind).plan().convene()

    with pytest.raises(Refused) as error:
        act(path)

    assert codes_of(error) == {"case_frozen_by_rights"}


@each_freezing
def test_i66_the_answer_lifts_the_freeze(kind: str) -> None:
    path = decided(Path(), kind, "non_fondee")
    path.again()
    assert path.case.freeze_code == FreezeReason.DROITS, "decided is not answered"

    path.request = rights.answer(
        request_id=path.request.pk,
        actor=path.coordinator,
        mode="courrier",
        answered_on=path.today,
        sent=path.sent,
    )

    path.again()
    assert (path.case.freeze_code, path.case.frozen_on) == ("", None)
    assert path.plan().convene().inscribe().case.state == CaseState.INSCRIT


def test_i66_a_second_request_keeps_the_case_frozen() -> None:
    path = decided(Path(), RightKind.RECTIFICATION, "non_fondee")
    second = rights.receive(
        case_id=path.case.pk,
        actor=path.coordinator,
        given=rights.Received(RightKind.OPPOSITION, "jeune", path.today),
        sent=path.sent,
    )
    rights.check_identity(
        request_id=second.pk, actor=path.coordinator, proof="piece_presentee", sent=path.sent
    )
    rights.answer(
        request_id=path.request.pk,
        actor=path.coordinator,
        mode="courrier",
        answered_on=path.today,
        sent=path.sent,
    )

    path.again()
    assert path.case.freeze_code == FreezeReason.DROITS


def test_a_limitation_that_is_granted_lasts_until_the_request_is_closed() -> None:
    path = answered(Path(), RightKind.LIMITATION, "fondee")
    path.again()
    assert path.case.freeze_code == FreezeReason.DROITS

    rights.close(request_id=path.request.pk, actor=path.dpo, sent=path.sent)

    path.again()
    assert path.case.freeze_code == ""


@pytest.mark.parametrize("kind", [RightKind.ACCES, RightKind.EFFACEMENT])
def test_access_and_erasure_are_examined_without_a_freeze(kind: str) -> None:
    path = known(Path(), kind)
    path.again()

    assert path.request.state == RightsState.IDENTITE_VERIFIEE
    assert path.case.freeze_code == ""


@pytest.mark.parametrize("kind", [RightKind.OPPOSITION, RightKind.EFFACEMENT])
def test_i66_a_founded_opposition_ends_the_follow_up_whatever_runs(kind: str) -> None:
    path = Path()
    asked(path, kind)
    path.follow().request_bilan()
    rights.check_identity(
        request_id=path.request.pk,
        actor=path.coordinator,
        proof="piece_presentee",
        sent=path.sent,
    )
    rights.advise(
        request_id=path.request.pk, actor=path.dpo, advice="fondee", reason="", sent=path.sent
    )
    rights.decide(
        request_id=path.request.pk, actor=path.mayor, outcome="fondee", reason="", sent=path.sent
    )
    rights.answer(
        request_id=path.request.pk,
        actor=path.mayor,
        mode="courrier",
        answered_on=path.today,
        sent=path.sent,
    )

    path.again()
    assert (path.case.state, path.case.closing_code) == (CaseState.CLOS, ClosingReason.OPPOSITION)
    assert path.case.freeze_code == ""
    running = CaseGrant.objects.filter(content_object=path.case).exclude(until__lte=path.now)
    assert not running.exists()


def test_an_opposition_founded_in_part_lets_the_follow_up_go_on() -> None:
    path = answered(Path(), RightKind.OPPOSITION, "partielle")
    path.again()

    assert path.case.state == CaseState.EN_COURS
    assert path.case.freeze_code == ""


def test_a_request_is_received_on_a_case_already_frozen() -> None:
    path = Path().to(CaseState.REPERE)
    with changing(path.case, actor=None, act="case.freeze", at=path.now):
        path.case.freeze_code = FreezeReason.INFORMATION
        path.case.frozen_on = path.today

    request = rights.receive(
        case_id=path.case.pk,
        actor=path.coordinator,
        given=rights.Received(RightKind.ACCES, "jeune", path.today),
        sent=path.sent,
    )

    assert request.state == RightsState.RECUE


# The clock


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2024, 7, 14), date(2024, 8, 14)),
        (date(2023, 1, 31), date(2023, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
    ],
)
def test_the_answer_is_due_a_month_after_the_reception(received: date, due: date) -> None:
    path = Path().to(CaseState.REPERE)

    request = rights.receive(
        case_id=path.case.pk,
        actor=path.coordinator,
        given=rights.Received(RightKind.ACCES, "jeune", received),
        sent=path.sent,
    )

    assert request.due_on == due


def test_two_months_more_once_and_the_person_is_told_in_the_first_month() -> None:
    path = known(Path(), RightKind.ACCES)
    first = path.request.due_on

    def extend(told_on: date) -> RightsRequest:
        return rights.extend(
            request_id=path.request.pk,
            actor=path.coordinator,
            code="complexite",
            told_on=told_on,
            sent=path.sent,
        )

    path.wait(40)
    with pytest.raises(Refused) as error:
        extend(path.today)
    assert codes_of(error) == {"rights_extended_late"}

    longer = extend(first - timedelta(days=1))
    assert (longer.due_on - first).days in (59, 60, 61, 62)
    with pytest.raises(Refused) as error:
        extend(first - timedelta(days=1))
    assert codes_of(error) == {"rights_extended_once"}


def test_the_mayor_decides_only_after_the_advice_of_the_dpo() -> None:
    path = known(Path())

    with pytest.raises(Refused) as error:
        rights.decide(
            request_id=path.request.pk,
            actor=path.mayor,
            outcome="fondee",
            reason="",
            sent=path.sent,
        )

    assert codes_of(error) == {"dpo_not_asked"}


def test_a_refusal_has_its_reason() -> None:
    path = known(Path())

    with pytest.raises(Refused) as error:
        rights.advise(
            request_id=path.request.pk,
            actor=path.dpo,
            advice="non_fondee",
            reason="",
            sent=path.sent,
        )

    assert codes_of(error) == {"rights_reason"}


def test_the_clock_is_told_in_words() -> None:
    path = known(Path())
    due = path.request.due_on

    def told(days: int) -> str:
        return clock_words(path.request, due - timedelta(days=days)).replace("\u202f", " ")

    assert told(9).endswith("il reste 9 jours.")
    assert told(1).endswith("il ne reste qu’un jour.")
    assert told(0).endswith("c’est aujourd’hui.")
    assert told(-3).endswith("délai dépassé de 3 jours.")
    assert all(told(days).startswith("Réponse") for days in (9, 1, 0, -3))


# Who sees it


def test_the_dpo_reads_a_reference_and_never_a_name() -> None:
    path = known(Path())
    person = path.case.young_person
    row = RightsRequest.objects.visible_to(path.dpo, path.now).get()

    shown = repr(rights_view(row, path.today)) + repr(rights_line(row, path.today))

    assert path.case.reference in shown
    assert person.last_name not in shown
    assert person.first_name not in shown


def test_the_dpo_of_another_collectivite_sees_nothing() -> None:
    path = known(Path())
    other = factories.agent(Role.DPO)

    assert not RightsRequest.objects.visible_to(other, path.now).exists()
    with pytest.raises(NotVisible):
        rights.advise(
            request_id=path.request.pk, actor=other, advice="fondee", reason="", sent=path.sent
        )


@pytest.mark.parametrize("who", ["member", "referent", "parquet", "cddf_member"])
def test_i14_nobody_else_learns_that_a_request_exists(who: str) -> None:
    path = known(Path())

    assert not RightsRequest.objects.visible_to(getattr(path, who), path.now).exists()


def test_the_dpo_closes_no_case() -> None:
    path = Path().to(CaseState.EN_COURS)

    with pytest.raises((NotPermitted, NotVisible)):
        cases.close(
            case_id=path.case.pk, actor=path.dpo, code=ClosingReason.OPPOSITION, sent=path.sent
        )


# Who may ask


def asked_by(requester: str, path: Path | None = None) -> Path:
    path = path or Path().to(CaseState.REPERE)
    path.request = rights.receive(
        case_id=path.case.pk,
        actor=path.coordinator,
        given=rights.Received(RightKind.ACCES, requester, path.today),
        sent=path.sent,
    )
    return path


def identified(path: Path, authority: str) -> RightsRequest:
    return rights.check_identity(
        request_id=path.request.pk,
        actor=path.coordinator,
        proof="piece_presentee",
        authority=authority,
        sent=path.sent,
    )


def test_a_parent_no_longer_asks_for_an_adult() -> None:
    path = Path(birth_date=born(19)).to(CaseState.REPERE)

    with pytest.raises(Refused) as error:
        asked_by("representant_legal", path)

    assert codes_of(error) == {"rights_of_an_adult"}
    assert asked_by("mandataire", path).request.state == RightsState.RECUE


@pytest.mark.parametrize(
    ("requester", "authority"),
    [
        ("representant_legal", ""),
        ("representant_legal", "mandat_ecrit"),
        ("mandataire", ""),
        ("mandataire", "livret_ou_acte"),
    ],
)
def test_who_asks_for_another_shows_the_authority(requester: str, authority: str) -> None:
    path = asked_by(requester)

    with pytest.raises(Refused) as error:
        identified(path, authority)

    assert codes_of(error) == {"rights_authority"}


@pytest.mark.parametrize(
    ("requester", "authority", "kept"),
    [
        ("representant_legal", "livret_ou_acte", "livret_ou_acte"),
        ("mandataire", "mandat_ecrit", "mandat_ecrit"),
        ("jeune", "", ""),
        ("jeune", "livret_ou_acte", ""),
    ],
)
def test_the_authority_that_was_seen_is_kept_without_a_copy(
    requester: str, authority: str, kept: str
) -> None:
    assert identified(asked_by(requester), authority).authority_proof == kept


def test_an_extension_is_not_told_before_the_request_came() -> None:
    path = known(Path(), RightKind.ACCES)

    with pytest.raises(Refused) as error:
        rights.extend(
            request_id=path.request.pk,
            actor=path.coordinator,
            code="complexite",
            told_on=path.request.received_on - timedelta(days=1),
            sent=path.sent,
        )

    assert codes_of(error) == {"notice_comes_first"}
