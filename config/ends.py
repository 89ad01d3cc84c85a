"""Who carries out each end that the register of columns states: nothing is kept by forgetting it.

For each model and each duration of ``config.personal_columns``, the function that erases or empties
what is over, and what wakes it up. A test refuses a duration without its function, and another
lives each of them the moment before and the moment after (tests/config/test_ends.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.clock import exports, leftovers
from casework.services import conservation, justice, lapses
from casework.services.export_endings import expire
from casework.services.vigilance import review_week
from casework.timers.rules import Rule
from confidentiality import journal_retention
from config.treatments import Kept
from veille.services import departures

# The worker that holds the key of the journal, or the embedded thread: no timer.
JOURNAL_WORKER = "notifications.tasks.purge_journal"


@dataclass(frozen=True, slots=True)
class End:
    """``by``: what erases or empties. ``woken_by``: a rule, a sweep, or the journal’s worker."""

    by: Callable[..., Any]
    woken_by: str


def _swept(code: str) -> End:
    found = next(each for each in leftovers.LEFTOVERS if each.code == code)
    return End(found.sweep, f"leftovers.{code}")


def carrying_out(kept: Kept) -> list[str]:
    """The functions that carry out one duration, for the data dictionary."""
    found = {ends[kept].by for ends in ENDS.values() if kept in ends}
    return sorted({f"{each.__module__}.{each.__qualname__}" for each in found})


_CLOSING = End(conservation.archive, Rule.ARCHIVE)
_KEY = End(conservation.eliminate, Rule.ELIMINATION)
_ACCOUNT = End(departures.forget_agent, Rule.DEPART)
_EXPORT = End(exports.sweep_exports, Rule.EXPORT)

# What goes with the case, its person and their key, and with nothing else.
_WITH_THE_KEY = (
    "casework.Fait",
    "casework.AgendaItem",
    "casework.Decision",
    "casework.RappelALOrdre",
    "casework.CddfReferral",
    "casework.CddfInformedParty",
    "casework.AccompagnementParental",
    "casework.Transaction",
    "casework.ReferentFollowUp",
    "casework.Step",
    "casework.Bilan",
    "casework.Relais",
    "casework.MotivatedReading",
    "casework.Merge",
    "casework.CaseGrant",
    "confidentiality.PersonKey",
    "confidentiality.Event",
    "notifications.Timer",
)

ENDS: dict[str, dict[Kept, End]] = {
    **{model: {Kept.R2: _KEY} for model in _WITH_THE_KEY},
    "casework.YoungPerson": {Kept.R1: _CLOSING, Kept.R2: _KEY},
    "casework.LegalRepresentative": {Kept.R1: _CLOSING},
    "casework.Saisine": {
        Kept.R1: _CLOSING,
        Kept.R2: _KEY,
        Kept.R4: End(lapses.erase_saisine, Rule.IRRECEVABLE),
    },
    "casework.Case": {Kept.R1: _CLOSING, Kept.R2: _KEY, Kept.R6: _CLOSING},
    "casework.JudicialStatus": {Kept.R6: End(justice.expire_statuses_of, Rule.JUDICIAIRE_FIN)},
    "casework.ParquetCommunication": {Kept.R6: _CLOSING},
    "casework.RightsRequest": {Kept.R10: End(lapses.erase_rights_request, Rule.DEMANDE)},
    "casework.Export": {Kept.R7: _EXPORT},
    "casework.ExportLine": {Kept.R7: _EXPORT},
    "casework.ExportFile": {Kept.FILE: End(expire, Rule.EXPORT)},
    "casework.PaperBatch": {Kept.FILE: _swept("papers")},
    "casework.PaperBatchLine": {Kept.FILE: _swept("papers")},
    "casework.PaperBatchFile": {Kept.FILE: _swept("papers")},
    "casework.AccessAlert": {Kept.R7: End(review_week, Rule.LECTURES)},
    "casework.Search": {Kept.ACT: _swept("searches")},
    "confidentiality.User": {Kept.R8: _ACCOUNT},
    "confidentiality.CharteSignature": {Kept.R8: End(departures.forget_signature, Rule.ADHESION)},
    "veille.Designation": {Kept.R8: _ACCOUNT},
    "veille.Suppleance": {Kept.R8: _ACCOUNT},
    "veille.CelluleGrant": {Kept.R8: _ACCOUNT},
    "veille.Exclusion": {Kept.R8: _ACCOUNT},
    "veille.Attendance": {Kept.SEANCE: End(departures.forget_attendance, Rule.PRESENCES)},
    "notifications.OutboxMessage": {Kept.R7: _swept("messages")},
    "veille.CalendarFeed": {Kept.R8: _ACCOUNT},
    "notifications.MessageChoice": {Kept.R8: _ACCOUNT},
    "notifications.OutboxWork": {Kept.ACT: _swept("works")},
    "confidentiality.ActKey": {Kept.ACT: _swept("forms")},
    "indicators.Bulletin": {Kept.R8: _ACCOUNT},
    "confidentiality.KeptForm": {Kept.ACT: _swept("kept_forms")},
    "confidentiality.JointAct": {Kept.R7: _swept("joint_acts")},
    "confidentiality.JournalEntry": {Kept.R7: End(journal_retention.purge_due, JOURNAL_WORKER)},
}
