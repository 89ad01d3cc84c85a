"""``python -m tests.mutation``: every mutant tried, survivors told, the score checked."""

from __future__ import annotations

import argparse
import os
import sys

import django
import pytest


def main() -> int:
    """Print what survives; 1 when too many do, or when one is not explained."""
    asked = _asked()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    os.environ["JALON_TEST_DB"] = "sqlite"
    django.setup()
    # Imported once the applications are ready.
    from tests.mutation import mutants, report, targets
    from tests.mutation.plugin import Mutation

    found = [
        mutant
        for name in targets.modules()
        for mutant in mutants.mutants_of(name)
        if asked.only in mutant.key
    ]
    plugin = Mutation(found)
    options = ["-q", "-s", "-p", "no:xdist", "-p", "no:cacheprovider"]
    status = pytest.main([*options, *(asked.tests or targets.tests())], plugins=[plugin])
    if plugin.run is None:
        return int(status) or 1
    whole = not (asked.only or asked.tests)
    return report.tell(plugin.run, write=asked.write and whole, whole=whole)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("tests", nargs="*", help="instead of those of targets")
    parser.add_argument("--only", default="", help="mutants whose name holds this text")
    parser.add_argument("--write", action="store_true", help="write docs/mutation.md again")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
