"""The public verifier: it accepts what was made, and sees each figure that is changed."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indicators import verify
from indicators.protection.bulletin import bulletin, protect
from tests.indicators.protection.tables import crossed, document, parsed

ROWS = [[3, 12, 7], [8, 2, 20], [15, 9, 30]]
ORDERED = document(
    {"bilans": 7, "suivis": 12, "ville": 0, "autres": 9},
    {"b": ["bilans"], "s": ["suivis", "autres"], "v": ["ville"], "t": ["bilans", "autres"]},
    zeros=["ville"],
    orders=[{"left": ["bilans"], "right": ["suivis"]}],
)
EXACT = document({"a": 8, "b": 5, "c": 7}, {"ab": "ab", "bc": "bc"}, exact=["ab"])
MADE = {
    "rounding": crossed(ROWS),
    "suppression": crossed(ROWS, method="suppression"),
    "frozen": crossed(ROWS, frozen=[{"id": "0.0", "value": 5, "margin": 3}]),
    "orders": ORDERED,
    "exact": EXACT,
}


def made(name: str) -> dict[str, Any]:
    table = parsed(MADE[name])
    raw = bulletin(table, protect(table), {"cells": len(table.cells), "seconds": 0.1})
    found: dict[str, Any] = json.loads(raw)
    return found


def verified(content: dict[str, Any]) -> str:
    return verify.report(verify.read(json.dumps(content).encode())).replace("\u202f", " ")


def signed_again(content: dict[str, Any]) -> dict[str, Any]:
    """The bulletin with the digest of what it has become: only its figures can betray it."""
    return {**content, "digest": verify.digest(content)}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("rounding", "16 chiffres vérifiés ; pour tout groupe de jeunes, au moins 6 valeurs"),
        ("suppression", "12 chiffres vérifiés ; 4 cases couvertes, dont aucune n’est connue à"),
        ("frozen", "16 chiffres vérifiés ; pour tout groupe de jeunes, au moins 7 valeurs"),
        ("exact", "2 chiffres vérifiés ; pour tout groupe de jeunes, au moins 5 valeurs"),
    ],
)
def test_a_bulletin_is_verified_and_says_what_it_leaves(name: str, said: str) -> None:
    assert verified(made(name)).startswith(said)


@pytest.mark.parametrize("name", list(MADE))
@pytest.mark.parametrize("step", [-5, -1, 1, 5])
def test_each_figure_changed_is_seen_even_with_a_new_digest(name: str, step: int) -> None:
    content = made(name)
    for number, cell in enumerate(content["cells"]):
        if cell["value"] is None or cell["value"] + step < 0:
            continue
        changed = json.loads(json.dumps(content))
        changed["cells"][number]["value"] += step
        with pytest.raises(verify.Tampered):
            verified(signed_again(changed))


@pytest.mark.parametrize("name", list(MADE))
def test_each_count_of_the_certificate_changed_is_seen(name: str) -> None:
    content = made(name)
    for atom in content["certificate"]:
        changed = json.loads(json.dumps(content))
        changed["certificate"][atom] += 1
        if name == "suppression" and not _shown(content, atom):
            continue
        with pytest.raises(verify.Tampered):
            verified(signed_again(changed))


def _shown(content: dict[str, Any], atom: str) -> bool:
    return any(atom in cell["atoms"] for cell in content["cells"] if cell["value"] is not None)


@pytest.mark.parametrize("margin", [0, 1, 4, 6, 9, 11, True, None, "5"])
def test_a_margin_changed_is_seen(margin: object) -> None:
    content = made("rounding")
    content["cells"][3]["margin"] = margin

    with pytest.raises(verify.Tampered):
        verified(signed_again(content))


def _drop(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda content: content.pop(name)


@pytest.mark.parametrize(
    "change",
    [
        *(_drop(name) for name in sorted(verify.FIELDS - {"digest", "audit"})),
        lambda content: content["cells"].append(content["cells"][0]),
        lambda content: content["cells"].clear(),
        lambda content: content["cells"][0].update(flag="///"),
        lambda content: content["cells"][0].update(atoms=[]),
        lambda content: content["cells"][0].update(value=None, margin=0, flag="c"),
        lambda content: content["cells"][0].update(value=True),
        lambda content: content["cells"][0].update(value=5.0),
        lambda content: content.update(base=4),
        lambda content: content.update(margin=4),
        lambda content: content.update(threshold=4),
        lambda content: content.update(method="nothing"),
        lambda content: content.update(exact=["unknown"]),
        lambda content: content.update(orders=[{"left": ["0.0"]}]),
        lambda content: content.update(zeros=["0.0"]),
        lambda content: content.update(certificate=[]),
        lambda content: content.update(witnesses={}),
        lambda content: content.update(witnesses=[3]),
    ],
)
def test_a_bulletin_that_is_not_one_is_refused(
    change: Callable[[dict[str, Any]], object],
) -> None:
    content = made("rounding")
    change(content)

    with pytest.raises(verify.Tampered):
        verified(signed_again(content))


def test_a_figure_changed_without_a_new_digest_is_seen_at_once() -> None:
    content = made("rounding")
    content["audit"]["cells"] += 1

    with pytest.raises(verify.Tampered, match="empreinte"):
        verified(content)


def test_a_covered_cell_without_its_witnesses_is_refused() -> None:
    content = made("suppression")
    content["witnesses"] = []

    with pytest.raises(verify.Tampered, match="n’est pas protégée"):
        verified(signed_again(content))


def test_the_verifier_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(verify.__file__).read_text())
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }

    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_the_verifier_runs_as_a_lone_file(tmp_path: Path) -> None:
    alone = tmp_path / "verify.py"
    alone.write_bytes(Path(verify.__file__).read_bytes())
    path = tmp_path / "bulletin.json"
    path.write_text(json.dumps(made("rounding")))

    run = [sys.executable, "-I", str(alone)]
    good = subprocess.run([*run, str(path)], capture_output=True, text=True, check=False)
    path.write_text(path.read_text().replace('"value": 15', '"value": 20', 1))
    bad = subprocess.run([*run, str(path)], capture_output=True, text=True, check=False)

    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("16 chiffres vérifiés")
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr.startswith("Bulletin altéré")


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"a":1,"a":1}'])
def test_a_file_that_is_not_a_bulletin_is_one_sentence(
    raw: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bulletin.json"
    path.write_bytes(raw)

    assert verify.main([str(path)]) == 1
    assert capsys.readouterr().err.startswith("Bulletin altéré")


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["absent.json"]])
def test_a_wrong_call_is_one_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main(arguments) == 1
    assert capsys.readouterr().err.count("\n") == 1
