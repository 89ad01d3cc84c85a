"""The accompagnement parental and the transaction as their pages show them."""

from __future__ import annotations

from datetime import date

from casework.choices.facts import FAITS
from casework.models import AccompagnementParental, Transaction
from casework.presenters.cases import Row, display_name
from casework.presenters.labels import tone
from casework.presenters.measures import MeasureView, day_row, person_rows
from veille.french import day_month_year, long_date, plural


def accompagnement_view(accompagnement: AccompagnementParental, today: date) -> MeasureView:
    """An accompagnement parental: why, what was checked, who was told, how it went."""
    rows = [Row("Déclencheur", accompagnement.get_trigger_display())]
    if accompagnement.threat:
        rows.append(Row("Ce qui est menacé", accompagnement.get_threat_display()))
    rows += [
        *day_row("CDDF consulté", accompagnement.cddf_consulted_on),
        *day_row("Absence d’assistance éducative attestée", accompagnement.verified_on),
        *day_row("Proposé aux parents", accompagnement.proposed_on),
    ]
    if accompagnement.months:
        rows.append(Row("Durée proposée", f"{accompagnement.months} mois"))
    if accompagnement.delegation:
        rows.append(Row("Délégation", str(accompagnement.delegation)))
    rows += day_row("Réponse des parents", accompagnement.answered_on)
    if accompagnement.refusal_code:
        rows.append(Row("Refus", accompagnement.get_refusal_code_display()))
    rows += day_row("Avis du département demandé", accompagnement.pcd_asked_on)
    if accompagnement.pcd_opinion:
        rows.append(Row("Avis du département", accompagnement.get_pcd_opinion_display()))
    rows += [
        *day_row("Début", accompagnement.started_on),
        *day_row("Fin", accompagnement.ended_on),
        *day_row("Attestation remise", accompagnement.attested_on),
    ]
    if accompagnement.cancel_code:
        rows.append(Row("Abandon", accompagnement.get_cancel_code_display()))
    return MeasureView(
        title=f"Accompagnement parental {accompagnement.case.reference}",
        name=display_name(accompagnement.case),
        state=accompagnement.state,
        state_label=accompagnement.get_state_display(),
        tone=tone(accompagnement.state),
        facts=person_rows(accompagnement, today),
        rows=rows,
        lists=[("Autorités informées", _authorities(accompagnement))],
    )


def _authorities(accompagnement: AccompagnementParental) -> list[str]:
    """The four of the law, once the parents have agreed: told on a day, or still to tell."""
    if accompagnement.answered_on is None or accompagnement.refusal_code:
        return []
    return [
        f"{name} : {long_date(day) if day else 'à informer'}"
        for name, day in accompagnement.informations().items()
    ]


def transaction_view(offer: Transaction, today: date) -> MeasureView:
    """A transaction: the fact, what is proposed, the answer, the parquet, the execution."""
    fact = FAITS[offer.fait.code]
    pv = f"{long_date(offer.pv_on)}{f', n° {offer.pv_reference}' if offer.pv_reference else ''}"
    rows = [
        Row(
            f"Fait du {day_month_year(offer.fait.happened_on)}",
            f"{fact.label} ({fact.article})",
        ),
        Row("Procès-verbal", pv),
        Row("Préjudice de la commune", f"{offer.prejudice:.2f} €".replace(".", ",")),
        Row("Proposition", offer.get_mode_display()),
    ]
    if offer.hours:
        rows.append(Row("Durée", plural(offer.hours, "heure", "heures")))
    rows += day_row("Proposée", offer.proposed_on)
    if offer.delegation:
        rows.append(Row("Délégation", str(offer.delegation)))
    rows += day_row("Réponse attendue au plus tard", offer.answer_due_on)
    rows += day_row("Réponse", offer.answered_on)
    if offer.homologation_on:
        answered = f"{long_date(offer.homologation_on)}, référence {offer.homologation_reference}"
        rows.append(Row("Réponse du parquet", answered))
    rows += day_row("Exécution constatée", offer.executed_on)
    rows += day_row("Parquet informé", offer.parquet_informed_on)
    return MeasureView(
        title=f"Transaction {offer.case.reference}",
        name=display_name(offer.case),
        state=offer.state,
        state_label=offer.get_state_display(),
        tone=tone(offer.state),
        facts=person_rows(offer, today),
        rows=rows,
    )
