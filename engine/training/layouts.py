"""The layouts of the car set: its part ids, small, by which holes are filled.

`python -m engine.training.layouts FOLDER… -o resources/layouts.npz`
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from engine.ops import npz
from engine.ops.layouts import SIDE, Bank
from engine.training.pictures import TrainingSet


def gathered(folders: Sequence[Path]) -> Bank:
    """The layouts of all samples of some folders but held-out ones. Raises as TrainingSet."""
    samples = TrainingSet(folders).samples
    parts = [
        cv2.resize(s.labels, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST_EXACT) for s in samples
    ]
    return Bank(np.stack(parts).astype(np.uint8), np.array([s.name for s in samples]))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m engine.training.layouts", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("-o", "--output", type=Path, required=True)
    a = parser.parse_args(argv)
    found = gathered(a.folders)
    a.output.write_bytes(npz.encode({"parts": found.parts, "names": found.names}))
    print(f"{a.output}: {len(found.names)} layouts")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
