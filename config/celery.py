"""The Celery application. Only `notifications` gives it work; nothing is stored in the broker."""

from celery import Celery

app = Celery("jalon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["notifications"])
