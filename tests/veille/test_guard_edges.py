"""Edges of the conditions of a séance and of a data breach."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from confidentiality.choices import Role
from confidentiality.models import CharteSignature
from tests.veille import factories
from veille import guards
from veille import violation_guards as breaches
from veille.choices import ViolationRisk
from veille.models import Attendance, Seance, Violation

AUCUN, RISQUE, ELEVE = ViolationRisk.AUCUN, ViolationRisk.RISQUE, ViolationRisk.RISQUE_ELEVE


def absent(seance: Seance) -> None:
    Attendance.objects.filter(seance=seance).update(present=False)


@pytest.mark.django_db
def test_who_is_noted_absent_does_not_open_a_seance() -> None:
    place = factories.cellule()
    seance = factories.seance(place)
    assert not guards.attendance_recorded(seance)

    Attendance.objects.create(
        seance=seance, designation=factories.designation(Role.MEMBRE, place), present=True
    )
    assert guards.attendance_recorded(seance)
    absent(seance)
    assert not guards.attendance_recorded(seance)


@pytest.mark.django_db
def test_i09_who_is_present_has_signed_and_who_is_absent_need_not() -> None:
    place = factories.cellule()
    signed = factories.agent(Role.MEMBRE, place)
    seance = factories.seance(place, present=(signed,))
    assert guards.all_present_have_signed(seance)

    newcomer = factories.designation(Role.MEMBRE, place)
    line = Attendance.objects.create(seance=seance, designation=newcomer, present=True)
    assert guards.unsigned_present(seance) == [line]
    assert not guards.all_present_have_signed(seance)

    Attendance.objects.filter(pk=line.pk).update(present=False)
    assert guards.all_present_have_signed(seance)


@pytest.mark.django_db
def test_i09_a_signature_of_another_cellule_opens_nothing() -> None:
    place, elsewhere = factories.cellule(), factories.cellule()
    hat = factories.designation(Role.MEMBRE, place)
    factories.sign(hat.user, elsewhere)
    seance = factories.seance(place)
    Attendance.objects.create(seance=seance, designation=hat, present=True)

    assert not guards.all_present_have_signed(seance)
    factories.sign(hat.user, place)
    assert guards.all_present_have_signed(seance)


@pytest.mark.django_db
def test_i09_a_signature_counts_from_the_designation_and_not_before() -> None:
    place = factories.cellule()
    hat = factories.designation(Role.MEMBRE, place)
    seance = factories.seance(place)
    Attendance.objects.create(seance=seance, designation=hat, present=True)

    factories.sign(hat.user, place, at=hat.since - timedelta(seconds=1))
    assert not guards.all_present_have_signed(seance)
    CharteSignature.objects.update(signed_at=hat.since)
    assert guards.all_present_have_signed(seance)


@pytest.mark.parametrize(("risk", "told"), [(AUCUN, False), (RISQUE, True), (ELEVE, True)])
def test_the_cnil_is_told_of_a_risk(risk: str, told: bool) -> None:
    assert breaches.cnil_is_to_be_told(Violation(risk=risk)) is told
    assert breaches.cnil_was_told(Violation(risk=risk)) is not told
    assert breaches.cnil_was_told(Violation(risk=risk, notified_at=timezone.now()))


@pytest.mark.parametrize(("risk", "told"), [(AUCUN, False), (RISQUE, False), (ELEVE, True)])
def test_the_persons_are_told_of_a_high_risk(risk: str, told: bool) -> None:
    informed = Violation(risk=risk, informed_on=timezone.localdate())

    assert breaches.persons_were_told(Violation(risk=risk)) is not told
    assert breaches.persons_were_told(informed)
