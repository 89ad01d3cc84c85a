"""A founded rectification (RGPD art. 16 and 19): corrected, traced without a value, told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta

from casework.choices.lists import FreezeReason
from casework.choices.measures import RepresentativeQuality
from casework.choices.rights import RightKind, WithdrawalReason
from casework.choices.states import CaseState
from casework.conservation import purge_due
from casework.models import Case, Fait, LegalRepresentative, RightsRequest, Saisine, YoungPerson
from casework.services import people as identities
from casework.services import rectification, rights
from casework.services.rectification import Corrected, Representative, Withdrawn
from casework.timers.rules import Rule
from confidentiality.choices import Role
from confidentiality.errors import NotPermitted, Refused
from confidentiality.events import events_of
from confidentiality.models import Event, JournalEntry
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, Timer
from tests.casework import factories as people
from tests.casework.path import Path
from tests.casework.tried_rights import decided
from tests.refused import codes_of
from tests.veille import factories
from tests.veille.factories import signed_in

pytestmark = pytest.mark.django_db
NEW = "Xqzrectifie"


@pytest.fixture
def path() -> Path:
    """A follow-up with its référent, frozen by a rectification that the maire found justified."""
    path = Path()
    path.to(CaseState.EN_COURS).designate().accept_mission()
    path.request = rights.receive(
        case_id=path.case.pk,
        actor=path.coordinator,
        given=rights.Received(RightKind.RECTIFICATION, "jeune", path.today),
        sent=path.sent,
    )
    common: dict[str, Any] = {"request_id": path.request.pk, "sent": path.sent}
    rights.check_identity(actor=path.coordinator, proof="piece_presentee", **common)
    rights.advise(actor=path.dpo, advice="fondee", reason="", **common)
    path.request = rights.decide(actor=path.mayor, outcome="fondee", reason="", **common)
    return path


def correct(path: Path, **changes: Any) -> RightsRequest:
    path.request = rectification.rectify(
        request_id=path.request.pk,
        actor=path.coordinator,
        given=replace(Corrected(), **changes),
        sent=path.sent,
    )
    return path.request


def answer(path: Path) -> None:
    path.request = rights.answer(
        request_id=path.request.pk,
        actor=path.coordinator,
        mode="courrier",
        answered_on=path.today,
        sent=path.sent,
    )


def person_of(path: Path) -> YoungPerson:
    return YoungPerson.objects.for_system("test").get(pk=path.case.young_person_id)


def test_a_name_is_corrected_with_the_index_of_duplicates(path: Path) -> None:
    before = bytes(person_of(path).likeness)

    correct(path, last_name=f" {NEW} ")

    person = person_of(path)
    assert person.last_name == NEW
    identity = identities.identity_of(person)
    assert bytes(person.likeness) == identities.fingerprint(person.tenant_id, identity)
    assert bytes(person.likeness) != before


def test_contact_situation_and_commune_are_corrected_or_emptied(path: Path) -> None:
    other = factories.collectivite().seat

    correct(path, phone="0102030405", schooling="cap", sex="F", commune=other)
    correct(path, emptied=("phone",), address="1 rue Exacte")

    person = person_of(path)
    assert (person.phone, person.address) == (None, "1 rue Exacte")
    assert (person.schooling, person.sex, person.commune) == ("cap", "F", other)
    assert path.request.rectified == ["address", "commune", "phone", "schooling", "sex"]


def test_the_event_and_the_journal_tell_the_columns_and_never_a_value(path: Path) -> None:
    correct(path, last_name=NEW, birth_date=date(2011, 5, 4))

    line = JournalEntry.objects.filter(action="case.rectified").latest("pk")
    assert line.codes["fields"] == ["birth_date", "last_name"]
    event = events_of(path.request).last()
    assert event is not None
    assert (event.act, event.former["rectified"]) == ("rights.rectify", [])
    written = repr([list(JournalEntry.objects.values()), list(events_of(path.case).values())])
    assert NEW not in written
    assert "2011-05-04" not in written


def test_a_birth_date_moves_the_deadlines_of_age(path: Path) -> None:
    case = path.case
    people_rows = {"quality": RepresentativeQuality.MERE, "last_name": "A", "first_name": "B"}
    LegalRepresentative.objects.create(young_person=person_of(path), **people_rows)
    born = path.today - relativedelta(years=24, months=11)

    correct(path, birth_date=born)

    waiting = Timer.objects.filter(target_id=case.pk, state="waiting")
    days = {timer.rule: timer.due_at for timer in waiting}
    assert days[Rule.AGE].date() <= born + relativedelta(years=25)
    assert days[Rule.MAJORITE] <= path.now + relativedelta(days=2)


def test_i53_no_archive_outlives_the_true_birthday(path: Path) -> None:
    born = path.today - relativedelta(years=24, months=11)
    past = people.case(
        path.cellule,
        young_person=person_of(path),
        state=CaseState.ARCHIVE,
        purge_due_on=path.today + relativedelta(years=1),
    )

    correct(path, birth_date=born)

    row = Case.objects.for_system("test").get(pk=past.pk)
    assert row.purge_due_on == born + relativedelta(years=25)


def test_a_birth_date_corrected_again_gives_the_archive_its_term_back(path: Path) -> None:
    right = person_of(path).birth_date
    term = purge_due(path.today, right, path.cellule.collectivite.archive_months)
    past = people.case(
        path.cellule,
        young_person=person_of(path),
        state=CaseState.ARCHIVE,
        closed_on=path.today,
        purge_due_on=term,
    )

    wrong = path.today - relativedelta(years=24, months=11)
    for birth_date, due in ((wrong, wrong + relativedelta(years=25)), (right, term)):
        correct(path, birth_date=birth_date)
        past.refresh_from_db()
        assert past.purge_due_on == due


def test_i66_a_correction_leaves_the_case_frozen_until_the_answer(path: Path) -> None:
    correct(path, last_name=NEW)
    path.again()
    assert path.case.freeze_code == FreezeReason.DROITS

    answer(path)

    path.again()
    assert path.case.freeze_code == ""


def test_a_founded_rectification_is_made_before_it_is_answered(path: Path) -> None:
    with pytest.raises(Refused) as error:
        answer(path)

    assert codes_of(error) == {"rectification_awaited"}


@pytest.mark.parametrize("answered", [False, True])
def test_a_correction_made_wrong_is_made_again_and_leaves_no_former_value(
    path: Path, answered: bool
) -> None:
    wrong = "Xqzmalecrit"
    client = signed_in(factories.agent(Role.COORDONNATEUR, path.cellule))
    correct(path, last_name=wrong)
    if answered:
        answer(path)

    address = f"/protection/demandes/{path.request.pk}/corriger/"
    assert client.post(address, {"last_name": NEW}).status_code == 302

    assert person_of(path).last_name == NEW
    written = repr(
        [
            list(each.objects.values())
            for each in (JournalEntry, Event, RightsRequest, OutboxMessage)
        ]
    )
    assert wrong not in written
    lines = JournalEntry.objects.filter(action="case.rectified")
    assert [line.codes["fields"] for line in lines] == [["last_name"], ["last_name"]]


def test_a_closed_request_corrects_no_more(path: Path) -> None:
    correct(path, last_name=NEW)
    answer(path)
    rights.close(request_id=path.request.pk, actor=path.coordinator, sent=path.sent)

    with pytest.raises(Refused):
        correct(path, last_name="Autre")


def told(path: Path) -> set[UUID]:
    sent = OutboxMessage.objects.filter(kind=MessageKind.CASE_RECTIFIED)
    return set(sent.values_list("recipient", flat=True))


def test_those_who_read_what_was_corrected_are_told(path: Path) -> None:
    correct(path, last_name=NEW)

    assert told(path) >= {path.mayor.user.pk, path.coordinator.user.pk, path.referent.user.pk}
    assert path.parquet.user.pk not in told(path)


def test_those_who_do_not_read_it_are_told_nothing(path: Path) -> None:
    assert path.member.user.pk not in told(path)

    correct(path, address="1 rue Exacte")

    assert path.member.user.pk not in told(path)
    assert path.referent.user.pk in told(path)


def test_a_motif_and_a_fact_are_withdrawn_with_their_reason(path: Path) -> None:
    fait = Fait.objects.get(saisine=path.saisine)

    request = rectification.withdraw(
        request_id=path.request.pk,
        actor=path.coordinator,
        given=Withdrawn(WithdrawalReason.AUTRE, ("decrochage",), (fait.pk,)),
        sent=path.sent,
    )

    saisine = Saisine.objects.for_system("test").get(pk=path.saisine.pk)
    assert (saisine.motifs, saisine.withdrawn_motifs) == ([], {"decrochage": "autre_personne"})
    assert not saisine.faits.exists()
    kept = Fait.even_withdrawn.get(pk=fait.pk)
    assert (kept.withdrawn_code, kept.withdrawn_at) == ("autre_personne", path.now)
    assert request.rectified == ["faits", "motifs"]
    event = events_of(saisine).last()
    assert event is not None
    assert event.former == {"motifs": ["decrochage"], "withdrawn_motifs": {}}


def test_a_fact_of_another_case_is_not_withdrawn(path: Path) -> None:
    other = people.fait(people.received(path.member, people.case(path.cellule)))

    with pytest.raises(Refused) as error:
        rectification.withdraw(
            request_id=path.request.pk,
            actor=path.coordinator,
            given=Withdrawn(WithdrawalReason.INEXACTE, (), (other.pk,)),
            sent=path.sent,
        )

    assert codes_of(error) == {"nothing_corrected"}
    assert Fait.objects.filter(pk=other.pk).exists()


@pytest.fixture
def mother(path: Path) -> LegalRepresentative:
    return LegalRepresentative.objects.create(
        young_person=person_of(path),
        quality=RepresentativeQuality.MERE,
        last_name="Ancien",
        first_name="Noor",
        phone="0102030405",
    )


def of_representative(path: Path, row_id: UUID, **changes: Any) -> RightsRequest:
    return rectification.rectify_representative(
        request_id=path.request.pk,
        actor=path.coordinator,
        given=Representative(row_id, **changes),
        sent=path.sent,
    )


def test_a_representative_is_corrected_or_removed(path: Path, mother: LegalRepresentative) -> None:
    of_representative(path, mother.pk, last_name=NEW)
    row = LegalRepresentative.objects.get(pk=mother.pk)
    assert (row.last_name, row.first_name, row.phone) == (NEW, "Noor", "0102030405")

    of_representative(path, mother.pk, removed=True)
    assert not LegalRepresentative.objects.filter(pk=mother.pk).exists()


def test_a_representative_of_somebody_else_is_not_found(path: Path) -> None:
    other = LegalRepresentative.objects.create(
        young_person=people.case(path.cellule).young_person,
        quality=RepresentativeQuality.PERE,
        last_name="Autre",
        first_name="Noor",
    )

    with pytest.raises(Refused) as error:
        of_representative(path, other.pk, removed=True)

    assert codes_of(error) == {"unknown_representative"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "nothing_corrected"),
        ({"birth_date": date(2999, 1, 1)}, "future_date"),
        ({"sex": "X"}, "unknown_code"),
        ({"schooling": "lune"}, "unknown_code"),
        ({"emptied": ("last_name",)}, "unknown_code"),
    ],
)
def test_what_is_not_a_correction_is_refused(path: Path, changes: Any, code: str) -> None:
    with pytest.raises(Refused) as error:
        correct(path, **changes)

    assert codes_of(error) == {code}


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [(RightKind.RECTIFICATION, "non_fondee"), (RightKind.ACCES, "fondee")],
)
def test_only_a_founded_rectification_corrects(kind: str, outcome: str) -> None:
    path = decided(Path(), kind, outcome)

    with pytest.raises(Refused) as error:
        correct(path, last_name=NEW)

    assert codes_of(error) == {"nothing_to_rectify"}


def test_the_maire_decides_and_does_not_correct(path: Path) -> None:
    with pytest.raises(NotPermitted):
        rectification.rectify(
            request_id=path.request.pk,
            actor=path.mayor,
            given=Corrected(last_name=NEW),
            sent=path.sent,
        )


# The pages


def test_the_pages_of_a_correction_bear_no_name_and_correct(
    path: Path, mother: LegalRepresentative
) -> None:
    rights_request = path.request
    client = signed_in(factories.agent(Role.COORDONNATEUR, path.cellule))
    address = f"/protection/demandes/{rights_request.pk}"
    fait = Fait.objects.get(saisine=path.saisine)

    for slug, sent in (
        ("corriger", {"last_name": NEW}),
        ("corriger-un-representant", {"representative": str(mother.pk), "removed": "on"}),
        ("retirer", {"faits": [str(fait.pk)], "motifs": ["decrochage"], "reason": "inexact"}),
    ):
        shown = client.get(f"{address}/{slug}/").content.decode()
        assert person_of(path).last_name not in shown
        assert mother.last_name not in shown
        assert client.post(f"{address}/{slug}/", sent).status_code == 302

    assert person_of(path).last_name == NEW
    assert not LegalRepresentative.objects.filter(pk=mother.pk).exists()
    assert not Fait.objects.filter(pk=fait.pk).exists()
    told = client.get(f"{address}/").content.decode()
    assert "Faits, nom, motifs et représentants légaux" in told
    assert NEW not in told


def test_those_outside_who_received_the_data_are_told_to_the_agent(path: Path) -> None:
    people.relais(path.case, state="remis")
    people.accompagnement(path.case, state="avis_pcd_demande")
    correct(path, last_name=NEW)

    chair = factories.agent(Role.COORDONNATEUR, path.cellule)
    dpo = factories.agent(Role.DPO, path.cellule)
    address = f"/protection/demandes/{path.request.pk}/"

    shown = signed_in(chair).get(address).content.decode()
    assert "À prévenir aussi" in shown
    assert "Président du conseil départemental" in shown
    assert "À prévenir aussi" not in signed_in(dpo).get(address).content.decode()
