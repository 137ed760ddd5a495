"""Weights files → networks. Nothing in a file is ever executed."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from engine.errors import BadInput, CoachlineError
from engine.models.spec import ModelSpec, Options
from engine.runtime.catalog import CATALOG


def read_state(path: Path) -> dict[str, Tensor]:
    """The state dict of a .safetensors file, on the CPU. Raises model.damaged."""
    try:
        return load_file(path)
    except (SafetensorError, OSError, ValueError) as e:
        raise CoachlineError("model.damaged", path=path, reason=e) from e


def identify(state: dict[str, Tensor], path: Path) -> tuple[ModelSpec, Options]:
    """The family of a state dict and the options that build it. Raises model.unrecognised."""
    shapes = {key: tuple(value.shape) for key, value in state.items()}
    for spec in CATALOG:
        options = spec.recognise(shapes)
        if options is not None:
            return spec, options
    raise BadInput("model.unrecognised", path=path)


def load(path: Path) -> tuple[ModelSpec, nn.Module]:
    """A network in evaluation mode, float32, on the CPU. Raises model.damaged/unrecognised."""
    state = read_state(path)
    spec, options = identify(state, path)
    net = spec.build(**options)
    try:
        net.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in state.items()})
    except RuntimeError as e:
        raise CoachlineError("model.damaged", path=path, reason=e) from e
    net = net.eval().requires_grad_(False)
    return spec, net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
