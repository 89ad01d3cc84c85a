"""Reading the values of a plan file one by one: what is wrong is noted with its place, in French.

Nothing is raised while reading: whoever corrects a file wants every error at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST = 300
Node = dict[str, Any]


class Errors:
    """The errors of one file, one sentence for each, in the order in which they are met."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def add(self, place: str, reason: str) -> None:
        self.sentences.append(f"{place} : {reason}")


class Repeated(dict[str, Any]):
    """An object of the file in which a key came twice: JSON would silently keep the last."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.repeated = sorted({key for key in keys if keys.count(key) > 1})


class Reader:
    """One object of the file, at a place (« actions[3].indicators[0] »)."""

    def __init__(self, errors: Errors, value: Any, place: str, needed: str, also: str = "") -> None:
        self.errors = errors
        self.place = place
        self.node: Node = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            errors.add(place, "un objet { … } est attendu.")
            return
        for key in getattr(value, "repeated", ()):
            errors.add(self._at(key), "la clé est écrite deux fois.")
        for key in needed.split():
            if key not in value:
                errors.add(self._at(key), "il manque.")
        for key in sorted(set(value) - {*needed.split(), *also.split()}):
            errors.add(self._at(key), "clé inconnue.")

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def wrong(self, key: str, reason: str) -> None:
        """Note an error on one key of this object."""
        self.errors.add(self._at(key), reason)

    def text(self, key: str) -> str:
        """A text that says something; empty, with an error, for anything else."""
        value = self.node.get(key, "")
        if key in self.node and (not isinstance(value, str) or not value.strip()):
            self.wrong(key, "un texte est attendu.")
        elif isinstance(value, str) and len(value) > _LONGEST:
            self.wrong(key, f"{len(value)} signes ; {_LONGEST} au plus.")
        return value if isinstance(value, str) else ""

    def whole(self, key: str) -> int:
        """A whole number, zero or more; zero when it is not there."""
        value = self.node.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.wrong(key, "un nombre entier, positif ou nul, est attendu.")
            return 0
        return value

    def flag(self, key: str) -> bool:
        value = self.node.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, "true ou false est attendu.")
        return value is True

    def day(self, key: str) -> date | None:
        """A day written AAAA-MM-JJ; None, with an error, for anything else."""
        if key not in self.node:
            return None
        value = self.node[key]
        try:
            if not isinstance(value, str) or not _DAY.fullmatch(value):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(key, f"« {value} » n’est pas une date. Exemple : 2014-12-31.")
            return None

    def choice(self, key: str, known: list[str]) -> str:
        """One of the known words; the first, with an error, for any other."""
        value = self.node.get(key)
        if key in self.node and value not in known:
            self.wrong(key, f"« {value} » est inconnu ; attendu : {', '.join(known)}.")
        return value if isinstance(value, str) and value in known else known[0]

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(value for _, value in self._list(key, str, "une liste de textes"))

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        return tuple(value for _, value in self._list(key, int, "une liste de nombres entiers"))

    def objects(self, key: str) -> Iterator[tuple[str, Any]]:
        """The objects of a list, each with its place."""
        yield from self._list(key, object, "une liste [ … ]")

    def _list(self, key: str, of: type, what: str) -> Iterator[tuple[str, Any]]:
        value = self.node.get(key, [])
        right = isinstance(value, list) and all(isinstance(each, of) for each in value)
        if not right:
            self.wrong(key, f"{what} est attendue.")
            return
        for rank, each in enumerate(value):
            yield f"{self._at(key)}[{rank}]", each
