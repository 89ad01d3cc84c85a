"""Data breaches: 72 hours for the CNIL, the persons when the risk is high, then the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.events import events_of
from confidentiality.models import JournalEntry
from notifications.choices import MessageKind
from notifications.models import OutboxMessage
from tests.refused import codes_of
from tests.veille import factories
from veille.choices import (
    InformationMode,
    LateNotification,
    ViolationCause,
    ViolationData,
    ViolationNature,
    ViolationRisk,
    ViolationState,
)
from veille.models import Cellule, Violation
from veille.services import violations
from veille.services.violations import Declaration, clock

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


@pytest.fixture
def dpo(place: Cellule) -> Actor:
    return factories.agent(Role.DPO, place)


def known(*, hours: float = 5, **changes: object) -> Declaration:
    values: dict[str, object] = {
        "detected_at": timezone.now() - timedelta(hours=hours),
        "natures": (ViolationNature.CONFIDENTIALITE,),
        "data_groups": (ViolationData.IDENTITE,),
        "cause": ViolationCause.ENVOI,
        "persons_count": 3,
    }
    return Declaration(**(values | changes))  # type: ignore[arg-type]


def declared(actor: Actor, *, hours: float = 5) -> Violation:
    return violations.declare(actor=actor, declaration=known(hours=hours), sent=NOT_A_FORM)


def qualified(actor: Actor, risk: str, *, hours: float = 5) -> Violation:
    made = declared(actor, hours=hours)
    return violations.qualify(
        violation_id=made.pk, actor=actor, risk=risk, measures=("rappel",), sent=NOT_A_FORM
    )


def notify(
    actor: Actor, violation_id: UUID, *, at: datetime | None = None, late_code: str = ""
) -> Violation:
    return violations.notify_cnil(
        violation_id=violation_id,
        actor=actor,
        at=at or timezone.now(),
        reference="CNIL-2026-77",
        late_code=late_code,
        sent=NOT_A_FORM,
    )


def test_a_high_risk_goes_through_every_step_with_an_event_and_a_line_each(
    place: Cellule, dpo: Actor
) -> None:
    made = qualified(dpo, ViolationRisk.RISQUE_ELEVE)
    notify(dpo, made.pk)
    violations.inform_persons(
        violation_id=made.pk,
        actor=dpo,
        on=timezone.localdate(),
        mode=InformationMode.COURRIER,
        sent=NOT_A_FORM,
    )

    closed = violations.close(violation_id=made.pk, actor=dpo, sent=NOT_A_FORM)

    assert closed.state == ViolationState.CLOSE
    assert [each.after for each in events_of(closed)] == [
        "qualifiee",
        "notifiee_cnil",
        "personnes_informees",
        "close",
    ]
    lines = JournalEntry.objects.filter(chain=place.collectivite_id)
    assert list(lines.values_list("action", flat=True)) == [
        "violation.declare",
        "violation.qualify",
        "violation.notify",
        "violation.inform",
        "violation.close",
    ]


def test_without_risk_it_is_closed_and_the_cnil_is_not_told(dpo: Actor) -> None:
    made = qualified(dpo, ViolationRisk.AUCUN)

    with pytest.raises(Refused) as error:
        notify(dpo, made.pk)

    assert codes_of(error) == {"violation_no_risk"}
    closed = violations.close(violation_id=made.pk, actor=dpo, sent=NOT_A_FORM)
    assert closed.state == ViolationState.CLOSE


def test_a_risk_is_closed_only_once_the_cnil_is_told(dpo: Actor) -> None:
    made = qualified(dpo, ViolationRisk.RISQUE)

    with pytest.raises(Refused) as error:
        violations.close(violation_id=made.pk, actor=dpo, sent=NOT_A_FORM)

    assert codes_of(error) == {"violation_cnil_not_told"}
    notify(dpo, made.pk)
    assert violations.close(violation_id=made.pk, actor=dpo, sent=NOT_A_FORM).closed_at is not None


def test_a_high_risk_is_closed_only_once_the_persons_are_told(dpo: Actor) -> None:
    made = notify(dpo, qualified(dpo, ViolationRisk.RISQUE_ELEVE).pk)

    with pytest.raises(Refused) as error:
        violations.close(violation_id=made.pk, actor=dpo, sent=NOT_A_FORM)

    assert codes_of(error) == {"violation_persons_not_told"}


def test_after_72_hours_a_reason_goes_with_the_notification(dpo: Actor) -> None:
    made = qualified(dpo, ViolationRisk.RISQUE, hours=73)

    with pytest.raises(Refused) as error:
        notify(dpo, made.pk)

    assert codes_of(error) == {"notified_late"}
    done = notify(dpo, made.pk, late_code=LateNotification.ETENDUE)
    assert done.late_code == LateNotification.ETENDUE


@pytest.mark.parametrize(
    "detected",
    [
        # A Friday evening: the hours run through the weekend.
        datetime(2026, 11, 20, 18, 0, tzinfo=PARIS),
        # Before each change of time: seventy-two hours, not one more nor one less.
        datetime(2026, 10, 24, 9, 0, tzinfo=PARIS),
        datetime(2027, 3, 27, 9, 0, tzinfo=PARIS),
    ],
)
def test_the_72_hours_elapse_through_weekends_and_changes_of_time(detected: datetime) -> None:
    end = Violation(detected_at=detected).notify_before

    assert (end - detected.astimezone(UTC)) == timedelta(hours=72)


def test_the_maire_knows_at_once_what_the_dpo_declares_and_conversely(
    place: Cellule, dpo: Actor
) -> None:
    maire = factories.agent(Role.MAIRE, place)
    factories.agent(Role.DPO)

    declared(dpo)

    message = OutboxMessage.objects.get(kind=MessageKind.BREACH_DECLARED)
    assert message.recipient == maire.user
    assert message.not_before <= timezone.now()


def test_the_persons_are_not_told_before_the_detection(dpo: Actor) -> None:
    made = notify(dpo, qualified(dpo, ViolationRisk.RISQUE_ELEVE).pk)

    with pytest.raises(Refused) as error:
        violations.inform_persons(
            violation_id=made.pk,
            actor=dpo,
            on=timezone.localdate() - timedelta(days=3),
            mode=InformationMode.COURRIER,
            sent=NOT_A_FORM,
        )

    assert codes_of(error) == {"informed_before_detected"}


def test_within_72_hours_no_reason_is_kept(dpo: Actor) -> None:
    made = qualified(dpo, ViolationRisk.RISQUE, hours=71)

    assert notify(dpo, made.pk, late_code=LateNotification.ETENDUE).late_code == ""


@pytest.mark.parametrize("hours", [-1, 6])
def test_a_notification_is_neither_to_come_nor_before_the_detection(dpo: Actor, hours: int) -> None:
    made = qualified(dpo, ViolationRisk.RISQUE)

    with pytest.raises(Refused):
        notify(dpo, made.pk, at=timezone.now() - timedelta(hours=hours))


@pytest.mark.parametrize(
    "changes",
    [
        {"natures": ()},
        {"data_groups": ("sante",)},
        {"cause": "racontee"},
        {"detected_at": timezone.now() + timedelta(days=400)},
    ],
)
def test_a_declaration_holds_codes_and_a_past_moment(
    dpo: Actor, changes: dict[str, object]
) -> None:
    with pytest.raises(Refused):
        violations.declare(actor=dpo, declaration=known(**changes), sent=NOT_A_FORM)  # type: ignore[arg-type]

    assert not Violation.objects.exists()


def test_the_maire_declares_and_the_dpo_drives(place: Cellule, dpo: Actor) -> None:
    maire = factories.agent(Role.MAIRE, place)
    made = declared(maire)

    with pytest.raises(NotPermitted):
        violations.qualify(
            violation_id=made.pk,
            actor=maire,
            risk=ViolationRisk.AUCUN,
            measures=(),
            sent=NOT_A_FORM,
        )

    assert Violation.objects.visible_to(dpo).get() == made


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DPO, Role.MAIRE}))
def test_no_other_role_declares_nor_reads(place: Cellule, dpo: Actor, role: Role) -> None:
    actor = factories.agent(Role(role), place)
    declared(dpo)

    with pytest.raises(NotPermitted):
        declared(actor)

    assert not Violation.objects.visible_to(actor).exists()


def test_the_dpo_of_another_collectivite_sees_nothing(dpo: Actor) -> None:
    made = declared(dpo)

    with pytest.raises(NotVisible):
        violations.close(violation_id=made.pk, actor=factories.agent(Role.DPO), sent=NOT_A_FORM)


@pytest.mark.parametrize(
    ("hours", "words", "tone"),
    [
        (40.5, "Il reste 31 heures", "warn"),
        (70.5, "Il reste 1 heure", "err"),
        (71.5, "Il reste moins d’une heure", "err"),
        (72.5, "Délai dépassé de moins d’une heure", "err"),
        (77.5, "Délai dépassé de 5 heures", "err"),
        (72 + 24 * 5.2, "Délai dépassé de 5 jours", "err"),
    ],
)
def test_the_clock_of_72_hours_is_told_in_words(hours: float, words: str, tone: str) -> None:
    now = timezone.now()
    found = clock(Violation(detected_at=now - timedelta(hours=hours)), now)

    assert (found.words, found.tone) == (words, tone)


def test_the_clock_stops_with_the_notification(dpo: Actor) -> None:
    told = notify(dpo, qualified(dpo, ViolationRisk.RISQUE).pk)
    nothing = qualified(dpo, ViolationRisk.AUCUN)

    assert clock(told, timezone.now()).words == "Notifiée 5 heures après la détection"
    assert clock(nothing, timezone.now()).words == "Sans notification : aucun risque retenu"


class TestPages:
    def test_a_breach_is_driven_from_its_page(self, place: Cellule, dpo: Actor) -> None:
        office = factories.signed_in(factories.agent(Role.MAIRE, place))
        desk = factories.signed_in(dpo)
        listing = reverse("veille:violation_list")
        declare = reverse("veille:violation_declare")
        assert declare in office.get(listing).content.decode()
        assert office.get(declare).status_code == 200
        form = {
            "detected_at": f"{timezone.localdate() - timedelta(days=1):%d/%m/%Y} 9 h 30",
            "natures": ["confidentialite"],
            "data_groups": ["identite", "contact"],
            "cause": "envoi",
            "persons_count": "12",
        }

        assert office.post(declare, form)["Location"] == listing

        made = Violation.objects.get()
        page = reverse("veille:violation", args=[made.pk])
        qualify, notify_act, close = (
            reverse("veille:violation_act", args=[made.pk, slug])
            for slug in ("qualifier", "notifier", "clore")
        )
        assert "Il reste" in desk.get(page).content.decode()
        assert qualify not in office.get(page).content.decode()
        assert desk.get(qualify).status_code == 200
        desk.post(qualify, {"risk": "risque", "measures": ["rappel"], "version": 0})
        shown = desk.get(page).content.decode()
        assert notify_act in shown
        assert "notifiez d’abord la violation à la CNIL" in shown
        assert "Un risque a été retenu" in desk.get(close).content.decode()
        desk.post(
            notify_act,
            {"at": f"{timezone.localdate() - timedelta(days=1):%d/%m/%Y} 17 h", "reference": "C-1"},
        )
        desk.post(close, {"version": 2})
        made.refresh_from_db()
        assert made.state == ViolationState.CLOSE
        assert "Close" in desk.get(page).content.decode()

    def test_an_unknown_act_does_not_exist(self, dpo: Actor) -> None:
        made = declared(dpo)

        page = factories.signed_in(dpo).get(
            reverse("veille:violation_act", args=[made.pk, "effacer"])
        )

        assert page.status_code == 404

    def test_the_home_page_tells_the_clock_of_a_breach_under_way(self, dpo: Actor) -> None:
        made = declared(dpo, hours=40.5)

        page = factories.signed_in(dpo).get(reverse("home")).content.decode()

        assert made.reference in page
        assert "Il reste 31" in page
