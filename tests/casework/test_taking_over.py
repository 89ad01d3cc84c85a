"""A message that waits goes to whoever takes over from its reader, if they have the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from casework.choices.states import CaseState
from confidentiality.choices import Role
from confidentiality.models import User
from notifications import delivery, outbox
from notifications.choices import MessageKind as M
from notifications.models import DeliveryState, OutboxMessage
from tests.casework.path import Path
from tests.veille import factories
from veille.models import CelluleGrant, Designation

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


@pytest.fixture
def path() -> Path:
    """A référent whose bilan has just been asked for; the coordination is told of a saisine."""
    with transaction.atomic():
        return Path().to(CaseState.EN_COURS).follow().request_bilan()


def drained() -> None:
    for hours in (24, 25):
        delivery.drain(limit=1000, now=timezone.now() + timedelta(hours=hours))


def states(kind: M) -> dict[User, str]:
    rows = OutboxMessage.objects.filter(kind=kind).select_related("recipient")
    return {row.recipient: row.state for row in rows}


def hat_of(path: Path) -> Designation:
    return Designation.objects.get(pk=path.referent.hat_id)


def substitute_of(path: Path, *, signed: bool = True) -> User:
    """Away since this morning, after the message was left."""
    titular = hat_of(path)
    other = factories.agent(
        Role.REFERENT,
        path.cellule,
        organisation=titular.organisation,
        is_substitute=True,
        signed=signed,
    )
    now = timezone.now()
    titular.absences.create(
        substitute_id=other.hat_id,
        since=now - timedelta(minutes=1),
        until=now + 30 * DAY,
        declared_by=titular,
        declared_at=now,
    )
    return other.user


def test_the_substitute_is_told_and_the_titular_is_not(
    path: Path, mailoutbox: list[EmailMessage]
) -> None:
    other = substitute_of(path)

    drained()

    assert states(M.BILAN_EXPECTED) == {
        path.referent.user: DeliveryState.CANCELLED,
        other: DeliveryState.SENT,
    }
    told = [mail.to for mail in mailoutbox]
    assert told.count([other.email]) == 1
    assert [path.referent.user.email] not in told


def test_a_substitute_without_the_right_is_told_nothing(
    path: Path, mailoutbox: list[EmailMessage]
) -> None:
    other = substitute_of(path, signed=False)

    drained()

    assert states(M.BILAN_EXPECTED) == {path.referent.user: DeliveryState.CANCELLED}
    assert [other.email] not in [mail.to for mail in mailoutbox]


def leave(path: Path) -> Designation:
    """The coordonnateur leaves, with a message that waits."""
    with transaction.atomic():
        outbox.leave(
            kind=M.BILAN_TO_VALIDATE,
            recipient=path.coordinator.user,
            event=path.bilan.pk,
        )
    now = timezone.now()
    hats = Designation.objects.filter(pk=path.coordinator.hat_id)
    CelluleGrant.objects.filter(designation=path.coordinator.hat_id).update(until=now)
    hats.update(until=now)
    return hats.get()


def named(path: Path, former: Designation) -> User:
    """Designated since to the same place, for the same organisation."""
    new = factories.agent(
        Role.COORDONNATEUR, path.cellule, organisation=former.organisation, days=(-1, 300)
    )
    return new.user


def elsewhere(path: Path, former: Designation) -> User:
    """A coordonnateur of another cellule of the same organisation."""
    return factories.agent(
        Role.COORDONNATEUR, organisation=former.organisation, days=(-1, 300)
    ).user


def colleague(path: Path, former: Designation) -> User:
    """Who was there before, and was told or not for reasons of their own."""
    new = factories.agent(
        Role.COORDONNATEUR, path.cellule, organisation=former.organisation, days=(-800, 300)
    )
    return new.user


@pytest.mark.parametrize(("other", "told"), [(named, True), (elsewhere, False), (colleague, False)])
def test_whoever_was_designated_since_to_the_same_place_is_told(
    path: Path, other: Callable[[Path, Designation], User], told: bool
) -> None:
    user = other(path, leave(path))

    drained()

    expected = {path.coordinator.user: DeliveryState.CANCELLED}
    assert states(M.BILAN_TO_VALIDATE) == expected | ({user: DeliveryState.SENT} if told else {})


def test_what_is_of_the_person_is_handed_over_to_nobody(path: Path) -> None:
    substitute_of(path)
    with transaction.atomic():
        outbox.leave(kind=M.MISSION_PROPOSED, recipient=path.referent.user, event=path.bilan.pk)

    drained()

    assert states(M.MISSION_PROPOSED)[path.referent.user] == DeliveryState.CANCELLED
    assert len(states(M.MISSION_PROPOSED)) == 1


def test_who_had_the_message_already_has_it_once(path: Path) -> None:
    other = substitute_of(path)
    with transaction.atomic():
        outbox.leave(kind=M.BILAN_EXPECTED, recipient=other, event=path.bilan.pk)

    drained()

    assert OutboxMessage.objects.filter(recipient=other, kind=M.BILAN_EXPECTED).count() == 1
