"""Who may read and do what: the pure function that reads the access matrix.

``decide`` is the specification: it knows no database and no request. ``Case.objects.visible_to``
is the same rule as a query; a property test proves that they agree. Source of the tables: access
matrix of the domain (AU-038 art. 3 and 8, CSI art. L. 132-5, L. 132-7, CASF art. L. 141-1).
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from confidentiality.access_matrix import CASE_ACTS, PAGE_ACTS, READS, RELATIONS
from confidentiality.choices import FieldGroup as F
from confidentiality.choices import Relation, Role
from confidentiality.errors import Refusal


@dataclass(frozen=True, slots=True)
class Period:
    """From ``since`` (included) to ``until`` (excluded); no ``until`` means still running."""

    since: datetime
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.since <= now and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class ActorFacts:
    """What counts about the agent, read again at the time of the act."""

    role: Role
    active: bool
    designation: Period


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What counts about one case, for one agent under one hat.

    ``grants``: relations of this hat to the case or to its cellule. ``signatures``: this agent's
    signatures of the version of the charte in force for the cellule; empty when no version is.
    ``sealed``: the content is archived, sealed or destroyed.
    """

    grants: tuple[tuple[Relation, Period], ...] = ()
    signatures: tuple[Period, ...] = ()
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer. ``visible`` is False when even the existence must not be told."""

    allowed: bool
    rule: str
    visible: bool = True
    refusal: Refusal | None = None
    fields: frozenset[F] = frozenset()


def decide(actor: ActorFacts, act: str, case: CaseFacts | None, now: datetime) -> Decision:
    """The rule of access. Pure: same facts, same answer.

    The most restrictive rule wins: account, designation, charte in force and signed, grant in
    force for this role, seal, then the act itself.
    """
    if not actor.active:
        return Decision(False, "account", visible=False)
    if not actor.designation.holds(now):
        return Decision(False, "designation", visible=False)
    if case is None:
        roles = PAGE_ACTS[act]
        if actor.role in roles:
            return Decision(True, "role")
        return Decision(False, "role", refusal=_not_your_role(act, roles))
    return _decide_on_case(actor, act, case, now)


def _decide_on_case(actor: ActorFacts, act: str, case: CaseFacts, now: datetime) -> Decision:
    if not any(period.holds(now) for period in case.signatures):
        return Decision(False, "charte", visible=False)
    relations = frozenset(
        relation
        for relation, period in case.grants
        if relation in RELATIONS[actor.role] and period.holds(now)
    )
    if not relations:
        return Decision(False, "grant", visible=False)
    if case.sealed:
        return Decision(False, "sealed", visible=False)
    fields = frozenset[F]().union(*(READS[relation] for relation in relations))
    roles = CASE_ACTS[act]
    if actor.role not in roles:
        return Decision(False, "role", refusal=_not_your_role(act, roles), fields=fields)
    return Decision(True, "grant", fields=fields)


def _not_your_role(act: str, roles: frozenset[Role]) -> Refusal:
    if act in ("rappel.decide", "rappel.record"):
        return Refusal(
            "rappel_not_maire",
            "Seul le maire ou l’élu qu’il a délégué par arrêté fait le rappel à l’ordre.",
            "CSI, art. L. 132-7",
        )
    names = " ou ".join(sorted(str(role.label).lower() for role in roles))
    return Refusal(
        "not_your_role",
        f"Cet acte revient à une autre fonction : {names}.",
        "Charte de la cellule",
    )


# Set each time a page or an act asked the policy; the middleware refuses any page that never did.
_asked: ContextVar[bool] = ContextVar("policy_asked", default=False)


def note_asked() -> None:
    """Remember that the request under way has been through the policy."""
    _asked.set(True)


def forget_asked() -> None:
    """Start of a request."""
    _asked.set(False)


def was_asked() -> bool:
    return _asked.get()
