#!/usr/bin/env python
"""Commands of the installation: `python manage.py help`."""

import os
import sys

from django.core.management import execute_from_command_line

from config.starting import admit

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    admit(sys.argv)
    execute_from_command_line(sys.argv)
