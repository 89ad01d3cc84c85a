"""The web server: threads in one process by default, several processes in production."""

import os
import subprocess
import sys

bind = os.environ.get("JALON_BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
# One process when embedded: its thread drains the outbox, and SQLite has one writer.
workers = int(os.environ.get("JALON_WEB_PROCESSES") or 1)
threads = int(os.environ.get("JALON_WEB_THREADS") or 8)
timeout = 60
graceful_timeout = 20
# Heartbeats in memory: on a slow disk, gunicorn takes a busy worker for a dead one.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
loglevel = "warning"
# No access log: addresses of pages, with the time and the IP, would be a second journal.
accesslog = None


def on_starting(server: object) -> None:
    """Refuse to start on a doubt; asked by another process, so that none is born with a connection.

    Here and not only in each worker: one that ends is started again, for ever.
    """
    code = subprocess.run([sys.executable, "-m", "config.starting"], check=False).returncode
    if code != 0:
        sys.exit(code)


def when_ready(server: object) -> None:
    """Say where the pages are, once."""
    print(f"Jalon est à l’adresse http://{bind}/ (Ctrl-C pour arrêter).", flush=True)


def post_worker_init(worker: object) -> None:
    """Start the thread that sends messages, once the application is loaded (embedded mode only)."""
    # Not at the top: gunicorn reads this file before Django is set up.
    from notifications import embedded

    embedded.start()


def worker_exit(server: object, worker: object) -> None:
    """Let a message on its way be written as sent before the process ends."""
    from notifications import embedded

    embedded.stop()
