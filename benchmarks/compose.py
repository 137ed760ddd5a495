"""How long a dab takes to be composed: `python benchmarks/compose.py`.

Documents of 8 and 16 bits and of float with 1, 3 and 10 layers: an opaque picture below, the
others half transparent everywhere, which is the worst case. A dab of 200 pixels goes over the
middle layer again and again; what is below it is remembered by the compositor. "first" is the
dab before anything is remembered, "all" the whole picture by `flatten`. The times are those of
the processor, so that other programs do not count.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time

import numpy as np

from app.document.compose import Compositor, flatten
from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.strokes import Brush, Sample, Stroke
from app.document.surface import Surface
from app.document.tiles import Tiles
from engine.ops.colour import full


def document_of(count: int, dtype: type, width: int, height: int) -> Document:
    random = np.random.default_rng(0)
    document = Document(width, height, dtype)
    layers = []
    for i in range(count):
        patch = random.random((256, 256, 4))
        patch[..., 3] = 1 if i == 0 else 0.2 + 0.6 * patch[..., 3]
        patch = (patch * full(dtype)).astype(dtype)
        pixels = np.tile(patch, (-(-height // 256), -(-width // 256), 1))[:height, :width]
        layers.append(Layer(new_id(), str(i), LayerKind.PICTURE, Tiles.from_pixels(pixels)))
    document.layers = tuple(layers)
    return document


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="6000x4000")
    parser.add_argument("--dabs", type=int, default=40)
    args = parser.parse_args()
    width, height = map(int, args.size.split("x"))
    machine = platform.processor() or platform.machine()
    print(f"{machine}, {width}×{height}, a dab of 200 px, ms of one core")
    print(f"{'depth':8} {'layers':>6} {'first':>8} {'median':>8} {'95 %':>8} {'all':>8}")
    for dtype in (np.uint8, np.uint16, np.float32):
        for count in (1, 3, 10):
            document = document_of(count, dtype, width, height)
            row = dabs(document, args.dabs)
            start = time.process_time()
            flatten(document.layers, document.bounds, dtype)
            row.append(1000 * (time.process_time() - start))
            print(f"{np.dtype(dtype).name:8} {count:6}", *(f"{ms:8.1f}" for ms in row), flush=True)


def dabs(document: Document, count: int) -> list[float]:
    """Milliseconds: the first, the median and the 95th percentile of the others."""
    layer = document.layers[len(document.layers) // 2]
    compositor = Compositor()
    whole = document.bounds
    compositor.flatten(
        document.layers, whole.grown(-min(whole.width, whole.height) // 2 + 300), document.dtype
    )
    stroke = Stroke(Surface(layer, whole), Brush(200, hardness=0.5))
    x, y = whole.width / 2 - 100, whole.height / 2
    times = []
    for i in range(count + 1):
        (rect,) = stroke.add(Sample(x + 5 * i, y))
        document.show_stroke(layer.id, stroke.tiles, rect)
        start = time.process_time()
        compositor.flatten(document.layers, rect, document.dtype)
        times.append(1000 * (time.process_time() - start))
    return [times[0], statistics.median(times[1:]), statistics.quantiles(times[1:], n=20)[-1]]


if __name__ == "__main__":
    main()
