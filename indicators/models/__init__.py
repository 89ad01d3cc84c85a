"""The plans that were loaded, and what the pilot services declared of them."""

from indicators.models.declarations import Declaration
from indicators.models.plans import Plan

__all__ = ["Declaration", "Plan"]
