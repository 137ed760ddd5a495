"""The car set in memory, and batches of (picture, conditions) cut from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput
from engine.models.painter import Conditions
from engine.ops import fit
from engine.ops import known as known_pixels
from engine.tools import passes
from engine.training import hands
from engine.training.carset.samples import FIRST_HELD_OUT, FIRST_SEED

UNKNOWN = 255
GROUND, PAINT = 1, 2
GRID = 32  # rows and columns that a network's deepest level sees as one


@dataclass(frozen=True, eq=False)
class Sample:
    """One render: rgb H×W×3 uint8, labels H×W uint8 part ids, ink H×W uint8 (255 = line).

    cornered: a label tells what is a quarter of a pixel from its pixel's upper left corner, as in
    the starter set, which kept every second of twice as many; else what most of the pixel shows.
    """

    name: str
    rgb: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    ink: NDArray[np.uint8]
    cornered: bool = False


def _read(path: Path, flag: int) -> NDArray[np.uint8]:
    # imdecode, not imread: cv2.imread fails on non-ASCII paths on Windows.
    picture = cv2.imdecode(np.fromfile(path, np.uint8), flag)
    if picture is None:
        raise ValueError(f"{path} is not a readable picture; render the sample again")
    return picture.astype(np.uint8, copy=False)


def read_sample(folder: Path, name: str) -> Sample:
    """Read `<name>_rgb.webp`, `<name>_mask.png` and `<name>_line.png`."""
    rgb = cv2.cvtColor(_read(folder / f"{name}_rgb.webp", cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    labels = _read(folder / f"{name}_mask.png", cv2.IMREAD_GRAYSCALE)
    lines = _read(folder / f"{name}_line.png", cv2.IMREAD_GRAYSCALE)
    ink = (255 - lines).astype(np.uint8)
    cornered = int(name.split("_")[0]) < FIRST_SEED
    return Sample(name, rgb.astype(np.uint8), labels, ink, cornered)


def halved(sample: Sample) -> Sample:
    """The sample at half its size, labelled as the starter set is."""
    size = (sample.rgb.shape[1] // 2, sample.rgb.shape[0] // 2)

    def reduced(a: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return cv2.resize(a, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)

    labels = sample.labels[: 2 * size[1] : 2, : 2 * size[0] : 2]
    return Sample(sample.name, reduced(sample.rgb), labels, reduced(sample.ink), cornered=True)


def names_in(folder: Path) -> list[str]:
    """Names of the complete samples `<seed>_<view>` of a folder, sorted."""
    have = {p.name for p in folder.iterdir()}
    stems = (n.removesuffix("_rgb.webp") for n in have if n.endswith("_rgb.webp"))
    return sorted(
        s
        for s in stems
        if s.partition("_")[0].isdigit() and f"{s}_mask.png" in have and f"{s}_line.png" in have
    )


class TrainingSet:
    """All samples of some folders but held-out seeds; `reread` adds those rendered since."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Raises BadInput file.missing for a folder, data.none if there are no samples."""
        for folder in folders:
            if not folder.is_dir():
                raise BadInput("file.missing", path=folder)
        self.folders = folders
        self.samples: list[Sample] = []
        self._read: set[tuple[Path, str]] = set()
        if self.reread() == 0:
            raise BadInput("data.none", folders=", ".join(map(str, folders)))

    def reread(self) -> int:
        """Read what is new; returns how many samples that were."""
        new = [
            (folder, name)
            for folder in self.folders
            for name in names_in(folder)
            if (folder, name) not in self._read and int(name.split("_")[0]) < FIRST_HELD_OUT
        ]
        self.samples += [read_sample(folder, name) for folder, name in new]
        self._read.update(new)
        return len(new)


@dataclass(frozen=True)
class Mix:
    """How often each condition is there, and how often a crop is cut instead of the frame."""

    lines: float = 0.65
    labels: float = 0.5
    hints: float = 0.45
    known: float = 0.35
    guide: float = 0.15
    repaint: float = 0.7  # of the pictures with hints: the hints overrule the style's paint
    crop: float = 0.25
    crop_large: float = (
        0.7  # of pictures above passes.SIDE px: refining windows is learned from them
    )


@dataclass(frozen=True, eq=False)
class Batch:
    """truth N×3×S×S in [-1, 1]; conditions at S×S; style_of N×3×S×S, where styles are read;
    parts N×S×S int64, the truth's part ids, whether or not the conditions tell them."""

    truth: Tensor
    conditions: Conditions
    style_of: Tensor
    parts: Tensor

    def to(self, device: torch.device) -> Batch:
        return Batch(
            self.truth.to(device, non_blocking=True),
            self.conditions.to(device),
            self.style_of.to(device, non_blocking=True),
            self.parts.to(device, non_blocking=True),
        )


def window(
    sample: Sample, size: int, crop: bool, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """rgb, labels, ink of a random window at size×size: the shifted frame, or a crop at a zoom of
    1.2 to 8, as far as the sample has the pixels for it (it is enlarged at most 1.6 times)."""
    h, w = sample.labels.shape
    closest = float(np.clip(1.6 * w / size, 1.6, 8))
    zoom = np.exp(rng.uniform(np.log(1.2), np.log(closest))) if crop else rng.uniform(0.94, 1.06)
    reach = 0.5 * (w - w / zoom) if crop else 0.04 * w
    centre = (w / 2 + rng.uniform(-reach, reach), h / 2 + rng.uniform(-reach, reach))
    return _warped(sample, size, centre, w / zoom, bool(rng.random() < 0.5))


def close_up(
    sample: Sample, size: int, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """rgb, labels, ink at size×size of a window around a place on the car, at a zoom of 1.3 to 2.6:
    what parts a pixel wide are learned from."""
    h, w = sample.labels.shape
    car = np.argwhere((sample.labels > GROUND) & (sample.labels != UNKNOWN))
    side = w / float(np.exp(rng.uniform(np.log(1.3), np.log(2.6))))
    y, x = car[rng.integers(len(car))] if len(car) else (h / 2, w / 2)
    centre = [
        float(np.clip(place + rng.normal(0, side / 8), side / 2, length - side / 2))
        for place, length in ((x, w), (y, h))
    ]
    return _warped(sample, size, (centre[0], centre[1]), side, bool(rng.random() < 0.5))


def _warped(
    sample: Sample, size: int, centre: tuple[float, float], side: float, mirrored: bool
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """rgb, labels, ink at size×size of the square of `side` pixels around `centre` (x, y)."""
    scale = size / side
    flip = -1.0 if mirrored else 1.0
    # Labels of a corner tell of the other one in a mirror, half a pixel further.
    beside = 0.5 if mirrored and sample.cornered else 0.0

    def matrix(x: float) -> NDArray[np.float64]:
        # output = scale·flip·(input - centre) + size/2, pixel centres at +0.5
        return np.array(
            [
                [flip * scale, 0, size / 2 - 0.5 - flip * scale * (x - 0.5)],
                [0, scale, size / 2 - 0.5 - scale * (centre[1] - 0.5)],
            ]
        )

    rgb: NDArray[Any] = sample.rgb
    ink: NDArray[Any] = sample.ink
    if scale < 0.75:  # warpAffine does not low-pass
        rgb, ink = (cv2.GaussianBlur(a, (0, 0), 0.4 / scale) for a in (rgb, ink))

    def warp(a: NDArray[Any], how: int, border: int, beside: float = 0.0) -> NDArray[Any]:
        m = matrix(centre[0] + beside)
        return cv2.warpAffine(a, m, (size, size), flags=how, borderMode=border)

    return (
        warp(rgb, cv2.INTER_LINEAR, cv2.BORDER_REPLICATE),
        warp(sample.labels, cv2.INTER_NEAREST, cv2.BORDER_REPLICATE, beside),
        warp(ink, cv2.INTER_LINEAR, cv2.BORDER_CONSTANT),
    )


def frame(sample: Sample, size: int, mirrored: bool) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """rgb and labels of the whole picture at size×size, enlarged as the tools enlarge it."""
    x = torch.from_numpy(sample.rgb).permute(2, 0, 1)[None].float()
    rgb = fit.resize(x, size, size)[0].permute(1, 2, 0).clamp(0, 255).round().byte().numpy()
    labels = cv2.resize(sample.labels, (size, size), interpolation=cv2.INTER_NEAREST_EXACT)
    if not mirrored:
        return rgb, labels.astype(np.uint8, copy=False)
    beside = round(0.5 * size / sample.labels.shape[1]) if sample.cornered else 0
    columns = np.minimum(np.arange(size) + beside, size - 1)
    return rgb[:, ::-1], labels[:, columns][:, ::-1].astype(np.uint8, copy=False)


def band(
    rgb: NDArray[np.uint8], labels: NDArray[np.uint8], rows: int, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """`rows` of the rows, with the whole car where it fits: what is above and below teaches little.

    It begins at a multiple of GRID rows, so that networks that pool meet their grid where it is.
    """
    if rows >= len(labels):
        return rgb, labels
    car = np.flatnonzero(((labels > GROUND) & (labels != UNKNOWN)).any(1))
    first, last = (car[0], car[-1]) if len(car) else (0, len(labels) - 1)
    lowest, highest = max(0, last + 1 - rows), min(first, len(labels) - rows)
    if lowest > highest:  # too tall a car, or none
        lowest, highest = 0, len(labels) - rows
    last_place = highest // GRID
    top = int(rng.integers(min(-(-lowest // GRID), last_place), last_place + 1)) * GRID
    return rgb[top : top + rows], labels[top : top + rows]


def repainted(
    rgb: NDArray[np.uint8], labels: NDArray[np.uint8], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """The picture with its paint in another colour: channels in another order and of another
    strength, so that shading and reflections stay."""
    paint = rgb[..., rng.permutation(3)] * rng.uniform(0.35, 1.3, 3)
    share = cv2.GaussianBlur((labels == PAINT).astype(np.float32), (0, 0), 0.7)[..., None]
    return np.clip(rgb * (1 - share) + paint * share, 0, 255).astype(np.uint8)


def hint_strokes(
    rgb: NDArray[np.uint8], labels: NDArray[np.uint8], rng: np.random.Generator
) -> NDArray[Any]:
    """1–8 dabs and strokes in the picture's own (smoothed) colours; H×W×4, colour in [-1, 1]."""
    size = rgb.shape[0]
    smooth = cv2.GaussianBlur(rgb, (0, 0), size / 48).astype(np.float32) / 127.5 - 1
    hints = np.zeros((size, size, 4), np.float32)
    paint = np.argwhere(labels == PAINT)
    for i in range(int(rng.integers(1, 9))):
        on_paint = len(paint) > 20 and (i == 0 or rng.random() < 0.6)
        y, x = paint[rng.integers(len(paint))] if on_paint else rng.integers(0, size, 2)
        dy, dx = rng.normal(0, size / 16, 2) if rng.random() < 0.6 else (0, 0)
        colour = [*map(float, smooth[y, x]), 1.0]
        end = (int(np.clip(x + dx, 0, size - 1)), int(np.clip(y + dy, 0, size - 1)))
        width = int(rng.uniform(0.012, 0.05) * size) + 1
        cv2.line(hints, (int(x), int(y)), end, colour, width)
    return hints


def hole(
    size: int, rng: np.random.Generator, labels: NDArray[np.uint8] | None = None
) -> NDArray[np.bool_]:
    """size×size, True = unknown: a box, a half-plane (outpainting) or thick free-form strokes.

    labels: with them, boxes and strokes lie on the car: what is around it teaches little.
    """
    mask = np.zeros((size, size), np.uint8)
    car = None if labels is None else np.argwhere((labels > GROUND) & (labels != UNKNOWN))

    def place() -> NDArray[Any]:
        if car is None or len(car) == 0:
            return rng.integers(0, size, 2)
        return car[rng.integers(len(car))][::-1]  # x, y

    kind = rng.random()
    if kind < 0.4:
        w, h = rng.integers(size // 6, size * 5 // 8, 2)
        x0, y0 = np.maximum(0, place() - (w // 2, h // 2))
        mask[y0 : y0 + h, x0 : x0 + w] = 1
    elif kind < 0.6:
        cut = int(rng.uniform(0.3, 0.8) * size)
        mask[:, cut:] = 1
        mask = np.rot90(mask, int(rng.integers(4))).copy()
    else:
        for _ in range(int(rng.integers(1, 5))):
            turns = np.cumsum(rng.normal(0, size / 6, (6, 2)), 0) + place()
            width = int(rng.uniform(0.05, 0.2) * size) + 1
            cv2.polylines(mask, [turns.astype(np.int32)], False, 1, width)
    return mask.astype(bool)


def _coarse(rgb: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[Any]:
    """What a coarser pass might have given: the picture at 1/2…1/8 size, a little off in tone."""
    size = rgb.shape[0]
    small = max(8, int(size / np.exp(rng.uniform(np.log(2), np.log(8)))))
    reduced = cv2.resize(rgb, (small, small), interpolation=cv2.INTER_AREA).astype(np.float32)
    x: NDArray[Any] = (
        reduced * rng.uniform(0.92, 1.08) + rng.normal(0, 6, 3) + rng.normal(0, 4, reduced.shape)
    )
    x = cv2.resize(x.astype(np.float32), (size, size), interpolation=cv2.INTER_LINEAR)
    return np.clip(x / 127.5 - 1, -1, 1)


def _told(labels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The labels as far as somebody may know them: all, only the car's (as they can be read from
    a drawing), or all but a hole or one part."""
    kind = rng.random()
    told = labels.copy()
    if kind < 0.4:
        told[labels <= GROUND] = UNKNOWN
    elif kind < 0.5:
        told[hole(len(labels), rng)] = UNKNOWN
    elif kind < 0.6:
        told[labels == rng.choice(np.unique(labels))] = UNKNOWN
    return told


def _misleading(
    rgb: NDArray[np.uint8],
    unknown: NDArray[np.bool_],
    samples: Sequence[Sample],
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Where the style beside known pixels is read from: the truth, what is known of it, or another
    picture, so that the painter learns to go by the known pixels."""
    kind = rng.random()
    if kind < 0.2:
        return samples[int(rng.integers(len(samples)))].rgb
    return known_pixels.filled(rgb, unknown[..., 0]) if kind < 0.9 else rgb


def batch(
    samples: Sequence[Sample], count: int, size: int, mix: Mix, rng: np.random.Generator
) -> Batch:
    """`count` random windows with random subsets of conditions; at least one of them tells the
    shape (lines, labels or known pixels)."""
    rows: list[list[NDArray[Any]]] = []
    for _ in range(count):
        sample = samples[int(rng.integers(len(samples)))]
        crop = rng.random() < (
            mix.crop_large if max(sample.labels.shape) > passes.SIDE else mix.crop
        )
        rgb, labels, ink_u8 = window(sample, size, crop, rng)
        has_hints = rng.random() < mix.hints
        style_of = sample.rgb if rng.random() < 0.5 else rgb
        if has_hints and rng.random() < mix.repaint:
            rgb = repainted(rgb, labels, rng)
        ink = np.clip(ink_u8.astype(np.float32) / 255 * rng.uniform(1, 1.6), 0, 1)
        truth = rgb.astype(np.float32) / 127.5 - 1
        zero4 = np.zeros((size, size, 4), np.float32)
        has_labels = rng.random() < mix.labels
        known, keep = zero4, np.ones((size, size, 1), bool)
        if rng.random() < (0.5 if crop else mix.known):
            keep = ~hole(size, rng, labels)[..., None]
            known = np.concatenate([truth * keep, keep], 2).astype(np.float32)
            style_of = _misleading(rgb, ~keep, samples, rng)
        # A picture must be told its shape, if only around the hole.
        has_lines = rng.random() < mix.lines or not has_labels
        if known.any() and rng.random() < 0.5:
            has_lines = False
        drawn = hands.any_hand(ink, rgb, rng) if has_lines else np.zeros_like(ink)
        hints = hint_strokes(rgb, labels, rng) if has_hints else zero4
        has_guide = rng.random() < (0.6 if crop else mix.guide)
        guide = _coarse(rgb, rng) if has_guide else zero4[..., :3]
        part = _told(labels, rng) if has_labels else np.full_like(labels, UNKNOWN)
        if rng.random() < 0.6:  # what is read in a picture with a hole tells nothing of the hole
            part[~keep[..., 0]] = UNKNOWN
        style: NDArray[Any] = cv2.resize(style_of, (size, size), interpolation=cv2.INTER_AREA)
        style = style.astype(np.float32) / 127.5 - 1
        rows.append([truth, drawn, part, hints, known, guide, style, labels])
    truth, drawn, part, hints, known, guide, style, parts = (
        np.stack(c) for c in zip(*rows, strict=True)
    )

    def planes(a: NDArray[Any]) -> Tensor:
        return (
            torch.from_numpy(np.ascontiguousarray(a, np.float32)).permute(0, 3, 1, 2).contiguous()
        )

    conditions = Conditions(
        lines=planes(drawn[..., None]),
        labels=torch.from_numpy(part.astype(np.int64)),
        hints=planes(hints),
        known=planes(known),
        guide=planes(guide),
    )
    return Batch(planes(truth), conditions, planes(style), torch.from_numpy(parts.astype(np.int64)))
