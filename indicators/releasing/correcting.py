"""A version that corrects a bulletin: the same draw, less what is taken back, plus what is said.

Pure. No value changes and nothing is drawn: figures found wrong are no longer shown (« nd »), and
the table of the certificate, which agreed with all of them, agrees with those that are left.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from indicators.cell_keys import CellKey
from indicators.releasing.manifest import FORMAT, hash_of, key_in, written
from indicators.verify import WITHDRAWN, digest

# What a note may write in figures: a year, a code of the plan, the number of a bulletin, an age.
_ALLOWED = re.compile(
    r"\b(?:(?:19|20)\d\d(?:-(?:M\d\d|T[1-4]|A)(?:-\d{1,2})?)?|\d{1,2}-\d{1,2}(?:\.[a-z])?"
    r"|1er|[2-4]e|\d{1,2} (?:à|et|ou) \d{1,2} ans|\d{1,2} ans)\b"
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a version corrects. ``lines``: of ``line_of``, all taken back on the same ``ground``;
    ``words``: a public note, ``about`` something that was said.
    """

    lines: frozenset[str] = frozenset()
    ground: str = ""
    about: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """Where the correction stands: its number, its edition, its day, the bulletin before it."""

    number: str
    edition: int
    on: date
    previous: str


def line_of(key: CellKey) -> str:
    """A measure, a place and a period: taken back whole, never one age or one sex alone."""
    return replace(key, age_band="", sex="").id


def gives_a_number(words: str) -> bool:
    """Whether a note says a figure, which would leave outside the plan de diffusion."""
    return bool(re.search(r"\d", _ALLOWED.sub("", words)))


def without(document: bytes, names: Collection[str]) -> bytes:
    """The document in which these figures are no longer shown; the same bytes without any."""
    if not names:
        return document
    content = json.loads(document)
    for cell in content["cells"]:
        if cell["id"] in names:
            cell.update(value=None, margin=0, flag=WITHDRAWN)
    content["digest"] = digest(content)
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def taken_back(key: CellKey, ground: str, found_on: date, number: str) -> dict[str, Any]:
    """How a manifest tells a figure that is no longer shown. ``number``: of the correction."""
    return {
        "cell": key_in(key),
        "ground": ground,
        "found_on": found_on.isoformat(),
        "number": number,
    }


def corrected(
    document: str, manifest: str, correction: Correction, keys: Iterable[CellKey], at: Version
) -> tuple[bytes, str]:
    """The document and the manifest of a version. ``keys``: the figures of the lines taken back."""
    former = json.loads(manifest)
    gone = [taken_back(key, correction.ground, at.on, at.number) for key in sorted(keys)]
    said = {"about": correction.about, "text": correction.words, "number": at.number}
    made = without(document.encode(), {CellKey(**each["cell"]).id for each in gone})
    content = {
        **former,
        "format": FORMAT,
        "number": at.number,
        "edition": at.edition,
        "corrects": {"number": former["number"], "sha256": hash_of(manifest)},
        "withdrawn": [*former.get("withdrawn", []), *gone],
        "words": [*former.get("words", []), *([said] if correction.words else [])],
        "document_sha256": hashlib.sha256(made).hexdigest(),
        "previous_sha256": at.previous,
    }
    return made, written(content)
