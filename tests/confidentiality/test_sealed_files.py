"""A file that waits opens in its own row, under its own key, and nowhere else."""

from __future__ import annotations

from uuid import uuid4

import pytest

from confidentiality import keyring, sealed_files
from confidentiality.encryption import Tampered

PLACE = "casework_exportfile"
CLEAR = "Nom;Prénom\r\nCanari;Léa".encode()


def test_what_was_sealed_opens_again() -> None:
    row = uuid4()

    assert sealed_files.reopen(PLACE, row, sealed_files.close(PLACE, row, CLEAR)) == CLEAR


def test_nothing_of_it_is_in_clear() -> None:
    sealed = sealed_files.close(PLACE, uuid4(), CLEAR)

    assert b"Canari" not in sealed
    assert sealed != sealed_files.close(PLACE, uuid4(), CLEAR)


@pytest.mark.parametrize("how", ["another row", "another table", "altered", "cut"])
def test_it_opens_nowhere_else(how: str) -> None:
    row = uuid4()
    sealed = sealed_files.close(PLACE, row, CLEAR)
    place, address, content = {
        "another row": (PLACE, uuid4(), sealed),
        "another table": ("elsewhere", row, sealed),
        "altered": (PLACE, row, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        "cut": (PLACE, row, sealed[:10]),
    }[how]

    with pytest.raises(Tampered):
        sealed_files.reopen(place, address, content)


def test_its_key_is_none_of_the_others() -> None:
    ring, row = keyring.current(), str(uuid4())

    keys = {ring.subkey(purpose, row) for purpose in ("export", "ephemeral", "blind-index")}

    assert len(keys) == 3
