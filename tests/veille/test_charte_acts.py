"""The charte: written, adopted, published, signed; a new version closes at once."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from confidentiality.choices import CharteState, Role
from confidentiality.door import NOT_A_FORM, Sent
from confidentiality.errors import AlreadyDone, Conflict, NotPermitted, NotVisible, Refused
from confidentiality.models import Charte, CharteSignature, JournalEntry
from notifications.choices import MessageKind
from notifications.models import OutboxMessage
from tests.veille import factories
from veille.hats import signed_circles
from veille.models import Cellule
from veille.services.chartes import (
    Acknowledgements,
    adopt_charte,
    draft_charte,
    publish_charte,
    sign_charte,
)
from veille.services.circle_members import bound_to, members_of

pytestmark = pytest.mark.django_db

ALL_THREE = Acknowledgements(True, True, True)


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


class TestSignature:
    def test_it_is_personal_lasts_twelve_months_and_binds_the_text(self, place: Cellule) -> None:
        actor = factories.agent(Role.MEMBRE, place, signed=False)
        charte = factories.charte_in_force(place)

        signature = sign_charte(
            actor=actor, charte_id=charte.pk, acknowledgements=ALL_THREE, sent=NOT_A_FORM
        )

        assert signature.user == actor.user
        assert (signature.valid_until - signature.signed_at).days in (365, 366)
        assert signature.digest == CharteSignature.digest_of(
            charte, actor.user.pk, signature.signed_at
        )
        assert signature.digest != CharteSignature.digest_of(
            charte, factories.user().pk, signature.signed_at
        )
        line = JournalEntry.objects.get(action="charte.sign")
        assert (line.chain_id, line.codes["digest"]) == (place.pk, signature.digest)

    @pytest.mark.parametrize("missing", [0, 1, 2])
    def test_each_sentence_is_needed(self, place: Cellule, missing: int) -> None:
        actor = factories.agent(Role.MEMBRE, place, signed=False)
        given = [index != missing for index in range(3)]

        with pytest.raises(Refused):
            sign_charte(
                actor=actor,
                charte_id=factories.charte_in_force(place).pk,
                acknowledgements=Acknowledgements(*given),
                sent=NOT_A_FORM,
            )

        assert not CharteSignature.objects.filter(user=actor.user).exists()

    @pytest.mark.parametrize(
        "state", [CharteState.PROJET, CharteState.ADOPTEE, CharteState.REMPLACEE]
    )
    def test_only_the_version_in_force_is_signed(self, place: Cellule, state: str) -> None:
        actor = factories.agent(Role.MEMBRE, place, signed=False)
        other = factories.charte_of(place, number=2, state=state)

        with pytest.raises(Refused) as refused:
            sign_charte(
                actor=actor, charte_id=other.pk, acknowledgements=ALL_THREE, sent=NOT_A_FORM
            )

        assert refused.value.refusals[0].code == "charte_not_in_force"

    def test_the_charte_of_another_cellule_does_not_exist(self, place: Cellule) -> None:
        actor = factories.agent(Role.MEMBRE, place, signed=False)
        foreign = factories.charte_in_force(factories.cellule())

        with pytest.raises(NotVisible):
            sign_charte(
                actor=actor, charte_id=foreign.pk, acknowledgements=ALL_THREE, sent=NOT_A_FORM
            )

    @pytest.mark.parametrize("role", [Role.DPO, Role.PREFECTURE, Role.PILOTE, Role.TECHNIQUE])
    def test_a_role_that_meets_no_name_has_nothing_to_sign(
        self, place: Cellule, role: Role
    ) -> None:
        with pytest.raises(NotPermitted):
            sign_charte(
                actor=factories.agent(role, place),
                charte_id=factories.charte_in_force(place).pk,
                acknowledgements=ALL_THREE,
                sent=NOT_A_FORM,
            )

    def test_a_form_sent_twice_signs_once(self, place: Cellule) -> None:
        actor = factories.agent(Role.MEMBRE, place, signed=False)
        charte = factories.charte_in_force(place)
        sent = Sent(version=charte.version, key=uuid4())
        sign_charte(actor=actor, charte_id=charte.pk, acknowledgements=ALL_THREE, sent=sent)

        with pytest.raises(AlreadyDone):
            sign_charte(actor=actor, charte_id=charte.pk, acknowledgements=ALL_THREE, sent=sent)

        assert CharteSignature.objects.filter(user=actor.user).count() == 1

    def test_a_version_changed_since_it_was_read_is_not_signed(self, place: Cellule) -> None:
        actor = factories.agent(Role.MEMBRE, place, signed=False)
        charte = factories.charte_in_force(place)

        with pytest.raises(Conflict):
            sign_charte(
                actor=actor,
                charte_id=charte.pk,
                acknowledgements=ALL_THREE,
                sent=Sent(version=charte.version + 1, key=uuid4()),
            )

    def test_it_is_renewed_in_its_last_two_months_only(self, place: Cellule) -> None:
        now = timezone.now()
        actor = factories.agent(Role.MEMBRE, place, days=(-30, None))
        charte = factories.charte_in_force(place)
        with pytest.raises(Refused):
            sign_charte(
                actor=actor, charte_id=charte.pk, acknowledgements=ALL_THREE, sent=NOT_A_FORM
            )

        with time_machine.travel(now + timedelta(days=320), tick=False):
            renewed = sign_charte(
                actor=actor, charte_id=charte.pk, acknowledgements=ALL_THREE, sent=NOT_A_FORM
            )

        assert renewed.valid_until > now + timedelta(days=600)

    def test_it_ends_by_itself_after_a_year(self, place: Cellule) -> None:
        actor = factories.agent(Role.MEMBRE, place)
        now = timezone.now()

        assert signed_circles(actor, now).exists()
        assert not signed_circles(actor, now + timedelta(days=366)).exists()


class TestVersions:
    def test_a_version_goes_from_draft_to_force_and_replaces_the_former(
        self, place: Cellule
    ) -> None:
        coordinator = factories.agent(Role.COORDONNATEUR, place)
        member = factories.agent(Role.MEMBRE, place)
        former = factories.charte_in_force(place)

        draft = draft_charte(
            actor=coordinator, cellule_id=place.pk, text="Deuxième texte", sent=NOT_A_FORM
        )
        adopt_charte(
            actor=coordinator,
            charte_id=draft.pk,
            on=date(2026, 3, 1),
            reference="CLSPD 2026-3",
            sent=NOT_A_FORM,
        )
        assert signed_circles(member, timezone.now()).exists()
        publish_charte(actor=coordinator, charte_id=draft.pk, sent=NOT_A_FORM)

        former.refresh_from_db()
        assert former.state == CharteState.REMPLACEE
        assert factories.charte_in_force(place) == draft
        for actor in (member, coordinator):
            assert not signed_circles(actor, timezone.now()).exists()
        actions = JournalEntry.objects.filter(chain=place.pk).values_list("action", flat=True)
        assert list(actions) == [
            "charte.draft",
            "charte.adopt",
            "charte.replace",
            "charte.publish",
        ]

    def test_publication_tells_each_person_bound_once(self, place: Cellule) -> None:
        coordinator = factories.agent(Role.COORDONNATEUR, place)
        twice = factories.agent(Role.MEMBRE, place)
        factories.designation(Role.REFERENT, place, user=twice.user)
        mayor = factories.agent(Role.MAIRE, place)
        gone = factories.agent(Role.MEMBRE, place, days=(-30, -1))
        stranger = factories.agent(Role.MEMBRE)
        adopted = factories.charte_of(place, number=2, state=CharteState.ADOPTEE)

        publish_charte(actor=coordinator, charte_id=adopted.pk, sent=NOT_A_FORM)

        told = OutboxMessage.objects.filter(kind=MessageKind.CHARTE_TO_SIGN)
        recipients = [message.recipient for message in told]
        assert sorted(user.email for user in recipients) == sorted(
            actor.user.email for actor in (coordinator, twice, mayor)
        )
        assert gone.user not in recipients
        assert stranger.user not in recipients

    def test_a_draft_cannot_be_published(self, place: Cellule) -> None:
        coordinator = factories.agent(Role.COORDONNATEUR, place)
        draft = factories.charte_of(place, number=2, state=CharteState.PROJET)

        with pytest.raises(Refused):
            publish_charte(actor=coordinator, charte_id=draft.pk, sent=NOT_A_FORM)

        assert factories.charte_in_force(place).number == 1
        assert not OutboxMessage.objects.exists()

    def test_adoption_is_never_in_the_future(self, place: Cellule) -> None:
        draft = factories.charte_of(place, number=2, state=CharteState.PROJET)

        with pytest.raises(Refused):
            adopt_charte(
                actor=factories.agent(Role.COORDONNATEUR, place),
                charte_id=draft.pk,
                on=timezone.localdate() + timedelta(days=1),
                reference="CLSPD",
                sent=NOT_A_FORM,
            )

    def test_one_version_waits_at_a_time(self, place: Cellule) -> None:
        factories.charte_of(place, number=2, state=CharteState.PROJET)

        with pytest.raises(Refused):
            draft_charte(
                actor=factories.agent(Role.COORDONNATEUR, place),
                cellule_id=place.pk,
                text="Troisième",
                sent=NOT_A_FORM,
            )

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDONNATEUR}))
    def test_only_the_coordination_manages_versions(self, place: Cellule, role: Role) -> None:
        actor = factories.agent(Role(role), place)
        adopted = factories.charte_of(place, number=2, state=CharteState.ADOPTEE)

        with pytest.raises((NotPermitted, NotVisible)):
            publish_charte(actor=actor, charte_id=adopted.pk, sent=NOT_A_FORM)

        assert Charte.objects.get(pk=adopted.pk).state == CharteState.ADOPTEE

    def test_a_coordinator_of_elsewhere_sees_no_version(self, place: Cellule) -> None:
        adopted = factories.charte_of(place, number=2, state=CharteState.ADOPTEE)

        with pytest.raises(NotVisible):
            publish_charte(
                actor=factories.agent(Role.COORDONNATEUR), charte_id=adopted.pk, sent=NOT_A_FORM
            )


def test_members_are_listed_with_what_they_signed(place: Cellule) -> None:
    factories.agent(Role.MEMBRE, place)
    factories.agent(Role.MEMBRE, place, signed=False)

    signed = [member.signed_until is not None for member in members_of(place.pk, timezone.now())]

    assert sorted(signed) == [False, True]


@pytest.mark.parametrize("role", sorted(Role))
def test_who_is_bound_is_who_may_sign(place: Cellule, role: Role) -> None:
    actor = factories.agent(Role(role), place)
    now = timezone.now()

    bound = bound_to(place.pk, now).filter(pk=actor.hat_id).exists()

    assert bound == signed_circles(actor, now).filter(pk=place.pk).exists()
