"""Django’s description of the application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConfidentialityConfig(AppConfig):
    """Agents, chartes, policy, keys, encrypted fields, journal."""

    name = "confidentiality"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Confidentialité"

    def ready(self) -> None:
        # Imported here: the application's models are not loaded before.
        from confidentiality import append_only, state_triggers

        post_migrate.connect(state_triggers.after_migration, dispatch_uid="state_triggers")
        post_migrate.connect(append_only.after_migration, dispatch_uid="append_only")
