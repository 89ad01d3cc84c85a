"""French grammar for sentences that the code composes: articles, agreement, plural, punctuation.

Nouns are declared once with their gender; everything else follows. Pure functions: no database,
no request, no present day. Days are written by ``veille.french``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from veille.french import NARROW, day_month_year, join_french, long_moment, number, spaced


class Gender(Enum):
    M = "masculin"
    F = "féminin"


M, F = Gender.M, Gender.F


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun phrase without its article: « mission locale », « bilan de parcours ».

    ``many``: its plural, when the rules do not give it. ``plural``: it is already one
    (« représentants légaux »). ``bare``: a name that takes no article (« France Travail »).
    """

    text: str
    gender: Gender
    many: str = ""
    plural: bool = False
    bare: bool = False

    def __str__(self) -> str:
        return self.text


# Words before which nothing is elided: their H, or their first vowel, stops the voice.
_ASPIRATED = (
    "halte",
    "hall",
    "hameau",
    "handicap",
    "hangar",
    "harcelement",
    "hasard",
    "hausse",
    "haut",
    "heros",
    "hierarchie",
    "hlm",
    "hors",
    "huit",
    "onze",
    "onzieme",
    "oui",
    "yaourt",
    "yoga",
)
# « l’heure », but « le héros »: these begin like a word above and are mute all the same.
_MUTE = ("heroine", "heroique", "heroisme")
_IRREGULAR_PLURALS = {
    "travail": "travaux",
    "bail": "baux",
    "vitrail": "vitraux",
    "bal": "bals",
    "festival": "festivals",
    "carnaval": "carnavals",
    "pneu": "pneus",
    "bleu": "bleus",
    "genou": "genoux",
    "bijou": "bijoux",
    "caillou": "cailloux",
    "œil": "yeux",
    "final": "finals",
    "naval": "navals",
}
# Masculine to feminine, where no rule of endings is enough.
_IRREGULAR_FEMININES = {
    "clos": "close",
    "exclu": "exclue",
    "public": "publique",
    "grec": "grecque",
    "sec": "sèche",
    "long": "longue",
    "nouveau": "nouvelle",
    "beau": "belle",
    "vieux": "vieille",
    "doux": "douce",
    "faux": "fausse",
    "favori": "favorite",
    "gros": "grosse",
    "bas": "basse",
    "complet": "complète",
    "incomplet": "incomplète",
    "discret": "discrète",
    "secret": "secrète",
    "inquiet": "inquiète",
    "dû": "due",
}
# Endings, longest first: the first that fits is replaced.
_FEMININE_ENDINGS = (
    ("teur", "trice"),
    ("eux", "euse"),
    ("ien", "ienne"),
    ("eil", "eille"),
    ("el", "elle"),
    ("er", "ère"),
    ("on", "onne"),
    ("if", "ive"),
    ("f", "ve"),
)
_OWN_CAPITAL = ("Ville Vie Vacances", "France Travail", "Éducation nationale", "Internet")


def elides(word: str) -> bool:
    """Whether « le » becomes « l’ » before this word: a vowel, or an H that is not heard."""
    first = re.split(r"[ \-’'\u00a0\u202f]", _folded(word).lstrip("«( \u00a0\u202f"), maxsplit=1)[0]
    singular = first.rstrip("sx")
    if first in _MUTE or singular in _MUTE:
        return True
    if first in _ASPIRATED or singular in _ASPIRATED:
        return False
    # « le yoga », « l’Yonne »: Y is a vowel before a consonant.
    return bool(re.match(r"[aeiouh]|y(?![aeiou])", first))


def the(noun: Noun) -> str:
    """« la mission locale », « l’école », « les parents », « France Travail »."""
    if noun.bare:
        return noun.text
    if noun.plural:
        return f"les {noun}"
    if elides(noun.text):
        return f"l’{noun}"
    return f"{'la' if noun.gender is F else 'le'} {noun}"


def some(noun: Noun) -> str:
    """« un bilan », « une étape », « des faits »."""
    if noun.bare:
        return noun.text
    if noun.plural:
        return f"des {noun}"
    return f"{'une' if noun.gender is F else 'un'} {noun}"


def of(noun: Noun | str) -> str:
    """« du collège », « de la mairie », « de l’école », « des parents »; a word: « d’accord »."""
    if isinstance(noun, str) or noun.bare:
        return f"d’{noun}" if elides(str(noun)) else f"de {noun}"
    return _contracted("de", noun, "du", "des")


def to(noun: Noun) -> str:
    """« au collège », « à la mairie », « à l’école », « aux parents »."""
    return _contracted("à", noun, "au", "aux")


def by(noun: Noun) -> str:
    """« par la mission locale »."""
    return f"par {the(noun)}"


def that(clause: str) -> str:
    """« que le maire… », « qu’aucune plainte… »."""
    return f"qu’{clause}" if elides(clause) else f"que {clause}"


def _contracted(preposition: str, noun: Noun, one: str, many: str) -> str:
    if noun.bare:
        return f"{preposition} {noun}"
    if noun.plural:
        return f"{many} {noun}"
    if noun.gender is M and not elides(noun.text):
        return f"{one} {noun}"
    return f"{preposition} {the(noun)}"


def agreed(word: str, noun: Noun) -> str:
    """An adjective or a participle, given as masculine singular: « réalisé » -> « réalisées »."""
    form = feminine(word) if noun.gender is F else word
    return plural_of(form) if noun.plural else form


def feminine(word: str) -> str:
    """« proposé » -> « proposée », « partiel » -> « partielle », « clos » -> « close »."""
    if word in _IRREGULAR_FEMININES:
        return _IRREGULAR_FEMININES[word]
    if word.endswith("e"):
        return word
    for ending, replacement in _FEMININE_ENDINGS:
        if word.endswith(ending):
            return word[: -len(ending)] + replacement
    return f"{word}e"


def plural_of(word: str) -> str:
    """« bilan » -> « bilans », « légal » -> « légaux », « nouveau » -> « nouveaux »."""
    if word in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[word]
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return f"{word[:-2]}aux"
    if word.endswith(("eau", "au", "eu")):
        return f"{word}x"
    return f"{word}s"


def several(noun: Noun) -> Noun:
    """The same noun in the plural. In a phrase only its first word takes the mark by itself."""
    if noun.plural:
        return noun
    head, space, rest = noun.text.partition(" ")
    return replace(noun, text=noun.many or f"{plural_of(head)}{space}{rest}", plural=True)


def count(quantity: int, noun: Noun) -> str:
    """« aucune saisine », « 1 saisine », « 2 saisines »: in French the plural begins at two."""
    if quantity == 0:
        return f"{'aucune' if noun.gender is F else 'aucun'} {noun}"
    return f"{number(quantity)} {several(noun) if abs(quantity) >= 2 else noun}"


def listed(words: Sequence[str], last: str = "et") -> str:
    """« le maire, le coordonnateur et le référent »."""
    return join_french(words, last)


def on_day(day: date) -> str:
    """« le 1er novembre 2026 »; with the hour when there is one: « … à 9 h 30 »."""
    if isinstance(day, datetime):
        return f"le {long_moment(day)}"
    return f"le {day_month_year(day)}"


def from_to(first: date, last: date) -> str:
    """« du 3 au 5 mars 2026 », « du 28 février au 2 mars 2026 », « le 3 mars 2026 »."""
    if first == last:
        return on_day(first)
    start = day_month_year(first).split()
    if first.year == last.year:
        start = start[:1] if first.month == last.month else start[:2]
    return f"du {' '.join(start)} au {day_month_year(last)}"


def inside(label: str) -> str:
    """A label in the middle of a sentence: « Point d’étape » -> « point d’étape ».

    Acronyms and proper names keep their capital: « CDDF », « Ville Vie Vacances ».
    """
    word = re.split(r"[ ,’'\u202f]", label, maxsplit=1)[0]
    if label.startswith(_OWN_CAPITAL) or (len(word) > 1 and word == word.upper()):
        return label
    return label[:1].lower() + label[1:]


def capital(text: str) -> str:
    """The first letter as a capital, accents kept, also after a guillemet: « Étape »."""
    found = re.search(r"[^\W\d_]", text)
    if found is None or not re.fullmatch(r"[«(\s]*", text[: found.start()]):
        return text
    at = found.start()
    return f"{text[:at]}{text[at].upper()}{text[at + 1 :]}"


def sentence(*parts: str) -> str:
    """One sentence: parts joined by one space, capital, typographic spaces, full stop."""
    text = re.sub(r" {2,}", " ", " ".join(parts)).strip(" ").replace("'", "’")
    text = re.sub(r" ([,.])", r"\1", text)
    text = re.sub(r"(?<=\S)(?<![\s\u00a0\u202f])(?=[;!?])", NARROW, text)
    if not text.endswith((".", "!", "?", "…")):
        text += "."
    return capital(spaced(text))


def _folded(text: str) -> str:
    """Without accents nor capitals; ligatures opened: « Œuvre » -> « oeuvre »."""
    lowered = text.casefold().replace("œ", "oe").replace("æ", "ae")
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
