"""Weights files → networks. Nothing in a file is ever executed.

A published file may hold one network or several, its averaged and its raw weights, bare or
nested, beside anything that its training program kept. `weights` finds the state dicts in it,
`candidates` the families that they may be of, `assemble` builds one; `load` does all three.
"""

from __future__ import annotations

import json
import math
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from engine.errors import BadInput, CoachlineError
from engine.models.norms import use_own_statistics
from engine.models.spec import ModelSpec, Options, State
from engine.runtime import unpickle
from engine.runtime.catalog import CATALOG
from engine.runtime.pickled import Foreign, HostilePickleError, UnreadableError

LARGEST = 8 * 2**30  # bytes
SWELLING = 20  # a zip may unpack to this many times its size
METADATA = "coachline"  # the entry of a .safetensors of ours with family and answers

# Where projects keep the weights, best first: averaged ones before raw ones.
PARTS = (
    "params_ema", "g_ema", "G_ema", "avgG", "ema", "params", "state_dict", "model_state_dict",
    "generator", "netG", "G", "g", "gen", "model", "net", "network", "weights",
)  # fmt: skip
GAINS = ("weight_gain", "bias_gain", "conv_clamp")  # attributes of StyleGAN2-ADA's layers
PREFIXES = (
    "module.", "generator.", "model.generator.", "netG.", "net_g.", "net_G.", "G.", "g_ema.",
    "gen.",
)  # fmt: skip
SCRIPTED = "__torch__."  # what the classes of TorchScript's modules begin with


def read(path: Path) -> Any:
    """What a .safetensors, .pth, .pt, .ckpt or .pkl holds: tensors, plain containers and
    unpickle.Foreign. Raises file.missing, model.damaged, model.hostile, model.no_checkpoint."""
    try:
        size = path.stat().st_size
        with path.open("rb") as f:
            start = f.read(16)
    except FileNotFoundError as e:
        raise BadInput("file.missing", path=path) from e
    except IsADirectoryError as e:
        raise BadInput("model.no_checkpoint", path=path) from e
    except OSError as e:
        raise BadInput("file.no_permission", path=path, reason=e.strerror) from e
    if size > LARGEST:
        raise BadInput("model.too_large", path=path, limit=LARGEST // 2**30)
    try:
        if start[7:9] == b"\0{":  # a header's length, which may begin as a pickle does
            return load_file(path)
        if start[:4] == b"PK\x03\x04":
            return read_archive(path, size)
        if start[:1] == b"\x80":
            return read_pickled(path, start)
    except HostilePickleError as e:
        raise BadInput("model.hostile", path=path, call=e) from e
    except (
        *(UnreadableError, SafetensorError, zipfile.BadZipFile, zlib.error, OSError, EOFError),
        *(LookupError, ValueError, RuntimeError, MemoryError),
    ) as e:
        raise CoachlineError("model.damaged", path=path, reason=e) from e
    raise BadInput("model.no_checkpoint", path=path)


def read_archive(path: Path, size: int) -> Any:
    """What a file by torch.save since PyTorch 1.6 holds; `size` is the file's."""
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > SWELLING * size:
            raise UnreadableError("it unpacks to far more than its size")
        names = archive.namelist()
        main = next((n for n in names if n == "data.pkl" or n.endswith("/data.pkl")), None)
        if main is None:
            raise UnreadableError("a zip without weights")
        root = main[: -len("data.pkl")]
        order = f"{root}byteorder"
        if order in names and archive.read(order).strip() == b"big":
            raise UnreadableError("written on a big-endian machine")
        # PyTorch hands TorchScript on to a loader that may run it.
        found = None if f"{root}constants.pkl" in names else read_weights_only(path)
        if found is not None:
            return found

        def record(key: str, count: int) -> bytes:
            with archive.open(f"{root}data/{key}") as f:
                return f.read(count)

        return unpickle.load_archive(archive.read(main), record)


def read_pickled(path: Path, start: bytes) -> Any:
    """What a plain pickle or an older file by torch.save holds; `start` is its first bytes."""
    data = path.read_bytes()
    if unpickle.MAGIC.to_bytes(10, "little") not in start:
        return unpickle.load_pickle(data)
    found = read_weights_only(path)
    return unpickle.load_legacy(data) if found is None else found


def read_weights_only(path: Path) -> Any:
    """What PyTorch's own safe reader makes of a file, or None where it refuses: it knows no
    foreign classes, not even to pass them over."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return torch.load(path, map_location="cpu", weights_only=True)
    except Exception:  # it raises whatever a damaged file provokes; the next reader says why
        return None


def module_state(made: Foreign) -> State:
    """The state dict of a pickled network, with its gains and clamps among it: they change what
    it computes, and come as tensors without dimensions."""
    state: State = {}
    todo = [("", made)]
    visits: Counter[int] = Counter()
    while todo:
        prefix, module = todo.pop()
        visits[id(module)] += 1
        if visits[id(module)] > 4:  # a module may be shared, but does not contain itself
            raise UnreadableError("a network without end")
        attributes = module.state
        if module.args and isinstance(module.args[0], dict):  # NVIDIA's persistent classes
            attributes = module.args[0].get("state")
        for name, value in entries(attributes, module.name):
            if isinstance(value, Tensor):
                state[f"{prefix}{name}"] = value
            elif isinstance(value, Foreign):
                todo.append((f"{prefix}{name}.", value))
        for name in GAINS:
            if isinstance(gain := named(attributes, name), int | float):
                state[f"{prefix}{name}"] = torch.tensor(float(gain))
    return state


def entries(attributes: Any, kind: str) -> list[tuple[Any, Any]]:
    """The names and values of a module's parameters, buffers and modules. kind: its class."""
    groups = [named(attributes, group) for group in ("_parameters", "_buffers", "_modules")]
    if kind.startswith(SCRIPTED):
        groups = [attributes]  # side by side
    return [entry for group in groups if isinstance(group, Mapping) for entry in group.items()]


def state_of(held: Any) -> State:
    """The tensors of a state dict or a pickled network, by name."""
    if isinstance(held, Foreign):
        return module_state(held)
    if not isinstance(held, Mapping):
        return {}
    return {k: v for k, v in held.items() if isinstance(k, str) and isinstance(v, Tensor)}


def named(held: Any, part: str) -> Any:
    """What a container holds under a name; None if it is none or holds nothing."""
    return held.get(part) if isinstance(held, Mapping) else None


def weights(held: Any, depth: int = 0, seen: set[int] | None = None) -> Iterator[tuple[str, State]]:
    """The state dicts in what `read` gave, with the names of their parts ("" = the whole), in
    the order in which they should be tried. depth, seen: of containers, which may be shared."""
    if depth > 4:
        return
    seen = set() if seen is None else seen
    if depth == 0 and isinstance(held, tuple | list) and len(held) < 10:
        held = dict(zip(("G", "D", "G_ema"), held, strict=False))  # (G, D, Gs)
    for part in PARTS:
        inner = named(held, part)
        if isinstance(inner, Mapping | Foreign) and id(inner) not in seen:
            seen.add(id(inner))
            for below, state in weights(inner, depth + 1, seen):
                average = named(held, "latent_avg")  # rosinality's lies beside the weights
                if isinstance(average, Tensor):
                    state.setdefault("latent_avg", average)
                yield f"{part}.{below}".rstrip("."), state
    state = state_of(held)
    if not state:
        return
    for prefix in PREFIXES:
        stripped = {k[len(prefix) :]: v for k, v in state.items() if k.startswith(prefix)}
        if stripped:
            yield from weights(stripped, depth + 1, seen)
    yield "", state


def usable(state: State, size: int) -> bool:
    """Whether all tensors are dense numbers that are not more than the file can hold."""
    if any(v.layout != torch.strided or v.is_meta or v.is_quantized for v in state.values()):
        return False
    return sum(math.prod(v.shape) * v.itemsize for v in state.values()) <= SWELLING * size + 2**20


def candidates(state: State) -> list[tuple[ModelSpec, Options]]:
    """The families that a state dict may be of, the likeliest first, with the options to build."""
    shapes = {key: tuple(value.shape) for key, value in state.items()}
    found = []
    for spec in CATALOG:
        try:
            options = spec.recognise(shapes)
        except (LookupError, ValueError, TypeError, ArithmeticError):
            continue  # no sensible shapes: not of this family
        if options is not None:
            found.append((spec, options))
    return found


def settings(held: Any) -> Options:
    """What a training program noted beside its weights, by lower-case name: numbers and words."""
    noted = named(held, "config")
    noted = noted.state if isinstance(noted, Foreign) else noted
    if not isinstance(noted, Mapping):
        return {}
    plain = (bool, int, float, str)
    return {k.lower(): v for k, v in noted.items() if isinstance(k, str) and type(v) in plain}


def replies(spec: ModelSpec, answers: Options) -> dict[str, Any]:
    """The answers to what a family asks, given under our names or its authors'."""
    found = {}
    for ask, theirs in spec.asks.items():
        for name in (*theirs, ask):
            if name in answers:
                found[ask] = answers[name]
    return found


def answered(
    found: list[tuple[ModelSpec, Options]],
    answers: Options,
    noted: Options,
    family: str | None,
) -> tuple[ModelSpec, Options] | None:
    """The first candidate of a family (None = any) and its options with the answers in them, or
    else with what the file notes itself.

    If there are answers, the candidate goes before to whose questions they are the answers."""
    found = [(s, o) for s, o in found if family in (None, s.family)]

    def fit(candidate: tuple[ModelSpec, Options]) -> tuple[bool, int]:
        asks, told = candidate[0].asks, replies(candidate[0], answers)
        return len(told) < len(asks), -len(told)

    if answers:
        found.sort(key=fit)
    if not found:
        return None
    spec, options = found[0]
    return spec, {**options, **replies(spec, noted), **replies(spec, answers)}


class _Undrawn(TorchFunctionMode):
    """No random numbers are drawn. The file's numbers take their place, and on the meta
    device PyTorch would load its compiler for them, which takes longer than reading the file."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Options | None = None
    ) -> Any:
        if func.__name__ in _DRAWS:
            return args[0] if args else (kwargs or {})["tensor"]
        if func in (torch.rand, torch.randn):
            func = torch.empty
        return func(*args, **(kwargs or {}))


_DRAWS = ("normal_", "uniform_", "trunc_normal_", "kaiming_normal_", "kaiming_uniform_",
          "xavier_normal_", "xavier_uniform_", "orthogonal_")  # fmt: skip


def assemble(spec: ModelSpec, options: Options, state: State) -> nn.Module:
    """The network with its weights, float32, in evaluation mode, on the CPU. Raises ValueError or
    RuntimeError if they do not fit; no memory is taken before that is known."""
    with torch.device("meta"), _Undrawn():
        net = spec.build(**options)
    floats = {k: v.float() if v.is_floating_point() else v for k, v in spec.adapt(state).items()}
    net.load_state_dict({k: v.contiguous() for k, v in floats.items()}, assign=True)
    net = net.eval().requires_grad_(False)
    use_own_statistics(net, spec.own_statistics)
    return net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def identify(
    path: Path, answers: Options | None = None, family: str | None = None, part: str | None = None
) -> tuple[ModelSpec, Options, State]:
    """The family of a file, the options that build it and its state dict in the authors' layout.

    answers: options that the file does not tell (`ModelSpec.asks`), under our names or the
             authors'; None = those that a file of ours carries.
    family:  if the file may be of several, the one it is.
    part:    of a file with several networks, the one to take, e.g. "netG".
    Raises file.missing, model.damaged, hostile, no_checkpoint, too_large, unrecognised, tensorflow.
    """
    held = read(path)
    if answers is None:
        family, answers = own_answers(path, family)
    return identified(path, held, answers, family, part)


def identified(
    path: Path, held: Any, answers: Options, family: str | None, part: str | None
) -> tuple[ModelSpec, Options, State]:
    """As identify, of what `read` gave."""
    noted = settings(held)
    try:
        for name, state in weights(held):
            if part not in (None, name) or not usable(state, path.stat().st_size):
                continue
            found = answered(candidates(state), answers, noted, family)
            if found is not None:
                return *found, state
    except UnreadableError as e:
        raise CoachlineError("model.damaged", path=path, reason=e) from e
    first = held[0] if isinstance(held, tuple | list) and held else held
    if isinstance(first, Foreign) and ("tfutil" in first.name or "tflib" in first.name):
        raise BadInput("model.tensorflow", path=path, kind=first.name)
    raise BadInput("model.unrecognised", path=path)


def load(
    path: Path, answers: Options | None = None, family: str | None = None, part: str | None = None
) -> tuple[ModelSpec, nn.Module]:
    """A network in evaluation mode, float32, on the CPU. Arguments and errors as in identify."""
    spec, options, state = identify(path, answers, family, part)
    return spec, fitted(path, spec, options, state)


def fitted(path: Path, spec: ModelSpec, options: Options, state: State) -> nn.Module:
    """As assemble, but raises model.damaged for weights of `path` that do not fit."""
    try:
        return assemble(spec, options, state)
    except (RuntimeError, LookupError, ValueError, TypeError, ArithmeticError) as e:
        raise CoachlineError("model.damaged", path=path, reason=e) from e


def save(path: Path, state: State, spec: ModelSpec, answers: Options) -> None:
    """Write weights as a .safetensors that `load` knows without asking again."""
    note = json.dumps({"family": spec.family, "answers": dict(answers)})
    part = path.with_name(path.name + ".part")
    try:
        # No two tensors of the file may share memory.
        save_file({k: v.clone().contiguous() for k, v in state.items()}, part, {METADATA: note})
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def own_answers(path: Path, family: str | None) -> tuple[str | None, Options]:
    """Family and answers that `save` wrote into a file; nothing for any other file."""
    if path.suffix.lower() != ".safetensors":
        return family, {}
    try:
        with safe_open(path, "pt") as f:
            note = json.loads((f.metadata() or {}).get(METADATA, "{}"))
        return family or note.get("family"), dict(note.get("answers", {}))
    except (SafetensorError, OSError, ValueError, AttributeError) as e:
        raise CoachlineError("model.damaged", path=path, reason=e) from e
