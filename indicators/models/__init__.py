"""The plans that were loaded, what the pilot services declared, what the cellules contributed."""

from indicators.models.contributions import Contribution
from indicators.models.declarations import Declaration
from indicators.models.plans import Plan

__all__ = ["Contribution", "Declaration", "Plan"]
