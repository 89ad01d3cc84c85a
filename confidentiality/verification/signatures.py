"""The rules of the seals, stated a second time: tree, canonical content, signature."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from confidentiality.verification.findings import Head

_END = "-----END PUBLIC KEY-----"


class UnreadableKey(Exception):
    """A file of public keys that holds none, or something else."""


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The keys that may have signed, by their identifier: the one in use, those it replaced."""

    keys: Mapping[str, Ed25519PublicKey]

    def signed(self, key_id: str, content: bytes, signature: str) -> bool:
        """Whether one of these keys signed this very content."""
        key = self.keys.get(key_id)
        if key is None:
            return False
        try:
            key.verify(bytes.fromhex(signature), content)
        except (InvalidSignature, ValueError):
            return False
        return True


def read_keys(path: Path) -> PublicKeys:
    """The public keys of a file: PEM, one after the other. Raises UnreadableKey."""
    try:
        blocks = path.read_text(encoding="ascii").split(_END)[:-1]
        keys = [load_pem_public_key(f"{block}{_END}\n".encode("ascii")) for block in blocks]
    except (OSError, ValueError) as error:
        raise UnreadableKey(f"clé publique illisible, « {path} »") from error
    found = {
        hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]: key
        for key in keys
        if isinstance(key, Ed25519PublicKey)
    }
    if not found or len(found) != len(keys):
        raise UnreadableKey(f"« {path} » ne contient pas que des clés publiques Ed25519")
    return PublicKeys(found)


def content_of(kind: str, values: Mapping[str, object]) -> bytes:
    """The bytes that a seal signs."""
    body = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return b"jalon journal " + kind.encode("ascii") + b" 1\n" + body.encode("ascii")


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, as it is written there: split at the largest power of two below."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + tree_root(leaves[:split]) + tree_root(leaves[split:])).digest()


def heads_root(heads: Mapping[str, Head]) -> str:
    """The root over the heads of all chains, sorted by chain."""
    leaves = [f"{chain}:{heads[chain].seq}:{heads[chain].hash}" for chain in sorted(heads)]
    return tree_root([leaf.encode("ascii") for leaf in leaves]).hex()
