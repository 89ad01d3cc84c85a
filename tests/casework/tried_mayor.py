"""The acts of the accompagnement parental, of the transaction, and those that follow a rappel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from casework.services import accompagnements, cddf, rappels, transactions
from notifications.choices import MessageKind as M
from tests.casework.path import Path
from tests.casework.tried import (
    FORMAL,
    Doing,
    Tried,
    consulted,
    engaged,
    heard,
    on_family,
    on_rappel,
    told_to,
)
from veille.models import ParquetProtocol

TO_MAYOR = told_to((M.DECISION_EXPECTED, "mayor"))


def on_accompagnement(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(
        accompagnement_id=path.accompagnement.pk, actor=actor, sent=sent, **given
    )


def on_offer(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(offer_id=path.offer.pk, actor=actor, sent=sent, **given)


def dated(call: Callable[..., Any], name: str = "on", **given: Any) -> Doing:
    """An act on an accompagnement, dated of the day of the path."""
    return lambda path, actor, sent: call(
        accompagnement_id=path.accompagnement.pk,
        actor=actor,
        sent=sent,
        **({name: path.today} | given),
    )


def noted(call: Callable[..., Any], **given: Any) -> Doing:
    """An act on a transaction, dated of the day of the path."""
    return lambda path, actor, sent: call(
        offer_id=path.offer.pk, actor=actor, on=path.today, sent=sent, **given
    )


# The accompagnement parental, step by step


def considered(path: Path) -> Path:
    return consider(engaged(path))


def consider(path: Path) -> Path:
    """On a path already engaged."""
    path.accompagnement = accompagnements.consider(
        case_id=path.case.pk,
        actor=path.coordinator,
        trigger="defaut_assiduite",
        threat="tranquillite",
        sent=path.sent,
    )
    return path


def cddf_consulted(path: Path) -> Path:
    considered(path)
    dated(accompagnements.consult_cddf)(path, path.coordinator, path.sent)
    return path


def verified(path: Path) -> Path:
    cddf_consulted(path)
    on_accompagnement(accompagnements.verify, attested=True)(path, path.coordinator, path.sent)
    return path


def proposed(path: Path) -> Path:
    verified(path)
    on_accompagnement(accompagnements.propose, months=6)(path, path.mayor, path.sent)
    return path


def answered(path: Path, *, agreed: bool = True, refusal: str = "") -> Doing:
    given = accompagnements.ParentsAnswer(on=path.today, agreed=agreed, refusal=refusal)
    return on_accompagnement(accompagnements.answer, given=given)


def accepted(path: Path) -> Path:
    proposed(path)
    answered(path)(path, path.coordinator, path.sent)
    return path


def asked(path: Path) -> Path:
    accepted(path)
    dated(accompagnements.ask_pcd)(path, path.coordinator, path.sent)
    return path


def all_four(path: Path) -> accompagnements.Informations:
    return accompagnements.Informations(path.today, path.today, path.today, path.today)


def told(path: Path) -> Path:
    asked(path)
    on_accompagnement(accompagnements.inform, given=all_four(path))(
        path, path.coordinator, path.sent
    )
    return path


def started(path: Path) -> Path:
    told(path)
    on_accompagnement(accompagnements.start)(path, path.mayor, path.sent)
    return path


# The transaction, step by step


def opened(path: Path) -> Path:
    """The collectivité uses the transaction."""
    tenant = path.cellule.collectivite
    tenant.transactions_open = True
    tenant.save(update_fields=["transactions_open"])
    return engaged(path)


def offer_of(path: Path, **changes: Any) -> transactions.Offer:
    """A repair, proposed on a procès-verbal of three days ago."""
    values: dict[str, Any] = {
        "fait_id": path.saisine.faits.get().pk,
        "pv_on": path.today - timedelta(days=3),
        "prejudice": Decimal("240.00"),
        "mode": "reparation",
        "attested": True,
    }
    return transactions.Offer(**(values | changes))


def propose_offer(path: Path, **changes: Any) -> Path:
    path.offer = transactions.propose(
        case_id=path.case.pk, actor=path.mayor, given=offer_of(path, **changes), sent=path.sent
    )
    return path


def offered(path: Path) -> Path:
    return propose_offer(opened(path))


def agreed(path: Path) -> Path:
    offered(path)
    noted(transactions.answer, agreed=True)(path, path.coordinator, path.sent)
    return path


def granted(path: Path, *, yes: bool = True) -> Doing:
    given = transactions.Homologation(granted=yes, reference="2026-44", on=path.today)
    return on_offer(transactions.homologate, given=given)


def homologated(path: Path) -> Path:
    agreed(path)
    granted(path)(path, path.coordinator, path.sent)
    return path


# What follows a rappel or a hearing


def held_with_return(path: Path) -> Path:
    """A rappel done under a protocol that asks to be told."""
    ParquetProtocol.objects.update(wants_return=True)
    return consulted(path).answer().decide().wait(8).record()


def recommended_with_family(path: Path) -> Path:
    heard(path)
    on_family(
        cddf.recommend,
        recommendations=("activite_encadree", "assiduite_scolaire"),
        engagements=(),
        examined_with_family=True,
    )(path, path.mayor, path.sent)
    return path


_AP: dict[str, Any] = {"row": "accompagnement"}
_TX: dict[str, Any] = {"row": "offer", "faits": ("F11",)}

MAYOR = (
    Tried(
        "rappel.remind",
        lambda path: consulted(path).wait(7),
        on_rappel(rappels.remind),
        row="rappel",
        not_by="parquet",
        moves=("consultation_parquet", "consultation_parquet"),
        told=told_to((M.CONSULTATION_EXPECTED, "parquet")),
        **FORMAL,
    ),
    Tried(
        "rappel.forward",
        lambda path: engaged(path).propose_rappel(),
        on_rappel(rappels.forward),
        row="rappel",
        not_by="mayor",
        moves=("propose", "propose"),
        told=TO_MAYOR,
    ),
    Tried(
        "rappel.inform_parquet",
        held_with_return,
        lambda path, actor, sent: rappels.inform_parquet(
            rappel_id=path.rappel.pk, actor=actor, on=path.today, sent=sent
        ),
        row="rappel",
        not_by="mayor",
        moves=("realise", "realise"),
        **FORMAL,
    ),
    Tried(
        "cddf.inform_party",
        recommended_with_family,
        lambda path, actor, sent: cddf.inform_party(
            referral_id=path.referral.pk,
            actor=actor,
            given=cddf.Party(path.member.organisation_id, ("assiduite_scolaire",), path.today),
            sent=sent,
        ),
        row="referral",
        not_by="cddf_member",
        moves=("recommandations_emises", "recommandations_emises"),
    ),
    Tried(
        "accompagnement.consult_cddf",
        considered,
        dated(accompagnements.consult_cddf),
        moves=("envisage", "cddf_consulte"),
        **_AP,
    ),
    Tried(
        "accompagnement.verify",
        cddf_consulted,
        on_accompagnement(accompagnements.verify, attested=True),
        moves=("cddf_consulte", "verifie"),
        told=TO_MAYOR,
        **_AP,
    ),
    Tried(
        "accompagnement.propose",
        verified,
        on_accompagnement(accompagnements.propose, months=6),
        by="mayor",
        not_by="coordinator",
        moves=("verifie", "propose"),
        **_AP,
    ),
    Tried(
        "accompagnement.answer",
        proposed,
        lambda path, actor, sent: answered(path)(path, actor, sent),
        moves=("propose", "accepte"),
        **_AP,
    ),
    Tried(
        "accompagnement.answer",
        proposed,
        lambda path, actor, sent: answered(path, agreed=False, refusal="sans_motif")(
            path, actor, sent
        ),
        by="mayor",
        moves=("propose", "refuse"),
        **_AP,
    ),
    Tried(
        "accompagnement.ask_pcd",
        accepted,
        dated(accompagnements.ask_pcd),
        moves=("accepte", "avis_pcd_demande"),
        **_AP,
    ),
    Tried(
        "accompagnement.inform",
        asked,
        lambda path, actor, sent: on_accompagnement(accompagnements.inform, given=all_four(path))(
            path, actor, sent
        ),
        moves=("avis_pcd_demande", "avis_pcd_demande"),
        told=TO_MAYOR,
        **_AP,
    ),
    Tried(
        "accompagnement.record_opinion",
        asked,
        on_accompagnement(accompagnements.record_opinion, opinion="favorable"),
        moves=("avis_pcd_demande", "avis_pcd_demande"),
        **_AP,
    ),
    Tried(
        "accompagnement.start",
        told,
        on_accompagnement(accompagnements.start),
        by="mayor",
        not_by="coordinator",
        moves=("avis_pcd_demande", "en_cours"),
        **_AP,
    ),
    Tried(
        "accompagnement.complete",
        started,
        dated(accompagnements.complete, "attested_on"),
        moves=("en_cours", "termine"),
        **_AP,
    ),
    Tried(
        "accompagnement.end_partial",
        started,
        on_accompagnement(accompagnements.end_partial),
        moves=("en_cours", "partiel"),
        **_AP,
    ),
    Tried(
        "accompagnement.cancel",
        considered,
        on_accompagnement(accompagnements.cancel, code="conditions_non_remplies"),
        moves=("envisage", "sans_objet"),
        **_AP,
    ),
    Tried(
        "transaction.answer",
        offered,
        noted(transactions.answer, agreed=True),
        moves=("proposee", "acceptee"),
        **_TX,
    ),
    Tried(
        "transaction.answer",
        offered,
        noted(transactions.answer, agreed=False),
        by="mayor",
        moves=("proposee", "refusee"),
        **_TX,
    ),
    Tried(
        "transaction.homologate",
        agreed,
        lambda path, actor, sent: granted(path)(path, actor, sent),
        moves=("acceptee", "homologuee"),
        **_TX,
    ),
    Tried(
        "transaction.homologate",
        agreed,
        lambda path, actor, sent: granted(path, yes=False)(path, actor, sent),
        by="mayor",
        moves=("acceptee", "non_homologuee"),
        **_TX,
    ),
    Tried(
        "transaction.record_execution",
        homologated,
        noted(transactions.record_execution, done=True),
        moves=("homologuee", "executee"),
        **_TX,
    ),
    Tried(
        "transaction.record_execution",
        homologated,
        noted(transactions.record_execution, done=False),
        by="mayor",
        moves=("homologuee", "non_executee"),
        **_TX,
    ),
    Tried(
        "transaction.inform_parquet",
        agreed,
        noted(transactions.inform_parquet),
        moves=("acceptee", "acceptee"),
        **_TX,
    ),
)

MAYOR_BEGINNINGS = (
    Tried(
        "accompagnement.consider",
        engaged,
        lambda path, actor, sent: accompagnements.consider(
            case_id=path.case.pk,
            actor=actor,
            trigger="initiative_parents",
            threat="",
            sent=sent,
        ),
        not_by="member",
    ),
    Tried(
        "transaction.propose",
        opened,
        lambda path, actor, sent: transactions.propose(
            case_id=path.case.pk, actor=actor, given=offer_of(path), sent=sent
        ),
        by="mayor",
        not_by="coordinator",
        faits=("F11",),
    ),
)
