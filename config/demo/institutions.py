"""Building the institutions of the demonstration from the blueprint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission

from casework.choices.lists import Sex
from confidentiality.choices import Relation, Role
from confidentiality.door import Sent
from confidentiality.models import Charte, CharteSignature, User
from config.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD, DOMAIN
from config.demo.blueprint import LOCAL, PLANS, SHARED, AgentPlan, CellulePlan, CollectivitePlan
from config.demo.clock import moment, working_day
from config.demo.names import Names
from veille.choices import CollectiviteKind, InstanceKind, OrganisationKind
from veille.french import day_month_year
from veille.hats import actor_of
from veille.models import (
    Cddf,
    Cellule,
    CelluleGrant,
    Collectivite,
    Commune,
    Delegation,
    Designation,
    Instance,
    Organisation,
    ParquetProtocol,
    Seance,
)
from veille.services.charte_model import charte_text
from veille.services.chartes import adopt_charte, publish_charte
from veille.services.designations import designate

HISTORY = relativedelta(months=19)
_SIGNATURE = timedelta(days=365)
_FORMER_MANDATE = timedelta(days=90)
_DPO_CONTACT = f"dpo@{DOMAIN}"
_ACCOUNTS = {account.local: account for account in DEMO_ACCOUNTS}


@dataclass(slots=True)
class CelluleScene:
    """One cellule and those who act in it, for the stories. Only those who signed are listed."""

    plan: CellulePlan
    cellule: Cellule
    communes: list[Commune]
    coordonnateur: Designation
    members: list[Designation]
    referents: list[Designation]
    parquet: Designation
    maires: dict[str, Designation] = field(default_factory=dict)
    protocol_communes: frozenset[str] = frozenset()
    cddf: Cddf | None = None
    cddf_member: Designation | None = None


@dataclass(slots=True)
class Scene:
    """Everything the stories need. ``since``: first day of the history; ``today``: its end."""

    since: date
    today: date
    names: Names
    # Set last, with the hats of no cellule.
    dpo: Designation | None = None
    prefecture: Designation | None = None
    cellules: list[CelluleScene] = field(default_factory=list)


def build(rng: Random, today: date) -> Scene:
    """Collectivités, cellules, chartes, agents and what binds them. The territory is loaded."""
    scene = Scene(since=today - HISTORY, today=today, names=Names(rng))
    builder = _Builder(rng, scene)
    for plan in PLANS:
        builder.add(plan)
    builder.add_departement()
    return scene


class _Builder:
    """Makes each organisation and each agent once, whatever the number of their designations."""

    def __init__(self, rng: Random, scene: Scene) -> None:
        self._rng = rng
        self._scene = scene
        self._password = make_password(DEMO_PASSWORD)
        self._organisations: dict[str, Organisation] = {}
        self._users: dict[str, User] = {}

    def add(self, plan: CollectivitePlan) -> None:
        """One collectivité with its instance, its mayors, its CDDF, its protocol, its cellules."""
        collectivite = Collectivite.objects.create(
            name=plan.name,
            kind=plan.kind,
            seat_id=plan.seat,
            dpo_contact=_DPO_CONTACT,
            archive_months=plan.archive_months,
            transactions_open=plan.transactions_open,
            **_prepared(self._scene.since),
        )
        communes = list(Commune.objects.filter(pk__in=plan.communes))
        collectivite.communes.set(communes)
        maires = self._maires(plan, collectivite)
        cddf, cddf_member = self._cddf(plan, collectivite)
        self._protocol(plan, collectivite)
        instance = Instance.objects.create(
            collectivite=collectivite,
            kind=InstanceKind.CISPD if _is_epci(plan) else InstanceKind.CLSPD,
            arrete_reference=f"{self._scene.since.year}-EX-002",
            created_on=self._scene.since,
        )
        for cellule_plan in plan.cellules:
            built = self._cellule(cellule_plan, plan, instance, communes)
            built.maires = {str(each.commune_id): each for each in maires if not each.delegation}
            built.protocol_communes = frozenset(plan.protocol_communes)
            built.cddf, built.cddf_member = cddf, cddf_member
            signers = [*maires, cddf_member] if cddf_member else maires
            if cellule_plan.has_charte:
                self._sign(built.cellule, signers)
            for maire in maires:
                _grant(built.cellule, maire, Relation.DECISION)
            self._scene.cellules.append(built)

    def add_departement(self) -> None:
        """Hats of no cellule: préfecture, data protection, technical administration."""
        lens = Collectivite.objects.get(cellules=self._scene.cellules[0].cellule)
        mairie = self._organisation("mairie", lens.seat)
        self._scene.dpo = self._designate("dpo", Role.DPO, mairie, collectivite=lens)
        office = self._organisation("prefecture")
        self._scene.prefecture = self._designate("prefecture", Role.PREFECTURE, office)
        self._designate("technique", Role.TECHNIQUE, self._organisation("technique"))

    def _maires(self, plan: CollectivitePlan, collectivite: Collectivite) -> list[Designation]:
        made = []
        for code, account in plan.maires:
            commune = Commune.objects.get(pk=code)
            mairie = self._organisation("mairie", commune)
            place = {"collectivite": collectivite, "commune": commune}
            made.append(self._designate(account, Role.MAIRE, mairie, "Maire", **place))
            if plan.delegation and code == plan.seat:
                delegation = Delegation.objects.create(
                    commune=commune,
                    arrete_number=plan.delegation.arrete,
                    since=self._scene.since,
                    until=self._scene.today + timedelta(days=plan.delegation.until_days),
                )
                made.append(
                    self._designate(
                        plan.delegation.account,
                        Role.MAIRE,
                        mairie,
                        "Délégation à la prévention",
                        delegation=delegation,
                        **place,
                    )
                )
        return made

    def _cddf(
        self, plan: CollectivitePlan, collectivite: Collectivite
    ) -> tuple[Cddf | None, Designation | None]:
        if not plan.cddf_commune:
            return None, None
        commune = Commune.objects.get(pk=plan.cddf_commune)
        cddf = Cddf.objects.create(
            collectivite=collectivite,
            commune=commune,
            deliberation_reference=f"{self._scene.since.year}-EX-{commune.pk}",
            deliberated_on=self._scene.since,
        )
        member = self._designate(
            plan.cddf_account,
            Role.CDDF,
            self._organisation("ccas", commune),
            "Conseil des familles",
            collectivite=collectivite,
            cddf=cddf,
        )
        return cddf, member

    def _protocol(self, plan: CollectivitePlan, collectivite: Collectivite) -> None:
        if not plan.protocol_communes:
            return
        protocol = ParquetProtocol.objects.create(
            collectivite=collectivite,
            parquet=self._organisation(plan.parquet),
            reference=f"Protocole {self._scene.since.year}-EX-{plan.seat}",
            signed_on=self._scene.since,
        )
        protocol.communes.set(Commune.objects.filter(pk__in=plan.protocol_communes))

    def _cellule(
        self,
        plan: CellulePlan,
        owner: CollectivitePlan,
        instance: Instance,
        communes: list[Commune],
    ) -> CelluleScene:
        since = self._scene.since
        cellule = Cellule.objects.create(
            instance=instance,
            collectivite=instance.collectivite,
            name=plan.name,
            kind=plan.kind,
            in_zsp=plan.in_zsp,
            created_on=since,
            informs_before_examination=plan.informs_before_examination,
        )
        charte: Charte = Charte.objects.create(circle=cellule, number=1, text=charte_text(cellule))
        made = [(each, self._agent(each, plan, owner, cellule)) for each in plan.agents]
        coordonnateur = next(hat for each, hat in made if each.role == Role.COORDONNATEUR)
        _grant(cellule, coordonnateur, Relation.COORDINATION)
        if plan.has_charte:
            _publish(charte, coordonnateur, since)
            self._sign(cellule, (designation for each, designation in made if each.signs))
            self._plan_next(cellule, days=10 if not self._scene.cellules else 0)

        def signed(role: Role) -> list[Designation]:
            return [hat for each, hat in made if each.role == role and each.signs]

        return CelluleScene(
            plan=plan,
            cellule=cellule,
            communes=communes,
            coordonnateur=coordonnateur,
            members=signed(Role.MEMBRE),
            referents=signed(Role.REFERENT),
            parquet=signed(Role.PARQUET)[0],
        )

    def _agent(
        self, plan: AgentPlan, place: CellulePlan, owner: CollectivitePlan, cellule: Cellule
    ) -> Designation:
        seat = Commune.objects.get(pk=owner.seat)
        kept_by_epci = _is_epci(owner) and plan.organisation == "mairie"
        organisation = self._organisation("epci" if kept_by_epci else plan.organisation, seat)
        weeks = timedelta(weeks=plan.weeks)
        return self._designate(
            plan.account or f"{plan.slug}.{place.key}",
            plan.role,
            organisation,
            plan.position,
            cellule=cellule,
            collectivite=cellule.collectivite,
            is_substitute=plan.is_substitute,
            since=moment(self._scene.today - weeks if weeks else self._since(plan)),
        )

    def _since(self, plan: AgentPlan) -> date:
        return self._scene.since - _FORMER_MANDATE if plan.former_mandate else self._scene.since

    def _designate(
        self,
        local: str,
        role: Role,
        organisation: Organisation,
        position: str = "",
        **place: object,
    ) -> Designation:
        values: dict[str, object] = {"since": moment(self._scene.since), **place}
        given = Designation(
            user=self._user(local, position),
            role=role,
            organisation=organisation,
            acte_reference=f"Lettre EX-{Designation.objects.count() + 1:03d}",
            **values,
        )
        return designate(given)

    def _user(self, local: str, position: str) -> User:
        if local not in self._users:
            account = _ACCOUNTS.get(local)
            sex = self._rng.choice((Sex.F, Sex.M))
            drawn = (account.first_name, account.last_name) if account else self._name(sex)
            self._users[local] = User.objects.create(
                email=f"{local}@{DOMAIN}",
                password=self._password,
                first_name=drawn[0],
                last_name=drawn[1],
                position=account.position if account else position,
                created_at=moment(self._scene.since),
            )
        return self._users[local]

    def _name(self, sex: Sex) -> tuple[str, str]:
        return self._scene.names.person(sex)

    def _organisation(self, key: str, commune: Commune | None = None) -> Organisation:
        if key in SHARED or commune is None:
            plan, name = SHARED[key], SHARED[key].name
        elif key == "epci":
            plan, name = LOCAL["mairie"], f"Agglomération {_of(commune)} (exercice)"
        else:
            plan, name = LOCAL[key], LOCAL[key].name.format(of=_of(commune))
        if name not in self._organisations:
            self._organisations[name] = Organisation.objects.create(
                name=name,
                kind=OrganisationKind.EPCI if key == "epci" else plan.kind,
                mission_service_public=plan.mission_service_public,
            )
        return self._organisations[name]

    def _sign(self, cellule: Cellule, hats: Iterable[Designation]) -> None:
        """A signature a year, from the designation to today."""
        charte = cellule.chartes.get()
        signatures = []
        for user, since in {hat.user: hat.since for hat in hats}.items():
            signed_at = max(since, charte.in_force_since or since) + timedelta(
                minutes=self._rng.randrange(30, 2000)
            )
            while signed_at < moment(self._scene.today):
                signatures.append(
                    CharteSignature(
                        charte=charte,
                        user=user,
                        signed_at=signed_at,
                        valid_until=signed_at + _SIGNATURE,
                        digest=CharteSignature.digest_of(charte, user.pk, signed_at),
                    )
                )
                # Signed again a few days before the end: no day without access.
                signed_at += _SIGNATURE - timedelta(days=self._rng.randrange(2, 12))
        CharteSignature.objects.bulk_create(signatures)

    def _plan_next(self, cellule: Cellule, days: int) -> None:
        day = self._scene.today + timedelta(days=days or self._rng.randrange(12, 26))
        Seance.objects.create(
            cellule=cellule, held_at=moment(working_day(day), 14), place="Salle du conseil, mairie"
        )


def _prepared(since: date) -> dict[str, Any]:
    """What a collectivité records before its cellules start (veille/readiness.py)."""
    return {
        "register_reference": f"Registre {since.year}-EX-07",
        "register_on": since,
        "aipd_on": since,
        "aipd_reference": f"AIPD {since.year}-EX-01",
        "notice_version": f"{since.year}-EX-1",
        "notice_on": since,
        "letter_address": "Hôtel de ville\nPlace de l’Exercice",
        "letter_contact": "service prévention, 03 00 00 00 00",
    }


def _is_epci(plan: CollectivitePlan) -> bool:
    return plan.kind is CollectiviteKind.EPCI


def _of(commune: Commune) -> str:
    """« de Lens », « d’Arras »: type 1 of the geographic code begins with a vowel."""
    return f"d’{commune.name}" if commune.link_kind == 1 else f"de {commune.name}"


def _grant(cellule: Cellule, hat: Designation, relation: Relation) -> None:
    permission = Permission.objects.get(
        codename=relation.value, content_type__app_label=Cellule._meta.app_label
    )
    CelluleGrant.objects.create(
        content_object=cellule,
        user=hat.user,
        designation=hat,
        permission=permission,
        reason="designation",
        since=hat.since,
        until=hat.until,
    )


def _publish(charte: Charte, coordonnateur: Designation, on: date) -> None:
    """A version that has been in force for long: adopted and published on the first day."""
    actor = actor_of(coordonnateur)
    adopt_charte(
        actor=actor,
        charte_id=charte.pk,
        on=on,
        reference=f"Séance plénière du {day_month_year(on)}",
        sent=Sent(at=moment(on, 9)),
    )
    publish_charte(actor=actor, charte_id=charte.pk, sent=Sent(at=moment(on, 10)))
