"""One rule of the tests, in the place of those of the applications."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from confidentiality.models import Circle
from notifications import audience, timers
from tests.notifications.planned import OTHER, RULE, Handler


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Handler:
    """One rule of these tests, alone: those of the applications are away."""
    monkeypatch.setattr(timers, "_bindings", {})
    monkeypatch.setattr(timers, "_sweeps", {})
    monkeypatch.setattr(timers, "_rebuilders", {})
    made = Handler()
    for code in (RULE, OTHER):
        timers.register(code, rows=Circle.objects.all, act=made)
    return made


@pytest.fixture(autouse=True)
def _nobody_asks_who_reads() -> Iterator[None]:
    """Agents of these tests hold no hat: what the applications ask of a reader is away too.

    Patched apart: several tests take their own patches back.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audience, "_checks", [])
        yield
