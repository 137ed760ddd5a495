"""How long a preview takes: a sketch request of 256×256 on the CPU, against one forward pass of
pix2pix's U-Net (Isola et al. 2017) at the same size and on the same thread count, in one run.

`python benchmarks/preview.py [--threads N]`
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import cv2
import numpy as np
import torch
from torch import nn

from engine.api import Engine
from engine.geometry import Rect
from engine.requests import SketchRequest, sealed

ROUNDS = 20


class UNet(nn.Module):
    """The peer: pix2pix's U-Net for 256 px, ngf 64, as the paper's appendix lists it."""

    def __init__(self) -> None:
        super().__init__()
        widths = (64, 128, 256, 512, 512, 512, 512, 512)
        self.down = nn.ModuleList(
            nn.Conv2d(a, b, 4, 2, 1) for a, b in zip((3, *widths), widths, strict=False)
        )
        up = list(zip(widths[::-1], (*widths[-2::-1], 3), strict=True))
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(a if i == 0 else 2 * a, b, 4, 2, 1) for i, (a, b) in enumerate(up)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        skips = []
        for down in self.down:
            x = torch.relu(down(x))
            skips.append(x)
        x = skips.pop()
        for i, up in enumerate(self.up):
            x = up(x if i == 0 else torch.cat([x, skips.pop()], 1))
        return torch.tanh(x)


def milliseconds(call: Callable[[], object]) -> float:
    """Median of ROUNDS calls after two to warm up."""
    times = []
    for i in range(ROUNDS + 2):
        start = time.perf_counter()
        call()
        if i >= 2:
            times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    threads = parser.parse_args().threads
    engine = Engine("cpu")
    torch.set_num_threads(threads)
    paper = np.full((256, 256, 1), 255, np.uint8)
    cv2.ellipse(paper, (128, 140), (100, 40), 0, 0, 360, 0, 2)
    request = SketchRequest(sealed(paper), Rect.of_size(256, 256))
    peer = UNet().eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    x = torch.zeros(1, 3, 256, 256).to(memory_format=torch.channels_last)
    ours = milliseconds(lambda: engine.run(request))
    with torch.inference_mode():
        theirs = milliseconds(lambda: peer(x))
    print(f"{threads} threads: sketch request {ours:.0f} ms, pix2pix U-Net {theirs:.0f} ms, "
          f"ratio {ours / theirs:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
