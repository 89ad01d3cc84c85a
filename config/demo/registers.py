"""What the institutions keep: a mandate, the agreement of the archives, a breach, a delay set.

And what two persons decide: an export that the coordination asked for, which waits for the maire.
"""

from __future__ import annotations

from datetime import timedelta

from casework.choices.delays import Delay
from casework.choices.exports import ExportFormat, ExportReason, ExportScope
from casework.models import Case
from casework.services import delays, exports
from casework.services.exports import ALONE_AT_MOST, Wanted
from config.demo.clock import Clock, Story, moment
from config.demo.institutions import CelluleScene, Scene
from veille.choices import (
    ViolationCause,
    ViolationData,
    ViolationMeasure,
    ViolationNature,
    ViolationRisk,
)
from veille.hats import actor_of
from veille.models import EliminationAgreement, Mandate
from veille.services import violations

_PERSONS = 3


def keep(place: CelluleScene, scene: Scene, clock: Clock) -> None:
    """Write the registers of the collectivité of the main accounts."""
    collectivite = place.cellule.collectivite
    EliminationAgreement.objects.create(
        collectivite=collectivite,
        reference=f"Visa AD62 {scene.since.year}-EX-4",
        since=scene.since,
    )
    # Recorded before anybody signed: the act itself would end the hats of the main accounts.
    Mandate.objects.create(
        collectivite=collectivite,
        since=scene.since - timedelta(days=1),
        acte_reference=f"Procès-verbal {scene.since.year}-EX-001",
        recorded_at=moment(scene.since),
        recorded_by=place.coordonnateur,
    )
    clock.add(_shorter_delay(place, scene, clock))
    clock.add(_large_export(place, scene, clock))
    clock.add(_breach(scene, clock))


def _shorter_delay(place: CelluleScene, scene: Scene, clock: Clock) -> Story:
    yield moment(scene.since + timedelta(days=30), 10)
    delays.set_delay(
        actor=actor_of(place.coordonnateur), rule=Delay.CONTACT, value=10, sent=clock.sent
    )


def _breach(scene: Scene, clock: Clock) -> Story:
    """A relevé sent to the wrong address, the evening before: the CNIL is still to be told."""
    if scene.dpo is None:
        raise RuntimeError("The hats of the département are given before the stories begin.")
    dpo = actor_of(scene.dpo)
    yield moment(scene.today - timedelta(days=1), 16, 30)
    declared = violations.declare(
        actor=dpo,
        declaration=violations.Declaration(
            detected_at=clock.now - timedelta(hours=2),
            natures=(ViolationNature.CONFIDENTIALITE,),
            data_groups=(ViolationData.SITUATION,),
            cause=ViolationCause.ENVOI,
            persons_count=_PERSONS,
        ),
        sent=clock.sent,
    )
    yield clock.now + timedelta(minutes=50)
    violations.qualify(
        violation_id=declared.pk,
        actor=dpo,
        risk=ViolationRisk.RISQUE,
        measures=(ViolationMeasure.RAPPEL,),
        sent=clock.sent,
    )


def _large_export(place: CelluleScene, scene: Scene, clock: Clock) -> Story:
    """The last evening: more persons than one agent takes away alone, so that the maire answers."""
    yield moment(scene.today - timedelta(days=1), 21, 30)
    chair = actor_of(place.coordonnateur)
    seen = Case.objects.visible_to(chair, clock.now).filter(freeze_code="")
    chosen = list(seen.order_by("reference").values_list("pk", flat=True)[: ALONE_AT_MOST + 1])
    if len(chosen) > ALONE_AT_MOST:
        wanted = Wanted(chosen, ExportScope.LISTE, ExportReason.SEANCE, ExportFormat.XLSX)
        exports.ask(actor=chair, wanted=wanted, sent=clock.sent)
