"""What the database refuses is told to the agent with the sentence of the constraint."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from confidentiality.choices import CharteState
from confidentiality.door import refusing
from confidentiality.errors import Refused
from confidentiality.events import changing
from confidentiality.models import Charte, CharteSignature
from tests.casework import factories as people
from tests.veille import factories

pytestmark = pytest.mark.django_db


def test_a_broken_unique_constraint_is_told_in_french() -> None:
    place = factories.cellule()
    twin = factories.charte_of(place, number=2, state=CharteState.ADOPTEE)

    with (
        pytest.raises(Refused) as refused,
        refusing(twin),
        changing(twin, actor=None, act="charte.publish", at=timezone.now()),
    ):
        twin.publish(at=timezone.now())

    assert str(refused.value.refusals[0]) == (
        "Une seule version de la charte est en vigueur à la fois."
    )


def test_a_broken_check_is_told_in_french() -> None:
    case = people.case()
    case.freeze_code = "demande_de_droits"

    with pytest.raises(Refused) as refused, refusing(case):
        case.save()

    assert str(refused.value.refusals[0]) == "Un gel porte son motif et sa date."


def test_a_constraint_without_a_sentence_has_one_all_the_same() -> None:
    charte = factories.charte_of(factories.cellule(charte=False))
    now = timezone.now()
    signature = CharteSignature(
        charte=charte,
        user=factories.user(),
        signed_at=now,
        valid_until=now - timedelta(days=1),
        digest="0" * 64,
    )

    with pytest.raises(Refused) as refused, refusing(signature):
        signature.save()

    assert str(refused.value.refusals[0]) == "Cette écriture contredit une règle de la base."


def test_a_failure_of_another_table_is_not_disguised() -> None:
    charte = factories.charte_of(factories.cellule(charte=False))

    with pytest.raises(IntegrityError), refusing(charte):
        Charte.objects.filter(pk=charte.pk).update(text=None)
