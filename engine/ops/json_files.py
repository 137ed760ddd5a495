"""What the program remembers, as JSON. Torch-free."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from engine.errors import CoachlineError


def write(path: Path, table: object) -> None:
    """Write atomically: a failure leaves the file of before. Raises CoachlineError file.write."""
    part = path.with_name(f".{secrets.token_hex(6)}.json")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(table, ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(part, path)
    except OSError as e:
        raise CoachlineError("file.write", path=path, reason=e.strerror or e) from e
    finally:
        part.unlink(missing_ok=True)
