"""A network over a picture of any size: tile by tile, within the memory that is free."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator
from weakref import WeakKeyDictionary

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.models.spec import Interface
from engine.ops import colour, pixels
from engine.ops.fidelity import Values
from engine.ops.tiling import rounded_up
from engine.progress import Progress
from engine.requests import LARGEST_SEAM
from engine.runtime import devices
from engine.runtime.pool import Model

SMALLEST_TILE, LARGEST_TILE = 32, {"cpu": 256, "cuda": 1536, "mps": 512}
CPU_BYTES = 448 << 20  # for a tile
BAND_BYTES = 96 << 20  # of a band of rows that comes out
OVERLAPS = (16, 24, 32, 48, 64, 96, 128)  # pixels; tried on networks of unknown reach
REFERENCE, CORE = 160, 32  # pixels of context that count as the whole picture; of the place
_DARK, _LIT = 0.02, 0.1

Look = Callable[[Rect], Values]  # a rectangle that may reach beyond the picture → h×w×C

_measured: WeakKeyDictionary[nn.Module, int] = WeakKeyDictionary()  # overlaps
log = logging.getLogger(__name__)


class Tiled:
    """A network on tiles with `overlap` pixels of their neighbours around them.

    overlap: input pixels. The network's reach or more: tiles then join exactly.
    side: input pixels of a tile, None = as the free memory allows; halved when memory runs out.
    half: compute in half precision; a tile that fails in it is computed again in full.
    seam: 255ths; the largest difference so far of two tiles where they meet.
    Raises BadInput model.not_for_enlarging.
    """

    def __init__(
        self,
        model: Model,
        device: torch.device,
        overlap: int,
        side: int | None = None,
        half: bool = False,
    ) -> None:
        face = model.face
        if (face.planes, face.colours) not in ((1, 1), (3, 3)) or face.labels or face.latent:
            raise BadInput(
                "model.not_for_enlarging",
                name=model.card.name,
                planes=face.planes,
                colours=face.colours,
            )
        self.model, self.device, self.half = model, device, half
        self.net = model.net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.overlap = rounded_up(overlap, face.multiple)
        if side is None:
            largest = LARGEST_TILE.get(device.type, LARGEST_TILE["cpu"])
            free = side_for_memory(self.net, face, device) - 2 * self.overlap
            side = min(max(free, SMALLEST_TILE), largest)
        self.side = rounded_up(side, face.multiple)
        self.seam = 0.0
        self._below: Values | None = None

    def bands(self, look: Look, height: int, width: int, progress: Progress) -> Iterator[Values]:
        """The enlarged picture in bands, (n·scale)×(width·scale)×C, from the top down.

        Raises CoachlineError device.memory, result.broken; Cancelled.
        """
        y = 0
        row_bytes = width * self.model.face.scale**2 * 4 * look(Rect(0, 0, 1, 1)).shape[2]
        while y < height:
            rows = min(self.side, max(1, BAND_BYTES // row_bytes), height - y)
            rows = min(rounded_up(rows, self.model.face.multiple), height - y)
            part = progress.part(y / height, (y + rows) / height)
            try:
                band = self._band(look, Rect(0, y, width, y + rows), y + rows < height, part)
            except (RuntimeError, MemoryError) as e:
                if not devices.out_of_memory(e):
                    raise
                if self.side <= SMALLEST_TILE:
                    raise CoachlineError(
                        "device.memory", width=width, height=height, device=self.device
                    ) from e
                self.side = rounded_up(self.side // 2, self.model.face.multiple)
                devices.release_memory(self.device)
                log.warning("out of memory: tiles of %d pixels from here on", self.side)
                continue
            yield band
            y += rows
        progress.step(1.0)

    def _band(self, look: Look, inner: Rect, more: bool, progress: Progress) -> Values:
        """One band of tiles. more: another comes below, with which the seam is compared."""
        scale = self.model.face.scale
        band: Values | None = None
        below: Values | None = None
        beside: Values | None = None
        seam = 0.0
        for x in range(inner.x0, inner.x1, self.side):
            progress.step(x / inner.x1)
            core = Rect(x, inner.y0, min(x + self.side, inner.x1), inner.y1)
            made = self._tile(look, core)  # one pixel's worth wider and higher than its core
            right, low = core.width * scale, core.height * scale
            if band is None or below is None:
                shape = (low, inner.width * scale, made.shape[2])
                band = np.empty(shape, np.float32)
                below = np.empty((scale, *shape[1:]), np.float32)
            place = slice(x * scale, x * scale + right)
            band[:, place] = made[:low, :right]
            below[:, place] = made[low:, :right]
            if beside is not None:
                seam = max(seam, _difference(beside, made[:low, :scale]))
            beside = made[:low, right:]
        assert band is not None
        if self._below is not None:
            seam = max(seam, _difference(self._below, band[:scale]))
        self.seam = max(self.seam, seam)
        self._below = below if more else None
        return band

    def _tile(self, look: Look, core: Rect) -> Values:
        """A core and one pixel more to the right and below, enlarged."""
        face = self.model.face
        lap = self.overlap
        width = max(rounded_up(core.width + 2 * lap + 1, face.multiple), face.smallest)
        height = max(rounded_up(core.height + 2 * lap + 1, face.multiple), face.smallest)
        made = self.enlarged(look(Rect.of_size(width, height, core.x0 - lap, core.y0 - lap)))
        first = lap * face.scale
        return made[
            first : first + (core.height + 1) * face.scale,
            first : first + (core.width + 1) * face.scale,
        ]

    def enlarged(self, values: Values) -> Values:
        """h×w×C → (h·scale)×(w·scale)×C, tile as it is. Light outside [0, 1] is cut.

        Raises CoachlineError result.broken for what is not a number, or black, twice.
        """
        values = np.clip(values, 0, 1)
        for half in (True, False) if self.half else (False,):
            made = self._computed(values, half)
            dark = made.max() < _DARK and values.mean() > _LIT
            if np.isfinite(made).all() and not dark:
                return made
        raise CoachlineError("result.broken", name=self.model.card.name)

    def _computed(self, values: Values, half: bool) -> Values:
        height, width, channels = values.shape
        scale = self.model.face.scale
        colours = 3 if channels >= 3 else 1
        result = np.empty((height * scale, width * scale, channels), np.float32)
        result[..., :colours] = self._picture(values[..., :colours], half)
        if channels > colours:
            alpha = values[..., colours:]
            even = alpha.min() == alpha.max()
            result[..., colours:] = alpha.max() if even else self._picture(alpha, half)
        return result

    @torch.inference_mode()
    def _picture(self, values: Values, half: bool) -> NDArray[np.float32]:
        """h×w×{1, 3} → the same enlarged; grey stays grey."""
        face = self.model.face
        x = pixels.grey_planes(values, self.device)  # C×1×h×w
        grey = len(x) == 1
        if face.planes == 3:
            x = x.expand(1, 3, -1, -1) if grey else x.transpose(0, 1)  # 1×3×h×w
        x = pixels.ranged(x, (0, 1), face.takes).contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.float16, enabled=half):
            y = self.net(x)
        y = pixels.ranged(y.float(), face.gives, (0, 1))
        if face.planes == 1:
            y = y.transpose(0, 1)  # 1×C×H×W
        elif grey:
            y = y.mean(1, keepdim=True)
        return pixels.values(y)


def _difference(a: Values, b: Values) -> float:
    """255ths between the colours, of what can be seen. Alpha comes from the same network, but
    not where it is even."""
    count = colour.bands(a)
    return 255 * float(np.abs(np.clip(a, 0, 1) - np.clip(b, 0, 1))[..., :count].max())


def side_for_memory(net: nn.Module, face: Interface, device: torch.device) -> int:
    """Input pixels a side of what takes a quarter of the free memory at most."""
    budget = devices.free_memory(device) / 4
    if device.type == "cpu":
        budget = min(budget, CPU_BYTES)
    return math.isqrt(int(budget / bytes_per_pixel(net, face, device)))


def bytes_per_pixel(net: nn.Module, face: Interface, device: torch.device) -> int:
    """An estimate of the memory that the network takes for each pixel of its input: four of its
    largest intermediate result, for input, output and workspace."""
    largest = [face.planes]

    def note(_module: nn.Module, _given: object, made: object) -> None:
        if isinstance(made, Tensor):
            largest.append(made.numel())

    side = max(rounded_up(16, face.multiple), face.smallest)
    hooks = [module.register_forward_hook(note) for module in net.modules()]
    try:
        with torch.inference_mode():
            net(torch.zeros(1, face.planes, side, side, device=device))
    finally:
        for hook in hooks:
            hook.remove()
    return 4 * 4 * max(largest) // side**2


def overlap_for(model: Model, device: torch.device, look: Look, busiest: Rect) -> int:
    """Input pixels that tiles have to share so that no seam is seen.

    The network's reach where it is known. Else it is measured on the first picture, around its
    busiest place: the smallest overlap with which the place differs by less than half of
    LARGEST_SEAM from what it is with REFERENCE pixels around it. Each picture's own seams are
    checked besides.
    """
    if model.face.reach:
        return model.face.reach
    if model.net not in _measured:
        _measured[model.net] = _measured_overlap(model, device, look, busiest)
    return _measured[model.net]


def _measured_overlap(model: Model, device: torch.device, look: Look, busiest: Rect) -> int:
    tiled = Tiled(model, device, 0, CORE)

    def seen(lap: int) -> Values:
        rect = busiest.grown(rounded_up(lap, model.face.multiple))
        multiple, smallest = model.face.multiple, model.face.smallest
        width = max(rounded_up(rect.width, multiple), smallest)
        height = max(rounded_up(rect.height, multiple), smallest)
        made = tiled.enlarged(look(Rect.of_size(width, height, rect.x0, rect.y0)))
        first = (busiest.x0 - rect.x0) * model.face.scale
        side = busiest.width * model.face.scale
        return made[first : first + side, first : first + side]

    room = side_for_memory(model.net, model.face, device)
    reference = min(REFERENCE, max((room - busiest.width) // 2, OVERLAPS[0]))
    whole = seen(reference)
    for lap in OVERLAPS:
        if lap < reference and _difference(seen(lap), whole) < LARGEST_SEAM / 2:
            return lap
    return reference
