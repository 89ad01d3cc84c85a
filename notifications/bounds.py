"""The bounds of a delay: what the law fixes, what each cellule may choose."""

from __future__ import annotations

from dataclasses import dataclass

from confidentiality.errors import refused
from notifications.choices import Unit


@dataclass(frozen=True, slots=True)
class TimerRule:
    """One delay: its article, and the bounds between which a cellule may set it.

    ``legal``: the law fixes ``maximum`` and nobody raises it. A delay whose bounds are equal is not
    set at all.
    """

    code: str
    label: str
    article: str
    legal: bool
    unit: Unit
    default: int
    minimum: int
    maximum: int

    @property
    def is_fixed(self) -> bool:
        """Nobody sets it."""
        return self.minimum == self.maximum

    def words(self, value: int) -> str:
        """« 30 jours », « 1 jour ouvré », « 3 mois »."""
        unit = str(self.unit.label)
        if abs(value) < 2 and self.unit != Unit.MONTHS:
            unit = " ".join(word.removesuffix("s") for word in unit.split())
        return f"{value} {unit}"

    def check(self, value: int) -> None:
        """Raises Refused, with the article, for a value outside the bounds."""
        if value > self.maximum:
            reason = (
                "la loi ne permet pas davantage" if self.legal else "c’est le plus long qui existe"
            )
            raise refused(
                "delay_too_long",
                f"{self.label} : {self.words(self.maximum)} au plus, {reason}.",
                self.article,
            )
        if value < self.minimum:
            raise refused(
                "delay_too_short",
                f"{self.label} : {self.words(self.minimum)} au moins.",
                self.article,
            )
