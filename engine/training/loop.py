"""What every training recipe shares: averaged weights, checkpoints, curves, picture sheets."""

from __future__ import annotations

import copy
import json
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

Net = TypeVar("Net", bound=nn.Module)


class Average(Generic[Net]):
    """Exponential moving average of a network's parameters and buffers."""

    def __init__(self, net: Net, decay: float = 0.999) -> None:
        self.net = copy.deepcopy(net).eval().requires_grad_(False)
        self.decay = decay
        self.steps = 0

    @torch.no_grad()
    def update(self, net: Net) -> None:
        """Move towards `net`; faster in the first steps, so that the start is forgotten."""
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        mine, theirs = self.net.state_dict(), net.state_dict()
        for key, value in mine.items():
            if value.is_floating_point():
                value.lerp_(theirs[key], 1 - decay)
            else:
                value.copy_(theirs[key])


def save_checkpoint(path: Path, state: Mapping[str, Any]) -> None:
    """Write atomically, so that a stop in mid-save leaves the checkpoint of before."""
    part = path.with_suffix(".part")
    torch.save(dict(state), part)
    os.replace(part, path)


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read a checkpoint of ours; no pickled code is run."""
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


class Curves:
    """Means of losses, appended as JSON lines to `curves.jsonl`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._sums: dict[str, float] = {}
        self._count = 0
        self._since = time.monotonic()

    def add(self, values: Mapping[str, Tensor | float]) -> None:
        for key, value in values.items():
            self._sums[key] = self._sums.get(key, 0.0) + float(value)
        self._count += 1

    def flush(self, **position: float) -> dict[str, float]:
        """Write the means since the last flush beside the position in the run; return them."""
        means = {k: round(v / self._count, 5) for k, v in self._sums.items()}
        row = {**position, "seconds": round(time.monotonic() - self._since, 1), **means}
        with self.path.open("a", encoding="utf-8") as f:
            f.write(json.dumps(row) + "\n")
        self._sums, self._count, self._since = {}, 0, time.monotonic()
        return row

    @property
    def count(self) -> int:
        return self._count


def sheet(columns: Sequence[Tensor]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Pictures N×3×H×W in [-1, 1], a column each → one H·N × W·columns × 3 uint8 sheet."""
    x = torch.cat([c.float().clamp(-1, 1) for c in columns], 3)  # N×3×H×(W·columns)
    x = torch.cat(list(x), 1)  # 3×(H·N)×…
    return ((x + 1) * 127.5).round().byte().permute(1, 2, 0).cpu().numpy()
