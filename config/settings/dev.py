"""A fresh machine: SQLite, no broker, no administrator rights, fictitious people only."""

from config.settings.base import *
from config.settings.environment import flag, words
from config.settings.secret_key import kept_secret_key

DEBUG = flag("JALON_DEBUG", default=False)
JALON_DEMO = flag("JALON_DEMO", default=True)
# Tests in a browser run at any hour.
JALON_BUSINESS_HOURS = flag("JALON_BUSINESS_HOURS", default=True)

# The database and the mail of the demonstration are for its owner only, whatever the umask.
JALON_VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
SECRET_KEY = kept_secret_key(JALON_VAR / "keys" / "secret_key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *words("JALON_HOSTS")]
CSRF_TRUSTED_ORIGINS = words("JALON_ORIGINS")

# Served straight from the sources: nothing to collect before the first page.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = JALON_VAR / "mail"
