"""The papers of a séance in one job: written one by one, each once, under the rights of then."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from casework.batches import asking, held, planning, shown, writing
from casework.choices.batches import BatchLineState as L
from casework.choices.batches import BatchState as S
from casework.choices.lists import FreezeReason
from casework.models import Case, IssuedPaper, PaperBatch, PaperBatchFile
from casework.papers.issuing import is_genuine, issue_paper
from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone, NotPermitted, NotVisible, Refused
from notifications import work
from notifications.choices import MessageKind, WorkKind
from notifications.models import OutboxMessage, OutboxWork, WorkState
from tests.casework import batched
from tests.casework.batched import LETTERS, PAPERS, numbered, take, told
from tests.casework.papers.filed import path_for
from tests.casework.path import Path
from tests.veille import factories
from tests.veille.pdf_read import tags, unfolded, words
from veille.models import CelluleGrant
from veille.papers.pdf import bind

pytestmark = pytest.mark.django_db


@pytest.fixture
def path() -> Path:
    return batched.convened()


def test_before_the_seance_each_member_is_convened_and_the_information_is_owed(path: Path) -> None:
    papers = batched.planned(path)

    assert [each.template.slug for each in papers if each.template.code != "D03"] == [*PAPERS]
    convened = {each.member.pk for each in papers if each.member}
    assert convened == {path.member.hat_id, path.referent.hat_id, path.parquet.hat_id}


def test_a_situation_told_nothing_yet_has_its_letters_before_it_is_on_an_agenda() -> None:
    path = path_for(batched.ABOUT_FIFTEEN).report().receive().plan().convene()

    letters = [each for each in batched.planned(path) if each.case]

    assert [(each.template.slug, each.done_on) for each in letters] == [(e, None) for e in LETTERS]


def test_after_the_seance_the_releve_and_what_its_decisions_call_for() -> None:
    path = batched.held()

    slugs = [each.template.slug for each in batched.planned(path)]

    assert slugs[0] == "releve-de-decisions"
    assert {"fiche-navette", *LETTERS} <= set(slugs)
    assert not {"convocation-seance", "ordre-du-jour", "emargement"} & set(slugs)


def test_what_was_numbered_or_handed_over_is_known(path: Path) -> None:
    batched.made(path, "convocation-seance", "ordre-du-jour")

    days = {(each.template.slug, each.member): each.done_on for each in batched.planned(path)}

    today = timezone.localdate()
    assert {day for (slug, _), day in days.items() if slug == "convocation-seance"} == {today}
    assert days["ordre-du-jour", None] == today
    assert days["emargement", None] is None
    assert {days[letter, None] for letter in LETTERS} == {path.case.informed_on}


def test_each_paper_is_issued_as_from_its_own_page(path: Path) -> None:
    batch = batched.made(path)

    lines = batched.lines(batch)
    issued = told("paper.issue")
    assert {line.state for line in lines} == {L.ECRITE}
    assert [line.number for line in lines] == [each.codes["number"] for each in issued]
    assert [each.codes["paper"] for each in issued] == [line.number[:3] for line in lines]
    assert {each.hat_id for each in issued} == {path.coordinator.hat_id}
    for line in lines:
        seal = IssuedPaper.objects.get(number=line.number).seal[:20]
        assert is_genuine(line.number, seal)


def test_one_file_holds_them_in_the_order_of_the_table_each_on_a_right_hand_page(
    path: Path,
) -> None:
    batch = batched.made(path, *PAPERS)

    taken = take(path, batch)

    assert taken.name == f"papiers-{str(batch.pk)[:8]}.pdf"
    assert taken.content.startswith(b"%PDF-")
    assert tags(taken.content).count("H1") == len(PAPERS)
    assert shown.title_of(batched.fresh(batch)) in words(taken.content, "Title")
    # Four papers of one page, three backs between them.
    assert len(re.findall(rb"/Type /Page\b", unfolded(taken.content))) == 2 * len(PAPERS) - 1
    assert [each.outcome for each in told("papers.take")] == ["read"]
    assert take(path, batch).content == taken.content


def test_a_member_is_convened_under_their_own_name(path: Path) -> None:
    batch = batched.asked(path, "convocation-seance")
    line = batched.lines(batch)[0]
    writing.write(line.pk)

    sealed = PaperBatchFile.objects.get(pk=line.pk)
    clear = held.opened(sealed).decode()
    assert line.member is not None
    assert line.member.user.full_name in clear
    assert line.member.organisation.name in clear


def test_a_refused_paper_says_why_and_the_others_are_written(path: Path) -> None:
    batch = batched.asked(path, *PAPERS)
    Case.objects.filter(pk=path.case.pk).update(
        freeze_code=FreezeReason.DROITS, frozen_on=path.today
    )
    batched.drained()

    assert batched.states(batch) == [L.ECRITE, L.ECRITE, L.REFUSEE, L.REFUSEE]
    refused = batched.lines(batch)[2]
    assert refused.refusal == "case_frozen_by_rights"
    assert held.reasons_of(batch)[refused.pk].startswith("La situation est gelée")
    assert batched.fresh(batch).state == S.PRET
    assert [each.outcome for each in told("paper.issue")] == ["read", "read", "refused", "refused"]


def test_nothing_written_no_file(path: Path) -> None:
    batch = batched.asked(path, *LETTERS)
    Case.objects.filter(pk=path.case.pk).update(
        freeze_code=FreezeReason.DROITS, frozen_on=path.today
    )
    batched.drained()

    assert batched.fresh(batch).state == S.SANS_PAPIER
    assert not PaperBatchFile.objects.filter(pk=batch.pk).exists()
    assert not OutboxWork.objects.filter(kind=WorkKind.PAPERS_FILE).exists()


def test_a_work_called_twice_gives_one_number(path: Path) -> None:
    batch = batched.asked(path, *PAPERS)
    for line in batched.lines(batch):
        writing.write(line.pk)
        writing.write(line.pk)
    writing.lay_out(batch.pk)
    digest = batched.fresh(batch).digest
    writing.lay_out(batch.pk)

    assert numbered() == len(PAPERS)
    assert batched.fresh(batch).digest == digest
    assert len(told("papers.build")) == 1


def test_killed_between_two_papers_it_goes_on_at_the_next(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third is killed once its number is drawn: nothing of it is left."""
    batch, keep, calls = batched.asked(path, *PAPERS), held.keep_paper, []

    def killed(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        keep(*args)

    monkeypatch.setattr(held, "keep_paper", killed)
    with pytest.raises(KeyboardInterrupt):
        batched.drained()
    assert batched.states(batch) == [L.ECRITE, L.ECRITE, L.EN_ATTENTE, L.EN_ATTENTE]
    assert numbered() == 2

    batched.drained()
    assert batched.states(batch) == [L.ECRITE] * 4
    assert numbered() == 4
    assert batched.fresh(batch).state == S.PRET


def test_a_paper_that_fails_five_times_says_so_and_holds_up_no_other(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batched.asked(path, *PAPERS)

    def broken(**given: Any) -> Any:
        if given["template"].slug == "emargement":
            raise ValueError
        return issue_paper(**given)

    monkeypatch.setattr(writing, "issue_paper", broken)
    work.run_due()
    assert batched.states(batch) == [L.ECRITE, L.EN_ATTENTE, L.ECRITE, L.ECRITE]
    for later in range(1, work.MOST_ATTEMPTS + 1):
        work.run_due(now=timezone.now() + timedelta(hours=later))

    assert batched.states(batch) == [L.ECRITE, L.REFUSEE, L.ECRITE, L.ECRITE]
    assert batched.fresh(batch).state == S.PRET


def test_a_file_that_cannot_be_made_says_so_and_holds_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batched.asked(path, *PAPERS)
    monkeypatch.setattr(writing, "bind", lambda *_: 1 / 0)
    batched.drained()
    for later in range(1, work.MOST_ATTEMPTS + 1):
        work.run_due(now=timezone.now() + timedelta(hours=later))
    assert (batched.fresh(batch).state, batched.fresh(batch).end_code) == (S.ECHOUE, "panne")
    assert OutboxWork.objects.get(kind=WorkKind.PAPERS_FILE).state == WorkState.DEAD
    assert not PaperBatchFile.objects.exists()

    monkeypatch.setattr(writing, "bind", bind)
    assert batched.made(path, *PAPERS).state == S.PRET


def test_whoever_asked_is_told_that_it_is_ready(path: Path) -> None:
    batch = batched.made(path, *PAPERS)

    told = OutboxMessage.objects.get(kind=MessageKind.PAPERS_READY)
    assert (told.recipient, told.event) == (path.coordinator.user, batch.pk)


def test_asked_again_while_it_goes_on_it_is_the_same(path: Path) -> None:
    key = uuid4()
    batch = batched.asked(path, *PAPERS, sent=Sent(key=key))

    assert batched.asked(path, "ordre-du-jour") == batch
    with pytest.raises(AlreadyDone):
        batched.asked(path, *PAPERS, sent=Sent(key=key))
    batched.drained()
    assert batched.asked(path, "ordre-du-jour") != batch


def test_nothing_ticked_too_much_or_a_list_that_has_changed_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(*chosen: str) -> None:
        asking.ask_for_seance(
            seance_id=path.seance.pk, chosen=chosen, actor=path.coordinator, sent=Sent()
        )

    key = batched.planned(path)[0].key
    with pytest.raises(Refused, match="papers_none_chosen"):
        ask()
    with pytest.raises(Refused, match="papers_changed"):
        ask(key, f"ordre-du-jour.{uuid4()}.")
    monkeypatch.setattr(asking, "AT_MOST", 1)
    with pytest.raises(Refused, match="papers_too_many"):
        ask(*[each.key for each in batched.planned(path)])
    assert not PaperBatch.objects.exists()


def test_nobody_else_asks_sees_nor_takes(path: Path) -> None:
    batch = batched.made(path, *PAPERS)
    peer = factories.agent(path.coordinator.role, path.cellule)
    for actor in (path.member, path.referent, path.parquet, path.dpo, path.mayor):
        with pytest.raises((NotVisible, NotPermitted)):
            asking.ask_for_seance(seance_id=path.seance.pk, chosen=["x"], actor=actor, sent=Sent())
    for actor in (path.mayor, peer):
        with pytest.raises(NotVisible):
            asking.take(batch_id=batch.pk, actor=actor, sent=Sent())
        with pytest.raises(NotVisible):
            asking.stop(batch_id=batch.pk, actor=actor, sent=Sent())


def test_a_seance_of_another_cellule_is_not_there(path: Path) -> None:
    other = factories.seance(factories.cellule())

    with pytest.raises(NotVisible):
        asking.ask_for_seance(seance_id=other.pk, chosen=["x"], actor=path.coordinator, sent=Sent())


def test_a_case_out_of_sight_gives_no_paper(path: Path) -> None:
    now = timezone.now()
    CelluleGrant.objects.filter(designation=path.coordinator.hat_id).update(until=now)

    planned = planning.for_seance(path.seance, path.coordinator, now)

    assert not [each for each in planned if each.case]
