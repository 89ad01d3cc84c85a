"""The figures of a bulletin as lines to read: words, value, margin, what it means.

Read from the document and its manifest alone: the page, the CSV and the workbooks say the same.
"""

from __future__ import annotations

import json

from indicators.cell_keys import CellKey, keys_in
from indicators.models import BulletinContent
from indicators.released import Names, Published, in_words


def figures_of(content: BulletinContent) -> list[Published]:
    """The figures that a bulletin adds to the former ones, in their order, covered ones too."""
    manifest = json.loads(content.manifest)
    definitions = manifest["definitions"]
    cells = {each["id"]: each for each in json.loads(content.document)["cells"]}
    named = manifest["territories"]
    shown = [_read(key, cells[key.id], definitions, named) for key in keys_in(manifest["cells"])]
    covered: dict[str, object] = {"value": None, "margin": 0, "flag": "c"}
    shown += [_read(key, covered, definitions, named) for key in keys_in(manifest["covered"])]
    order = manifest["measures"]
    return sorted(shown, key=lambda each: (order.index(each.key.measure), each.key))


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
