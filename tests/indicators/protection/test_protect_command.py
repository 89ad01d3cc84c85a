"""``manage.py protect``: its codes, and a file that is whole or absent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from indicators.protection import bulletin as bulletins
from indicators.protection.solver import SolverFailed
from indicators.protection.writing import write_whole
from tests.indicators.protection.tables import KEY, Document, crossed, document
from tests.indicators.protection.test_verify import verified

ROWS = [[3, 12, 7], [8, 2, 20], [15, 9, 30]]


def run(tmp_path: Path, content: object) -> dict[str, Any]:
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    source.write_text(content if isinstance(content, str) else json.dumps(content))
    call_command("protect", str(source), str(target), stdout=StringIO(), stderr=StringIO())
    found: dict[str, Any] = json.loads(target.read_text())
    return found


def code(tmp_path: Path, content: object) -> tuple[int, str]:
    with pytest.raises(CommandError) as error:
        run(tmp_path, content)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.json"]
    return error.value.returncode, str(error.value)


@pytest.mark.parametrize("method", ["rounding", "suppression"])
def test_a_table_becomes_a_bulletin_that_anybody_verifies(tmp_path: Path, method: str) -> None:
    found = run(tmp_path, crossed(ROWS, method=method))

    assert "chiffres vérifiés" in verified(found)
    assert found["method"] == method
    assert found["audit"]["exact"] == found["audit"]["narrow"] == 0
    assert KEY not in json.dumps(found)


def test_flags_say_covered_without_object_and_provisional(tmp_path: Path) -> None:
    content = document({"a": 3, "b": 9, "z": 0}, {"a": "a", "b": "b", "z": "z"}, zeros=["z"])
    content["cells"][0]["flag"] = "p"

    rounding = run(tmp_path, content)
    hidden = run(tmp_path, {**content, "method": "suppression"})

    assert [(c["id"], c["flag"]) for c in rounding["cells"]] == [
        ("a", "p"),
        ("b", ""),
        ("z", "///"),
    ]
    assert [(c["value"], c["flag"]) for c in hidden["cells"]] == [(None, "c"), (9, ""), (0, "///")]


def test_the_same_table_gives_the_same_bulletin(tmp_path: Path) -> None:
    content = crossed(ROWS)
    one = run(tmp_path, content)
    other = run(tmp_path, {**content, "cells": content["cells"][::-1]})

    one["audit"]["seconds"] = other["audit"]["seconds"] = 0
    assert one == other


def test_code_2_names_the_first_bad_field(tmp_path: Path) -> None:
    assert code(tmp_path, crossed(ROWS, base=3)) == (2, "base\u202f: 3 est inférieur à 5")
    assert code(tmp_path, "{")[0] == 2


def test_code_2_when_a_file_cannot_be_read_or_written(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as unread:
        call_command("protect", str(tmp_path / "absent"), str(tmp_path / "out.json"))
    (tmp_path / "in.json").write_text(json.dumps(crossed(ROWS)))
    with pytest.raises(CommandError) as unwritten:
        call_command("protect", str(tmp_path / "in.json"), str(tmp_path / "no" / "out.json"))

    assert unread.value.returncode == unwritten.value.returncode == 2


@pytest.mark.parametrize("method", ["rounding", "suppression"])
def test_code_3_names_the_cells_in_conflict(tmp_path: Path, method: str) -> None:
    cells = {"a": ["a"], "b": ["b"], "ab": ["a", "b"]}
    past = (("a", 5), ("b", 10), ("ab", 10))
    told: dict[str, object] = (
        {"frozen": [{"id": name, "value": value, "margin": 5} for name, value in past]}
        if method == "rounding"
        else {"exact": ["b", "ab"]}
    )

    number, message = code(tmp_path, document({"a": 3, "b": 9}, cells, method=method, **told))

    assert number == 3
    assert {name in message for name in ("a", "b", "ab")} == {True}


def test_code_3_when_the_solver_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(table: object) -> None:
        raise SolverFailed("limit")

    monkeypatch.setattr(bulletins, "rounded", give_up)

    assert code(tmp_path, crossed(ROWS)) == (
        3,
        "Aucune publication trouvée dans les limites du calcul.",
    )


INSIDER: Document = document(
    {"a": 3, "b": 2, "c": 40},
    {"ab": ["a", "b"], "c": ["c"]},
    exact=["ab"],
    insiders=[{"id": "mairie", "knows": ["b"]}],
)


def test_code_4_names_the_groups_found_and_by_whom(tmp_path: Path) -> None:
    number, message = code(tmp_path, INSIDER)

    assert number == 4
    assert "mairie" in message


def test_the_command_says_one_line_and_its_code(tmp_path: Path) -> None:
    (tmp_path / "good").write_text(json.dumps(crossed(ROWS, method="suppression")))
    (tmp_path / "bad").write_text("{}")

    good, bad = (_process(tmp_path / name, tmp_path / "out.json") for name in ("good", "bad"))

    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("12 chiffres publiés, 4 couverts")
    assert good.stdout.count("\n") == 1
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr == "CommandError: atoms\u202f: champ absent\n"


def _process(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "protect", str(source), str(target)],
        cwd=Path(__file__).resolve().parents[3],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_short_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps({**crossed(ROWS), "key": "c0ffee"}))
    said = StringIO()
    call_command(
        "protect",
        str(tmp_path / "in.json"),
        str(tmp_path / "out.json"),
        stdout=StringIO(),
        stderr=said,
    )

    assert "16 octets" in said.getvalue()


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.json"
    write_whole(path, b"before")

    def full(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, b"after")

    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
