"""AC-37: once a journey is over, the name that was typed is in no file, no queue and no table.

Logs of every process, mails, temporary files, tables, indexes and logs of writes, Redis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import redis

from tests.e2e.journey import Story
from tests.e2e.site import Site
from tests.wherever import found, shapes

# In every dump of a Redis that Celery uses: the sweep has looked there.
_BROKER = b"_kombu"


def check_nothing_names(site: Site, story: Story) -> None:
    """No shape of the name anywhere; what is in clear is found where it must be."""
    words = shapes(story.last_name.removeprefix("D’")) | shapes(story.first_name)

    assert found(words, _left_behind(site)) == set()
    assert found({story.reference.encode()}, _left_behind(site))
    if site.workers:
        assert found({_BROKER}, [_redis_dump(site.settings)])


def _left_behind(site: Site) -> Iterator[bytes]:
    for path in site.var.rglob("*"):
        if path.is_file():
            yield path.read_bytes()
    if site.workers:
        yield _redis_dump(site.settings)
        yield from _postgresql_files(site.settings)


def _redis_dump(settings: Mapping[str, str]) -> bytes:
    """The whole broker as its file holds it, not compressed."""
    with redis.Redis.from_url(settings["JALON_REDIS_URL"]) as client:
        client.config_set("rdbcompression", "no")
        client.save()
        folder = client.config_get("dir")["dir"]
    return (Path(folder) / "dump.rdb").read_bytes()


def _postgresql_files(settings: Mapping[str, str]) -> Iterator[bytes]:
    """Tables, indexes, logs of writes, and what the server itself logged."""
    folder = Path(settings["JALON_DB_HOST"])
    with psycopg.connect(
        host=str(folder),
        port=settings["JALON_DB_PORT"],
        user=settings["JALON_DB_USER"],
        dbname=settings["JALON_DB_NAME"],
        autocommit=True,
    ) as connection:
        connection.execute("CHECKPOINT")
        [oid] = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone() or [0]
    data = folder / "data"
    for path in (*(data / "base" / str(oid)).iterdir(), *(data / "pg_wal").glob("0*")):
        if path.is_file():
            yield path.read_bytes()
    yield (folder / "log").read_bytes()
