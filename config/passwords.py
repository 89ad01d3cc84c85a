"""Recognising an agent by a password, on a page or at a command: the same limits for both."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from confidentiality import journal
from confidentiality.models import JournalEntry, User

# Five failures close an account to passwords for a quarter of an hour, never for good.
FAILURES = 5
LOCK = timedelta(minutes=15)


def recognised(email: str, password: str, request: HttpRequest | None = None) -> User | None:
    """The agent who gave the right password, unless too many wrong ones came before."""
    user = authenticate(request, username=email, password=password)
    # Asked after the password, so that a closed account takes as long to answer as an open one.
    account = User.objects.filter(email__iexact=email).first()
    if account is None or _failures(account) >= FAILURES:
        return None
    if not isinstance(user, User):
        with transaction.atomic():
            journal.record(
                actor=None,
                action="session.failed",
                chain_id=journal.HOUSE,
                target=account,
                outcome="refused",
            )
        return None
    return user


def _failures(account: User) -> int:
    """Wrong passwords of the last quarter of an hour; the journal is the only counter needed."""
    return JournalEntry.objects.filter(
        object_type=account._meta.label_lower,
        object_id=str(account.pk),
        action="session.failed",
        at__gt=timezone.now() - LOCK,
    ).count()
