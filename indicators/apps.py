"""Django’s description of the application."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Counts for the préfecture: contributions, disclosure control, releases."""

    name = "indicators"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Indicateurs"

    def ready(self) -> None:
        # Imported here: the application's models are not loaded before.
        from indicators.freezing import freeze_each_night
        from notifications import nightly

        nightly.register("Contributions", freeze_each_night)
