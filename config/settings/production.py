"""An installation that holds real files: read from the environment, refused on a doubt."""

import os
import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *
from config.settings.database import database
from config.settings.environment import flag, number, optional_secret, secret, words
from config.settings.static_files import STATIC_ROOT as STATIC_ROOT
from config.settings.static_files import STORAGES as STORAGES


def strong_key(value: str) -> str:
    """The same bar as `check --deploy` (security.W009), at every start instead of by request."""
    if len(value) < 50 or len(set(value)) < 5 or value.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            "JALON_SECRET_KEY est trop faible : au moins 50 caractères tirés au hasard."
        )
    return value


def real_hosts(hosts: list[str]) -> list[str]:
    """The names this installation answers to; a wildcard would let a forged Host header in."""
    if not hosts:
        raise ImproperlyConfigured("Renseignez JALON_HOSTS (noms d’hôte séparés par des virgules).")
    if any("*" in host or host.startswith(".") for host in hosts):
        raise ImproperlyConfigured("JALON_HOSTS : un nom d’hôte complet est exigé, sans joker.")
    return hosts


def private_keyring(path: Path) -> Path:
    """The keyring given by the operator: present, and closed to every other account.

    It is never created here: a keyring born on a wrong path would encrypt new files with a key
    that nobody has saved.
    """
    if not path.is_file():
        raise ImproperlyConfigured(f"Trousseau de clés introuvable : {path} (JALON_KEYRING).")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ImproperlyConfigured(
            f"Le trousseau {path} est ouvert à d’autres comptes : chmod 600 {path}"
        )
    return path


for _refused in ("JALON_DEBUG", "JALON_DEMO", "JALON_EMBEDDED"):
    if flag(_refused, default=False):
        raise ImproperlyConfigured(f"{_refused} n’est pas admis en production.")
if not os.environ.get("JALON_DB_HOST"):
    raise ImproperlyConfigured("La production exige PostgreSQL : renseignez JALON_DB_HOST.")

SECRET_KEY = strong_key(secret("JALON_SECRET_KEY"))
SECRET_KEY_FALLBACKS = [key] if (key := optional_secret("JALON_SECRET_KEY_PREVIOUS")) else []
ALLOWED_HOSTS = real_hosts(words("JALON_HOSTS"))
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
JALON_PUBLIC_URL = (os.environ.get("JALON_PUBLIC_URL") or CSRF_TRUSTED_ORIGINS[0]).rstrip("/")
JALON_KEYRING = private_keyring(JALON_KEYRING)
JALON_REDIS_URL = secret("JALON_REDIS_URL")
JALON_EMBEDDED = False

DATABASES = {"default": database(JALON_VAR, pool=flag("JALON_DB_POOL", default=True))}
# PgBouncer in transaction mode gives each statement another connection: a cursor does not survive.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = flag("JALON_DB_PGBOUNCER", default=False)

# A page of the préfecture never falls back on the account of the application: no empty name here.
JALON_PREFECTURE_ROLE = os.environ.get("JALON_DB_PREFECTURE_ROLE") or "jalon_prefecture"

# --- HTTPS --------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Preloading binds a whole domain, often the commune's: not ours to ask for.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W021"]
if flag("JALON_BEHIND_PROXY", default=False):
    # Only when a proxy of ours always sets this header: anyone could write it otherwise.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# `__Host-`: the browser refuses the cookie unless it is secure, for this host and the whole site.
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True

# --- Mail ---------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("JALON_SMTP_HOST", "localhost")
EMAIL_PORT = number("JALON_SMTP_PORT", default=587)
EMAIL_HOST_USER = os.environ.get("JALON_SMTP_USER", "")
EMAIL_HOST_PASSWORD = optional_secret("JALON_SMTP_PASSWORD")
EMAIL_USE_TLS = flag("JALON_SMTP_STARTTLS", default=True)
EMAIL_TIMEOUT = 10
