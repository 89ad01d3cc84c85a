"""Measures as their page shows them: identity when the mission is open, rows of strings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from casework.choices.facts import FAITS
from casework.choices.lists import Need, Schooling
from casework.choices.measures import (
    ConvocationAddressee,
    ObjectiveResult,
    Provision,
    Recommendation,
)
from casework.choices.states import FollowUpState
from casework.models import (
    AccompagnementParental,
    Bilan,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
    Transaction,
)
from casework.presenters.cases import Row, age_words, display_name
from casework.presenters.labels import labels, tone, words
from veille.french import day_month_year, long_date, long_moment, short_date
from veille.grammar import inside

# Under this age a child is presumed without discernment: told to the mayor, who judges.
AGE_OF_DISCERNMENT = 13


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure, as strings. ``title`` holds the reference, never the name."""

    title: str
    name: str
    state: str
    state_label: str
    tone: str
    facts: list[Row]
    rows: list[Row]
    lists: list[tuple[str, list[str]]] = field(default_factory=list)


def day_row(label: str, day: date | None) -> list[Row]:
    """One line for a day that is known, none otherwise."""
    return [Row(label, long_date(day))] if day else []


def fait_rows(rappel: RappelALOrdre) -> list[Row]:
    """The facts recalled, with their articles (CSI art. L. 132-7)."""
    return [
        Row(
            f"Fait du {day_month_year(fait.happened_on)}",
            f"{FAITS[fait.code].label}, {inside(fait.get_place_kind_display())} "
            f"({FAITS[fait.code].article})",
        )
        for fait in rappel.faits.all()
    ]


def _prepared(rappel: RappelALOrdre, today: date) -> list[Row]:
    """Until the answer of the parquet. A child under thirteen is told to the mayor, who judges."""
    rows = [
        Row("Niveau", rappel.get_level_display()),
        Row("Commune", rappel.commune.name),
        *day_row("Parquet consulté", rappel.consulted_on),
        *day_row("Parquet relancé", rappel.reminded_on),
    ]
    if rappel.agreement_reference:
        rows.append(Row("Accord écrit du parquet", rappel.agreement_reference))
    if rappel.case.young_person.age(today) < AGE_OF_DISCERNMENT:
        rows.append(Row("Moins de 13 ans", "Présumé sans discernement (CJPM, art. L. 11-1)"))
    if rappel.opinion:
        reference = f", référence {rappel.opinion_reference}" if rappel.opinion_reference else ""
        rows.append(Row("Réponse du parquet", f"{rappel.get_opinion_display()}{reference}"))
    return rows


def _decided(rappel: RappelALOrdre) -> list[Row]:
    rows = day_row("Transmis au parapheur", rappel.forwarded_on)
    if rappel.appointment_at:
        rows.append(Row("Rendez-vous", long_moment(rappel.appointment_at)))
    if rappel.addressee:
        rows.append(addressee_row(rappel.addressee))
    if rappel.delegation:
        rows.append(Row("Délégation", str(rappel.delegation)))
    return rows


def addressee_row(addressee: str) -> Row:
    """Whom the convocation is addressed to (CSI art. L. 132-7)."""
    return Row("Convocation adressée", str(ConvocationAddressee(addressee).label))


def _held(rappel: RappelALOrdre) -> list[Row]:
    """The interview, or the absence, and what the parquet was told of it."""
    rows = day_row("Absence constatée", rappel.absent_on)
    if rappel.done_on:
        rows += [
            Row("Réalisé", long_date(rappel.done_on)),
            Row("Registre", f"n° {rappel.register_number}"),
            Row("Présence du jeune", rappel.get_presence_young_display()),
        ]
    if rappel.presence_representatives:
        rows.append(Row("Accompagné par", rappel.get_presence_representatives_display()))
    if rappel.impossibility:
        rows.append(Row("Absence expliquée par", rappel.get_impossibility_display()))
    return [*rows, *day_row("Parquet informé des suites", rappel.parquet_informed_on)]


def rappel_view(rappel: RappelALOrdre, today: date) -> MeasureView:
    """The file of a rappel: facts, answer of the parquet, decision, register."""
    rows = [*_prepared(rappel, today), *_decided(rappel), *_held(rappel)]
    provisions = labels(Provision, rappel.provisions)
    facts = [f"{row.label} : {row.value}" for row in fait_rows(rappel)]
    return MeasureView(
        title=f"Rappel à l’ordre {rappel.case.reference}",
        name=display_name(rappel.case),
        state=rappel.state,
        state_label=rappel.get_state_display(),
        tone=tone(rappel.state),
        facts=person_rows(rappel, today),
        rows=rows,
        lists=[("Faits rappelés", facts), ("Textes rappelés", provisions)],
    )


Measure = (
    RappelALOrdre | CddfReferral | ReferentFollowUp | Bilan | AccompagnementParental | Transaction
)


def person_rows(measure: Measure, today: date) -> list[Row]:
    """Age, commune and reference of the young person: never the name."""
    return [
        Row("Âge", age_words(measure.case, today)),
        Row("Commune", measure.case.young_person.commune.name),
        Row("Référence", measure.case.reference),
    ]


def cddf_view(referral: CddfReferral, today: date) -> MeasureView:
    """A family before the CDDF: sitting, presences, recommendations, engagements."""
    rows = [Row("Conseil", str(referral.cddf))]
    if referral.hearing_at:
        rows.append(Row("Séance", long_moment(referral.hearing_at)))
    rows += day_row("Famille convoquée", referral.convened_on)
    rows += day_row("Famille entendue", referral.heard_on)
    if referral.presence_parents:
        rows.append(Row("Parents", referral.get_presence_parents_display()))
        rows.append(Row("Mineur", referral.get_presence_minor_display()))
    rows += day_row("À revoir", referral.review_on)
    if referral.recommendations:
        examined = "Oui" if referral.examined_with_family else "Non : aucun tiers n’est informé"
        rows.append(Row("Information de tiers examinée avec la famille", examined))
    return MeasureView(
        title=f"CDDF {referral.case.reference}",
        name=display_name(referral.case),
        state=referral.state,
        state_label=referral.get_state_display(),
        tone=tone(referral.state),
        facts=person_rows(referral, today),
        rows=rows,
        lists=[
            ("Le conseil recommande", labels(Recommendation, referral.recommendations)),
            ("La famille s’engage à", labels(Recommendation, referral.engagements)),
            ("La famille ne s’engage pas à", labels(Recommendation, _declined(referral))),
            ("Tiers informés", _informed_parties(referral)),
        ],
    )


def _declined(referral: CddfReferral) -> set[str]:
    """Recommended, and not accepted: each recommendation has its yes or its no."""
    return set(referral.recommendations) - set(referral.engagements)


def _informed_parties(referral: CddfReferral) -> list[str]:
    return [
        f"{party.organisation.name}, le {day_month_year(party.informed_on)} : "
        f"{words(Recommendation, party.recommendations)}"
        for party in referral.informed_parties.select_related("organisation")
    ]


def follow_up_view(follow_up: ReferentFollowUp, today: date) -> MeasureView:
    """A mission. Until it is accepted the name stays closed, even to its référent (I14)."""
    opened = follow_up.state != FollowUpState.DESIGNE
    rows = [
        Row("Référent", follow_up.referent.label),
        *day_row("Désigné", follow_up.designated_on),
        *day_row("Accord de l’employeur", follow_up.employer_agreed_on),
        *day_row("Mission acceptée", follow_up.accepted_on),
        *day_row("Premier contact", follow_up.first_contact_on),
        *day_row("Adhésion du jeune", follow_up.young_adhesion_on),
        *day_row("Adhésion de la famille", follow_up.family_adhesion_on),
        *day_row("Suivi actif depuis", follow_up.active_since),
        *day_row("Mission terminée", follow_up.ended_on),
    ]
    if follow_up.attempts:
        rows.append(Row("Tentatives", str(follow_up.attempts)))
    reference = follow_up.case.reference
    return MeasureView(
        title=f"Mission de référent {reference}",
        name=display_name(follow_up.case) if opened else f"Situation {reference}",
        state=follow_up.state,
        state_label=follow_up.get_state_display(),
        tone=tone(follow_up.state),
        facts=person_rows(follow_up, today),
        rows=rows,
    )


def bilan_view(bilan: Bilan, today: date) -> MeasureView:
    """A bilan de parcours: period, adhesion, objectives, proposal. Codes only."""
    period = f"depuis le {short_date(bilan.since, today)}"
    if bilan.until:
        period = f"du {short_date(bilan.since, today)} au {short_date(bilan.until, today)}"
    rows = [
        Row("Type", bilan.get_kind_display()),
        Row("Période", period),
        *day_row("Attendu", bilan.due_on),
        *day_row("Rédigé", bilan.written_on),
        *day_row("Validé", bilan.validated_on),
        *day_row("Présenté en cellule", bilan.presented_on),
    ]
    if bilan.adhesion:
        rows += [
            Row("Adhésion", bilan.get_adhesion_display()),
            Row("Nouveaux faits", bilan.get_reiteration_display()),
            Row("Situation", str(Schooling(bilan.schooling).label)),
            Row("Proposition", bilan.get_proposal_display()),
        ]
    objectives = [
        f"{Need(need).label} : {inside(str(ObjectiveResult(result).label))}"
        for need, result in bilan.objectives.items()
    ]
    return MeasureView(
        title=f"Bilan de parcours {bilan.case.reference}",
        name=display_name(bilan.case),
        state=bilan.state,
        state_label=bilan.get_state_display(),
        tone=tone(bilan.state),
        facts=person_rows(bilan, today),
        rows=rows,
        lists=[("Objectifs", objectives)],
    )
