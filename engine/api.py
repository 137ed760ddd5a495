"""The engine's one door for programs: Engine.run(request, progress) → Result."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from engine import recipes
from engine.errors import CoachlineError
from engine.geometry import Rect
from engine.label_requests import SemanticRequest
from engine.progress import Progress
from engine.requests import (
    Figures,
    InpaintRequest,
    Pixels,
    Request,
    Result,
    Rows,
    SketchRequest,
    UpscaleRequest,
    sealed,
)
from engine.runtime import cards, devices
from engine.runtime.cards import Card
from engine.runtime.pool import Pool
from engine.tools import deblur, inpaint, lines, segment, semantic, sketch, translate, upscale
from engine.tools.answer import Answer
from engine.tools.latent import editing, moves, projection, transfer

# A tool: request, pool, progress → the picture, H×W×C, and the card of the model that made it, or
# an Answer with more.
Tool = Callable[[Any, Pool, Progress], tuple[Pixels, Card] | Answer]
TOOLS: Mapping[str, Tool] = {
    "sketch": sketch.run,
    "semantic": semantic.run,
    "segment": segment.run,
    "inpaint": inpaint.run,
    "upscale": upscale.run,
    "translate": translate.run,
    "deblur": deblur.run,
    "lines": lines.run,
    "project": projection.run,
    "edit": editing.run,
    "move": moves.move,
    "sample": moves.sample,
    "transfer": transfer.run,
}


class Engine:
    """Runs requests on one device, one after another; keeps loaded models between them.

    device: one of devices.NAMES. Raises BadInput device.unavailable.
    """

    def __init__(self, device: str = "auto") -> None:
        devices.use_threads()
        self._pool = Pool(devices.pick(device))

    @property
    def device(self) -> str:
        """The device as a designer would name it."""
        return devices.title(self._pool.device)

    def run(self, request: Request, progress: Progress | None = None) -> Result:
        """Compute a request. Out of memory on a GPU moves the engine to the CPU, and says so in
        the result's notes. Raises CoachlineError (BadInput among them) and Cancelled.
        """
        progress = progress or Progress()
        start = time.monotonic()
        notes: tuple[str, ...] = ()
        tool = TOOLS[request.tool]
        try:
            made = Answer(*tool(request, self._pool, progress))
        except (RuntimeError, MemoryError, CoachlineError) as e:
            self._fall_back(request, e)
            notes = ("device.fell_back",)
            made = Answer(*tool(request, self._pool, progress))
        pixels = made.pixels
        height, width, channels = pixels.shape
        if request.tool != upscale.TASK and channels == 3:
            pixels = np.concatenate([pixels, np.full((height, width, 1), 255, np.uint8)], 2)
        return Result(
            pixels=sealed(pixels),
            region=Rect.of_size(width, height, request.region.x0, request.region.y0),
            recipe=recipes.describe(_for_keeps(made.request or request), made.card.sha256),
            device=self.device,
            seconds=time.monotonic() - start,
            notes=(*notes, *made.notes),
            arrays={name: sealed(array) for name, array in made.arrays.items()},
            figures=made.figures,
        )

    def rows(self, request: Request, progress: Progress, careful: bool = False) -> Rows:
        """Compute a request while its rows are taken: of Upscale the picture may be larger than
        the memory. careful: in full precision. Raises as `run`; what goes wrong on the way is
        raised where the rows are taken."""
        if isinstance(request, UpscaleRequest):
            return upscale.rows(request, self._pool, progress, careful)
        result = self.run(request, progress)
        pixels = result.pixels
        if isinstance(request, InpaintRequest):
            pixels = inpaint.laid(request.picture, request.mask, pixels)
        return Rows(
            shape=pixels.shape,
            dtype=pixels.dtype,
            bands=iter([pixels]),
            figures=Figures(black=not pixels[..., :3].any()),
            recipe=result.recipe,
            device=result.device,
        )

    def model_hash(self, request: Request) -> str:
        """SHA-256 of the weights that would compute a request. Raises BadInput model.*."""
        if isinstance(request, UpscaleRequest):
            return upscale.model_hash(request)
        if request.model in cards.CLASSIC:
            return cards.classic(request.model).sha256
        return cards.find(request.model or cards.default(request.tool)).sha256

    def _fall_back(self, request: Request, error: Exception) -> None:
        """Go on with the CPU if memory ran out on the GPU; else raise the error."""
        out = devices.out_of_memory(error) or getattr(error, "code", "") == "device.memory"
        if not out:
            raise error
        if self._pool.device.type == "cpu":
            size = {"width": request.region.width, "height": request.region.height}
            raise CoachlineError("device.memory", **size, device=self.device) from error
        devices.release_memory(self._pool.device)
        self._pool.move(torch.device("cpu"))


def _for_keeps(request: Request) -> Request:
    """A recipe is run again in full."""
    if isinstance(request, SketchRequest | SemanticRequest | InpaintRequest):
        return replace(request, preview=False)
    return request
