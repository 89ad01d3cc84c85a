"""Papers about the charte, requests, the file and its breaches: who takes them, and when."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from casework.models import EliminationCertificate, IssuedPaper
from casework.papers.issuing import is_genuine, issue_paper, read_paper
from casework.papers.registry import BY_SLUG, TEMPLATES
from confidentiality.actors import Actor
from confidentiality.choices import CharteState, Role
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import CharteSignature, JournalEntry
from tests.casework.papers.filed import FILED, path_for
from tests.casework.papers.pictures import words
from tests.casework.path import Path
from tests.casework.tried_rights import decided, decided_on_archive
from tests.refused import codes_of
from tests.veille import factories

pytestmark = pytest.mark.django_db
PLAIN = {each.slug for each in TEMPLATES if each.plain}


@pytest.fixture
def path() -> Path:
    return path_for("charte")


def said(slug: str, row: Any, actor: Actor, path: Path) -> str:
    seen = read_paper(template=BY_SLUG[slug], row_id=row.pk, actor=actor, sent=path.sent)
    return words(seen.paper)


def link(slug: str, row: Any) -> str:
    page = "casework:plain_paper" if slug in PLAIN else "casework:paper"
    return reverse(page, args=[slug, row.pk])


def test_whoever_has_signed_nothing_yet_prints_the_charte_they_are_asked_to_sign(
    path: Path,
) -> None:
    charte = path.cellule.circle.chartes.get(state=CharteState.EN_VIGUEUR)
    newcomer = factories.agent(Role.MEMBRE, path.cellule, signed=False)
    browser = factories.signed_in(newcomer)

    page = browser.get(reverse("veille:charte", args=[path.cellule.pk])).content.decode()

    assert link("charte", charte) in page
    assert charte.text in browser.get(link("charte", charte)).content.decode()
    # What is nominative stays behind the charte, by either address.
    sheet = FILED["fiche-navette"](path)
    assert browser.get(link("fiche-navette", sheet)).status_code == 302
    other = reverse("casework:plain_paper", args=["fiche-navette", sheet.pk])
    assert browser.get(other).status_code == 404
    other = reverse("casework:paper", args=["charte", charte.pk])
    assert factories.signed_in(path.coordinator).get(other).status_code == 404


def test_a_version_that_waits_is_for_those_who_prepare_it(path: Path) -> None:
    waiting = FILED["charte"](path)

    assert "version 2" in said("charte", waiting, path.coordinator, path)
    assert "version 2" in said("charte", waiting, path.mayor, path)
    with pytest.raises(NotVisible):
        said("charte", waiting, path.member, path)


def test_an_act_of_adhesion_is_taken_by_its_signatory_and_nobody_else(path: Path) -> None:
    signature = FILED["acte-adhesion"](path)

    text = said("acte-adhesion", signature, path.coordinator, path)

    assert path.coordinator.user.full_name in text
    for actor in (path.member, path.mayor):
        with pytest.raises(NotVisible):
            said("acte-adhesion", signature, actor, path)


def test_a_signature_whose_digest_does_not_hold_gives_no_act(path: Path) -> None:
    signature = FILED["acte-adhesion"](path)
    CharteSignature.objects.filter(pk=signature.pk).update(digest="0" * 64)

    with pytest.raises(Refused, match="paper_too_early"):
        said("acte-adhesion", signature, path.coordinator, path)


def test_a_charte_may_be_given_to_anybody_and_an_adhesion_may_not(path: Path) -> None:
    for slug, restricted in (("charte", False), ("acte-adhesion", True)):
        made = issue_paper(
            template=BY_SLUG[slug],
            row_id=FILED[slug](path).pk,
            actor=path.coordinator,
            sent=path.sent,
        )
        seal = IssuedPaper.objects.get(number=made.number).seal

        assert made.mark.startswith("Diffusion restreinte") is restricted
        assert is_genuine(made.number, seal[:20]) is not None
    assert JournalEntry.objects.filter(action="paper.issue", chain=path.cellule.pk).count() == 2


def test_the_answer_to_a_request_is_for_those_who_answer_never_for_the_dpo() -> None:
    path = path_for("reponse-demande")
    request = decided(path, "acces").request
    browser = factories.signed_in(path.coordinator)

    page = browser.get(reverse("casework:rights", args=[request.pk])).content.decode()

    assert link("reponse-demande", request) in page
    for actor in (path.coordinator, path.mayor):
        assert path.case.young_person.last_name in said("reponse-demande", request, actor, path)
    with pytest.raises(NotPermitted):
        said("reponse-demande", request, path.dpo, path)


def test_the_answer_about_an_archive_names_nobody() -> None:
    path = decided_on_archive(path_for("reponse-demande"))
    person = path.case.young_person

    text = said("reponse-demande", path.request, path.coordinator, path)

    assert [each for each in (person.last_name, person.first_name) if each in text] == []
    assert "…………" in text


def test_an_answer_that_grants_a_correction_waits_for_it() -> None:
    path = path_for("reponse-demande")
    request = decided(path, "rectification").request

    with pytest.raises(Refused) as error:
        said("reponse-demande", request, path.coordinator, path)

    assert codes_of(error) == {"rectification_awaited"}


def test_papers_of_the_file_are_on_one_page_for_those_who_answer_for_it(path: Path) -> None:
    certificate = FILED["certificat-destruction"](path)
    FILED["bordereau-elimination"](path)
    holder = path.cellule.collectivite
    page = reverse("casework:file_papers")

    for actor in (path.coordinator, path.mayor, path.dpo):
        shown = factories.signed_in(actor).get(page).content.decode()
        assert link("certificat-destruction", certificate) in shown
        assert link("bordereau-elimination", holder) in shown
        assert link("fiche-de-registre", holder) in shown
    assert factories.signed_in(path.member).get(page).status_code == 403


def test_papers_of_the_file_of_another_collectivite_are_as_if_they_were_not(path: Path) -> None:
    elsewhere = factories.collectivite()
    theirs = EliminationCertificate.objects.create(
        collectivite=elsewhere, day=path.today, agreement_reference="AD-1"
    )

    for slug, row in (("fiche-de-registre", elsewhere), ("certificat-destruction", theirs)):
        with pytest.raises(NotVisible):
            said(slug, row, path.dpo, path)


def test_nothing_to_destroy_is_no_slip(path: Path) -> None:
    holder = path.cellule.collectivite

    with pytest.raises(Refused, match="paper_too_early"):
        said("bordereau-elimination", holder, path.coordinator, path)


def test_a_breach_without_a_risk_is_not_notified(path: Path) -> None:
    known = factories.violation(path.cellule, state="qualifiee")
    harmless = factories.violation(path.cellule, state="qualifiee", risk="aucun")
    browser = factories.signed_in(path.dpo)

    pages = {
        row: browser.get(reverse("veille:violation", args=[row.pk])).content.decode()
        for row in (known, harmless)
    }

    assert link("notification-violation", known) in pages[known]
    assert "notification-violation" not in pages[harmless]
    with pytest.raises(Refused, match="paper_too_early"):
        said("notification-violation", harmless, path.dpo, path)


def test_numbering_a_paper_of_the_file_twice_with_one_form_numbers_one(path: Path) -> None:
    holder = path.cellule.collectivite
    browser = factories.signed_in(path.dpo)
    form = {"cle": str(uuid4())}

    answers = [browser.post(link("fiche-de-registre", holder), form) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 302]
    assert answers[1]["Location"] == link("fiche-de-registre", holder)
    assert IssuedPaper.objects.count() == 1
