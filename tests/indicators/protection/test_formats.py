"""The example of docs/indicators-formats.md is what the code does."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from indicators import verify
from indicators.protection.tables import parse

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "indicators-formats.md").read_text()
SOURCE, BULLETIN = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)


def test_the_example_gives_the_bulletin_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(SOURCE)
    target = tmp_path / "out.json"
    call_command("protect", str(tmp_path / "in.json"), str(target), stdout=StringIO())

    made, told = json.loads(target.read_text()), json.loads(BULLETIN)

    made["audit"]["seconds"] = told["audit"]["seconds"]
    assert made == told


def test_the_bulletin_of_the_page_is_verified_in_the_words_of_the_page() -> None:
    assert f"> {verify.report(verify.read(BULLETIN.encode()))}\n" in TEXT


def test_the_page_names_every_field() -> None:
    fields = set(json.loads(SOURCE)) | {"threshold", "frozen", "exact", "zeros", "orders"}

    assert {name for name in fields | verify.FIELDS if f"`{name}`" not in TEXT} == set()
    assert parse(SOURCE.encode()).totals["dep|2026-T1"] == 22
