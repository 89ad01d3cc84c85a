"""What is mutated, and the tests asked to notice."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("confidentiality", "veille", "casework", "notifications", "indicators", "config")

_MODULES = (
    "casework/guards/*.py",
    "veille/guards.py",
    "veille/violation_guards.py",
    "confidentiality/guards.py",
    "confidentiality/policy.py",
    "confidentiality/access_matrix.py",
)
_TESTS = (
    "tests/casework/test_guard*.py",
    "tests/casework/test_rappel_vectors.py",
    "tests/casework/test_machines*.py",
    "tests/casework/test_invariants_*.py",
    "tests/casework/test_told_beforehand.py",
    "tests/casework/test_sight*.py",
    "tests/casework/test_services_*.py",
    "tests/confidentiality/test_guard*.py",
    "tests/confidentiality/test_policy*.py",
    "tests/veille/test_*.py",
)


def modules() -> list[str]:
    """Dotted names of the modules to mutate."""
    found = [path for pattern in _MODULES for path in sorted(ROOT.glob(pattern))]
    named = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in found]
    return [name for name in named if not name.endswith("__init__")]


def tests() -> list[str]:
    """The test modules, as pytest is given them."""
    found = {path for pattern in _TESTS for path in ROOT.glob(pattern)}
    return [str(path.relative_to(ROOT)) for path in sorted(found)]
