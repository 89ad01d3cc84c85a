"""A subject, a participle that agrees with it, and its complements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from veille.grammar import Noun, agreed, by, on_day, sentence


@dataclass(frozen=True, slots=True)
class Clause:
    """« Rappel à l’ordre » + « convoqué » + « pour » before the date.

    ``participle`` is given as masculine singular and may carry invariable words after it:
    « soumis à l’avis du parquet » agrees by its first word only.
    """

    subject: Noun
    participle: str
    before_date: str = ""

    def predicate(self) -> str:
        """« convoquée pour » for a feminine subject: only the first word agrees."""
        head, _, rest = self.participle.partition(" ")
        return " ".join(filter(None, (agreed(head, self.subject), rest)))


def told(
    clause: Clause, on: date | None = None, organisation: Noun | None = None, after: str = ""
) -> str:
    """« Point d’étape réalisé le 19 novembre 2026 par la Mission locale. »

    ``on`` may be a moment: the hour is then told. ``after`` ends the sentence.
    """
    when = " ".join(filter(None, (clause.before_date, on_day(on)))) if on else ""
    who = by(organisation) if organisation else ""
    ending = f", {after}" if after else ""
    parts = (str(clause.subject), clause.predicate(), when, who)
    return sentence(" ".join(filter(None, parts)) + ending)
