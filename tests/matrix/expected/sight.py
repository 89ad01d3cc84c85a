"""Which rows each agent sees, what a page answers on them, and what it may tell."""

from __future__ import annotations

from casework.choices.states import RappelState
from tests.matrix.canaries import Kind
from tests.matrix.expected.agents import AGENTS, ROLES
from tests.matrix.world import CONSULTED, HEARD, MINE, PROPOSED, RAPPELS

# Rows in sight that the page answers otherwise than by 200: key of the row, status.
_NOT_WRITABLE = dict.fromkeys(
    [f"membre-{state}" for state in ("soumise", "irrecevable", "recevable", "retiree", "expiree")],
    302,
)
_NOT_READABLE = dict.fromkeys(["planifiee", "convoquee", "ouverte", "close"], 403)
_NOT_OPEN = dict.fromkeys(["planifiee", "convoquee", "ouverte", "close", "releve_valide"], 302)
_ANSWERED = ("irrecevable", "recevable", "retiree", "expiree")
_NOT_WITHDRAWN = dict.fromkeys(
    [f"{author}-{state}" for author in ("membre", "membre_voisin") for state in _ANSWERED], 302
)
_NOT_MINE_TO_WITHDRAW = dict.fromkeys(
    [
        f"{author}-{state}"
        for author in ("membre", "membre_voisin")
        for state in (*_ANSWERED, "soumise", "a_completer")
    ],
    302,
)
_NO_SHEET = {
    f"suivi-{rank}": 403
    for rank, state in enumerate(RAPPELS)
    if state not in (RappelState.CONSULTATION, RappelState.ACCORD)
}
# By name of the page, then by agent or else by letter.
ANSWERS: dict[tuple[str, str], dict[str, int]] = {
    # The sheet for the parquet, while it is asked.
    ("casework:paper", "K"): _NO_SHEET,
    ("casework:paper", "M"): _NO_SHEET,
    # Nothing to tell the CNIL before the risk is known.
    ("casework:plain_paper", "D"): {"detectee": 403},
    ("casework:plain_paper", "M"): {"detectee": 403},
    # Nothing is ready yet, or nothing is left.
    ("casework:export_take", "K"): {"attendue": 302, "remise": 410},
    ("casework:export_take", "M"): {"a_accorder": 302},
    ("casework:paper_batch_take", "K"): {"ecriture": 302},
    ("casework:paper_batch_take", "M"): {"cddf": 302},
    # No copy before the identity is checked, nor after the answer.
    **dict.fromkeys(
        (("casework:rights_bundle", "K"), ("casework:rights_bundle", "M")),
        dict.fromkeys(("recue", "repondue", "close", "a_corriger"), 403),
    ),
    ("casework:saisine_check", "P"): _NOT_WRITABLE,
    ("casework:saisine_identify", "P"): _NOT_WRITABLE,
    ("casework:saisine_describe", "P"): _NOT_WRITABLE,
    ("casework:saisine_submit", "P"): _NOT_WRITABLE,
    ("casework:saisine_withdraw", "P"): _NOT_WITHDRAWN,
    ("casework:saisine_withdraw", "K"): _NOT_WITHDRAWN,
    ("casework:saisine_withdraw", "M"): _NOT_MINE_TO_WITHDRAW,
    ("casework:seance_live", "K"): _NOT_OPEN,
    ("casework:seance_live_case", "K"): _NOT_OPEN | {"ouverte": 200},
    ("casework:seance_releve", "K"): {"planifiee": 403, "convoquee": 403},
    # One member was present, the others and the référent were not; the maire reads what is
    # validated.
    ("casework:seance_releve", "P"): _NOT_READABLE,
    ("casework:seance_releve", "M"): _NOT_READABLE,
    ("casework:seance_releve", "hors_fenetre"): _NOT_READABLE | {"releve_valide": 403},
    ("casework:seance_releve", "double"): _NOT_READABLE | {"releve_valide": 403},
    ("casework:seance_releve", "R"): _NOT_READABLE | {"releve_valide": 403},
}

# Who sees which rows. « nord/* » is every row of the kind there, but for those of HIDDEN.
SIGHT: dict[str, dict[str, tuple[str, ...]]] = {
    "coordonnateur": {
        **dict.fromkeys(
            (
                "case",
                "rappel",
                "cddf",
                "accompagnement",
                "transaction",
                "follow_up",
                "bilan",
                "saisine",
                "seance",
                "live",
            ),
            ("nord/*",),
        ),
        "bound": ("nord/*",),
        "charte": ("nord/*",),
    },
    "maire": {
        **dict.fromkeys(
            (
                "case",
                "rappel",
                "cddf",
                "accompagnement",
                "transaction",
                "follow_up",
                "bilan",
                "saisine",
                "seance",
            ),
            ("nord/*", "sud/*"),
        ),
        "bound": ("nord/*", "sud/*"),
        **dict.fromkeys(("membership", "exclusion", "violation"), ("nord/*", "sud/*")),
    },
    "dpo": {"violation": ("nord/*", "sud/*"), "alert": ("nord/*", "sud/*")},
    "membre": {
        "case": ("nord/inscrit", "nord/en_examen"),
        "saisine": tuple(
            f"nord/membre-{state}" for state in ("brouillon", "soumise", "a_completer", *_ANSWERED)
        ),
        "own_saisine": tuple(
            f"nord/membre-{state}" for state in ("brouillon", "soumise", "a_completer", *_ANSWERED)
        ),
        "seance": ("nord/*",),
        "bound": ("nord/*",),
    },
    "referent": {
        "case": tuple(f"nord/{key}" for key in MINE),
        # A proposed mission is read before it is accepted, the case is not.
        "follow_up": tuple(f"nord/{key}" for key in (PROPOSED, *MINE)),
        "accompagnement": tuple(f"nord/{key}" for key in MINE),
        "bilan": tuple(f"nord/{key}" for key in MINE),
        "seance": ("nord/*",),
        "bound": ("nord/*",),
    },
    "parquet": {
        "case": (f"nord/{CONSULTED}",),
        "rappel": (f"nord/{CONSULTED}",),
        "consultation": (f"nord/{CONSULTED}",),
        "bound": ("nord/*",),
    },
    "cddf": {
        "case": (f"nord/{HEARD}",),
        "cddf": (f"nord/{HEARD}",),
        "bound": ("nord/*", "sud/*"),
    },
    # What they hold has ended, or was never signed for: only the charte and the dates remain.
    "ancien_referent": {"seance": ("nord/*",), "bound": ("nord/*",)},
    "hors_fenetre": {"seance": ("nord/*",), "bound": ("nord/*",)},
    "double": {"seance": ("nord/*",), "bound": ("nord/*",)},
    "sans_charte": {"bound": ("nord/*",)},
    "coordonnateur_sans_charte": {"bound": ("nord/*",), "charte": ("nord/*",)},
}
SIGHT["coordonnateur"] |= {"relais": ("nord/*",), "rights": ("nord/*",)}
SIGHT["maire"] |= {"relais": ("nord/*", "sud/*"), "rights": ("nord/*", "sud/*")}
# An answer is read by its author only, in the session that asked.
for _author in ("coordonnateur", "maire", "referent", "membre"):
    SIGHT[_author]["search"] = (f"nord/{_author}",)
# Archives are known by reference to those who may ask to read them.
SIGHT["coordonnateur"] |= {"archived": ("nord/archive",), "reading": ("nord/*",)}
SIGHT["maire"] |= {
    "archived": ("nord/archive", "sud/archive"),
    "reading": ("nord/*", "sud/*"),
}
# An export is taken by the hat that asked, agreed to by the other function.
SIGHT["coordonnateur"] |= {
    "own_export": ("nord/prete", "nord/remise", "nord/attendue"),
    "asked_export": ("nord/a_accorder",),
}
SIGHT["maire"] |= {
    "own_export": ("nord/a_accorder",),
    "asked_export": ("nord/attendue", "sud/attendue"),
}
# Papers of a sitting are followed and taken by the hat that asked.
SIGHT["coordonnateur"]["own_batch"] = ("nord/pret", "nord/ecriture")
SIGHT["maire"]["own_batch"] = ("nord/cddf",)
# What was read under a motive is known to those who review it.
SIGHT["coordonnateur"]["motivated"] = ("nord/*",)
SIGHT["coordonnateur"]["own_reading"] = SIGHT["dpo"]["own_motivated"] = ("nord/*",)
SIGHT["maire"]["motivated"] = SIGHT["dpo"]["motivated"] = ("nord/*", "sud/*")
# The DPO follows the requests of the collectivité, and opens no case.
SIGHT["dpo"]["rights"] = ("nord/*", "sud/*")
# A bulletin is published for all who see figures.
for _agent, _role in ROLES.items():
    if _role in "FSKMDQ":
        SIGHT.setdefault(_agent, {})["bulletin"] = ("nord/*", "sud/*", "ailleurs/*")
# A report is read by the function that asked for it.
for _agent in ("prefecture", "coordonnateur", "maire"):
    SIGHT.setdefault(_agent, {})["report"] = (f"nord/{_agent}",)
# The address of a subscription opens it, whoever asks.
for _agent in AGENTS:
    SIGHT.setdefault(_agent, {})["feed"] = tuple(
        f"{place}/coordonnateur" for place in ("nord", "sud", "ailleurs")
    )
# A message is opened by whoever it was sent to, under any hat.
for _agent, _role in ROLES.items():
    if _role != "F":
        SIGHT.setdefault(_agent, {})["message"] = (f"nord/{_agent}",)
# Nobody reads these any more, or not before they are sent.
HIDDEN = {
    "case": ("archive", "a_eliminer", "purge"),
    "rappel": (),
    "saisine": ("membre-brouillon", "membre_voisin-brouillon"),
}
# What the fields of the page may tell, by role (docs/domain, access matrix).
TOLD: dict[str, frozenset[Kind]] = {
    "K": frozenset(Kind),
    "M": frozenset(Kind),
    "R": frozenset(Kind),
    "P": frozenset({Kind.NAME}),
    "Q": frozenset({Kind.NAME, Kind.BIRTH}),
    "C": frozenset({Kind.NAME, Kind.PARENTS}),
    "D": frozenset(),
    "F": frozenset(),
    "S": frozenset(),
    "T": frozenset(),
    "": frozenset(),
}
# A saisine tells the name and the birth date until it is answered, to its author and to those who
# qualify or decide.
NAMED_SAISINES = ("soumise", "a_completer")
# One declares one’s own absence; who coordinates, that of each titular of the cellule.
for _agent in ("membre", "referent", "parquet", "cddf"):
    SIGHT[_agent]["titular"] = (f"nord/{_agent}",)
SIGHT["coordonnateur"] |= {
    "titular": ("nord/membre", "nord/referent", "nord/parquet"),
    "suppleance": ("nord/*",),
    "signature": ("nord/coordonnateur",),
}
SIGHT["membre"]["signature"] = ("nord/membre",)
