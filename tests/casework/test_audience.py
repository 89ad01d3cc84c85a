"""A message that waits leaves only to somebody who still sees what it is of (AC-15, AC-35)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from casework.addresses import page_of
from casework.choices.states import CaseState
from casework.models import Case
from casework.services import bilans, grants
from casework.timers.rules import Rule
from confidentiality.choices import Relation, Role
from confidentiality.models import CharteSignature, User
from notifications import delivery, outbox, timers
from notifications.choices import MessageKind as M
from notifications.models import DeliveryState, OutboxMessage, Timer
from tests.casework.path import Path
from tests.veille import factories
from veille.models import Designation

pytestmark = pytest.mark.django_db(transaction=True)


def waiting() -> tuple[Path, OutboxMessage]:
    """A référent whose bilan has just been asked for: the message has not left."""
    with transaction.atomic():
        path = Path().to(CaseState.EN_COURS).follow().request_bilan()
    return path, of(path.referent.user, M.BILAN_EXPECTED)


def of(user: User, kind: M) -> OutboxMessage:
    return OutboxMessage.objects.get(recipient=user, kind=kind)


def drained(message: OutboxMessage, days: float = 1) -> str:
    delivery.drain(limit=1000, now=timezone.now() + timedelta(days=days))
    message.refresh_from_db()
    return message.state


def test_it_leaves_to_whoever_still_sees_it(mailoutbox: list[EmailMessage]) -> None:
    path, message = waiting()

    assert drained(message) == DeliveryState.SENT
    assert [path.referent.user.email] in [mail.to for mail in mailoutbox]


def end_mission(path: Path) -> None:
    grants.end(case=path.case, relation=Relation.MISSION, at=timezone.now())


def end_designation(path: Path) -> None:
    Designation.objects.filter(pk=path.referent.hat_id).update(until=timezone.now())


def exclude(path: Path) -> None:
    factories.exclusion(path.mayor, path.cellule, path.referent.user)
    CharteSignature.objects.filter(user=path.referent.user).update(revoked_at=timezone.now())


def close_account(path: Path) -> None:
    User.objects.filter(pk=path.referent.user.pk).update(is_active=False)


@pytest.mark.parametrize("end", [end_mission, end_designation, exclude, close_account])
def test_ac15_ac35_nothing_leaves_to_somebody_whose_right_has_ended(
    end: Callable[[Path], None], mailoutbox: list[EmailMessage]
) -> None:
    path, message = waiting()
    with transaction.atomic():
        end(path)

    assert drained(message) == DeliveryState.CANCELLED
    assert [path.referent.user.email] not in [mail.to for mail in mailoutbox]
    assert M.BILAN_EXPECTED.label not in [
        notice.label for notice in outbox.inbox_of(path.referent.user)
    ]


def test_ac24_a_message_waits_for_a_charte_to_sign_again_then_leaves() -> None:
    path, message = waiting()
    signed = CharteSignature.objects.filter(user=path.referent.user)
    signed.update(revoked_at=timezone.now())
    assert drained(message) == DeliveryState.WAITING
    assert message.not_before > timezone.now() + timedelta(days=1)

    signed.update(revoked_at=None)
    assert drained(message, days=2) == DeliveryState.SENT


def test_it_waits_no_longer_than_a_week() -> None:
    path, message = waiting()
    CharteSignature.objects.filter(user=path.referent.user).update(revoked_at=timezone.now())

    assert drained(message, days=8) == DeliveryState.CANCELLED


def test_a_bilan_is_asked_of_whoever_holds_the_place() -> None:
    with transaction.atomic():
        path = Path().to(CaseState.EN_COURS).follow()
        titular = Designation.objects.get(pk=path.referent.hat_id)
        substitute = factories.agent(
            Role.REFERENT, path.cellule, organisation=titular.organisation, is_substitute=True
        )
        now = timezone.now()
        titular.absences.create(
            substitute_id=substitute.hat_id,
            since=now - timedelta(days=1),
            until=now + timedelta(days=30),
            declared_by=titular,
            declared_at=now,
        )
        path.wait(30)
        bilans.request_bilan(
            case_id=path.case.pk, actor=path.coordinator, kind="final", sent=path.sent
        )

    assert drained(of(substitute.user, M.BILAN_EXPECTED)) == DeliveryState.SENT
    assert not OutboxMessage.objects.filter(
        recipient=path.referent.user, kind=M.BILAN_EXPECTED
    ).exists()


def test_what_no_agent_reads_asks_for_a_hat_only() -> None:
    member = factories.agent(Role.MEMBRE, signed=False)
    with transaction.atomic():
        message = outbox.leave(kind=M.CHARTE_TO_SIGN, recipient=member.user, delay=timedelta())

    assert drained(message) == DeliveryState.SENT


def test_a_dpo_is_told_of_a_frozen_situation_without_reading_it(
    mailoutbox: list[EmailMessage],
) -> None:
    with transaction.atomic():
        path = Path().to(CaseState.REPERE)
    case = Case.objects.for_system("test").get(pk=path.case.pk)
    timers.schedule(Rule.INFORMATION, case, timezone.now())
    away = factories.agent(Role.DPO).user
    with transaction.atomic():
        event = Timer.objects.get(rule=Rule.INFORMATION, target_id=case.pk, state="waiting").pk
        for reader in (path.dpo.user, away):
            outbox.leave(kind=M.CASE_FROZEN, recipient=reader, event=event, delay=timedelta(0))

    assert drained(of(path.dpo.user, M.CASE_FROZEN)) == DeliveryState.SENT
    assert of(away, M.CASE_FROZEN).state == DeliveryState.CANCELLED
    assert not Case.objects.visible_to(path.dpo, timezone.now()).exists()
    page = page_of(event, path.dpo, timezone.now())
    assert page == reverse("casework:reading_list")
