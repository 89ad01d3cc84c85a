"""Keyrings of a test alone, whose epochs are as old as it wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from confidentiality.keyring import Keyring


def aged(**days: int) -> Keyring:
    """The keyring of the test, each epoch (``e1=40``) made that many days before it was."""
    path = Path(settings.JALON_KEYRING)
    ring = Keyring.load(path)
    older = tuple(
        replace(epoch, created=epoch.created - timedelta(days=days.get(f"e{epoch.id}", 0)))
        for epoch in ring.epochs
    )
    changed = replace(ring, epochs=older)
    changed.write(path)
    return changed
