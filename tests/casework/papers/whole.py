"""Whether a paper is whole: no variable left, nothing empty, French spaces."""

from __future__ import annotations

import re

from tests.casework.papers.pictures import words
from veille.french import spaced
from veille.papers.blocks import Listing, Paper, Paragraph

_UNFINISHED = re.compile(r"None|[{}%<>]|  |\(\)|« ?»|, ,|\.\.| $", re.MULTILINE)
_UNSPACED = re.compile(r"[ \u00a0][:;!?»]|«[ \u00a0]")


def whole(paper: Paper) -> bool:
    """No fact without a value, no list without a line, no sentence without a word or a variable."""
    text = words(paper).replace(f"\n{paper.subtitle}\n", "\n")
    # A cell left empty is one to write in, or of what was not examined.
    text = re.sub(r"(?: \|)+ *$", "", text.replace("|  |", "| |"), flags=re.MULTILINE)
    lists = [each.items for each in paper.blocks if isinstance(each, Listing)]
    told = [each.text for each in paper.blocks if isinstance(each, Paragraph)]
    told += [item for items in lists for item in items]
    told += [value for fact in paper.facts for value in fact]
    return (
        all(lists)
        and all(each.strip() for each in told)
        and not _UNFINISHED.search(text)
        and not unspaced(spaced(text))
    )


def unspaced(text: str) -> bool:
    """Whether a double sign stands without its narrow no-break space."""
    return bool(_UNSPACED.search(text))
