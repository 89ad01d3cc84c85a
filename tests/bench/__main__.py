"""``python -m tests.bench [NAME…]``: the benches below; goals checked.

On a database of their own. Without a name, all of them.
"""

from __future__ import annotations

import sys
from importlib import import_module

import django
from django.conf import settings

# The first one publishes for every cellule there is, and the others make some.
BENCHES = (
    "figures",
    "accounts",
    "act",
    "pages",
    "search",
    "journal",
    "keys",
    "protection",
    "releases",
    "outbox",
)


def main(names: list[str]) -> int:
    """Print one line for each figure; 1 when a goal is missed."""
    django.setup()
    # Imported once the applications are ready.
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from confidentiality import keyring
    from tests.bench import act

    keyring.ensure(settings.JALON_KEYRING)
    old = setup_databases(verbosity=0, interactive=False)
    try:
        act.database_named(str(connection.settings_dict["NAME"]))
        missed = 0
        for name in names or BENCHES:
            for figure in import_module(f"tests.bench.{name}").run():
                print(figure.line(), flush=True)
                missed += not figure.ok
    finally:
        teardown_databases(old, verbosity=0)
    return int(missed > 0)


if __name__ == "__main__":
    settings.DEBUG = False
    sys.exit(main(sys.argv[1:]))
