"""Fictitious young people and their situations, written as if their path had led there.

For a situation that must have been lived act by act, see ``tests.casework.path``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib.auth.models import Permission
from django.utils import timezone

from casework.choices.justice import JudicialCode
from casework.choices.lists import Answer, ClosingReason, Origin, PlaceKind, SuspensionReason
from casework.choices.mayor import (
    AccompagnementCancel,
    AccompagnementTrigger,
    Threat,
    TransactionMode,
)
from casework.choices.measures import BilanKind, ParquetAnswer, RappelLevel
from casework.choices.rights import IdentityProof, Requester, RightKind, RightsOutcome
from casework.choices.states import (
    AccompagnementState,
    BilanState,
    CaseState,
    CddfState,
    FollowUpState,
    RappelState,
    RelaisState,
    RightsState,
    TransactionState,
)
from casework.likeness import Identity
from casework.models import (
    AccompagnementParental,
    Bilan,
    Case,
    CaseGrant,
    CddfReferral,
    Fait,
    JudicialStatus,
    RappelALOrdre,
    ReferentFollowUp,
    Relais,
    RightsRequest,
    Saisine,
    Transaction,
    YoungPerson,
)
from casework.services.people import create_person
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from tests.veille import factories
from veille.models import Cellule, Designation, ParquetProtocol

_serial = count(1)


def born(years: int, *, days: int = 0) -> date:
    """The birth date of somebody who is this old today; ``days`` later when it is given."""
    return timezone.localdate() - relativedelta(years=years) + timedelta(days=days)


def identity(place: Cellule, *, birth_date: date | None = None) -> Identity:
    """A name that nobody bears, and that no other young person of these tests has."""
    return Identity(
        f"Exemple{next(_serial)}", "Noor", birth_date or born(15), place.collectivite.seat.pk
    )


def young_person(place: Cellule, *, birth_date: date | None = None) -> YoungPerson:
    """A minor of fifteen unless told otherwise, living at the seat of the collectivité."""
    return create_person(
        tenant_id=place.collectivite_id,
        identity=identity(place, birth_date=birth_date),
        commune=place.collectivite.seat,
    )


def case(place: Cellule | None = None, *, birth_date: date | None = None, **fields: Any) -> Case:
    """A situation just noticed, or in the given ``state`` with the dates that it implies."""
    place = place or factories.cellule()
    values = {
        "reference": f"T{next(_serial):05}",
        "cellule": place,
        "opened_on": timezone.localdate() - timedelta(days=40),
    }
    values |= _dates_of(fields.get("state", CaseState.REPERE)) | fields
    if "young_person" not in values:
        values["young_person"] = young_person(place, birth_date=birth_date)
    return Case.objects.create(**values)


def _dates_of(state: str) -> dict[str, Any]:
    today = timezone.localdate()
    dates: dict[str, Any] = {}
    if state not in (CaseState.REPERE, CaseState.NON_RETENU):
        dates |= {"informed_on": today - timedelta(days=30), "informed_by_mode": "courrier"}
        dates["representatives_informed_on"] = today - timedelta(days=30)
    if state in (
        CaseState.EN_COURS,
        CaseState.SUSPENDU,
        CaseState.BILAN_ATTENDU,
        CaseState.BILAN_PRESENTE,
    ):
        dates["engaged_on"] = today - timedelta(days=20)
    if state == CaseState.SUSPENDU:
        dates |= {"suspension_code": SuspensionReason.ATTENTE, "review_on": today}
    if state in (CaseState.CLOS, CaseState.ARCHIVE):
        dates |= {"closed_on": today, "closing_code": ClosingReason.PERTE}
    if state in (CaseState.ARCHIVE, CaseState.A_ELIMINER):
        dates["purge_due_on"] = today + timedelta(days=365)
    return dates


def saisine(
    author: Actor, place: Cellule, *, birth_date: date | None = None, **fields: Any
) -> Saisine:
    """A draft of this author, complete enough to be sent."""
    values = {
        "cellule": place,
        "author_id": author.hat_id,
        "organisation_id": author.organisation_id,
        "origin": Origin.ETABLISSEMENT,
        "motifs": ["decrochage"],
        "q_crime_delit": Answer.NON,
        "q_plainte_enquete": Answer.NON,
        "q_danger": Answer.NON,
        "created_at": timezone.now(),
    } | fields
    if "young_person" not in values:
        values["young_person"] = young_person(place, birth_date=birth_date)
    return Saisine.objects.create(**values)


def received(author: Actor, about: Case, **fields: Any) -> Saisine:
    """A saisine that was found receivable and belongs to this case."""
    now = timezone.now()
    values: dict[str, Any] = {
        "case": about,
        "young_person": about.young_person,
        "state": "recevable",
        "number": next(_serial),
        "submitted_at": now,
        "attested_at": now,
    }
    return saisine(author, about.cellule, **(values | fields))


def fait(source: Saisine, code: str = "F05") -> Fait:
    """A fact noticed three weeks ago, in the street."""
    return Fait.objects.create(
        saisine=source,
        code=code,
        happened_on=timezone.localdate() - timedelta(days=21),
        commune=source.cellule.collectivite.seat,
        place_kind=PlaceKind.VOIE,
    )


def rappel(about: Case, *codes: str, **fields: Any) -> RappelALOrdre:
    """A rappel à l’ordre on facts of these codes, informal and just proposed unless told."""
    state = fields.get("state", RappelState.PROPOSE)
    values: dict[str, Any] = {
        "case": about,
        "level": RappelLevel.INFORMEL,
        "commune": about.cellule.collectivite.seat,
        "proposed_on": timezone.localdate() - timedelta(days=10),
    }
    if state in (RappelState.CONVOQUE, RappelState.REPORTE, RappelState.REALISE):
        values["decided_by"] = factories.designation(Role.MAIRE, about.cellule)
        values["appointment_at"] = timezone.now() - timedelta(hours=1)
    if state == RappelState.REALISE:
        values |= {"done_on": timezone.localdate(), "register_number": next(_serial)}
    if fields.get("level") == RappelLevel.PROTOCOLE and state != RappelState.PROPOSE:
        values |= {"opinion": ParquetAnswer.ACCORD, "opinion_on": timezone.localdate()}
    made = RappelALOrdre.objects.create(**(values | fields))
    if codes:
        member = factories.agent(Role.MEMBRE, about.cellule)
        source = received(member, about)
        made.faits.set([fait(source, code) for code in codes])
    return made


def referral(about: Case, **fields: Any) -> CddfReferral:
    """A family proposed to the mayor, or further with the dates that it implies."""
    values: dict[str, Any] = {
        "case": about,
        "cddf": factories.cddf(about.cellule.collectivite),
        "proposed_on": timezone.localdate(),
    }
    if fields.get("state", CddfState.PROPOSEE) != CddfState.PROPOSEE:
        values |= {
            "hearing_at": timezone.now() - timedelta(hours=1),
            "convened_on": timezone.localdate(),
        }
    return CddfReferral.objects.create(**(values | fields))


def accompagnement(about: Case, **fields: Any) -> AccompagnementParental:
    """An accompagnement parental just considered, or further with the dates that it implies."""
    today = timezone.localdate()
    state = fields.get("state", AccompagnementState.ENVISAGE)
    rank = list(AccompagnementState).index(state)
    dates = {
        AccompagnementState.CDDF_CONSULTE: ("cddf_consulted_on",),
        AccompagnementState.VERIFIE: ("verified_on",),
        AccompagnementState.PROPOSE: ("proposed_on",),
        AccompagnementState.ACCEPTE: ("answered_on",),
        AccompagnementState.AVIS_DEMANDE: (
            "pcd_asked_on",
            "dasen_informed_on",
            "school_informed_on",
            "caf_informed_on",
            "prefet_informed_on",
        ),
        AccompagnementState.EN_COURS: ("started_on",),
        AccompagnementState.TERMINE: ("ended_on", "attested_on"),
    }
    values: dict[str, Any] = {
        "case": about,
        "trigger": AccompagnementTrigger.ASSIDUITE,
        "threat": Threat.TRANQUILLITE,
        "considered_on": today - timedelta(days=15),
    }
    for step, names in dates.items():
        if list(AccompagnementState).index(step) <= rank:
            values |= dict.fromkeys(names, today - timedelta(days=10))
    if "proposed_on" in values:
        values["proposed_by"] = factories.designation(Role.MAIRE, about.cellule)
        values["months"] = 6
    if state == AccompagnementState.SANS_OBJET:
        values["cancel_code"] = AccompagnementCancel.ERREUR
    return AccompagnementParental.objects.create(**(values | fields))


def transaction(about: Case, **fields: Any) -> Transaction:
    """A transaction proposed a few days ago on a light damage, or further with its dates."""
    today = timezone.localdate()
    state = fields.get("state", TransactionState.PROPOSEE)
    if "fait" not in fields:
        member = factories.agent(Role.MEMBRE, about.cellule)
        fields["fait"] = fait(received(member, about), "F11")
    proposed_on = today - timedelta(days=5)
    values: dict[str, Any] = {
        "case": about,
        "pv_on": today - timedelta(days=12),
        "prejudice": Decimal("120.50"),
        "mode": TransactionMode.REPARATION,
        "attested_at": timezone.now(),
        "proposed_on": proposed_on,
        "proposed_by": factories.designation(Role.MAIRE, about.cellule),
        "answer_due_on": proposed_on + timedelta(days=15),
    }
    if state != TransactionState.PROPOSEE:
        values["answered_on"] = today - timedelta(days=3)
    if state in (
        TransactionState.HOMOLOGUEE,
        TransactionState.NON_HOMOLOGUEE,
        TransactionState.EXECUTEE,
        TransactionState.NON_EXECUTEE,
    ):
        values |= {
            "homologation_reference": "2026-44",
            "homologation_on": today - timedelta(days=2),
        }
    if state in (TransactionState.EXECUTEE, TransactionState.NON_EXECUTEE):
        values["executed_on"] = today - timedelta(days=1)
    return Transaction.objects.create(**(values | fields))


def follow_up(about: Case, referent: Designation | None = None, **fields: Any) -> ReferentFollowUp:
    """A mission proposed to a référent of the cellule, or further with its dates."""
    referent = referent or factories.designation(Role.REFERENT, about.cellule)
    today = timezone.localdate()
    values: dict[str, Any] = {
        "case": about,
        "referent": referent,
        "organisation": referent.organisation,
        "designated_on": today,
        "employer_agreed_on": today,
    }
    if fields.get("state") in (FollowUpState.ACTIF, FollowUpState.SUSPENDU):
        values |= {"young_adhesion_on": today, "active_since": today}
    return ReferentFollowUp.objects.create(**(values | fields))


def bilan(about: Case, mission: ReferentFollowUp | None = None, **fields: Any) -> Bilan:
    """A bilan asked for, or further with its dates."""
    today = timezone.localdate()
    values: dict[str, Any] = {
        "case": about,
        "follow_up": mission,
        "kind": BilanKind.INTERMEDIAIRE,
        "requested_on": today,
        "due_on": today + timedelta(days=15),
        "since": today,
    }
    if fields.get("state") in (BilanState.PRESENTE, BilanState.COMMUNIQUE):
        values |= {"validated_on": today, "presented_on": today}
    return Bilan.objects.create(**(values | fields))


def grant(
    about: Case,
    hat: Designation | Actor,
    relation: Relation,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> CaseGrant:
    """This relation to one case, from an hour ago and without an end unless told."""
    user = hat.user
    made: CaseGrant = CaseGrant.objects.create(
        content_object=about,
        user=user,
        designation_id=hat.hat_id if isinstance(hat, Actor) else hat.pk,
        permission=Permission.objects.get(
            codename=relation, content_type__app_label="casework", content_type__model="case"
        ),
        reason="essai",
        since=since or timezone.now() - timedelta(hours=1),
        until=until,
    )
    return made


def protocol(place: Cellule, **fields: Any) -> ParquetProtocol:
    """A protocol with the parquet, in force for the seat of the collectivité."""
    values: dict[str, Any] = {
        "collectivite": place.collectivite,
        "parquet": factories.organisation("parquet"),
        "reference": "protocole d’essai",
        "signed_on": timezone.localdate() - timedelta(days=300),
    }
    made = ParquetProtocol.objects.create(**(values | fields))
    made.communes.add(place.collectivite.seat)
    return made


def relais(about: Case, **fields: Any) -> Relais:
    """A hand-over proposed, out of the département; further with the dates that it implies."""
    today = timezone.localdate()
    state = fields.get("state", RelaisState.PROPOSE)
    values: dict[str, Any] = {"case": about, "outside": True, "proposed_on": today}
    if state in (RelaisState.ACCORD, RelaisState.REMIS, RelaisState.CLOS):
        values |= {"young_agreed_on": today, "representatives_agreed_on": today}
    if state in (RelaisState.REMIS, RelaisState.CLOS):
        values["handed_on"] = today
    return Relais.objects.create(**(values | fields))


def judicial_status(about: Case, **fields: Any) -> JudicialStatus:
    """A status that the parquet communicated today."""
    today = timezone.localdate()
    values: dict[str, Any] = {
        "case": about,
        "code": JudicialCode.SUIVI,
        "reference": "PQ-2026-114",
        "communicated_on": today,
        "entered_by": factories.designation(Role.PARQUET, about.cellule),
        "entered_at": timezone.now(),
        "review_due_on": today + relativedelta(months=6),
    }
    return JudicialStatus.objects.create(**(values | fields))


def rights_request(about: Case, **fields: Any) -> RightsRequest:
    """A request for access received today, or further with the dates that it implies."""
    today = timezone.localdate()
    state = fields.get("state", RightsState.RECUE)
    values: dict[str, Any] = {
        "reference": f"D{next(_serial):05}",
        "cellule": about.cellule,
        "case": about,
        "kind": RightKind.ACCES,
        "requester": Requester.JEUNE,
        "received_on": today,
        "due_on": today + relativedelta(months=1),
    }
    if state != RightsState.RECUE:
        values |= {"identity_on": today, "identity_proof": IdentityProof.CONNU}
    if state in (RightsState.INSTRUITE, RightsState.REPONDUE, RightsState.CLOSE):
        values |= {"advised_on": today, "outcome": RightsOutcome.FONDEE, "decided_on": today}
        values["decided_by"] = factories.designation(Role.MAIRE, about.cellule)
    if state in (RightsState.REPONDUE, RightsState.CLOSE):
        values["answered_on"] = today
    return RightsRequest.objects.create(**(values | fields))
