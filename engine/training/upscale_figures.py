"""Figures of the upscalers against bicubic: PSNR and SSIM of RGB and of Y, clean and through JPEG.

`python -m engine.training.upscale_figures --held-out DIR [--large DIR] [--sr DIR] [--sheet FILE]`

The usual protocol of super-resolution: small pictures are those of the sets, or made with
MATLAB's bicubic kernel; as many pixels as the scale are cut off each side before comparing; Y is
BT.601's in 16…235.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from skimage.metrics import structural_similarity

from engine import paths
from engine.ops import pixels
from engine.runtime.pool import Pool
from engine.training import degrade, metrics
from engine.training.enlarging import read

Picture = NDArray[np.uint8]
Enlarge = Callable[[Picture], Picture]

DETAILS = (0.0, 0.5, 1.0)
COLUMNS = ("bicubic", *(f"detail {d:g}" for d in DETAILS))
QUALITY = 50  # of the JPEG files
COMIC = "img_005"  # of Set14


@dataclass(frozen=True, eq=False)
class Pair:
    """small: h×w×3 uint8. truth: s·h × s·w × 3 uint8."""

    name: str
    small: Picture
    truth: Picture


def luma(picture: Picture) -> NDArray[np.float64]:
    """H×W×3 uint8 → H×W in 16…235, not rounded (BT.601)."""
    return picture @ np.array([65.481, 128.553, 24.966]) / 255 + 16


def psnr(made: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """In dB of 255; 148 for equal planes."""
    error = max(float(np.square(made - truth).mean()), 1e-10)
    return float(10 * np.log10(255**2 / error))


def compare(made: Picture, truth: Picture, border: int) -> dict[str, float]:
    """PSNR in dB and SSIM (Wang et al. 2004, Gaussian window) of RGB and of Y, the border left
    out."""
    inner = (slice(border, -border), slice(border, -border))
    made, truth = made[inner], truth[inner]
    y = [luma(p) for p in (made, truth)]
    window = {
        "gaussian_weights": True,
        "sigma": 1.5,
        "use_sample_covariance": False,
        "data_range": 255,
    }
    return {
        "rgb_psnr": psnr(made.astype(np.float64), truth.astype(np.float64)),
        "rgb_ssim": float(structural_similarity(made, truth, channel_axis=2, **window)),
        "y_psnr": psnr(*y),
        "y_ssim": float(structural_similarity(*y, **window)),
    }


def made_smaller(name: str, truth: Picture, scale: int) -> Pair:
    height, width = (side // scale for side in truth.shape[:2])
    truth = truth[: height * scale, : width * scale]
    return Pair(name, degrade.bicubic(truth, width, height), truth)


def cars(folder: Path, scale: int) -> list[Pair]:
    """The pictures of `resources/heldout.txt` that are in the folder; all of them, if none is."""
    listed = (paths.resources() / "heldout.txt").read_text(encoding="utf-8").split()
    names = [n for n in listed if (folder / f"{n}_rgb.webp").is_file()]
    names = names or sorted(p.name.removesuffix("_rgb.webp") for p in folder.glob("*_rgb.webp"))
    return [made_smaller(n, read(folder / f"{n}_rgb.webp"), scale) for n in names]


def usual_set(folder: Path, scale: int) -> list[Pair]:
    """The pairs of a scale of Set5 or Set14: `img_001_SRF_4_LR.png` and `…_HR.png`."""
    return [
        Pair(p.name[:7], read(p), read(p.with_name(p.name.replace("_LR", "_HR"))))
        for p in sorted(folder.glob(f"*_SRF_{scale}_LR.png"))
    ]


def sets(
    scale: int, held_out: Path, large: Path | None, sr: Path | None
) -> Iterator[tuple[str, list[Pair]]]:
    """What is judged at a scale: name and pairs of each set that is there."""
    yield "cars", cars(held_out, scale)
    if large is not None:
        yield "cars512", cars(large, scale)
    for name in ("set5", "set14"):
        if sr is not None and (found := usual_set(sr / name, scale)):
            yield name, found
            if name == "set14":
                yield "comic", [p for p in found if p.name == COMIC]


def bicubic(picture: Picture, scale: int) -> Picture:
    height, width = picture.shape[:2]
    return degrade.bicubic(picture, width * scale, height * scale)


def network(pool: Pool, scale: int, detail: float) -> Enlarge:
    """The program's own networks at a place between faithful and detailed."""
    net = pool.blended(f"upscale-x{scale}", f"upscale-x{scale}-detail", detail).net

    def enlarge(picture: Picture) -> Picture:
        with torch.inference_mode():
            return pixels.from_tensor(net(pixels.to_tensor(picture, pool.device)))

    return enlarge


def measure(pairs: Sequence[Pair], scale: int, pool: Pool) -> dict[str, list[float]]:
    """Means over the pairs by `<clean | jpeg50>_<figure>`, one number a column of COLUMNS."""
    ways: list[Enlarge] = [
        lambda p: bicubic(p, scale),
        *(network(pool, scale, d) for d in DETAILS),
    ]
    found: dict[str, list[float]] = {}
    for kind in ("clean", f"jpeg{QUALITY}"):
        for way in ways:
            rows = [
                compare(
                    way(p.small if kind == "clean" else degrade.through_jpeg(p.small, QUALITY)),
                    p.truth,
                    scale,
                )
                for p in pairs
            ]
            for figure in rows[0]:
                mean = round(float(np.mean([row[figure] for row in rows])), 4)
                found.setdefault(f"{kind}_{figure}", []).append(mean)
    return found


def table(figures: dict[str, dict[str, list[float]]]) -> str:
    """Markdown: a row a set and kind of file, PSNR / SSIM of Y in each column."""
    lines = [f"| | {' | '.join(COLUMNS)} |", f"|---|{'---|' * len(COLUMNS)}"]
    for title, found in figures.items():
        for kind in ("clean", f"jpeg{QUALITY}"):
            for plane in ("y", "rgb"):
                psnr, ssim = (found[f"{kind}_{plane}_{f}"] for f in ("psnr", "ssim"))
                cells = [f"{p:.2f} / {s:.3f}" for p, s in zip(psnr, ssim, strict=True)]
                lines.append(f"| {title}, {kind}, {plane.upper()} | {' | '.join(cells)} |")
    return "\n".join(lines)


def sheet(pairs: Sequence[tuple[Pair, int, int]], scale: int, pool: Pool, side: int) -> Picture:
    """Rows bicubic | detail 0 | detail 1 | truth: of each pair a square of `side` output pixels
    whose upper left corner is at x, y of the truth."""
    rows = []
    for pair, x, y in pairs:
        ways = (lambda p: bicubic(p, scale), network(pool, scale, 0), network(pool, scale, 1))
        whole = [*(way(pair.small) for way in ways), pair.truth]
        rows.append(np.hstack([w[y : y + side, x : x + side] for w in whole]))
    return np.vstack(rows)


def busiest(pair: Pair, side: int) -> tuple[Pair, int, int]:
    """The pair and the corner of its square with the most contours."""
    edges = metrics.contours(pair.truth).astype(np.float32)
    sums = cv2.blur(edges, (side, side), borderType=cv2.BORDER_CONSTANT)
    half = side // 2
    inner = sums[half : sums.shape[0] - half, half : sums.shape[1] - half]
    y, x = (int(i) for i in np.unravel_index(int(inner.argmax()), inner.shape))
    height, width = pair.truth.shape[:2]
    return pair, min(x, width - side), min(y, height - side)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m engine.training.upscale_figures", description=__doc__
    )
    parser.add_argument("--held-out", type=Path, required=True, help="folder of the 64 pictures")
    parser.add_argument("--large", type=Path, help="folder of held-out renders of 512 px")
    parser.add_argument("--sr", type=Path, help="folder with set5 and set14")
    parser.add_argument("--scale", type=int, choices=(2, 4), nargs="+", default=(2, 4))
    parser.add_argument("--sheet", type=Path, help="write crops of held-out cars, ×4")
    a = parser.parse_args(argv)
    pool = Pool(torch.device("cpu"))
    for scale in a.scale:
        judged = sets(scale, a.held_out, a.large, a.sr)
        found = {f"{name} ×{scale}": measure(pairs, scale, pool) for name, pairs in judged}
        print(json.dumps(found, indent=2), table(found), sep="\n", flush=True)
    if a.sheet is not None:
        pairs = cars(a.large or a.held_out, 4)
        side = pairs[0].truth.shape[0] // 2
        picked = [busiest(p, side) for p in pairs[:: max(1, len(pairs) // 5)][:5]]
        drawn = cv2.cvtColor(sheet(picked, 4, pool, side), cv2.COLOR_RGB2BGR)
        a.sheet.write_bytes(cv2.imencode(a.sheet.suffix, drawn)[1].tobytes())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
