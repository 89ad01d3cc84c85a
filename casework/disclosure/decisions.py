"""For every column about a person: given to whoever asks for a copy, or withheld, and why.

A column that a model gains and that this table does not name makes a test fail. What is given may
still hold one value that is not: see ``casework.disclosure.withheld``. RGPD art. 15, 1 and 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum


class Audience(Enum):
    """To whom the copy is handed over; a mandate of a minor is read as strictly as both."""

    YOUNG = "le jeune"
    PARENT = "un représentant légal"


_YOUNG, _PARENT = Audience.YOUNG, Audience.PARENT
_NOBODY: frozenset[Audience] = frozenset()


class Decided(Enum):
    """What is decided of a column: who receives it, and the reason told to the others."""

    GIVEN = frozenset({_YOUNG, _PARENT}), ""
    OWN = (
        frozenset({_YOUNG}),
        "Les coordonnées du jeune : elles ne sont remises qu’à lui (RGPD, art. 15, 4).",
    )
    PROTECTION = (
        frozenset({_YOUNG}),
        "Ce qui touche à la protection d’un mineur : le département informe lui-même les parents, "
        "si l’intérêt de l’enfant le permet (CASF, art. L. 226-2-1).",
    )
    FAMILY = (
        frozenset({_PARENT}),
        "Ce qui regarde les parents dans une mesure qui leur est proposée (RGPD, art. 15, 4).",
    )
    THIRD = (
        _NOBODY,
        "Ce qui désigne une autre personne : l’auteur d’une saisine, un parent, un autre jeune, "
        "une fiche réunie à celle-ci (RGPD, art. 15, 4).",
    )
    AGENT = (
        _NOBODY,
        "Le nom des agents : leur fonction et leur organisme sont donnés (RGPD, art. 15, 4).",
    )
    JUSTICE = (
        _NOBODY,
        "Ce que le procureur de la République a communiqué à la mairie, ou reçu d’elle, s’il y en "
        "a : cela se demande au procureur (CSI, art. L. 132-2 ; CPP, art. 11).",
    )
    CONTROL = (
        _NOBODY,
        "Le contrôle des lectures et les avis préparatoires : ils aident à décider et ne disent "
        "rien de plus de la personne (CRPA, art. L. 311-2).",
    )
    COPY = _NOBODY, "Les doubles techniques de ce qui est donné ici."
    TECHNICAL = _NOBODY, "Les identifiants, clés et compteurs de l’application."

    @property
    def audiences(self) -> frozenset[Audience]:
        return self.value[0]

    @property
    def reason(self) -> str:
        return self.value[1]


def _of(given: str = "", **others: str) -> dict[str, Decided]:
    """Columns by decision: ``given`` to everybody, the others under the name of theirs."""
    named = {Decided.GIVEN: given} | {Decided[name.upper()]: told for name, told in others.items()}
    return {column: each for each, columns in named.items() for column in columns.split()}


COLUMNS: dict[str, dict[str, Decided]] = {
    "casework.YoungPerson": _of(
        "last_name first_name birth_date sex commune schooling",
        own="address phone email",
        technical="id tenant key likeness",
    ),
    "casework.LegalRepresentative": _of(
        "quality", third="last_name first_name phone", technical="id young_person"
    ),
    "casework.Saisine": _of(
        "number submitted_at origin state motifs schooling strengths created_at attested_at "
        "answer_due_on decided_at refusal_code complement_code withdrawn_motifs",
        third="author organisation organisation_kind",
        justice="q_crime_delit q_plainte_enquete art40_on",
        protection="q_danger ip_on",
        technical="id cellule young_person case version",
    ),
    "casework.Fait": _of(
        "code happened_on commune place_kind withdrawn_at withdrawn_code", technical="id saisine"
    ),
    "casework.Case": _of(
        "reference state opened_on inscribed_on adjourn_code dismiss_code decision_codes needs "
        "programme informed_on informed_by_mode notice_version representatives_informed_on "
        "representatives_not_informed deferral_code deferred_on deferred_until freeze_code "
        "frozen_on engaged_on term_on prolongation_code reiterated_on suspension_code review_on "
        "next_due_on closed_on closing_code archived_on purge_due_on resumes",
        justice="cadre parquet_motifs",
        third="merged_until",
        technical="id cellule young_person version sealed_on",
    ),
    "casework.AgendaItem": _of(
        "seance kind examined_at", technical="id case position withdrawn_at"
    ),
    "casework.Decision": _of(
        "codes pilot due_on recorded_at", agent="recorded_by", technical="id item withdrawn_at"
    ),
    "casework.RappelALOrdre": _of(
        "level commune proposed_on faits state attested_at forwarded_on decided_by delegation "
        "decided_on appointment_at postponed_count postpone_code absence_count absent_on done_on "
        "register_number presence_young presence_representatives impossibility provisions "
        "cancel_code",
        justice="protocol agreement_reference consulted_on reminded_on opinion opinion_reason "
        "opinion_reference opinion_on parquet_informed_on",
        technical="id case version",
    ),
    "casework.CddfReferral": _of(
        "cddf state proposed_on hearing_at convened_on heard_on presence_parents presence_minor "
        "recommendations engagements examined_with_family review_on absence_count closed_on",
        technical="id case version",
    ),
    "casework.CddfInformedParty": _of(
        "organisation recommendations informed_on", agent="informed_by", technical="id referral"
    ),
    "casework.AccompagnementParental": _of(
        "state considered_on cddf_consulted_on verified_on proposed_on months proposed_by "
        "delegation answered_on pcd_asked_on dasen_informed_on school_informed_on "
        "caf_informed_on prefet_informed_on started_on ended_on attested_on cancel_code",
        family="trigger threat refusal_code pcd_opinion",
        technical="id case version",
    ),
    "casework.Transaction": _of(
        "fait state pv_on pv_reference prejudice mode hours attested_at proposed_on proposed_by "
        "delegation answer_due_on answered_on homologation_reference homologation_on executed_on",
        justice="parquet_informed_on",
        technical="id case version",
    ),
    "casework.ReferentFollowUp": _of(
        "referent organisation state intensive designated_on employer_agreed_on accepted_on "
        "first_contact_on attempts young_adhesion_on family_adhesion_on active_since ended_on",
        technical="id case version",
    ),
    "casework.Step": _of(
        "kind organisation happened_on result recorded_at",
        agent="recorded_by",
        technical="id case withdrawn_at",
    ),
    "casework.Bilan": _of(
        "kind state requested_on due_on since until adhesion objectives reiteration schooling "
        "proposal written_on validated_on presented_in presented_on",
        agent="written_by validated_by",
        technical="id case follow_up version",
    ),
    "casework.Relais": _of(
        "state commune outside proposed_on young_agreed_on representatives_agreed_on refused_on "
        "handed_on closed_on",
        technical="id case version",
    ),
    "casework.RightsRequest": _of(
        "reference kind requester state received_on due_on identity_proof identity_on "
        "authority_proof frozen_on extension_code extension_told_on outcome reason decided_on "
        "rectified rectified_on answer_mode answered_on closed_on",
        agent="decided_by",
        control="advice advised_on",
        technical="id cellule case version",
    ),
    "casework.MotivatedReading": _of(
        "reason reference asked_at asked_by approved_by opened_at ended_at end_code",
        agent="ended_by",
        control="justification refusal_code review_due_on reviewed_by reviewed_at verdict",
        technical="id case young_person rights_request",
    ),
    "casework.Merge": _of(
        "reason decided_at until undone_at ended_at",
        third="absorbed absorbed_case",
        agent="decided_by",
        technical="id cellule kept_case steps ended_grants",
    ),
    "casework.CaseGrant": _of(
        "permission designation since until",
        agent="user granted_by",
        technical="id event_id content_object reason",
    ),
    "notifications.Timer": _of(
        "rule due_at", technical="id state target_type target_id done_at outcome attempts"
    ),
    # Added up by function and organisation: ``casework.services.readings``.
    "confidentiality.JournalEntry": _of(
        "at role hat_id",
        agent="actor_id",
        technical="action object_type object_id outcome codes id chain seq request_id prev_hash "
        "hash",
    ),
}

# Models of which nothing is given, whatever column they gain.
WITHHELD: dict[str, Decided] = {
    "casework.JudicialStatus": Decided.JUSTICE,
    "casework.ParquetCommunication": Decided.JUSTICE,
    "casework.AccessAlert": Decided.CONTROL,
    # Who took a file away is told among the readings.
    "casework.Export": Decided.CONTROL,
    "casework.ExportFile": Decided.COPY,
    "casework.ExportLine": Decided.TECHNICAL,
    "casework.PaperBatch": Decided.CONTROL,
    "casework.PaperBatchFile": Decided.COPY,
    "casework.PaperBatchLine": Decided.TECHNICAL,
    "casework.Search": Decided.TECHNICAL,
    "confidentiality.KeptForm": Decided.TECHNICAL,
    "confidentiality.PersonKey": Decided.TECHNICAL,
    "confidentiality.Event": Decided.COPY,
    "confidentiality.User": Decided.AGENT,
    "confidentiality.CharteSignature": Decided.AGENT,
    "veille.Designation": Decided.AGENT,
    "veille.Suppleance": Decided.AGENT,
    "veille.CelluleGrant": Decided.AGENT,
    "veille.Exclusion": Decided.AGENT,
    "veille.Attendance": Decided.AGENT,
    "notifications.OutboxMessage": Decided.AGENT,
    "veille.CalendarFeed": Decided.AGENT,
    "notifications.MessageChoice": Decided.AGENT,
    "notifications.OutboxWork": Decided.TECHNICAL,
    "confidentiality.ActKey": Decided.AGENT,
    "confidentiality.JointAct": Decided.AGENT,
    "indicators.Bulletin": Decided.AGENT,
}


def given(model: str, to: frozenset[Audience]) -> Iterator[str]:
    """The columns of a model that all of these may receive, in the order of the table."""
    return (column for column, each in COLUMNS[model].items() if to <= each.audiences)


def reasons(to: frozenset[Audience]) -> list[str]:
    """What the copy never holds for these, and why: the same whoever the person is."""
    return [each.reason for each in Decided if each.reason and not to <= each.audiences]
