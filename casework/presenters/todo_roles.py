"""« À faire » of each role: late first, then by date, then what has no date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from casework import waiting
from casework.choices.delays import Delay
from casework.choices.states import (
    BilanState,
    CddfState,
    FollowUpState,
    RappelState,
    SaisineState,
    TransactionState,
)
from casework.deadlines import Delays
from casework.models import (
    AccessAlert,
    AccompagnementParental,
    Bilan,
    Case,
    CddfReferral,
    MotivatedReading,
    RappelALOrdre,
    ReferentFollowUp,
    RightsRequest,
    Saisine,
    Transaction,
)
from casework.models.delays import delays_beside
from casework.presenters.todo import Kind, Todo, line_of, lines, timed
from casework.presenters.todo_coordination import asked, coordination, judicial
from casework.timers.rules import Rule
from confidentiality.actors import Actor
from confidentiality.choices import Role


def _maire(actor: Actor, now: datetime) -> Iterable[Todo]:
    yield from _signatures(actor, now)
    held = RappelALOrdre.objects.visible_to(actor, now).filter(
        state=RappelState.CONVOQUE, commune=actor.commune_code
    )
    yield from lines(
        Kind(
            "rappel à l’ordre à tenir",
            "rappels à l’ordre à tenir",
            "Ouvrir",
            row="casework:rappel",
        ),
        held,
        "appointment_at",
        now,
    )
    offers = Transaction.objects.visible_to(actor, now).filter(state=TransactionState.ACCEPTEE)
    kind = Kind(
        "transaction à faire homologuer",
        "transactions à faire homologuer",
        "Ouvrir",
        row="casework:transaction",
    )
    yield from lines(kind, offers, None, now)
    yield from judicial(actor, now)
    yield from asked(actor, now)


def _signatures(actor: Actor, now: datetime) -> Iterable[Todo]:
    """The parapheur, fifteen days after each came to it. Three queries."""
    mine = {"case__young_person__commune": actor.commune_code}
    rappels = waiting.rappels_to_decide(RappelALOrdre.objects.visible_to(actor, now))
    referrals = waiting.referrals_to_decide(CddfReferral.objects.visible_to(actor, now))
    others = waiting.accompagnements_to_decide(
        AccompagnementParental.objects.visible_to(actor, now)
    )
    since = [
        *(waiting.rappel_waits_since(row) for row in rappels.filter(commune=actor.commune_code)),
        *referrals.values_list("proposed_on", flat=True),
        *(waiting.accompagnement_waits_since(row) for row in others.filter(**mine)),
    ]
    kind = Kind(
        "décision attend votre signature",
        "décisions attendent votre signature",
        "Ouvrir le parapheur",
        "casework:parapheur",
    )
    due = sorted(day + waiting.MAYOR_DECIDES for day in since)
    yield from line_of(kind, [(None, day) for day in due], now)


def _referent(actor: Actor, now: datetime) -> Iterable[Todo]:
    missions = ReferentFollowUp.objects.visible_to(actor, now)
    proposed = missions.filter(state=FollowUpState.DESIGNE)
    yield from lines(
        Kind("mission à accepter", "missions à accepter", "Répondre", row="casework:follow_up"),
        proposed,
        None,
        now,
    )
    cases = Case.objects.visible_to(actor, now)
    yield from timed(
        Kind(
            "premier contact à prendre",
            "premiers contacts à prendre",
            "Mes suivis",
            "casework:follow_up_list",
        ),
        Rule.CONTACT,
        cases,
        timezone.localdate(now) + timedelta(days=60),
        now,
    )
    bilans = Bilan.objects.visible_to(actor, now).filter(state=BilanState.A_REDIGER)
    kind = Kind("bilan à écrire", "bilans à écrire", "Écrire", row="casework:bilan")
    yield from lines(kind, bilans, "due_on", now)


def _membre(actor: Actor, now: datetime) -> Iterable[Todo]:
    saisines = Saisine.objects.visible_to(actor, now)
    page = "casework:saisine_detail"
    for state, one, many, link in (
        (
            SaisineState.A_COMPLETER,
            "saisine à compléter",
            "saisines à compléter",
            "Compléter",
        ),
        (
            SaisineState.BROUILLON,
            "brouillon de saisine",
            "brouillons de saisine",
            "Reprendre",
        ),
    ):
        yield from lines(Kind(one, many, link, row=page), saisines.filter(state=state), None, now)
    kind = Kind("action à conduire", "actions à conduire", "Voir", "casework:action_list")
    yield from lines(kind, waiting.tasks_of(actor, now), "due_on", now)


def _parquet(actor: Actor, now: datetime) -> Iterable[Todo]:
    """Consultations, at the day on which the parquet is asked again: silence is no agreement."""
    rows = RappelALOrdre.objects.visible_to(actor, now).filter(
        state=RappelState.CONSULTATION, consulted_on__isnull=False
    )
    asked_on = rows.annotate(delays=delays_beside("case__cellule"))
    days = [
        Delays.read(delays).after(Delay.PARQUET, day)
        for delays, day in asked_on.values_list("delays", "consulted_on")
        if day is not None
    ]
    kind = Kind(
        "consultation à rendre", "consultations à rendre", "Répondre", "casework:parquet_list"
    )
    yield from line_of(kind, [(None, day) for day in sorted(days)], now)


def _cddf(actor: Actor, now: datetime) -> Iterable[Todo]:
    families = CddfReferral.objects.visible_to(actor, now)
    expected = families.filter(state__in=(CddfState.PROGRAMMEE, CddfState.CONVOQUEE))
    kind = Kind("famille à entendre", "familles à entendre", "Voir", "casework:cddf_list")
    yield from lines(kind, expected, "hearing_at", now)
    heard = families.filter(state=CddfState.ENTENDUE)
    kind = Kind(
        "recommandation à préparer", "recommandations à préparer", "Voir", "casework:cddf_list"
    )
    yield from lines(kind, heard, None, now)
    soon = timezone.localdate(now) + timedelta(days=10)
    reviews = waiting.reviews_to_come(families).filter(review_on__lte=soon)
    kind = Kind("revue à préparer", "revues à préparer", "Voir", "casework:cddf_list")
    yield from lines(kind, reviews, "review_on", now)


def _dpo(actor: Actor, now: datetime) -> Iterable[Todo]:
    requests = RightsRequest.objects.visible_to(actor, now)
    kind = Kind(
        "demande de droits à instruire",
        "demandes de droits à instruire",
        "Instruire",
        "casework:rights_list",
    )
    yield from lines(kind, waiting.requests_for(requests, actor.role), "due_on", now)
    alerts = AccessAlert.objects.visible_to(actor).filter(closed_at=None)
    kind = Kind("lecture à vérifier", "lectures à vérifier", "Vérifier", "casework:alert_list")
    yield from lines(kind, alerts, None, now)
    readings = MotivatedReading.objects.visible_to(actor, now).to_review()
    mine = Q(asked_by__user=actor.user.pk) | Q(approved_by__user=actor.user.pk)
    others = readings.exclude(mine)
    kind = Kind(
        "lecture motivée à relire", "lectures motivées à relire", "Relire", "casework:reading_list"
    )
    yield from lines(kind, others, "review_due_on", now)


_BY_ROLE: dict[Role, Callable[[Actor, datetime], Iterable[Todo]]] = {
    Role.COORDONNATEUR: coordination,
    Role.MAIRE: _maire,
    Role.REFERENT: _referent,
    Role.MEMBRE: _membre,
    Role.PARQUET: _parquet,
    Role.CDDF: _cddf,
    Role.DPO: _dpo,
}


def todo_of(actor: Actor, now: datetime) -> list[Todo]:
    """Everything that waits for this hat: late first, then by date, then what has none."""
    build = _BY_ROLE.get(actor.role)
    found = list(build(actor, now)) if build else []
    return sorted(found, key=lambda each: (each.due is None, each.due or date.min))
