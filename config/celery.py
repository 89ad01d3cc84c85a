"""The Celery application. Only `notifications` gives it work; nothing is stored in the broker."""

import logging
import sys
from typing import Any

import django
from celery import Celery
from celery.signals import (
    beat_init,
    celeryd_after_setup,
    task_failure,
    worker_init,
    worker_shutdown,
)

from config.logs import where

logger = logging.getLogger(__name__)

app = Celery("jalon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["notifications"])


@worker_init.connect
@beat_init.connect
def refuse_doubt(**kwargs: Any) -> None:
    """Neither a worker nor the clock starts on a database that must erase again first.

    Nor on one that cannot be asked: Celery goes on after an error of a signal, a supervisor tries
    again after an exit.
    """
    from config import starting

    django.setup()
    try:
        starting.refuse_doubt()
    except Exception as error:
        logger.error("La base ne répond pas : rien ne démarre (%s).", type(error).__name__)
        sys.exit(1)


@celeryd_after_setup.connect
def start_polling(*, instance: Any, **kwargs: Any) -> None:
    """Whatever becomes of the broker, each worker looks at the tables, from its first minute."""
    from notifications import polling

    polling.start(set(instance.app.amqp.queues.consume_from))


@worker_shutdown.connect
def stop_polling(**kwargs: Any) -> None:
    """Let a message on its way be written as sent before the worker ends."""
    from notifications import polling

    polling.stop()


@task_failure.connect
def tell_failure(*, task_id: str, exception: BaseException, sender: Any, **kwargs: Any) -> None:
    """A task that failed, without the words of its error."""
    logger.error("Task %s failed (%s): %s", sender.name, task_id, where(exception))
