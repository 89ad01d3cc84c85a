"""Static files of an installation: named by their content, compressed once, cached for ever."""

import os
from pathlib import Path

STATIC_ROOT = Path(
    os.environ.get("JALON_STATIC_ROOT") or Path(__file__).resolve().parents[2] / "staticfiles"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
