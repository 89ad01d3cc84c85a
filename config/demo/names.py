"""Names for the demonstration. The surnames are made of words for « example », « trial » or
« fiction » in the languages spoken around here: no combination can be taken for someone."""

from __future__ import annotations

from random import Random

from casework.choices.lists import Sex

_GIRLS = (
    "Amélie",
    "Anne-Sophie",
    "Assia",
    "Chloé",
    "Éléonore",
    "Fatoumata",
    "Gaëlle",
    "Héloïse",
    "Ilona",
    "Inès",
    "Jeanne-Marie",
    "Kasia",
    "Lætitia",
    "Leïla",
    "Lou-Anne",
    "Maëlys",
    "Mégane",
    "Ninon",
    "Océane",
    "Oumaïma",
    "Raphaëlle",
    "Séréna",
    "Wiktoria",
    "Zoé",
)
_BOYS = (
    "Adrien",
    "Aïssa",
    "Bartosz",
    "Benoît",
    "Clément",
    "Enzo",
    "Étienne",
    "Gaël",
    "Hugo",
    "Ilyès",
    "Jean-Baptiste",
    "Kévin",
    "Léandre",
    "Loïs",
    "Łukasz",
    "Matéo",
    "Mathéo-Luca",
    "Naïm",
    "Noé",
    "Pierre-Élie",
    "Rayan",
    "Théo",
    "Timéo",
    "Yanis",
)
_SURNAMES = (
    "Aït Tajriba",
    "Ben Mithal",
    "Bou Khayal",
    "Brouillon-Essai",
    "d’Apparence",
    "d’Hypothèse",
    "Da Finzione",
    "De Proefnemer",
    "De Schijnaere",
    "de L’Épreuve",
    "de La Fable",
    "Delessai",
    "Dell’Esempio",
    "Demaquette",
    "Di Prova",
    "Du Fictif",
    "Échantillon",
    "El Mitali",
    "Essayeur-Lexemple",
    "Factice",
    "L’Hypothétique",
    "Le Factice",
    "Le Pseudonyme",
    "Lexemple",
    "Maquette",
    "Modellini",
    "Œuvre-Fictive",
    "Shembull-Provë",
    "Prête-Nom",
    "Próbniak",
    "Przykładek",
    "Saint-Exemple",
    "Tajribi",
    "Tastevin-Modèle",
    "Van den Voorbeelde",
    "Van Proefstuk",
    "Vanverzonnen",
    "Wymyślak",
    "Wzorkowski",
    "Zmyślony",
)
_STREETS = (
    "rue de l’Exercice",
    "allée de l’Exemple",
    "cité de l’Essai",
    "résidence du Modèle",
    "impasse de la Maquette",
)


class Names:
    """Names and contacts drawn from one generator. A full name is never given twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._surnames: list[str] = []
        self._given: set[tuple[str, str]] = set()

    def person(self, sex: Sex) -> tuple[str, str]:
        """A first name and a surname; a surname comes back once all the others have been given.

        Once every combination is taken, surnames are joined two by two.
        """
        if not self._surnames:
            self._surnames = self._rng.sample(_SURNAMES, len(_SURNAMES))
        surname = self._surnames.pop()
        first_names = _GIRLS if sex is Sex.F else _BOYS
        free = [each for each in first_names if (each, surname) not in self._given]
        if not free:
            surname = f"{surname}-{self._rng.choice(_SURNAMES)}"
        found = self._rng.choice(free or first_names), surname
        self._given.add(found)
        return found

    def parent(self, sex: Sex) -> str:
        """The first name of a parent, who shares the surname of the young person."""
        return self._rng.choice(_GIRLS if sex is Sex.F else _BOYS)

    def phone(self) -> str:
        """A number of the range reserved for fiction (Arcep, 06 39 98)."""
        last = self._rng.randrange(10_000)
        return f"06 39 98 {last // 100:02d} {last % 100:02d}"

    def address(self) -> str:
        return f"{self._rng.randrange(1, 60)} {self._rng.choice(_STREETS)}"
