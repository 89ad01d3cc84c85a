"""The making of the image: collects the static files, opens no database and holds no secret."""

from config.settings.base import *
from config.settings.static_files import STATIC_ROOT as STATIC_ROOT
from config.settings.static_files import STORAGES as STORAGES

SECRET_KEY = "nothing is signed while an image is made"  # noqa: S105
