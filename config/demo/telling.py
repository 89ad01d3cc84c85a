"""How members of a cellule speak of someone: saisines, sent or still to be finished."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from casework.choices.facts import FAITS, TRANSACTION_FAITS, Nature, RappelAllowed
from casework.choices.lists import Answer, Complement, PlaceKind, SaisineRefusal
from casework.choices.states import ENDED, SaisineState
from casework.likeness import Identity
from casework.models import Case, Saisine
from casework.services import saisines
from config.demo import young
from config.demo.clock import Clock, Story, moment, working_day
from config.demo.institutions import CelluleScene, Scene
from config.demo.young import Young
from veille.hats import actor_of
from veille.models import Commune, Designation


def _codes(nature: Nature) -> tuple[str, ...]:
    return tuple(
        code
        for code, fait in FAITS.items()
        if fait.rappel is RappelAllowed.YES and fait.nature is nature
    )


QUALIFIED = _codes(Nature.CONTRAVENTION)
UNQUALIFIED = _codes(Nature.SANS_QUALIFICATION)
TO_REPAIR = tuple(sorted(TRANSACTION_FAITS))
_PLACES = (PlaceKind.VOIE, PlaceKind.ABORDS, PlaceKind.PARTIES_COMMUNES, PlaceKind.PARC)
# Recent: a draft lasts thirty days, an answer comes within five working days.
_DAYS_BEFORE_END = {
    SaisineState.BROUILLON: 6,
    SaisineState.SOUMISE: 6,
    SaisineState.A_COMPLETER: 12,
    SaisineState.IRRECEVABLE: 18,
    SaisineState.RETIREE: 15,
}


class Teller:
    """The saisines of one cellule."""

    def __init__(self, place: CelluleScene, scene: Scene, clock: Clock, rng: Random) -> None:
        self._place, self._scene, self._clock, self._rng = place, scene, clock, rng

    def meet(self, commune: Commune, minor: bool) -> Young:
        """Someone new."""
        return young.draw(self._rng, self._scene.names, commune, self._clock.today, minor)

    def draft(
        self, author: Designation, someone: Young, codes: tuple[str, ...] = UNQUALIFIED
    ) -> Saisine:
        """Who, then what; not sent."""
        actor = actor_of(author)
        draft = saisines.start_draft(
            actor=actor,
            identity=someone.identity,
            commune=someone.commune,
            cellule=self._place.cellule,
            sent=self._clock.sent,
        )
        return saisines.describe(
            saisine_id=draft.pk,
            actor=actor,
            description=self._description(someone, codes),
            sent=self._clock.sent,
        )

    def send(
        self, author: Designation, someone: Young, codes: tuple[str, ...] = UNQUALIFIED
    ) -> Saisine:
        """Attested and sent."""
        draft = self.draft(author, someone, codes)
        return saisines.submit(
            saisine_id=draft.pk, actor=actor_of(author), attested=True, sent=self._clock.sent
        )

    def leave(self, state: SaisineState) -> Story:
        """A saisine that has opened no case, in one of the states before that."""
        day = self._scene.today - timedelta(days=_DAYS_BEFORE_END[state])
        yield moment(working_day(day), self._rng.randint(9, 16))
        author = self._rng.choice(self._place.members)
        someone = self.meet(self._rng.choice(self._place.communes), self._rng.random() < 0.7)
        if state is SaisineState.BROUILLON:
            self.draft(author, someone)
            return
        sent = self.send(author, someone)
        if state is SaisineState.SOUMISE:
            return
        yield self._clock.after(1)
        self._qualify(sent, author, state)

    def signal_again(self) -> Story:
        """Somebody whom the cellule follows already, under a name spelt otherwise: a duplicate."""
        yield moment(working_day(self._scene.today - timedelta(days=2)), 15)
        cases = Case.objects.for_system("demonstration").filter(cellule=self._place.cellule)
        known = cases.exclude(state__in=ENDED).select_related("young_person__commune").first()
        if known is None:
            return
        someone = self.meet(known.young_person.commune, minor=True)
        # Heard and written down: the last letter is doubled, the rest is the same.
        person = known.young_person
        surname = person.last_name + person.last_name[-1]
        heard = Identity(surname, person.first_name, person.birth_date, person.commune.pk)
        again = replace(someone, identity=heard)
        self.send(self._place.members[0], again)

    def _qualify(self, saisine: Saisine, author: Designation, state: SaisineState) -> None:
        chair, sent = actor_of(self._place.coordonnateur), self._clock.sent
        if state is SaisineState.A_COMPLETER:
            code = self._rng.choice((Complement.FAITS, Complement.MOTIFS))
            saisines.ask_complement(saisine_id=saisine.pk, actor=chair, code=code, sent=sent)
        elif state is SaisineState.IRRECEVABLE:
            refusal = self._rng.choice((SaisineRefusal.HORS_OBJET, SaisineRefusal.PROTECTION))
            saisines.declare_irrecevable(
                saisine_id=saisine.pk, actor=chair, code=refusal, sent=sent
            )
        else:
            saisines.withdraw(saisine_id=saisine.pk, actor=actor_of(author), sent=sent)

    def _description(self, someone: Young, codes: tuple[str, ...]) -> saisines.Description:
        faits = tuple(
            saisines.FaitInput(
                code,
                self._clock.today - timedelta(days=self._rng.randrange(1, 20)),
                someone.commune,
                self._rng.choice(_PLACES),
            )
            for code in self._rng.sample(codes, k=self._rng.randint(1, 2))
        )
        return saisines.Description(
            motifs=someone.motifs,
            schooling=someone.schooling,
            q_crime_delit=Answer.NON,
            q_plainte_enquete=Answer.NON,
            q_danger=Answer.NON,
            strengths=someone.strengths,
            faits=faits,
            sex=someone.sex,
        )
