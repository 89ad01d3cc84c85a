"""Anchors: signed checkpoints in a file kept elsewhere, verified with the public key alone."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from confidentiality.verification.claims import Claims
from confidentiality.verification.findings import Finding, Head, Verdict
from confidentiality.verification.rows import as_uuid
from confidentiality.verification.seals import check_checkpoints, checkpoint_values
from confidentiality.verification.signatures import PublicKeys, content_of, heads_root

ANCHOR_FILE = "journal-anchors.jsonl"


class NothingToAnchor(Exception):
    """No checkpoint was ever signed, or those of the database do not hold together."""


@dataclass(slots=True)
class Anchors:
    """What a folder of anchors holds: how many, the checkpoints they copy, what is wrong."""

    count: int = 0
    digests: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def missing_from(self, digests: dict[int, str]) -> Finding | None:
        """The first anchored checkpoint that the database no longer holds, or holds otherwise."""
        for number, digest in sorted(self.digests.items()):
            if digests.get(number) != digest:
                sentence = (
                    f"point de contrôle n° {number}, ancré : absent de la base, revenue en arrière"
                    if number not in digests
                    else f"point de contrôle n° {number} : il diffère de son ancre"
                )
                return Finding(Verdict.ANCHOR, "", number, sentence)
        return None


def append_anchor(folder: Path, *, using: str = "default") -> tuple[int, datetime]:
    """Add the last signed checkpoint to the anchors of a folder; its number and its moment.

    The folder is meant to be copied, or mounted, where the web server cannot write. Raises
    NothingToAnchor: what contradicts itself is not worth keeping.
    """
    found = check_checkpoints(Claims(), keys=None, since=None, using=using)
    if found.last is None:
        raise NothingToAnchor("aucun point de contrôle signé : le scelleur a-t-il sa clé ?")
    if found.finding is not None:
        raise NothingToAnchor(found.finding.sentence)
    values = checkpoint_values(found.last)
    line = json.dumps(
        {
            "checkpoint": values,
            "heads": {chain: [head.seq, head.hash] for chain, head in found.heads.items()},
            "signature": found.last.signature,
        },
        sort_keys=True,
        separators=(",", ":"),
    )
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ANCHOR_FILE).open("a", encoding="ascii") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())
    return found.last.number, datetime.fromisoformat(str(values["at"]))


def read_anchors(folder: Path, claims: Claims, keys: PublicKeys | None) -> Anchors:
    """The anchors of a folder, each checked by itself: its root, its signature when given keys."""
    anchors = Anchors()
    for place, line in _lines(folder):
        anchors.count += 1
        fault = _take(anchors, line, place, claims, keys)
        if fault is not None:
            anchors.findings.append(fault)
    if not anchors.count:
        sentence = f"aucune ancre dans « {folder} »"
        anchors.findings.append(Finding(Verdict.NO_ANCHOR, "", 0, sentence))
    return anchors


def _take(
    anchors: Anchors, line: str, place: str, claims: Claims, keys: PublicKeys | None
) -> Finding | None:
    try:
        anchor = json.loads(line)
        values, signature = dict(anchor["checkpoint"]), str(anchor["signature"])
        number, root = int(values["number"]), str(values["root"])
        content = content_of("checkpoint", values)
        heads = {
            as_uuid(chain): Head(int(seq), str(digest))
            for chain, (seq, digest) in anchor["heads"].items()
        }
    except (AttributeError, KeyError, TypeError, ValueError):
        return Finding(Verdict.ANCHOR, "", 0, f"ancre illisible, {place}")
    if heads_root(heads) != root:
        return Finding(Verdict.ANCHOR, "", number, f"ancre falsifiée, {place}")
    if keys is not None and not keys.signed(str(values.get("key")), content, signature):
        return Finding(Verdict.ANCHOR, "", number, f"ancre dont la signature est fausse, {place}")
    digest = sha256(content).hexdigest()
    if anchors.digests.setdefault(number, digest) != digest:
        return Finding(Verdict.ANCHOR, "", number, f"deux ancres se contredisent, {place}")
    return claims.add(heads, f"l’ancre {place}")


def _lines(folder: Path) -> Iterable[tuple[str, str]]:
    if not folder.is_dir():
        return
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                yield f"{path.name}, ligne {number}", line
