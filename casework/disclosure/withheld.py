"""Single values that are not given although their column is: who asked, and who was told.

A code says that a value stands there; the copy then says « non communiqué ici » in its place, so
that nothing looks complete that is not.
"""

from __future__ import annotations

from casework.choices.justice import neutral
from casework.choices.lists import (
    AdjournReason,
    ClosingReason,
    DecisionCode,
    DeferralReason,
    Motif,
    Origin,
    ProlongationReason,
    SaisineRefusal,
    Strength,
    SuspensionReason,
)
from casework.choices.measures import RappelCancel
from casework.choices.states import RappelState
from casework.disclosure.decisions import Audience

INSTEAD = "Non communiqué ici"

# To nobody: what was said to the parquet or by it (CSI art. L. 132-2), what one person said of
# another (RGPD art. 15, 4).
_NEVER: dict[str, frozenset[str]] = {
    "casework.Saisine.origin": frozenset(
        {Origin.FAMILLE, Origin.PARQUET, Origin.CCO_ZSP, Origin.PJJ_SPIP}
    ),
    "casework.Saisine.refusal_code": frozenset({SaisineRefusal.PARQUET}),
    "casework.Case.adjourn_code": frozenset({AdjournReason.PARQUET}),
    "casework.Case.deferral_code": frozenset({DeferralReason.PARQUET}),
    "casework.Case.decision_codes": frozenset({DecisionCode.PARQUET}),
    "casework.Decision.codes": frozenset({DecisionCode.PARQUET}),
    "casework.RappelALOrdre.state": frozenset(
        {RappelState.CONSULTATION, RappelState.ACCORD, RappelState.REFUSE}
    ),
    "casework.RappelALOrdre.cancel_code": frozenset(
        {RappelCancel.POURSUITES, RappelCancel.PLAINTE}
    ),
}
_NOT_TO: dict[Audience, dict[str, frozenset[str]]] = {
    Audience.YOUNG: {"casework.Saisine.motifs": frozenset({Motif.DEMANDE_FAMILLE})},
    Audience.PARENT: {
        "casework.Saisine.motifs": frozenset({Motif.DEMANDE_JEUNE}),
        "casework.Saisine.strengths": frozenset({Strength.DEMANDE}),
        "casework.Saisine.origin": frozenset({Origin.JEUNE}),
        "casework.Saisine.refusal_code": frozenset({SaisineRefusal.PROTECTION}),
        "casework.Case.prolongation_code": frozenset({ProlongationReason.DEMANDE}),
        "casework.Case.deferral_code": frozenset({DeferralReason.DANGER, DeferralReason.ASE}),
        "casework.Case.suspension_code": frozenset({SuspensionReason.PROTECTION}),
        "casework.Case.closing_code": frozenset({ClosingReason.PROTECTION}),
        "casework.Case.decision_codes": frozenset({DecisionCode.PROTECTION}),
        "casework.Decision.codes": frozenset({DecisionCode.PROTECTION}),
    },
}


def told_code(place: str, code: str, to: frozenset[Audience]) -> str | None:
    """The code to show at « application.Model.column »; None when it is not given.

    A value that reveals a judicial history is read as its neutral one, as others read it.
    """
    hidden = _NEVER.get(place, frozenset())
    for audience in to:
        hidden |= _NOT_TO[audience].get(place, frozenset())
    return None if code in hidden else neutral(code)
