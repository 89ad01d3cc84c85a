"""Django’s description of the application."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Young people, their cases, the state machines, what agents do."""

    name = "casework"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Parcours"

    def ready(self) -> None:
        # Imported here: the application's models are not loaded before.
        from casework import addresses, audience
        from casework.batches import writing
        from casework.clock import (
            appointments,
            cases,
            escalations,
            exports,
            institutions,
            leftovers,
            merges,
            saisines,
            terms,
            vigilance,
        )
        from casework.services import export_building
        from casework.timers.keeping import every_row
        from notifications import timers, work
        from notifications.choices import WorkKind

        clock = (
            appointments,
            cases,
            saisines,
            institutions,
            merges,
            vigilance,
            exports,
            terms,
            leftovers,
            escalations,
        )
        for each in clock:
            each.register()
        timers.register_rebuild("situations", every_row)
        audience.register()
        addresses.register()
        work.register(WorkKind.EXPORT, run=export_building.build, give_up=export_building.give_up)
        writing.register()
