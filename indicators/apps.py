"""Django’s description of the application."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Counts for the préfecture: contributions, disclosure control, releases."""

    name = "indicators"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Indicateurs"
