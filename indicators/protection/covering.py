"""Which cells to hide so that no hidden one can be counted finely: one block.

After Fischetti & Salazar (Management Science 47(7), 2001), with their « sliding » protection. A
binary x_s says that cell s is hidden; the loss, sum of z_s x_s over the cells hidden beside the
primary ones, is minimal subject to, for each hidden cell k,

    max { C_k f } - min { C_k g }  >=  threshold,
    where f, g >= 0 and  z_s - z_s x_s  <=  C_s f, C_s g  <=  z_s + M x_s  for each cell s.

By duality, weights l and m of the cells with sum l_s C_s >= C_k >= sum m_s C_s give the cut

    (threshold - W) x_k  <=  sum over s of min(threshold - W, c_s) x_s,
    W = sum (l_s - m_s) z_s,   c_s = what hiding s adds to W: without limit if l_s > 0 or m_s < 0,
    otherwise (|l_s| + |m_s|) z_s.

Cuts are found at the points of the relaxed program, then at integer points, until none is broken.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from indicators.protection.attacker import FREE, Bounds, Extreme
from indicators.protection.moves import Plan
from indicators.protection.solver import INFINITY, Program, SolverFailed
from indicators.protection.watch import Watch

_NEAR: Final = 1e-6
_ROUNDS: Final = 60
_INTEGER_ROUNDS: Final = 400
_STALLED: Final = 6


def cut(
    plan: Plan, cell: int, least: Extreme, greatest: Extreme
) -> tuple[float, dict[int, float]] | None:
    """(need, coefficients): need x_cell <= sum of coefficient x_s. None: it asks for nothing."""
    if max(abs(least.weights[cell]), abs(greatest.weights[cell])) > _NEAR:
        # Followed as far as the attacker does: wide enough.
        return None
    width = 0.0
    gains: dict[int, float] = {}
    for s, known in enumerate(plan.known):
        above, below = greatest.weights[s], least.weights[s]
        if s == cell or (abs(above) < _NEAR and abs(below) < _NEAR):
            continue
        if s in plan.hidden:
            # Free for the attacker: a weight there is noise, and this cut proves nothing.
            return None
        width += above * (known.upper if above > 0 else known.lower)
        width -= below * (known.lower if below > 0 else known.upper)
        if s not in plan.shown:
            endless = above > _NEAR or below < -_NEAR
            gains[s] = INFINITY if endless else (max(-above, 0) + max(below, 0)) * known.lower
    need = plan.threshold - width
    if need <= _NEAR:
        return None
    return need, {s: min(need, gain + _NEAR) for s, gain in gains.items() if gain > _NEAR}


class Covering:
    """The cutting plane method. Cuts only ever grow: (cell, need, coefficients)."""

    def __init__(self, plan: Plan, watch: Watch) -> None:
        self.plan = plan
        self.attacker = plan.attacker()
        self.watch = watch
        self.cuts: list[tuple[int, float, dict[int, float]]] = []

    def optimal(self) -> frozenset[int]:
        """The cells to hide, the primary ones among them: of least loss.

        Raises SolverFailed when the rounds allowed are not enough; a caller has another way.
        """
        self._relaxed()
        for _ in range(_INTEGER_ROUNDS):
            hidden = frozenset(s for s, x in self._master(integral=True).items() if x > 0.5)
            if not self._broken(hidden):
                return hidden
        raise SolverFailed("too many rounds")

    def _relaxed(self) -> None:
        best, stalled = -1.0, 0
        for _ in range(_ROUNDS):
            point = self._master(integral=False)
            loss = sum(self.plan.known[s].lower * point[s] for s in self.plan.free)
            stalled = 0 if loss > best + 1e-3 else stalled + 1
            best = max(best, loss)
            if not self._separated(point) or stalled >= _STALLED:
                return

    def _master(self, *, integral: bool) -> dict[int, float]:
        program = Program()
        free = self.plan.free
        columns = {
            s: program.column(0, 1, cost=self.plan.known[s].lower, integral=integral) for s in free
        }
        for cell, need, gains in self.cuts:
            terms = [(columns[s], gain) for s, gain in gains.items()]
            if cell in columns:
                program.row(0, INFINITY, [*terms, (columns[cell], -need)])
            else:
                program.row(need, INFINITY, terms)
        found = program.solve()
        if found is None or not found.optimal:
            raise SolverFailed("no set of cells to hide")
        point = dict.fromkeys(self.plan.hidden, 1.0)
        return point | {s: min(1.0, max(0.0, found.values[c])) for s, c in columns.items()}

    def _separated(self, point: dict[int, float]) -> int:
        """Add the cuts that this point breaks; how many."""
        self.attacker.learn(
            {s: self._partly(s, point.get(s, 0.0)) for s in range(len(self.plan.known))}
        )
        added = 0
        for cell, x in sorted(point.items()):
            if x > 0.01:
                added += self._add(cell, *self.attacker.width(cell), point)
        return added

    def _partly(self, cell: int, x: float) -> Bounds:
        known = self.plan.known[cell]
        if x >= 1 - _NEAR:
            return FREE
        room = max(known.upper, float(self.plan.threshold))
        return known if x <= _NEAR else Bounds(known.lower * (1 - x), known.upper + room * x)

    def _add(self, cell: int, least: Extreme, greatest: Extreme, point: dict[int, float]) -> bool:
        found = cut(self.plan, cell, least, greatest)
        if found is None:
            return False
        need, gains = found
        if sum(gain * point.get(s, 0.0) for s, gain in gains.items()) >= need * point[cell] - 1e-4:
            return False
        self.cuts.append((cell, need, gains))
        return True

    def _broken(self, hidden: frozenset[int]) -> bool:
        """Whether a hidden cell is not protected in whole counts; what each asks is then added."""
        self.attacker.learn(
            {s: FREE if s in hidden else known for s, known in enumerate(self.plan.known)}
        )
        broken = False
        for cell in sorted(hidden):
            if cell not in self.watch.exposed(hidden):
                continue
            least, greatest = self.attacker.width(cell)
            if greatest.value - least.value >= self.plan.threshold - _NEAR:
                self.watch.meet_end(least)
                self.watch.meet_end(greatest)
                continue
            broken = True
            if not self._add(cell, least, greatest, dict.fromkeys(hidden, 1.0)):
                self._more(cell, hidden)
        if broken:
            return True
        for cell in self.watch.settle(hidden, hidden):
            if not self.watch.protected(cell, hidden):
                broken = True
                self._more(cell, hidden)
        return broken

    def _more(self, cell: int, hidden: Iterable[int]) -> None:
        """Hiding fewer cells protects less: one more is needed, whichever."""
        others = set(self.plan.free) - set(hidden)
        self.cuts.append((cell, 1.0, dict.fromkeys(sorted(others), 1.0)))
