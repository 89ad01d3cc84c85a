"""Django’s description of the application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IndicatorsConfig(AppConfig):
    """Counts for the préfecture, the plan as data, what the pilot services declare of it."""

    name = "indicators"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Indicateurs"

    def ready(self) -> None:
        # Imported here: the application's models are not loaded before.
        from indicators import clock
        from indicators.fixed_rows import after_migration

        post_migrate.connect(after_migration, sender=self, dispatch_uid="fixed_rows")
        clock.register()
