"""A rule: its words, its bounds, and the maximum that the law sets."""

from __future__ import annotations

import pytest

from confidentiality.errors import Refused
from notifications.bounds import TimerRule
from notifications.choices import Unit


class TestRule:
    LEGAL = TimerRule("a", "Information du jeune", "RGPD, art. 14", True, Unit.DAYS, 30, 7, 30)
    SET = TimerRule("b", "Réponse", "Pratique", False, Unit.WORKING_DAYS, 5, 1, 10)

    def test_a_legal_maximum_is_never_raised(self) -> None:
        with pytest.raises(Refused) as refusal:
            self.LEGAL.check(31)

        [said] = refusal.value.refusals
        assert said.code == "delay_too_long"
        assert said.sentence == (
            "Information du jeune : 30 jours au plus, la loi ne permet pas davantage."
        )
        assert said.article == "RGPD, art. 14"

    def test_bounds(self) -> None:
        self.LEGAL.check(7)
        self.LEGAL.check(30)
        for rule, value in ((self.LEGAL, 6), (self.SET, 0), (self.SET, 11)):
            with pytest.raises(Refused):
                rule.check(value)

    def test_words(self) -> None:
        assert self.SET.words(1) == "1 jour ouvré"
        assert self.SET.words(5) == "5 jours ouvrés"
        months = TimerRule("c", "Bilan", "", False, Unit.MONTHS, 3, 1, 6)
        assert (months.words(1), months.words(3)) == ("1 mois", "3 mois")
