"""Likeness of two identities: suggests and says why, never decides.

French civil registers write the same person in many ways: accents and ligatures, particles,
hyphens, « Saint » or « St », names exchanged, several prénoms, transliterations from Arabic,
Berber or Turkish, and slips. Pure: no database, no clock (invariants I12 and I13).

A name alone never decides: Martin and Marin are two families.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from confidentiality.encryption import fold
from veille.french import spaced

# What two spellings have in common, from the same letters to one word of a compound.
SAME, PARTICLE, ORDER, SOUND, ONE_EDIT, PART, TWO_EDITS, SHORT_EDIT = (
    1.0,
    0.97,
    0.95,
    0.92,
    0.88,
    0.85,
    0.80,
    0.70,
)
# From there on two spellings are those of one name; below, something else must agree.
ALIKE = SOUND
_WEIGHTS = (0.45, 0.30, 0.25)
_INVERSION = 0.03

_SEPARATORS = re.compile(r"[\s.,'’ʼ`´/‐‑‒–—-]+")
_PARTICLES = frozenset(
    (
        *("d", "de", "du", "des", "del", "della", "di", "da", "do", "dos", "das"),
        *("le", "la", "les", "l", "el", "al", "ul", "van", "von", "den", "der", "ten", "ter"),
        *("ben", "bin", "ibn", "bent", "bint", "ait", "ould", "abou", "abu"),
    )
)
_SAINTS = frozenset({"saint", "sainte", "st", "ste", "sint"})
# French spelling, then the letters by which other alphabets are written in French or in English.
_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"tch|sch|sh|ch"), "$"),
    (re.compile(r"qu|q|ck|kh"), "k"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"c"), "k"),
    (re.compile(r"dj|g(?=[eiy])"), "j"),
    (re.compile(r"[ae][iy]"), "e"),
    (re.compile(r"h"), ""),
    (re.compile(r"(?<=...)(?:[xtdsz]+|e)$"), ""),
    (re.compile(r"eau|au|ou|oo|w"), "u"),
)
_CLASSES = str.maketrans({"y": "i", "e": "a", "o": "u"})
_DOUBLES = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"(?<!^)[aiu]")
_SHORTEST_SOUND = 3
# Two slips change four letters at most, and so do two spellings of one sound, with few exceptions.
_LETTERS_APART = 4


@dataclass(frozen=True, slots=True)
class Identity:
    """What is compared. Lives in memory only."""

    last_name: str
    first_name: str
    birth_date: date
    commune_code: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is looked for; what is not known is empty, and then never compared."""

    last_name: str
    first_name: str = ""
    birth_date: date | None = None
    commune_code: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near, between 0 and 1, only to rank; and why, in French, for the one who decides."""

    score: float
    reason: str


class BirthSlip(Enum):
    """How two dates of birth differ by one gesture of the hand. The value: how near they are."""

    SAME = 1.0
    SWAPPED = 0.9
    DIGIT = 0.8
    YEAR = 0.75
    NONE = 0.0


_BIRTH_REASONS = {
    BirthSlip.SAME: "même date de naissance",
    BirthSlip.SWAPPED: "jour et mois de naissance inversés",
    BirthSlip.DIGIT: "date de naissance à un chiffre près",
    BirthSlip.YEAR: "date de naissance à un an près",
}


class Spelling:
    """One name as typed, and its forms; each is made when it is first asked for."""

    __slots__ = ("_parts", "_sound", "_word_letters", "core", "letters", "text", "whole", "words")

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.words = words(text)
        self.whole = "".join(self.words)
        self.core = "".join(self._without_particles()) or self.whole
        self.letters = frozenset(self.core)
        self._sound: str | None = None
        self._parts: frozenset[str] | None = None
        self._word_letters: tuple[frozenset[str], ...] | None = None

    def _without_particles(self) -> list[str]:
        return [word for word in self.words if word not in _PARTICLES]

    @property
    def sound(self) -> str:
        """How the name is heard, roughly."""
        if self._sound is None:
            self._sound = sound(self.core)
        return self._sound

    @property
    def word_letters(self) -> tuple[frozenset[str], ...]:
        """The letters of each word."""
        if self._word_letters is None:
            self._word_letters = tuple(map(frozenset, self.words))
        return self._word_letters

    def parts(self) -> frozenset[str]:
        """The sounds of the words that could stand alone: « Martin-Dupont », « Jean Paul »."""
        if self._parts is None:
            alone = [word for word in self._without_particles() if len(word) > 1]
            self._parts = frozenset(map(sound, alone))
        return self._parts


class _Met(NamedTuple):
    """A name met among many, compared once with each of the two that are looked for."""

    spelling: Spelling
    as_last: float
    as_first: float | None


class Seeker:
    """Compares one wanted identity with many: its own forms are made once, and each name met, for
    a few hundred prénoms name everybody."""

    def __init__(self, wanted: Wanted) -> None:
        self._last = Spelling(wanted.last_name)
        self._first = Spelling(wanted.first_name) if wanted.first_name.strip() else None
        self._wanted = wanted
        self._known: dict[str, _Met] = {}

    def compare(
        self,
        last_name: str,
        first_name: str,
        birth_date: date | Callable[[], date] | None,
        commune_code: str = "",
    ) -> Likeness | None:
        """How this identity resembles the wanted one; None when nothing says so.

        ``birth_date``: the day, or what reads it, called only once the names say something. None:
        unknown, or not the reader’s to know; it then weighs nothing.
        """
        last, first = self._met(last_name), self._met(first_name)
        straight = last.as_last, first.as_first
        crossed = first.as_last, last.as_first
        if not any(straight) and not any(crossed):
            return None
        inverted = _rank(crossed) > _rank(straight)
        found = crossed if inverted else straight
        birth = slip(self._wanted.birth_date, birth_date() if callable(birth_date) else birth_date)
        same_place = bool(commune_code) and commune_code == self._wanted.commune_code
        if not self._says_something(found, birth, same_place):
            return None
        pair = (last.spelling, first.spelling)
        pair = pair[::-1] if inverted else pair
        reason = self._reason(found, pair, birth, inverted=inverted)
        if birth in (None, BirthSlip.NONE) and same_place:
            reason += ", même commune"
        return Likeness(_score(found, birth) - _INVERSION * inverted, spaced(reason))

    def _met(self, name: str) -> _Met:
        met = self._known.get(name)
        if met is None:
            spelling = Spelling(name)
            as_first = None if self._first is None else closeness(self._first, spelling)
            met = self._known[name] = _Met(spelling, closeness(self._last, spelling), as_first)
        return met

    def _says_something(
        self, found: tuple[float, float | None], birth: BirthSlip | None, same_place: bool
    ) -> bool:
        """Whether this is worth a reader’s eye. One name and the same day: twins, or one person."""
        last, first = found
        born = birth is not None and birth is not BirthSlip.NONE
        weakest = last if first is None else min(last, first)
        if weakest:
            return weakest >= ALIKE or birth is None or born or same_place
        return birth is BirthSlip.SAME and first is not None and max(last, first) >= ONE_EDIT

    def _reason(
        self,
        found: tuple[float, float | None],
        pair: tuple[Spelling, Spelling],
        birth: BirthSlip | None,
        *,
        inverted: bool,
    ) -> str:
        told = ["nom et prénom inversés"] if inverted else []
        nouns = ("nom", "prénom")
        mine = (self._last, self._first)
        near, other = [], []
        for noun, grade, asked, theirs in zip(nouns, found, mine, pair, strict=True):
            if grade is None or asked is None:
                continue
            if grade == SAME and asked.whole == theirs.whole:
                told += [] if inverted else [f"même {noun}"]
            elif grade:
                near.append(f"{noun} proche : {asked.text} / {theirs.text}")
            else:
                other.append(f"{noun} différent")
        if birth in _BIRTH_REASONS:
            told.append(_BIRTH_REASONS[birth])
        return ", ".join([*told, *near, *other])


def compare(wanted: Wanted | Identity, other: Identity) -> Likeness | None:
    """How ``other`` resembles who is wanted; None when nothing says so. Symmetric in its answer."""
    if isinstance(wanted, Identity):
        wanted = Wanted(wanted.last_name, wanted.first_name, wanted.birth_date, wanted.commune_code)
    return Seeker(wanted).compare(
        other.last_name, other.first_name, other.birth_date, other.commune_code
    )


def closeness(one: Spelling, other: Spelling) -> float:
    """How near two spellings are: 1 for the same letters, 0 for two names."""
    if not one.whole or not other.whole:
        return 0.0
    if one.whole == other.whole:
        return SAME
    if one.core == other.core:
        return PARTICLE
    return _by_edits(one, other) or _by_parts(one, other)


def _by_edits(one: Spelling, other: Spelling) -> float:
    """The sound first: a double consonant is no slip."""
    least = min(len(one.core), len(other.core))
    if abs(len(one.core) - len(other.core)) > 2 + least // 4:
        return 0.0
    if len(one.letters ^ other.letters) > _LETTERS_APART:
        return 0.0
    heard, theirs = one.sound, other.sound
    if heard == theirs and len(heard) >= _SHORTEST_SOUND:
        return SOUND
    allowed = edits_allowed(least)
    edits = min(
        edits_between(one.core, other.core, allowed),
        edits_between(one.whole, other.whole, allowed),
    )
    if edits <= allowed:
        return (ONE_EDIT if least > 4 else SHORT_EDIT) if edits == 1 else TWO_EDITS
    if _VOWELS.sub("", heard) == _VOWELS.sub("", theirs) and len(heard) > _SHORTEST_SOUND:
        return TWO_EDITS if edits_between(heard, theirs, 1) == 1 else 0.0
    return 0.0


def _by_parts(one: Spelling, other: Spelling) -> float:
    """A compound in another order, or one of its words alone; one prénom among several."""
    if len(one.words) == 1 and len(other.words) == 1:
        return 0.0
    if not _near(one, other):
        return 0.0
    left, right = one.parts(), other.parts()
    if not left or not right:
        return 0.0
    if left == right:
        return ORDER
    return PART if left <= right or right <= left else 0.0


def _near(one: Spelling, other: Spelling) -> bool:
    """Whether two of their words may be heard alike: refuses at once most of those that are not."""
    for word, letters in zip(one.words, one.word_letters, strict=True):
        for their_word, their_letters in zip(other.words, other.word_letters, strict=True):
            if len(letters ^ their_letters) <= min(_LETTERS_APART, len(word), len(their_word)):
                return True
    return False


def edits_allowed(length: int) -> int:
    """Slips that a name of this length may hold: none for two letters, two from eight on."""
    if length < 3:
        return 0
    return 1 if length < 8 else 2


def edits_between(one: str, other: str, most: int) -> int:
    """Letters added, dropped, changed or exchanged with the next; ``most + 1`` when more.

    Optimal string alignment, row by row, left as soon as no row can end within ``most``.
    """
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    older: list[int] = []
    old = list(range(len(other) + 1))
    for i, left in enumerate(one):
        new = [i + 1]
        for j, right in enumerate(other):
            cost = min(old[j + 1] + 1, new[j] + 1, old[j] + (left != right))
            if i and j and left == other[j - 1] and one[i - 1] == right:
                cost = min(cost, older[j - 1] + 1)
            new.append(cost)
        if min(new) > most:
            return most + 1
        older, old = old, new
    return min(old[-1], most + 1)


def slip(one: date | None, other: date | None) -> BirthSlip | None:
    """How two dates of birth differ; None when one of them is not known."""
    if one is None or other is None:
        return None
    if one == other:
        return BirthSlip.SAME
    if (one.year, one.day, one.month) == (other.year, other.month, other.day):
        return BirthSlip.SWAPPED
    pairs = zip(one.isoformat(), other.isoformat(), strict=True)
    if sum(left != right for left, right in pairs) == 1:
        return BirthSlip.DIGIT
    near = (one.month, one.day) == (other.month, other.day) and abs(one.year - other.year) == 1
    return BirthSlip.YEAR if near else BirthSlip.NONE


def words(name: str) -> tuple[str, ...]:
    """The words of a name, folded: « Saint-Aïn d’Œuf » gives st, ain, d, oeuf."""
    if name.isascii() and name.isalpha():
        # The most frequent names are one word that folds to itself in small letters.
        return (_saint(name.lower()),)
    folded = (fold(piece) for piece in _SEPARATORS.split(name))
    return tuple(_saint(word) for word in folded if word)


def _saint(word: str) -> str:
    if word in _SAINTS:
        return "st"
    if len(word) > 7 and word.startswith("saint"):
        return "st" + word.removeprefix("sainte" if word.startswith("sainte") else "saint")
    return word


def sound(core: str) -> str:
    """How folded letters are heard in French, roughly: mohamed, mohammed and muhammad agree."""
    heard = core
    for pattern, letters in _SOUNDS:
        heard = pattern.sub(letters, heard)
    return _DOUBLES.sub(r"\1", heard.translate(_CLASSES))


def _rank(found: tuple[float, float | None]) -> tuple[float, float]:
    last, first = found
    known = [grade for grade in (last, first) if grade is not None]
    return min(known), sum(known)


def _score(found: tuple[float, float | None], birth: BirthSlip | None) -> float:
    """The mean of what is known, each with its weight."""
    grades = (*found, None if birth is None else birth.value)
    known = [
        (grade, weight) for grade, weight in zip(grades, _WEIGHTS, strict=True) if grade is not None
    ]
    return sum(grade * weight for grade, weight in known) / sum(weight for _, weight in known)
