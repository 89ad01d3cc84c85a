"""Choices of the lists L-C and L-D, in groups, as the form of a saisine offers them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from casework.choices.facts import Nature
from casework.choices.lists import MOTIF_FAMILIES, Motif
from casework.nomenclatures import offered, offered_faits


def fait_choices() -> list[Any]:
    """Groups of the list L-D. What is done to a person is not offered (CSI art. L. 132-7)."""
    groups = {
        "Sans qualification pénale": Nature.SANS_QUALIFICATION,
        "Contravention": Nature.CONTRAVENTION,
        "Crime ou délit (ne pas décrire)": Nature.DELIT,
    }
    faits = offered_faits(timezone.localdate()).values()
    return [
        ("", "Aucun"),
        *(
            (name, [(fait.code, fait.label) for fait in faits if fait.nature == nature])
            for name, nature in groups.items()
        ),
    ]


def motif_choices() -> list[Any]:
    """Families of the list L-C, with the motifs in force today."""
    today = dict(offered(Motif, timezone.localdate()))
    return [
        (family, [(each.value, today[each.value]) for each in motifs if each.value in today])
        for family, motifs in MOTIF_FAMILIES
    ]
