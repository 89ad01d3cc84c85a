"""Django’s description of the application."""

from django.apps import AppConfig


class VeilleConfig(AppConfig):
    """Territory, collectivités, cellules de veille, memberships, séances."""

    name = "veille"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Veille"
