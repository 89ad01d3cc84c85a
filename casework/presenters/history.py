"""The journal of a case as its readers see it: sentences composed from codes, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from casework.choices.lists import DecisionCode
from casework.choices.measures import Recommendation
from casework.choices.states import BilanState
from casework.models import Case, Step
from casework.presenters.labels import words
from confidentiality.choices import FieldGroup as F
from veille.french import day_month_year, long_date


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what happened, when and by whom, and one sentence."""

    day: date
    title: str
    meta: str
    text: str = ""
    url: str = ""
    url_label: str = ""


def step_sentence(step: Step) -> str:
    """« Point d’étape, réalisé, le 19 novembre 2026, par Mission locale. »"""
    kind, result = step.get_kind_display(), step.get_result_display().lower()
    return f"{kind} : {result}, le {day_month_year(step.happened_on)}, {step.organisation.name}."


def history(case: Case, fields: frozenset[F], today: date) -> list[Entry]:
    """What happened, under the fields that the policy opened; the latest first."""
    entries = [
        *_saisines(case, fields),
        *_seances(case, fields),
        *_information(case, fields),
        *_rappels(case, fields),
        *_cddf(case, fields),
        *_follow_ups(case, fields),
        *_steps(case, fields),
        *_bilans(case, fields),
    ]
    if case.closed_on:
        entries.append(Entry(case.closed_on, "Situation close", long_date(case.closed_on)))
    return sorted(entries, key=lambda entry: entry.day, reverse=True)


def _saisines(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    for saisine in case.saisines.select_related("organisation"):
        if saisine.submitted_at is None:
            continue
        day = timezone.localdate(saisine.submitted_at)
        author = saisine.get_origin_display() if F.AUTHOR in fields else ""
        yield Entry(day, "Saisine reçue", long_date(day), author)


def _seances(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if F.DECISIONS not in fields:
        return
    items = case.agenda_items.select_related("seance").prefetch_related("decisions__pilot")
    for item in items:
        day = timezone.localdate(item.seance.held_at)
        for decision in item.decisions.all():
            text = f"Décision : {words(DecisionCode, decision.codes)}."
            if decision.pilot:
                text += f" Pilote : {decision.pilot.name}."
            yield Entry(day, "Examen en cellule", long_date(day), text)


def _information(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if case.informed_on and F.INFORMATION in fields:
        yield Entry(case.informed_on, "Jeune informé du suivi", long_date(case.informed_on))
    if case.engaged_on:
        yield Entry(case.engaged_on, "Suivi engagé", long_date(case.engaged_on))


def _rappels(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if not fields & {F.RAPPEL, F.RAPPEL_STATUS}:
        return
    for rappel in case.rappels.all():
        day = rappel.done_on or rappel.decided_on or rappel.opinion_on or rappel.proposed_on
        url = reverse("casework:rappel", args=[rappel.pk]) if F.RAPPEL in fields else ""
        yield Entry(
            day,
            f"Rappel à l’ordre : {rappel.get_state_display().lower()}",
            long_date(day),
            url=url,
            url_label="Voir le rappel à l’ordre" if url else "",
        )


def _cddf(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if not fields & {F.CDDF, F.CDDF_STATUS, F.CDDF_RECOMMENDATIONS}:
        return
    for referral in case.cddf_referrals.all():
        day = referral.heard_on or referral.convened_on or referral.proposed_on
        url = reverse("casework:cddf", args=[referral.pk]) if F.CDDF in fields else ""
        text = ""
        if fields & {F.CDDF, F.CDDF_RECOMMENDATIONS} and referral.recommendations:
            text = f"Recommandations : {words(Recommendation, referral.recommendations)}."
        yield Entry(
            day,
            f"CDDF : {referral.get_state_display().lower()}",
            long_date(day),
            text,
            url=url,
            url_label="Voir le dossier du CDDF" if url else "",
        )


def _follow_ups(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if not fields & {F.STEPS, F.STEPS_STATUS}:
        return
    for follow_up in case.follow_ups.select_related("referent__user", "organisation"):
        day = follow_up.ended_on or follow_up.active_since or follow_up.designated_on
        who = follow_up.referent.label if F.STEPS in fields else follow_up.organisation.name
        yield Entry(
            day,
            f"Référent de parcours : {follow_up.get_state_display().lower()}",
            f"{long_date(day)}, {who}",
            url=reverse("casework:follow_up", args=[follow_up.pk]) if F.STEPS in fields else "",
            url_label="Voir la mission" if F.STEPS in fields else "",
        )


def _steps(case: Case, fields: frozenset[F]) -> Iterator[Entry]:
    if F.STEPS not in fields:
        return
    for step in case.steps.select_related("organisation"):
        yield Entry(
            step.happened_on,
            step.get_kind_display(),
            long_date(step.happened_on),
            step_sentence(step),
        )


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
        yield Entry(
            day,
            f"Bilan de parcours : {bilan.get_state_display().lower()}",
            long_date(day),
            f"Proposition : {bilan.get_proposal_display().lower()}." if bilan.proposal else "",
            url=url,
            url_label="Lire le bilan" if url else "",
        )
