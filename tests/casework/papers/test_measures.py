"""Papers of the measures on their pages: who may take them, when, and of what."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from casework.choices.states import CaseState
from casework.papers.issuing import read_paper
from casework.papers.registry import BY_SLUG
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import NotPermitted, NotVisible, Refused
from tests.casework.papers.filed import FILED, path_for
from tests.casework.path import Path
from tests.veille import factories
from veille.papers.blocks import Paper

pytestmark = pytest.mark.django_db


def read(slug: str, row: Any, actor: Actor, path: Path) -> Paper:
    shown = read_paper(template=BY_SLUG[slug], row_id=row.pk, actor=actor, sent=path.sent)
    return shown.paper


def link(slug: str, row: Any) -> str:
    return reverse("casework:paper", args=[slug, row.pk])


def test_the_referent_takes_the_adhesion_and_not_the_lettre_de_mission() -> None:
    path = path_for("feuille-adhesion")
    mission = FILED["feuille-adhesion"](path)
    page = reverse("casework:follow_up", args=[mission.pk])

    shown = factories.signed_in(path.referent).get(page).content.decode()

    assert link("feuille-adhesion", mission) in shown
    assert link("lettre-de-mission", mission) not in shown
    assert read("feuille-adhesion", mission, path.referent, path).title == "Feuille d’adhésion"
    with pytest.raises((NotVisible, NotPermitted)):
        read("lettre-de-mission", mission, path.referent, path)
    with pytest.raises(NotVisible):
        read("feuille-adhesion", mission, path.agent(Role.REFERENT), path)


def test_the_bilan_goes_on_paper_once_it_is_checked_for_the_referent_too() -> None:
    path = path_for("bilan-de-parcours").to(CaseState.BILAN_ATTENDU).write_bilan()

    with pytest.raises(Refused, match="paper_too_early"):
        read("bilan-de-parcours", path.bilan, path.referent, path)
    path.validate_bilan()

    assert read("bilan-de-parcours", path.bilan, path.referent, path).title.startswith("Bilan")


def test_each_organisation_told_has_its_letter_on_the_page_of_the_family() -> None:
    path = path_for("lettre-tiers-informe")
    party = FILED["lettre-tiers-informe"](path)
    browser = factories.signed_in(path.coordinator)
    family = reverse("casework:cddf", args=[party.referral_id])

    shown = browser.get(family).content.decode()
    letter = browser.get(link("lettre-tiers-informe", party)).content.decode()

    assert f"Lettre à un tiers informé\u202f: {party.organisation.name}" in shown
    assert link("lettre-tiers-informe", party) in shown
    assert family in letter
    assert party.case.young_person.last_name not in letter.split("</head>")[0]


def test_a_letter_to_a_third_party_is_for_whoever_prepares_it_alone() -> None:
    path = path_for("lettre-tiers-informe")
    party = FILED["lettre-tiers-informe"](path)
    elsewhere = factories.cellule(tenant=factories.collectivite())

    for actor in (path.cddf_member, path.referent, path.agent(Role.COORDONNATEUR, elsewhere)):
        with pytest.raises((NotVisible, NotPermitted)):
            read("lettre-tiers-informe", party, actor, path)
