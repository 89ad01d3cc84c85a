"""What checkpoints and anchors say of the lines, and whether the lines agree."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from confidentiality.verification.findings import GENESIS, Finding, Head, Verdict

_LOST = "disparue : base revenue en arrière ou fin de chaîne coupée"
_DIFFERS = "chaîne réécrite"


@dataclass(frozen=True, slots=True)
class Claim:
    """The hash that a line must have, and who says so."""

    hash: str
    source: str


@dataclass(slots=True)
class Claims:
    """By chain and number. Two of them about one line must agree."""

    _by_chain: dict[str, dict[int, Claim]] = field(default_factory=dict)

    def add(self, heads: Mapping[str, Head], source: str) -> Finding | None:
        """Take what one seal says; a finding when another one said otherwise."""
        clash = None
        for chain, head in heads.items():
            # A chain is created just before its first line: a seal may have seen it empty.
            if not head.seq and head.hash == GENESIS:
                continue
            known = self._by_chain.setdefault(chain, {}).setdefault(
                head.seq, Claim(head.hash, source)
            )
            if known.hash != head.hash and clash is None:
                sentence = f"deux sceaux se contredisent, {known.source} et {source}"
                clash = Finding(Verdict.ANCHOR, chain, head.seq, sentence)
        return clash

    def chains(self) -> set[str]:
        return set(self._by_chain)

    def of(self, chain: str, start: int = 0) -> "ChainClaims":
        """Those about one chain, from a number on."""
        found = self._by_chain.get(chain, {})
        return ChainClaims(chain, {seq: found[seq] for seq in found if seq >= start})


@dataclass(slots=True)
class ChainClaims:
    """What is said of one chain and was not yet met by a line."""

    chain: str
    waiting: dict[int, Claim]
    finding: Finding | None = None

    def meet(self, seq: int, digest: str) -> None:
        """A line, as it is. The first one that differs is kept."""
        claim = self.waiting.pop(seq, None)
        if claim is not None and claim.hash != digest and self.finding is None:
            sentence = f"la ligne diffère de {claim.source} : {_DIFFERS}"
            self.finding = Finding(Verdict.ANCHOR, self.chain, seq, sentence)

    def forget(self, first: int, last: int) -> None:
        """Lines purged with their segment: nobody can compare them any more."""
        for seq in [seq for seq in self.waiting if first <= seq <= last]:
            del self.waiting[seq]

    def end(self) -> Finding | None:
        """The first fault, once every line was met."""
        if self.finding is None and self.waiting:
            seq = min(self.waiting)
            sentence = f"ligne scellée par {self.waiting[seq].source}, {_LOST}"
            return Finding(Verdict.ANCHOR, self.chain, seq, sentence)
        return self.finding
