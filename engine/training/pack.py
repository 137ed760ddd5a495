"""Copy as many samples as fit into a folder of a given size, to train on another machine.

`python -m engine.training.pack data/carset … -o data/pack --megabytes 45`
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from engine.training.carset.samples import FIRST_HELD_OUT
from engine.training.pictures import names_in

KINDS = ("rgb.webp", "mask.png", "line.png")


def pack(folders: Sequence[Path], out: Path, limit: int) -> int:
    """Copy samples, one of each folder in turn, up to `limit` bytes; returns how many.

    Held-out seeds stay behind. Samples that lie in `out` already count, and are not copied again.
    """
    out.mkdir(parents=True, exist_ok=True)
    left = limit
    copied = 0
    queues = [
        [(folder, n) for n in names_in(folder) if int(n.split("_")[0]) < FIRST_HELD_OUT]
        for folder in folders
    ]
    turns = max(map(len, queues), default=0)
    for folder, name in (q[i] for i in range(turns) for q in queues if i < len(q)):
        files = [folder / f"{name}_{kind}" for kind in KINDS]
        left -= sum(f.stat().st_size for f in files)
        if left < 0:
            break
        for file in files:
            if not (out / file.name).exists():
                shutil.copyfile(file, out / file.name)
        copied += 1
    return copied


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m engine.training.pack", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--megabytes", type=float, default=45)
    a = parser.parse_args(argv)
    count = pack(a.folders, a.out, int(a.megabytes * 1e6))
    print(f"{count} samples in {a.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
