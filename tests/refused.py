"""The codes of a refusal, as a test reads them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from confidentiality.errors import Refused


def codes_of(error: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in error.value.refusals}


def refusal_of(call: Callable[..., object], *arguments: object) -> set[str]:
    """Why this call is refused."""
    with pytest.raises(Refused) as error:
        call(*arguments)
    return codes_of(error)
