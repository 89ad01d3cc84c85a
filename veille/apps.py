"""Django’s description of the application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VeilleConfig(AppConfig):
    """Territory, collectivités, cellules de veille, memberships, séances."""

    name = "veille"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Veille"

    def ready(self) -> None:
        # Imported here, as the models are: after every application is known.
        from notifications import audience
        from veille import exclusive_hat
        from veille.sight import successors_of

        audience.register_successors(successors_of)

        post_migrate.connect(
            exclusive_hat.after_migration, sender=self, dispatch_uid="exclusive_hat"
        )
