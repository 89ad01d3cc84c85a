"""One pass over the lines of each chain, across the segments that are gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from confidentiality.verification import rows
from confidentiality.verification.anchors import Anchors, read_anchors
from confidentiality.verification.claims import ChainClaims, Claims
from confidentiality.verification.findings import FIRST, Finding, Head, Report, Verdict
from confidentiality.verification.rows import Line, Segment, as_uuid, digest_of
from confidentiality.verification.seals import (
    check_checkpoints,
    fault_of_segment,
    segments_by_chain,
)
from confidentiality.verification.signatures import PublicKeys, read_keys


def verify(
    anchors_in: Path | None = None,
    *,
    since: datetime | None = None,
    public_key: Path | None = None,
    using: str = "default",
) -> Report:
    """Check every chain, its seals, and the anchors kept in a folder when one is given.

    ``since``: begin each chain at the last sound checkpoint before this moment, instead of its
    first line. ``public_key``: a file of public keys; without it signatures are not checked.
    Raises UnreadableKey.
    """
    keys = read_keys(public_key) if public_key else None
    claims = Claims()
    anchors = read_anchors(anchors_in, claims, keys) if anchors_in else Anchors()
    seals = check_checkpoints(
        claims, frozenset(anchors.digests), keys=keys, since=since, using=using
    )
    walks, told = _walk_all(claims, seals.start, keys, using)
    sealed = [seals.finding, anchors.missing_from(seals.digests)]
    faults = [walk.finding for walk in walks]
    return Report(
        chains=len(walks),
        entries=sum(walk.lines for walk in walks),
        segments=sum(walk.segments for walk in walks),
        checkpoints=seals.count,
        anchors=anchors.count,
        signed=keys is not None,
        findings=tuple(each for each in (*faults, *told, *sealed, *anchors.findings) if each),
    )


def _walk_all(
    claims: Claims, start: dict[str, Head], keys: PublicKeys | None, using: str
) -> tuple[list["ChainWalk"], list[Finding | None]]:
    """Every chain, then what its seals say of it.

    A purge that comes meanwhile takes lines away from under the reading: it is done again.
    """
    headers = segments_by_chain(using)
    before = rows.read_heads(using)
    chains = rows.read_chains(using)
    walks, told = [], []
    for key in chains:
        chain = as_uuid(key)
        begin = start.get(chain, FIRST)
        walk = ChainWalk(chain, begin, claims.of(chain, begin.seq))
        walk.cross(headers.get(chain, []), keys)
        walk.read(rows.read_lines(using, key, begin.seq))
        told.append(walk.claims.end())
        walks.append(walk)
    # Heads are read on both sides of the statements that read the lines: what is written
    # meanwhile is no fault.
    after = rows.read_heads(using)
    for walk in walks:
        walk.compare_head(before.get(walk.chain, FIRST), after.get(walk.chain, FIRST))
    gone = claims.chains() - {walk.chain for walk in walks}
    told += [claims.of(chain).end() for chain in sorted(gone)]
    if segments_by_chain(using) != headers:
        return _walk_all(claims, start, keys, using)
    # A chain that is broken is told once.
    broken = {walk.chain for walk in walks if walk.finding}
    told = [each for each in told if each is None or each.chain not in broken]
    # A chain created just before its first line has none yet.
    return [walk for walk in walks if walk.last.seq or walk.finding], told


@dataclass(slots=True)
class ChainWalk:
    """Where the verification of one chain stands, and the first thing that is wrong in it."""

    chain: str
    begin: Head
    claims: ChainClaims
    last: Head = FIRST
    lines: int = 0
    segments: int = 0
    finding: Finding | None = None
    _purged: int = 0

    def cross(self, headers: Iterable[Segment], keys: PublicKeys | None) -> None:
        """Go over the segments that are gone, each sealed by its header."""
        for header in headers:
            self.segments += 1
            if self.finding is None:
                self.finding = fault_of_segment(header, self.last, keys)
            self.claims.meet(header.first_seq, header.first_hash)
            self.claims.meet(header.last_seq, header.last_hash)
            self.claims.forget(header.first_seq, header.last_seq)
            self.last = Head(header.last_seq, header.last_hash)
        self._purged = self.last.seq

    def read(self, lines: Iterable[Line]) -> None:
        """Check each line against the one before."""
        # The checkpoint that a shorter verification begins with vouches for what came before.
        vouched = self.begin.seq > self._purged
        if vouched:
            self.last = Head(self.begin.seq - 1, "")
        for line in lines:
            self.lines += 1
            self.claims.meet(line.seq, line.hash)
            if self.finding is None:
                self._step(line, linked=not vouched)
            vouched = False
            self.last = Head(line.seq, line.hash)

    def _step(self, line: Line, *, linked: bool) -> None:
        if line.seq <= self._purged:
            self._find(Verdict.HASH, line.seq, "ligne d’un segment purgé, encore présente")
        elif line.seq <= self.last.seq:
            self._find(Verdict.HASH, line.seq, "numéro déjà pris")
        elif line.seq != self.last.seq + 1:
            self._find(Verdict.GAP, self.last.seq + 1, "ligne manquante")
        elif linked and line.prev_hash != self.last.hash:
            self._find(Verdict.HASH, line.seq, "la ligne ne suit pas la précédente")
        elif line.hash != digest_of(line):
            self._find(Verdict.HASH, line.seq, "le contenu ne correspond pas à son empreinte")

    def compare_head(self, low: Head, high: Head) -> None:
        """Check that the chain ends where its row said, before and after it was read.

        A shorter verification that met no line at all leaves it to its checkpoint to say so.
        """
        if self.finding is not None or (self.begin.seq > self._purged and not self.lines):
            return
        if self.last.seq < low.seq:
            self._find(Verdict.GAP, self.last.seq + 1, "fin de chaîne manquante")
        elif self.last.seq > high.seq:
            self._find(Verdict.HASH, high.seq + 1, "ligne ajoutée hors du journal")
        elif self.last.seq in (low.seq, high.seq) and self.last not in (low, high):
            self._find(Verdict.HASH, self.last.seq, "la tête de chaîne ne correspond pas")

    def _find(self, verdict: Verdict, seq: int, sentence: str) -> None:
        self.finding = Finding(verdict, self.chain, seq, sentence)
