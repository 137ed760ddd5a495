"""Networks → ONNX, for other programs."""

from __future__ import annotations

import contextlib
import copy
import json
import math
import os
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.errors import BadInput, CoachlineError
from engine.models.biggan import BigGAN
from engine.models.lama import FourierUnit, MatrixFourierUnit
from engine.models.norms import BatchNorm, InstanceNorm
from engine.models.spade import StyleEncoder
from engine.models.spec import Interface
from engine.runtime import cards, checkpoints, graphs

CLOSE = 1e-3  # largest difference to PyTorch, as a share of the output's range
TRACED = 64  # pixels a side that are enough to see what a network does
OPSET = 17
Inputs = dict[str, Tensor]  # by name, in the order in which the network takes them


@dataclass(frozen=True)
class Exported:
    """An ONNX file: `picture` 1×planes×H×W → `result` 1×colours×sH×sW, float32.

    inputs: names and shapes; besides the picture, or instead of it, `latent` 1×latent, and
           `attributes` or `classes` 1×classes (of BigGAN the number of the class).
    sizes: H and W are free within the rules of `face`; else they are `face.fixed`.
    error: largest difference to PyTorch on random pictures, as a share of the output's range.
    """

    path: Path
    face: Interface
    inputs: dict[str, tuple[int, ...]]
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
    if card.family == graphs.FAMILY:
        raise BadInput("model.no_export", name=name, reason="it is ONNX already")
    card.verify()
    spec, options, state = checkpoints.identify(card.weights)
    face = spec.face(options)
    if spec.interface is None:
        raise BadInput("model.no_export", name=name, reason="it takes more than a picture")
    net = checkpoints.fitted(card.weights, spec, options, state)
    net = net.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    part = out.with_name(out.name + ".part")
    try:
        tries = _tries(net, face)
        _write(for_one_picture(net), face, tries[0], part)
        _note(part, card.task, face)
        error = _difference(net, face, tries, part)
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
    shapes = {key: tuple(x.shape) for key, x in tries[0].items()}
    return Exported(out, face, shapes, len(tries) > 1, error)


class Called(nn.Module):
    """A network of nothing but its inputs: the exporter would make one of a default, too."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.net(*inputs)


def for_one_picture(net: nn.Module) -> nn.Module:
    """A copy whose batch normalisations by the picture's own statistics are instance
    normalisations, as they are for a batch of one: ONNX has no other name for them. Fourier
    transforms are products of matrices."""
    net = copy.deepcopy(net)
    for module in list(net.modules()):
        if isinstance(module, FourierUnit):
            module.__class__ = MatrixFourierUnit
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


def _tries(net: nn.Module, face: Interface) -> list[Inputs]:
    """Random inputs, a set for each size of pictures to try."""
    dice = torch.Generator().manual_seed(0)
    low, high = face.takes
    besides: Inputs = {}
    if face.latent and not isinstance(net, StyleEncoder):
        besides["latent"] = torch.randn(1, face.latent, generator=dice)
    if isinstance(net, BigGAN):
        besides["classes"] = torch.ones(1, dtype=torch.int64)
    elif face.classes:
        name = "attributes" if face.planes else "classes"
        besides[name] = torch.eye(face.classes)[-1:]
    if not face.planes:
        return [besides]
    return [
        {
            "picture": torch.rand(1, face.planes, h, w, generator=dice) * (high - low) + low,
            **besides,
        }
        for h, w in _sizes(face)
    ]


def _write(net: nn.Module, face: Interface, inputs: Inputs, path: Path) -> None:
    """Trace the network and write it."""
    free = {"picture": {2: "height", 3: "width"}, "result": {2: "result_height", 3: "result_width"}}
    results = ["result"] if face.colours else ["mean", "log_variance"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of shapes that tracing takes as constant: we try others
        torch.onnx.export(
            Called(net),
            tuple(inputs.values()),
            path,
            dynamo=False,  # the other exporter needs onnxscript
            opset_version=OPSET,
            input_names=list(inputs),
            output_names=results,
            dynamic_axes=free if face.planes and face.fixed is None else None,
        )


def _note(path: Path, task: str, face: Interface) -> None:
    """Write into a file what nobody can see in it, for whoever adds it somewhere else."""
    model = onnx.load_model(path)
    told = json.dumps({"task": task, "takes": face.takes, "gives": face.gives})
    onnx.helper.set_model_props(model, {graphs.METADATA: told})
    onnx.save_model(model, path)


def _difference(net: nn.Module, face: Interface, tries: list[Inputs], path: Path) -> float:
    """The largest difference of onnxruntime's results to PyTorch's, as a share of the range."""
    span = face.gives[1] - face.gives[0]
    errors = []
    for inputs, made in zip(tries, _computed(path, tries), strict=True):
        with torch.inference_mode():
            right = net(*inputs.values())
        for one, other in zip(made, right if isinstance(right, tuple) else (right,), strict=True):
            if one.shape != other.shape:
                return math.inf
            errors.append(float(np.abs(one - other.numpy()).max()) / span)
    return float(np.max(errors))


def _computed(path: Path, tries: list[Inputs]) -> list[list[NDArray[np.float32]]]:
    """What onnxruntime makes of each set of inputs. Raises ValueError if it cannot."""
    try:
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        used = {i.name for i in session.get_inputs()}  # one that changes nothing is left out
        return [
            session.run(None, {k: x.numpy() for k, x in inputs.items() if k in used})
            for inputs in tries
        ]
    except Exception as e:  # its errors have no class in common
        raise ValueError(str(e)) from e
