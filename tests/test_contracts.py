"""The import contracts of pyproject.toml hold, and they bite: seeded violations are caught."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINT = Path(sys.executable).with_name("lint-imports")

VIOLATIONS = [
    ("engine/ops/fit.py", "import PySide6", "engine knows neither app nor Qt"),
    ("engine/tools/sketch.py", "import app.settings", "engine knows neither app nor Qt"),
    ("engine/runtime/pool.py", "import engine.api", "engine flows down"),
    ("engine/ops/lines.py", "import engine.models.painter", "engine flows down"),
    ("engine/progress.py", "import engine.requests", "engine flows down"),
    ("engine/api.py", "import engine.training.losses", "training stands above runtime"),
    ("engine/training/losses.py", "import OpenImageIO", "models and training move"),
    ("app/document/tiles.py", "import app.jobs.job", "app flows down"),
    ("app/jobs/ask.py", "import app.ui.canvas", "app flows down"),
    ("app/document/layer.py", "from PySide6 import QtGui", "document is plain numpy"),
    ("app/document/compose.py", "import torch", "document is plain numpy"),
    ("app/ui/canvas.py", "import engine.api", "app knocks at the engine's doors only"),
    ("app/jobs/land.py", "import engine.tools.sketch", "app knocks at the engine's doors only"),
    ("app/ui/main_window.py", "import torch", "app knocks at the engine's doors only"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources."""
    folder = tmp_path_factory.mktemp("tree")
    for room in ("app", "engine"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold(tree: Path) -> None:
    found = lint(tree)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(("path", "line", "contract"), VIOLATIONS)
def test_a_violation_is_caught(tree: Path, path: str, line: str, contract: str) -> None:
    file = tree / path
    before = file.read_text(encoding="utf-8")
    file.write_text(f"{before}\n{line}\n", encoding="utf-8")
    try:
        found = lint(tree)
    finally:
        file.write_text(before, encoding="utf-8")
    assert found.returncode != 0
    broken = [row for row in found.stdout.splitlines() if " BROKEN" in row]
    assert any(row.startswith(contract) for row in broken), found.stdout
