"""Each file that may leave: declared, asked of the policy row by row, silent about anybody else."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from casework.choices.exports import ExportFormat, ExportReason, ExportScope, ExportState
from casework.exporting import BUILDERS, Builder, Column
from casework.models import Case, Export, ExportFile
from casework.services.export_building import build
from confidentiality.access_matrix import CASE_ACTS
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.two_persons import LASTS
from tests.casework.exported import Workbook, read_csv
from tests.matrix import expected
from tests.matrix.canaries import Kind
from tests.matrix.crawl import browser, letter, targets
from tests.matrix.expected import EXPORTS
from tests.matrix.world import Place, World

pytestmark = pytest.mark.django_db

LETTERS = {Role(agent): letter(agent) for agent in Role.values if letter(agent)}
PLANTED = "oublie"
_EXPORTS_FROM = {"coordonnateur": ("nord",), "maire": ("nord", "sud")}


def check_declared() -> None:
    """What this suite knows of the builders is what there is."""
    assert set(BUILDERS) == set(EXPORTS)


def test_ac23_every_builder_is_in_the_table() -> None:
    check_declared()


@pytest.mark.parametrize("reason", EXPORTS)
def test_a_builder_asks_for_its_line_of_the_policy(reason: str) -> None:
    act, letters, _ = EXPORTS[reason]

    assert BUILDERS[reason].act == act
    assert {LETTERS[role] for role in CASE_ACTS[act]} == set(letters)


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody writes a builder, every column of it, and forgets the policy."""
    monkeypatch.setitem(BUILDERS, PLANTED, Builder("case.oublie", tuple(Column)))


@pytest.mark.usefixtures("planted")
def test_ac23_a_planted_builder_makes_this_suite_fail() -> None:
    with pytest.raises(AssertionError):
        check_declared()


@pytest.mark.usefixtures("planted")
def test_ac23_a_planted_builder_makes_no_file(world: World) -> None:
    """Its act is no line of the policy: nothing is read, whatever it asks for."""
    export = asked(world.nord.agents["coordonnateur"], [world.nord.case("libre")], PLANTED, "csv")

    with pytest.raises(KeyError):
        build(export.pk)

    assert not ExportFile.objects.filter(export=export).exists()


def asked(actor: Actor, cases: list[Case], reason: str, form: str) -> Export:
    """A request that waits for its file, whoever asked: what ``exports.ask`` would refuse too."""
    export = Export.objects.create(
        cellule=cases[0].cellule,
        asked_by_id=actor.hat_id,
        asked_at=timezone.now(),
        reason=reason,
        scope=ExportScope.LISTE,
        format=form,
        people=len(cases),
        state=ExportState.PREPAREE,
        until=timezone.now() + LASTS,
    )
    export.lines.model.objects.bulk_create(
        export.lines.model(export=export, case=case) for case in cases
    )
    return export


def in_sight(world: World, agent: str, place: Place) -> dict[str, Case]:
    """The cases of a place that this agent reads, by owner; as the table says, nothing computed."""
    owners = {row.owner for row in targets(world, agent, "casework:case_detail") if row.in_sight}
    return {
        f"{place.key}/{key}": case
        for key, case in place.rows["case"].items()
        if f"{place.key}/{key}" in owners
    }


def texts_of(content: bytes, form: str) -> str:
    """Everything that the file says, its hidden parts included."""
    if form == ExportFormat.CSV:
        return "\n".join(chain.from_iterable(read_csv(content)))
    return "\n".join(Workbook.read(content).parts.values())


@pytest.mark.parametrize("form", ExportFormat.values)
@pytest.mark.parametrize("reason", ExportReason.values)
@pytest.mark.parametrize("agent", ["coordonnateur", "maire"])
def test_ac30_a_file_tells_its_rows_and_no_foreign_canary(
    world: World, agent: str, reason: str, form: str
) -> None:
    for place in (world.nord,) if agent == "coordonnateur" else (world.nord, world.sud):
        cases = in_sight(world, agent, place)
        export = asked(world.nord.agents[agent], list(cases.values()), reason, form)
        build(export.pk)

        answer = browser(world, agent).post(reverse("casework:export_take", args=[export.pk]))

        assert answer.status_code == 200
        heard = world.aviary.heard_in(texts_of(answer.content, form))
        told = EXPORTS[reason][2]
        assert heard <= {(owner, kind) for owner in cases for kind in told}
        assert {(owner, Kind.NAME) for owner in cases} <= heard
        aside = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        assert world.aviary.heard_in(aside) == set()


@pytest.mark.parametrize("agent", [each for each in expected.AGENTS if each != "anonyme"])
def test_ac22_a_request_that_nobody_could_make_gives_no_file(world: World, agent: str) -> None:
    """Written behind the back of the pages: the worker asks the policy for each row."""
    actor = world.nord.agents.get(agent)
    if actor is None:
        return
    for place in world.places:
        if letter(agent) and place.key in _EXPORTS_FROM.get(agent, ()):
            continue
        export = asked(actor, [place.case("libre")], ExportReason.AUTORITE, ExportFormat.CSV)

        build(export.pk)

        export.refresh_from_db()
        assert export.state == ExportState.REFUSEE
        assert not ExportFile.objects.filter(export=export).exists()


def test_ac22_one_foreign_row_among_others_gives_no_file(world: World) -> None:
    rows = [world.nord.case("libre"), world.ailleurs.case("libre")]
    export = asked(world.nord.agents["coordonnateur"], rows, "seance", "xlsx")

    build(export.pk)

    export.refresh_from_db()
    assert (export.state, export.end_code) == (ExportState.REFUSEE, "situation")


def test_a_file_leaves_by_one_page_only() -> None:
    """Whoever answers with a file elsewhere must come here first."""
    sources = chain.from_iterable(
        (Path(settings.BASE_DIR) / folder).rglob("*.py")
        for folder in ("casework", "veille", "indicators", "config", "notifications")
    )
    giving = ("Content-Disposition", "FileResponse", "StreamingHttpResponse")
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for path in sources
        if any(word in path.read_text(encoding="utf-8") for word in giving)
    }

    # A bulletin and a report hold published figures, and nobody.
    figures = {"indicators/views/bulletins.py", "indicators/views/reports.py"}
    # A paper is one numbered file about one row, with its line in the journal (decision 50); those
    # of a sitting leave together, to whoever may have each (decision 56).
    papers = {"casework/views/papers.py", "casework/views/batches.py"}
    assert found == {"casework/views/exports.py", *papers, *figures}
