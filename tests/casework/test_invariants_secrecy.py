"""Who never reads, what never leaves, what never stays: invariants of the domain (§12b)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path as File

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from casework.choices.lists import DecisionCode
from casework.choices.measures import ConvocationAddressee
from casework.choices.states import CaseState
from casework.models import (
    AccompagnementParental,
    Bilan,
    Case,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
    Saisine,
)
from casework.presenters.cases import Row
from casework.presenters.measures import rappel_view
from casework.presenters.seances import candidates_for
from casework.services import conservation, saisines
from confidentiality.choices import Role
from confidentiality.models import JournalEntry
from notifications import delivery
from notifications.choices import MessageKind
from notifications.models import OutboxMessage
from tests.casework import factories as people
from tests.casework.decided import carry_on
from tests.casework.factories import born
from tests.casework.path import Path
from tests.matrix.test_storage import dump
from tests.veille import factories
from veille.models import EliminationAgreement

pytestmark = pytest.mark.django_db

NOMINATIVE = (
    Case,
    Saisine,
    RappelALOrdre,
    CddfReferral,
    AccompagnementParental,
    ReferentFollowUp,
    Bilan,
)


def lived() -> Path:
    """A follow-up with its measures, of which many messages have been left."""
    path = Path(faits=("F05",)).to(CaseState.EN_COURS)
    path.propose_rappel().decide().propose_cddf().accept_cddf().convene_family()
    people.accompagnement(path.case)
    return path.follow().wait(30).request_bilan().write_bilan()


def secrets_of(path: Path) -> set[str]:
    """What names the young person, the case, the motif and the fact."""
    person = path.case.young_person
    words = {
        person.last_name,
        person.first_name,
        person.birth_date.isoformat(),
        path.case.reference,
        str(path.case.pk),
        str(person.pk),
        *path.saisine.motifs,
        *(fait.code for fait in path.saisine.faits.all()),
        person.commune.name,
    }
    return {word.casefold() for word in words}


# I10


def test_i10_no_mail_names_a_person_a_motif_or_a_fact(settings: Settings) -> None:
    path = lived()

    sent = delivery.drain(now=timezone.now() + timedelta(days=1))

    assert sent == len(mail.outbox) > 8
    for message in mail.outbox:
        told = f"{message.subject} {message.body} {message.extra_headers}".casefold()
        said = [word for word in secrets_of(path) if re.search(rf"\b{re.escape(word)}\b", told)]
        assert said == []
        assert message.subject in MessageKind.labels
        # One address: drawn at random, resolved after sign-in.
        [address] = re.findall(r"https?://\S+", str(message.body))
        assert re.fullmatch(rf"{settings.JALON_PUBLIC_URL}/(n/[\w-]{{20,}}|accueil)/", address)


def test_i10_a_message_has_no_column_for_what_it_is_about() -> None:
    held = {field.name for field in OutboxMessage._meta.fields}

    assert held == {
        "id",
        "event",
        "kind",
        "recipient",
        "state",
        "created_at",
        "not_before",
        "held_until",
        "attempts",
        "sent_at",
        # Of the link, drawn at random.
        "token",
    }


# I11, I12


@pytest.mark.parametrize(
    ("days", "seen"),
    [(-7, True), (0, True), (14, True), (15, False), (16, False), (-8, False)],
    ids=["J-7", "J", "J+14", "J+15", "J+16", "J-8"],
)
def test_i11_a_member_reads_from_seven_days_before_to_fifteen_after(days: int, seen: bool) -> None:
    path = Path().to(CaseState.INSCRIT)
    moment = path.seance.held_at + timedelta(days=days)

    assert (path.case in Case.objects.visible_to(path.member, moment)) is seen


STRANGERS = sorted(set(Role) - {Role.PREFECTURE, Role.PILOTE, Role.TECHNIQUE})


@pytest.mark.parametrize("role", STRANGERS)
def test_i12_nobody_sees_anything_of_another_cellule(role: Role) -> None:
    path, now = lived(), timezone.now()
    assert path.case in Case.objects.visible_to(path.coordinator, now)
    stranger = factories.agent(Role(role), factories.cellule(), days=(-400, 400))

    for model in NOMINATIVE:
        rows = model._default_manager
        assert rows.for_system("they are there").exists(), model.__name__
        assert not rows.visible_to(stranger, now).exists(), model.__name__


def test_i12_no_list_of_another_cellule_names_anybody() -> None:
    path = lived()
    browser: Client = factories.signed_in(
        factories.agent(Role.COORDONNATEUR, factories.cellule(), days=(-400, 400))
    )

    for name in ("case_list", "saisine_list", "rappel_list", "cddf_list"):
        page = browser.get(reverse(f"casework:{name}"), {"q": path.case.young_person.last_name})
        assert path.case.reference not in page.content.decode()
    hidden = reverse("casework:case_detail", args=[path.case.reference])
    assert browser.get(hidden).status_code == 404


# I34


def test_i34_the_president_of_an_epci_wears_no_hat_of_a_mayor() -> None:
    """Who decides a rappel is the mayor of a commune: the database wants to know which."""
    place = factories.cellule()
    body = factories.organisation("epci")

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.designation(Role.MAIRE, place, organisation=body, commune=None)


# I39


@pytest.mark.parametrize(
    ("age", "addressee"),
    [
        (born(15), ConvocationAddressee.REPRESENTANTS),
        (born(18, days=150), ConvocationAddressee.REPRESENTANTS),
        (born(20), ConvocationAddressee.JEUNE),
    ],
    ids=["a minor", "still a minor that day", "an adult"],
)
def test_i39_the_convocation_of_a_minor_is_addressed_to_the_representatives(
    age: date, addressee: ConvocationAddressee
) -> None:
    path = Path(birth_date=age).to(CaseState.EN_EXAMEN)
    path.orient(DecisionCode.RAPPEL).close_seance().engage().propose_rappel()

    assert path.rappel.addressee == ""
    path.decide()

    assert path.rappel.addressee == addressee
    line = JournalEntry.objects.get(action="rappel.convocation")
    assert line.codes["addressee"] == addressee
    rows = rappel_view(path.rappel, path.today).rows
    assert Row("Convocation adressée", str(addressee.label)) in rows


def test_i39_the_mayor_reads_the_addressee_before_deciding() -> None:
    path = Path().to(CaseState.EN_COURS).propose_rappel()
    page = reverse("casework:rappel_act", args=[path.rappel.pk, "decider"])

    told = factories.signed_in(path.mayor).get(page).content.decode()

    assert str(ConvocationAddressee.REPRESENTANTS.label) in told


def test_i39_the_addressee_stays_that_of_the_day_of_the_convocation() -> None:
    """Decided before the eighteenth birthday, which has come since."""
    path = Path(birth_date=born(18, days=-10)).to(CaseState.EN_EXAMEN)
    path.orient(DecisionCode.RAPPEL).close_seance().engage().propose_rappel().decide()

    assert path.rappel.addressee == ConvocationAddressee.REPRESENTANTS


# I49


@pytest.mark.parametrize("state", [CaseState.EN_COURS, CaseState.BILAN_ATTENDU])
def test_i49_a_reiteration_is_due_at_the_next_seance(state: CaseState) -> None:
    path = Path().to(state)
    followed = path.case
    path.wait(1).plan()
    assert waiting(path) == []

    path.report()
    saisines.declare_recevable(
        saisine_id=path.saisine.pk, actor=path.coordinator, link_to=followed.pk, sent=path.sent
    )

    assert waiting(path) == [(followed.reference, "Réitération")]
    page = reverse("casework:seance_detail", args=[path.seance.pk])
    told = factories.signed_in(path.coordinator).get(page).content.decode()
    assert "Réitération" in told
    path.case = followed
    path.again()
    assert path.inscribe().case.state == CaseState.INSCRIT


def test_i49_a_reiteration_that_a_seance_has_examined_is_due_no_more() -> None:
    path = Path().to(CaseState.EN_COURS)
    followed = path.case
    path.report()
    saisines.declare_recevable(
        saisine_id=path.saisine.pk, actor=path.coordinator, link_to=followed.pk, sent=path.sent
    )
    path.case = followed
    path.wait(1).go_before_the_cellule()
    carry_on(path)
    path.close_seance().wait(1).plan()

    assert waiting(path) == []


def waiting(path: Path) -> list[tuple[str, str]]:
    found = candidates_for(path.seance, path.coordinator, path.now)
    return [(each.reference, each.reason) for each in found]


# I58, I60


def test_i58_after_elimination_no_table_holds_the_name_nor_leads_to_the_person() -> None:
    path = Path().to(CaseState.CLOS)
    person = path.case.young_person
    words = {person.last_name, person.first_name, person.birth_date.isoformat()}
    leads = {str(person.pk), person.pk.hex, str(person.key_id), person.key_id.hex}
    conservation.archive(case_id=path.case.pk, at=timezone.now())
    EliminationAgreement.objects.create(
        collectivite=path.cellule.collectivite, reference="AD62-2026-15", since=date(2020, 1, 1)
    )
    before = "\n".join(dump())
    assert any(lead in before for lead in leads)

    conservation.dispose(case_id=path.case.pk, at=timezone.now())

    left = "\n".join(dump())
    assert [word for word in words | leads if word in left] == []


def test_i60_no_line_of_the_journal_names_anybody() -> None:
    path = lived()
    person = path.case.young_person
    names = {person.last_name.casefold(), person.first_name.casefold()}

    lines = [repr(sorted(line.items())).casefold() for line in JournalEntry.objects.values()]

    assert len(lines) > 20
    assert [name for name in names if any(f"'{name}'" in line for line in lines)] == []
    assert not any(person.last_name.casefold() in line for line in lines)


# I61, I64


def test_i61_a_list_an_opening_and_a_refusal_each_leave_their_line() -> None:
    path = Path().to(CaseState.EN_COURS)
    reading = factories.signed_in(path.coordinator)
    before = JournalEntry.objects.count()

    reading.get(reverse("casework:case_list"))
    reading.get(reverse("casework:case_detail", args=[path.case.reference]))
    factories.signed_in(path.dpo).get(reverse("casework:case_list"))

    lines = JournalEntry.objects.order_by("id")[before:]
    told = [(line.action, line.outcome) for line in lines if line.action.startswith(("case", "ac"))]
    assert ("case.list", "read") in told
    assert ("case.view", "read") in told
    assert {str(path.case.pk)} == {line.object_id for line in lines if line.action == "case.view"}
    assert any(line.outcome == "refused" for line in lines)


def test_i64_a_mail_carries_no_file() -> None:
    lived()

    delivery.drain(now=timezone.now() + timedelta(days=1))

    assert mail.outbox
    assert [message for message in mail.outbox if message.attachments] == []
    root = File(delivery.__file__).parents[1]
    attaching = [
        str(path.relative_to(root))
        for package in ("casework", "veille", "confidentiality", "notifications", "config")
        for path in (root / package).rglob("*.py")
        if re.search(r"\.attach(_file)?\(|send_mail\(|EmailMultiAlternatives", path.read_text())
    ]
    assert attaching == []


def test_i64_a_sheet_is_read_after_signing_in_only() -> None:
    path = Path().to(CaseState.EN_COURS)
    made = people.relais(path.case, state="accord_recueilli")
    page = reverse("casework:paper", args=["fiche-de-relais", made.pk])

    turned = Client().get(page)

    assert turned.status_code == 302
    assert turned["Location"].startswith("/connexion/")
    assert factories.signed_in(path.coordinator).get(page).status_code == 200
