"""Pango and a font, for papers: `python -m tests.libraries` installs them where they are missing.

Root takes Debian's packages, as for the servers; anyone else is told what to type.
"""

import subprocess
import sys

from tests.servers import apt_install
from veille.papers.pdf import PACKAGES

# In a process of its own: a library that did not load is not looked for twice.
_CHECK = "import sys; from veille.papers import pdf; sys.exit(bool(pdf.missing()))"


def missing() -> bool:
    """Whether no PDF can be made on this machine."""
    return subprocess.run([sys.executable, "-c", _CHECK], check=False).returncode != 0


def main() -> int:
    """Install what is missing; 1, with what to type, when that is not allowed."""
    if not missing() or (apt_install(*PACKAGES.split()) and not missing()):
        return 0
    print(f"Pango est introuvable. À taper : sudo apt-get install {PACKAGES}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
