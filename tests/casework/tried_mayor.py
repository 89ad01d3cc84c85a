"""The acts of the mayor: what follows a rappel or a hearing, then what the mayor alone begins."""

from __future__ import annotations

from casework.services import cddf, rappels
from notifications.choices import MessageKind as M
from tests.casework.path import Path
from tests.casework.tried import (
    FORMAL,
    TO_MAYOR,
    Tried,
    consulted,
    engaged,
    heard,
    on_family,
    on_rappel,
    today,
    told_to,
)
from tests.casework.tried_accompagnements import ACCOMPAGNEMENTS, CONSIDERED
from tests.casework.tried_transactions import OFFERED, TRANSACTIONS
from veille.models import ParquetProtocol


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
        on_rappel(rappels.inform_parquet, on=today),
        row="rappel",
        not_by="mayor",
        moves=("realise", "realise"),
        **FORMAL,
    ),
    Tried(
        "cddf.inform_party",
        recommended_with_family,
        on_family(
            cddf.inform_party,
            given=lambda path: cddf.Party(
                path.member.organisation_id, ("assiduite_scolaire",), path.today
            ),
        ),
        row="referral",
        not_by="cddf_member",
        moves=("recommandations_emises", "recommandations_emises"),
    ),
    *ACCOMPAGNEMENTS,
    *TRANSACTIONS,
)

MAYOR_BEGINNINGS = (*CONSIDERED, *OFFERED)
