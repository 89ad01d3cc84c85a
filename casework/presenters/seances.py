"""What the pages of a séance show. Names only to those with sight of the case (invariant I11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from casework.acts.cases import CASE_PAGE_ACTS
from casework.acts.registry import by_slug
from casework.choices.lists import DecisionCode
from casework.choices.measures import AgendaKind
from casework.choices.states import BilanState, CaseState
from casework.forms.seances import InscribeForm
from casework.models import AgendaItem, Bilan, Case
from casework.presenters.cases import Row, age_words, display_name
from casework.presenters.labels import enumeration, tone
from confidentiality.actors import Actor
from confidentiality.errors import Refusal
from confidentiality.policy import Decision as Answer
from veille.choices import SeanceState
from veille.french import day_month_year, long_date, plural, short_date
from veille.models import Seance

OVER = (SeanceState.CLOSE, SeanceState.RELEVE_VALIDE, SeanceState.ANNULEE)
_SEANCE_TONES: dict[str, str] = {
    SeanceState.PLANIFIEE: "warn",
    SeanceState.CONVOQUEE: "info",
    SeanceState.OUVERTE: "brand",
    SeanceState.CLOSE: "warn",
    SeanceState.RELEVE_VALIDE: "ok",
    SeanceState.ANNULEE: "",
}


def seance_tone(seance: Seance) -> str:
    """Tone of the badge of its state."""
    return _SEANCE_TONES[seance.state]


def seance_title(seance: Seance) -> str:
    """« Séance du mardi 8 décembre 2026 »."""
    return f"Séance du {long_date(timezone.localdate(seance.held_at))}"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the agenda. Without sight: its reference and its kind, nothing else."""

    position: int
    reference: str
    kind: str
    case_id: UUID
    seen: bool
    name: str = ""
    age: str = ""
    state: str = ""
    state_label: str = ""
    tone: str = ""
    url: str = ""


def points_of(seance: Seance, actor: Actor, now: datetime) -> list[Point]:
    """The agenda as this agent may read it. The caller writes the trace of what is seen."""
    today = timezone.localdate(now)
    seen = {
        case.pk: case
        for case in Case.objects.visible_to(actor, now)
        .filter(agenda_items__seance=seance)
        .select_related("young_person__key")
    }
    return [
        _point(item, seen.get(item.case_id), today)
        for item in seance.items.select_related("case").order_by("position")
    ]


def _point(item: AgendaItem, case: Case | None, today: date) -> Point:
    kind = str(AgendaKind(item.kind).label)
    reference = item.case.reference
    if case is None:
        return Point(item.position, reference, kind, item.case_id, seen=False)
    return Point(
        item.position,
        reference,
        kind,
        item.case_id,
        seen=True,
        name=display_name(case),
        age=age_words(case, today),
        state=case.state,
        state_label=case.get_state_display(),
        tone=tone(case.state),
        url=reverse("casework:case_detail", args=[reference]),
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A situation that may be put on the agenda, why, and what still prevents it."""

    reference: str
    name: str
    age: str
    reason: str
    detail: str
    case_id: UUID
    url: str
    refusals: tuple[Refusal, ...]
    form: InscribeForm


def candidates_for(seance: Seance, actor: Actor, now: datetime) -> list[Candidate]:
    """New situations, bilans ready to be presented, réitérations, then adjourned ones.

    A réitération that a séance has examined since is no longer a candidate.
    """
    today = timezone.localdate(now)
    cases = (
        _waiting(Case.objects.visible_to(actor, now).filter(cellule=seance.cellule_id))
        .exclude(agenda_items__seance=seance)
        .select_related("young_person__key", "cellule")
        .order_by("opened_on", "reference")
    )
    return [_candidate(case, today) for case in sorted(cases, key=_rank)]


def _waiting(cases: QuerySet[Case]) -> QuerySet[Case]:
    ready = Bilan.objects.for_system("points already in sight").filter(
        case=OuterRef("pk"), state=BilanState.VALIDE
    )
    examined = AgendaItem.objects.filter(
        case=OuterRef("pk"), examined_at__date__gt=OuterRef("reiterated_on")
    )
    reiterated = Q(~Exists(examined), reiterated_on__isnull=False)
    return cases.filter(
        Q(state__in=[CaseState.REPERE, CaseState.AJOURNE])
        | Q(Exists(ready), state=CaseState.BILAN_ATTENDU)
        # Invariant I49: whether its bilan is written or not.
        | (reiterated & Q(state__in=[CaseState.EN_COURS, CaseState.BILAN_ATTENDU]))
    ).annotate(bilan_is_ready=Exists(ready))


_RANKS = (CaseState.REPERE, CaseState.BILAN_ATTENDU, CaseState.EN_COURS, CaseState.AJOURNE)
_REASONS: dict[str, str] = {
    CaseState.REPERE: "Nouvelle situation",
    CaseState.BILAN_ATTENDU: "Bilan à présenter",
    CaseState.EN_COURS: "Réitération",
    CaseState.AJOURNE: "Ajournée",
}


def _rank(case: Case) -> int:
    return _RANKS.index(CaseState(case.state))


def _candidate(case: Case, today: date) -> Candidate:
    return Candidate(
        reference=case.reference,
        name=display_name(case),
        age=age_words(case, today),
        reason=_reason(case),
        detail=_detail(case, today),
        case_id=case.pk,
        url=reverse("casework:case_detail", args=[case.reference]),
        refusals=on_case_pages(_against_inscription(case), case.reference),
        form=InscribeForm(row=case, auto_id=False, initial={"situation": case.reference}),
    )


def _reason(case: Case) -> str:
    """Why it waits for a séance; a bilan not yet written is no reason, a réitération is."""
    late = case.state == CaseState.BILAN_ATTENDU and not getattr(case, "bilan_is_ready", True)
    return _REASONS[CaseState.EN_COURS if late else case.state]


def _against_inscription(case: Case) -> tuple[Refusal, ...]:
    act = by_slug(CASE_PAGE_ACTS, "inscrire")
    # Who looks at candidates coordinates the cellule: only the machine may still say no.
    return act.reasons(case, Answer(True, "role")) if act else ()


def _detail(case: Case, today: date) -> str:
    if case.state == CaseState.AJOURNE and case.adjourn_code:
        return str(case.get_adjourn_code_display())
    again = _reason(case) == _REASONS[CaseState.EN_COURS]
    day = case.reiterated_on if again else case.opened_on
    return f"depuis le {short_date(day, today)}" if day else ""


def on_case_pages(refusals: Iterable[Refusal], reference: str) -> tuple[Refusal, ...]:
    """The same refusals, with ways out that lead to the pages of this very case."""
    return tuple(
        Refusal(
            each.code,
            each.sentence,
            each.article,
            each.way_out_label,
            each.way_out_url
            if not each.way_out_url or each.way_out_url.startswith("/")
            else reverse("casework:case_act", args=[reference, each.way_out_url]),
        )
        for each in refusals
    )


@dataclass(frozen=True, slots=True)
class ReleveLine:
    """What was decided about one reference: codes, who pilots, by when. No narrative (D06)."""

    reference: str
    kind: str
    decisions: str
    pilot: str
    due: str


def releve_lines(seance: Seance) -> list[ReleveLine]:
    """The relevé de décisions, in the order of the agenda. Holds no name of a young person."""
    items = seance.items.select_related("case").prefetch_related("decisions__pilot")
    lines: list[ReleveLine] = []
    for item in items.order_by("position"):
        kind = str(AgendaKind(item.kind).label)
        decided = [
            ReleveLine(
                item.case.reference,
                kind,
                enumeration(DecisionCode, decision.codes),
                decision.pilot.name if decision.pilot else "",
                day_month_year(decision.due_on) if decision.due_on else "",
            )
            for decision in item.decisions.all()
        ]
        lines += decided or [ReleveLine(item.case.reference, kind, "Non examinée", "", "")]
    return lines


def present_at(seance: Seance) -> list[str]:
    """Agents who were there, with their organisation."""
    there = seance.attendances.filter(present=True).select_related(
        "designation__user", "designation__organisation"
    )
    return sorted(line.designation.label for line in there)


def seance_facts(seance: Seance) -> list[Row]:
    """The identity bar of a séance: nothing about anybody."""
    there = seance.attendances.filter(present=True).count()
    rows = [
        Row("Cellule", seance.cellule.name),
        Row("Lieu", seance.place),
        Row("Formation", seance.get_kind_display()),
        Row("Ordre du jour", plural(seance.items.count(), "situation", "situations")),
    ]
    if there:
        rows.append(Row("Présents", str(there)))
    return rows
