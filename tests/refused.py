"""The codes of a refusal, as a test reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from confidentiality.errors import Refused


def codes_of(error: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in error.value.refusals}


def refusal_of(call: Callable[..., object], *arguments: object) -> set[str]:
    """Why this call is refused."""
    with pytest.raises(Refused) as error:
        call(*arguments)
    return codes_of(error)


@contextmanager
def refused_with(*codes: str) -> Iterator[None]:
    """What is done inside is refused for these reasons, and no other."""
    with pytest.raises(Refused) as error:
        yield
    assert codes_of(error) == set(codes)
