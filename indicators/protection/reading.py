"""Reads a JSON document strictly: whatever is wrong is said with its place, never a traceback."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

# Beyond, a sum in double precision would no longer be an integer that can be trusted.
LARGEST_COUNT: Final = 10**9
LONGEST_ID: Final = 200
_KINDS: Final = {
    dict: "un objet",
    list: "une liste",
    str: "un texte",
    bool: "un booléen",
    int: "un entier",
    float: "un nombre à virgule",
    type(None): "null",
}


class UnusableInput(Exception):
    """The input cannot be protected: « place : what is wrong », in French."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}\u202f: {problem}")
        self.place = place


def quoted(text: str) -> str:
    """« text », cut when it is long and harmless on a terminal."""
    shown = "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in text[:60])
    return f"«\u202f{shown}{'…' if len(text) > 60 else ''}\u202f»"


def decoded(raw: bytes) -> object:
    """The JSON value of these bytes. A key given twice, NaN or an infinity is refused.

    Raises UnusableInput, whatever the bytes.
    """
    try:
        return json.loads(
            raw.decode("utf-8"), object_pairs_hook=_single, parse_constant=_no_constant
        )
    except UnicodeDecodeError:
        raise UnusableInput("fichier", "ce n’est pas de l’UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"ligne {error.lineno}, colonne {error.colno}"
        raise UnusableInput(where, "ce n’est pas du JSON") from None
    except RecursionError:
        raise UnusableInput("fichier", "trop de niveaux imbriqués") from None
    except ValueError:
        raise UnusableInput("fichier", "un nombre a trop de chiffres") from None


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise UnusableInput(key, "cette clé est donnée deux fois dans un même objet")
            seen.add(key)
    return found


def _no_constant(name: str) -> object:
    raise UnusableInput("fichier", f"{name} n’est pas un nombre")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document and the place where it is: « cells[3].atoms[0] »."""

    value: object
    place: str = "document"

    def refuse(self, problem: str) -> UnusableInput:
        """The error to raise about this value."""
        return UnusableInput(self.place, problem)

    def _expected(self, what: str) -> UnusableInput:
        kind = _KINDS.get(type(self.value), "autre chose")
        return self.refuse(f"{what} attendu, {kind} trouvé")

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Node]:
        """The fields of an object: all the required ones, and no unknown one."""
        if not isinstance(self.value, dict):
            raise self._expected("objet")
        below = "" if self.place == "document" else f"{self.place}."
        for name in self.value:
            if name not in required and name not in optional:
                raise UnusableInput(f"{below}{name[:60]}", "champ inconnu")
        for name in sorted(required):
            if name not in self.value:
                raise UnusableInput(f"{below}{name}", "champ absent")
        return {name: Node(value, f"{below}{name}") for name, value in self.value.items()}

    def items(self) -> Iterator[Node]:
        """The items of a list, each with its place."""
        if not isinstance(self.value, list):
            raise self._expected("liste")
        return (Node(value, f"{self.place}[{n}]") for n, value in enumerate(self.value))

    def integer(self, least: int = 0, most: int = LARGEST_COUNT) -> int:
        """An integer of these bounds; true, 3.0 and « 3 » are not integers."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self._expected("entier")
        if self.value < least:
            raise self.refuse(f"{_short(self.value)} est inférieur à {least}")
        if self.value > most:
            raise self.refuse(f"{_short(self.value)} est supérieur à {most}")
        return self.value

    def text(self) -> str:
        """Any text."""
        if not isinstance(self.value, str):
            raise self._expected("texte")
        return self.value

    def identifier(self) -> str:
        """A text of one line, of 1 to 200 characters, without any control character."""
        text = self.text()
        if not text.strip() or len(text) > LONGEST_ID:
            raise self.refuse(f"identifiant vide ou de plus de {LONGEST_ID} caractères")
        if any(unicodedata.category(c)[0] == "C" for c in text):
            raise self.refuse("identifiant avec un caractère de contrôle")
        return text

    def one_of(self, known: Collection[str], noun: str) -> str:
        """An identifier that is one of these."""
        text = self.text()
        if text not in known:
            raise self.refuse(f"{noun} {quoted(text)} inconnue")
        return text

    def several_of(self, known: Collection[str], noun: str) -> tuple[str, ...]:
        """Known identifiers, each once, in alphabetical order."""
        found: set[str] = set()
        for item in self.items():
            text = item.one_of(known, noun)
            if text in found:
                raise item.refuse(f"{noun} {quoted(text)} donnée deux fois")
            found.add(text)
        return tuple(sorted(found))


def _short(value: int) -> str:
    return str(value) if abs(value) < 10**12 else "ce nombre"
