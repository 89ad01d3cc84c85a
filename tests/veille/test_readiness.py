"""Nothing nominative before the institution is ready; the page says what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.models import Saisine, YoungPerson
from casework.services import saisines
from confidentiality.choices import CharteState, Role
from confidentiality.door import NOT_A_FORM, Sent
from confidentiality.errors import Conflict, NotPermitted, Refused
from confidentiality.models import Charte, JournalEntry
from tests.casework import alerts
from tests.forced import force
from tests.veille import factories
from veille.models import (
    Cellule,
    Collectivite,
    Delegation,
    Designation,
    EliminationAgreement,
    Instance,
)
from veille.readiness import HARD, PREPARATION_URL, SOFT, checklist
from veille.services import preparation

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Cellule:
    return factories.staffed(factories.cellule())


def tenant_without(**values: object) -> Callable[[Cellule], object]:
    return lambda place: Collectivite.objects.filter(pk=place.collectivite_id).update(**values)


def without_charte(place: Cellule) -> None:
    charte = Charte.objects.get(circle=place.pk)
    force(
        charte,
        state=CharteState.ABROGEE,
        repealed_on=date(2026, 1, 5),
        repeal_reference="CLSPD 2026-1",
    )


def without_role(role: Role) -> Callable[[Cellule], object]:
    ended = timezone.now() - timedelta(minutes=1)
    return lambda place: Designation.objects.filter(
        role=role, collectivite=place.collectivite_id
    ).update(until=ended)


MISSING: dict[str, Callable[[Cellule], object]] = {
    "instance": lambda place: Instance.objects.update(arrete_reference=""),
    "cellule": lambda place: Cellule.objects.filter(pk=place.pk).update(
        created_on=date(2020, 1, 1)
    ),
    "charte": without_charte,
    "dpo": tenant_without(dpo_contact=""),
    "register": tenant_without(register_on=None),
    "aipd": tenant_without(aipd_on=None),
    "notice": tenant_without(notice_version=""),
    "coordonnateur": without_role(Role.COORDONNATEUR),
    "maire": without_role(Role.MAIRE),
}


def missing_codes(place: Cellule) -> set[str]:
    fresh = Cellule.objects.get(pk=place.pk)
    return {line.item.code for line in checklist(fresh) if line.item.hard and not line.met}


def test_every_hard_item_is_tried_here() -> None:
    assert {item.code for item in HARD} == set(MISSING)


def test_a_ready_cellule_misses_nothing(place: Cellule) -> None:
    assert missing_codes(place) == set()


@pytest.mark.parametrize("code", MISSING)
def test_each_hard_item_missing_is_found(place: Cellule, code: str) -> None:
    MISSING[code](place)

    assert missing_codes(place) == {code}


@pytest.mark.parametrize("code", sorted(set(MISSING) - {"charte"}))
def test_no_saisine_begins_while_a_hard_item_is_missing(place: Cellule, code: str) -> None:
    author = factories.agent(Role.MEMBRE, place)
    MISSING[code](place)
    place = Cellule.objects.get(pk=place.pk)

    with pytest.raises(Refused) as error:
        saisines.start_draft(
            actor=author,
            identity=alerts.identity(),
            commune=place.collectivite.seat,
            cellule=place,
            sent=NOT_A_FORM,
        )

    [refusal] = error.value.refusals
    assert refusal.code == f"not_ready_{code}"
    assert refusal.article
    assert refusal.way_out_url == PREPARATION_URL
    assert not YoungPerson.objects.for_system("nothing is left").exists()


def test_a_saisine_is_neither_sent_nor_received_with_one_sentence_for_each_missing_item(
    place: Cellule,
) -> None:
    author = factories.agent(Role.MEMBRE, place)
    coordinator = factories.agent(Role.COORDONNATEUR, place)
    described, received = alerts.described(author, place), alerts.sent(author, place)
    tenant_without(aipd_on=None, notice_version="")(place)
    expected = {"not_ready_aipd", "not_ready_notice"}

    with pytest.raises(Refused) as unsent:
        saisines.submit(saisine_id=described.pk, actor=author, attested=True, sent=NOT_A_FORM)
    with pytest.raises(Refused) as unreceived:
        saisines.declare_recevable(saisine_id=received.pk, actor=coordinator, sent=NOT_A_FORM)

    for error in (unsent, unreceived):
        assert {each.code for each in error.value.refusals} == expected
        assert len({each.sentence for each in error.value.refusals}) == 2


def test_the_way_out_is_shown_to_those_whom_the_page_answers(place: Cellule) -> None:
    author, desk = factories.agent(Role.MEMBRE, place), factories.agent(Role.COORDONNATEUR, place)
    drafts = {actor.role: alerts.described(actor, place) for actor in (author, desk)}
    tenant_without(aipd_on=None)(place)

    pages = {
        actor.role: factories.signed_in(actor)
        .get(reverse("casework:saisine_submit", args=[drafts[actor.role].pk]))
        .content.decode()
        for actor in (author, desk)
    }

    assert all("L’analyse d’impact sur la protection" in page for page in pages.values())
    assert PREPARATION_URL in pages[Role.COORDONNATEUR]
    assert PREPARATION_URL not in pages[Role.MEMBRE]


def test_a_soft_item_never_stops_a_saisine(place: Cellule) -> None:
    author = factories.agent(Role.MEMBRE, place)

    saisine = alerts.sent(author, place)

    soft = {line.item.code: line.met for line in checklist(place) if not line.item.hard}
    waited = dict.fromkeys(("protocol", "cddf", "letterhead", "archives"), False)
    assert soft == waited | {"mission": True}
    assert {item.code for item in SOFT} == set(soft)
    assert Saisine.objects.for_system("read again").get(pk=saisine.pk).number is not None


def test_a_delegate_whose_arrete_has_ended_is_not_a_maire(place: Cellule) -> None:
    without_role(Role.MAIRE)(place)
    today = timezone.localdate()
    arrete = Delegation.objects.create(
        commune=place.collectivite.seat,
        arrete_number="2025-1",
        since=today - timedelta(days=90),
        until=today,
    )
    factories.designation(Role.MAIRE, place, delegation=arrete)

    assert missing_codes(place) == {"maire"}

    Delegation.objects.update(until=None)
    assert missing_codes(place) == set()


def test_a_private_organisation_is_told_as_a_soft_item(place: Cellule) -> None:
    private = factories.organisation("transporteur", mission_service_public=False)
    factories.designation(Role.MEMBRE, place, organisation=private)

    [line] = [each for each in checklist(place) if each.item.code == "mission"]
    assert not line.met


class TestRecording:
    @pytest.fixture
    def bare(self) -> Cellule:
        tenant = factories.collectivite(
            dpo_contact="", register_reference="", register_on=None, aipd_on=None, notice_version=""
        )
        return factories.staffed(factories.cellule(tenant=tenant))

    def test_the_coordonnateur_lifts_what_is_recorded_and_the_chain_of_the_tenant_tells_it(
        self, bare: Cellule
    ) -> None:
        actor = factories.agent(Role.COORDONNATEUR, bare)
        on = date(2026, 2, 3)
        assert missing_codes(bare) == {"dpo", "register", "aipd", "notice"}

        preparation.record_dpo(actor=actor, contact="dpo@exemple.fr", sent=NOT_A_FORM)
        preparation.record_register(actor=actor, reference="R-7", on=on, sent=NOT_A_FORM)
        preparation.record_aipd(actor=actor, reference="", on=on, sent=NOT_A_FORM)
        preparation.record_notice(actor=actor, version="2026-1", on=on, sent=NOT_A_FORM)
        preparation.record_archives(
            actor=actor, reference="AD62-4", on=on, until=None, sent=NOT_A_FORM
        )

        assert missing_codes(bare) == set()
        assert EliminationAgreement.objects.get().reference == "AD62-4"
        lines = JournalEntry.objects.filter(chain=bare.collectivite_id)
        assert list(lines.values_list("action", flat=True)) == [
            "preparation.dpo",
            "preparation.register",
            "preparation.aipd",
            "preparation.notice",
            "preparation.archives",
        ]

    def test_a_date_to_come_is_refused(self, bare: Cellule) -> None:
        tomorrow = timezone.localdate() + timedelta(days=1)

        with pytest.raises(Refused):
            preparation.record_aipd(
                actor=factories.agent(Role.COORDONNATEUR, bare),
                reference="",
                on=tomorrow,
                sent=NOT_A_FORM,
            )

        assert missing_codes(bare) >= {"aipd"}

    def test_what_another_recorded_meanwhile_is_not_overwritten(self, bare: Cellule) -> None:
        actor = factories.agent(Role.COORDONNATEUR, bare)
        preparation.record_dpo(actor=actor, contact="dpo@exemple.fr", sent=NOT_A_FORM)

        with pytest.raises(Conflict):
            preparation.record_dpo(actor=actor, contact="autre@exemple.fr", sent=Sent(version=0))

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDONNATEUR}))
    def test_only_the_coordonnateur_records(self, bare: Cellule, role: Role) -> None:
        with pytest.raises(NotPermitted):
            preparation.record_dpo(
                actor=factories.agent(Role(role), bare), contact="x", sent=NOT_A_FORM
            )


class TestPages:
    @pytest.fixture
    def desk(self, place: Cellule) -> Client:
        return factories.signed_in(factories.agent(Role.COORDONNATEUR, place))

    def test_the_address_of_the_guards_is_that_of_the_page(self) -> None:
        assert reverse("veille:preparation") == PREPARATION_URL

    def test_the_page_tells_each_item_with_its_article_and_how_to_lift_it(
        self, place: Cellule, desk: Client
    ) -> None:
        tenant_without(aipd_on=None)(place)

        page = desk.get(PREPARATION_URL).content.decode()

        for item in (*HARD, *SOFT):
            assert item.label in page
        assert "1 point obligatoire manque" in page
        assert reverse("veille:record_aipd") in page

    def test_a_cellule_without_charte_says_that_it_is_blocked_and_why(self) -> None:
        place = factories.cellule(charte=False)
        maire = factories.signed_in(factories.agent(Role.MAIRE, place))

        page = maire.get(PREPARATION_URL).content.decode()

        assert "La cellule n’a pas de charte de confidentialité en vigueur." in page

    @pytest.mark.parametrize(
        ("code", "typed"),
        [
            ("register", {"reference": "R-9", "on": "3/2/2026"}),
            ("aipd", {"reference": "", "on": "3/2/2026"}),
            ("notice", {"notice": "2026-2", "on": "3/2/2026"}),
            ("dpo", {"contact": "dpo@exemple.fr"}),
            ("archives", {"reference": "AD62-5", "on": "3/2/2026", "until": ""}),
        ],
    )
    def test_each_act_is_done_from_its_form(
        self, desk: Client, code: str, typed: dict[str, str]
    ) -> None:
        url = reverse(f"veille:record_{code}")
        assert desk.get(url).status_code == 200

        response = desk.post(url, {**typed, "version": 0})

        assert (response.status_code, response["Location"]) == (302, PREPARATION_URL)
        assert JournalEntry.objects.filter(action=f"preparation.{code}").exists()
