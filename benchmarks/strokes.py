"""How long a dab takes to be painted, and a selection to be made: `python benchmarks/strokes.py`.

Dabs of a brush go over an opaque layer of 6000×4000 pixels, in steps of 8 pixels as a hand makes
them, with and without flow, a soft selection and symmetry. "tip" is its diameter; the frame of a
screen is 16 ms. Then what the selecting tools do to the whole of such a page. The times are those
of the processor, so that other programs do not count.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from collections.abc import Callable

import numpy as np

from app.document import selecting, shapes
from app.document.layer import Layer, LayerKind, new_id
from app.document.outline import outline
from app.document.selection import Selection
from app.document.strokes import Brush, Sample, Stroke
from app.document.surface import Surface
from app.document.symmetry import NO_SYMMETRY, Symmetry
from app.document.tiles import Tiles
from engine.geometry import Rect
from engine.ops.colour import full

PAGE = Rect.of_size(6000, 4000)
DEPTHS = {"8 bit": np.uint8, "16 bit": np.uint16, "float": np.float32}


def layer_of(dtype: type) -> Layer:
    patch = np.random.default_rng(0).random((250, 250, 4))
    patch[..., 3] = 1
    pixels = np.tile((patch * full(dtype)).astype(dtype), (16, 24, 1))
    return Layer(new_id(), "Render", LayerKind.PICTURE, Tiles.from_pixels(pixels))


def dabs(
    layer: Layer, brush: Brush, count: int, soft: bool = False, both_sides: bool = False
) -> list[float]:
    """Milliseconds: the median and the 95th percentile."""
    selection = None
    if soft:
        rect = Rect(1500, 1000, 4500, 3000)
        selection = selecting.feathered(Selection.whole(rect), 20, PAGE)
    symmetry = Symmetry(3000, 2000, upright=True) if both_sides else NO_SYMMETRY
    stroke = Stroke(Surface(layer, PAGE, selection), brush, symmetry)
    times = []
    for i in range(count + 1):
        sample = Sample(2000.3 + 8 * i, 1800.7 + 3 * i)
        start = time.process_time()
        stroke.add(sample)
        times.append(1000 * (time.process_time() - start))
    return [statistics.median(times[1:]), statistics.quantiles(times[1:], n=20)[-1]]


def once(call: Callable[[], object]) -> float:
    """Milliseconds, the median of three."""
    times = []
    for _ in range(3):
        start = time.process_time()
        call()
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dabs", type=int, default=60)
    count = parser.parse_args().dabs
    print(platform.processor() or platform.machine(), platform.python_version())
    print(f"{'a dab':34s} {'median ms':>10s} {'95 % ms':>8s}")
    for depth, dtype in DEPTHS.items():
        layer = layer_of(dtype)
        for tip in (20, 200, 512):
            name = f"{depth}, tip {tip} px"
            print(f"{name:34s} {'{:10.1f} {:8.1f}'.format(*dabs(layer, Brush(tip, 0.5), count))}")
    layer = layer_of(np.uint16)
    brush = Brush(200, 0.5)
    flowing = Brush(200, 0.5, flow=0.3, spacing=0.05)
    for name, times in (
        ("16 bit, 200 px, flow 30 %", dabs(layer, flowing, count)),
        ("16 bit, 200 px, soft selection", dabs(layer, brush, count, soft=True)),
        ("16 bit, 200 px, both sides", dabs(layer, brush, count, both_sides=True)),
    ):
        print(f"{name:34s} {'{:10.1f} {:8.1f}'.format(*times)}")
    whole = shapes.ellipse(PAGE, PAGE)
    print(f"{'the whole page of 6000×4000':34s} {'median ms':>10s}")
    for name, call in (
        ("ellipse", lambda: shapes.ellipse(PAGE, PAGE)),
        ("add", lambda: whole | Selection.whole(Rect(0, 0, 3000, 2000))),
        ("invert", lambda: whole.inverted(PAGE)),
        ("grow by 16", lambda: selecting.grown(whole, 16, PAGE)),
        ("feather by 8", lambda: selecting.feathered(whole, 8, PAGE)),
        ("outline at 4K", lambda: outline(whole, Rect(0, 0, 3840, 2160))),
        (
            "colour range, 16 bit",
            lambda: selecting.by_colour(layer.tiles.read, (9, 9), 32, PAGE, contiguous=False),
        ),
    ):
        print(f"{name:34s} {once(call):10.0f}")


if __name__ == "__main__":
    main()
