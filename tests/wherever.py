"""Where a name could be left, and the shapes in which a thief would meet it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from unicodedata import normalize


def shapes(word: str) -> set[bytes]:
    """The same word in the encodings of files, dumps, logs and queues."""
    texts = {word, word.lower(), word.upper(), normalize("NFD", word)}
    raw = {text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "utf-16-be")}
    escaped = {text.encode("ascii", "backslashreplace") for text in texts}
    hexadecimal = {each.hex().encode() for each in raw}
    # In base64 a word has three shapes, by what comes before it.
    shifted = {b64encode(b"x" * by + word.encode())[4:-4] for by in range(3)}
    return raw | escaped | hexadecimal | shifted


def found(words: Iterable[bytes], contents: Iterable[bytes]) -> set[bytes]:
    """Those that are somewhere."""
    known = set(words)
    return {word for content in contents for word in known if word in content}
