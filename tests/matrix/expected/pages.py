"""What each page asks of its reader, who is answered, and what leaves a line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from tests.matrix.expected.agents import EVERYONE, SIGNATORIES


class Gate(Enum):
    """What a page asks before its own question."""

    NONE = 0
    SIGN_IN = 1
    HAT = 2
    CHARTE = 3


# Whoever answers for a report asks for it, and reads their own.
REPORTING = "FKM"


@dataclass(frozen=True, slots=True)
class Page:
    """One address. ``roles`` are answered; the others get ``refused``.

    ``sees``: the kind of row in the address, out of sight of whom it is 404. ``leads_to``: where
    the page redirects those it answers. ``names``: whether a name may be written on it. ``fresh``:
    whether the password must have been typed again less than five minutes ago.
    """

    roles: str = EVERYONE
    gate: Gate = Gate.CHARTE
    sees: str = ""
    refused: int = 403
    post_only: bool = False
    leads_to: str = ""
    names: bool = False
    fresh: bool = False


def _public() -> Page:
    return Page(gate=Gate.NONE)


def _on(sees: str, roles: str, *, names: bool = True, fresh: bool = False) -> Page:
    """A page of one row: outside its sight nobody learns that it exists."""
    return Page(roles, sees=sees, refused=404, names=names, fresh=fresh)


PAGES = {
    "root": Page(gate=Gate.NONE, leads_to="/accueil/"),
    "login": Page(gate=Gate.NONE, leads_to="/accueil/"),
    "demo_sign_in": Page(gate=Gate.NONE, post_only=True),
    "logout": Page(gate=Gate.SIGN_IN, post_only=True),
    "welcome": Page(gate=Gate.SIGN_IN),
    # Nobody here has been told yet that readings are recorded: that comes first.
    "choose_hat": Page(gate=Gate.SIGN_IN, leads_to="/bienvenue/"),
    "identity": Page(gate=Gate.HAT),
    "home": Page(gate=Gate.HAT),
    "notices": Page(gate=Gate.HAT),
    "health": Page("T"),
    "outbox": Page("T"),
    "outbox_retry": Page("T"),
    "outbox_abandon": Page("T"),
    "help": _public(),
    "help_not_to_write": _public(),
    "help_first_steps": _public(),
    "help_shortcuts": _public(),
    "help_paths": Page(gate=Gate.HAT),
    "help_code_lists": Page(gate=Gate.HAT),
    "help_refusals": Page(gate=Gate.HAT),
    "help_who_reads": Page(gate=Gate.HAT),
    "personal_data": _public(),
    "accessibility": _public(),
    "legal_notice": _public(),
    "veille:charte_list": Page(SIGNATORIES, Gate.HAT),
    "veille:charte": Page(SIGNATORIES, Gate.HAT, "bound"),
    "veille:charte_receipt": Page(SIGNATORIES, Gate.HAT, "signature"),
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
    # It leads to the page of what was told, which asks its own questions.
    "veille:message": Page("KMRPQCSDT", Gate.HAT, "message", leads_to="/"),
    "casework:calendar": Page("KMRPQCD"),
    "casework:calendar_subscribe": Page("KMRPQCD"),
    "casework:calendar_unsubscribe": Page("KMRPQCD"),
    # A telephone reads it, without a sign-in: whoever holds the address, and nobody else.
    "casework:calendar_feed": Page(gate=Gate.NONE, sees="feed", refused=404),
    "veille:messages": Page("KMRPQCSDT", Gate.HAT),
    "veille:suppleance_list": Page("KPRQC"),
    "veille:suppleance_declare": Page("KPRQC", sees="titular"),
    "veille:suppleance_end": Page("KPRQC", sees="suppleance"),
    "veille:exclude": Page("M", Gate.HAT, "membership"),
    "veille:lift_exclusion": Page("M", Gate.HAT, "exclusion"),
    "veille:preparation": Page("KM", Gate.HAT),
    "veille:record_register": Page("K", Gate.HAT),
    "veille:record_aipd": Page("K", Gate.HAT),
    "veille:record_notice": Page("K", Gate.HAT),
    "veille:record_dpo": Page("K", Gate.HAT),
    "veille:record_letterhead": Page("K", Gate.HAT),
    "veille:record_archives": Page("K", Gate.HAT),
    "veille:mandate": Page("KM", Gate.HAT),
    "veille:mandate_open": Page("KM", Gate.HAT),
    "casework:designations_renew": Page("K", Gate.HAT),
    "veille:violation_list": Page("DM", Gate.HAT),
    "veille:violation_declare": Page("DM", Gate.HAT),
    "veille:violation": Page("DM", Gate.HAT, "violation"),
    "veille:violation_act": Page("D", Gate.HAT, "violation"),
    "casework:violation_scope": Page("D", Gate.HAT, "violation"),
    "veille:journal": Page("D"),
    "casework:alert_list": Page("D"),
    "casework:alert": Page("D", sees="alert"),
    "veille:journal_verify": Page("D", post_only=True),
    "casework:parapheur": Page("M"),
    "casework:follow_up_list": Page("R", names=True),
    "casework:case_list": Page("KMRP", names=True),
    "casework:search": Page("KMRP"),
    "casework:search_result": Page("KMRP", sees="search", names=True),
    "casework:case_detail": _on("case", SIGNATORIES),
    "casework:case_act": _on("case", SIGNATORIES, names=False),
    # It names a twin, and this world has none.
    "casework:case_duplicates": _on("case", "K", names=False),
    "casework:case_readings": _on("case", "KMR", names=False),
    "casework:case_print": replace(_on("case", "KM", names=False), fresh=True),
    "casework:export_list": Page("KMD"),
    "casework:export_begin": Page("KM"),
    "casework:export_ask": Page("KM", sees="case", fresh=True),
    "casework:export_ask_seance": Page("KM", sees="seance", fresh=True),
    "casework:export": Page("KM", sees="own_export"),
    "casework:export_approve": Page("KM", sees="asked_export", fresh=True),
    "casework:export_decline": Page("KM", sees="asked_export"),
    "casework:export_take": Page("KM", sees="own_export", fresh=True),
    "casework:archive_list": Page("KM"),
    "casework:archive_ask": _on("archived", "KM", names=False, fresh=True),
    "casework:archive_request": Page("K", sees="archived"),
    "casework:archive_approve": _on("reading", "KM", names=False, fresh=True),
    "casework:archive_refuse": _on("reading", "KM", names=False),
    "casework:archive_withdraw": _on("own_reading", "K", names=False),
    "casework:reading_close": Page("KMD", sees="own_motivated"),
    "casework:reading_list": Page("KMD"),
    "casework:reading": Page("KMD", sees="motivated"),
    "casework:reading_open": Page("D", fresh=True),
    "casework:rappel_list": Page("KM"),
    "casework:action_list": Page("KMRP"),
    "casework:rappel": _on("rappel", "KMQ"),
    # One kind of row stands for all: each template has its own test (tests/casework/papers).
    "casework:paper": _on("rappel", "KM"),
    # Named by nobody, read before any charte: a breach stands for all.
    "casework:plain_paper": Page("DM", Gate.HAT, "violation"),
    "casework:file_papers": Page("KMD", Gate.HAT),
    "casework:paper_verify": _public(),
    # References only: names are in the papers.
    "casework:seance_papers": Page("K", sees="seance"),
    "casework:cddf_papers": Page("KM", sees="cddf"),
    "casework:paper_batch": Page("KM", sees="own_batch"),
    "casework:paper_batch_stop": Page("KM", sees="own_batch", post_only=True),
    "casework:paper_batch_take": Page("KM", sees="own_batch", fresh=True),
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
    "casework:rights_list": Page("KMD"),
    "casework:rights": _on("rights", "KMD", names=False),
    "casework:rights_act": _on("rights", "KMD", names=False),
    "casework:rights_bundle": _on("rights", "KM", fresh=True),
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
    "casework:seance_move": Page("K", sees="seance"),
    "casework:seance_cancel": Page("K", sees="seance"),
    "casework:seance_attendance": Page("K", sees="seance"),
    "casework:seance_releve": Page("KMRP", sees="seance"),
    "casework:seance_live": Page("K", sees="seance"),
    # The name is shown on request, when the screen is not turned to the room.
    "casework:seance_live_case": Page("K", sees="live"),
    "casework:seance_live_open": Page("K", sees="live", post_only=True),
    "casework:seance_act": Page("K", sees="seance", post_only=True),
    "indicators:overview": Page("FSKMDQ", Gate.HAT),
    "indicators:coverage": Page("FSKMDQ", Gate.HAT),
    "indicators:plan": Page("FSKMDQ", Gate.HAT),
    "indicators:definition": Page("FSKMDQ", Gate.HAT),
    "indicators:declarations": Page("S", Gate.HAT),
    "indicators:declare": Page("S", Gate.HAT),
    "indicators:completeness": Page("F", Gate.HAT),
    "indicators:bulletin_list": Page("FSKMDQ", Gate.HAT),
    "indicators:bulletin_prepare": Page("F", Gate.HAT),
    "indicators:bulletin": Page("FSKMDQ", Gate.HAT, "bulletin"),
    "indicators:bulletin_verify": Page("FSKMDQ", Gate.HAT, "bulletin"),
    "indicators:bulletin_audit": Page("FD", Gate.HAT, "bulletin"),
    "indicators:bulletin_attack": Page("D", Gate.HAT, "bulletin"),
    "indicators:bulletin_file": Page("FSKMDQ", Gate.HAT, "bulletin"),
    "indicators:bulletin_validate": Page("FD", Gate.HAT, "bulletin"),
    "indicators:bulletin_publish": Page("F", Gate.HAT, "bulletin"),
    "indicators:bulletin_correct": Page("F", Gate.HAT, "bulletin"),
    "indicators:report_list": Page(REPORTING, Gate.HAT),
    "indicators:report_ask": Page(REPORTING, Gate.HAT),
    "indicators:report": Page(REPORTING, Gate.HAT, "report"),
    "indicators:report_read": Page(REPORTING, Gate.HAT, "report"),
    "indicators:report_file": Page(REPORTING, Gate.HAT, "report"),
}

# Pages that open a nominative row, whether or not they show the name: each leaves a line.
TRACED = (
    "casework:calendar",
    "casework:parapheur",
    "casework:follow_up_list",
    "casework:case_list",
    "casework:search_result",
    "casework:case_detail",
    "casework:case_duplicates",
    "casework:case_act",
    "casework:case_readings",
    "casework:case_print",
    "casework:export_ask",
    "casework:rappel_list",
    "casework:action_list",
    "casework:rappel",
    "casework:rappel_act",
    "casework:paper",
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
    "casework:rights_list",
    "casework:rights",
    "casework:rights_act",
    "casework:rights_bundle",
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
