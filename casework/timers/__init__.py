"""When a rule must look again at a case or at a saisine: computed whole, each time they change."""

from __future__ import annotations

from casework.timers.keeping import refresh, refresh_saisine

__all__ = ["refresh", "refresh_saisine"]
