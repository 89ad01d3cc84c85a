"""Reading a PDF of ours without a library: its objects unfolded, its tags in order."""

from __future__ import annotations

import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def unfolded(pdf: bytes) -> bytes:
    """The file followed by each of its streams, inflated: tags are in some of them."""
    found = [pdf]
    for stream in _STREAM.findall(pdf):
        try:
            # A byte that looks like the end of a line may be the last of the stream.
            found.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


def tags(pdf: bytes) -> list[str]:
    """The kinds of its elements of structure: « H1 », « Table », « Figure »."""
    elements = re.findall(rb"<<[^<>]*?/Type /StructElem.*?>>", unfolded(pdf), re.DOTALL)
    kinds = (re.search(rb"/S /(\w+)", each) for each in elements)
    return [each.group(1).decode() for each in kinds if each]


def words(pdf: bytes, name: str) -> list[str]:
    """The texts under one name of its dictionaries: « Title », « Lang », « Alt »."""
    told = []
    pattern = rb"/" + name.encode() + rb" (?:\((.*?)(?<!\\)\)|<([0-9a-fA-F]+)>)"
    for plain, coded in re.findall(pattern, unfolded(pdf), re.DOTALL):
        raw = bytes.fromhex(coded.decode()) if coded else plain
        told.append(raw.decode("utf-16" if raw.startswith(b"\xfe\xff") else "latin-1"))
    return told
