"""The door of the web server, closed on a database that must erase again first."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.starting import refuse_doubt

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

application = get_wsgi_application()
if settings.JALON_REFUSE_DOUBT:
    refuse_doubt()
