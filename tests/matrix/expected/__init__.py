"""What each page answers to whom. These tables are the specification; nothing in them is computed.

Roles are written by their letter: K coordonnateur, M maire, R référent, P membre (professional),
Q parquet, C member of the CDDF, F préfecture (figures), S pilot service, D délégué à la protection,
T technique.
"""

from tests.matrix.expected.acts import ACTS, ELSEWHERE, NAMED_ACTS
from tests.matrix.expected.agents import AGENTS, ANONYMOUS, ROLES, UNSIGNED, WITHOUT_HAT
from tests.matrix.expected.exports import EXPORTS
from tests.matrix.expected.pages import PAGES, TRACED, Gate, Page
from tests.matrix.expected.sight import ANSWERS, HIDDEN, NAMED_SAISINES, SIGHT, TOLD

__all__ = [
    "ACTS",
    "AGENTS",
    "ANONYMOUS",
    "ANSWERS",
    "ELSEWHERE",
    "EXPORTS",
    "HIDDEN",
    "NAMED_ACTS",
    "NAMED_SAISINES",
    "PAGES",
    "ROLES",
    "SIGHT",
    "TOLD",
    "TRACED",
    "UNSIGNED",
    "WITHOUT_HAT",
    "Gate",
    "Page",
]
