"""One case as one agent may read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from casework.choices.facts import FAITS, NATURE_LABELS
from casework.choices.lists import (
    ClosingReason,
    DecisionCode,
    FreezeReason,
    Motif,
    Need,
    Schooling,
    Strength,
    SuspensionReason,
)
from casework.choices.states import CaseState
from casework.letters import letters_at
from casework.models import Case, Saisine
from casework.presenters import justice
from casework.presenters.history import Entry, history
from casework.presenters.labels import enumeration, labels, tone
from confidentiality.choices import FieldGroup as F
from confidentiality.choices import Role
from confidentiality.events import events_of
from veille.french import day_month_year, short_date
from veille.grammar import inside
from veille.models import Designation
from veille.sight import running


@dataclass(frozen=True, slots=True)
class Row:
    """One line « label: value » of a summary."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class PathStep:
    label: str
    state: str
    detail: str = ""


@dataclass(slots=True)
class CaseView:
    """Strings for one page. A group that the policy does not open stays empty: never loaded."""

    reference: str
    version: int
    state: str
    state_label: str
    tone: str
    name: str
    facts: list[Row]
    path: list[PathStep]
    # Why nothing changes on the case, and what lifts it; empty when it moves.
    frozen: str
    entries: list[Entry]
    situation: list[Row] = field(default_factory=list)
    faits: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    information: list[Row] = field(default_factory=list)
    contact: list[Row] = field(default_factory=list)
    representatives: list[Row] = field(default_factory=list)
    judicial: list[Row] = field(default_factory=list)
    judicial_flag: str = ""
    conservation: str = ""
    archive: str = ""
    readers: list[str] = field(default_factory=list)


def display_name(case: Case) -> str:
    """NOM Prénom, accents and particles as typed."""
    person = case.young_person
    return f"{person.last_name} {person.first_name}"


def age_words(case: Case, on: date) -> str:
    """« 16 ans (mineur) »."""
    person = case.young_person
    suffix = " (mineur)" if person.is_minor(on) else ""
    return f"{person.age(on)} ans{suffix}"


def present_case(case: Case, fields: frozenset[F], today: date) -> CaseView:
    """The view of a case under the fields that the policy opened."""
    view = CaseView(
        reference=case.reference,
        version=case.version,
        state=case.state,
        state_label=case.get_state_display(),
        tone=tone(case.state),
        name=display_name(case) if F.IDENTITY in fields else f"Situation {case.reference}",
        facts=_facts(case, fields, today),
        path=_path(case, today),
        frozen=_frozen(case, fields, today),
        entries=history(case, fields, today),
    )
    saisines = list(case.saisines.select_related("organisation").prefetch_related("faits"))
    view.situation = _situation(case, saisines, fields)
    view.faits = _faits(saisines, fields, today)
    if F.NEEDS in fields:
        view.needs = labels(Need, case.needs)
    if F.INFORMATION in fields:
        view.information = _information(case, today)
    if F.CONTACT in fields:
        view.contact = _contact(case)
    if F.REPRESENTATIVES in fields:
        view.representatives = _representatives(case)
    view.judicial = [Row(*each) for each in justice.judicial_rows(case, fields, today)]
    view.judicial_flag = justice.judicial_flag(case, fields)
    if F.CONSERVATION in fields:
        view.conservation = day_month_year(case.young_person.last_day_of_data())
        view.archive = f"{case.cellule.collectivite.archive_months} mois"
    if F.READERS in fields:
        view.readers = readers_of(case)
    return view


def _facts(case: Case, fields: frozenset[F], today: date) -> list[Row]:
    person = case.young_person
    rows = [
        Row("Âge", age_words(case, today)),
        Row("Commune", person.commune.name),
        Row("Référence", case.reference),
        Row("Cellule", case.cellule.name),
    ]
    if F.BIRTH_DATE in fields:
        rows.insert(1, Row("Naissance", day_month_year(person.birth_date)))
    if F.READERS in fields and (earlier := case.resumes) is not None and earlier.closed_on:
        span = f"du {day_month_year(earlier.opened_on)} au {day_month_year(earlier.closed_on)}"
        reason = earlier.get_closing_code_display()
        rows.append(Row("Suivi antérieur", f"{span}, {reason[:1].lower()}{reason[1:]}"))
    if F.SCHOOLING in fields:
        rows.append(Row("Situation", str(Schooling(person.schooling).label)))
    return rows


def _situation(case: Case, saisines: list[Saisine], fields: frozenset[F]) -> list[Row]:
    rows = []
    if F.MOTIFS in fields:
        motifs = {code for saisine in saisines for code in saisine.motifs}
        rows.append(Row("Motifs", enumeration(Motif, motifs) or "Aucun"))
        strengths = {code for saisine in saisines for code in saisine.strengths}
        if strengths:
            rows.append(Row("Leviers", enumeration(Strength, strengths)))
    if F.AUTHOR in fields:
        authors = {f"{each.sender} ({each.get_origin_display()})" for each in saisines}
        rows.append(Row("Saisine", " ; ".join(sorted(authors))))
    if F.DECISIONS in fields and case.decision_codes:
        rows.append(Row("Décision", enumeration(DecisionCode, case.decision_codes)))
    rows += [Row(label, value) for label, value in justice.plan_rows(case, fields)]
    if case.suspension_code and F.INFORMATION in fields:
        reason = justice.told(SuspensionReason, case.suspension_code, fields)
        rows.append(Row("Suspension", reason))
    if case.closing_code and F.DECISIONS in fields:
        rows.append(Row("Clôture", justice.told(ClosingReason, case.closing_code, fields)))
    return rows


def _faits(saisines: list[Saisine], fields: frozenset[F], today: date) -> list[str]:
    """The coded facts, or their nature only, or nothing (LIL art. 46)."""
    found = [fait for saisine in saisines for fait in saisine.faits.all()]
    if F.FAITS in fields:
        return [
            f"{FAITS[fait.code].label}, {short_date(fait.happened_on, today)}, "
            f"{inside(fait.get_place_kind_display())} ({FAITS[fait.code].article})"
            for fait in found
        ]
    if F.FAIT_NATURES in fields:
        return sorted({NATURE_LABELS[FAITS[fait.code].nature].capitalize() for fait in found})
    return []


def _contact(case: Case) -> list[Row]:
    person = case.young_person
    known = (("Adresse", person.address), ("Téléphone", person.phone), ("Courriel", person.email))
    return [Row(label, value) for label, value in known if value]


def _representatives(case: Case) -> list[Row]:
    rows = case.young_person.representatives.select_related("young_person__key")
    return [
        Row(
            each.get_quality_display(),
            f"{each.last_name} {each.first_name}" + (f", {each.phone}" if each.phone else ""),
        )
        for each in rows
    ]


def _information(case: Case, today: date) -> list[Row]:
    if case.informed_on is None:
        return [Row("Jeune", "pas encore informé")]
    rows = [
        Row(
            "Jeune",
            f"{short_date(case.informed_on, today)}, {inside(case.get_informed_by_mode_display())}",
        )
    ]
    given = letters_at(
        case.young_person.age(case.informed_on),
        contrary_interest=case.representatives_not_informed,
    )
    rows.append(Row("Lettres", " ; ".join(str(each.label) for each in given)))
    if case.notice_version:
        rows.append(Row("Version de la notice", case.notice_version))
    if case.representatives_informed_on:
        rows.append(Row("Parents", short_date(case.representatives_informed_on, today)))
    elif case.representatives_not_informed:
        rows.append(Row("Parents", "non informés, intérêt contraire de l’enfant"))
    return rows


_LIFTED = {
    FreezeReason.INFORMATION: "trente jours ont passé sans que la personne soit informée. Rien "
    "n’y change avant cette information, ou avant un report signé par le maire.",
    FreezeReason.DROITS: "la personne a fait une demande sur ses données. Rien n’y change avant "
    "la réponse.",
}


def _frozen(case: Case, fields: frozenset[F], today: date) -> str:
    """Since when, why for those who read the information of the person, and what lifts it."""
    if not case.freeze_code or case.frozen_on is None:
        return ""
    since = f"Depuis le {short_date(case.frozen_on, today)}"
    if F.INFORMATION not in fields:
        return f"{since}, rien ne change sur cette situation. La coordination s’en occupe."
    return f"{since} : {_LIFTED[FreezeReason(case.freeze_code)]}"


_PATH = (
    ("Saisine", (CaseState.REPERE,)),
    ("Examen", (CaseState.INSCRIT, CaseState.EN_EXAMEN, CaseState.AJOURNE)),
    ("Orientation", (CaseState.ORIENTE,)),
    ("Suivi", (CaseState.EN_COURS, CaseState.SUSPENDU)),
    ("Bilan", (CaseState.BILAN_ATTENDU, CaseState.BILAN_PRESENTE)),
    ("Clôture", (CaseState.CLOS, CaseState.NON_RETENU)),
)


def _path(case: Case, today: date) -> list[PathStep]:
    """The path in six stages; a case back before the cellule shows its examination again."""
    now = next(
        (index for index, (_, states) in enumerate(_PATH) if case.state in states), len(_PATH)
    )
    days = days_of_stages(case)
    steps = []
    for index, (label, _) in enumerate(_PATH):
        day = days.get(label)
        detail = short_date(day, today) if day and index <= now else ""
        state = "done" if index < now else "now" if index == now else ""
        if index == now:
            detail = case.get_state_display()
        steps.append(PathStep(label, state, detail))
    return steps


# The act that makes a stage of the path what it is; the last time it was done.
_STAGE_ACTS = {
    "case.open_examination": "Examen",
    "case.orient": "Orientation",
    "case.present_bilan": "Bilan",
}


def days_of_stages(case: Case) -> dict[str, date]:
    """The day of each stage: what the case bears, and what its events tell."""
    days = {"Saisine": case.opened_on}
    for event in events_of(case).filter(act__in=_STAGE_ACTS, undone_by=None):
        days[_STAGE_ACTS[event.act]] = timezone.localdate(event.at)
    if case.engaged_on:
        days["Suivi"] = case.engaged_on
    if case.closed_on:
        days["Clôture"] = case.closed_on
    return days


_HOLDER = ("designation__user", "designation__organisation")


def readers_of(case: Case) -> list[str]:
    """Who may read this case now, and why: agents, never a count only."""
    now = timezone.now()
    grants = [
        *case.grants.filter(running(now)).select_related(*_HOLDER),
        *case.cellule.grants.filter(running(now)).select_related(*_HOLDER),
    ]
    holders: dict[Designation, str] = {grant.designation: grant.reason for grant in grants}
    return sorted(f"{each.label}, {inside(Role(each.role).label)}" for each in holders)
