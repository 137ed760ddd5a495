"""`coachline doctor`: what a bug report should hold, and what could be better here."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from engine import paths
from engine.errors import CoachlineError

PACKAGES = ("coachline", "torch", "PySide6-Essentials", "numpy", "OpenImageIO",
            "opencv-python-headless", "safetensors", "Pillow")  # fmt: skip


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "doctor",
        help="show device, memory, versions and weights",
        description="Show what this installation runs on; copy it into a report.",
    )
    p.add_argument("--json", action="store_true", help="answer in JSON")
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    facts = examine()
    if a.json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        width = max(map(len, facts))
        for key, value in facts.items():
            print(f"{key:{width}}  {value}")
    return 0 if facts["weights"] == "ok" else 1


def examine() -> dict[str, str]:
    """What there is to say, in the order in which a reader wants it."""
    import torch

    from engine.runtime import devices

    device = devices.pick("auto")
    facts = {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": sys.version.split()[0] + (" (packaged)" if paths.packaged() else ""),
        **{name: _version(name) for name in PACKAGES},
        "device": devices.title(device),
        "threads": str(devices.cores()),
        "memory": _memory(),
    }
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        facts["GPU memory"] = f"{free / 2**30:.1f} of {total / 2**30:.1f} GiB free"
    else:
        facts["CUDA"] = f"no: {devices.why_not('cuda')}"
    facts["weights"] = _weights()
    facts["user folder"] = str(paths.user_data())
    return facts


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _memory() -> str:
    try:
        import resource  # not on Windows
    except ImportError:
        return "unknown"
    scale = 1 if sys.platform == "darwin" else 1024
    used: Any = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 2**30
    total = _total_memory()
    return f"{used:.1f} GiB used" + (f" of {total / 2**30:.1f}" if total else "")


def _total_memory() -> int:
    import os

    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return 0


def _weights() -> str:
    from engine.runtime import cards

    try:
        for card in cards.installed():
            card.verify()
    except CoachlineError as e:
        return str(e)
    return "ok" if cards.installed() else "none are installed"
