"""Walking the site: addresses for rows in and out of sight, browsers, what a response says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from casework.views.search import SESSION_SECRET
from confidentiality.models import JournalChain, JournalEntry
from indicators.years import year_to_fill
from tests.matrix import expected
from tests.matrix.asked import SEARCH_SECRET, feed_secret
from tests.matrix.canaries import Kind
from tests.matrix.world import Place, World
from tests.veille.factories import confirmed, signed_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

UNKNOWN = UUID("12345678-1234-4234-8234-123456789abc")
UNKNOWN_REFERENCE = "Z99999"
UNKNOWN_NUMBER = "1999-M01-1"
# The rows behind each kind of sight.
_ROWS = {
    "own_saisine": "saisine",
    "live": "seance",
    "consultation": "rappel",
    "bound": "cellule",
    "archived": "case",
    "own_reading": "reading",
    "own_motivated": "motivated",
    "own_export": "export",
    "own_batch": "batch",
    "asked_export": "export",
}
# The regular agent of each role: the first in the table.
AGENT_OF = {role: agent for agent, role in reversed(expected.ROLES.items())}
_REFERENCE_ON_THE_AGENDA = "en_examen"
# Written at each request, whatever is asked.
_ALWAYS = {each._meta.db_table for each in (Session, JournalEntry, JournalChain)}


@dataclass(frozen=True, slots=True)
class Target:
    """One row as an address names it, and whether this agent sees it."""

    owner: str
    key: str
    arguments: tuple[Any, ...]
    in_sight: bool


def patterns(resolver: URLResolver | None = None, space: str = "") -> list[tuple[str, URLPattern]]:
    """Every address of the site, by its name."""
    found: list[tuple[str, URLPattern]] = []
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            found += patterns(each, f"{space}{each.namespace}:" if each.namespace else space)
        else:
            found.append((f"{space}{each.name}", each))
    return found


def browser(world: World, agent: str, *, strict: bool = False) -> Client:
    """A browser in which this agent of « nord » has signed in, under the hat of the test.

    The password has just been typed again: what a page asks besides is left to be seen.
    """
    client = Client(enforce_csrf_checks=strict, raise_request_exception=True)
    if agent != expected.ANONYMOUS:
        client.cookies = signed_in(world.nord.agents[agent]).cookies
        session = client.session
        session[SESSION_SECRET] = SEARCH_SECRET
        session.save()
        confirmed(client)
    return client


def letter(agent: str) -> str:
    return expected.ROLES.get(agent, "")


def targets(world: World, agent: str, name: str) -> list[Target]:
    """Every row that the address may name, then one that does not exist."""
    kind = expected.PAGES[name].sees
    if not kind:
        return []
    seen = _seen(agent, kind)
    found = []
    for place in world.places:
        for key, row in place.rows[_ROWS.get(kind, kind)].items():
            in_sight = f"{place.key}/{key}" in seen or (
                f"{place.key}/*" in seen and key not in expected.HIDDEN.get(kind, ())
            )
            arguments = _arguments(kind, place, row)
            found.append(Target(f"{place.key}/{key}", key, arguments, in_sight))
    return [*found, Target("unknown", "", _unknown(kind, world), in_sight=False)]


def reader_of(world: World, name: str) -> tuple[str, Target | None]:
    """An agent whom the page answers, and a row that they see; no row when it has none."""
    agents = [AGENT_OF[role] for role in expected.PAGES[name].roles]
    if not expected.PAGES[name].sees:
        return agents[0], None
    seen = [(agent, row) for agent in agents for row in targets(world, agent, name) if row.in_sight]
    return next((each for each in seen if not _closed(name, *each)), seen[0])


def _closed(name: str, agent: str, row: Target) -> bool:
    """Whether the page explains to this reader why it shows nothing of this row (403)."""
    role = expected.ROLES[agent]
    answers = expected.ANSWERS.get((name, agent)) or expected.ANSWERS.get((name, role), {})
    return answers.get(row.key) == 403


def readers_of(world: World, name: str) -> list[tuple[str, Target | None]]:
    """Every agent whom the page answers, with each row that they see in « nord » and one more."""
    found: list[tuple[str, Target | None]] = []
    for role in expected.PAGES[name].roles:
        agent = AGENT_OF[role]
        rows = targets(world, agent, name)
        seen = [row for row in rows if row.in_sight]
        home = [row for row in seen if row.owner.startswith("nord/")]
        found += [(agent, row) for row in [*home, *seen[len(home) :][:1]]]
        found += [] if rows else [(agent, None)]
    return found


def _seen(agent: str, kind: str) -> frozenset[str]:
    return frozenset(expected.SIGHT.get(agent, {}).get(kind, ()))


def _arguments(kind: str, place: Place, row: Any) -> tuple[Any, ...]:
    match kind:
        case "case" | "archived":
            return (row.reference,)
        case "bulletin":
            return (row.number,)
        case "message":
            return (row.token,)
        case "feed":
            return (feed_secret(row),)
        case "live":
            return row.pk, place.case(_REFERENCE_ON_THE_AGENDA).reference
        case "charte" | "membership" | "exclusion" | "signature":
            return place.cellule.pk, row.pk
        case _:
            return (row.pk,)


def _unknown(kind: str, world: World) -> tuple[Any, ...]:
    match kind:
        case "case" | "archived":
            return (UNKNOWN_REFERENCE,)
        case "bulletin":
            return (UNKNOWN_NUMBER,)
        case "message":
            return ("jeton-inconnu",)
        case "feed":
            return ("adresse-inconnue",)
        case "live":
            return UNKNOWN, UNKNOWN_REFERENCE
        case "charte" | "membership" | "exclusion" | "signature":
            return world.nord.cellule.pk, UNKNOWN
        case _:
            return (UNKNOWN,)


def addresses(name: str, target: Target | None, *, slugs: int | None = None) -> list[str]:
    """The address, or one for each act of its page (the first ``slugs`` of them)."""
    arguments = target.arguments if target else ()
    if name == "indicators:definition":
        return [reverse(name, args=["2-1.a"])]
    if name == "indicators:declare":
        return [reverse(name, args=[year_to_fill(timezone.localdate()), "2-5.a"])]
    if name == "indicators:bulletin_file":
        return [reverse(name, args=[*arguments, "csv"])]
    if name == "indicators:report_file":
        return [reverse(name, args=[*arguments, "odt"])]
    if name == "casework:delay_set":
        return [reverse(name, args=["agenda"])]
    if name == "casework:paper":
        return [reverse(name, args=["fiche-navette", *arguments])]
    if name == "casework:plain_paper":
        return [reverse(name, args=["notification-violation", *arguments])]
    if name in expected.ACTS:
        return [
            reverse(name, args=[*arguments, slug]) for slug in list(expected.ACTS[name])[:slugs]
        ]
    return [reverse(name, args=arguments)]


def allowed(world: World, agent: str) -> set[tuple[str, Kind]]:
    """What may be said of whom before this agent: the table of expectations, nothing else."""
    if agent in expected.UNSIGNED or agent not in expected.SIGHT:
        return set()
    kinds = expected.TOLD[letter(agent)]
    # A proposed mission shows no name: the case opens with its acceptance.
    owners = {
        target.owner for target in targets(world, agent, "casework:case_detail") if target.in_sight
    }
    told = {(owner, kind) for owner in owners for kind in kinds}
    for target in targets(world, agent, "casework:saisine_detail"):
        waits = target.key.endswith((*expected.NAMED_SAISINES, "-brouillon"))
        if target.in_sight and waits:
            told |= {(target.owner, Kind.NAME), (target.owner, Kind.BIRTH)}
    return told


def said_in(world: World, response: TestResponse) -> set[tuple[str, Kind]]:
    """Whose canary is anywhere in a response: body, headers, cookies."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    body = response.content.decode()
    return world.aviary.heard_in("\n".join([headers, str(response.cookies), body]))


def said_aside(world: World, response: TestResponse) -> set[tuple[str, Kind]]:
    """The same where no name may ever be: the address, headers, cookies, title, links."""
    body = response.content.decode()
    titles = re.findall(r"<title>.*?</title>", body, re.S)
    links = re.findall(r'(?:href|action|src|id|name)="[^"]*"', body)
    headers = [f"{name}: {value}" for name, value in response.headers.items()]
    aside = [response.request["PATH_INFO"], *headers, str(response.cookies), *titles, *links]
    return world.aviary.heard_in("\n".join(aside))


def ask(client: Client, address: str) -> TestResponse:
    """A page as it is by itself, without the message that another page left for it."""
    client.cookies.pop("messages", None)
    return client.get(address)


def everything() -> dict[str, list[str]]:
    """Every row that is not the trace of a request, as the tables hold it."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted({*connection.introspection.table_names(cursor)} - _ALWAYS):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 (names of our own tables)
            found[table] = sorted(repr(row) for row in cursor.fetchall())
    return found
