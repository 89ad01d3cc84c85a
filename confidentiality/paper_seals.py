"""The seal of a numbered paper: proves a text to whoever holds it, tells nothing to anybody else.

An HMAC-SHA256 under a key derived from the keyring: without the key, no text can be tried against a
stored seal, even where few texts are possible.
"""

from __future__ import annotations

import hmac

from confidentiality import keyring

_PURPOSE = "papers"


def seal_of(number: str, text: str) -> str:
    """64 hexadecimal digits for this text under this number."""
    key = keyring.current().subkey(_PURPOSE, "seal")
    return hmac.digest(key, f"{number}\n{text}".encode(), "sha256").hex()
