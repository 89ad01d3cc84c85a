"""The delays of a cellule: read in words, set within the law, followed by the services."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices.delays import RULES, Delay
from casework.choices.states import BilanState, CaseState, FollowUpState
from casework.deadlines import delays_of
from casework.models import DelaySetting
from casework.services.delays import set_delay
from casework.timers import refresh
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import NotPermitted, Refused
from confidentiality.models import JournalEntry
from tests.casework import factories as people
from tests.casework.alerts import words
from tests.veille import factories
from veille.french import day_month_year
from veille.models import Cellule

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LIST = reverse("casework:delay_list")


@pytest.fixture
def coordinator(place: Cellule) -> Actor:
    return factories.agent(Role.COORDONNATEUR, place)


@pytest.fixture
def desk(coordinator: Actor) -> Client:
    return factories.signed_in(coordinator)


def give(actor: Actor, rule: str, value: int) -> DelaySetting:
    return set_delay(actor=actor, rule=rule, value=value, sent=NOT_A_FORM)


class TestService:
    def test_a_delay_is_set_and_journaled(self, place: Cellule, coordinator: Actor) -> None:
        give(coordinator, Delay.AGENDA, 30)
        give(coordinator, Delay.AGENDA, 20)

        assert delays_of(place).value(Delay.AGENDA) == 20
        assert DelaySetting.objects.count() == 1
        last = JournalEntry.objects.filter(action="delay.set").order_by("-at").first()
        assert last is not None
        assert last.codes["delay"] == "agenda"

    @pytest.mark.parametrize(
        ("rule", "value", "code", "article"),
        [
            (Delay.INFORMATION, 31, "delay_too_long", "RGPD, art. 14"),
            (Delay.INFORMATION, 1, "delay_too_short", "RGPD, art. 14"),
            (Delay.AGENDA, 91, "delay_too_long", "Pratique de la cellule"),
            (Delay.VIOLATION, 96, "delay_is_fixed", "RGPD, art. 33"),
            (Delay.ARCHIVE, 48, "delay_is_fixed", "AU-038, art. 5"),
            ("inconnu", 3, "unknown_delay", "Charte de la cellule"),
        ],
    )
    def test_beyond_the_bounds_it_is_refused_with_the_article(
        self, coordinator: Actor, rule: str, value: int, code: str, article: str
    ) -> None:
        with pytest.raises(Refused) as refusal:
            give(coordinator, rule, value)

        [said] = refusal.value.refusals
        assert (said.code, said.article) == (code, article)
        assert not DelaySetting.objects.exists()

    @pytest.mark.parametrize("role", [Role.MAIRE, Role.MEMBRE, Role.REFERENT])
    def test_it_is_the_coordonnateurs(self, place: Cellule, role: Role) -> None:
        with pytest.raises(NotPermitted):
            give(factories.agent(role, place), Delay.AGENDA, 30)

    def test_a_legal_maximum_is_never_raised_by_any_rule(self, coordinator: Actor) -> None:
        for rule in RULES.values():
            if rule.legal:
                with pytest.raises(Refused):
                    give(coordinator, rule.code, rule.maximum + 1)


class TestPages:
    def test_the_list_says_what_the_law_fixes(self, desk: Client) -> None:
        page = words(desk.get(LIST))

        assert "Information du jeune après la saisine RGPD, art. 14 légal 7 à 30 jours" in page
        assert "Inscription à une séance Pratique de la cellule réglable 7 à 90 jours" in page

    def test_a_delay_is_set_on_its_page(self, desk: Client, place: Cellule) -> None:
        address = reverse("casework:delay_set", args=["agenda"])
        assert "Inscription à une séance, en jours" in words(desk.get(address))

        answer = desk.post(address, {"value": "30"}, follow=True)

        assert "Délai enregistré." in words(answer)
        assert delays_of(place).value(Delay.AGENDA) == 30

    def test_beyond_the_law_the_form_says_why(self, desk: Client) -> None:
        answer = desk.post(reverse("casework:delay_set", args=["information"]), {"value": "45"})

        assert "30 jours au plus, la loi ne permet pas davantage. (RGPD, art. 14)" in words(answer)
        assert not DelaySetting.objects.exists()

    @pytest.mark.parametrize("code", ["violation", "archive", "inconnu"])
    def test_what_is_fixed_has_no_page(self, desk: Client, code: str) -> None:
        assert desk.get(reverse("casework:delay_set", args=[code])).status_code == 404


class TestCasePage:
    def test_the_next_deadlines_are_told_in_words(self, desk: Client, place: Cellule) -> None:
        case = people.case(place, state=CaseState.BILAN_ATTENDU)
        mission = people.follow_up(case, state=FollowUpState.ACTIF)
        due = TODAY + timedelta(days=10)
        people.bilan(case, mission, state=BilanState.A_REDIGER, due_on=due)
        refresh(case)

        page = words(desk.get(reverse("casework:case_detail", args=[case.reference])))

        assert f"Bilan attendu avant le {day_month_year(due)} dans 10 jours" in page
        assert "Vingt-cinquième" not in page
