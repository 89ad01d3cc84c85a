"""One installation for each test, on servers that nobody else uses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections

from tests.fire.installation import Installation
from tests.fire.programs import Broker, lasting
from tests.fire.relay import relay
from tests.servers import redis_server


@pytest.fixture
def fire(transactional_db: None, tmp_path: Path) -> Iterator[Installation]:
    """Up and serving; stopped at the end, whatever became of it."""
    lasting(str(connection.settings_dict["NAME"]), os.environ)
    connections.close_all()
    with redis_server(tmp_path) as env, relay() as made:
        broker = Broker(env["JALON_REDIS_URL"], tmp_path / "redis.conf")
        installation = Installation(tmp_path, broker, made)
        installation.start()
        try:
            yield installation
        finally:
            installation.stop()
            connections.close_all()
