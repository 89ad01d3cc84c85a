"""A hand-over to another commune: its page, and the sheet that is printed (D28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.choices.lists import DecisionCode, Need
from casework.choices.states import FOLLOW_UP_FINAL, FollowUpState
from casework.models import Case, Relais
from casework.presenters.cases import Row, age_words, display_name
from casework.presenters.labels import labels, tone
from casework.presenters.measures import MeasureView
from veille.french import day_month_year, long_date

# The orientations that say nothing of facts, of justice or of child protection (invariant I51).
SAID = (DecisionCode.DROIT_COMMUN, DecisionCode.REFERENT, DecisionCode.REMOBILISATION)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the sheet says, and nothing else: a closed list of groups."""

    reference: str
    identity: list[Row]
    contact: list[Row]
    orientation: list[str]
    referent: list[Row]
    agreed: str


def relais_view(relais: Relais, today: date) -> MeasureView:
    """The page of a hand-over."""
    rows = [Row("Vers", relais.target), Row("Proposé", long_date(relais.proposed_on))]
    dated = (
        ("Accord écrit du jeune", relais.young_agreed_on),
        ("Accord écrit des représentants", relais.representatives_agreed_on),
        ("Sans accord", relais.refused_on),
        ("Fiche remise", relais.handed_on),
        ("Clos", relais.closed_on),
    )
    rows += [Row(label, long_date(day)) for label, day in dated if day]
    return MeasureView(
        title=f"Relais {relais.case.reference}",
        name=display_name(relais.case),
        state=relais.state,
        state_label=relais.get_state_display(),
        tone=tone(relais.state),
        facts=[
            Row("Âge", age_words(relais.case, today)),
            Row("Commune", relais.case.young_person.commune.name),
            Row("Référence", relais.case.reference),
        ],
        rows=rows,
    )


def relais_sheet(relais: Relais, today: date) -> Sheet:
    """Identity, contact, orientation, référent. No fact, no motif, no judicial status (I51)."""
    case = relais.case
    agreements = [f"du jeune, le {day_month_year(relais.young_agreed_on)}"]  # type: ignore[arg-type]  # required by the guards of the sheet
    if relais.representatives_agreed_on:
        agreements.append(
            f"des représentants légaux, le {day_month_year(relais.representatives_agreed_on)}"
        )
    return Sheet(
        reference=case.reference,
        identity=[
            Row("Nom", display_name(case)),
            Row("Naissance", day_month_year(case.young_person.birth_date)),
            Row("Âge", age_words(case, today)),
            Row("Va habiter", relais.target),
        ],
        contact=_contact(case),
        orientation=[
            *labels(DecisionCode, set(case.decision_codes) & set(SAID)),
            *(f"Besoin : {label}" for label in labels(Need, case.needs)),
        ],
        referent=_referent(case),
        agreed=" et ".join(agreements),
    )


def _contact(case: Case) -> list[Row]:
    person = case.young_person
    known = (("Adresse", person.address), ("Téléphone", person.phone), ("Courriel", person.email))
    rows = [Row(label, value) for label, value in known if value]
    if not person.is_minor():
        return rows
    return rows + [
        Row(
            each.get_quality_display(),
            f"{each.last_name} {each.first_name}" + (f", {each.phone}" if each.phone else ""),
        )
        for each in person.representatives.select_related("young_person__key")
    ]


def _referent(case: Case) -> list[Row]:
    """The référent who accompanies now, with a professional address."""
    running = case.follow_ups.exclude(state__in=[*FOLLOW_UP_FINAL, FollowUpState.DESIGNE])
    mission = running.select_related("referent__user", "referent__organisation").first()
    if mission is None:
        return []
    return [
        Row("Référent de parcours", mission.referent.label),
        Row("Courriel", mission.referent.user.email),
    ]
