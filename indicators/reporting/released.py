"""What the published bulletins of a year say of young people, measure by measure, as tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from django.utils import timezone

from indicators.choices import BulletinState, TerritoryKind
from indicators.diffusion import REGULARISATION
from indicators.figures import day
from indicators.maps import Spot, map_of
from indicators.models import Bulletin
from indicators.released import Published, last_day_of, rates_of
from indicators.releasing.figures import figures_of, sentences
from indicators.reporting.parts import drawing_of
from veille.papers.blocks import Block, Drawing, Heading, Listing, Paragraph, Table
from veille.territory import french_sort_key

NOT_PUBLISHED = "nd"
_NONE = "Aucun bulletin n’est publié pour cette année : aucun chiffre sur les jeunes n’est donné."
METHOD = (
    "Les événements sont comptés au mois de leur enregistrement, dans des comptes clos et figés. "
    "Une correction compte dans le mois où elle est faite, parmi les régularisations.",
    "Chaque chiffre est arrondi à un multiple de 5, au hasard vers le haut ou vers le bas, une "
    "fois pour toutes : le nombre vrai en est éloigné de 5 au plus. Les totaux s’additionnent.",
    "≈ 25 : le nombre vrai est entre 20 et 30. ≤ 5 : le chiffre publié est 0. Un chiffre sans "
    "signe est exact.",
    "c : couvert par le secret. /// : sans objet, rien ne peut y être compté. nd : non diffusé, ou "
    "retiré par une version corrigée.",
    "Avant sa publication, chaque bulletin est attaqué comme le feraient un lecteur, une cellule "
    "ou quelqu’un qui connaît une situation ; la préfecture et le délégué à la protection des "
    "données donnent leur accord. Un chiffre publié ne change plus ; s’il se révèle faux, une "
    "version corrigée du bulletin le retire.",
    "Les taux se calculent sur les chiffres publiés, à partir de 20. Aucun chiffre n’est donné par "
    "commune.",
)


def bulletins_of(year: int) -> list[Bulletin]:
    """The versions in force of the bulletins of a year, in the order of their periods."""
    rows = Bulletin.objects.filter(state=BulletinState.PUBLIE, first_day__year=year)
    corrected = rows.exclude(corrects=None).values("corrects")
    found = rows.exclude(pk__in=corrected).select_related("content", "publication", "corrects")
    return sorted(found, key=lambda each: (each.period.last, len(each.period.months)))


def published(bulletins: Iterable[Bulletin]) -> list[Published]:
    """Every figure of these bulletins; each is published once."""
    return [figure for each in bulletins for figure in figures_of(each.content)]


def key_figures(figures: Sequence[Published]) -> Table | Paragraph:
    """For each measure, the figure of the département that covers most of the year."""
    best: dict[str, Published] = {}
    for each in figures:
        if _is_whole(each) and each.key.measure != REGULARISATION:
            known = best.get(each.measure)
            if known is None or _reach(each) >= _reach(known):
                best[each.measure] = each
    if not best:
        return Paragraph(_NONE)
    rows = tuple((each.measure, each.span, each.shown, each.meaning) for each in best.values())
    return Table(
        "Jeunes et familles : le département",
        ("Mesure", "Période", "Chiffre publié", "Lecture"),
        rows,
        numeric=False,
    )


def by_measure(figures: Sequence[Published]) -> Iterator[Block]:
    """Each measure: the département by period, then places by period, then ages and sexes."""
    if not figures:
        yield Paragraph(_NONE)
    for measure in dict.fromkeys(each.measure for each in figures):
        yield Heading(measure, 3)
        mine = [each for each in figures if each.measure == measure]
        yield from _tables(measure, mine)
    rates = tuple(rates_of(figures))
    if rates:
        yield Heading("Taux", 3)
        yield Table("Taux du département", ("Taux", "Période", "Valeur"), rates, numeric=False)


def method(bulletins: Iterable[Bulletin]) -> Listing:
    """How the figures are made; then what the versions that correct bulletins say."""
    said = (line for each in bulletins for line in sentences(json.loads(each.content.manifest)))
    return Listing((*METHOD, *said))


def sources(bulletins: Iterable[Bulletin]) -> Block:
    """The bulletins that the figures come from: whoever doubts one of them verifies it."""
    rows = tuple(
        (
            f"{each.number}, corrige le {each.corrects.number}" if each.corrects else each.number,
            f"du {day(each.period.first)} au {day(each.period.last)}",
            day(timezone.localdate(each.publication.published_at)),
            f"{each.publication.sha256[:16]}…",
        )
        for each in bulletins
    )
    if not rows:
        return Listing((_NONE,))
    headings = ("Bulletin", "Période", "Publié le", "Empreinte")
    return Table("Bulletins employés", headings, rows, numeric=False)


def _tables(measure: str, figures: Sequence[Published]) -> Iterator[Table | Drawing]:
    for kind in TerritoryKind:
        here = [each for each in figures if each.key.territory == kind]
        plain = [each for each in here if not each.group]
        crossed = [each for each in here if each.group]
        if plain and kind is TerritoryKind.DEPARTEMENT:
            rows = tuple((each.span, each.shown, each.meaning) for each in plain)
            headings = ("Période", "Chiffre publié", "Lecture")
            yield Table(f"{measure} : le département", headings, rows, numeric=False)
        elif plain:
            title = f"{measure} : par {str(kind.label).lower()}"
            lines = [(each.place, each.span, each) for each in plain]
            lines.sort(key=lambda line: french_sort_key(line[0]))
            yield _pivot(title, str(kind.label), lines)
            if kind is TerritoryKind.ARRONDISSEMENT:
                yield from _drawn(measure, plain)
        if crossed:
            title = f"{measure} : par âge et sexe, {str(kind.label).lower()}"
            cells = [(each.group, f"{each.place}, {each.span}", each) for each in crossed]
            yield _pivot(title, "Âge et sexe", cells)


def _drawn(measure: str, figures: Sequence[Published]) -> Iterator[Drawing]:
    """The last period of a measure by arrondissement, on the map."""
    span = max(figures, key=lambda each: last_day_of(each.key.span)).key.span
    last = [each for each in figures if each.key.span == span]
    what = f"{measure}, {last[0].span}"
    drawn = map_of([Spot(each.key.code, each.place, each) for each in last], what)
    if drawn is not None:
        yield drawing_of(what, drawn)


def _pivot(caption: str, corner: str, cells: Sequence[tuple[str, str, Published]]) -> Table:
    """Lines and columns in the order in which they come; « nd » where nothing was published."""
    columns = tuple(dict.fromkeys(column for _, column, _ in cells))
    known = {(line, column): each.shown for line, column, each in cells}
    rows = tuple(
        (line, *(known.get((line, column), NOT_PUBLISHED) for column in columns))
        for line in dict.fromkeys(line for line, _, _ in cells)
    )
    return Table(caption, (corner, *columns), rows)


def _is_whole(figure: Published) -> bool:
    return figure.key.territory == TerritoryKind.DEPARTEMENT and not figure.group


def _reach(figure: Published) -> tuple[bool, str]:
    """The longest span wins, then the latest: since 1 January before a single month."""
    first, _, last = figure.key.span.partition("/")
    whole_year = len(first) == 4
    return whole_year or bool(last), "9999" if whole_year else last or first
