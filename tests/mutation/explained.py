"""The mutants that no test can or need notice, each with its reason."""

from __future__ import annotations

EXPLAINED: dict[str, str] = {}
