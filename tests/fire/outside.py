"""Settings of the programs under fire: the database and keys of the test, a relay, a broker."""

import os
from datetime import UTC, datetime

from config.settings.test import CELERY_BEAT_SCHEDULE, LOGGING
from notifications import moments
from tests.beside import *  # noqa: F403

JALON_POLL_EVERY = 3.0

# A day of ten seconds: whoever chose the summary gets one each « morning », at any hour.
_DAY = 10


def _morning_after(moment: datetime) -> datetime:
    whole = -(-moment.timestamp() // _DAY) * _DAY
    return datetime.fromtimestamp(whole, UTC)


JALON_BUSINESS_HOURS = True
vars(moments).update(digest_after=_morning_after, is_quiet=lambda now: False)
# More often than in service: whoever is killed is killed at work.
CELERY_BEAT_SCHEDULE = CELERY_BEAT_SCHEDULE | {
    "drain-outbox": {
        "task": "notifications.tasks.drain",
        "schedule": 1.0,
        "options": {"expires": 1.0},
    },
}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["JALON_TEST_RELAY"])
EMAIL_TIMEOUT = 10
LOGGING = LOGGING | {
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
