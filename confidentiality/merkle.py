"""The root of a Merkle tree, as RFC 9162 (section 2.1.1) defines it.

``confidentiality.verification`` states the same rule again, in its own words.
"""

import hashlib
from collections.abc import Iterable

_LEAF, _NODE = b"\x00", b"\x01"


def root_of(leaves: Iterable[bytes]) -> str:
    """Root of the leaves in their order, in hexadecimal; that of no leaf is SHA-256 of nothing.

    Leaves are read once; what is kept of them is one hash for each level of the tree.
    """
    # Complete subtrees, largest first: (number of leaves, hash).
    forest: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, digest = 1, hashlib.sha256(_LEAF + leaf).digest()
        while forest and forest[-1][0] == size:
            digest = _joined(forest.pop()[1], digest)
            size *= 2
        forest.append((size, digest))
    if not forest:
        return hashlib.sha256().hexdigest()
    _, root = forest.pop()
    while forest:
        root = _joined(forest.pop()[1], root)
    return root.hex()


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
