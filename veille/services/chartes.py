"""Acts on the charte de confidentialité: write, adopt, publish, sign (CSI art. L. 132-5, al. 4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Max

from confidentiality import journal, policy
from confidentiality.actors import Actor
from confidentiality.choices import CharteState, SignatureEnd
from confidentiality.door import Sent, acting, claim
from confidentiality.errors import Conflict, NotPermitted, NotVisible, refused
from confidentiality.events import changing
from confidentiality.models import Charte, CharteSignature, Circle, User
from confidentiality.policy import Decision
from notifications import outbox
from notifications.choices import MessageKind
from veille.hats import circles_of, facts_of
from veille.models import Exclusion, Mandate
from veille.services.circle_members import bound_to
from veille.sight import signatures_under

SIGNATURE_LASTS = relativedelta(months=12)
# Signed longer ago than that before its end, a signature is still too young to be renewed.
RENEWAL = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Acknowledgements:
    """The three sentences that a member accepts one by one; none is ticked for them."""

    no_third_party: bool
    no_professional_secret: bool
    knows_the_penalty: bool

    @property
    def complete(self) -> bool:
        return all(astuple(self))


def draft_charte(*, actor: Actor, cellule_id: UUID, text: str, sent: Sent) -> Charte:
    """Write the next version. Raises Refused while an earlier one still waits."""
    with transaction.atomic():
        claim(sent.key, actor, "charte.draft")
        _permitted(actor, "charte.manage", sent)
        circle = _locked_circle(actor, cellule_id)
        waiting = circle.chartes.filter(state__in=[CharteState.PROJET, CharteState.ADOPTEE]).first()
        if waiting is not None:
            raise refused(
                "charte_version_waiting",
                f"La version {waiting.number} n’est pas encore publiée : menez-la d’abord à terme.",
                "CSI, art. L. 132-5",
            )
        last = circle.chartes.aggregate(last=Max("number"))["last"] or 0
        charte = Charte.objects.create(circle=circle, number=last + 1, text=text)
        journal.record(
            actor=actor,
            action="charte.draft",
            chain_id=circle.pk,
            target=charte,
            number=charte.number,
            digest=charte.text_hash,
        )
    return charte


def adopt_charte(*, actor: Actor, charte_id: UUID, on: date, reference: str, sent: Sent) -> Charte:
    """Record the adoption by the CLSPD, on proposal of the group (CSI art. L. 132-5).

    Raises NotVisible, NotPermitted, Conflict, AlreadyDone, Refused.
    """
    with _managed(actor=actor, charte_id=charte_id, act="charte.adopt", sent=sent) as charte:
        if on > sent.today:
            raise refused(
                "adoption_in_the_future",
                "La date d’adoption est celle d’une réunion passée : elle n’est pas à venir.",
                "CSI, art. L. 132-5",
            )
        charte.adopt(on=on, reference=reference)
    return charte


def publish_charte(*, actor: Actor, charte_id: UUID, sent: Sent) -> Charte:
    """Put a version in force, which replaces the present one and voids every signature.

    Until each member has signed again, no case opens for them (invariant I03). Members are told.
    Raises NotVisible, NotPermitted, Conflict, AlreadyDone, Refused.
    """
    with transaction.atomic():
        # One publication at a time: two versions never replace the same one.
        owner = Charte.objects.filter(pk=charte_id).values("circle")
        Circle.objects.select_for_update().filter(pk__in=owner).first()
        with _managed(actor=actor, charte_id=charte_id, act="charte.publish", sent=sent) as charte:
            _replace_version_in_force(actor, charte, sent)
            charte.publish(at=sent.now)
        recipients = User.objects.filter(
            pk__in=bound_to(charte.circle_id, sent.now).values("user"), is_active=True
        )
        for recipient in recipients:
            # Nothing undoes a publication: the message need not wait.
            outbox.leave(
                kind=MessageKind.CHARTE_TO_SIGN,
                recipient=recipient,
                event=charte.pk,
                delay=timedelta(),
            )
    return charte


def repeal_charte(*, actor: Actor, charte_id: UUID, on: date, reference: str, sent: Sent) -> Charte:
    """Record that the CLSPD repealed a version: every nominative access ends at once (I02).

    Raises NotVisible, NotPermitted, Conflict, AlreadyDone, Refused.
    """
    with _managed(actor=actor, charte_id=charte_id, act="charte.repeal", sent=sent) as charte:
        if on > sent.today:
            raise refused(
                "repeal_in_the_future",
                "La date d’abrogation est celle d’une décision prise : elle n’est pas à venir.",
                "CSI, art. L. 132-5",
            )
        charte.repeal(on=on, reference=reference, at=sent.now)
    return charte


def withdraw_signature(*, actor: Actor, cellule_id: UUID, sent: Sent) -> None:
    """Take back one’s own signature. What it opened closes in the same transaction.

    Raises NotVisible, NotPermitted, AlreadyDone, and Refused when nothing is signed.
    """
    with transaction.atomic():
        claim(sent.key, actor, "charte.withdraw")
        _permitted(actor, "charte.sign", sent)
        circle = _locked_circle(actor, cellule_id)
        signed = CharteSignature.objects.in_force(sent.now).filter(
            user=actor.user, charte__circle=circle.pk
        )
        last = signed.order_by("-signed_at").first()
        if last is None:
            raise refused(
                "nothing_to_withdraw",
                "Vous n’avez pas de signature en cours pour cette cellule.",
                "Charte de la cellule, clause C13",
            )
        signed.update(revoked_at=sent.now, end_code=SignatureEnd.RETRAIT)
        journal.record(actor=actor, action="charte.withdraw", chain_id=circle.pk, target=last)


def sign_charte(
    *, actor: Actor, charte_id: UUID, acknowledgements: Acknowledgements, sent: Sent
) -> CharteSignature:
    """Sign the version in force, in one’s own name, for twelve months (clause C12).

    It ends with the mandate when the next one is already recorded. Raises NotVisible for the charte
    of another cellule, NotPermitted, AlreadyDone, Conflict, and Refused for another version, a
    missing sentence, an exclusion, or a signature that still has time to run.
    """
    with transaction.atomic():
        claim(sent.key, actor, "charte.sign")
        _permitted(actor, "charte.sign", sent)
        # The lock keeps the version in force until the signature is written.
        visible = Charte.objects.filter(circle__in=circles_of(actor).values("pk"))
        charte = visible.select_for_update(of=("self",)).filter(pk=charte_id).first()
        if charte is None:
            raise NotVisible
        if sent.version is not None and charte.version != sent.version:
            raise Conflict(charte)
        now = sent.now
        _require_signable(actor, charte, acknowledgements, now)
        signature = _sign(actor, charte, now)
        journal.record(
            actor=actor,
            action="charte.sign",
            chain_id=charte.circle_id,
            target=signature,
            charte=charte.pk,
            number=charte.number,
            digest=signature.digest,
            until=signature.valid_until,
        )
    return signature


def _sign(actor: Actor, charte: Charte, now: datetime) -> CharteSignature:
    until, end_code = _end_of_signature(charte, now)
    signature: CharteSignature = CharteSignature.objects.create(
        charte=charte,
        user=actor.user,
        signed_at=now,
        valid_until=until,
        end_code=end_code,
        digest=CharteSignature.digest_of(charte, actor.user.pk, now),
    )
    return signature


def _end_of_signature(charte: Charte, now: datetime) -> tuple[datetime, str]:
    """Twelve months, or the day the next mandate of the collectivité begins."""
    coming = Mandate.objects.filter(collectivite__cellules=charte.circle_id).first()
    if coming is not None and now < coming.starts_at < now + SIGNATURE_LASTS:
        return coming.starts_at, SignatureEnd.MANDAT
    return now + SIGNATURE_LASTS, ""


def _require_signable(
    actor: Actor, charte: Charte, acknowledgements: Acknowledgements, now: datetime
) -> None:
    if charte.state != CharteState.EN_VIGUEUR:
        raise refused(
            "charte_not_in_force",
            "Cette version de la charte n’est pas en vigueur. Lisez et signez la version actuelle.",
            "Charte de la cellule, clause C12",
        )
    if Exclusion.objects.running().filter(cellule=charte.circle_id, user=actor.user).exists():
        raise refused(
            "charte_excluded",
            "Une décision du maire vous exclut du groupe de cette cellule. Vous pourrez signer de "
            "nouveau si elle est levée.",
            "Charte de la cellule, clause C13",
        )
    if not acknowledgements.complete:
        raise refused(
            "acknowledgement_missing",
            "Chaque engagement se coche séparément. Sans les trois, la charte n’est pas signée.",
            "CSI, art. L. 132-5",
        )
    signatures = signatures_under(actor, now).filter(charte=charte)
    if signatures.filter(valid_until__gt=now + RENEWAL).exists():
        raise refused(
            "charte_already_signed",
            "Vous avez déjà signé cette version. Vous pourrez la signer de nouveau dans les deux "
            "mois qui précèdent la fin de votre signature.",
            "Charte de la cellule, clause C12",
        )


def _replace_version_in_force(actor: Actor, successor: Charte, sent: Sent) -> None:
    current = (
        Charte.objects.select_for_update()
        .filter(circle=successor.circle_id, state=CharteState.EN_VIGUEUR)
        .first()
    )
    if current is None or current.pk == successor.pk:
        return
    before = current.state
    with changing(current, actor=actor, act="charte.replace", at=sent.now):
        current.replace(at=sent.now)
    journal.record(
        actor=actor,
        action="charte.replace",
        chain_id=current.circle_id,
        target=current,
        before=before,
        after=current.state,
        successor=successor.pk,
    )


@contextmanager
def _managed(*, actor: Actor, charte_id: UUID, act: str, sent: Sent) -> Iterator[Charte]:
    """The door, for a version of the charte of this coordonnateur’s cellule."""

    def permits(_: Charte) -> Decision:
        return policy.decide(facts_of(actor), "charte.manage", None, sent.now)

    with acting(
        rows=Charte.objects.filter(circle__in=circles_of(actor).values("pk")),
        pk=charte_id,
        actor=actor,
        act=act,
        sent=sent,
        permits=permits,
        chain=lambda charte: charte.circle_id,
    ) as charte:
        yield charte


def _permitted(actor: Actor, act: str, sent: Sent) -> None:
    policy.note_asked()
    decision = policy.decide(facts_of(actor), act, None, sent.now)
    if not decision.allowed:
        raise NotPermitted(decision.refusal)


def _locked_circle(actor: Actor, cellule_id: UUID) -> Circle:
    rows = Circle.objects.filter(pk__in=circles_of(actor).values("pk"))
    circle = rows.select_for_update(of=("self",)).filter(pk=cellule_id).first()
    if circle is None:
        raise NotVisible
    return circle
