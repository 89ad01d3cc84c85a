"""Who the stories are about: an invented identity, a birth date that fits the story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from casework.choices.lists import Motif, Schooling, Sex, Strength
from casework.choices.measures import RepresentativeQuality
from casework.likeness import Identity
from casework.models import LegalRepresentative, YoungPerson
from config.demo.names import Names
from veille.models import Commune

_AT_COLLEGE = (Schooling.COLLEGE_5E, Schooling.COLLEGE_4E, Schooling.COLLEGE_3E)
_AFTER = (Schooling.LYCEE_PRO, Schooling.CAP, Schooling.LYCEE_GENERAL, Schooling.OBLIGATION)
_ADULT = (Schooling.SANS_SOLUTION, Schooling.FORMATION, Schooling.DEMANDEUR, Schooling.EMPLOI)
_MINOR_MOTIFS = (
    Motif.ABSENTEISME,
    Motif.DECROCHAGE,
    Motif.EXCLUSIONS,
    Motif.INCIDENTS_ABORDS,
    Motif.SEUL_TARD,
    Motif.GROUPES,
    Motif.INCIVILITES_TRANSPORTS,
    Motif.NUISANCES,
    Motif.DEMANDE_FAMILLE,
)
_ADULT_MOTIFS = (
    Motif.SANS_SOLUTION,
    Motif.GROUPES,
    Motif.INCIVILITES_HABITAT,
    Motif.VOISINAGE,
    Motif.NUISANCES,
    Motif.RUPTURE,
    Motif.DEMANDE_JEUNE,
)


@dataclass(frozen=True, slots=True)
class Young:
    """What an author knows of a young person on the day of the saisine."""

    identity: Identity
    sex: Sex
    commune: Commune
    minor: bool
    schooling: Schooling
    motifs: tuple[Motif, ...]
    strengths: tuple[Strength, ...]


def draw(rng: Random, names: Names, commune: Commune, on: date, minor: bool) -> Young:
    """Someone of 12 to 16 on that day, who stays a minor through the story, or of 18 to 23."""
    sex = rng.choice((Sex.F, Sex.M, Sex.M))
    years = rng.randint(12, 15) if minor else rng.randint(18, 22)
    birth_date = on - relativedelta(years=years) - timedelta(days=rng.randrange(10, 350))
    first_name, last_name = names.person(sex)
    if not minor:
        schooling = rng.choice(_ADULT)
    else:
        schooling = rng.choice(_AFTER if years > 14 else _AT_COLLEGE)
    return Young(
        identity=Identity(last_name, first_name, birth_date, commune.pk),
        sex=sex,
        commune=commune,
        minor=minor,
        schooling=schooling,
        motifs=tuple(rng.sample(_MINOR_MOTIFS if minor else _ADULT_MOTIFS, k=rng.randint(1, 3))),
        strengths=tuple(rng.sample(list(Strength), k=rng.randint(0, 2))),
    )


def complete(rng: Random, names: Names, person: YoungPerson, minor: bool) -> None:
    """Contact, and for a minor one or two holders of parental authority."""
    person.address = names.address()
    person.phone = names.phone()
    person.save(update_fields=["address", "phone"])
    if not minor:
        return
    parents = rng.choice(
        ((RepresentativeQuality.MERE,), (RepresentativeQuality.MERE, RepresentativeQuality.PERE))
    )
    for quality in parents:
        sex = Sex.F if quality is RepresentativeQuality.MERE else Sex.M
        LegalRepresentative.objects.create(
            young_person=person,
            quality=quality,
            last_name=person.last_name,
            first_name=names.parent(sex),
            phone=names.phone(),
        )
