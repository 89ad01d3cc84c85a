"""Saisines: drafted, described, sent by their author; qualified by the coordonnateur (FSM-1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from casework import notices
from casework.choices.delays import Delay
from casework.choices.facts import FAITS, STORABLE
from casework.choices.lists import Answer, Motif, Origin, Strength
from casework.choices.states import ENDED, CaseState, SaisineState
from casework.deadlines import delays_of
from casework.guards import saisines as guards
from casework.likeness import Identity
from casework.models import Case, Fait, Saisine
from casework.references import new_reference
from casework.services.door import on_case
from casework.services.merges import join_saisine
from casework.services.people import correct_person, create_person
from casework.timers import refresh, refresh_saisine
from confidentiality import journal, policy
from confidentiality.actors import Actor
from confidentiality.door import Sent, acting, claim, refusing
from confidentiality.errors import NotVisible, Refusal, refused
from confidentiality.events import changing
from confidentiality.guards import require
from confidentiality.policy import Decision
from veille.access import authorize
from veille.choices import OrganisationKind
from veille.hats import signed_circles
from veille.models import Cellule, Commune

_ORIGINS: dict[str, Origin] = {
    OrganisationKind.POLICE_NATIONALE: Origin.POLICE_NATIONALE,
    OrganisationKind.GENDARMERIE: Origin.GENDARMERIE,
    OrganisationKind.POLICE_MUNICIPALE: Origin.POLICE_MUNICIPALE,
    OrganisationKind.ETABLISSEMENT_SCOLAIRE: Origin.ETABLISSEMENT,
    OrganisationKind.DSDEN: Origin.DSDEN,
    OrganisationKind.BAILLEUR: Origin.BAILLEUR,
    OrganisationKind.TRANSPORTEUR: Origin.TRANSPORTEUR,
    OrganisationKind.CCAS: Origin.CCAS,
    OrganisationKind.PREVENTION_SPECIALISEE: Origin.PREVENTION,
    OrganisationKind.CONSEIL_DEPARTEMENTAL: Origin.SERVICE_SOCIAL,
    OrganisationKind.MISSION_LOCALE: Origin.MISSION_LOCALE,
    OrganisationKind.ASSOCIATION: Origin.ASSOCIATION,
    OrganisationKind.MEDIATION: Origin.MEDIATION,
    OrganisationKind.PARQUET: Origin.PARQUET,
}


@dataclass(frozen=True, slots=True)
class FaitInput:
    """One dated fact as typed: code of list L-D, day, commune, kind of place."""

    code: str
    happened_on: date
    commune: Commune
    place_kind: str


@dataclass(frozen=True, slots=True)
class Description:
    """Second step of a saisine: codes only."""

    motifs: tuple[str, ...]
    schooling: str
    q_crime_delit: str
    q_plainte_enquete: str
    q_danger: str
    strengths: tuple[str, ...] = ()
    faits: tuple[FaitInput, ...] = ()
    art40_on: date | None = None
    ip_on: date | None = None
    sex: str = field(default="non_precise")


def start_draft(
    *, actor: Actor, identity: Identity, commune: Commune, cellule: Cellule, sent: Sent
) -> Saisine:
    """First step: who. Opens a draft that only its author sees; expires after thirty days.

    Refused while the cellule is not ready (``veille.readiness``), outside 12 to 25 years and
    outside the territory; NotVisible for a cellule whose charte
    in force this agent has not signed (I01, I24).
    """
    authorize(actor, "saisine.create")
    with transaction.atomic():
        claim(sent.key, actor, "saisine.create")
        if not signed_circles(actor, sent.now).filter(pk=cellule.pk).exists():
            raise NotVisible
        person = create_person(
            tenant_id=cellule.collectivite_id, identity=identity, commune=commune
        )
        saisine = Saisine(
            cellule=cellule,
            author_id=actor.hat_id,
            organisation_id=actor.organisation_id,
            young_person=person,
            origin=_ORIGINS.get(actor.organisation_kind, Origin.SERVICE_MUNICIPAL),
            created_at=sent.now,
        )
        require(
            saisine,
            *guards.CELLULE_IS_READY,
            guards.age_is_followed,
            guards.commune_is_in_territory,
        )
        saisine.save()
        journal.record(actor=actor, action="saisine.create", chain_id=cellule.pk, target=saisine)
        refresh_saisine(saisine, sent.now)
    return saisine


def describe(*, saisine_id: UUID, actor: Actor, description: Description, sent: Sent) -> Saisine:
    """Second step: motifs, facts, situation, three questions. The draft keeps what is given.

    A crime or délit is never stored: it becomes the answer « oui » to the first question
    (invariant I23). Refused for a date in the future or a code outside the lists.
    """
    with _on_saisine(saisine_id, actor, "saisine.describe", sent) as saisine:
        _check_writable(saisine)
        _check(description, sent)
        saisine.motifs = list(description.motifs)
        saisine.schooling = description.schooling
        saisine.strengths = list(description.strengths)
        named = any(fait.code not in STORABLE for fait in description.faits)
        saisine.q_crime_delit = Answer.OUI if named else description.q_crime_delit
        saisine.q_plainte_enquete = description.q_plainte_enquete
        saisine.q_danger = description.q_danger
        saisine.art40_on = description.art40_on
        saisine.ip_on = description.ip_on
        saisine.young_person.schooling = description.schooling
        saisine.young_person.sex = description.sex
        saisine.young_person.save(update_fields=["schooling", "sex"])
        _replace_faits(saisine, description.faits)
    return saisine


def identify(
    *, saisine_id: UUID, actor: Actor, identity: Identity, commune: Commune, sent: Sent
) -> Saisine:
    """First step again: the author corrects who the saisine is about, before it is answered."""
    with _on_saisine(saisine_id, actor, "saisine.identify", sent) as saisine:
        _check_writable(saisine)
        correct_person(saisine.young_person, identity, commune)
        require(saisine, guards.age_is_followed, guards.commune_is_in_territory)
    return saisine


def _check_writable(saisine: Saisine) -> None:
    if saisine.state not in (SaisineState.BROUILLON, SaisineState.A_COMPLETER):
        raise refused(
            "saisine_sent",
            "La saisine est envoyée : elle ne se modifie plus, sauf si un complément est demandé.",
            "AU-038, art. 3",
        )


def submit(*, saisine_id: UUID, actor: Actor, attested: bool, sent: Sent) -> Saisine:
    """S1: the author attests and sends. The answer is due within five working days."""
    with _on_saisine(saisine_id, actor, "saisine.submit", sent) as saisine:
        saisine.attested_at = sent.now if attested else None
        saisine.submit(
            at=sent.now,
            number=_next_number(saisine),
            answer_due_on=delays_of(saisine.cellule).after(Delay.SAISINE, sent.today),
        )
        notices.saisine_received(saisine)
    return saisine


def _next_number(saisine: Saisine) -> int:
    """One list per cellule; the lock on it makes two authors wait, not collide."""
    Cellule.objects.select_for_update(of=("self",), no_key=True).get(pk=saisine.cellule_id)
    numbered = Saisine.objects.for_system("next number of the cellule").filter(
        cellule=saisine.cellule_id
    )
    return (numbered.aggregate(top=Max("number"))["top"] or 0) + 1


def withdraw(*, saisine_id: UUID, actor: Actor, sent: Sent) -> Saisine:
    """S5: by its author, or by the coordonnateur."""
    with _on_saisine(saisine_id, actor, "saisine.withdraw", sent) as saisine:
        saisine.withdraw()
    return saisine


def ask_complement(*, saisine_id: UUID, actor: Actor, code: str, sent: Sent) -> Saisine:
    """S2: one thing is missing; its author is told which, by its code."""
    with _on_saisine(saisine_id, actor, "saisine.ask_complement", sent) as saisine:
        saisine.ask_complement(code=code)
        notices.complement_asked(saisine)
    return saisine


def declare_irrecevable(*, saisine_id: UUID, actor: Actor, code: str, sent: Sent) -> Saisine:
    """S3: not receivable; the author learns the code, nothing else."""
    with _on_saisine(saisine_id, actor, "saisine.declare_irrecevable", sent) as saisine:
        saisine.declare_irrecevable(code=code, at=sent.now)
        notices.saisine_answered(saisine)
    return saisine


@dataclass(frozen=True, slots=True)
class Reported:
    """Dates of what had to be reported first, completed by the coordonnateur."""

    art40_on: date | None = None
    ip_on: date | None = None


def declare_recevable(
    *,
    saisine_id: UUID,
    actor: Actor,
    sent: Sent,
    link_to: UUID | None = None,
    reported: Reported | None = None,
) -> Saisine:
    """S4: receivable. Opens a case, or joins the case of the same young person (réitération).

    Refused while a crime or a danger is not reported (invariants I31, I32).
    """
    reported = reported or Reported()
    with transaction.atomic():
        with _on_saisine(saisine_id, actor, "saisine.declare_recevable", sent) as saisine:
            described = saisine.young_person
            saisine.art40_on = saisine.art40_on or reported.art40_on
            saisine.ip_on = saisine.ip_on or reported.ip_on
            sent.require_past(saisine.art40_on, saisine.ip_on)
            saisine.declare_recevable(at=sent.now)
            saisine.case = _joined_case(saisine, actor, link_to, sent)
            notices.saisine_answered(saisine)
        refresh(saisine.case, sent.now)
        if described.pk != saisine.young_person_id:
            # Last: what it may erase at once is told to a ledger that nothing takes back.
            join_saisine(
                saisine=saisine, described=described, case=saisine.case, actor=actor, sent=sent
            )
    return saisine


def _joined_case(saisine: Saisine, actor: Actor, link_to: UUID | None, sent: Sent) -> Case:
    if link_to is None:
        return _open_case(saisine, actor, sent)
    at = Sent(at=sent.at)
    with on_case(case_id=link_to, actor=actor, act="case.report_reiteration", sent=at) as case:
        if case.cellule_id != saisine.cellule_id:
            raise NotVisible
        if case.state in ENDED:
            raise refused(
                "case_over",
                "Cette situation est terminée : la saisine en ouvre une nouvelle.",
                "AU-038, art. 5",
            )
        saisine.young_person = case.young_person
        case.reiterated_on = sent.today
        if case.state in (CaseState.EN_COURS, CaseState.SUSPENDU):
            case.report_reiteration(on=sent.today)
    return case


def _open_case(saisine: Saisine, actor: Actor, sent: Sent) -> Case:
    case = Case(
        reference=new_reference(),
        cellule=saisine.cellule,
        young_person=saisine.young_person,
        opened_on=sent.today,
        resumes=_archived_before(saisine, actor, sent),
    )
    with refusing(case):
        case.save()
    journal.record(
        actor=actor, action="case.open", chain_id=case.cellule_id, target=case, after=case.state
    )
    return case


def _archived_before(saisine: Saisine, actor: Actor, sent: Sent) -> Case | None:
    """P17: the archived follow-up that the new one resumes. Its content stays closed (I50)."""
    archived = Case.objects.for_system("earlier follow-up of the same person").filter(
        cellule=saisine.cellule_id,
        state=CaseState.ARCHIVE,
        young_person__likeness=saisine.young_person.likeness,
    )
    previous = archived.select_for_update(of=("self",)).order_by("-closed_on").first()
    if previous is not None:
        with changing(previous, actor=actor, act="case.reopen", at=sent.now):
            previous.reopen()
    return previous


def _check(description: Description, sent: Sent) -> None:
    if set(description.motifs) - set(Motif.values):
        raise refused("unknown_motif", "Un motif n’est pas dans la liste.", "AU-038, art. 3")
    if set(description.strengths) - set(Strength.values):
        raise refused("unknown_strength", "Un levier n’est pas dans la liste.", "AU-038, art. 3")
    days = [fait.happened_on for fait in description.faits]
    sent.require_past(*days, description.art40_on, description.ip_on)
    for fait in description.faits:
        if fait.code not in FAITS:
            raise refused("unknown_fait", "Un fait n’est pas dans la liste.", "AU-038, art. 3")
        if fait.code.startswith("V"):
            raise refused(
                "fait_against_person",
                "Une atteinte à une personne ne s’enregistre qu’avec l’accord du parquet.",
                "CSI, art. L. 132-7",
            )


def _replace_faits(saisine: Saisine, faits: Iterable[FaitInput]) -> None:
    saisine.faits.all().delete()
    Fait.objects.bulk_create(
        Fait(
            saisine=saisine,
            code=fait.code,
            happened_on=fait.happened_on,
            commune=fait.commune,
            place_kind=fait.place_kind,
        )
        for fait in faits
        if fait.code in STORABLE
    )


_BY_AUTHOR = frozenset({"saisine.identify", "saisine.describe", "saisine.submit"})
_NOT_THE_AUTHOR = Refusal(
    "saisine_of_another",
    "Seul l’auteur de la saisine la décrit et l’envoie.",
    "Charte de la cellule",
)


@contextmanager
def _on_saisine(saisine_id: UUID, actor: Actor, act: str, sent: Sent) -> Iterator[Saisine]:
    """The door for a saisine: its author describes and sends, the coordonnateur qualifies."""
    with transaction.atomic():
        with acting(
            rows=Saisine.objects.visible_to(actor, sent.now),
            pk=saisine_id,
            actor=actor,
            act=act,
            sent=sent,
            permits=lambda saisine: _permits(saisine, actor, act),
            chain=lambda saisine: saisine.cellule_id,
        ) as saisine:
            yield saisine
        refresh_saisine(saisine, sent.now)


def _permits(saisine: Saisine, actor: Actor, act: str) -> Decision:
    own = saisine.author_id == actor.hat_id
    if act in _BY_AUTHOR or (act == "saisine.withdraw" and own):
        policy.note_asked()
        return Decision(own, "author", refusal=None if own else _NOT_THE_AUTHOR)
    return authorize(actor, "saisine.qualify")
