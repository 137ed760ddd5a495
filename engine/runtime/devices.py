"""Where networks run: CUDA, Apple's MPS or the CPU."""

from __future__ import annotations

import os
import shutil

import psutil
import torch

from engine.errors import BadInput

NAMES = ("auto", "cuda", "cpu", "mps")


def use_threads() -> None:
    """One thread fewer than there are cores, so that the window stays quick."""
    torch.set_num_threads(max(1, cores() - 1))


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pick(name: str = "auto") -> torch.device:
    """The device of a name of NAMES. Raises BadInput device.unavailable."""
    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    match name:
        case "auto":
            return torch.device("cuda" if cuda else "mps" if mps else "cpu")
        case "cpu":
            return torch.device("cpu")
        case "cuda" if cuda:
            return torch.device("cuda")
        case "mps" if mps:
            return torch.device("mps")
        case "cuda" | "mps":
            raise BadInput("device.unavailable", device=name, reason=why_not(name))
    raise BadInput("device.unavailable", device=name, reason=f"it is none of {', '.join(NAMES)}")


def why_not(name: str) -> str:
    """Why CUDA or MPS is not there, in words a user can act on."""
    if name == "mps":
        return "this is no Mac with Apple silicon, or its system is older than 12.3"
    if torch.version.cuda is None:
        if shutil.which("nvidia-smi"):
            return (
                "there is an NVIDIA driver, but this PyTorch was built for the CPU only; "
                "install the CUDA build of the same version"
            )
        return "this PyTorch was built for the CPU only, and no NVIDIA driver was found"
    return f"PyTorch was built for CUDA {torch.version.cuda}, but found no usable NVIDIA device"


def title(device: torch.device) -> str:
    """The device as a designer would name it."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    count = cores()
    cpu = f"CPU, {count} core" + ("s" if count > 1 else "")
    return {"cpu": cpu, "mps": "Apple GPU"}.get(device.type, device.type)


def free_memory(device: torch.device) -> int:
    """Bytes that the device has free."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    return int(psutil.virtual_memory().available)


def out_of_memory(error: BaseException) -> bool:
    """Whether an error of PyTorch or numpy says that memory ran out."""
    words = ("can't allocate memory", "not enough memory", "out of memory")
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or (
        isinstance(error, RuntimeError) and any(w in str(error).lower() for w in words)
    )


def release_memory(device: torch.device) -> None:
    """Give what PyTorch keeps for later back to the device."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
