"""Checking the journal, without trusting what writes it.

Nothing here imports the models nor what writes and seals: rows are read by SQL, and the rules of
hash, tree and signature are stated a second time. A fault in the writer cannot hide itself from
its verifier.
"""

from confidentiality.verification.anchors import ANCHOR_FILE, NothingToAnchor, append_anchor
from confidentiality.verification.findings import Finding, Head, Report, Verdict
from confidentiality.verification.signatures import UnreadableKey
from confidentiality.verification.walk import verify

__all__ = [
    "ANCHOR_FILE",
    "Finding",
    "Head",
    "NothingToAnchor",
    "Report",
    "UnreadableKey",
    "Verdict",
    "append_anchor",
    "verify",
]
