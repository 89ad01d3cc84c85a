"""How the lines of a plan are said: pilots, calendar, baseline, who fills what."""

from __future__ import annotations

from indicators.figures import day, number
from indicators.plan import Action, Baseline, DepartmentalPlan, Indicator, Unit
from veille.grammar import listed

UNITS = {
    Unit.COUNT: "Nombre",
    Unit.PERCENT: "Pourcentage, avec son numérateur et son dénominateur",
    Unit.TEXT: "Document : son titre et sa référence",
}
# What the plan asks to break down by; a word of the plan that is not here is said as it is.
_BREAKDOWNS = {
    "arrondissement": "par arrondissement",
    "age_band": "par tranche d’âge",
    "sex": "par sexe",
    "quarter": "par trimestre",
    "zsp": "par ZSP",
    "typology": "par typologie",
    "audience": "par type de public",
}
COMPUTED = "L’application, à partir de ce qui y est enregistré"


def services(plan: DepartmentalPlan, codes: tuple[str, ...]) -> str:
    """Names of services, in the order of the plan’s line; « Aucun » when there is none."""
    return " ; ".join(plan.service_name(code) for code in codes) or "Aucun"


def who_fills(plan: DepartmentalPlan, action: Action, indicator: Indicator) -> str:
    """« L’application… », or the services that declare it."""
    return services(plan, plan.fillers(action)) if indicator.is_declared else COMPUTED


def calendar(action: Action) -> str:
    return f"Jusqu’au {day(action.due)}" if action.due else "Toute la durée du plan"


def baseline(known: Baseline | None) -> str:
    """« 52 lieux de TIG potentiels au 1er juillet 2013 »; empty when the plan gives none."""
    if known is None:
        return ""
    where = f" ({listed(list(known.where))})" if known.where else ""
    planned = f", prévus : {listed(list(known.planned))}" if known.planned else ""
    return f"{number(known.value)} {known.what} au {day(known.on)}{where}{planned}"


def breakdowns(indicator: Indicator) -> str:
    """« par arrondissement et par trimestre »; empty when the plan asks for none."""
    return listed([_BREAKDOWNS.get(each, each) for each in indicator.by])
