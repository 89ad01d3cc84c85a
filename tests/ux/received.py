"""One page as a browser receives it: its tree, its words, what is wrong with either."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

_TYPED = {"input", "select", "textarea"}
_UNSEEN = {"script", "style", "title", "template", "head", "option"}
_INLINE = {
    "a",
    "abbr",
    "b",
    "code",
    "em",
    "i",
    "kbd",
    "mark",
    "q",
    "small",
    "span",
    "strong",
    "time",
}
_HEADINGS = ("h1", "h2", "h3", "h4")
_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "headers", "aria-controls")
# Where a sentence, or an item of a list in a sentence, ends.
_ENDS = re.compile(r"(?<=[.!?…])\s+|[\s\u202f\u00a0][:;]\s|\n|\s·\s")
_WORD = re.compile(r"[\w’'-]*\w")


class Received:
    """``what``: the page, its act and its reader, for whoever reads a failure."""

    def __init__(self, what: str, content: bytes) -> None:
        self.what = what
        self.weight = len(gzip.compress(content))
        self.html = content.decode()

    @cached_property
    def _parsed(self) -> tuple[Element, list[str]]:
        parser = HTMLParser(namespace_html_elements=False)
        root = parser.parse(self.html)
        return root, [f"{code} {details}" for _, code, details in parser.errors]

    @property
    def root(self) -> Element:
        return self._parsed[0]

    @property
    def errors(self) -> list[str]:
        """What a parser of HTML 5 has to forgive."""
        return self._parsed[1]

    def texts(self) -> list[str]:
        """The words of each block, as read; what is shown as a code or a key is left out."""
        return [text for text in map(_clean, _blocks(self.root)) if text]

    def sentences(self) -> Iterator[list[str]]:
        """The words of each sentence."""
        for text in self.texts():
            for sentence in _ENDS.split(text):
                yield _WORD.findall(sentence)

    def flaws(self) -> list[str]:
        """What a reader who does not see, or a strict browser, would stumble on."""
        return [*self._frame(), *self._names(), *self._tables(), *self._handlers()]

    def _frame(self) -> Iterator[str]:
        if self.root.get("lang") != "fr":
            yield "no language"
        for tag in ("h1", "main", "title"):
            found = sum(1 for _ in self.root.iter(tag))
            if found != 1:
                yield f"{found} {tag}"
        levels = [int(each.tag[1]) for each in self._elements() if each.tag in _HEADINGS]
        if any(after - before > 1 for before, after in pairwise(levels)):
            yield f"headings jump: {levels}"

    def _names(self) -> Iterator[str]:
        ids = Counter(each.get("id") for each in self._elements() if each.get("id"))
        yield from (f"id {name} given {times} times" for name, times in ids.items() if times > 1)
        for each in self._elements():
            for attribute in _REFERENCES:
                for name in (each.get(attribute) or "").split():
                    if name not in ids:
                        yield f"{attribute} leads to no {name}"
        labelled = {each.get("for") for each in self.root.iter("label")}
        inside = {child for each in self.root.iter("label") for child in each.iter()}
        for each in self._elements():
            if each.tag not in _TYPED or each.get("type") in ("hidden", "submit"):
                continue
            named = each.get("aria-label") or each.get("aria-labelledby")
            if not (named or each.get("id") in labelled or each in inside):
                yield f"no label for {each.get('name')}"

    def _tables(self) -> Iterator[str]:
        for table in self.root.iter("table"):
            if table.find("caption") is None:
                yield "a table without a caption"
            if any(each.get("scope") is None for each in table.iter("th")):
                yield "a head of a table without its scope"

    def _handlers(self) -> Iterator[str]:
        for each in self._elements():
            # The policy of contents refuses both: what they would do is not done.
            yield from (f"{name} on {each.tag}" for name in each.attrib if _is_code(name))

    def _elements(self) -> Iterator[Element]:
        return (each for each in self.root.iter() if _tag(each))


def _is_code(attribute: str) -> bool:
    return attribute == "style" or attribute.startswith("on")


def _blocks(element: Element) -> Iterator[str]:
    for each in element.iter():
        tag = _tag(each)
        if tag and tag not in _INLINE | _UNSEEN and "}" not in tag:
            yield _own(each)


def _own(element: Element) -> str:
    """The words of an element and of what stands in its line; another block is a break."""
    parts = [element.text or ""]
    for child in element:
        inline = _tag(child) in _INLINE - {"code", "kbd"}
        parts.append(_own(child) if inline else "\n")
        parts.append(child.tail or "")
    return "".join(parts)


def _tag(element: Element) -> str:
    """Empty for a comment: a function stands in the place of its tag."""
    tag: object = element.tag
    return tag if isinstance(tag, str) else ""


def _clean(text: str) -> str:
    lines = (line.strip() for line in re.sub(r"[ \t]+", " ", text).split("\n"))
    return "\n".join(filter(None, lines))
