"""What ends with the follow-up (R1) is in no archive: no row, no event, no page keeps it."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from casework.choices.lists import Answer, ClosingReason, SuspensionReason
from casework.models import Case, LegalRepresentative, Saisine, YoungPerson
from casework.presenters.cases import present_case
from casework.services import cases, conservation
from casework.services.door import by_clock
from casework.services.people import Representative, add_representative
from casework.timers.keeping import saisine_days
from confidentiality.choices import FieldGroup, Role
from confidentiality.events import events_of
from confidentiality.models import Event
from config.personal_columns import treatments
from config.treatments import Kept
from tests.casework import factories as people
from tests.casework.path import Path
from tests.veille import factories
from veille.choices import OrganisationKind

pytestmark = pytest.mark.django_db

R1 = [(model, column) for model, column, each in treatments() if each.kept == Kept.R1]
REPORTED = {"q_crime_delit": Answer.OUI, "q_danger": Answer.OUI}


def reported() -> Path:
    """A follow-up that was suspended, from a saisine whose answers were corrected once."""
    path = Path().draft().describe(q_plainte_enquete=Answer.IGNORE)
    path.describe(**REPORTED, art40_on=path.today, ip_on=path.today)
    path.submit().wait(1).receive().inform().go_before_the_cellule().orient().close_seance()
    path.engage()
    given = Representative("mere", "Exemple", "Alix", "0102030405")
    add_representative(case_id=path.case.pk, actor=path.coordinator, given=given, sent=path.sent)
    suspend_and_resume(path)
    return path.close(ClosingReason.PERTE)


def suspend_and_resume(path: Path) -> None:
    cases.suspend(
        case_id=path.case.pk,
        actor=path.coordinator,
        code=SuspensionReason.ATTENTE,
        review_on=path.today + timedelta(days=20),
        sent=path.sent,
    )
    cases.resume(case_id=path.case.pk, actor=path.coordinator, sent=path.sent)


def archived(path: Path) -> Saisine:
    conservation.archive(case_id=path.case.pk, at=timezone.now())
    return Saisine.objects.for_system("archived").get(case=path.case)


def test_the_register_and_the_archive_say_the_same() -> None:
    """Each column that the register ends with the follow-up is empty in the archive (10.9)."""
    path = reported()

    archived(path)

    left = {
        f"{model}.{column}"
        for model, column in R1
        for row in _rows(apps.get_model(model))
        if getattr(row, column) not in (None, "")
    }
    assert left == set()
    assert {model for model, _ in R1} == {
        "casework.YoungPerson",
        "casework.LegalRepresentative",
        "casework.Saisine",
        "casework.Case",
    }


def _rows(model: type[models.Model]) -> Any:
    return model._default_manager.all()


def test_no_event_keeps_who_reported_nor_what_they_answered() -> None:
    path = reported()
    author = path.saisine.author
    assert author is not None
    assert events_of(path.saisine).filter(hat_id=author.pk).exists()

    saisine = archived(path)

    told = events_of(saisine)
    kept = {name for event in told for name in event.former}
    assert kept.isdisjoint({"author", "organisation", *REPORTED, "art40_on", "ip_on"})
    assert not told.filter(hat_id=author.pk).exists()
    assert not told.filter(actor_id=author.user_id).exists()
    of_the_case = {name for event in events_of(path.case) for name in event.former}
    assert of_the_case.isdisjoint({"suspension_code", "review_on"})
    assert SuspensionReason.ATTENTE.value not in repr([each.former for each in Event.objects.all()])


def test_what_remains_of_an_author_is_the_kind_of_their_organisation() -> None:
    path = reported()
    organisation = path.saisine.organisation
    assert organisation is not None

    saisine = archived(path)

    assert saisine.organisation_kind == organisation.kind
    assert saisine.sender == OrganisationKind(organisation.kind).label
    case = Case.objects.for_system("archived").select_related("young_person__key").get()
    view = present_case(case, frozenset(FieldGroup), timezone.localdate())
    assert organisation.name not in repr(view)
    assert saisine.motifs
    assert saisine.attested_at


def test_what_is_not_archived_is_forgotten_too() -> None:
    path = reported()
    Case.objects.for_system("an error").update(closing_code=ClosingReason.DOUBLON)

    assert archived(path).author is None


def test_a_second_archiving_forgets_nothing_twice() -> None:
    path = reported()
    first = archived(path)

    import_module("casework.migrations.0010_forget_in_archives").forget(apps, None)

    again = Saisine.objects.for_system("archived").get(case=path.case)
    assert again.organisation_kind == first.organisation_kind


def test_the_timers_of_a_forgotten_saisine_are_gone() -> None:
    assert saisine_days(archived(reported())) == {}


def test_i55_the_saisines_of_an_archive_are_closed_with_it() -> None:
    path = reported()
    actor, now = path.coordinator, timezone.now()
    assert Saisine.objects.visible_to(actor, now).filter(case=path.case).exists()

    archived(path)

    assert not Saisine.objects.visible_to(actor, timezone.now()).filter(case=path.case).exists()


def test_an_author_is_forgotten_with_every_answer() -> None:
    place = factories.cellule()
    saisine = people.saisine(factories.agent(Role.MEMBRE, place), place)

    for half in ({"author": None}, {"organisation": None}, {"organisation_kind": "autre"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Saisine.objects.for_system("half forgotten").filter(pk=saisine.pk).update(**half)


def test_the_archives_that_exist_are_cleaned_by_the_migration() -> None:
    path = reported()
    open_ = people.received(path.member, people.case(path.cellule))
    Case.objects.for_system("archived by a former version").filter(pk=path.case.pk).update(
        suspension_code=SuspensionReason.ATTENTE, review_on=path.today
    )
    _archive_as_before(path.case)

    import_module("casework.migrations.0010_forget_in_archives").forget(apps, None)

    saisine = Saisine.objects.for_system("migrated").get(case=path.case)
    case = Case.objects.for_system("migrated").get(pk=path.case.pk)
    assert (saisine.author, saisine.organisation, saisine.q_danger) == (None, None, "")
    assert (saisine.art40_on, saisine.ip_on) == (None, None)
    assert saisine.organisation_kind
    assert (case.suspension_code, case.review_on) == ("", None)
    kept = {name for event in events_of(saisine) for name in event.former}
    assert kept.isdisjoint({"author", "q_crime_delit", "art40_on"})
    assert Saisine.objects.for_system("still open").get(pk=open_.pk).author is not None


def _archive_as_before(case: Case) -> None:
    """The state alone, as the former version left the rest."""
    now = timezone.now()
    with by_clock(case_id=case.pk, act="case.archive", at=now) as row:
        row.archive(on=row.today, purge_due_on=row.today)


def test_representatives_and_contact_went_at_the_closing() -> None:
    path = reported()

    person = YoungPerson.objects.for_system("closed").get(pk=path.case.young_person_id)
    assert (person.address, person.phone, person.email) == (None, None, None)
    assert not LegalRepresentative.objects.exists()
