"""Frozen figures: contributions of the cellules to the departmental plan."""

from indicators.models.contributions import Contribution

__all__ = ["Contribution"]
