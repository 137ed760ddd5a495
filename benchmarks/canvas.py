"""From the pen to the screen: milliseconds from a mouse event to the repainted window, and of
whole repaints while panning, in a real canvas of 3840×2160 device pixels.

`python benchmarks/canvas.py [--layers 1 3 10] [--sizes 3000x2000 6000x4000] [--depth 16]`

The window system is Qt's offscreen platform: all of Qt's painting and the copy into the window's
own picture are measured, the graphics card's copy to the glass is not. Each layer is full of
colours and half transparent, so that none hides another: the worst case for composing.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import TILE, Tiles
from app.settings import Settings
from app.ui.brush_bar import BrushBar
from app.ui.canvas import Canvas
from app.ui.pointers import BrushTool
from engine.geometry import Rect

WINDOW = (3840, 2160)
DABS = 40
FRAME_MS = 16.0
Clock = Callable[[], float]


def document(width: int, height: int, layers: int, dtype: type[np.generic]) -> Document:
    """The lowest layer opaque, the others half transparent everywhere."""
    made = Document(width, height, dtype)
    rng = np.random.default_rng(0)
    full = np.iinfo(dtype).max
    for number in range(layers):
        tile = rng.integers(0, full, (TILE, TILE, 4), dtype, endpoint=True)
        tile[..., 3] = full if number == 0 else full // 2
        plane = Tiles(4, dtype)
        for y in range(0, height, TILE):
            for x in range(0, width, TILE):
                part = Rect.of_size(TILE, TILE, x, y) & made.bounds
                plane.write(part, tile[: part.height, : part.width])
        made.apply(AddLayer(Layer(new_id(), f"{number}", LayerKind.PICTURE, plane), number))
    made.active = made.layers[len(made.layers) // 2].id
    return made


def settle(canvas: Canvas) -> None:
    """Until everything in sight is composed."""
    QApplication.processEvents()
    while not canvas.settled:
        QApplication.processEvents()


def timed(clock: Clock, call: Callable[..., object], *arguments: object) -> float:
    start = clock()
    call(*arguments)
    QApplication.processEvents()
    return 1000 * (clock() - start)


def dabs(canvas: Canvas, diameter: int, clock: Clock) -> list[float]:
    """A stroke through the middle of the window, 24 device pixels an event."""
    bar = BrushBar(Settings(brush_px=diameter))
    canvas.tool = BrushTool(bar)
    y, x = WINDOW[1] // 2, WINDOW[0] // 2 - 12 * DABS
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    QApplication.processEvents()
    times = []
    for i in range(DABS):
        to = QPoint(x + 24 * (i + 1), y + (i % 5) * 6)
        times.append(timed(clock, QTest.mouseMove, canvas, to))
    canvas.cancel_stroke()
    settle(canvas)
    return times


def pans(canvas: Canvas, clock: Clock) -> list[float]:
    ways = [(9 if i % 2 else -23, 7 if i % 3 else -11) for i in range(20)]
    return [timed(clock, canvas.pan, *way) for way in ways]


def row(name: str, times: list[float]) -> str:
    median, worst = statistics.median(times), max(times)
    late = sum(t > FRAME_MS for t in times)
    return f"| {name} | {median:.1f} | {worst:.1f} | {late} of {len(times)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layers", type=int, nargs="+", default=[1, 3, 10])
    parser.add_argument("--sizes", nargs="+", default=["3000x2000", "6000x4000"])
    parser.add_argument("--depth", type=int, choices=(8, 16), default=16)
    parser.add_argument(
        "--clock",
        choices=("wall", "thread"),
        default="wall",
        help="thread: the processor time of the window's own thread, for a machine that is busy",
    )
    options = parser.parse_args()
    clock = time.perf_counter if options.clock == "wall" else time.thread_time
    app = QApplication([])
    print("| document, zoom, what | median ms | worst ms | over 16 ms |")
    print("|---|---|---|---|")
    for size in options.sizes:
        width, height = map(int, size.split("x"))
        for layers in options.layers:
            canvas = Canvas()
            canvas.resize(*WINDOW)
            canvas.set_mode("drawing")
            dtype = np.uint16 if options.depth == 16 else np.uint8
            canvas.show_document(document(width, height, layers, dtype))
            canvas.show()
            for zoom in ("fit", "100 %"):
                canvas.fit() if zoom == "fit" else canvas.actual_size()
                settle(canvas)
                name = f"{size} × {options.depth} bit, {layers} layers, {zoom}"
                for diameter in (20, 200):
                    print(
                        row(f"{name}, {diameter} px dab", dabs(canvas, diameter, clock)), flush=True
                    )
                print(row(f"{name}, pan", pans(canvas, clock)), flush=True)
                settle(canvas)
            canvas.close()
            canvas.deleteLater()
            app.processEvents()


if __name__ == "__main__":
    main()
