"""Renders with the numbers that they were made from, in memory: what the latent generator is
trained on. `params.jsonl` is read in both spellings: the starter set's and this renderer's."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput
from engine.models.latent import AXES, AZIMUTH
from engine.ops import colour
from engine.training.carset.samples import FIRST_HELD_OUT
from engine.training.pictures import names_in, read_sample

BEHIND, GROUND = 0, 1
Floats = NDArray[np.float32]


def encoded(linear: Sequence[float]) -> Floats:
    """Linear RGB as the renderer takes it → sRGB-encoded, 0 to 1."""
    return colour.from_linear(np.clip(np.asarray(linear, np.float32), 0, 1))


def _rake(run: float, rise: float) -> float:
    """Degrees that a pane leans back from the vertical."""
    return math.degrees(math.atan2(max(run, 0.0), max(rise, 0.05)))


def told(record: Mapping[str, Any]) -> dict[str, float]:
    """The axes that a line of `params.jsonl` tells."""
    body, equipment, cam = record["P"], record["X"], record["cam"]
    ours = "wheelbase" in body  # this renderer's spelling

    def one(mine: str, starters: str) -> float:
        return float(body[mine if ours else starters])

    height, bonnet_height = one("height", "H"), one("cowl_z", "zc")
    deck_height, length = one("deck_z", "zd"), one("length", "L")
    cowl = one("front_overhang", "fo") + one("cowl_setback", "cowl")
    if ours:
        rear_run, deck_length = body["rear_run"], body["deck_length"]
    else:
        rear_run, deck_length = body["xd"] - body["xrr"], length - body["xd"]
    screen_run = one("windshield_run", "wsdx")
    paint = encoded(equipment["paint"])
    two_tone = equipment["two_tone" if ours else "twotone"]
    roof = encoded(equipment["roof_colour" if ours else "roofcol"]) if two_tone else paint
    return {
        "length": length,
        "wheelbase": one("wheelbase", "wb"),
        "front_overhang": one("front_overhang", "fo"),
        "height": height,
        "width": 2 * one("half_width", "W"),
        "ground_clearance": one("ground_clearance", "gc"),
        "wheel_radius": one("wheel_radius", "rw"),
        "nose_height": one("nose_z", "zn"),
        "nose_lean": one("nose_lean", "noseup"),
        "bonnet_length": cowl,
        "bonnet_height": bonnet_height,
        "windscreen_rake": _rake(screen_run, height - bonnet_height),
        "roof_length": length - deck_length - rear_run - cowl - screen_run,
        "rear_rake": _rake(rear_run, height - deck_height),
        "deck_length": deck_length,
        "deck_height": deck_height,
        "tumblehome": one("tumblehome", "tum"),
        "waist_height": one("waist_z", "zw"),
        "cladding": one("cladding", "clad"),
        **_rgb("paint", paint),
        "paint_metallic": float(equipment["paint_metallic" if ours else "metal"]),
        **_rgb("roof", roof),
        "rim_brightness": float(encoded(equipment["rim_colour" if ours else "rimcol"]).mean()),
        "azimuth": (cam["az"] + 180) % 360 - 180,
        "elevation": cam["el"],
        "focal_length": cam["f"],
        "outdoors": float(record["stage"]["outdoor"]),
    }


def seen(rgb: NDArray[np.uint8], labels: NDArray[np.uint8]) -> dict[str, float]:
    """The axes that a render and its labels (H×W part ids) show: the share of the frame that
    the car fills, and the median colours behind and below it."""
    ys, xs = np.nonzero(labels > GROUND)
    extent = max(np.ptp(ys), np.ptp(xs)) + 1 if len(ys) else 0
    colours: dict[str, float] = {}
    for part, other, name in ((BEHIND, GROUND, "backdrop"), (GROUND, BEHIND, "ground")):
        there = labels == part
        if there.sum() < 20:
            there = labels == other
        found = np.median(rgb[there], 0) / 255 if there.any() else np.full(3, 0.5)
        colours |= _rgb(name, found)
    return {"fill": extent / max(labels.shape), **colours}


def _rgb(name: str, value: NDArray[Any]) -> dict[str, float]:
    red, green, blue = (float(v) for v in value)
    return {f"{name}_red": red, f"{name}_green": green, f"{name}_blue": blue}


def mirrored(parameters: Floats) -> Floats:
    """The parameters N×P of the same pictures, mirrored left to right."""
    other = parameters.copy()
    other[:, AZIMUTH] *= -1
    return other


class Described:
    """The pictures of some folders and their parameters; `reread` adds those rendered since.

    pictures: N×S×S×3 uint8. parameters: N×P float32, in the units of `AXES`. names: of the
    samples. held_out: take those at or above FIRST_HELD_OUT, else those below alone.
    """

    def __init__(self, folders: Sequence[Path], side: int, held_out: bool = False) -> None:
        """Raises BadInput file.missing for a folder, data.none if there are no samples."""
        for folder in folders:
            if not (folder / "params.jsonl").is_file():
                raise BadInput("file.missing", path=folder / "params.jsonl")
        self.folders, self.side, self.held_out = folders, side, held_out
        self.names: list[str] = []
        self.pictures: NDArray[np.uint8] = np.zeros((0, side, side, 3), np.uint8)
        self.parameters: Floats = np.zeros((0, len(AXES)), np.float32)
        self._read: set[tuple[Path, str]] = set()
        if self.reread() == 0:
            raise BadInput("data.none", folders=", ".join(map(str, folders)))

    def reread(self) -> int:
        """Read what is new; returns how many pictures that were."""
        pictures, parameters = [], []
        for folder in self.folders:
            records = _records(folder / "params.jsonl")
            for name in names_in(folder):
                held_out = int(name.split("_")[0]) >= FIRST_HELD_OUT
                known = (folder, name) in self._read or name not in records
                if known or held_out != self.held_out:
                    continue
                sample = read_sample(folder, name)
                numbers = told(records[name]) | seen(sample.rgb, sample.labels)
                parameters.append([numbers[axis] for axis in AXES])
                size = (self.side, self.side)
                pictures.append(cv2.resize(sample.rgb, size, interpolation=cv2.INTER_AREA))
                self.names.append(name)
                self._read.add((folder, name))
        if pictures:
            self.pictures = np.concatenate([self.pictures, np.stack(pictures)])
            new = np.asarray(parameters, np.float32)
            self.parameters = np.concatenate([self.parameters, new])
        return len(pictures)

    def keep(self, names: Sequence[str]) -> None:
        """Keep those alone, in this order. Raises ValueError for a name that is not there."""
        rows = [self.names.index(name) for name in names]
        self.names = list(names)
        self.pictures, self.parameters = self.pictures[rows], self.parameters[rows]


def _records(path: Path) -> dict[str, Mapping[str, Any]]:
    """The lines of a `params.jsonl` by name; a last line that is still being written is left."""
    records = {}
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            record = json.loads(line)
            records[record["name"]] = record
    return records
