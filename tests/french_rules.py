"""What is wrong with a French sentence: the rules that every text for agents keeps."""

from __future__ import annotations

import re

_RULES = {
    "no capital": r"^[^A-ZÀÂÇÉÈÊËÎÏÔÙÛÜŒ«0-9]",
    "no full stop": r"[^.!?…]$",
    "two full stops": r"(?<!\.)\.\.(?!\.)",
    "double space": r"[ \u00a0\u202f]{2}",
    "space before a stop": r"[ \u00a0\u202f][.,]",
    "straight apostrophe": r"'",
    "straight quotes": r"\"",
    "no narrow space": (
        r"(?<![\u202f\s])[;!?»]|(?<![\u202f\s\d]):(?!//)|[ \u00a0][:;!?»]|«(?!\u202f)"
    ),
    "not contracted": r"\b(?:de le|de les|à le|à les) (?!\w+(?:er|re|ir|oir)\b)",
    "not elided": (
        r"(?<!-)\b(?:[Ll]e|[Ll]a|[Dd]e|[Qq]ue|[Jj]e|[Nn]e) "
        r"(?!onz|oui|yoga|une? à)[aeiouàâéèêëîïôùûœ]"
    ),
    "elided before a voiced H": r"[ldq]u?’(?:halte|hameau|handicap|hors|huit|onz)",
    "participle that does not agree": (
        r"^(?:Étape|Situation|Saisine|Adhésion|Mission|Famille|Absence|Démarche|Inscription) "
        r"\w+é\b"
    ),
    "code": r"[a-z]+_[a-z]+",
}


def faults(text: str) -> list[str]:
    """The rules that a displayed sentence breaks."""
    return [name for name, rule in _RULES.items() if re.search(rule, text)]


# Of a text that is no whole sentence: a label, a title, the cell of a table.
TYPOGRAPHY = tuple(
    _RULES[name]
    for name in (
        "two full stops",
        "space before a stop",
        "straight apostrophe",
        "straight quotes",
        "no narrow space",
        "not contracted",
        "not elided",
    )
)
