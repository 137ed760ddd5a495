"""Fractional scales of the screen, each in a process of its own: Qt reads them at its start."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

CODE = """
import sys
import numpy as np
from PySide6.QtWidgets import QApplication
from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Tiles
from app.ui.canvas import Canvas
from app.ui.proof import from_qimage

app = QApplication([])
pixels = np.random.default_rng(0).integers(0, 256, (200, 300, 4), np.uint8)
pixels[..., 3] = 255
document = Document(300, 200)
document.apply(AddLayer(Layer(new_id(), "noise", LayerKind.PICTURE, Tiles.from_pixels(pixels)), 0))
canvas = Canvas()
canvas.resize(640, 480)
canvas.set_mode("drawing")
canvas.show_document(document)
canvas.show()
canvas.actual_size()
app.processEvents()
assert abs(canvas.devicePixelRatioF() - float(sys.argv[1])) < 0.01, canvas.devicePixelRatioF()
shown = from_qimage(canvas.grab().toImage())
page = canvas.view.page(document.bounds, canvas.panes()[0])
assert (page.width, page.height) == (300, 200)
assert (shown[page.slices()] == pixels).all()
middle = canvas.view.to_document(*canvas.to_device(canvas.rect().toRectF().center()),
                                 canvas.panes()[0])
assert abs(middle[0] - 150) <= 1 and abs(middle[1] - 100) <= 1, middle
canvas.shut_down()
"""


@pytest.mark.parametrize("scale", ["1", "1.25", "1.5", "1.75", "2"])
def test_100_percent_is_one_pixel_of_the_screen_at_any_scale(scale: str) -> None:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
    run = subprocess.run(
        [sys.executable, "-c", CODE, scale], env=env, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
