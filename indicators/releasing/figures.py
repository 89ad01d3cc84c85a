"""The figures of a bulletin as lines to read: words, value, margin, what it means.

Read from the document and its manifest alone: the page, the CSV and the workbooks say the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from indicators.cell_keys import CellKey, keys_in
from indicators.choices import CorrectedWords, WithdrawalGround
from indicators.figures import day
from indicators.models import BulletinContent
from indicators.released import Names, Published, Withdrawn, in_words


def figures_of(content: BulletinContent) -> list[Published]:
    """The figures that a bulletin adds to the former ones, in their order, covered ones too."""
    manifest = json.loads(content.manifest)
    definitions = manifest["definitions"]
    cells = {each["id"]: each for each in json.loads(content.document)["cells"]}
    named = manifest["territories"]
    shown = [_read(key, cells[key.id], definitions, named) for key in keys_in(manifest["cells"])]
    covered: dict[str, object] = {"value": None, "margin": 0, "flag": "c"}
    shown += [_read(key, covered, definitions, named) for key in keys_in(manifest["covered"])]
    taken = {
        CellKey(**each["cell"]): Withdrawn(
            each["number"],
            WithdrawalGround(each["ground"]),
            date.fromisoformat(each["found_on"]),
        )
        for each in manifest.get("withdrawn", [])
    }
    shown = [replace(each, withdrawn=taken.get(each.key)) for each in shown]
    order = manifest["measures"]
    return sorted(shown, key=lambda each: (order.index(each.key.measure), each.key))


def sentences(manifest: Mapping[str, Any]) -> list[str]:
    """What a version says of itself, at the head of its files; nothing for a first version."""
    former = manifest.get("corrects")
    if former is None:
        return []
    # Those of the rest of the year are told by their own bulletins.
    gone = [each for each in manifest["withdrawn"] if each["cell"] in manifest["cells"]]
    found = sorted({(each["number"], each["found_on"]) for each in gone})
    return [
        f"Corrige le bulletin n° {former['number']}.",
        *(
            f"Chiffres retirés par le n° {number} («\u202fnd\u202f»), constatés le "
            f"{day(date.fromisoformat(found_on))}."
            for number, found_on in found
        ),
        *(
            f"{CorrectedWords(each['about']).label} (n° {each['number']}) : {each['text']}"
            for each in manifest["words"]
        ),
    ]


def _read(
    key: CellKey, cell: dict[str, object], definitions: dict[str, str], named: Names
) -> Published:
    value, margin = cell["value"], cell["margin"]
    return in_words(
        key,
        value if isinstance(value, int) else None,
        margin if isinstance(margin, int) else 0,
        str(cell["flag"]),
        definitions[key.measure],
        named,
    )
