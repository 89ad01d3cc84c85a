"""What makes a case leave the site, each on a page of its own: a file, a sheet of paper."""

from __future__ import annotations

from django.urls import reverse

from casework.acts.registry import Act
from casework.choices.states import SEALED
from casework.forms.exports import ExportForm, PrintForm


def _done_elsewhere(*_: object) -> None:
    raise AssertionError("done on its own page")


CASE_LEAVING_ACTS: tuple[Act, ...] = (
    Act(
        code="case.print",
        slug="imprimer",
        label="Imprimer la situation",
        form=PrintForm,
        perform=_done_elsewhere,
        elsewhere=lambda case: reverse("casework:case_print", args=[case.reference]),
        when=lambda case: case.state not in SEALED,
        secondary=True,
        discreet=True,
    ),
    Act(
        code="case.export",
        slug="exporter",
        label="Exporter la situation",
        form=ExportForm,
        perform=_done_elsewhere,
        elsewhere=lambda case: reverse("casework:export_ask", args=[case.reference]),
        when=lambda case: case.state not in SEALED,
        secondary=True,
        discreet=True,
    ),
)
