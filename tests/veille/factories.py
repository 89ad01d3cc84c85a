"""Fictitious institutions and agents, made by hand. Every test that needs people starts here.

Each function makes the least that its name promises and fills what was not given, so that a test
only writes what matters to it. ``agent`` makes an agent ready to work: designated for a year,
charte signed, grants of the role in place; say ``signed=False`` or ``until=…`` for the opposite.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.choices import CharteState, Relation, Role
from confidentiality.models import Charte, CharteSignature, User
from veille import fresh
from veille.choices import (
    CelluleKind,
    CollectiviteKind,
    ExclusionReason,
    InstanceKind,
    OrganisationKind,
    SeanceState,
    ViolationRisk,
    ViolationState,
)
from veille.hats import actor_of
from veille.middleware import SESSION_HAT
from veille.models import (
    Arrondissement,
    Attendance,
    Cddf,
    Cellule,
    CelluleGrant,
    Collectivite,
    Commune,
    Designation,
    Exclusion,
    Instance,
    Organisation,
    Seance,
    Suppleance,
    Violation,
)

PASSWORD = "un long mot de passe d’essai"

# What the readiness gate asks of a collectivité (veille/readiness.py).
PREPARED: dict[str, Any] = {
    "dpo_contact": "dpo@exemple.fr",
    "register_reference": "REG-2024-7",
    "register_on": date(2024, 1, 5),
    "aipd_on": date(2024, 1, 8),
    "aipd_reference": "AIPD-2024-1",
    "notice_version": "2024-1",
    "notice_on": date(2024, 1, 9),
}
_serial = count(1)

_ORGANISATION_OF = {
    Role.MEMBRE: OrganisationKind.ETABLISSEMENT_SCOLAIRE,
    Role.REFERENT: OrganisationKind.PREVENTION_SPECIALISEE,
    Role.PARQUET: OrganisationKind.PARQUET,
    Role.CDDF: OrganisationKind.CCAS,
    Role.PREFECTURE: OrganisationKind.PREFECTURE,
    Role.PILOTE: OrganisationKind.DSDEN,
}
_WITHOUT_PLACE = frozenset({Role.PREFECTURE, Role.PILOTE, Role.TECHNIQUE})
# Until a charte can be read, nobody signs.
_SIGNERS = frozenset(Role) - _WITHOUT_PLACE - {Role.DPO}
# Roles whose grant is on the cellule; the others receive theirs case by case.
_CELLULE_GRANT = {
    Role.COORDONNATEUR: Relation.COORDINATION,
    Role.MAIRE: Relation.DECISION,
}


def commune(name: str = "Val-d’Essai", **fields: Any) -> Commune:
    """A commune of an invented arrondissement."""
    number = next(_serial)
    arrondissement, _ = Arrondissement.objects.get_or_create(
        code="629", defaults={"name": "Arrondissement d’essai", "departement": "62"}
    )
    values = {
        "code": f"{number:05}",
        "name": name,
        "sort_key": name.upper(),
        "link_kind": 1,
        "arrondissement": arrondissement,
        "population": 12_000,
        "postcodes": "62000",
    }
    return Commune.objects.create(**(values | fields))


def organisation(kind: str = OrganisationKind.MAIRIE, **fields: Any) -> Organisation:
    """A body that designates agents."""
    name = f"{OrganisationKind(kind).label} d’essai {next(_serial)}"
    return Organisation.objects.create(**({"kind": kind, "name": name} | fields))


def collectivite(*communes: Commune, **fields: Any) -> Collectivite:
    """A tenant. The first commune is its seat; one is made when none is given."""
    places = communes or (commune(),)
    kind = CollectiviteKind.COMMUNE if len(places) == 1 else CollectiviteKind.EPCI
    values = {"name": f"Ville de {places[0].name}", "kind": kind, "seat": places[0]} | PREPARED
    made = Collectivite.objects.create(**(values | fields))
    made.communes.set(places)
    return made


def cellule(*, tenant: Collectivite | None = None, charte: bool = True, **fields: Any) -> Cellule:
    """A cellule in its instance, of a fresh tenant unless given, with a charte in force."""
    tenant = tenant or collectivite()
    values = {
        "name": f"Cellule d’essai {next(_serial)}",
        "kind": CelluleKind.COMMUNALE,
        "created_on": date(2024, 1, 10),
        "collectivite": tenant,
        "instance": instance(tenant),
    }
    made = Cellule.objects.create(**(values | fields))
    if charte:
        charte_of(made)
    return made


def staffed(place: Cellule) -> Cellule:
    """The same cellule, with the coordonnateur and the maire that the readiness gate asks for.

    Those who are already designated are enough.
    """
    now = timezone.now()
    held = Designation.objects.in_force(now)
    if not held.filter(role=Role.COORDONNATEUR, cellule=place.pk).exists():
        designation(Role.COORDONNATEUR, place, days=(-400, None))
    if not held.filter(role=Role.MAIRE, collectivite=place.collectivite_id).exists():
        designation(Role.MAIRE, place, days=(-400, None))
    return place


def instance(tenant: Collectivite) -> Instance:
    """The CLSPD or CISPD of a tenant, made once."""
    kind = InstanceKind.CLSPD if tenant.kind == CollectiviteKind.COMMUNE else InstanceKind.CISPD
    made, _ = Instance.objects.get_or_create(
        collectivite=tenant,
        kind=kind,
        defaults={"arrete_reference": "2023-100", "created_on": date(2023, 9, 1)},
    )
    return made


def charte_of(
    place: Cellule,
    *,
    number: int = 1,
    state: str = CharteState.EN_VIGUEUR,
    since: datetime | None = None,
    text: str = "Clause C1. Ce groupe échange des faits confidentiels, jamais secrets.",
) -> Charte:
    """A version of the charte of a cellule, written as if it had lived up to this state."""
    adopted = state != CharteState.PROJET
    published = state in (CharteState.EN_VIGUEUR, CharteState.REMPLACEE)
    return Charte.objects.create(
        circle=place.circle,
        number=number,
        text=text,
        state=state,
        adopted_on=date(2024, 1, 15) if adopted else None,
        adoption_reference="CLSPD-2024-1" if adopted else "",
        in_force_since=since or timezone.now() - timedelta(days=400) if published else None,
    )


def charte_in_force(place: Cellule) -> Charte:
    """The version that members of this cellule sign now."""
    return Charte.objects.get(circle=place.pk, state=CharteState.EN_VIGUEUR)


def user(**fields: Any) -> User:
    """An account, with the password of these tests."""
    number = next(_serial)
    values = {
        "email": f"agent{number}@exemple.fr",
        "password": PASSWORD,
        "first_name": "Camille",
        "last_name": f"Essai{number}",
    }
    return User.objects.create_user(**(values | fields))


def designation(
    role: Role,
    place: Cellule | None = None,
    *,
    tenant: Collectivite | None = None,
    days: tuple[int, int | None] = (-30, 365),
    **fields: Any,
) -> Designation:
    """A hat in force: from 30 days ago to a year from now, unless ``days`` says otherwise.

    The place follows the role: a cellule (made when none is given), the commune of the tenant for
    a maire, its CDDF for a member of it, the tenant for a DPO, nothing for the préfecture.
    """
    now = timezone.now()
    since, until = days
    values: dict[str, Any] = {
        "role": role,
        "acte_reference": "lettre du 3 janvier",
        "since": now + timedelta(days=since),
        "until": None if until is None else now + timedelta(days=until),
    }
    values |= _place_of(role, place, tenant)
    values |= fields
    values["user"] = values.get("user") or user()
    if "organisation" not in values:
        values["organisation"] = organisation(_ORGANISATION_OF.get(role, OrganisationKind.MAIRIE))
    return Designation.objects.create(**values)


def _place_of(role: Role, place: Cellule | None, tenant: Collectivite | None) -> dict[str, Any]:
    if role in _WITHOUT_PLACE:
        return {}
    if role is Role.DPO:
        owner = place.collectivite if place else tenant or collectivite()
        return {"collectivite": owner}
    place = place or cellule(tenant=tenant)
    owner = place.collectivite
    if role is Role.MAIRE:
        return {"collectivite": owner, "commune": owner.seat}
    if role is Role.CDDF:
        return {"collectivite": owner, "cddf": cddf(owner)}
    return {"collectivite": owner, "cellule": place}


def cddf(tenant: Collectivite) -> Cddf:
    """The CDDF of the seat of a tenant, made once."""
    made, _ = Cddf.objects.get_or_create(
        commune=tenant.seat,
        defaults={
            "collectivite": tenant,
            "deliberation_reference": "2024-12",
            "deliberated_on": date(2024, 2, 1),
        },
    )
    return made


def agent(
    role: Role = Role.MEMBRE,
    place: Cellule | None = None,
    *,
    signed: bool = True,
    granted: bool = True,
    **fields: Any,
) -> Actor:
    """An agent ready to act under a hat: see ``designation`` for the other arguments.

    ``signed``: has signed every charte in force that binds the hat. ``granted``: coordonnateur and
    maire hold their grant on the cellules of the hat.
    """
    place = None if role in _WITHOUT_PLACE else place or cellule(tenant=fields.get("tenant"))
    hat = designation(role, place, **fields)
    places = _places_of(hat)
    if signed and role in _SIGNERS:
        for each in places:
            sign(hat.user, each, at=max(timezone.now() - timedelta(days=10), hat.since))
    if granted and role in _CELLULE_GRANT:
        for each in places:
            grant_on_cellule(hat, each, _CELLULE_GRANT[role])
    return actor_of(hat)


def _places_of(hat: Designation) -> list[Cellule]:
    if hat.cellule is not None:
        return [hat.cellule]
    return list(Cellule.objects.filter(collectivite=hat.collectivite_id))


def sign(signer: User, place: Cellule, *, at: datetime | None = None) -> CharteSignature | None:
    """Signature of the version in force, valid for a year; nothing when there is none."""
    charte = Charte.objects.filter(circle=place.pk, state=CharteState.EN_VIGUEUR).first()
    if charte is None:
        return None
    moment = at or timezone.now() - timedelta(days=10)
    return CharteSignature.objects.create(
        charte=charte,
        user=signer,
        signed_at=moment,
        valid_until=moment + relativedelta(months=12),
        digest=CharteSignature.digest_of(charte, signer.pk, moment),
    )


def grant_on_cellule(hat: Designation, place: Cellule, relation: Relation) -> CelluleGrant:
    """A grant that reaches every case of the cellule, for as long as the hat."""
    made: CelluleGrant = CelluleGrant.objects.create(
        permission=Permission.objects.get(
            codename=relation, content_type__app_label="veille", content_type__model="cellule"
        ),
        user=hat.user,
        content_object=place,
        designation=hat,
        reason="designation",
        since=hat.since,
        until=hat.until,
    )
    return made


def seance(
    place: Cellule, /, *, in_days: int = 7, present: tuple[Actor, ...] = (), **fields: Any
) -> Seance:
    """A séance of the group, planned in a week, with these agents on the attendance sheet."""
    values = {
        "cellule": place,
        "held_at": timezone.now() + timedelta(days=in_days),
        "place": "Salle des mariages",
        "state": SeanceState.PLANIFIEE,
    }
    made = Seance.objects.create(**(values | fields))
    for actor in present:
        Attendance.objects.create(seance=made, designation_id=actor.hat_id, present=True)
    return made


def suppleance(titular: Designation, substitute: Designation, **fields: Any) -> Suppleance:
    """An absence since yesterday, for a week."""
    now = timezone.now()
    values = {
        "titular": titular,
        "substitute": substitute,
        "since": now - timedelta(days=1),
        "until": now + timedelta(days=7),
        "declared_by": titular,
        "declared_at": now,
    }
    return Suppleance.objects.create(**(values | fields))


def violation(place: Cellule, **fields: Any) -> Violation:
    """A data breach of the collectivité, detected yesterday, with the dates its state implies."""
    now = timezone.now()
    values: dict[str, Any] = {
        "collectivite": place.collectivite,
        "natures": ["confidentialite"],
        "data_groups": ["identite"],
        "cause": "envoi",
        "persons_count": 3,
        "detected_at": now - timedelta(days=1),
        "declared_at": now - timedelta(hours=20),
    }
    state = fields.get("state", ViolationState.DETECTEE)
    if state != ViolationState.DETECTEE:
        values |= {"risk": ViolationRisk.RISQUE, "qualified_at": now - timedelta(hours=10)}
    if state in (ViolationState.NOTIFIEE, ViolationState.INFORMEE, ViolationState.CLOSE):
        values |= {"notified_at": now - timedelta(hours=5), "cnil_reference": "CNIL-1"}
    if state == ViolationState.INFORMEE:
        values |= {"informed_on": timezone.localdate(), "information_mode": "courrier"}
    if "declared_by" not in fields:
        values["declared_by"] = designation(Role.DPO, place)
    made: Violation = Violation.objects.create(**(values | fields))
    return made


def exclusion(maire: Actor, place: Cellule, user: User) -> Exclusion:
    """An exclusion decided by this maire, still running."""
    made: Exclusion = Exclusion.objects.create(
        cellule=place,
        user=user,
        reason=ExclusionReason.COPIE,
        decided_at=timezone.now(),
        decided_by_id=maire.hat_id,
    )
    return made


def signed_in(actor: Actor) -> Client:
    """A browser in which this agent has signed in and chosen this hat."""
    client = Client()
    client.force_login(actor.user)
    session = client.session
    session[SESSION_HAT] = str(actor.hat_id)
    session.save()
    return client


def confirmed(client: Client, at: datetime | None = None) -> Client:
    """The same browser, whose agent has just typed the password again (or did ``at``)."""
    session = client.session
    session[fresh.SESSION_CONFIRMED] = (at or timezone.now()).isoformat()
    session.save()
    return client
