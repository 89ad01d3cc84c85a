"""What each page answers to whom. This table is the specification; nothing in it is computed.

Roles are written by their letter: K coordonnateur, M maire, R référent, P membre (professional),
Q parquet, C member of the CDDF, F préfecture (figures), D délégué à la protection, T technique.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from confidentiality.choices import Role
from tests.matrix.canaries import Kind
from tests.matrix.world import CONSULTED, HEARD, MINE, PROPOSED

LETTERS = {
    "K": Role.COORDONNATEUR,
    "M": Role.MAIRE,
    "R": Role.REFERENT,
    "P": Role.MEMBRE,
    "Q": Role.PARQUET,
    "C": Role.CDDF,
    "F": Role.PREFECTURE,
    "D": Role.DPO,
    "T": Role.TECHNIQUE,
}
EVERYONE = "".join(LETTERS)
SIGNATORIES = "KMRPQC"


class Gate(Enum):
    """What a page asks before its own question."""

    NONE = 0
    SIGN_IN = 1
    HAT = 2
    CHARTE = 3


@dataclass(frozen=True, slots=True)
class Page:
    """One address. ``roles`` are answered; the others get ``refused``.

    ``sees``: the kind of row in the address, out of sight of whom it is 404. ``leads_to``: where
    the page redirects those it answers. ``names``: whether a name may be written on it.
    """

    roles: str = EVERYONE
    gate: Gate = Gate.CHARTE
    sees: str = ""
    refused: int = 403
    post_only: bool = False
    leads_to: str = ""
    names: bool = False


def _public() -> Page:
    return Page(gate=Gate.NONE)


def _on(sees: str, roles: str, *, names: bool = True) -> Page:
    """A page of one row: outside its sight nobody learns that it exists."""
    return Page(roles, sees=sees, refused=404, names=names)


PAGES = {
    "root": Page(gate=Gate.NONE, leads_to="/accueil/"),
    "login": Page(gate=Gate.NONE, leads_to="/accueil/"),
    "demo_sign_in": Page(gate=Gate.NONE, post_only=True),
    "logout": Page(gate=Gate.SIGN_IN, post_only=True),
    "welcome": Page(gate=Gate.SIGN_IN),
    # Nobody here has been told yet that readings are recorded: that comes first.
    "choose_hat": Page(gate=Gate.SIGN_IN, leads_to="/bienvenue/"),
    "home": Page(gate=Gate.HAT),
    "notices": Page(gate=Gate.HAT),
    "health": Page("T"),
    "help": _public(),
    "help_not_to_write": _public(),
    "help_first_steps": _public(),
    "help_paths": Page(gate=Gate.HAT),
    "help_code_lists": Page(gate=Gate.HAT),
    "help_refusals": Page(gate=Gate.HAT),
    "personal_data": _public(),
    "accessibility": _public(),
    "legal_notice": _public(),
    "veille:charte_list": Page(SIGNATORIES, Gate.HAT),
    "veille:charte": Page(SIGNATORIES, Gate.HAT, "bound"),
    "veille:charte_sign": Page(SIGNATORIES, Gate.HAT, "bound"),
    "veille:cellule_list": Page("KM", Gate.HAT),
    "veille:cellule": Page("KM", Gate.HAT, "bound"),
    "veille:charte_draft": Page("K", Gate.HAT, "bound"),
    "veille:charte_adopt": Page("K", Gate.HAT, "charte"),
    "veille:charte_publish": Page("K", Gate.HAT, "charte"),
    "casework:delay_list": Page("K"),
    "casework:delay_set": Page("K"),
    "veille:charte_repeal": Page("K", Gate.HAT, "charte"),
    "veille:charte_withdraw": Page(SIGNATORIES, Gate.HAT, "bound"),
    "veille:exclude": Page("M", Gate.HAT, "membership"),
    "veille:lift_exclusion": Page("M", Gate.HAT, "exclusion"),
    "veille:preparation": Page("KM", Gate.HAT),
    "veille:record_register": Page("K", Gate.HAT),
    "veille:record_aipd": Page("K", Gate.HAT),
    "veille:record_notice": Page("K", Gate.HAT),
    "veille:record_dpo": Page("K", Gate.HAT),
    "veille:record_archives": Page("K", Gate.HAT),
    "veille:mandate": Page("KM", Gate.HAT),
    "veille:mandate_open": Page("KM", Gate.HAT),
    "casework:designations_renew": Page("K", Gate.HAT),
    "veille:violation_list": Page("DM", Gate.HAT),
    "veille:violation_declare": Page("DM", Gate.HAT),
    "veille:violation": Page("DM", Gate.HAT, "violation"),
    "veille:violation_act": Page("D", Gate.HAT, "violation"),
    "veille:journal": Page("D"),
    "veille:journal_verify": Page("D", post_only=True),
    "casework:parapheur": Page("M"),
    "casework:follow_up_list": Page("R", names=True),
    "casework:case_list": Page("KMRP", names=True),
    "casework:case_detail": _on("case", SIGNATORIES),
    "casework:case_act": _on("case", SIGNATORIES, names=False),
    "casework:archive_list": Page("KM"),
    "casework:archive_ask": _on("archived", "KM", names=False),
    "casework:archive_approve": _on("reading", "KM", names=False),
    "casework:rappel_list": Page("KM"),
    "casework:rappel": _on("rappel", "KMQ"),
    "casework:rappel_act": _on("rappel", "KMQ", names=False),
    "casework:parquet_list": Page("Q"),
    "casework:consultation": _on("consultation", "Q"),
    "casework:cddf_list": Page("KMC"),
    "casework:cddf": _on("cddf", "KMC"),
    "casework:cddf_act": _on("cddf", "KMC", names=False),
    "casework:accompagnement": _on("accompagnement", "KMR"),
    "casework:accompagnement_act": _on("accompagnement", "KMR", names=False),
    "casework:transaction": _on("transaction", "KM"),
    "casework:transaction_act": _on("transaction", "KM", names=False),
    "casework:follow_up": _on("follow_up", "KMR"),
    "casework:follow_up_act": _on("follow_up", "KMR", names=False),
    "casework:bilan": _on("bilan", "KMR"),
    "casework:bilan_act": _on("bilan", "KMR", names=False),
    "casework:relais": _on("relais", "KM"),
    "casework:relais_act": _on("relais", "KM", names=False),
    "casework:relais_sheet": _on("relais", "K"),
    "casework:rights_list": Page("KMD"),
    "casework:rights": _on("rights", "KMD", names=False),
    "casework:rights_act": _on("rights", "KMD", names=False),
    "casework:saisine_list": Page("KMRP", names=True),
    "casework:saisine_start": Page("KMRP"),
    "casework:saisine_detail": Page("KMRP", sees="saisine", names=True),
    "casework:saisine_identify": Page("KMRP", sees="own_saisine", names=True),
    "casework:saisine_check": Page("KMRP", sees="own_saisine", names=True),
    "casework:saisine_describe": Page("KMRP", sees="own_saisine", names=True),
    "casework:saisine_submit": Page("KMRP", sees="own_saisine", names=True),
    "casework:saisine_withdraw": Page("KMRP", sees="saisine"),
    "casework:saisine_qualify": Page("K", sees="saisine", post_only=True),
    "casework:seance_list": Page("KMRP"),
    "casework:seance_plan": Page("K"),
    "casework:seance_detail": Page("KMRP", sees="seance", names=True),
    "casework:seance_inscribe": Page("K", sees="seance", post_only=True),
    "casework:seance_attendance": Page("K", sees="seance"),
    "casework:seance_releve": Page("KMRP", sees="seance"),
    "casework:seance_live": Page("K", sees="seance"),
    # The name is shown on request, when the screen is not turned to the room.
    "casework:seance_live_case": Page("K", sees="live"),
    "casework:seance_live_open": Page("K", sees="live", post_only=True),
    "casework:seance_act": Page("K", sees="seance", post_only=True),
    "indicators:overview": Page("FKMDQ", Gate.HAT),
    "indicators:coverage": Page("FKMDQ", Gate.HAT),
    "indicators:definition": Page("FKMDQ", Gate.HAT),
}

# Pages that open a nominative row, whether or not they show the name: each leaves a line.
TRACED = (
    "casework:parapheur",
    "casework:follow_up_list",
    "casework:case_list",
    "casework:case_detail",
    "casework:case_act",
    "casework:rappel_list",
    "casework:rappel",
    "casework:rappel_act",
    "casework:parquet_list",
    "casework:consultation",
    "casework:cddf_list",
    "casework:cddf",
    "casework:cddf_act",
    "casework:accompagnement",
    "casework:accompagnement_act",
    "casework:transaction",
    "casework:transaction_act",
    "casework:follow_up",
    "casework:follow_up_act",
    "casework:bilan",
    "casework:bilan_act",
    "casework:relais",
    "casework:relais_act",
    "casework:relais_sheet",
    "casework:rights_list",
    "casework:rights",
    "casework:rights_act",
    "casework:saisine_list",
    "casework:saisine_detail",
    "casework:saisine_identify",
    "casework:saisine_check",
    "casework:saisine_describe",
    "casework:saisine_submit",
    "casework:saisine_withdraw",
    "casework:seance_live_case",
    "casework:seance_releve",
)

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
# By name of the page, then by agent or else by letter.
ANSWERS: dict[tuple[str, str], dict[str, int]] = {
    # Nothing to print before the agreement, nor after the end.
    ("casework:relais_sheet", "K"): dict.fromkeys(("ajourne", "suspendu", "clos"), 403),
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
# Acts whose form shows what is already known, to those who may read it.
NAMED_ACTS = frozenset({"coordonnees"})
# Acts done on another page: theirs redirects there.
ELSEWHERE = frozenset({"examiner", "deliberer"})

# Slug of each act, and the letters of those who may do it.
ACTS: dict[str, dict[str, str]] = {
    "casework:case_act": {
        "inscrire": "K",
        "examiner": "K",
        "deliberer": "K",
        "informer": "K",
        "engager": "K",
        "proposer-un-rappel": "KM",
        "proposer-le-cddf": "KM",
        "envisager-un-accompagnement": "KM",
        "proposer-une-transaction": "M",
        "designer-un-referent": "K",
        "etape": "KR",
        "coordonnees": "KR",
        "representant": "K",
        "proposer-un-relais": "K",
        "demande-de-droits": "K",
        "programme": "K",
        "communication-du-parquet": "KQ",
        "statut-judiciaire": "KQ",
        "confirmer-le-statut": "K",
        "effacer-le-statut": "K",
        "suspendre": "K",
        "reprendre": "K",
        "demander-le-bilan": "K",
        "poursuivre": "K",
        "clore": "K",
        "reporter-l-information": "M",
        "annuler": "KMR",
        "annuler-l-etape": "KR",
    },
    "casework:rappel_act": {
        "consulter": "KM",
        "relancer": "KM",
        "repondre": "QK",
        "transmettre": "K",
        "decider": "M",
        "reconvoquer": "M",
        "realiser": "M",
        "reporter": "KM",
        "carence": "KM",
        "informer-le-parquet": "K",
        "annuler": "KMQ",
    },
    "casework:cddf_act": {
        "programmer": "M",
        "refuser": "M",
        "convoquer": "KM",
        "annuler-la-convocation": "KM",
        "entendre": "KMC",
        "carence": "KMC",
        "recommander": "MC",
        "informer-un-tiers": "KM",
        "suivre": "KM",
        "clore": "KM",
        "annuler": "KM",
    },
    "casework:accompagnement_act": {
        "consulter-le-cddf": "KM",
        "verifier": "KM",
        "proposer": "M",
        "repondre": "KM",
        "demander-l-avis": "KM",
        "informer-les-autorites": "KM",
        "mettre-en-place": "M",
        "terminer": "KM",
        "avis": "KM",
        "suivi-partiel": "KM",
        "annuler": "KM",
    },
    "casework:transaction_act": {
        "repondre": "KM",
        "homologuer": "KM",
        "executer": "KM",
        "informer-le-parquet": "KM",
    },
    "casework:follow_up_act": {
        "accepter": "R",
        "premier-contact": "R",
        "tentative": "R",
        "adhesion": "R",
        "refus": "R",
        "suspendre": "RK",
        "reprendre": "RK",
        "terminer": "K",
    },
    "casework:bilan_act": {"rediger": "R", "valider": "K", "communiquer": "KR"},
    "veille:violation_act": dict.fromkeys(("qualifier", "notifier", "informer", "clore"), "D"),
    "casework:relais_act": dict.fromkeys(("accord", "remettre", "sans-accord", "clore"), "K"),
    "casework:rights_act": {
        "identite": "K",
        "avis": "D",
        "decider": "M",
        "repondre": "KM",
        "repondre-et-clore": "KM",
        "prolonger": "KM",
        "clore": "KD",
    },
    "casework:seance_act": dict.fromkeys(
        ("convoquer", "annuler-la-convocation", "ouvrir", "clore", "valider"), "K"
    ),
    "casework:saisine_qualify": dict.fromkeys(("recevable", "irrecevable", "complement"), "K"),
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
    "dpo": {"violation": ("nord/*", "sud/*")},
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
# Archives are known by reference to those who may ask to read them.
SIGHT["coordonnateur"] |= {"archived": ("nord/archive",), "reading": ("nord/*",)}
SIGHT["maire"] |= {
    "archived": ("nord/archive", "sud/archive"),
    "reading": ("nord/*", "sud/*"),
}
# The DPO follows the requests of the collectivité, and opens no case.
SIGHT["dpo"]["rights"] = ("nord/*", "sud/*")
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
}
# A saisine tells the name and the birth date until it is answered, to its author and to those who
# qualify or decide.
NAMED_SAISINES = ("soumise", "a_completer")

ROLES = {
    "coordonnateur": "K",
    "maire": "M",
    "referent": "R",
    "membre": "P",
    "parquet": "Q",
    "cddf": "C",
    "prefecture": "F",
    "dpo": "D",
    "technique": "T",
    "ancien_referent": "R",
    "hors_fenetre": "P",
    "double": "P",
    "sans_charte": "P",
    "coordonnateur_sans_charte": "K",
}
UNSIGNED = frozenset({"sans_charte", "coordonnateur_sans_charte"})
# Signed in, without a designation in force.
WITHOUT_HAT = frozenset({"fini", "superuser"})
ANONYMOUS = "anonyme"
AGENTS = (*ROLES, *sorted(WITHOUT_HAT), ANONYMOUS)
