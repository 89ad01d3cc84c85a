"""`config` is an application too: it carries the shared templates, static files and commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The installation itself."""

    name = "config"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Installation"
