"""A hand-over to another commune: its page."""

from __future__ import annotations

from datetime import date

from casework.models import Relais
from casework.presenters.cases import Row, age_words, display_name
from casework.presenters.labels import tone
from casework.presenters.measures import MeasureView
from veille.french import long_date


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
