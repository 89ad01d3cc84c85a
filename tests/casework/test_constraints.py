"""What the database refuses, whoever writes: states that lack what they need, rows that clash."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, models, transaction

from casework.choices.states import (
    AccompagnementState,
    BilanState,
    CaseState,
    CddfState,
    FollowUpState,
    RappelState,
    RelaisState,
    RightsState,
    SaisineState,
    TransactionState,
)
from casework.models import (
    AccompagnementParental,
    Bilan,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
    Relais,
    RightsRequest,
    Saisine,
    Transaction,
)
from confidentiality.choices import CharteState, Role
from confidentiality.models import Charte
from tests.casework import factories as people
from tests.casework.machines import ROWS
from tests.forced import force
from tests.veille import factories
from veille.choices import SeanceState, ViolationState
from veille.models import Seance, Violation

# What the database refuses whoever writes: state, and the fields that it needs.
_UNLAWFUL: dict[str, tuple[Callable[[], models.Model], dict[str, object]]] = {
    "I30 engaged without information": (
        lambda: people.case(state=CaseState.EN_COURS),
        {"informed_on": None},
    ),
    "followed without engagement": (people.case, {"state": CaseState.EN_COURS}),
    "closed without a reason": (people.case, {"state": CaseState.CLOS}),
    "suspended without a review": (
        lambda: people.case(state=CaseState.EN_COURS),
        {"state": CaseState.SUSPENDU},
    ),
    "I25 sent without answers": (ROWS[Saisine], {"state": SaisineState.SOUMISE}),
    "I36 convened on the silence of the parquet": (
        lambda: people.rappel(people.case(), state=RappelState.CONVOQUE),
        {"level": "protocole"},
    ),
    "I33 convened without a mayor": (ROWS[RappelALOrdre], {"state": RappelState.CONVOQUE}),
    "done without a number": (
        lambda: people.rappel(people.case(), state=RappelState.CONVOQUE),
        {"state": RappelState.REALISE},
    ),
    "convened by the CDDF without a date": (ROWS[CddfReferral], {"state": CddfState.CONVOQUEE}),
    "I33 an accompagnement proposed without a mayor": (
        ROWS[AccompagnementParental],
        {"state": AccompagnementState.PROPOSE},
    ),
    "I44 an accompagnement begun with an authority not told": (
        lambda: people.accompagnement(people.case(), state=AccompagnementState.AVIS_DEMANDE),
        {"state": AccompagnementState.EN_COURS, "caf_informed_on": None},
    ),
    "I44 an accompagnement ended without its attestation": (
        lambda: people.accompagnement(people.case(), state=AccompagnementState.EN_COURS),
        {"state": AccompagnementState.TERMINE},
    ),
    "a transaction homologated without a reference": (
        lambda: people.transaction(people.case(), state=TransactionState.ACCEPTEE),
        {"state": TransactionState.HOMOLOGUEE},
    ),
    "a transaction without a damage": (ROWS[Transaction], {"prejudice": 0}),
    "a transaction of thirty-one hours": (
        ROWS[Transaction],
        {"mode": "travail_non_remunere", "hours": 31},
    ),
    "I47 active without adhesion": (ROWS[ReferentFollowUp], {"state": FollowUpState.ACTIF}),
    "I51 handed over without agreement": (ROWS[Relais], {"state": RelaisState.REMIS}),
    "I51 to two places": (ROWS[Relais], {"outside": False}),
    "decided without the DPO": (ROWS[RightsRequest], {"state": RightsState.INSTRUITE}),
    "refused without a reason": (ROWS[RightsRequest], {"outcome": "non_fondee"}),
    "extended in silence": (ROWS[RightsRequest], {"extension_code": "complexite"}),
    "presented without a validation": (ROWS[Bilan], {"state": BilanState.PRESENTE}),
    "I31 receivable with a crime unreported": (
        lambda: people.received(factories.agent(Role.MEMBRE), people.case()),
        {"q_crime_delit": "oui"},
    ),
    "a charte repealed without a decision": (ROWS[Charte], {"state": CharteState.ABROGEE}),
    "a breach qualified without a risk": (
        ROWS[Violation],
        {"state": ViolationState.QUALIFIEE},
    ),
    "a breach notified without a date": (
        lambda: factories.violation(factories.cellule(), state=ViolationState.QUALIFIEE),
        {"state": ViolationState.NOTIFIEE},
    ),
    "a breach closed before the CNIL is told": (
        lambda: factories.violation(factories.cellule(), state=ViolationState.QUALIFIEE),
        {"state": ViolationState.CLOSE},
    ),
    "a séance open without a date": (ROWS[Seance], {"state": SeanceState.OUVERTE}),
}


@pytest.mark.parametrize(("make", "values"), _UNLAWFUL.values(), ids=_UNLAWFUL)
@pytest.mark.django_db
def test_the_database_refuses(make: Callable[[], models.Model], values: dict[str, object]) -> None:
    row = make()

    with pytest.raises(IntegrityError), transaction.atomic():
        force(row, **values)


@pytest.mark.django_db
def test_i04_two_versions_of_a_charte_are_never_in_force_together() -> None:
    place = factories.cellule()

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.charte_of(place, number=2)


@pytest.mark.django_db
def test_a_young_person_has_one_open_case_in_a_cellule() -> None:
    case = people.case()

    with pytest.raises(IntegrityError), transaction.atomic():
        people.case(case.cellule, young_person=case.young_person)
    people.case(case.cellule, young_person=people.young_person(case.cellule))
