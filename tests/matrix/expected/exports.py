"""Every file about persons: who may take it away, and what it may tell of each."""

from __future__ import annotations

from tests.matrix.canaries import Kind

# By reason: its line of the policy, the letters of those who may, what is told.
EXPORTS: dict[str, tuple[str, str, frozenset[Kind]]] = {
    "seance": ("case.export", "KM", frozenset({Kind.NAME})),
    "courriers": ("case.export", "KM", frozenset({Kind.NAME, Kind.CONTACT, Kind.PARENTS})),
    "autorite": (
        "case.export",
        "KM",
        frozenset({Kind.NAME, Kind.BIRTH, Kind.CONTACT, Kind.PARENTS}),
    ),
}
