"""The Celery application. Only `notifications` gives it work; nothing is stored in the broker."""

from typing import Any

import django
from celery import Celery
from celery.signals import beat_init, worker_init

app = Celery("jalon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["notifications"])


@worker_init.connect
@beat_init.connect
def refuse_doubt(**kwargs: Any) -> None:
    """Neither a worker nor the clock starts on a database that must erase again first."""
    from config import starting

    django.setup()
    starting.refuse_doubt()
