"""Requests about data, as their list and their page show them: references and dates, no name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from casework.choices.rights import RECTIFIABLE, RightsReason
from casework.choices.states import RightsState
from casework.models import Case, CddfInformedParty, RightsRequest
from casework.presenters.cases import Row
from casework.presenters.labels import tone
from casework.presenters.lists import Due, due
from veille.french import day_month_year, long_date, number, plural
from veille.grammar import capital, listed

_ANSWERED = (RightsState.REPONDUE, RightsState.CLOSE)


@dataclass(frozen=True, slots=True)
class RightsLine:
    """One request in the list."""

    url: str
    title: str
    case: str
    state: str
    state_label: str
    tone: str
    received: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class RightsView:
    """One request, as strings."""

    title: str
    heading: str
    state: str
    state_label: str
    tone: str
    facts: list[Row]
    rows: list[Row]
    clock: str
    clock_tone: str
    frozen: str


def clock_words(request: RightsRequest, today: date) -> str:
    """« Réponse avant le 12 décembre 2026, il reste 9 jours. »"""
    if request.answered_on is not None:
        return f"Réponse donnée le {day_month_year(request.answered_on)}."
    left = (request.due_on - today).days
    limit = day_month_year(request.due_on)
    if left < 0:
        return f"Réponse due le {limit}, délai dépassé de {plural(-left, 'jour', 'jours')}."
    if left == 0:
        return f"Réponse avant le {limit} : c’est aujourd’hui."
    remaining = "il ne reste qu’un jour" if left == 1 else f"il reste {number(left)} jours"
    return f"Réponse avant le {limit}, {remaining}."


def _clock_tone(request: RightsRequest, today: date) -> str:
    if request.state in _ANSWERED:
        return "ok"
    left = (request.due_on - today).days
    return "err" if left < 0 else "warn" if left <= 7 else ""


def rights_line(request: RightsRequest, today: date) -> RightsLine:
    """A request in a list; the date disappears once the answer is given."""
    return RightsLine(
        url=reverse("casework:rights", args=[request.pk]),
        title=f"{request.get_kind_display()}, demande {request.reference}",
        case=request.case.reference if request.case else "Effacée",
        state=request.state,
        state_label=request.get_state_display(),
        tone=tone(request.state),
        received=day_month_year(request.received_on),
        due=None if request.state in _ANSWERED else due(request.due_on, today),
    )


def rights_view(request: RightsRequest, today: date) -> RightsView:
    """The page of a request: its clock, what was asked, advised, decided and answered."""
    frozen = request.frozen_on is not None and request.state not in _ANSWERED
    return RightsView(
        title=f"Demande {request.reference}",
        heading=f"Demande {request.reference}",
        state=request.state,
        state_label=request.get_state_display(),
        tone=tone(request.state),
        facts=[
            Row("Droit", request.get_kind_display()),
            Row("Situation", request.case.reference if request.case else "Effacée"),
            Row("Cellule", request.cellule.name),
        ],
        rows=[*_asked(request), *_examined(request), *_answered(request)],
        clock=clock_words(request, today),
        clock_tone=_clock_tone(request, today),
        frozen=(
            "La situation est gelée : rien n’y change, aucune séance ne l’examine, jusqu’à la "
            "réponse (RGPD, art. 18)."
            if frozen
            else ""
        ),
    )


def _asked(request: RightsRequest) -> list[Row]:
    rows = [
        Row("Demandeur", request.get_requester_display()),
        Row("Reçue", long_date(request.received_on)),
    ]
    if request.identity_on:
        proof = request.get_identity_proof_display()
        rows.append(Row("Identité vérifiée", f"{long_date(request.identity_on)}. {proof}"))
    if request.authority_proof:
        rows.append(Row("Qualité vérifiée", request.get_authority_proof_display()))
    if request.frozen_on:
        rows.append(Row("Situation gelée", long_date(request.frozen_on)))
    return rows


def _examined(request: RightsRequest) -> list[Row]:
    rows = []
    if request.extension_told_on:
        words = f"{request.get_extension_code_display()}, personne prévenue le "
        rows.append(Row("Délai prolongé", words + day_month_year(request.extension_told_on)))
    if request.advised_on:
        rows.append(
            Row("Avis du DPO", f"{request.get_advice_display()}, {long_date(request.advised_on)}")
        )
    if request.decided_on:
        words = f"{request.get_outcome_display()}, {long_date(request.decided_on)}"
        rows.append(Row("Décision du maire", words))
    if request.rectified_on:
        named = listed([RECTIFIABLE[name] for name in request.rectified])
        rows.append(Row("Corrigé", f"{capital(named)}, {long_date(request.rectified_on)}"))
    if request.reason:
        rows.append(Row("Motif", str(RightsReason(request.reason).label)))
    return rows


def _answered(request: RightsRequest) -> list[Row]:
    rows = []
    if request.answered_on:
        mode = request.get_answer_mode_display()
        late = " (hors délai)" if request.answered_on > request.due_on else ""
        rows.append(Row("Réponse", f"{long_date(request.answered_on)}{late}. {mode}"))
    if request.closed_on:
        rows.append(Row("Close", long_date(request.closed_on)))
    return rows


def outside_recipients(case: Case) -> list[str]:
    """Bodies that were told something of a case, outside the cellule (RGPD art. 19)."""
    told = CddfInformedParty.objects.for_system("who is told of a correction").filter(
        referral__case=case
    )
    names = {each.organisation.name for each in told.select_related("organisation")}
    for each in case.accompagnements.all():
        names |= {label for label, day in each.informations().items() if day}
        if each.pcd_asked_on:
            names.add("Président du conseil départemental")
    names |= {each.target for each in case.relais.exclude(handed_on=None)}
    if case.rappels.exclude(consulted_on=None).exists():
        names.add("Parquet")
    return sorted(names)
