"""What has a date for each hat, on the page and on a telephone that subscribes."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.relativedelta import relativedelta
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.calendar import Entry, Period, entries_of
from casework.calendar_feed import written
from casework.choices.states import CaseState
from casework.models import Bilan
from casework.presenters.months import month_of
from casework.services import seances
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.models import CharteSignature, JournalEntry
from tests.casework import factories as people
from tests.casework.days import TODAY
from tests.casework.path import Path
from tests.veille import factories
from tests.veille.factories import signed_in
from veille.choices import SeanceState
from veille.french import day_month_year
from veille.models import CalendarFeed, Designation

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")


def labels(actor: Actor, now: datetime | None = None) -> set[str]:
    return {entry.label for entry in entries_of(actor, now or timezone.now())}


def subscribed(actor: Actor) -> str:
    """The address, as the page shows it once."""
    browser = signed_in(actor)
    page = browser.post(reverse("casework:calendar_subscribe"), {"cle": str(uuid4())})
    found = re.search(r"/calendrier/[\w-]+\.ics", page.content.decode())
    assert found is not None
    return found.group()


def events(address: str) -> list[icalendar.Component]:
    answer = Client().get(address)
    assert answer.status_code == 200
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


class TestEntries:
    def test_who_follows_sees_the_bilan_to_write(self) -> None:
        path = Path().to(CaseState.EN_COURS).follow().request_bilan()

        assert "Bilan à écrire" in labels(path.referent, path.now)
        assert "Bilan à écrire" not in labels(factories.agent(Role.REFERENT), path.now)

    def test_deadlines_move_with_the_act_that_moves_them(self) -> None:
        path = Path().to(CaseState.REPERE)
        expected = {"Information du jeune", "Inscription à une séance"}
        assert expected <= labels(path.coordinator, path.now)

        path.inform().plan().convene().inscribe()

        assert not expected & labels(path.coordinator, path.now)

    def test_a_seance_that_moves_moves_in_every_calendar(self) -> None:
        path = Path().plan().convene()
        later = path.seance.held_at + timedelta(days=14)

        seances.move_seance(
            seance_id=path.seance.pk,
            actor=path.coordinator,
            held_at=later,
            place="Salle d’essai",
            sent=path.sent,
        )

        for actor in (path.coordinator, path.member, path.mayor):
            [sitting] = [each for each in entries_of(actor, path.now) if each.place]
            assert sitting.at == later

    def test_a_seance_only_planned_is_of_whoever_convenes_it(self) -> None:
        path = Path().plan()

        assert "Séance de la cellule" in labels(path.coordinator, path.now)
        assert "Séance de la cellule" not in labels(path.member, path.now)

    def test_the_parquet_is_told_the_day_of_a_seance_and_led_to_no_page(self) -> None:
        path = Path().to(CaseState.INSCRIT)
        found = {
            actor.role: entry.url
            for actor in (path.parquet, path.coordinator)
            for entry in entries_of(actor, path.now)
            if entry.label == "Séance de la cellule"
        }

        page = reverse("casework:seance_detail", args=[path.seance.pk])
        assert found == {Role.PARQUET: "", Role.COORDONNATEUR: page}

    def test_the_maire_sees_the_interview_and_the_parquet_does_not(self) -> None:
        path = Path().to(CaseState.EN_COURS).propose_rappel().decide()

        assert "Entretien de rappel à l’ordre" in labels(path.mayor, path.now)
        assert "Entretien de rappel à l’ordre" not in labels(path.parquet, path.now)

    def test_no_birthday_is_told(self) -> None:
        path = Path().to(CaseState.EN_COURS)

        told = labels(path.coordinator, path.now)
        assert "Terme du suivi" in told or "Demande du prochain bilan" in told
        assert not [each for each in told if "anniversaire" in each.lower()]

    def test_nothing_is_older_than_thirty_days_nor_further_than_a_year(self) -> None:
        place = factories.cellule()
        actor = factories.agent(Role.COORDONNATEUR, place)
        for days in (-31, -29, 360, 370):
            factories.seance(place, in_days=days, state=SeanceState.CONVOQUEE)

        today = timezone.localdate()
        found = [(each.day - today).days for each in entries_of(actor, timezone.now())]

        assert [days for days in found if days in (-31, -29, 360, 370)] == [-29, 360]

    def test_a_charte_to_sign_closes_it(self) -> None:
        path = Path().plan().convene()
        CharteSignature.objects.filter(user=path.member.user.pk).update(revoked_at=path.now)

        assert entries_of(path.member, path.now) == []

    def test_29_february_and_changes_of_time_are_days_like_others(self) -> None:
        leap = datetime(2028, 2, 29, 12, tzinfo=PARIS)

        period = Period.around(leap)

        assert (period.first.isoformat(), period.last.isoformat()) == ("2028-01-30", "2029-02-28")
        summer = Period.around(datetime(2026, 3, 28, 12, tzinfo=PARIS))
        assert [timezone.localtime(each).hour for each in summer.moments] == [0, 0]


class TestPage:
    @pytest.mark.parametrize("role", ["coordonnateur", "maire", "referent", "membre", "dpo"])
    def test_each_role_has_one(self, role: str) -> None:
        page = signed_in(factories.agent(Role(role))).get(reverse("casework:calendar"))

        assert page.status_code == 200
        assert "Semaine du" in page.content.decode()

    def test_it_shows_references_leads_to_the_row_and_leaves_a_line(self) -> None:
        path = Path().wait(118).to(CaseState.REPERE)

        page = signed_in(path.coordinator).get(reverse("casework:calendar")).content.decode()

        assert path.case.reference in page
        assert reverse("casework:case_detail", args=[path.case.reference]) in page
        line = JournalEntry.objects.get(action="calendar.view")
        assert line.codes["objects"] == [str(path.case.pk)]

    def test_what_is_late_comes_first_and_a_meeting_that_is_over_is_gone(self) -> None:
        path = Path().wait(110).to(CaseState.EN_COURS).follow().request_bilan()
        Bilan.objects.for_system("late").update(due_on=timezone.localdate() - timedelta(days=8))
        factories.seance(
            path.cellule, in_days=-9, place="Salle passée", state=SeanceState.CONVOQUEE
        )

        page = signed_in(path.coordinator).get(reverse("casework:calendar")).content.decode()

        first = page.split("<section")[1]
        assert "Jour dépassé" in first
        assert "Bilan à écrire" in first
        assert "Salle passée" not in page


class TestMonth:
    def asked(self, actor: Actor, month: str = "") -> str:
        page = signed_in(actor).get(reverse("casework:calendar"), {"mois": month} if month else {})
        assert page.status_code == 200
        return str(page.context["month"].title)

    def test_the_grid_holds_what_the_list_does_and_no_place(self) -> None:
        path = Path().wait(118).to(CaseState.REPERE)
        now = timezone.now()
        entries = entries_of(path.coordinator, now)
        months = {f"{each.day:%Y-%m}" for each in entries}

        shown = {
            (mark.label, mark.url)
            for text in months
            for week in month_of(text, entries, TODAY, Period.around(now)).weeks
            for cell in week
            for mark in cell.marks
        }

        assert entries
        assert shown == {(each.label, each.url) for each in entries}

    def test_it_begins_on_a_monday_and_ends_on_a_sunday_whatever_the_month(self) -> None:
        for offset in range(40):
            today = date(2027, 11, 30) + relativedelta(months=offset)
            month = month_of("", [], today, Period(today - relativedelta(days=30), today))
            days = [cell for week in month.weeks for cell in week]
            inside = [cell.number for cell in days if not cell.beside]
            last = today.replace(day=1) + relativedelta(months=1, days=-1)
            assert inside == list(range(1, last.day + 1))
            assert {len(week) for week in month.weeks} == {7}
            assert [cell.number for cell in days if cell.today] == [today.day]

    def test_links_go_as_far_as_the_calendar_and_no_further(self) -> None:
        today = date(2028, 2, 29)
        period = Period(today - timedelta(days=30), today + relativedelta(months=12))
        seen, text = [], "2028-01"
        while text:
            month = month_of(text, [], today, period)
            seen.append(month.title)
            text = month.after

        assert month_of("2028-01", [], today, period).before == ""
        assert (len(seen), seen[0], seen[-1]) == (14, "janvier 2028", "février 2029")

    @pytest.mark.parametrize("text", ["", "1999-01", "2026-13", "novembre", "9999-99", "2026"])
    def test_a_month_out_of_reach_is_the_present_one(self, text: str) -> None:
        actor = factories.agent(Role.MEMBRE)

        assert self.asked(actor, text) == day_month_year(TODAY.replace(day=1))[4:]


class TestFeed:
    def test_it_says_hours_and_days_and_nothing_of_anybody(self) -> None:
        path = Path().wait(100).to(CaseState.EN_COURS).follow().plan().convene()
        said = Client().get(subscribed(path.coordinator)).content.decode()

        young = path.case.young_person
        hidden = [young.last_name, young.first_name, path.case.reference, path.saisine.reference]
        hidden += [each.user.last_name for each in (path.coordinator, path.mayor, path.referent)]
        hidden += [str(path.case.pk), str(path.seance.pk), "@", "http"]
        assert not [each for each in hidden if each in said]
        summaries = set(re.findall(r"SUMMARY:(.*?)\r?\n", said))
        assert summaries == {"Cellule de veille", "Échéance de suivi"}
        assert said.count("BEGIN:VEVENT") == said.count("CLASS:PRIVATE") > 1
        assert "ATTENDEE" not in said
        assert "ORGANIZER" not in said

    def test_it_is_shown_once_and_kept_nowhere(self) -> None:
        actor = factories.agent(Role.MEMBRE)
        secret = subscribed(actor).removeprefix("/calendrier/").removesuffix(".ics")

        feed = CalendarFeed.objects.get()

        assert secret not in (feed.digest, str(feed))
        page = signed_in(actor).get(reverse("casework:calendar")).content.decode()
        assert secret not in page
        assert not JournalEntry.objects.filter(codes__icontains=secret).exists()

    def test_a_new_address_ends_the_former_one(self) -> None:
        actor = factories.agent(Role.MEMBRE)
        first, second = subscribed(actor), subscribed(actor)

        assert [Client().get(each).status_code for each in (first, second)] == [404, 200]

    def test_it_closes_in_one_click(self) -> None:
        actor = factories.agent(Role.MEMBRE)
        address = subscribed(actor)

        signed_in(actor).post(reverse("casework:calendar_unsubscribe"), {"cle": str(uuid4())})

        assert Client().get(address).status_code == 404
        lines = JournalEntry.objects.filter(action__startswith="calendar.")
        assert [each.action for each in lines.order_by("pk")] == [
            "calendar.open_feed",
            "calendar.close_feed",
        ]

    def test_nothing_is_closed_twice(self) -> None:
        actor = factories.agent(Role.MEMBRE)

        page = signed_in(actor).post(
            reverse("casework:calendar_unsubscribe"), {"cle": str(uuid4())}
        )

        assert "Aucun abonnement n’est ouvert" in page.content.decode()

    def test_it_ends_with_the_designation_and_with_the_account(self) -> None:
        actor = factories.agent(Role.MEMBRE)
        address = subscribed(actor)
        hat = Designation.objects.filter(pk=actor.hat_id)

        hat.update(until=timezone.now())
        assert Client().get(address).status_code == 404
        hat.update(until=None)
        assert Client().get(address).status_code == 200
        actor.user.is_active = False
        actor.user.save()
        assert Client().get(address).status_code == 404

    def test_an_unknown_address_writes_nothing(self) -> None:
        before = JournalEntry.objects.count()

        assert Client().get("/calendrier/inconnue.ics").status_code == 404
        assert JournalEntry.objects.count() == before

    def test_the_same_thing_keeps_its_identifier_and_two_subscriptions_share_none(self) -> None:
        path = Path().wait(120).plan().convene()
        mine, other = subscribed(path.coordinator), subscribed(path.mayor)

        first, again = (events(mine)[0]["uid"] for _ in range(2))

        assert first == again
        assert not {each["uid"] for each in events(mine)} & {e["uid"] for e in events(other)}

    def test_an_hour_is_the_same_instant_in_both_seasons(self) -> None:
        entries = []
        for month in (1, 7):
            at = datetime(2027, month, 5, 9, 30, tzinfo=PARIS)
            entries.append(Entry(at.date(), at, "Séance", "Cellule de veille", f"{month}", "/"))

        read = icalendar.Calendar.from_ical(written(entries, "secret", timezone.now()))

        hours = [event.decoded("dtstart") for event in read.walk("VEVENT")]
        assert hours == [entry.at for entry in entries]


def test_a_feed_shows_nothing_that_the_page_would_not() -> None:
    case = people.case(state=CaseState.REPERE)
    stranger = factories.agent(Role.COORDONNATEUR)

    assert case.pk not in {each.case for each in entries_of(stranger, timezone.now())}
