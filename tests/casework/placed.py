"""Put a row of a machine in any of its states, with the columns that this state cannot miss."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from confidentiality.choices import CharteState
from confidentiality.models import Charte
from tests.casework.path import Path
from tests.forced import force

_number = count(900)


def place(row: Any, state: str, path: Path) -> None:
    """Write this state in the database, behind the back of the machine."""
    needed = _needed(type(row).__name__, state, path)
    empty = {name: value for name, value in needed.items() if not getattr(row, name)}
    if state == CharteState.EN_VIGUEUR:
        for present in Charte.objects.filter(circle=row.circle_id, state=state):
            force(present, state=CharteState.REMPLACEE)
    force(row, state=state, **empty)


def _needed(model: str, state: str, path: Path) -> dict[str, Any]:
    """What the constraints of the table want; what the row has already is kept."""
    today, now = path.today, path.now
    match model:
        case "Saisine" if state not in ("brouillon", "expiree", "retiree"):
            answers = dict.fromkeys(("q_crime_delit", "q_plainte_enquete", "q_danger"), "non")
            dates = {"submitted_at": now, "attested_at": now, "number": next(_number)}
            return {**answers, **dates, "refusal_code": "hors_objet"}
        case "Case":
            return _of_case(state, path)
        case "Seance" if state == "ouverte":
            return {"opened_at": now}
        case "RappelALOrdre" if state in ("convoque", "realise"):
            return _of_rappel(state, path)
        case "CddfReferral" if state != "proposee":
            return {"hearing_at": now, "convened_on": today}
        case "AccompagnementParental" if state not in ("envisage", "cddf_consulte", "sans_objet"):
            return _of_accompagnement(state, path)
        case "Transaction" if "homologuee" in state or "execut" in state:
            return {"homologation_on": today, "homologation_reference": "2026-44"}
        case "ReferentFollowUp" if state == "actif":
            return {"young_adhesion_on": today, "active_since": today}
        case "Bilan" if state in ("presente", "communique"):
            return {"validated_on": today, "presented_on": today}
        case "Relais" if state != "propose":
            days = {"young_agreed_on": today, "representatives_agreed_on": today}
            return days | ({"handed_on": today} if state in ("remis", "clos") else {})
        case "RightsRequest" if state in ("instruite", "repondue", "close"):
            decider = {"decided_by_id": path.mayor.hat_id, "advised_on": today}
            decided = {**decider, "outcome": "fondee"}
            return decided | ({"answered_on": today} if state != "instruite" else {})
        case "Charte":
            return _of_charte(state, path)
        case "Violation" if state != "detectee":
            told = {"notified_at": timezone.now(), "cnil_reference": "CNIL-1"}
            told |= {"informed_on": today, "information_mode": "courrier"}
            return {"risk": "risque"} | (told if state != "qualifiee" else {})
    return {}


def _of_case(state: str, path: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if state in ("en_cours", "suspendu", "bilan_attendu", "bilan_presente"):
        values |= {"informed_on": path.today, "engaged_on": path.today}
    if state == "suspendu":
        values |= {"suspension_code": "attente_entree_dispositif", "review_on": path.today}
    if state in ("clos", "archive"):
        values |= {"closed_on": path.today, "closing_code": "objectifs_atteints"}
    if state in ("archive", "a_eliminer"):
        values["purge_due_on"] = path.today + timedelta(days=365)
    return values


def _of_rappel(state: str, path: Path) -> dict[str, Any]:
    values: dict[str, Any] = {
        "decided_by_id": path.mayor.hat_id,
        "appointment_at": path.now,
        "opinion": "accord",
        "opinion_on": path.today,
    }
    if state == "realise":
        values |= {"done_on": path.today, "register_number": next(_number)}
    return values


def _of_accompagnement(state: str, path: Path) -> dict[str, Any]:
    values: dict[str, Any] = {"verified_on": path.today}
    if state != "verifie":
        values |= {"proposed_on": path.today, "proposed_by_id": path.mayor.hat_id, "months": 6}
    if state in ("en_cours", "termine", "partiel"):
        told = ("started", "pcd_asked", "dasen_informed", "school_informed")
        values |= {f"{name}_on": path.today for name in (*told, "caf_informed", "prefet_informed")}
    if state == "termine":
        values |= {"attested_on": path.today, "ended_on": path.today}
    return values


def _of_charte(state: str, path: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if state != "projet":
        values |= {"adopted_on": path.today, "adoption_reference": "CLSPD-2026-1"}
    if state in ("en_vigueur", "remplacee"):
        values["in_force_since"] = path.now
    if state == "abrogee":
        values |= {"repealed_on": path.today, "repeal_reference": "CLSPD-2026-2"}
    return values
