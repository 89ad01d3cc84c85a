"""A complete, fictitious production environment, for the settings that refuse to start on a doubt.

`python -m tests.production -- COMMAND…` runs COMMAND in it and passes the exit code through.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from confidentiality import keyring


@contextmanager
def production_environment() -> Iterator[dict[str, str]]:
    """Every variable an operator sets, with files that last as long as the context."""
    with tempfile.TemporaryDirectory(prefix="jalon-production-") as folder:
        key = Path(folder) / "secret_key"
        key.write_text(secrets.token_urlsafe(64), encoding="utf-8")
        keys = Path(folder) / "keyring.json"
        keyring.ensure(keys)
        yield {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "JALON_VAR": folder,
            "JALON_SECRET_KEY_FILE": str(key),
            "JALON_KEYRING": str(keys),
            "JALON_HOSTS": "jalon.exemple.fr",
            "JALON_DB_HOST": "db.exemple.fr",
            "JALON_DB_PASSWORD": secrets.token_urlsafe(16),
            "JALON_REDIS_URL": "redis://redis.exemple.fr:6379/0",
        }


def clean_environment() -> dict[str, str]:
    """The caller's environment, without what concerns another installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith("JALON_")}


def main(arguments: Sequence[str]) -> int:
    """Run the command of the command line in the fictitious production."""
    parser = argparse.ArgumentParser(prog="python -m tests.production")
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    command = parser.parse_args(arguments).command
    with production_environment() as env:
        return subprocess.run(command, env={**clean_environment(), **env}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
