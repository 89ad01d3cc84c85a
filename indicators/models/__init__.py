"""Plans, what the services declared, what the cellules contributed, bulletins, reports."""

from indicators.models.bulletins import (
    AuditRecord,
    Bulletin,
    BulletinContent,
    Publication,
    ReleasedValue,
    Withdrawal,
)
from indicators.models.contributions import Contribution
from indicators.models.declarations import Declaration
from indicators.models.plans import Plan
from indicators.models.reports import Report, ReportFile

__all__ = [
    "AuditRecord",
    "Bulletin",
    "BulletinContent",
    "Contribution",
    "Declaration",
    "Plan",
    "Publication",
    "ReleasedValue",
    "Report",
    "ReportFile",
    "Withdrawal",
]
