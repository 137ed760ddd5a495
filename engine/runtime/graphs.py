"""Networks that other programs wrote as ONNX, run by onnxruntime on the processor.

A graph says what goes in and out but not what it is for, nor what black and white are: its last
step may tell the range (`guessed_range`), the one who adds it tells the rest. Sizes are tried out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from google.protobuf.message import DecodeError
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.errors import BadInput, CoachlineError
from engine.models.spec import Interface, Range
from engine.runtime.cards import Card

FAMILY = "onnx"
LARGEST = 2**31 - 1  # bytes: more does not fit into one ONNX file
METADATA = "coachline"  # the entry of a file of ours with task and ranges
LOOKS = ("sketch", "translate", "deblur", "lines")  # a network of these may be for any of them
TASKS = (*LOOKS, "upscale", "inpaint")
BASES = (64, 128, 256)  # pixels a side at which a network is tried
COLOURS = (1, 3)
MASKED = 4  # planes of a picture and its mask, in one input or in two


@dataclass(frozen=True)
class Described:
    """What a file is. ranges: whether the file or its last step told them; task: if known."""

    face: Interface
    ranges: bool
    task: str | None


class Graph(nn.Module):
    """N×planes×H×W → N×colours×H'×W', float32, by onnxruntime. Where a network has an input of
    its own for the mask, the planes are shared out."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.intra_op_num_threads = torch.get_num_threads()
        self.session = onnxruntime.InferenceSession(
            data, options, providers=["CPUExecutionProvider"]
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.from_numpy(self.run(x.detach().cpu().numpy())).to(x.device)

    def run(self, x: NDArray[Any]) -> NDArray[np.float32]:
        """The first output. Raises ValueError if the network cannot take pictures of this size."""
        inputs = self.session.get_inputs()
        parts = [x] if len(inputs) == 1 else np.split(x, [inputs[0].shape[1]], 1)
        fed = {
            given.name: part.astype(np.float16 if given.type == "tensor(float16)" else np.float32)
            for given, part in zip(inputs, parts, strict=True)
        }
        try:
            made = self.session.run(None, fed)[0]
        except Exception as e:  # its errors have no class in common
            raise ValueError(str(e)) from e
        return np.asarray(made, np.float32)


def is_graph(path: Path) -> bool:
    """Whether a file is ONNX rather than a checkpoint, by its name or its first bytes."""
    if path.suffix.lower() == ".onnx":
        return True
    try:
        with path.open("rb") as f:
            return f.read(1) == b"\x08"  # the field that an ONNX file begins with
    except OSError:
        return False


def read(path: Path) -> tuple[bytes, onnx.ModelProto]:
    """A file and what it says. Raises BadInput file.missing, file.no_permission, model.too_large,
    model.external, model.no_checkpoint, CoachlineError model.damaged."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput("model.too_large", path=path, limit=LARGEST // 2**30 + 1)
        data = path.read_bytes()
        model = onnx.ModelProto.FromString(data)
    except FileNotFoundError as e:
        raise BadInput("file.missing", path=path) from e
    except OSError as e:
        raise BadInput("file.no_permission", path=path, reason=e.strerror) from e
    except DecodeError as e:
        raise CoachlineError("model.damaged", path=path, reason="it is no ONNX") from e
    if not model.graph.node:
        raise BadInput("model.no_checkpoint", path=path)
    for tensor in tensors(model):
        if tensor.data_location == onnx.TensorProto.EXTERNAL or tensor.external_data:
            raise BadInput("model.external", path=path, tensor=tensor.name)
    return data, model


def tensors(model: onnx.ModelProto) -> Iterator[onnx.TensorProto]:
    """Every tensor in a model, those of its branches and functions included."""
    nodes = [*model.graph.node, *(n for f in model.functions for n in f.node)]
    graphs = [model.graph]
    while graphs or nodes:
        if graphs:
            graph = graphs.pop()
            yield from graph.initializer
            for sparse in graph.sparse_initializer:
                yield from (sparse.values, sparse.indices)
            if graph is not model.graph:
                nodes += graph.node
            continue
        for attribute in nodes.pop().attribute:
            yield from (attribute.t, *attribute.tensors)
            for sparse in (attribute.sparse_tensor, *attribute.sparse_tensors):
                yield from (sparse.values, sparse.indices)
            graphs += [*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs]


def load(card: Card) -> tuple[Interface, Graph]:
    """An installed graph. Raises as `read`, and model.damaged."""
    data, _ = read(card.weights)
    return face_of(card), started(card.weights, data)


def face_of(card: Card) -> Interface:
    """The interface in a card. Raises CoachlineError model.card."""
    try:
        told: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in card.table["interface"].items()
        }
        return Interface(**told)
    except (LookupError, TypeError, AttributeError) as e:
        raise CoachlineError("model.card", path=card.path, reason=e) from e


def started(path: Path, data: bytes) -> Graph:
    """A graph that is ready to run. Raises CoachlineError model.damaged."""
    try:
        return Graph(data)
    except Exception as e:  # its errors have no class in common
        reason = " ".join(str(e).split())[:200]
        raise CoachlineError("model.damaged", path=path, reason=reason) from e


def described(path: Path) -> tuple[Described, bytes]:
    """What a file is, tried out, and its bytes.

    Raises as `read`, and BadInput model.graph for a network that is not from picture to picture.
    """
    data, model = read(path)
    graph = started(path, data)
    given, made = graph.session.get_inputs(), graph.session.get_outputs()
    shapes = [list(x.shape) for x in (*given, *made)]
    told = noted(model)
    if len(given) not in (1, 2) or any(len(s) != 4 for s in shapes[: len(given) + 1]):
        raise BadInput("model.graph", path=path, shapes=_words(given), wanted=_words(made))
    planes = _planes(shapes[: len(given)])
    if planes is None or {g.type for g in given} - {"tensor(float)", "tensor(float16)"}:
        raise BadInput("model.graph", path=path, shapes=_words(given), wanted=_words(made))
    face = tried(path, graph, planes)
    if face is None:
        raise BadInput("model.graph", path=path, shapes=_words(given), wanted=_words(made))
    takes, gives = told.get("takes"), told.get("gives")
    last = guessed_range(model)
    face = replace(face, takes=takes or last or (0, 1), gives=gives or last or (0, 1))
    known = told.get("task") or ("upscale" if face.scale > 1 else None)
    if planes == MASKED:
        known = "inpaint"
    return Described(face, takes is not None or last is not None, known), data


def _planes(shapes: list[list[Any]]) -> int | None:
    """Channels of the inputs together; None if they are no picture, or picture and mask."""
    counts = [s[1] for s in shapes]
    if len(counts) == 2:
        return MASKED if counts == [3, 1] else None
    count = counts[0] if isinstance(counts[0], int) else 3
    return count if count in (*COLOURS, MASKED) else None


def _words(arguments: list[Any]) -> str:
    """Names and shapes as one reads them."""
    return ", ".join(f"{a.name} {'×'.join(str(n) for n in a.shape)}" for a in arguments)


def noted(model: onnx.ModelProto) -> Mapping[str, Any]:
    """What `models export` wrote into a file of ours: task, takes and gives."""
    text = next((p.value for p in model.metadata_props if p.key == METADATA), "{}")
    try:
        told = json.loads(text)
        found: dict[str, Any] = {}
        for key in ("takes", "gives"):
            low, high = (float(n) for n in told[key])
            found[key] = (low, high)
        return found | ({"task": told["task"]} if told.get("task") in TASKS else {})
    except (ValueError, TypeError, LookupError, AttributeError):
        return {}


def guessed_range(model: onnx.ModelProto) -> Range | None:
    """The range of the first output, if the step that makes it has one."""
    makers = {name: node for node in model.graph.node for name in node.output}
    node = makers.get(model.graph.output[0].name)
    while node is not None and node.op_type in ("Identity", "Cast"):
        node = makers.get(node.input[0])
    match None if node is None else node.op_type:
        case "Tanh":
            return (-1, 1)
        case "Sigmoid":
            return (0, 1)
    return None


def tried(path: Path, graph: Graph, planes: int) -> Interface | None:
    """The interface but for its ranges, from what the network does at several sizes; None if it
    takes none of them or does not give a picture of the same proportions."""
    height, width = graph.session.get_inputs()[0].shape[2:]
    if isinstance(height, int) and isinstance(width, int):
        made = _size(graph, planes, height, width)
        if made is None or made[1:] != (height, width):
            return None
        return Interface(planes, made[0], fixed=(height, width))
    for base in BASES:
        made = _size(graph, planes, base, base)
        if made is not None:
            break
    else:
        return None
    colours, scale = made[0], made[1] // base
    if colours not in COLOURS or not scale:
        return None

    def fits(height: int, width: int) -> bool:
        return _size(graph, planes, height, width) == (colours, scale * height, scale * width)

    if not fits(base, base):
        return None
    steps = [2**n for n in range(9) if 2**n <= base]
    multiple = next(m for m in steps if m == base or fits(base + m, base + 3 * m))
    sides = [n for n in steps if n >= multiple and fits(n, n)]
    return Interface(planes, colours, scale=scale, multiple=multiple, smallest=min([*sides, base]))


def _size(graph: Graph, planes: int, height: int, width: int) -> tuple[int, int, int] | None:
    """Channels, height and width of what comes out; None if that size is not taken."""
    dice = np.random.default_rng(0)
    try:
        made = graph.run(dice.random((1, planes, height, width), np.float32))
    except ValueError:
        return None
    if made.ndim != 4 or not np.isfinite(made).all():
        return None
    return made.shape[1], made.shape[2], made.shape[3]
