"""The journal of a case as its readers see it: sentences composed from codes, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from casework.choices.measures import Recommendation
from casework.choices.merges import MergeReason
from casework.choices.states import BilanState, CddfState, RappelState
from casework.models import Case, Merge, RappelALOrdre, Step
from casework.presenters.labels import words
from casework.sentences.acts import act_sentence
from casework.sentences.decisions import decision_sentence
from casework.sentences.states import state_sentence
from casework.sentences.steps import step_sentence
from confidentiality.choices import FieldGroup as F
from confidentiality.events import events_of
from veille.grammar import capital, inside, sentence, the
from veille.organisation_nouns import organisation_noun

# Acts on the case itself that no dated row below tells.
_TOLD_BY_EVENT = (
    "case.inscribe",
    "case.leave_agenda",
    "case.suspend",
    "case.resume",
    "case.continue",
    "case.reorient",
    "case.report_reiteration",
    "case.defer_information",
    "case.freeze",
    "rights.freeze",
    "rights.lift_freeze",
    "case.rectified",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what happened and when, in one sentence; who; what more is known."""

    day: date
    title: str
    meta: str = ""
    text: str = ""
    url: str = ""
    url_label: str = ""


def told_step(step: Step) -> str:
    """« Point d’étape réalisé le 19 novembre 2026 par la Mission locale. »"""
    organisation = step.organisation
    return step_sentence(
        step.kind, step.result, step.happened_on, organisation.kind, organisation.name
    )


def history(case: Case, fields: frozenset[F], today: date) -> list[Entry]:
    """What happened, under the fields that the policy opened; the latest first."""
    entries = [
        *_saisines(case, fields),
        *_seances(case, fields),
        *_information(case, fields),
        *_acts(case, fields),
        *_rappels(case, fields),
        *_cddf(case, fields),
        *_accompagnements(case, fields),
        *_transactions(case, fields),
        *_relais(case, fields),
        *_mergers(case, fields),
        *_rights(case, fields),
        *_follow_ups(case, fields),
        *_steps(case, fields),
        *_bilans(case, fields),
    ]
    if case.closed_on:
        entries.append(Entry(case.closed_on, act_sentence("case.close", case.closed_on)))
    return sorted(entries, key=lambda entry: entry.day, reverse=True)


def _saisines(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    for saisine in case.saisines.select_related("organisation"):
        if saisine.submitted_at is None:
            continue
        day = timezone.localdate(saisine.submitted_at)
        author = saisine.get_origin_display() if F.AUTHOR in fields else ""
        yield Entry(day, state_sentence("saisine", "soumise", day), author)


def _seances(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if F.DECISIONS not in fields:
        return
    items = case.agenda_items.select_related("seance").prefetch_related("decisions__pilot")
    for item in items:
        day = timezone.localdate(item.seance.held_at)
        for decision in item.decisions.all():
            told = decision_sentence(decision.codes, day)
            pilot = decision.pilot
            who = organisation_noun(pilot.kind, pilot.name) if pilot else None
            yield Entry(day, told, sentence(f"pilote : {the(who)}") if who else "")


def _information(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if case.informed_on and F.INFORMATION in fields:
        how = inside(case.get_informed_by_mode_display())
        yield Entry(
            case.informed_on,
            act_sentence("case.record_information", case.informed_on),
            capital(how),
        )
    if case.engaged_on:
        yield Entry(case.engaged_on, act_sentence("case.engage", case.engaged_on))


def _acts(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if not fields & {F.STEPS, F.STEPS_STATUS}:
        return
    # What was taken back within the delay is no part of the path; whoever reads the requests is
    # told of their freeze there.
    told = [act for act in _TOLD_BY_EVENT if act != "rights.freeze" or F.READERS not in fields]
    standing = events_of(case).filter(act__in=told, undone_by=None, undoes=None)
    for act, at in standing.values_list("act", "at"):
        day = timezone.localdate(at)
        yield Entry(day, act_sentence(act, day))


def _rappels(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if not fields & {F.RAPPEL, F.RAPPEL_STATUS}:
        return
    for rappel in case.rappels.all():
        day = rappel.done_on or rappel.decided_on or rappel.opinion_on or rappel.proposed_on
        url = reverse("casework:rappel", args=[rappel.pk]) if F.RAPPEL in fields else ""
        yield Entry(
            day,
            _told_rappel(rappel, day),
            url=url,
            url_label="Voir le rappel à l’ordre" if url else "",
        )


def _told_rappel(rappel: RappelALOrdre, day: date) -> str:
    """A convocation is told by the day it is for, everything else by the day it was done."""
    if rappel.state == RappelState.CONVOQUE:
        return state_sentence("rappel", rappel.state, rappel.appointment_at)
    return state_sentence("rappel", rappel.state, day)


def _cddf(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if not fields & {F.CDDF, F.CDDF_STATUS, F.CDDF_RECOMMENDATIONS}:
        return
    for referral in case.cddf_referrals.all():
        day = referral.heard_on or referral.convened_on or referral.proposed_on
        convened = referral.state == CddfState.CONVOQUEE and referral.hearing_at
        url = reverse("casework:cddf", args=[referral.pk]) if F.CDDF in fields else ""
        text = ""
        if fields & {F.CDDF, F.CDDF_RECOMMENDATIONS} and referral.recommendations:
            text = sentence(f"recommandations : {words(Recommendation, referral.recommendations)}")
        yield Entry(
            day,
            state_sentence("cddf", referral.state, convened or day),
            text=text,
            url=url,
            url_label="Voir le dossier du CDDF" if url else "",
        )


def _accompagnements(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if F.ACCOMPAGNEMENT not in fields:
        return
    for each in case.accompagnements.all():
        day = each.ended_on or each.started_on or each.answered_on or each.proposed_on
        day = day or each.verified_on or each.cddf_consulted_on or each.considered_on
        yield Entry(
            day,
            state_sentence("accompagnement", each.state, day),
            url=reverse("casework:accompagnement", args=[each.pk]),
            url_label="Voir l’accompagnement parental",
        )


def _transactions(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if F.TRANSACTION not in fields:
        return
    for offer in case.transactions.all():
        day = offer.executed_on or offer.homologation_on or offer.answered_on or offer.proposed_on
        yield Entry(
            day,
            state_sentence("transaction", offer.state, day),
            url=reverse("casework:transaction", args=[offer.pk]),
            url_label="Voir la transaction",
        )


def _relais(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    """For those who hold the whole file."""
    if F.READERS not in fields:
        return
    for each in case.relais.all():
        day = each.closed_on or each.handed_on or each.refused_on or each.young_agreed_on
        day = day or each.proposed_on
        url = reverse("casework:relais", args=[each.pk])
        yield Entry(
            day, state_sentence("relais", each.state, day), url=url, url_label="Voir le relais"
        )


def _mergers(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    """For those who hold the whole file: what was joined to it or it to another, and parted."""
    if F.READERS not in fields:
        return
    found = Merge.objects.filter(Q(kept_case=case) | Q(absorbed_case=case))
    for made in found.select_related("kept_case", "absorbed_case"):
        other = made.kept_case if made.kept_case_id != case.pk else made.absorbed_case
        of_a_saisine = made.reason == MergeReason.SAISINES and made.absorbed_case_id is None
        act = "case.join" if of_a_saisine else "case.merge"
        day = timezone.localdate(made.decided_at)
        with_which = sentence(f"autre situation : {other.reference}") if other else ""
        yield Entry(day, act_sentence(act, day), made.get_reason_display(), with_which)
        if made.undone_at:
            day = timezone.localdate(made.undone_at)
            yield Entry(day, act_sentence("case.unmerge", day), text=with_which)


def _rights(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if F.READERS not in fields:
        return
    for each in case.rights_requests.all():
        day = each.closed_on or each.answered_on or each.decided_on or each.identity_on
        day = day or each.received_on
        url = reverse("casework:rights", args=[each.pk])
        yield Entry(
            day, state_sentence("rights", each.state, day), url=url, url_label="Voir la demande"
        )


def _follow_ups(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if not fields & {F.STEPS, F.STEPS_STATUS}:
        return
    for follow_up in case.follow_ups.select_related("referent__user", "organisation"):
        day = follow_up.ended_on or follow_up.active_since or follow_up.designated_on
        who = follow_up.referent.label if F.STEPS in fields else follow_up.organisation.name
        yield Entry(
            day,
            state_sentence("follow_up", follow_up.state, day),
            who,
            url=reverse("casework:follow_up", args=[follow_up.pk]) if F.STEPS in fields else "",
            url_label="Voir la mission" if F.STEPS in fields else "",
        )


def _steps(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if F.STEPS not in fields:
        return
    for step in case.steps.select_related("organisation"):
        yield Entry(step.happened_on, told_step(step))


def _bilans(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if not fields & {F.BILAN, F.BILAN_SUMMARY}:
        return
    for bilan in case.bilans.all():
        if F.BILAN not in fields and bilan.state not in (
            BilanState.PRESENTE,
            BilanState.COMMUNIQUE,
        ):
            continue
        day = bilan.presented_on or bilan.validated_on or bilan.written_on or bilan.requested_on
        url = reverse("casework:bilan", args=[bilan.pk]) if F.BILAN in fields else ""
        proposal = inside(bilan.get_proposal_display())
        yield Entry(
            day,
            state_sentence("bilan", bilan.state, day),
            text=sentence(f"proposition : {proposal}") if bilan.proposal else "",
            url=url,
            url_label="Lire le bilan" if url else "",
        )
