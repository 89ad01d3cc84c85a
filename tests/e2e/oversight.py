"""The end of the journey: what the préfecture counts, what the DPO reads, what left by mail."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, Page, Response, expect

from tests.e2e.agent import Staff
from tests.e2e.journey import Story

# A worker takes a while to start on a busy machine, then sends every five seconds.
SENT_WITHIN = 120.0
# How a published figure is written: rounded, five at most, covered, or without object.
_PUBLISHED = re.compile(r"≈ \d+|≤ 5|c|///")
UNKNOWN = "/situations/ZZZZZZ/"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def young_people_counted(staff: Staff) -> str:
    """« Jeunes repérés » as the préfecture reads it: what the last bulletin says."""
    with staff.at_work("prefecture") as prefecture:
        prefecture.open("Indicateurs")
        tile = prefecture.page.locator(".kpi", has_text="Jeunes repérés")
        return tile.locator(".kpi__value").inner_text()


def read_counts_only(staff: Staff, story: Story, names: list[tuple[str, str]]) -> None:
    """No name, no number that is not published, and the same 404 for a case and for nothing."""
    with staff.at_work("prefecture") as prefecture:
        prefecture.open("Indicateurs")
        prefecture.photograph("indicateurs")
        values = prefecture.page.locator("#jeunes ~ .kpis .kpi__value").all_inner_texts()
        assert values
        assert [each for each in values if not _PUBLISHED.fullmatch(each)] == []
        text = prefecture.page.locator("main").inner_text()
        assert not [last for last, _ in names if last in text]
        prefecture.follow("Couverture du territoire")
        prefecture.sees("Lens")
        hidden = _answer(prefecture.page, story.page)
        assert hidden == _answer(prefecture.page, UNKNOWN)
        assert hidden[0] == 404


def _answer(page: Page, address: str) -> tuple[int, str]:
    """Status and content of a page, without its own key."""
    response = page.goto(address)
    assert isinstance(response, Response)
    return response.status, _TOKEN.sub("", response.text())


def refuse_the_former_referent(staff: Staff, story: Story) -> None:
    """The mission is over: the case answers like one that does not exist."""
    with staff.at_work("referent") as referent:
        assert _answer(referent.page, story.page) == _answer(referent.page, UNKNOWN)


def read_the_traces(staff: Staff, story: Story) -> None:
    """The DPO sees who read and did what, without a name of a young person."""
    with staff.at_work("dpo") as dpo:
        dpo.open("Traces")
        dpo.photograph("traces")
        dpo.sees("Karim Benmithal")
        dpo.sees("Suivi clos")
        dpo.sees(story.reference)
        dpo.does_not_see(story.last_name)
        dpo.press("Vérifier les traces")
        dpo.is_told("aucune ligne n’a été changée, retirée ni ajoutée")
        assert _answer(dpo.page, story.page)[0] == 404


def wait_for_the_messages(staff: Staff) -> None:
    """The page of the technical administrator says when nothing waits any more."""
    deadline = time.monotonic() + SENT_WITHIN
    with staff.at_work("technique") as technique:
        technique.open("État du service")
        late = technique.page.get_by_role("row", name="Messages à envoyer")
        while not _says(late, "aucun en retard"):
            assert time.monotonic() < deadline, late.inner_text()
            technique.page.reload()


def _says(place: Locator, words: str) -> bool:
    """Whether the page says so, within a second."""
    try:
        expect(place).to_contain_text(words, timeout=1000)
    except AssertionError:
        return False
    return True


def check_the_messages(mails: list[str], names: list[tuple[str, str]], story: Story) -> None:
    """Mails have left, and say of nobody that they are followed."""
    assert len(mails) > 5
    text = "\n".join(mails)
    assert "Un élément vous attend dans Jalon." in text
    told = [last for last, _ in names if last in text]
    assert not told, told
    assert story.reference not in text
