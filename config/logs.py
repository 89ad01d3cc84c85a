"""What a log may say of an error: its kind and where it happened, never its words.

The words of an error may quote what was typed; the address of a page may hold the reference of a
case. A log is read by people who may read neither.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import TypeAlias

_ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def where(error: BaseException | None) -> str:
    """The kinds of an error and of those it came from, with the lines that they went through."""
    told = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        lines = " > ".join(f"{each.filename}:{each.lineno} {each.name}" for each in frames)
        told.append(f"{type(error).__qualname__} [{lines}]")
        error = error.__cause__ or error.__context__
    return " after ".join(told)


class WordlessFormatter(logging.Formatter):
    """Writes errors as ``where`` tells them, whoever logs them."""

    def formatException(self, ei: _ExcInfo) -> str:
        return where(ei[1])
