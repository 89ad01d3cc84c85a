"""What has a date for one hat: sittings, appointments, deadlines. Never a name.

The page shows references, which an agent opens; the subscription of a telephone shows neither
references nor words that would tell what the file is about (``casework.calendar_feed``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from casework.choices.states import BilanState, CddfState, RappelState, RightsState
from casework.deadlines import midnight
from casework.models import Bilan, Case, CddfReferral, RappelALOrdre, RightsRequest, Saisine
from casework.services.seances import visible_seances
from casework.timers.rules import Rule
from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.models import CharteSignature
from notifications.models import Timer, TimerState
from veille.choices import SeanceState

BEFORE = timedelta(days=30)
AHEAD = relativedelta(months=12)
# Outside Jalon, a deadline is a deadline.
DEADLINE = "Échéance de suivi"

_K, _M, _R, _Q = Role.COORDONNATEUR, Role.MAIRE, Role.REFERENT, Role.PARQUET
# Deadlines of the cases in sight, by who acts on them. Not the birthdays: their day is a secret.
_DEADLINES: dict[Rule, frozenset[Role]] = {
    Rule.INFORMATION: frozenset({_K, _M}),
    Rule.AGENDA: frozenset({_K}),
    Rule.CONTACT: frozenset({_K, _R}),
    Rule.BILAN: frozenset({_K, _R}),
    Rule.PARQUET: frozenset({_K, _Q}),
    Rule.TRANSACTION: frozenset({_K, _M}),
    Rule.SUSPENSION: frozenset({_K}),
    Rule.JUDICIAIRE_FIN: frozenset({_K, _M}),
    Rule.DUREE: frozenset({_K}),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. ``outside``: what it is called where others may look over one’s shoulder.

    ``key``: the same for the same thing, day after day. ``case``: whose reference it shows.
    """

    day: date
    at: datetime | None
    label: str
    outside: str
    key: str
    url: str
    place: str = ""
    reference: str = ""
    case: UUID | None = None

    @property
    def moment(self) -> datetime:
        return self.at or midnight(self.day)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day, included, to the last, excluded."""

    first: date
    last: date

    @classmethod
    def around(cls, now: datetime) -> Period:
        """Thirty days ago to twelve months ahead, whatever the length of the months."""
        today = timezone.localdate(now)
        return cls(today - BEFORE, today + AHEAD)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        return midnight(self.first), midnight(self.last)


def entries_of(actor: Actor, now: datetime, period: Period | None = None) -> list[Entry]:
    """Everything dated that this hat sees now, in order. A dozen queries at most."""
    within = period or Period.around(now)
    found = [entry for each in _SOURCES for entry in each(actor, within, now)]
    return sorted(found, key=lambda entry: (entry.moment, entry.label, entry.key))


def _sittings(actor: Actor, period: Period, now: datetime) -> Iterable[Entry]:
    """Séances: those that are convened; to whoever convenes them, those only planned as well."""
    rows = visible_seances(actor, now).exclude(state=SeanceState.ANNULEE)
    if actor.role != _K:
        rows = rows.exclude(state=SeanceState.PLANIFIEE)
    # The parquet is told of the day; the page of the séance is not one of its pages.
    opens = actor.role in PAGE_ACTS["seance.view"]
    for row in rows.filter(held_at__range=period.moments):
        yield _hour(
            row.held_at,
            "Séance de la cellule",
            "Cellule de veille",
            f"seance {row.pk}",
            reverse("casework:seance_detail", args=[row.pk]) if opens else "",
            place=row.place,
        )


def _families(actor: Actor, period: Period, now: datetime) -> Iterable[Entry]:
    """Sittings of the CDDF: one line for all the families of one hour."""
    waiting = (CddfState.PROGRAMMEE, CddfState.CONVOQUEE)
    rows = CddfReferral.objects.visible_to(actor, now).filter(
        state__in=waiting, hearing_at__range=period.moments
    )
    for cddf, at in rows.order_by("hearing_at").values_list("cddf", "hearing_at").distinct():
        if at is not None:
            page = reverse("casework:cddf_list")
            yield _hour(at, "Séance du CDDF", "CDDF", f"cddf {cddf} {at:%Y%m%dT%H%M}", page)


def _appointments(actor: Actor, period: Period, now: datetime) -> Iterable[Entry]:
    """Interviews of rappels à l’ordre, for those who hold them."""
    if actor.role not in (_K, _M):
        return
    rows = RappelALOrdre.objects.visible_to(actor, now).filter(
        state=RappelState.CONVOQUE, appointment_at__range=period.moments
    )
    for row in rows.select_related("case"):
        if row.appointment_at is not None:
            yield _hour(
                row.appointment_at,
                "Entretien de rappel à l’ordre",
                "Rendez-vous en mairie",
                f"rappel {row.pk}",
                reverse("casework:rappel", args=[row.pk]),
                reference=row.case.reference,
                case=row.case_id,
            )


def _bilans(actor: Actor, period: Period, now: datetime) -> Iterable[Entry]:
    rows = Bilan.objects.visible_to(actor, now).filter(state=BilanState.A_REDIGER)
    for row in _dated(rows, "due_on", period).select_related("case"):
        url = reverse("casework:bilan", args=[row.pk])
        yield _day(row.due_on, "Bilan à écrire", f"bilan {row.pk}", url, row.case)


def _reviews(actor: Actor, period: Period, now: datetime) -> Iterable[Entry]:
    """What the CDDF recommended is looked at again."""
    if actor.role not in (_K, _M):
        return
    rows = CddfReferral.objects.visible_to(actor, now).filter(
        state__in=(CddfState.RECOMMANDEE, CddfState.SUIVIE)
    )
    for row in _dated(rows, "review_on", period).select_related("case"):
        url = reverse("casework:cddf", args=[row.pk])
        yield _day(row.review_on, "Recommandations à revoir", f"revue {row.pk}", url, row.case)


def _deadlines(actor: Actor, period: Period, now: datetime) -> Iterable[Entry]:
    """The timers of the cases in sight: computed again by each act that moves them."""
    rules = [rule for rule, roles in _DEADLINES.items() if actor.role in roles]
    if not rules:
        return
    cases = {case.pk: case for case in Case.objects.visible_to(actor, now).only("pk", "reference")}
    for rule, target, due_at in _waiting(rules, list(cases), period):
        case = cases[target]
        url = reverse("casework:case_detail", args=[case.reference])
        label = str(Rule(rule).label)
        yield _day(timezone.localdate(due_at), label, f"{rule} {target}", url, case)


def _answers(actor: Actor, period: Period, now: datetime) -> Iterable[Entry]:
    """The answer to each saisine, for whoever qualifies them."""
    if actor.role != _K:
        return
    rows = list(Saisine.objects.visible_to(actor, now).values_list("pk", flat=True))
    for rule, target, due_at in _waiting([Rule.SAISINE], rows, period):
        url = reverse("casework:saisine_detail", args=[target])
        label = str(Rule(rule).label)
        yield _day(timezone.localdate(due_at), label, f"{rule} {target}", url)


def _rights(actor: Actor, period: Period, now: datetime) -> Iterable[Entry]:
    if actor.role not in (_K, _M, Role.DPO):
        return
    rows = RightsRequest.objects.visible_to(actor, now).exclude(
        state__in=(RightsState.REPONDUE, RightsState.CLOSE)
    )
    for row in _dated(rows, "due_on", period):
        url = reverse("casework:rights", args=[row.pk])
        yield _day(row.due_on, "Réponse à une demande de droits", f"droits {row.pk}", url)


def _signatures(actor: Actor, period: Period, now: datetime) -> Iterable[Entry]:
    first, last = period.moments
    rows = CharteSignature.objects.in_force(now).filter(
        user=actor.user.pk, valid_until__range=(first, last)
    )
    for pk, until in rows.values_list("pk", "valid_until"):
        url = reverse("veille:charte_list")
        yield _day(timezone.localdate(until), "Fin de votre signature de la charte", f"{pk}", url)


_SOURCES: tuple[Callable[[Actor, Period, datetime], Iterable[Entry]], ...] = (
    _sittings,
    _families,
    _appointments,
    _bilans,
    _reviews,
    _deadlines,
    _answers,
    _rights,
    _signatures,
)


def _dated(rows: QuerySet[Any], field: str, period: Period) -> QuerySet[Any]:
    return rows.filter(**{f"{field}__gte": period.first, f"{field}__lt": period.last})


def _waiting(
    rules: list[Rule], targets: list[UUID], period: Period
) -> Iterable[tuple[str, UUID, datetime]]:
    rows = Timer.objects.filter(
        state=TimerState.WAITING,
        rule__in=rules,
        target_id__in=targets,
        due_at__range=period.moments,
    )
    return rows.values_list("rule", "target_id", "due_at")


def _hour(at: datetime, label: str, outside: str, key: str, url: str, **more: Any) -> Entry:
    return Entry(timezone.localdate(at), timezone.localtime(at), label, outside, key, url, **more)


def _day(day: date, label: str, key: str, url: str, case: Case | None = None) -> Entry:
    if case is None:
        return Entry(day, None, label, DEADLINE, key, url)
    return Entry(day, None, label, DEADLINE, key, url, reference=case.reference, case=case.pk)
