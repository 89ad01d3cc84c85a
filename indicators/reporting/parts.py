"""Parts that several reports share: institutions, their map, declared values, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from indicators.counts import Institutions, Territory
from indicators.coverage import SUBJECTS, coverage_map
from indicators.declared import filled, of_institutions, value_of, words
from indicators.figures import Share, number
from indicators.maps import Map, Shade
from indicators.plan import DepartmentalPlan, Expected
from veille.papers.blocks import HATCHED, Block, Drawing, Heading, Paragraph, Shape, Table

Covered = Mapping[str, Sequence[str]]
KEPT_BACK = "saisie, jamais montrée : compte de personnes"
MISSING = "non saisie"


def institutions(territory: Territory, covered: Covered) -> Iterator[Block]:
    """Exact figures of institutions, then by arrondissement, then on the map.

    ``covered``: the communes that have a CLSPD or a CISPD, by arrondissement.
    """
    if not territory.places:
        yield Paragraph("Aucun arrondissement n’est chargé : aucune institution n’est comptée.")
        return
    yield _totals(territory.total)
    yield Paragraph(
        "Une commune est couverte quand sa collectivité a un CLSPD ou un CISPD. Ce que tient une "
        "intercommunalité est compté dans l’arrondissement de son siège ; chaque commune l’est "
        "dans le sien."
    )
    yield _by_place(territory)
    drawn = coverage_map(territory.places, covered, SUBJECTS[0])
    if drawn is not None:
        yield drawing_of(SUBJECTS[0].title, drawn)


def _totals(total: Institutions) -> Table:
    rows = (
        ("CLSPD", number(total.clspds), ""),
        ("CISPD", number(total.cispds), ""),
        ("CLSPD et CISPD actifs", *_share(total.active_share)),
        ("CLSPD et CISPD créés dans l’année", number(total.new_instances), ""),
        ("Réunions tenues dans l’année", number(total.meetings), ""),
        ("Cellules de veille", number(total.cellules), ""),
        ("Cellules avec une charte en vigueur", *_share(total.charte_share)),
        ("Communes couvertes", *_share(total.commune_coverage)),
        ("Population couverte", *_share(total.inhabitant_coverage)),
        ("CDDF", number(total.cddfs), ""),
        ("Population des communes qui ont un CDDF", *_share(total.cddf_coverage)),
        ("Communes avec un protocole", *_share(total.protocol_coverage)),
    )
    return Table("Institutions du département", ("Institution", "Valeur", "Détail"), rows)


def _share(share: Share) -> tuple[str, str]:
    return str(share), share.detail


def _by_place(territory: Territory) -> Table:
    headings = (
        *("Arrondissement", "CLSPD, CISPD", "Communes couvertes", "Population couverte"),
        *("Cellules", "Charte en vigueur", "CDDF", "Communes avec protocole"),
    )
    lines = [(each.name, each.institutions) for each in territory.places]
    rows = tuple(_line(name, row) for name, row in (*lines, ("Ensemble", territory.total)))
    return Table("Institutions par arrondissement", headings, rows)


def _line(name: str, row: Institutions) -> tuple[str, ...]:
    return (
        name,
        number(row.instances),
        str(row.commune_coverage),
        str(row.inhabitant_coverage),
        number(row.cellules),
        str(row.charte_share),
        number(row.cddfs),
        number(row.protocol_communes),
    )


def drawing_of(title: str, drawn: Map) -> Drawing:
    """A map of the pages, on paper."""
    shapes = tuple(
        Shape(
            each.outline.path,
            each.name,
            f"{each.value} ({each.note})" if each.note else each.value,
            each.x,
            each.outline.label_y,
            _fill(each.shade),
        )
        for each in drawn.shapes
    )
    legend = tuple((each.label, _fill(each)) for each in drawn.legend)
    return Drawing(
        title, drawn.description, drawn.width, drawn.height, shapes, legend, drawn.communes
    )


def _fill(shade: Shade) -> str:
    return HATCHED if shade.hatched else shade.opacity


def declared(plan: DepartmentalPlan, year: int) -> Iterator[Block]:
    """What the pilot services declared of a year, measure by measure."""
    values, there = of_institutions(plan, [year]), filled(plan, year)
    for measure in plan.measures:
        rows = []
        for each in plan.expected():
            if each.action.measure != measure.code:
                continue
            key = (each.indicator.code, year, each.service)
            row = values.get(key)
            value = words(value_of(row)) if row else KEPT_BACK if key in there else MISSING
            rows.append((_named(each), plan.service_name(each.service), value))
        if rows:
            yield Heading(f"Mesure {measure.code} : {measure.title}", 3)
            headings = ("Indicateur", "Service", f"Valeur {year}")
            yield Table(f"Mesure {measure.code} : valeurs", headings, tuple(rows), numeric=False)


def missing(plan: DepartmentalPlan, year: int) -> Block:
    """What no service declared, service by service: said, and never estimated."""
    there = filled(plan, year)
    left: dict[str, list[str]] = {}
    for each in plan.expected():
        if (each.indicator.code, year, each.service) not in there:
            left.setdefault(plan.service_name(each.service), []).append(_named(each))
    if not left:
        return Paragraph(f"Toutes les valeurs attendues pour {year} sont saisies.")
    rows = tuple((service, " ; ".join(several)) for service, several in left.items())
    caption = f"Valeurs de {year} qui manquent"
    return Table(caption, ("Service", "Indicateurs"), rows, numeric=False)


def _named(each: Expected) -> str:
    return f"{each.indicator.code} {each.indicator.label}"
