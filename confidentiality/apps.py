"""Django’s description of the application."""

from django.apps import AppConfig


class ConfidentialityConfig(AppConfig):
    """Agents, chartes, policy, keys, encrypted fields, journal."""

    name = "confidentiality"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Confidentialité"
