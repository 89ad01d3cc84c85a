"""What letters have in common: heads, addressees, dates, signatures. Plain French."""

from __future__ import annotations

from datetime import date

from casework.choices.lists import Motif
from casework.choices.states import SaisineState
from casework.models import Case, LegalRepresentative
from casework.papers.kinds import Setting
from casework.presenters.labels import labels
from veille.french import day_month_year, of_
from veille.grammar import inside
from veille.models import Commune, Delegation, Designation
from veille.papers.blocks import Boxes, Head

HOLDERS_OF_AUTHORITY = "Aux titulaires de l’autorité parentale"


def letter(setting: Setting, addressee: tuple[str, ...]) -> Head:
    """The head of a letter. An addressee without a known address: the letter is handed over."""
    seat = setting.holder.seat.name
    return Head(issuer(setting), addressee, f"{seat}, le {day_month_year(setting.today)}")


def form(setting: Setting) -> Head:
    """The head of a paper that is sent to nobody."""
    return letter(setting, ())


def issuer(setting: Setting) -> tuple[str, ...]:
    """Who writes: the collectivité, its address and the service to call, as far as known."""
    holder = setting.holder
    known = [*holder.letter_address.splitlines(), holder.letter_contact]
    place = (setting.cellule.name,) if setting.cellule else ()
    return (holder.name, *place, *(line for line in known if line))


def who(setting: Setting) -> str:
    """The collectivité in the middle of a sentence: « la ville de Lens »."""
    name = setting.holder.name
    if name.split(maxsplit=1)[0] in ("Ville", "Commune", "Communauté", "Métropole"):
        return f"la {name[0].lower()}{name[1:]}"
    return name


def contact(setting: Setting) -> str:
    """Whom to call, for the middle of a sentence."""
    known = setting.holder.letter_contact
    return f"la mairie ({known})" if known else "la mairie"


def to_young(case: Case) -> tuple[str, ...]:
    """The young person, as on an envelope."""
    person = case.young_person
    return (f"{person.first_name} {person.last_name}", *_home(case))


def to_representatives(case: Case) -> tuple[str, ...]:
    """The holders of parental authority by name; the child’s family where nobody is recorded."""
    people = list(case.young_person.representatives.order_by("quality", "pk"))
    names = tuple(full_name(each) for each in people)
    return (*(names or (f"Famille de {case.young_person.first_name}",)), *_home(case))


def full_name(representative: LegalRepresentative) -> str:
    return f"{representative.first_name} {representative.last_name}"


def named(case: Case) -> str:
    person = case.young_person
    return f"{person.first_name} {person.last_name}"


def born(case: Case) -> str:
    """« Noor Exemple, né(e) le 8 décembre 2010 »."""
    return f"{named(case)}, né(e) le {day_month_year(case.young_person.birth_date)}"


def family(case: Case) -> tuple[str, ...]:
    """Each holder of parental authority recorded, with a quality; the family otherwise."""
    people = case.young_person.representatives.order_by("quality", "pk")
    known = tuple(f"{full_name(each)} ({inside(each.get_quality_display())})" for each in people)
    return known or (f"Famille de {case.young_person.first_name}",)


def official(who: Designation | None, delegation: Delegation | None, commune: Commune) -> str:
    """Who acts for the commune: the mayor, or the élu to whom an arrêté delegates it (I34)."""
    of_commune = of_(commune.name)
    if who is None:
        return f"Le maire {of_commune}"
    quality = f"élu délégué par {delegation}" if delegation else "maire"
    return f"{who.user.full_name}, {quality} {of_commune}"


def motives(case: Case) -> tuple[str, ...]:
    """What the partners reported, never what the parquet communicated."""
    received = case.saisines.filter(state=SaisineState.RECEVABLE)
    codes = {code for saisine in received for code in saisine.motifs}
    return tuple(labels(Motif, codes)) or ("Aucun motif n’est plus enregistré.",)


def signature(quality: str) -> Boxes:
    """Where the paper is signed, and stamped."""
    return Boxes((f"{quality}, signature", "Cachet"))


def on_day(day: date | None) -> str:
    """« le 8 décembre 2026 »; a line to fill in when the day is not known."""
    return f"le {day_or_line(day)}"


def day_or_line(day: date | None) -> str:
    """The same without its article."""
    return day_month_year(day) if day else "…… / …… / …………"


def _home(case: Case) -> tuple[str, ...]:
    person = case.young_person
    if not person.address:
        return ("Remis en main propre",)
    return (*person.address.splitlines(), person.commune.name)
