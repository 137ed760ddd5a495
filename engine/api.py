"""The engine's one door for programs: Engine.run(request, progress) → Result."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import torch

from engine import recipes
from engine.errors import CoachlineError
from engine.geometry import Rect
from engine.progress import Progress
from engine.requests import Request, Result, sealed
from engine.runtime import devices
from engine.runtime.pool import Pool
from engine.tools import sketch


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
        height, width = request.drawing.shape[:2]
        try:
            painted, card = sketch.run(request, self._pool, progress)
        except (torch.OutOfMemoryError, MemoryError) as e:
            if self._pool.device.type == "cpu":
                raise CoachlineError(
                    "device.memory", width=width, height=height, device=self.device
                ) from e
            self._pool.move(torch.device("cpu"))
            torch.cuda.empty_cache()
            notes = ("device.fell_back",)
            painted, card = sketch.run(request, self._pool, progress)
        opaque = np.full((*painted.shape[:2], 1), 255, np.uint8)
        region = request.region
        if request.longest is not None:
            height, width = painted.shape[:2]
            region = Rect.of_size(width, height, region.x0, region.y0)
        return Result(
            pixels=sealed(np.concatenate([painted, opaque], 2)),
            region=region,
            recipe=recipes.describe(replace(request, preview=False), card.sha256),
            device=self.device,
            seconds=time.monotonic() - start,
            notes=notes,
        )
