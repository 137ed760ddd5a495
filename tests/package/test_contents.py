"""What the packaged program leaves out is not missed: a quick stand-in for building it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from engine import paths
from package import contents

# Runs commands in one process that has nothing of what is left out.
_WITHOUT = """
import sys

OUT = {excluded!r}
WANTED = []

class Without:
    def find_spec(self, name, path=None, target=None):
        if any(name == out or name.startswith(out + ".") for out in OUT):
            WANTED.append(name)
            raise ModuleNotFoundError(name + " is left out of the package", name=name)

sys.meta_path.insert(0, Without())
from app.__main__ import main
for command in {commands!r}:
    code = main(command)
    if code:
        sys.exit(f"{{command}}: code {{code}}; asked for {{WANTED}}")
"""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A render of a car, 160×160."""
    with Image.open(paths.resources() / "samples" / "coupe.webp") as render:
        render.resize((160, 160)).save(tmp_path / "picture.png")
    return tmp_path / "picture.png"


def test_every_module_that_a_tool_needs_is_packaged(
    tmp_path: Path, drawing: np.ndarray, picture: Path
) -> None:
    lines = tmp_path / "drawing.png"
    assert cv2.imwrite(str(lines), drawing)
    hole = tmp_path / "hole.png"
    mask = np.zeros((160, 160), np.uint8)
    mask[70:80, 70:80] = 255
    assert cv2.imwrite(str(hole), mask)
    commands = [
        ["doctor"],
        ["models"],
        ["sketch", str(lines), "-o", str(tmp_path / "painted.png"), "--size", "64"],
        ["upscale", str(picture), "-o", str(tmp_path / "large.png"), "--scale", "2"],
        ["segment", str(picture), "-o", str(tmp_path / "parts.png")],
        ["semantic", str(tmp_path / "parts.png"), "-o", str(tmp_path / "again.png")],
        ["inpaint", str(picture), "--mask", str(hole), "-o", str(tmp_path / "filled.png")],
        ["lines", str(picture), "-o", str(tmp_path / "lines.png"), "--thin"],
        ["project", str(picture), "-o", str(tmp_path / "latent.npz"), "--steps", "2"],
        ["edit", str(picture), "--latent", str(tmp_path / "latent.npz"), "--axis", "length=4.6",
         "-o", str(tmp_path / "edited.png")],
        ["sample", "-n", "1", "-o", str(tmp_path / "car.png")],
        ["models", "export", "upscale-x2", "-o", str(tmp_path / "upscale.onnx")],
    ]  # fmt: skip
    code = _WITHOUT.format(
        excluded=[*contents.EXCLUDED_MODULES, *contents.EXCLUDED_OF_TORCH], commands=commands
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=paths.root()
    )
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "upscale.onnx").exists()


def test_the_window_needs_nothing_that_is_left_out() -> None:
    code = _WITHOUT.format(excluded=contents.EXCLUDED_MODULES, commands=[])
    code += "import app.ui.main_window\n"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=paths.root()
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt6Qml.dll",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6\\plugins\\platforms\\qminimal.dll",
        "PySide6/Qt/translations/qtbase_de.qm",
        "torch/include/ATen/ATen.h",
        "onnxruntime/capi/libonnxruntime.so.1.31.1",
        "OpenImageIO/bin/oiiotool",
    ],
)
def test_it_is_left_out(place: str) -> None:
    assert contents.left_out(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/lib/libQt6Widgets.so.6",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "resources/translations/coachline_zh_CN.qm",
        "torch/lib/libtorch_cpu.so",
        "weights/painter.safetensors",
    ],
)
def test_it_is_kept(place: str) -> None:
    assert not contents.left_out(place)
