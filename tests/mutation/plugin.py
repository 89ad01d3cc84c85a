"""The run, inside pytest: collect once, run once, then one fork for each mutant."""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import time
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import NoReturn

import pytest
from _pytest.runner import runtestprotocol
from django.db import connection

from tests.mutation import patching, tracing
from tests.mutation.mutants import Mutant
from tests.mutation.outcomes import Fate, Outcome, Run

_PATIENCE = 60.0  # seconds of tests, at their usual pace, that one mutant may cost
_SHRUG = 10.0  # seconds any fork may take
_SLOWER = 6.0  # times the usual duration before a fork is stopped


class Mutation:
    """A pytest plugin: its loop is the run of every mutant."""

    def __init__(self, mutants: list[Mutant]) -> None:
        self.mutants = mutants
        # A test that noticed a fault of a function comes first for its next faults.
        self.kills: Counter[str] = Counter()
        self.took: dict[str, float] = {}
        self.items: dict[str, pytest.Item] = {}
        self.failing: list[str] = []
        self.reached = tracing.Reached()
        self.run: Run | None = None

    def pytest_configure(self) -> None:
        # Not before: pytest is the one to import what has a plugin for it.
        from hypothesis import Phase, settings

        # The examples of each run are the same, none is made smaller once it has failed.
        phases = [Phase.explicit, Phase.generate]
        settings.register_profile(
            "mutation", phases=phases, deadline=None, derandomize=True, database=None
        )
        settings.load_profile("mutation")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        started = time.monotonic()
        # In memory, a fork has a database of its own.
        connection.settings_dict["TEST"]["NAME"] = None
        self.items = {item.nodeid: item for item in session.items}
        self._run_once(session.items)
        gc.collect()
        gc.freeze()
        outcomes = tuple(self._confirmed([*self._tried()]))
        self.run = Run(outcomes, len(self.took), tuple(self.failing), time.monotonic() - started)
        return True

    def _run_once(self, items: list[pytest.Item]) -> None:
        """Every test without a fault: what it reaches, how long it takes, whether it holds."""
        modules = sorted({each.module for each in self.mutants})
        with tracing.noting(modules, self.reached):
            # The first follows the last: what the session holds is kept for the forks.
            for item, after in zip(items, [*items[1:], items[0]], strict=True):
                began = time.perf_counter()
                said = _failure(item, after)
                self.reached.end_of(item.nodeid)
                if said:
                    self.failing.append(f"{item.nodeid}: {said}")
                else:
                    self.took[item.nodeid] = time.perf_counter() - began
        print(f"{len(self.took)} tests, {sum(self.took.values()):.0f} s", flush=True)

    def _tried(self) -> Iterator[Outcome]:
        for number, mutant in enumerate(self.mutants, 1):
            outcome = self._fate_of(mutant)
            if not outcome.noticed:
                print(f"{outcome.fate.value}: {mutant.key} [{outcome.told}]", flush=True)
            elif number % 50 == 0:
                print(f"{number} of {len(self.mutants)}", flush=True)
            yield outcome

    def _confirmed(self, outcomes: list[Outcome]) -> Iterator[Outcome]:
        """A test that also fails in a fork without any fault has noticed nothing."""
        killers = dict.fromkeys(each.told for each in outcomes if each.fate is Fate.KILLED)
        wrong = {test for test in killers if self._forked(None, [test]) != "survived"}
        for each in outcomes:
            if each.fate is Fate.KILLED and each.told in wrong:
                yield Outcome(each.mutant, Fate.SURVIVED, f"{each.told} fails without it")
            else:
                yield each

    def _asked(self, mutant: Mutant) -> list[str]:
        """The tests that may notice a fault, the likeliest then the fastest first."""
        reaching = self.reached.tests.get((mutant.module, mutant.line), [])
        found = set(reaching) & self.took.keys() if mutant.line else self.took.keys()
        entry = mutant.scope.partition("[")[2].strip("'\"]")

        def rank(test: str) -> tuple[int, bool, float]:
            # A test whose parameters name the entry of a table was written for it.
            named = bool(entry) and entry in test
            return -self.kills[f"{mutant.module}.{mutant.scope} {test}"], not named, self.took[test]

        return sorted(found, key=rank)

    def _affordable(self, tests: list[str]) -> list[str]:
        """As many as patience allows; the last ones are the slowest."""
        spent = accumulate(self.took[each] for each in tests)
        return [test for test, seconds in zip(tests, spent, strict=True) if seconds <= _PATIENCE]

    def _fate_of(self, mutant: Mutant) -> Outcome:
        reaching = self._asked(mutant)
        if not reaching:
            return Outcome(mutant, Fate.UNREACHED, "")
        tests = self._affordable(reaching)
        said = self._forked(mutant, tests)
        if said is None:
            return Outcome(mutant, Fate.TOO_SLOW, "")
        if said == "crashed":
            raise RuntimeError(f"{mutant.key} cannot be put in place.")
        if said == "survived":
            return Outcome(mutant, Fate.SURVIVED, f"{len(tests)} tests of {len(reaching)}")
        self.kills[f"{mutant.module}.{mutant.scope} {said}"] += 1
        return Outcome(mutant, Fate.KILLED, said)

    def _forked(self, mutant: Mutant | None, tests: list[str]) -> str | None:
        """What a fork with this fault says of these tests; None when it had to be stopped."""
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.close(reader)
            self._try(mutant, tests, writer)
        os.close(writer)
        return _answer(child, reader, _SHRUG + _SLOWER * sum(self.took[each] for each in tests))

    def _try(self, mutant: Mutant | None, tests: list[str], writer: int) -> NoReturn:
        """In the fork: say the first test that fails, or that none did."""
        said = "crashed"
        try:
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            if mutant:
                patching.apply(mutant)
            items = [self.items[each] for each in tests]
            pairs = zip(items, [*items[1:], items[0]], strict=True)
            said = next((item.nodeid for item, after in pairs if _failure(item, after)), "survived")
        finally:
            os.write(writer, said.encode())
            os._exit(0)


def _failure(item: pytest.Item, after: pytest.Item) -> str:
    """Run a test; the last line of what went wrong, empty when it holds."""
    for report in runtestprotocol(item, log=False, nextitem=after):
        if report.failed:
            return report.longreprtext.rstrip().rpartition("\n")[2] or "failed"
    return ""


def _answer(child: int, reader: int, limit: float) -> str | None:
    """What a fork says; None when it is stopped for having taken too long."""
    ready, _, _ = select.select([reader], [], [], limit)
    said = os.read(reader, 4096).decode() if ready else None
    os.close(reader)
    if not ready:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return said
