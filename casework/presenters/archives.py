"""Lines of the archive: references and dates, and what may be done with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from casework.models import Case, MotivatedReading, RightsRequest
from casework.presenters.motivated_readings import answer_to
from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from veille.french import at_time, day_month_year


@dataclass(frozen=True, slots=True)
class RequestLink:
    """A request about data: its reference leads to its page."""

    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """One archived case. ``url`` and ``action`` lead to the next act of this agent.

    ``requests``: those of the person that wait for an answer. ``receive_url``: where another is
    recorded, for whoever may.
    """

    reference: str
    closed: str
    due: str
    standing: str
    action: str
    url: str
    requests: list[RequestLink]
    receive_url: str


def archive_lines(cases: Iterable[Case], actor: Actor, now: datetime) -> list[ArchiveLine]:
    """One line each; the readings are fetched together."""
    rows = list(cases)
    readings: dict[object, MotivatedReading] = {}
    asked = MotivatedReading.objects.filter(case__in=rows).order_by("asked_at")
    for reading in asked.select_related("asked_by"):
        open_now = reading.until is not None and now < reading.until
        if open_now or (reading.waits and timezone.localdate(now) <= reading.waits_through):
            readings[reading.case_id] = reading
    asked_for = _waiting_requests(rows, actor, now)
    return [_line(case, readings.get(case.pk), asked_for[case.pk], actor) for case in rows]


def _waiting_requests(
    rows: list[Case], actor: Actor, now: datetime
) -> defaultdict[UUID, list[RequestLink]]:
    found: defaultdict[UUID, list[RequestLink]] = defaultdict(list)
    seen = RightsRequest.objects.visible_to(actor, now).filter(case__in=rows, answered_on=None)
    for each in seen.order_by("received_on", "reference"):
        if each.case_id is not None:
            url = reverse("casework:rights", args=[each.pk])
            found[each.case_id].append(RequestLink(each.reference, url))
    return found


def _line(
    case: Case, reading: MotivatedReading | None, requests: list[RequestLink], actor: Actor
) -> ArchiveLine:
    standing, action, url = _standing(case, reading, actor)
    return ArchiveLine(
        reference=case.reference,
        closed=day_month_year(case.closed_on) if case.closed_on else "",
        due=day_month_year(case.purge_due_on) if case.purge_due_on else "",
        standing=standing,
        action=action,
        url=url,
        requests=requests,
        receive_url=_receive_url(case, actor),
    )


def _receive_url(case: Case, actor: Actor) -> str:
    if actor.role not in PAGE_ACTS["rights.receive_on_archive"]:
        return ""
    return reverse("casework:archive_request", args=[case.reference])


def _standing(case: Case, reading: MotivatedReading | None, actor: Actor) -> tuple[str, str, str]:
    ask = reverse("casework:archive_ask", args=[case.reference])
    if reading is None:
        return "Fermée", "Demander à lire", ask
    mine = reading.asked_by_id == actor.hat_id
    if reading.until is not None:
        until = f"Ouverte jusqu’à {at_time(reading.until)}"
        page = reverse("casework:case_detail", args=[case.reference])
        return (until, "Lire", page) if mine else (until, "", "")
    action, url = answer_to(reading, actor)
    if mine:
        last = day_month_year(reading.waits_through)
        return f"Demandée : attend un accord jusqu’au {last}", action, url
    return f"Demandée : {reading.get_reason_display().lower()}", action, url
