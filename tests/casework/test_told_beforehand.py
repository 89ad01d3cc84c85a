"""What a page says before the click: why an act would be refused, what a freeze waits for."""

from __future__ import annotations

from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.acts.cases import CASE_PAGE_ACTS
from casework.acts.registry import by_slug
from casework.acts.seances import SEANCE_ACTS
from casework.choices.lists import FreezeReason
from casework.choices.measures import RappelCancel
from casework.choices.states import CaseState, RappelState
from casework.models import Case, RappelALOrdre
from casework.presenters.cases import days_of_stages
from casework.presenters.lists import rappel_line
from confidentiality.actors import Actor
from confidentiality.events import changing, events_of
from confidentiality.policy import Decision
from tests.casework.path import Path
from tests.veille.factories import signed_in

pytestmark = pytest.mark.django_db
ALLOWED = Decision(True, "role")


def shown(actor: Actor, case: Case) -> str:
    response = signed_in(actor).get(reverse("casework:case_detail", args=[case.reference]))
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def freeze(path: Path, code: str) -> None:
    with changing(path.case, actor=None, act="case.freeze", at=timezone.now()):
        path.case.freeze_code, path.case.frozen_on = code, path.today


def codes(slug: str, case: Case) -> set[str]:
    act = by_slug(CASE_PAGE_ACTS, slug)
    assert act is not None
    return {reason.code for reason in act.reasons(case, ALLOWED)}


def test_a_seance_does_not_close_on_a_case_without_decision() -> None:
    path = Path().to(CaseState.INSCRIT).attend().open_seance()
    closing = SEANCE_ACTS["clore"]

    assert {each.code for each in closing.reasons(path.seance, ALLOWED)} == {"seance_cases_waiting"}

    path.examine().orient()
    assert closing.reasons(path.seance, ALLOWED) == ()


def test_nobody_asks_for_a_bilan_without_a_referent() -> None:
    path = Path().to(CaseState.EN_COURS)

    assert "no_referent" in codes("demander-le-bilan", path.case)

    path.designate()
    assert codes("demander-le-bilan", path.case) == set()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (FreezeReason.INFORMATION, "case_frozen"),
        (FreezeReason.DROITS, "case_frozen_by_rights"),
    ],
)
def test_every_other_act_on_a_frozen_case_is_refused_beforehand(
    code: FreezeReason, told: str
) -> None:
    path = Path().to(CaseState.EN_COURS)
    freeze(path, code)

    for slug in ("suspendre", "designer-un-referent", "clore"):
        assert codes(slug, path.case) == {told}
    assert (told in codes("informer", path.case)) is (code == FreezeReason.DROITS)


def test_the_page_of_a_frozen_case_says_since_when_why_and_what_lifts_it() -> None:
    path = Path().to(CaseState.REPERE)
    freeze(path, FreezeReason.INFORMATION)

    page = shown(path.coordinator, path.case)

    assert "Situation gelée" in page
    assert "trente jours ont passé sans que la personne soit informée" in page
    assert "Enregistrer l’information" in page
    assert "Inscrire à une séance" not in page


def test_the_path_bears_the_day_of_each_act() -> None:
    path = Path().to(CaseState.BILAN_PRESENTE)
    told = {event.act for event in events_of(path.case)}

    assert {"case.open_examination", "case.orient", "case.present_bilan"} <= told
    expected = {"Saisine", "Examen", "Orientation", "Suivi", "Bilan"}
    assert set(days_of_stages(path.case)) == expected


def test_a_line_of_the_parapheur_says_since_when_it_waits() -> None:
    path = (
        Path(faits=("F04",), level="protocole")
        .to(CaseState.EN_COURS)
        .propose_rappel()
        .consult()
        .answer()
    )
    rappel = RappelALOrdre.objects.for_system("test").get()

    line = rappel_line(rappel, path.today)

    assert line.since == rappel.opinion_on
    assert line.appointment == ""


def test_a_parquet_that_cancels_twice_is_told_the_same_twice() -> None:
    path = Path(faits=("F04",), level="protocole").to(CaseState.EN_COURS).propose_rappel().consult()
    rappel = RappelALOrdre.objects.for_system("test").get()
    address = reverse("casework:rappel_act", args=[rappel.pk, "annuler"])
    form = {"code": RappelCancel.PLAINTE, "version": rappel.version, "cle": str(uuid4())}
    client = signed_in(path.parquet)

    answers = [client.post(address, form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert {answer["Location"] for answer in answers} == {reverse("casework:parquet_list")}
    rappel = RappelALOrdre.objects.for_system("test").get()
    assert rappel.state == RappelState.SANS_OBJET
    # Another form, on a file that is closed to the parquet, finds nothing.
    assert client.post(address, form | {"cle": str(uuid4())}).status_code == 404
