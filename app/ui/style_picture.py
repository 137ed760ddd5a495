"""Pictures as styles: read beside the window, and handed to who takes their style."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from app.document.document import Document
from app.document.layer import Layer
from app.document.pictures import open_file
from app.jobs import ask
from app.ui import file_dialogs
from app.ui.sheet import seen
from app.ui.style_well import StyleWell
from engine.errors import BadInput

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

SIDE = 512  # pixels; a style has no use for more
Show = Callable[[NDArray[np.uint8] | None, str], None]  # a picture, None = none, and its name


def take_styles(window: MainWindow, well: StyleWell, show: Show) -> None:
    """Let `show` have what the designer drops into a well, chooses there or takes away."""

    def read(path: Path, name: str) -> None:
        working = QCoreApplication.translate("Files", "Opening {name}").format(name=path.name)
        window.disk.start(working, partial(style_of, path), lambda pixels: show(pixels, name))

    def ask_file() -> None:
        title = QCoreApplication.translate("StylePicture", "Style picture")
        found = file_dialogs.ask_open(window, window.settings, title)
        if found:
            read(found[0], found[0].stem)

    def read_open() -> None:
        if window.document is None:
            return
        window.canvas.finish_stroke()
        working = QCoreApplication.translate("StylePicture", "Reading the style")
        document, name = window.document.snapshot(), window.files.name
        window.disk.start(working, partial(style_here, document), lambda px: show(px, name))

    well.asked.connect(ask_file)
    well.here.connect(read_open)
    well.wanted.connect(read)
    well.taken.connect(lambda: show(None, ""))


def style_of(path: Path) -> NDArray[np.uint8]:
    """h×w×3 uint8 sRGB on white, at most SIDE a side. Raises as `open_file`."""
    document = open_file(path)
    return _small(document, document.layers)


def style_here(document: Document) -> NDArray[np.uint8]:
    """The same of the picture that a document shows, without lines, labels and hints.

    Raises BadInput picture.none where there is none."""
    layers = ask.pictures(document)
    if not layers:
        raise BadInput("picture.none")
    return _small(document, layers)


def _small(document: Document, layers: Sequence[Layer]) -> NDArray[np.uint8]:
    pixels = seen(document, layers, document.bounds)
    step = -(-max(pixels.shape[:2]) // SIDE)
    down, across = (min(step, n) for n in pixels.shape[:2])  # a strip may be thinner
    height, width = pixels.shape[0] // down, pixels.shape[1] // across
    blocks = pixels[: height * down, : width * across].reshape(height, down, width, across, 4)
    small = blocks.mean((1, 3))  # h×w×4
    alpha = small[..., 3:] / 255
    on_white: NDArray[np.uint8] = (small[..., :3] * alpha + 255 * (1 - alpha) + 0.5).astype(
        np.uint8
    )
    return on_white
