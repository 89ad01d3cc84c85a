"""Roles exist on PostgreSQL only: on SQLite their module is not collected."""

from __future__ import annotations

import os

collect_ignore = (
    [] if os.environ.get("JALON_TEST_DB") == "postgresql" else ["test_prefecture_role.py"]
)
