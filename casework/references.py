"""References of cases: six characters drawn at random, derived from nothing."""

from __future__ import annotations

import secrets

# Without I, O, 0, 1: read aloud in a meeting, copied by hand.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 6


def new_reference() -> str:
    """About a thousand million values; the column is unique and the act would be refused."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
