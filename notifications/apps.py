"""Django’s description of the application."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Outbox, messages and their delivery."""

    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Notifications"
