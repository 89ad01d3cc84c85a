"""One description for each act; from it come its button, its page, and why it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from inspect import signature
from typing import Any

from django.urls import reverse

from casework.guards.cases import information_holds_nothing, rights_hold_nothing
from casework.models import Case
from casework.services.door import is_held
from confidentiality.access_matrix import CASE_ACTS
from confidentiality.actors import Actor
from confidentiality.errors import Refusal
from confidentiality.guards import Guard
from confidentiality.policy import Decision
from veille.act_form import ActForm

Perform = Callable[[Actor, Any, Any], object]


def performing(key: str) -> Callable[..., Perform]:
    """How acts on one kind of row call their services, which take the row under this key.

    The names after the service are fields of the form that it takes as they are. A name that the
    service does not know, or one that it lacks, fails at the import.
    """

    def calling(service: Callable[..., object], *fields: str) -> Perform:
        signature(service).bind(**dict.fromkeys((key, "actor", *fields, "sent")))
        return lambda actor, row, form: service(
            **{key: row.pk},
            actor=actor,
            **{name: form.cleaned_data[name] for name in fields},
            sent=form.sent,
        )

    return calling


@dataclass(frozen=True, slots=True)
class Act:
    """What a page needs to know about one act.

    ``code``: its line in the policy. ``transition``: the method of the machine that it takes, read
    for its sources and guards; empty for an act that moves no state. ``guards``: further
    conditions told beforehand. ``perform(actor, row, form)`` calls the service. ``elsewhere``
    gives the page where the act is done, when it has no form of its own.
    """

    code: str
    slug: str
    label: str
    form: type[ActForm]
    perform: Perform
    transition: str = ""
    guards: tuple[Guard, ...] = ()
    # Conditions of the machine that the form itself answers: not told beforehand.
    answered: tuple[Guard, ...] = ()
    intro: str = ""
    effects: tuple[str, ...] = ()
    success: str = "C’est enregistré."
    # What is told at a state that the act does not leave, when there is better than its name.
    at_state: Mapping[str, Guard] = field(default_factory=dict)
    when: Callable[[Any], bool] | None = None
    elsewhere: Callable[[Any], str] | None = None
    danger: bool = False
    # Folded below the others: useful at any time, never what is waited for.
    secondary: bool = False
    # Never told to those whose act it is not: its very name would tell something of the person.
    discreet: bool = False

    def reasons(self, row: Any, decision: Decision) -> tuple[Refusal, ...]:
        """Why this act is not open now; empty when it is. Never an empty reason for a refusal."""
        if not decision.allowed:
            return (decision.refusal,) if decision.refusal else (_CLOSED,)
        if self.is_held(row):
            held = (information_holds_nothing, rights_hold_nothing)
            return tuple(each.refusal for each in held if not each(_case_of(row)))
        found = self._of_machine(row)
        return found + tuple(each.refusal for each in self.guards if not each(row))

    def is_held(self, row: Any) -> bool:
        """Whether the case is frozen, for this act. Requests about data are what lifts a freeze."""
        case = _case_of(row)
        return (
            isinstance(case, Case)
            and not self.code.startswith("rights.")
            and is_held(case, self.code)
        )

    def _of_machine(self, row: Any) -> tuple[Refusal, ...]:
        if not self.transition:
            return ()
        meta = getattr(type(row), self.transition)._django_fsm
        step = meta.get_transition(row.state)
        if step is None:
            awaited = self.at_state.get(row.state)
            return (awaited.refusal if awaited else _wrong_state(row, meta.transitions),)
        told = [each for each in step.conditions if each not in self.answered]
        return tuple(each.refusal for each in told if not each(row))

    def leaves(self, row: Any) -> bool:
        """Whether the machine has this act at the present state, its guards left aside."""
        if not self.transition:
            return True
        meta = getattr(type(row), self.transition)._django_fsm
        return bool(meta.has_transition(row.state))


def _case_of(row: Any) -> Any:
    """The case itself, or that of a measure."""
    return getattr(row, "case", row)


_CLOSED = Refusal("closed", "Cet acte ne vous est pas ouvert.", "Charte de la cellule")


def _wrong_state(row: Any, sources: Iterable[str]) -> Refusal:
    labels = dict(row._meta.get_field("state").choices)
    names = ", ".join(f"« {labels[source]} »" for source in sources)
    return Refusal(
        "wrong_step",
        f"Possible seulement à l’étape {names} ; ici : « {row.get_state_display()} ».",
        "Plan départemental, mesure 2",
    )


@dataclass(frozen=True, slots=True)
class OpenAct:
    label: str
    url: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class RefusedAct:
    label: str
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class NextActs:
    """What can be done now, and what cannot, with the reasons."""

    open: tuple[OpenAct, ...]
    refused: tuple[RefusedAct, ...]
    other: tuple[OpenAct, ...] = ()


def next_acts(
    acts: Sequence[Act],
    row: Any,
    decide: Callable[[str], Decision],
    url_of: Callable[[Act], str],
) -> NextActs:
    """Sort the acts on one row. ``decide`` answers for this agent; ``url_of`` names the page.

    Acts of other roles are told only at the step where they are due: who must act, and why not I.
    """
    way = _open_way(acts, row, decide, way_out(acts, row, url_of))
    opened: list[OpenAct] = []
    other: list[OpenAct] = []
    refused: list[RefusedAct] = []
    for act in acts:
        if act.when is not None and not act.when(row):
            continue
        decision = decide(act.code)
        if not decision.allowed and (act.discreet or not act.leaves(row)):
            continue
        if decision.allowed and act.is_held(row):
            # Told once, at the top of the page.
            continue
        reasons = act.reasons(row, decision)
        if reasons:
            refused.append(RefusedAct(act.label, tuple(linked(each, way) for each in reasons)))
        elif act.secondary and not _lifts_the_freeze(act, row):
            other.append(OpenAct(act.label, url_of(act)))
        else:
            opened.append(OpenAct(act.label, url_of(act), primary=not opened))
    return NextActs(tuple(opened), tuple(refused), tuple(other))


def _lifts_the_freeze(act: Act, row: Any) -> bool:
    """Folded at other times, this act is what a frozen case waits for."""
    frozen = getattr(_case_of(row), "freeze_code", "")
    return bool(frozen) and not act.code.startswith("rights.")


def way_out(acts: Sequence[Act], row: Any, url_of: Callable[[Act], str]) -> Callable[[str], str]:
    """Where the slug of a way out leads: an act of this very page, else one of the case."""

    def url(slug: str) -> str:
        act = by_slug(acts, slug)
        if act is not None:
            return url_of(act)
        return reverse("casework:case_act", args=[getattr(row, "case", row).reference, slug])

    return url


def _open_way(
    acts: Sequence[Act],
    row: Any,
    decide: Callable[[str], Decision],
    way: Callable[[str], str],
) -> Callable[[str], str]:
    """The same way, nowhere when this agent may not take it or when it is not offered now."""

    def url(slug: str) -> str:
        act = by_slug(acts, slug)
        if act is None:
            return way(slug)
        offered = act.when is None or act.when(row)
        return way(slug) if offered and decide(act.code).allowed else ""

    return url


def linked(refusal: Refusal, way: Callable[[str], str]) -> Refusal:
    """The same refusal, its way out being a page; a path inside the application stays.

    A way out that leads nowhere for this agent is not told.
    """
    if not refusal.way_out_url or refusal.way_out_url.startswith("/"):
        return refusal
    url = way(refusal.way_out_url)
    label = refusal.way_out_label if url else ""
    return replace(refusal, way_out_label=label, way_out_url=url)


def roles_of(act: Act) -> frozenset[str]:
    """Roles that may try this act: one line of the policy."""
    return frozenset(CASE_ACTS[act.code])


def by_slug(acts: Sequence[Act], slug: str) -> Act | None:
    """The act behind the last part of an address."""
    return next((act for act in acts if act.slug == slug), None)
