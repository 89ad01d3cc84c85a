"""Who may do what from where, for the backbone: written by hand from the domain (§7 and §9).

The policy and the machines are tables; a table that is wrong must not be confirmed by itself. Each
line: the transition, its sources, then « : » and the functions that may take it (K coordonnateur,
M maire, Q parquet; « - » for the clock alone).
"""

from __future__ import annotations

from confidentiality.choices import Role

CASE = """
    inscribe             repere ajourne en_cours bilan_attendu                  : K
    open_examination     inscrit                                                : K
    adjourn              en_examen                                              : K
    leave_agenda         inscrit                                                : K
    dismiss              en_examen                                              : K
    orient               en_examen                                              : K
    engage               oriente                                                : K
    report_reiteration   en_cours suspendu                                      : K
    suspend              en_cours                                               : K
    resume               suspendu                                               : K
    request_bilan        en_cours                                               : K
    present_bilan        en_examen                                              : K
    carry_on             bilan_presente en_examen                               : K
    reorient             bilan_presente                                         : K
    close                bilan_presente en_cours suspendu oriente               : K
    close                repere ajourne inscrit                                 : K
    close_for_age        repere inscrit en_examen ajourne oriente               : -
    close_for_age        en_cours suspendu bilan_attendu bilan_presente         : -
    close_for_opposition repere inscrit en_examen ajourne oriente               : K M
    close_for_opposition en_cours suspendu bilan_attendu bilan_presente         : K M
    archive              clos                                                   : -
    discard              clos                                                   : -
    read_archive         archive                                                : K M
    reopen               archive                                                : K
    seal                 archive non_retenu                                     : -
    erase_on_request     clos archive non_retenu                                : K M
    eliminate            a_eliminer non_retenu                                  : -
"""

RAPPEL = """
    consult              propose                                                : K M
    remind               consultation_parquet                                   : K M
    record_accord        consultation_parquet                                   : Q K
    record_opposition    consultation_parquet                                   : Q K
    forward              propose accord convoque                                : K
    decide               propose accord                                         : M
    postpone             convoque                                               : K M
    convene_again        reporte carence                                        : M
    record               convoque                                               : M
    record_absence       convoque                                               : K M
    inform_parquet       realise carence                                        : K
    cancel               propose consultation_parquet accord convoque reporte   : K M Q
"""

_LETTERS = {"K": Role.COORDONNATEUR, "M": Role.MAIRE, "Q": Role.PARQUET}

# A transition, a role, a state from which this role may take it.
Allowed = frozenset[tuple[str, Role, str]]


def read(table: str) -> Allowed:
    """Every triple of a table; what is not there is refused."""
    found = set()
    for line in table.strip().splitlines():
        left, letters = line.split(":")
        name, *sources = left.split()
        roles = [_LETTERS[letter] for letter in letters.split() if letter != "-"]
        found |= {(name, role, source) for role in roles for source in sources}
    return frozenset(found)


BACKBONE: dict[str, Allowed] = {"Case": read(CASE), "RappelALOrdre": read(RAPPEL)}
