"""Who may read and do what: the pure function that reads the access matrix.

``decide`` is the specification: it knows no database and no request. ``Case.objects.visible_to``
is the same rule as a query; a property test proves that they agree. Source of the tables: access
matrix of the domain (AU-038 art. 3 and 8, CSI art. L. 132-5, L. 132-7, CASF art. L. 141-1).
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from confidentiality.access_matrix import (
    CASE_ACTS,
    JUDICIAL_ACTS,
    OFFENCES,
    PAGE_ACTS,
    READ_ALONE,
    READS,
    RELATIONS,
    SECRET_HOLDERS,
    WITHHELD,
)
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
    """What counts about the agent, read again at the time of the act.

    ``organisation``: its kind, of the list L-O; ``public_service``: whether it has such a mission.
    """

    role: Role
    active: bool
    designation: Period
    organisation: str = ""
    public_service: bool = True


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What counts about one case, for one agent under one hat.

    ``grants``: relations of this hat to the case or to its cellule. ``signatures``: this agent's
    signatures of the version of the charte in force for the cellule; empty when no version is.
    ``sealed``: the content is archived, sealed or destroyed. ``readings``: motivated readings of
    this case opened to this hat, of an archive or, for those who read alone, of a case under way.
    ``excluded``: this agent was excluded from the group of the cellule.
    """

    grants: tuple[tuple[Relation, Period], ...] = ()
    signatures: tuple[Period, ...] = ()
    sealed: bool = False
    readings: tuple[Period, ...] = ()
    excluded: bool = False


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
    if not _is_bound(actor.role, case, now):
        return Decision(False, "charte", visible=False)
    opened = any(period.holds(now) for period in case.readings)
    relations = frozenset(
        relation
        for relation, period in case.grants
        if relation in RELATIONS[actor.role] and period.holds(now)
    )
    alone = READ_ALONE.get(actor.role, frozenset()) if opened else frozenset[F]()
    if not relations and not alone:
        return Decision(False, "grant", visible=False)
    if case.sealed and not opened:
        return Decision(False, "sealed", visible=False)
    read = alone.union(*(READS[relation] for relation in relations))
    return _permit(
        actor.role, actor.organisation, act, case.sealed or bool(alone), read - _withheld(actor)
    )


def _is_bound(role: Role, case: CaseFacts, now: datetime) -> bool:
    """By the signature of the charte; the DPO, by the secret of the function (RGPD art. 38, 5).

    An exclusion revokes the signatures of whoever signs: it counts as such for whoever does not.
    """
    if role in READ_ALONE:
        return not case.excluded
    return any(period.holds(now) for period in case.signatures)


def decide_on_visible(role: Role, organisation: str, act: str, *, sealed: bool) -> Decision:
    """What remains to be asked once ``visible_to`` has given the case: the act itself.

    Account, designation, charte, grant and seal are conditions of that query (a property test
    proves it), so that the door does not read them a second time.
    """
    return _permit(role, organisation, act, sealed, frozenset())


def always_open(role: Role) -> frozenset[F]:
    """The groups that every case a function opens lets it read, whatever binds it to the case."""
    relations = [READS[relation] for relation in RELATIONS[role]]
    return frozenset.intersection(*relations) if relations else frozenset()


def _permit(
    role: Role, organisation: str, act: str, read_only: bool, fields: frozenset[F]
) -> Decision:
    if act in JUDICIAL_ACTS and organisation in SECRET_HOLDERS:
        return Decision(False, "secret", refusal=_SECRET, fields=fields)
    roles = CASE_ACTS[act]
    if role not in roles:
        return Decision(False, "role", refusal=_not_your_role(act, roles), fields=fields)
    if read_only and act != "case.view":
        return Decision(False, "reading", refusal=_READ_ONLY, fields=fields)
    return Decision(True, "reading" if read_only else "grant", fields=fields)


def _withheld(actor: ActorFacts) -> frozenset[F]:
    """What is kept from an organisation, whatever binds its agent to the case.

    Without a public-service mission: no offence data, no judicial flag (LIL art. 46, I15). Police
    and justice: what the access matrix of the domain leaves empty in their columns.
    """
    nothing = frozenset[F]()
    private = nothing if actor.public_service else OFFENCES
    return private | WITHHELD.get(actor.organisation, nothing)


_SECRET = Refusal(
    "judicial_secret",
    "Vous ne pouvez pas saisir d’information judiciaire ici : votre mission est couverte par le "
    "secret. Seul le parquet peut la communiquer.",
    "CSI, art. L. 132-2",
)

_READ_ONLY = Refusal(
    "archive_read_only",
    "Une archive se lit, elle ne change plus : une nouvelle saisine ouvre une nouvelle situation.",
    "AU-038, art. 5",
    "Nouvelle saisine",
    "/saisines/nouvelle/",
)


def _not_your_role(act: str, roles: frozenset[Role]) -> Refusal:
    if act in ("rappel.decide", "rappel.record"):
        return Refusal(
            "rappel_not_maire",
            "Seul le maire ou l’élu qu’il a délégué par arrêté fait le rappel à l’ordre.",
            "CSI, art. L. 132-7",
            "Transmettre au parapheur",
            "transmettre",
        )
    if act in ("accompagnement.propose", "accompagnement.start"):
        return Refusal(
            "accompagnement_not_maire",
            "Seul le maire ou l’élu qu’il a délégué par arrêté décide d’un accompagnement "
            "parental.",
            "CASF, art. L. 141-2",
        )
    if act == "transaction.propose":
        return Refusal(
            "transaction_not_maire",
            "Seul le maire ou l’élu qu’il a délégué par arrêté propose une transaction.",
            "CPP, art. 44-1",
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
