"""Two agents at once on the corrections of a bulletin: one success, one refusal that explains."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import Refused
from indicators.models import Bulletin, Publication
from indicators.releasing.correcting import Correction
from indicators.services import attacks, bulletins, corrections
from tests.indicators.released import SOME, Departement
from tests.veille import factories

pytestmark = pytest.mark.django_db(transaction=True)
SAID = Correction(about="explication", words="Une phrase.")


def at_once(*acts: Callable[[], Bulletin]) -> list[str]:
    """What each act made, or why it was refused: all of them start together."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Bulletin]) -> str:
        try:
            together.wait(30)
            return f"fait {act().number}"
        except Refused as error:
            return error.refusals[0].code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_of_two_corrections_at_once_one_is_made_and_of_two_publications_one_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = Departement(cellules=2)
    for month in ("2025-01", "2025-02"):
        made.give(month, SOME)
    january = made.published("2025-01")
    colleague = factories.agent(Role.PREFECTURE)
    read_at = Sent(version=corrections.newest_edition(january))
    meet, report_on = Barrier(2), attacks.report_on

    def later(row: Bulletin) -> dict[str, Any]:
        # Both have read everything before either writes.
        found = report_on(row)
        meet.wait(30)
        return found

    monkeypatch.setattr(attacks, "report_on", later)
    proposed = at_once(
        *(
            lambda actor=actor: corrections.propose(
                bulletin_id=january.pk, correction=SAID, actor=actor, sent=read_at
            )
            for actor in (made.prefecture, colleague)
        )
    )

    assert proposed == ["correction_meanwhile", "fait 2025-M01-2"]
    correction = made.agreed(Bulletin.objects.get(corrects=january))
    february = made.agreed(made.prepared("2025-02"))
    published = at_once(
        lambda: bulletins.publish(bulletin_id=correction.pk, actor=made.prefecture, sent=Sent()),
        lambda: bulletins.publish(bulletin_id=february.pk, actor=colleague, sent=Sent()),
    )

    assert published[0] == "bulletin_overtaken"
    assert published[1] in {"fait 2025-M01-2", "fait 2025-M02-1"}
    assert list(Publication.objects.values_list("rank", flat=True)) == [1, 2]
