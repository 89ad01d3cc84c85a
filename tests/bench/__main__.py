"""``python -m tests.bench [NAME…]``: the benches below; goals checked.

On a database of their own. Without a name, all of them.
"""

from __future__ import annotations

import sys

import django
from django.conf import settings


def main(names: list[str]) -> int:
    """Print one line for each figure; 1 when a goal is missed."""
    django.setup()
    # Imported once the applications are ready.
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from confidentiality import keyring
    from tests.bench import (
        accounts,
        act,
        figures,
        journal,
        keys,
        pages,
        protection,
        releases,
        search,
    )

    benches = {
        # The first one: its bulletins are those of all cellules, and the others make some.
        "figures": figures.run,
        "accounts": accounts.run,
        "act": act.run,
        "pages": pages.run,
        "search": search.run,
        "journal": journal.run,
        "keys": keys.run,
        "protection": protection.run,
        "releases": releases.run,
    }

    keyring.ensure(settings.JALON_KEYRING)
    old = setup_databases(verbosity=0, interactive=False)
    try:
        act.database_named(str(connection.settings_dict["NAME"]))
        missed = 0
        for name in names or list(benches):
            for figure in benches[name]():
                print(figure.line(), flush=True)
                missed += not figure.ok
    finally:
        teardown_databases(old, verbosity=0)
    return int(missed > 0)


if __name__ == "__main__":
    settings.DEBUG = False
    sys.exit(main(sys.argv[1:]))
