"""Where things are: beside the program (read only) and in the user's folders."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

APP = "Coachline"


def root() -> Path:
    """The unpacked program when packaged, else the repository."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) if bundle else _source()


@cache
def _source() -> Path:
    return Path(__file__).resolve().parent.parent


def packaged() -> bool:
    return hasattr(sys, "_MEIPASS")


def resources() -> Path:
    return root() / "resources"


def weights() -> Path:
    """Weights that ship with the program."""
    return root() / "weights"


def user_data() -> Path:
    """The user's own folder; COACHLINE_HOME replaces it (tests, portable installs)."""
    import platformdirs  # the program's first frame does not wait for it

    home = os.environ.get("COACHLINE_HOME")
    return Path(home) if home else Path(platformdirs.user_data_dir(APP, appauthor=False))


def user_models() -> Path:
    """Weights that the user added."""
    return user_data() / "models"


def logs() -> Path:
    """What the program notes for bug reports."""
    import platformdirs

    home = os.environ.get("COACHLINE_HOME")
    return Path(home) / "logs" if home else Path(platformdirs.user_log_dir(APP, appauthor=False))


def guide() -> Path:
    """The designer's guide: English pages, those in other languages in folders below."""
    return root() / "docs" / "guide"


def settings_file() -> Path:
    return user_data() / "settings.json"
