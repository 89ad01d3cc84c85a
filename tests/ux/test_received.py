"""The reading of a page sees what is wrong: each check is shown a page that breaks its rule."""

from __future__ import annotations

import pytest

from tests.ux.received import Received

_WHOLE = (
    "<!doctype html><html lang=fr><head><meta charset=utf-8><title>T</title></head>"
    "<body><main><h1>Titre</h1>{}</main></body></html>"
)


def page(inside: str) -> Received:
    return Received("page", _WHOLE.format(inside).encode())


def test_a_whole_page_has_no_flaw() -> None:
    good = page("<h2>Un</h2><label for=a>Nom</label><input id=a name=a><p>Une phrase.</p>")
    assert (good.errors, good.flaws()) == ([], [])


@pytest.mark.parametrize(
    ("inside", "flaw"),
    [
        ("<h1>Deux</h1>", "2 h1"),
        ("<h3>Trois</h3>", "headings jump: [1, 3]"),
        ("<p id=a></p><p id=a></p>", "id a given 2 times"),
        ("<label for=b>Nom</label>", "for leads to no b"),
        ("<input name=nom>", "no label for nom"),
        ("<table><tr><td>1</td></tr></table>", "a table without a caption"),
        ("<table><caption>T</caption><tr><th>1</th></tr></table>", "a head of a table"),
        ("<p style='color:red'></p>", "style on p"),
        ("<button onclick='x()'>Oui</button>", "onclick on button"),
    ],
)
def test_a_flaw_is_told(inside: str, flaw: str) -> None:
    assert [each for each in page(inside).flaws() if each.startswith(flaw)]


@pytest.mark.parametrize("inside", ["<p><div></div></p>", "<span><p>a</span>", "<ul></li>"])
def test_what_a_parser_forgives_is_told(inside: str) -> None:
    assert page(inside).errors


def test_a_sentence_crosses_what_stands_in_its_line_and_ends_at_its_stop() -> None:
    read = page("<p>Un <strong>deux</strong> trois. Quatre\u202f: cinq</p><ul><li>Six</li></ul>")
    assert [" ".join(each) for each in read.sentences() if each] == [
        "Titre",
        "Un deux trois",
        "Quatre",
        "cinq",
        "Six",
    ]


def test_a_code_shown_as_a_code_is_no_word() -> None:
    assert page("<p>Taper <code>manage.py</code> ici</p>").texts() == ["Titre", "Taper\nici"]
