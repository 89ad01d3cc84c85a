"""Young people whose every word is unique, so that one word found somewhere names its owner.

A canary is a name, a date of birth, an address, a telephone number or a parent that exists once
in the world of these tests. Where it is found, and by whom, is the whole question.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from hashlib import sha256
from html import unescape
from itertools import count

from casework.choices.measures import RepresentativeQuality
from casework.likeness import Identity
from casework.models import LegalRepresentative, YoungPerson
from casework.services.people import create_person
from tests.casework.factories import born
from veille.french import day_month_year
from veille.models import Cellule

MARK = "xqz"
_PREFIX_OF_PHONES = "0699"
_WORDS = re.compile(MARK + r"[nfrgae][0-9a-f]{8}")
_PHONES = re.compile(_PREFIX_OF_PHONES + r"\d{6}")
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}|\d{1,2}(?:er)? [a-zûé]+ \d{4})")
# A telephone number is grouped by pairs, with spaces that do not break or with points.
_GAPS = re.compile(r"[\s.\u00a0\u202f-]")


class Kind(StrEnum):
    """What a canary tells about the young person."""

    NAME = "name"
    BIRTH = "birth date"
    CONTACT = "contact"
    PARENTS = "representatives"


_KIND_OF_LETTER = {
    "n": Kind.NAME,
    "f": Kind.NAME,
    "r": Kind.PARENTS,
    "g": Kind.PARENTS,
    "a": Kind.CONTACT,
    "e": Kind.CONTACT,
}


class Aviary:
    """Every young person of the world, each under a name of its own like « nord/repere »."""

    def __init__(self) -> None:
        self._serial = count(1)
        self._owner: dict[str, tuple[str, Kind]] = {}

    def hatch(self, place: Cellule, owner: str) -> YoungPerson:
        """A young person of fifteen, with a parent; ``owner`` is how the tests speak of them."""
        number = next(self._serial)
        birth_date = born(15, days=-number)
        word = {letter: self._word(letter, owner) for letter in _KIND_OF_LETTER}
        identity = Identity(
            f"Canari-{word['n']}", word["f"].capitalize(), birth_date, place.collectivite.seat.pk
        )
        person = create_person(
            tenant_id=place.collectivite_id, identity=identity, commune=place.collectivite.seat
        )
        person.address = f"{number} impasse {word['a']}"
        person.email = f"{word['e']}@canari.exemple"
        person.phone = self._phone(2 * number, owner, Kind.CONTACT)
        person.save()
        LegalRepresentative.objects.create(
            young_person=person,
            quality=RepresentativeQuality.values[0],
            last_name=word["r"],
            first_name=word["g"],
            phone=self._phone(2 * number + 1, owner, Kind.PARENTS),
        )
        for words in (birth_date.isoformat(), f"{birth_date:%d/%m/%Y}", day_month_year(birth_date)):
            self._owner[words] = (owner, Kind.BIRTH)
        return person

    def _word(self, letter: str, seed: str, owner: str = "") -> str:
        made = f"{MARK}{letter}{sha256(f'{letter}:{seed}'.encode()).hexdigest()[:8]}"
        self._owner[made] = (owner or seed, _KIND_OF_LETTER[letter])
        return made

    def _phone(self, number: int, owner: str, kind: Kind) -> str:
        digits = f"{_PREFIX_OF_PHONES}{number:06}"
        self._owner[digits] = (owner, kind)
        return " ".join(digits[index : index + 2] for index in range(0, 10, 2))

    def invent(self, owner: str) -> str:
        """One more word that would betray this young person, typed by an agent."""
        return self._word("r", f"{owner}#{next(self._serial)}", owner)

    def heard_in(self, text: str) -> set[tuple[str, Kind]]:
        """Whose canary sings in this text, and what it tells. Case and layout do not matter."""
        plain = unescape(text).casefold()
        days = _DAYS.findall(plain.replace("\u00a0", " ").replace("\u202f", " "))
        found = [*_WORDS.findall(plain), *_PHONES.findall(_GAPS.sub("", plain)), *days]
        return {self._owner[word] for word in found if word in self._owner}

    def words_of(self, owner: str) -> set[str]:
        """Everything that would betray this young person."""
        return {word for word, (whose, _) in self._owner.items() if whose == owner}

    def owners(self) -> Counter[str]:
        """How many canaries each young person has."""
        return Counter(owner for owner, _ in self._owner.values())
