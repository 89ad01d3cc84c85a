"""How figures are written."""

from datetime import date

import pytest

from indicators.figures import Share, day, number


def test_thousands_are_separated_by_narrow_spaces() -> None:
    assert number(1_465_278) == "1\u202f465\u202f278"


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (Share(10, 13), "77\u202f%"),
        (Share(1, 8), "13\u202f%"),
        (Share(0, 13), "0\u202f%"),
        (Share(13, 13), "100\u202f%"),
        (Share(1, 887), "1\u202f%"),
        (Share(886, 887), "99\u202f%"),
        (Share(0, 0), "sans objet"),
    ],
)
def test_a_share_is_a_whole_percent_that_keeps_nothing_and_everything_apart(
    share: Share, written: str
) -> None:
    assert str(share) == written


def test_a_share_keeps_its_two_numbers() -> None:
    assert Share(0, 0).detail == ""
    assert Share(1_000, 1_300).detail == "1\u202f000 sur 1\u202f300"


def test_days_are_written_in_french() -> None:
    assert day(date(2026, 1, 1)) == "1er janvier 2026"
    assert day(date(2026, 8, 23)) == "23 août 2026"
