"""A network that makes a picture of a picture → ONNX, for other programs."""

from __future__ import annotations

import contextlib
import copy
import math
import os
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.errors import BadInput, CoachlineError
from engine.models.lama import LaMa
from engine.models.norms import BatchNorm, InstanceNorm
from engine.models.spec import Interface
from engine.runtime import cards, checkpoints

CLOSE = 1e-3  # largest difference to PyTorch, as a share of the output's range
TRACED = 64  # pixels a side that are enough to see what a network does
OPSET = 17


@dataclass(frozen=True)
class Exported:
    """An ONNX file: `picture` 1×planes×H×W → `result` 1×colours×sH×sW, float32.

    sizes: H and W are free within the rules of `face`; else they are `face.fixed`.
    error: largest difference to PyTorch on random pictures, as a share of the output's range.
    """

    path: Path
    face: Interface
    sizes: bool
    error: float


def export(name: str, out: Path) -> Exported:
    """Write an installed model as ONNX, atomically and only if onnxruntime computes with it what
    PyTorch does. Dropout is off.

    Raises BadInput model.unknown, model.no_export, file.folder, file.write; CoachlineError
    model.missing, model.damaged, model.no_export, file.write.
    """
    if out.is_dir():
        raise BadInput("file.folder", path=out)
    if not out.absolute().parent.is_dir():
        raise BadInput("file.write", path=out, reason="the folder does not exist")
    card = cards.find(name)
    card.verify()
    spec, options, state = checkpoints.identify(card.weights)
    face = spec.face(options)
    if spec.interface is None or not face.planes or not face.colours or face.latent or face.classes:
        raise BadInput("model.no_export", name=name, reason="it makes no picture of a picture")
    net = checkpoints.fitted(card.weights, spec, options, state)
    if isinstance(net, LaMa):
        raise BadInput("model.no_export", name=name, reason="ONNX has none of its Fourier steps")
    net = net.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    part = out.with_name(out.name + ".part")
    try:
        _write(for_one_picture(net), face, part)
        error = _difference(net, face, part)
        if not error <= CLOSE:
            raise CoachlineError(
                "model.no_export", name=name, reason=f"it differs from PyTorch by {error:.2g}"
            )
        os.replace(part, out)
    except OSError as e:
        raise CoachlineError("file.write", path=out, reason=e.strerror or e) from e
    except (RuntimeError, ValueError, AssertionError) as e:  # what the exporter cannot do
        reason = str(e).partition("\n")[0][:200]
        raise CoachlineError("model.no_export", name=name, reason=reason) from e
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return Exported(out, face, face.fixed is None, error)


def for_one_picture(net: nn.Module) -> nn.Module:
    """A copy whose batch normalisations by the picture's own statistics are instance
    normalisations, as they are for a batch of one: ONNX has no other name for them."""
    net = copy.deepcopy(net)
    for module in list(net.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, BatchNorm) and child.own:
                norm = InstanceNorm(len(child.running_mean), eps=child.eps).eval()
                norm.load_state_dict(child.state_dict())
                norm.own = True
                setattr(module, name, norm.requires_grad_(False))
    return net


def _sizes(face: Interface) -> list[tuple[int, int]]:
    """Heights and widths to try: the first is traced."""
    if face.fixed is not None:
        return [face.fixed]
    short = math.ceil(max(TRACED, face.smallest) / face.multiple) * face.multiple
    return [(short, short + face.multiple), (short + 2 * face.multiple, short)]


def _pictures(face: Interface) -> list[Tensor]:
    """Random pictures of those sizes, 1×planes×H×W."""
    dice = torch.Generator().manual_seed(0)
    low, high = face.takes
    return [
        torch.rand(1, face.planes, h, w, generator=dice) * (high - low) + low
        for h, w in _sizes(face)
    ]


def _write(net: nn.Module, face: Interface, path: Path) -> None:
    """Trace the network and write it."""
    free = {"picture": {2: "height", 3: "width"}, "result": {2: "result_height", 3: "result_width"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of shapes that tracing takes as constant: we try others
        torch.onnx.export(
            net,
            (_pictures(face)[0],),
            path,
            dynamo=False,  # the other exporter needs onnxscript
            opset_version=OPSET,
            input_names=["picture"],
            output_names=["result"],
            dynamic_axes=free if face.fixed is None else None,
        )


def _difference(net: nn.Module, face: Interface, path: Path) -> float:
    """The largest difference of onnxruntime's results to PyTorch's, as a share of the range."""
    pictures = _pictures(face)
    span = face.gives[1] - face.gives[0]
    errors = []
    for picture, made in zip(pictures, _computed(path, pictures), strict=True):
        with torch.inference_mode():
            right = net(picture).numpy()
        if made.shape != right.shape:
            return math.inf
        errors.append(float(np.abs(made - right).max()) / span)
    return float(np.max(errors))


def _computed(path: Path, pictures: list[Tensor]) -> list[NDArray[np.float32]]:
    """What onnxruntime makes of each picture. Raises ValueError if it cannot."""
    try:
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        return [session.run(None, {"picture": p.numpy()})[0] for p in pictures]
    except Exception as e:  # its errors have no class in common
        raise ValueError(str(e)) from e
