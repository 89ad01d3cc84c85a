"""The pilot services of the demonstration, and what they declared: two years, with gaps.

Nothing is drawn: the stories of the cellules are the same whether the plan is there or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zlib import crc32

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.models import User
from config.demo.accounts import DEMO_ACCOUNTS
from config.demo.blueprint import SHARED
from config.demo.clock import moment
from config.demo.institutions import HISTORY
from indicators import plans
from indicators.declared import Document, Value
from indicators.figures import Share
from indicators.plan import DepartmentalPlan, Expected, Unit
from indicators.plan_files import PACKAGED
from indicators.services.declarations import declare
from indicators.years import closing, year_to_fill
from veille.hats import actor_of
from veille.models import Designation, Organisation
from veille.services.designations import designate

# Accounts of the sign-in page, and the organisation that each speaks for.
_PILOTS = {"dasen": "dsden", "spip": "spip", "prefecture-pilote": "prefecture"}
# Out of ten values: how many are there, for the year that is filled and for the two before.
_THERE = (3, 7, 9)
_RELEVE = "Relevé du service, arrêté au 31 décembre (exercice)."


@dataclass(frozen=True, slots=True)
class _Desk:
    """A pilot service and what it fills."""

    actor: Actor
    expected: list[Expected]


def tell(today: date) -> None:
    """The plan, its three pilot services, what they gave before ``today``."""
    row, _ = plans.load(PACKAGED)
    found = plans.followed(today)
    if found is None or found.row != row:
        return
    desks = [_desk(local, kind, found.plan, today) for local, kind in _PILOTS.items()]
    last = year_to_fill(today)
    for back, there in reversed(tuple(enumerate(_THERE))):
        year = last - back
        on = today if back == 0 else closing(year) - timedelta(days=40)
        for desk in desks:
            _fill(desk, year, there, on)
    _correct(desks[0], last - 1, today)


def _desk(local: str, key: str, plan: DepartmentalPlan, today: date) -> _Desk:
    account = next(each for each in DEMO_ACCOUNTS if each.local == local)
    shared = SHARED[key]
    organisation, _ = Organisation.objects.get_or_create(
        name=shared.name, defaults={"kind": shared.kind}
    )
    since = moment(today - HISTORY)
    user = User.objects.create(
        email=account.email,
        # The one of every account: hashed once, slow on purpose.
        password=User.objects.values_list("password", flat=True)[0],
        first_name=account.first_name,
        last_name=account.last_name,
        position=account.position,
        created_at=since,
    )
    hat = designate(
        Designation(
            user=user,
            role=Role.PILOTE,
            organisation=organisation,
            acte_reference=f"Lettre EX-P-{local}",
            since=since,
        )
    )
    service = plan.service_of(organisation.kind)
    return _Desk(actor_of(hat), [each for each in plan.expected() if each.service == service])


def _fill(desk: _Desk, year: int, there: int, on: date) -> None:
    for each in desk.expected:
        if _drawn(each, year) % 10 < there:
            _declare(desk, each, year, _value(each, year), _RELEVE, on)


def _correct(desk: _Desk, year: int, today: date) -> None:
    """One value of last year, counted again after its closing: flagged late."""
    on = closing(year) + timedelta(days=20)
    counted = (each for each in desk.expected if each.indicator.unit is Unit.COUNT)
    given = next((each for each in counted if _drawn(each, year) % 10 < _THERE[1]), None)
    if given is not None and on <= today:
        value = _value(given, year)
        corrected = value + 2 if isinstance(value, int) else value
        _declare(desk, given, year, corrected, "Deux actions avaient été oubliées.", on)


def _declare(desk: _Desk, each: Expected, year: int, value: Value, why: str, on: date) -> None:
    declare(
        actor=desk.actor,
        year=year,
        code=each.indicator.code,
        value=value,
        justification=why,
        sent=Sent(at=moment(on, 8)),
    )


def _drawn(each: Expected, year: int) -> int:
    """The same number each time, for one value of one year."""
    return crc32(f"{each.indicator.code} {each.service} {year}".encode())


def _value(each: Expected, year: int) -> Value:
    """Plausible, and a little more each year."""
    drawn = crc32(f"{each.indicator.code} {each.service}".encode())
    if each.indicator.unit is Unit.TEXT:
        return Document(each.indicator.label, f"EX-{each.service}-{year}-01")
    grown = 5 + drawn % 40 + 3 * (year % 10)
    if each.indicator.unit is Unit.PERCENT:
        whole = each.indicator.whole or 120
        return Share(min(grown * 2, whole), whole)
    return grown
