"""The text that a cellule starts from when it writes its charte. The CLSPD decides; this proposes.

Clauses C1 to C16 that the frame requires: CSI art. L. 132-5, AU-038 art. 3, 5 and 8.
"""

from __future__ import annotations

from django.template.loader import render_to_string

from veille.choices import InstanceKind
from veille.models import Cellule


def charte_text(cellule: Cellule, number: int = 1) -> str:
    """The model of charte, filled for one cellule."""
    instance = cellule.instance
    intercommunal = instance.kind == InstanceKind.CISPD
    context = {
        "cellule": cellule.name[0].lower() + cellule.name[1:],
        "instance": f"{instance.get_kind_display()}, {cellule.collectivite.name}",
        "kind": instance.get_kind_display(),
        "article": "L. 132-13" if intercommunal else "L. 132-5",
        "dpo": cellule.collectivite.dpo_contact,
        "number": number,
    }
    return render_to_string("veille/charte_modele.txt", context).strip() + "\n"
