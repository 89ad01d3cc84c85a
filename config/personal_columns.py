"""Every column about a person: why it is held, who reads it, how long, what becomes of it.

The register of the processing (RGPD art. 30) seen from the tables. A column that a model gains and
that this module does not name makes a test fail: nothing personal is kept by inadvertence. Sources:
data dictionary and retention codes of the domain (AU-038 art. 3 and 5, CNIL 2020 and 2021-122).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models

from confidentiality.choices import FieldGroup as F
from config.treatments import Kept, Purpose, Readers, Treatment
from config.treatments import treated as _t

APPLICATIONS = ("confidentiality", "notifications", "veille", "casework", "indicators")

_P, _R, _K = Purpose, Readers, Kept

PERSONAL: dict[str, tuple[Treatment, ...]] = {
    # The young person and what is said of them.
    "casework.YoungPerson": (
        _t(_P.EXCHANGE, F.IDENTITY, _K.R2, "last_name first_name sex commune"),
        _t(_P.EXCHANGE, F.BIRTH_DATE, _K.R2, "birth_date"),
        _t(_P.MEASURES, F.CONTACT, _K.R1, "address phone email"),
        _t(_P.EXCHANGE, F.SCHOOLING, _K.R2, "schooling"),
        _t(_P.EXCHANGE, _R.NOBODY, _K.R2, "id tenant key likeness"),
    ),
    "casework.LegalRepresentative": (
        _t(_P.MEASURES, F.REPRESENTATIVES, _K.R1, "quality last_name first_name phone"),
        _t(_P.MEASURES, _R.NOBODY, _K.R1, "id young_person"),
    ),
    "confidentiality.PersonKey": (
        _t(_P.SECURITY, _R.NOBODY, _K.R2, "id epoch wrapped seals created_at sealed_at"),
    ),
    "casework.Saisine": (
        _t(_P.EXCHANGE, F.MOTIFS, _K.R2, "motifs withdrawn_motifs schooling strengths origin"),
        _t(_P.EXCHANGE, F.AUTHOR, _K.R1, "author organisation q_crime_delit q_plainte_enquete"),
        _t(_P.EXCHANGE, F.AUTHOR, _K.R1, "q_danger art40_on ip_on"),
        _t(_P.EXCHANGE, F.AUTHOR, _K.R2, "organisation_kind attested_at"),
        _t(_P.EXCHANGE, F.AUTHOR, _K.R4, "refusal_code complement_code created_at submitted_at"),
        _t(_P.EXCHANGE, F.AUTHOR, _K.R4, "answer_due_on decided_at number state"),
        _t(_P.EXCHANGE, _R.NOBODY, _K.R4, "id cellule young_person case version"),
    ),
    "casework.Fait": (
        _t(_P.EXCHANGE, F.FAITS, _K.R2, "code happened_on commune place_kind"),
        _t(_P.EXCHANGE, F.FAITS, _K.R2, "withdrawn_at withdrawn_code"),
        _t(_P.EXCHANGE, _R.NOBODY, _K.R2, "id saisine"),
    ),
    "casework.Case": (
        _t(_P.EXCHANGE, F.IDENTITY, _K.R2, "reference state opened_on inscribed_on"),
        _t(_P.EXCHANGE, F.DECISIONS, _K.R2, "adjourn_code dismiss_code decision_codes"),
        _t(_P.FOLLOW_UP, F.NEEDS, _K.R2, "needs"),
        _t(_P.FOLLOW_UP, F.DECISIONS, _K.R2, "programme engaged_on term_on prolongation_code"),
        _t(_P.FOLLOW_UP, F.DECISIONS, _K.R2, "reiterated_on next_due_on closed_on closing_code"),
        _t(_P.FOLLOW_UP, F.INFORMATION, _K.R1, "suspension_code review_on"),
        _t(_P.EXCHANGE, F.JUDICIAL, _K.R6, "parquet_motifs cadre"),
        _t(_P.RIGHTS, F.INFORMATION, _K.R2, "informed_on informed_by_mode"),
        _t(_P.RIGHTS, F.INFORMATION, _K.R2, "deferral_code notice_version"),
        _t(_P.RIGHTS, F.INFORMATION, _K.R2, "representatives_informed_on deferred_on"),
        _t(_P.RIGHTS, F.INFORMATION, _K.R2, "representatives_not_informed deferred_until"),
        _t(_P.RIGHTS, F.INFORMATION, _K.R2, "freeze_code frozen_on"),
        _t(_P.SECURITY, F.CONSERVATION, _K.R2, "archived_on purge_due_on sealed_on"),
        _t(_P.EXCHANGE, _R.CHAIR, _K.R2, "resumes merged_until"),
        _t(_P.EXCHANGE, _R.NOBODY, _K.R2, "id cellule young_person version"),
    ),
    "casework.JudicialStatus": (
        _t(_P.EXCHANGE, F.JUDICIAL, _K.R6, "code source reference communicated_on"),
        _t(_P.EXCHANGE, F.JUDICIAL, _K.R6, "entered_by entered_at review_due_on reviewed_on"),
        _t(_P.EXCHANGE, _R.NOBODY, _K.R6, "id case"),
    ),
    "casework.ParquetCommunication": (
        _t(_P.EXCHANGE, F.JUDICIAL, _K.R6, "reference communicated_on entered_by"),
        _t(_P.EXCHANGE, _R.NOBODY, _K.R6, "id case"),
    ),
    # What the cellule examined and decided.
    "casework.AgendaItem": (
        _t(_P.EXCHANGE, F.DECISIONS, _K.R2, "seance case kind position examined_at withdrawn_at"),
        _t(_P.EXCHANGE, _R.NOBODY, _K.R2, "id"),
    ),
    "casework.Decision": (
        _t(_P.EXCHANGE, F.DECISIONS, _K.R2, "codes pilot due_on recorded_by recorded_at"),
        _t(_P.EXCHANGE, _R.NOBODY, _K.R2, "id item withdrawn_at"),
    ),
    # The measures of the mayor.
    "casework.RappelALOrdre": (
        _t(_P.MEASURES, F.RAPPEL, _K.R2, "level commune proposed_on protocol faits"),
        _t(_P.MEASURES, F.RAPPEL, _K.R2, "agreement_reference attested_at consulted_on"),
        _t(_P.MEASURES, F.RAPPEL, _K.R2, "reminded_on opinion opinion_reason opinion_reference"),
        _t(_P.MEASURES, F.RAPPEL, _K.R2, "opinion_on forwarded_on decided_by delegation"),
        _t(_P.MEASURES, F.RAPPEL, _K.R2, "decided_on appointment_at postponed_count"),
        _t(_P.MEASURES, F.RAPPEL, _K.R2, "postpone_code absence_count absent_on"),
        _t(_P.MEASURES, F.RAPPEL, _K.R2, "presence_young presence_representatives"),
        _t(_P.MEASURES, F.RAPPEL, _K.R2, "impossibility provisions parquet_informed_on"),
        _t(_P.MEASURES, F.RAPPEL, _K.R2, "cancel_code register_number"),
        _t(_P.MEASURES, F.RAPPEL_STATUS, _K.R2, "state done_on"),
        _t(_P.MEASURES, _R.NOBODY, _K.R2, "id case version"),
    ),
    "casework.CddfReferral": (
        _t(_P.MEASURES, F.CDDF, _K.R2, "cddf proposed_on hearing_at convened_on"),
        _t(_P.MEASURES, F.CDDF, _K.R2, "presence_parents presence_minor absence_count"),
        _t(_P.MEASURES, F.CDDF, _K.R2, "examined_with_family review_on closed_on"),
        _t(_P.MEASURES, F.CDDF_RECOMMENDATIONS, _K.R2, "recommendations engagements"),
        _t(_P.MEASURES, F.CDDF_STATUS, _K.R2, "state heard_on"),
        _t(_P.MEASURES, _R.NOBODY, _K.R2, "id case version"),
    ),
    "casework.CddfInformedParty": (
        _t(_P.MEASURES, F.CDDF, _K.R2, "referral organisation recommendations"),
        _t(_P.MEASURES, F.CDDF, _K.R2, "informed_on informed_by"),
        _t(_P.MEASURES, _R.NOBODY, _K.R2, "id"),
    ),
    "casework.AccompagnementParental": (
        _t(_P.MEASURES, F.ACCOMPAGNEMENT, _K.R2, "state trigger threat considered_on"),
        _t(_P.MEASURES, F.ACCOMPAGNEMENT, _K.R2, "cddf_consulted_on verified_on proposed_on"),
        _t(_P.MEASURES, F.ACCOMPAGNEMENT, _K.R2, "months proposed_by delegation answered_on"),
        _t(_P.MEASURES, F.ACCOMPAGNEMENT, _K.R2, "refusal_code pcd_asked_on pcd_opinion"),
        _t(_P.MEASURES, F.ACCOMPAGNEMENT, _K.R2, "dasen_informed_on school_informed_on"),
        _t(_P.MEASURES, F.ACCOMPAGNEMENT, _K.R2, "caf_informed_on prefet_informed_on"),
        _t(_P.MEASURES, F.ACCOMPAGNEMENT, _K.R2, "started_on ended_on attested_on cancel_code"),
        _t(_P.MEASURES, _R.NOBODY, _K.R2, "id case version"),
    ),
    "casework.Transaction": (
        _t(_P.MEASURES, F.TRANSACTION, _K.R2, "fait state pv_on pv_reference prejudice mode"),
        _t(_P.MEASURES, F.TRANSACTION, _K.R2, "hours attested_at proposed_on proposed_by"),
        _t(_P.MEASURES, F.TRANSACTION, _K.R2, "delegation answer_due_on answered_on"),
        _t(_P.MEASURES, F.TRANSACTION, _K.R2, "homologation_reference homologation_on"),
        _t(_P.MEASURES, F.TRANSACTION, _K.R2, "executed_on parquet_informed_on"),
        _t(_P.MEASURES, _R.NOBODY, _K.R2, "id case version"),
    ),
    # The follow-up.
    "casework.ReferentFollowUp": (
        _t(_P.FOLLOW_UP, F.STEPS, _K.R2, "referent organisation intensive designated_on"),
        _t(_P.FOLLOW_UP, F.STEPS, _K.R2, "employer_agreed_on accepted_on first_contact_on"),
        _t(_P.FOLLOW_UP, F.STEPS, _K.R2, "attempts young_adhesion_on family_adhesion_on"),
        _t(_P.FOLLOW_UP, F.STEPS_STATUS, _K.R2, "state active_since ended_on"),
        _t(_P.FOLLOW_UP, _R.NOBODY, _K.R2, "id case version"),
    ),
    "casework.Step": (
        _t(_P.FOLLOW_UP, F.STEPS, _K.R2, "kind organisation happened_on result"),
        _t(_P.FOLLOW_UP, F.STEPS, _K.R2, "recorded_by recorded_at withdrawn_at"),
        _t(_P.FOLLOW_UP, _R.NOBODY, _K.R2, "id case"),
    ),
    "casework.Bilan": (
        _t(_P.FOLLOW_UP, F.BILAN, _K.R2, "kind requested_on due_on since until objectives"),
        _t(_P.FOLLOW_UP, F.BILAN, _K.R2, "reiteration schooling written_by written_on"),
        _t(_P.FOLLOW_UP, F.BILAN, _K.R2, "validated_by validated_on"),
        _t(_P.FOLLOW_UP, F.BILAN_SUMMARY, _K.R2, "state adhesion proposal"),
        _t(_P.FOLLOW_UP, F.BILAN_SUMMARY, _K.R2, "presented_in presented_on"),
        _t(_P.FOLLOW_UP, _R.NOBODY, _K.R2, "id case follow_up version"),
    ),
    "casework.Relais": (
        _t(_P.FOLLOW_UP, _R.CHAIR, _K.R2, "state commune outside proposed_on young_agreed_on"),
        _t(_P.FOLLOW_UP, _R.CHAIR, _K.R2, "representatives_agreed_on refused_on handed_on"),
        _t(_P.FOLLOW_UP, _R.CHAIR, _K.R2, "closed_on"),
        _t(_P.FOLLOW_UP, _R.NOBODY, _K.R2, "id case version"),
    ),
    # Rights, archives, access.
    "casework.RightsRequest": (
        _t(_P.RIGHTS, _R.REQUESTS, _K.R10, "reference state kind requester received_on due_on"),
        _t(_P.RIGHTS, _R.REQUESTS, _K.R10, "identity_proof identity_on authority_proof frozen_on"),
        _t(_P.RIGHTS, _R.REQUESTS, _K.R10, "extension_code extension_told_on advice advised_on"),
        _t(_P.RIGHTS, _R.REQUESTS, _K.R10, "outcome reason decided_by decided_on answer_mode"),
        _t(_P.RIGHTS, _R.REQUESTS, _K.R10, "rectified rectified_on answered_on closed_on"),
        _t(_P.RIGHTS, _R.NOBODY, _K.R10, "id cellule case version"),
    ),
    "casework.MotivatedReading": (
        _t(_P.SECURITY, _R.REQUESTS, _K.R2, "asked_by reason reference asked_at approved_by"),
        _t(_P.SECURITY, _R.REQUESTS, _K.R2, "opened_at review_due_on reviewed_by reviewed_at"),
        _t(_P.SECURITY, _R.REQUESTS, _K.R2, "verdict ended_at ended_by end_code refusal_code"),
        _t(_P.SECURITY, _R.REVIEWER, _K.R2, "justification"),
        _t(_P.SECURITY, _R.NOBODY, _K.R2, "id case young_person rights_request"),
    ),
    "casework.Export": (
        _t(_P.SECURITY, _R.EXPORTS, _K.R7, "cellule asked_by asked_at reason scope format people"),
        _t(_P.SECURITY, _R.EXPORTS, _K.R7, "state approved_by approved_at until built_at digest"),
        _t(_P.SECURITY, _R.EXPORTS, _K.R7, "taken_at end_code"),
        _t(_P.SECURITY, _R.NOBODY, _K.R7, "id"),
    ),
    "casework.ExportLine": (_t(_P.SECURITY, _R.NOBODY, _K.R7, "id export case"),),
    "casework.ExportFile": (_t(_P.EXCHANGE, _R.OWNER, _K.FILE, "export sealed"),),
    "casework.PaperBatch": (
        _t(_P.SECURITY, _R.OWNER, _K.FILE, "cellule asked_by asked_at seance cddf hearing_at"),
        _t(_P.SECURITY, _R.OWNER, _K.FILE, "state stopped_at until built_at digest"),
        _t(_P.SECURITY, _R.OWNER, _K.FILE, "without_pdf end_code"),
        _t(_P.SECURITY, _R.NOBODY, _K.FILE, "id"),
    ),
    "casework.PaperBatchLine": (
        _t(_P.SECURITY, _R.OWNER, _K.FILE, "position template member state number refusal"),
        _t(_P.SECURITY, _R.NOBODY, _K.FILE, "id batch row_id case"),
    ),
    "casework.PaperBatchFile": (_t(_P.EXCHANGE, _R.OWNER, _K.FILE, "id batch sealed"),),
    "casework.AccessAlert": (
        _t(_P.SECURITY, _R.DPO, _K.R7, "review pattern agent_id count usual subjects"),
        _t(_P.SECURITY, _R.DPO, _K.R7, "outcome closed_at closed_by"),
        _t(_P.SECURITY, _R.NOBODY, _K.R7, "id"),
    ),
    "casework.Search": (
        _t(_P.EXCHANGE, _R.OWNER, _K.ACT, "sealed asked_by until"),
        _t(_P.EXCHANGE, _R.NOBODY, _K.ACT, "id"),
    ),
    "confidentiality.KeptForm": (_t(_P.EXCHANGE, _R.OWNER, _K.ACT, "id sealed user until"),),
    "casework.Merge": (
        _t(_P.EXCHANGE, _R.CHAIR, _K.R2, "kept_case absorbed_case reason decided_at decided_by"),
        _t(_P.EXCHANGE, _R.CHAIR, _K.R2, "until undone_at ended_at"),
        _t(_P.SECURITY, _R.NOBODY, _K.R2, "id cellule absorbed steps ended_grants"),
    ),
    "casework.CaseGrant": (
        _t(_P.SECURITY, F.READERS, _K.R2, "user designation permission reason since until"),
        _t(_P.SECURITY, _R.NOBODY, _K.R2, "id event_id granted_by content_object"),
    ),
    "confidentiality.Event": (
        _t(_P.SECURITY, _R.NOBODY, _K.R2, "id object_type object_id version act before after"),
        _t(_P.SECURITY, _R.NOBODY, _K.R2, "former at actor_id hat_id undoes"),
    ),
    "notifications.Timer": (
        _t(_P.FOLLOW_UP, F.DECISIONS, _K.R2, "rule due_at state"),
        _t(_P.FOLLOW_UP, _R.NOBODY, _K.R2, "id target_type target_id done_at outcome attempts"),
    ),
    # Agents.
    "confidentiality.User": (
        _t(_P.GOVERNANCE, _R.AGENTS, _K.R8, "first_name last_name position"),
        _t(_P.GOVERNANCE, _R.OWNER, _K.R8, "email last_login"),
        _t(_P.SECURITY, _R.NOBODY, _K.R8, "id password is_superuser is_active created_at"),
        _t(_P.SECURITY, _R.NOBODY, _K.R8, "groups user_permissions"),
    ),
    "confidentiality.CharteSignature": (
        _t(_P.GOVERNANCE, _R.AGENTS, _K.R8, "user charte signed_at valid_until revoked_at"),
        _t(_P.GOVERNANCE, _R.AGENTS, _K.R8, "end_code digest"),
        _t(_P.GOVERNANCE, _R.NOBODY, _K.R8, "id"),
    ),
    "veille.Designation": (
        _t(_P.GOVERNANCE, _R.AGENTS, _K.R8, "user role organisation cellule collectivite"),
        _t(_P.GOVERNANCE, _R.AGENTS, _K.R8, "commune cddf delegation is_substitute"),
        _t(_P.GOVERNANCE, _R.AGENTS, _K.R8, "acte_reference since until renews"),
        _t(_P.GOVERNANCE, _R.NOBODY, _K.R8, "id"),
    ),
    "veille.Suppleance": (
        _t(_P.GOVERNANCE, _R.AGENTS, _K.R8, "titular substitute since until"),
        _t(_P.GOVERNANCE, _R.AGENTS, _K.R8, "declared_by declared_at"),
        _t(_P.GOVERNANCE, _R.NOBODY, _K.R8, "id"),
    ),
    "veille.CelluleGrant": (
        _t(_P.SECURITY, _R.AGENTS, _K.R8, "user designation permission reason since until"),
        _t(_P.SECURITY, _R.NOBODY, _K.R8, "id event_id granted_by content_object"),
    ),
    "veille.Exclusion": (
        _t(_P.GOVERNANCE, _R.CHAIR, _K.R8, "cellule user reason decided_at decided_by"),
        _t(_P.GOVERNANCE, _R.CHAIR, _K.R8, "lifted_at lifted_by"),
        _t(_P.GOVERNANCE, _R.NOBODY, _K.R8, "id"),
    ),
    "veille.Attendance": (
        _t(_P.EXCHANGE, _R.AGENTS, _K.SEANCE, "id seance designation present recorded_at"),
    ),
    "notifications.OutboxMessage": (
        _t(_P.FOLLOW_UP, _R.OWNER, _K.R7, "kind recipient created_at sent_at"),
        _t(_P.FOLLOW_UP, _R.NOBODY, _K.R7, "id event state not_before held_until"),
        _t(_P.FOLLOW_UP, _R.NOBODY, _K.R7, "token attempts"),
    ),
    "veille.CalendarFeed": (
        _t(_P.FOLLOW_UP, _R.OWNER, _K.R8, "designation opened_at"),
        _t(_P.FOLLOW_UP, _R.NOBODY, _K.R8, "id digest"),
    ),
    "notifications.MessageChoice": (
        _t(_P.FOLLOW_UP, _R.OWNER, _K.R8, "user topic channel"),
        _t(_P.FOLLOW_UP, _R.NOBODY, _K.R8, "id"),
    ),
    "notifications.OutboxWork": (
        _t(_P.SECURITY, _R.NOBODY, _K.ACT, "id kind target_id state created_at not_before"),
        _t(_P.SECURITY, _R.NOBODY, _K.ACT, "attempts done_at"),
    ),
    "confidentiality.ActKey": (_t(_P.SECURITY, _R.NOBODY, _K.ACT, "key user act created_at"),),
    "confidentiality.JointAct": (
        _t(_P.SECURITY, _R.NOBODY, _K.R7, "id act subject asked_by asked_at until"),
        _t(_P.SECURITY, _R.NOBODY, _K.R7, "joined_by joined_at done_at"),
    ),
    "indicators.Bulletin": (
        _t(_P.SECURITY, _R.AGENTS, _K.R8, "prefecture_by prefecture_at dpo_by dpo_at"),
        _t(_P.SECURITY, _R.NOBODY, _K.R8, "id number kind first_day edition plan_version state"),
        _t(_P.SECURITY, _R.NOBODY, _K.R8, "corrects prepared_at version"),
    ),
    "confidentiality.JournalEntry": (
        _t(_P.SECURITY, _R.DPO, _K.R7, "at actor_id hat_id role action object_type object_id"),
        _t(_P.SECURITY, _R.DPO, _K.R7, "outcome codes"),
        _t(_P.SECURITY, _R.NOBODY, _K.R7, "id chain seq request_id prev_hash hash"),
    ),
}

# Models that say nothing of a person, and why.
IMPERSONAL: dict[str, str] = {
    "confidentiality.Circle": "un cercle, sans ses membres",
    "confidentiality.Charte": "le texte d’une charte et son adoption",
    "confidentiality.JournalChain": "la tête d’une chaîne d’empreintes",
    "confidentiality.JournalCheckpoint": "des empreintes et leur signature",
    "confidentiality.JournalSegment": "l’en-tête de lignes qui ne sont plus là",
    "confidentiality.ErasureHead": "un numéro et une empreinte du registre des effacements",
    "notifications.TickMark": "l’heure d’un passage",
    "indicators.Plan": "le fichier d’un plan départemental",
    "indicators.Declaration": "la valeur annuelle d’un service, et la fonction qui l’a donnée",
    "veille.Arrondissement": "territoire",
    "veille.Commune": "territoire",
    "veille.Organisation": "un organisme",
    "veille.Collectivite": "une collectivité",
    "veille.Instance": "un CLSPD ou un CISPD",
    "veille.Cddf": "la délibération d’une commune",
    "veille.ParquetProtocol": "une convention entre institutions",
    "veille.EliminationAgreement": "un accord des archives",
    "veille.Cellule": "une cellule, sans ses membres",
    "veille.Delegation": "un arrêté, sans son titulaire",
    "veille.Mandate": "un mandat municipal",
    "veille.Seance": "une réunion, sans ses présents ni son ordre du jour",
    "veille.Violation": "des nombres et des codes sur un incident",
    "casework.AccessReview": "des nombres de lectures par semaine",
    "casework.CountedEvent": "un compte par mois, âge et sexe, que rien ne relie à personne",
    "indicators.Contribution": "des comptes figés par cellule et leur signature",
    "casework.DelaySetting": "le réglage d’une cellule",
    "casework.EliminationCertificate": "des nombres de situations et de personnes détruites",
    "casework.IssuedPaper": "le numéro d’un papier, sans personne ni situation",
    "casework.RappelLine": "un numéro du registre, sans personne ni situation",
    "casework.Tombstone": "des dates sans personne",
    "indicators.BulletinContent": "des chiffres protégés et leurs règles",
    "indicators.AuditRecord": "le rapport d’une attaque de chiffres protégés",
    "indicators.Publication": "des empreintes et leur signature",
    "indicators.Report": "un rapport de chiffres publiés, et la fonction qui l’a demandé",
    "indicators.ReportFile": "un rapport de chiffres publiés, en un fichier",
    "indicators.ReleasedValue": "un chiffre publié, vrai à sa marge près",
    "indicators.Withdrawal": "le retrait d’un chiffre publié, et son motif",
}


def treatments() -> Iterator[tuple[str, str, Treatment]]:
    """(model, column, treatment) of each column named, in the order of this module."""
    for model, several in PERSONAL.items():
        for each in several:
            for column in each.columns:
                yield model, column, each


def treatment_of(model: type[models.Model], column: str) -> Treatment | None:
    """What is said of one column; None for a model that says nothing of a person."""
    named = (each for each in PERSONAL.get(_name(model), ()) if column in each.columns)
    return next(named, None)


def unmapped(of: Iterable[type[models.Model]] | None = None) -> list[str]:
    """Columns of the applications that no treatment names: must be empty."""
    named = {(model, column) for model, column, _ in treatments()}
    return [
        f"{_name(model)}.{column}"
        for model in (_every_model() if of is None else of)
        if _name(model) not in IMPERSONAL
        for column in columns_of(model)
        if (_name(model), column) not in named
    ]


def columns_of(model: type[models.Model]) -> list[str]:
    """What one model stores, links to several rows included."""
    return [field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)]


def _every_model() -> Iterator[type[models.Model]]:
    for name in APPLICATIONS:
        yield from apps.get_app_config(name).get_models()


def _name(model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.{model.__name__}"
