"""A family before the CDDF: proposed, put on a sitting, convened, heard, advised (FSM-4)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from casework import notices
from casework.choices.counted import Measure
from casework.choices.measures import Recommendation
from casework.choices.states import CddfState
from casework.deadlines import CDDF_REVIEW, WINDOW_AFTER, WINDOW_BEFORE
from casework.guards import cases as case_guards
from casework.guards import measures as guards
from casework.models import CddfInformedParty, CddfReferral
from casework.services import counting, grants
from casework.services.door import locked_case, on_measure
from casework.services.taking_back import take_back
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from confidentiality.door import Sent, claim, refusing
from confidentiality.errors import refused
from confidentiality.guards import require
from veille.models import Cddf, Designation, Organisation

# The sitting stays open to its members until the review of the engagements.
_REVIEW_READING = timedelta(days=120)


def propose(*, case_id: UUID, actor: Actor, sent: Sent) -> CddfReferral:
    """Proposed to the mayor, for a family of a minor, where the commune has a CDDF (I42)."""
    with transaction.atomic():
        claim(sent.key, actor, "cddf.propose")
        case = locked_case(case_id, actor, "cddf.propose", sent)
        require(case, case_guards.measures_may_begin)
        cddf = Cddf.objects.filter(commune=case.young_person.commune_id).first()
        if cddf is None:
            raise refused(
                guards.cddf_exists.refusal.code,
                guards.cddf_exists.refusal.sentence,
                guards.cddf_exists.refusal.article,
            )
        referral = CddfReferral(case=case, cddf=cddf, proposed_on=sent.today)
        require(referral, guards.case_is_engaged, guards.person_is_minor)
        with refusing(referral):
            referral.save()
        journal.record(
            actor=actor,
            action="cddf.propose",
            chain_id=case.cellule_id,
            target=referral,
            after=referral.state,
        )
        counting.count(case, Measure.CDDF_SAISI, on=sent.today)
        counting.write(case)
        notices.mayor_expected(case)
    return referral


def accept(*, referral_id: UUID, actor: Actor, hearing_at: datetime, sent: Sent) -> CddfReferral:
    """The mayor, who chairs, puts the family on a sitting to come (CASF art. L. 141-1)."""
    with _on_referral(referral_id, actor, "cddf.accept", sent) as referral:
        if hearing_at <= sent.now:
            raise refused(
                "hearing_past",
                "La séance du CDDF est à venir : choisissez un jour qui n’est pas passé.",
                "CASF, art. L. 141-1",
            )
        referral.hearing_at = hearing_at
        require(referral, guards.person_is_minor_at_hearing)
        referral.accept(hearing_at=hearing_at)
        _open_sitting(referral, hearing_at, actor)
        notices.cddf_programmed(referral)
    return referral


def _open_sitting(referral: CddfReferral, hearing_at: datetime, actor: Actor) -> None:
    """Members of the CDDF read the case from a week before their sitting."""
    for member in Designation.objects.in_force(hearing_at).filter(
        cddf=referral.cddf_id, role=Role.CDDF, is_substitute=False
    ):
        grants.give(
            case=referral.case,
            to=member,
            relation=Relation.SITTING,
            reason="seance_cddf",
            since=hearing_at - WINDOW_BEFORE,
            until=hearing_at + _REVIEW_READING,
            by=actor,
        )


def refuse(*, referral_id: UUID, actor: Actor, sent: Sent) -> CddfReferral:
    """The mayor does not convene the CDDF."""
    with _on_referral(referral_id, actor, "cddf.refuse", sent) as referral:
        referral.refuse()
    return referral


def convene(
    *, referral_id: UUID, actor: Actor, sent: Sent, hearing_at: datetime | None = None
) -> CddfReferral:
    """The family is convened; after an absence, a second time at most, to a new sitting."""
    with _on_referral(referral_id, actor, "cddf.convene", sent) as referral:
        if referral.state == CddfState.CARENCE:
            if hearing_at is None or hearing_at <= sent.now:
                raise refused(
                    "hearing_past",
                    "La séance du CDDF est à venir : choisissez un jour qui n’est pas passé.",
                    "CASF, art. L. 141-1",
                )
            referral.hearing_at = hearing_at
            require(referral, guards.person_is_minor_at_hearing)
            _open_sitting(referral, hearing_at, actor)
        referral.convene(on=sent.today)
    return referral


def undo_convocation(*, referral_id: UUID, actor: Actor, sent: Sent) -> CddfReferral:
    """The convocation that has just been recorded is taken back, within ten minutes."""
    with _on_referral(referral_id, actor, "cddf.undo", sent) as referral:
        take_back(referral, actor, sent.now, {"cddf.convene"})
    return referral


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who came, in codes."""

    presence_parents: str
    presence_minor: str


def hear(*, referral_id: UUID, actor: Actor, hearing: Hearing, sent: Sent) -> CddfReferral:
    """The family has been heard, on the day of the sitting or after."""
    with _on_referral(referral_id, actor, "cddf.hear", sent) as referral:
        _check_held(referral, sent)
        referral.presence_parents = hearing.presence_parents
        referral.presence_minor = hearing.presence_minor
        referral.hear(on=sent.today)
        counting.count(referral.case, Measure.CDDF_ENTENDUE, on=sent.today)
    return referral


def _check_held(referral: CddfReferral, sent: Sent) -> None:
    if referral.hearing_at and timezone.localdate(referral.hearing_at) > sent.today:
        raise refused(
            "hearing_not_held",
            "La séance du CDDF n’a pas encore eu lieu : revenez ce jour-là.",
            "CASF, art. L. 141-1",
        )


def record_absence(*, referral_id: UUID, actor: Actor, sent: Sent) -> CddfReferral:
    """The family did not come; the law attaches nothing to it."""
    with _on_referral(referral_id, actor, "cddf.record_absence", sent) as referral:
        _check_held(referral, sent)
        referral.record_absence()
        grants.end(case=referral.case, relation=Relation.SITTING, at=sent.now + WINDOW_AFTER)
    return referral


def recommend(
    *,
    referral_id: UUID,
    actor: Actor,
    recommendations: tuple[str, ...],
    engagements: tuple[str, ...],
    sent: Sent,
    examined_with_family: bool = False,
) -> CddfReferral:
    """Recommendations, and what the family accepted among them. Looked at again in three months.

    ``examined_with_family``: whether telling third parties was examined with the family (I43).
    """
    with _on_referral(referral_id, actor, "cddf.recommend", sent) as referral:
        if set(recommendations) - set(Recommendation.values):
            raise refused(
                "unknown_recommendation",
                "Une recommandation n’est pas dans la liste.",
                "CASF, art. L. 141-1",
            )
        if set(engagements) - set(recommendations):
            raise refused(
                "engagement_without_recommendation",
                "Un engagement porte sur une recommandation cochée.",
                "CASF, art. L. 141-1",
            )
        referral.recommendations = list(recommendations)
        referral.recommend(
            engagements=engagements,
            examined_with_family=examined_with_family,
            review_on=sent.today + CDDF_REVIEW,
        )
    return referral


@dataclass(frozen=True, slots=True)
class Party:
    """Who is told, of which recommendations, and when."""

    organisation_id: UUID
    recommendations: tuple[str, ...]
    on: date


def inform_party(*, referral_id: UUID, actor: Actor, given: Party, sent: Sent) -> CddfReferral:
    """C7: an organisation learns the recommendations that concern it, and those only (I43)."""
    with _on_referral(referral_id, actor, "cddf.inform_party", sent) as referral:
        referral.inform_party()
        sent.require_past(given.on)
        named = set(given.recommendations)
        if not named or named - set(referral.recommendations):
            raise refused(
                "party_recommendations",
                "Choisissez les recommandations concernées, parmi celles du conseil.",
                "CASF, art. L. 141-1",
            )
        party = CddfInformedParty(
            referral=referral,
            organisation=_organisation(referral, given.organisation_id),
            recommendations=list(given.recommendations),
            informed_on=given.on,
            informed_by_id=actor.hat_id,
        )
        with refusing(party):
            party.save()
    return referral


def _organisation(referral: CddfReferral, organisation_id: UUID) -> Organisation:
    """An organisation that sits in the cellule: no other is known here."""
    here = Organisation.objects.filter(designations__cellule=referral.case.cellule_id)
    found = here.filter(pk=organisation_id).first()
    if found is None:
        raise refused(
            "unknown_organisation", "Choisissez un organisme de la liste.", "CASF, art. L. 141-1"
        )
    return found


def follow(*, referral_id: UUID, actor: Actor, sent: Sent) -> CddfReferral:
    """What follows the recommendations is under way."""
    with _on_referral(referral_id, actor, "cddf.follow", sent) as referral:
        referral.follow()
    return referral


def close(*, referral_id: UUID, actor: Actor, sent: Sent) -> CddfReferral:
    """End of the referral; its members stop reading the case."""
    with _on_referral(referral_id, actor, "cddf.close", sent) as referral:
        referral.close(on=sent.today)
        grants.end(case=referral.case, relation=Relation.SITTING, at=sent.now)
    return referral


def cancel(*, referral_id: UUID, actor: Actor, sent: Sent) -> CddfReferral:
    """No longer useful."""
    with _on_referral(referral_id, actor, "cddf.cancel", sent) as referral:
        referral.cancel()
        grants.end(case=referral.case, relation=Relation.SITTING, at=sent.now)
    return referral


def _on_referral(
    referral_id: UUID, actor: Actor, act: str, sent: Sent
) -> AbstractContextManager[CddfReferral]:
    return on_measure(
        rows=CddfReferral.objects.visible_to,
        pk=referral_id,
        actor=actor,
        act=act,
        sent=sent,
    )
