"""Django’s description of the application."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Young people, their cases, the state machines, what agents do."""

    name = "casework"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Parcours"
