"""What a run says: on the terminal, as an exit code, and in docs/mutation.md."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from datetime import date
from itertools import groupby

from tests.mutation.explained import EXPLAINED
from tests.mutation.outcomes import Fate, Outcome, Run, score
from tests.mutation.targets import ROOT

GOAL = 95.0
_DOCUMENT = ROOT / "docs" / "mutation.md"
_BEFORE_RESULTS = "<!-- results -->\n"


def tell(run: Run, *, write: bool, whole: bool) -> int:
    """0 when enough mutants are noticed and every other one is explained."""
    missed = [each for each in run.outcomes if not each.noticed]
    bare = [each for each in missed if each.mutant.key not in EXPLAINED]
    found = {each.mutant.key for each in missed}
    stale = sorted(EXPLAINED.keys() - found) if whole else []
    for heading, lines in (
        ("not explained", [each.mutant.key for each in bare]),
        ("explained, but noticed or gone", stale),
        ("failing without any fault", run.failing),
    ):
        for line in lines:
            print(f"{heading}: {line}")
    print(summary(run))
    if write:
        _write(run, missed)
    return int(bool(bare or stale) or score(run.outcomes) < GOAL)


def summary(run: Run) -> str:
    missed = sum(not each.noticed for each in run.outcomes)
    slow = sum(each.fate is Fate.TOO_SLOW for each in run.outcomes)
    return (
        f"{len(run.outcomes)} mutants: {len(run.outcomes) - missed} noticed ({slow} too slow), "
        f"{missed} survived, score {score(run.outcomes):.1f} %, {run.seconds / 60:.0f} min"
    )


def _write(run: Run, missed: list[Outcome]) -> None:
    """Keep what people wrote above the mark; write the results again under it."""
    kept, mark, _ = _DOCUMENT.read_text(encoding="utf-8").partition(_BEFORE_RESULTS)
    _DOCUMENT.write_text(kept + mark + "\n".join(_results(run, missed)) + "\n", encoding="utf-8")


def _results(run: Run, missed: list[Outcome]) -> Iterable[str]:
    yield "\n## Results\n"
    yield (
        f"{date.today():%Y-%m-%d}, on `{_commit()}`, {run.tests} tests. {summary(run)}.\n"  # noqa: DTZ011 (the day of who runs it)
    )
    yield "| Module | Mutants | Noticed | Survived | Score |"
    yield "| --- | --- | --- | --- | --- |"
    for module, group in groupby(run.outcomes, key=lambda each: each.mutant.module):
        yield _line(f"`{module}`", list(group))
    yield _line("**all**", run.outcomes)
    if run.failing:
        yield "\nLeft out, because they failed without any fault:\n"
        yield from (f"- `{each}`" for each in run.failing)
    yield "\n## Survivors\n"
    if not missed:
        yield "None."
        return
    yield "| Where | Fault | Why nothing notices it |"
    yield "| --- | --- | --- |"
    for each in missed:
        mutant = each.mutant
        reason = EXPLAINED.get(mutant.key, "**not explained**")
        fault = mutant.fault.replace("|", "\\|").replace("\n", " ")
        yield f"| `{mutant.module}.{mutant.scope}` | `{fault}` | {reason} |"


def _line(name: str, outcomes: Iterable[Outcome]) -> str:
    found = list(outcomes)
    noticed = sum(each.noticed for each in found)
    return f"| {name} | {len(found)} | {noticed} | {len(found) - noticed} | {score(found):.1f} % |"


def _commit() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(
        asked, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
