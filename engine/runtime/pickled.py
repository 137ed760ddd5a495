"""What a pickle may build: tensors, numpy scalars and arrays, plain containers, and for anything
else an inert Foreign. Every size that a file claims is held against the bytes that are there
before anything is allocated."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch


class UnreadableError(Exception):
    """The bytes are no pickle that can be read; the message says why."""


class HostilePickleError(Exception):
    """The pickle calls what only malware calls; the message is its name."""


@dataclass(eq=False)
class Foreign:
    """A class or function that is not in the table, or what it would have made.

    name: "module.name"; args: what it was called with; state: what its attributes were set to.
    """

    name: str
    args: tuple[Any, ...] = ()
    state: Any = None
    items: list[Any] = field(default_factory=list)
    entries: dict[Any, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Storage:
    """The numbers of tensors, as one row."""

    row: torch.Tensor


class DType:
    """A numpy type of plain numbers."""

    def __init__(self, name: Any, *_: Any) -> None:
        if not isinstance(name, str) or not re.fullmatch(r"[<>=|]?[biufc?]\d{0,2}", name):
            raise UnreadableError(f"arrays of {name!r} are not read")
        self.type = np.dtype(name)

    def order(self, state: Any) -> None:
        if isinstance(state, tuple) and len(state) > 1 and state[1] in ("<", ">", "=", "|"):
            self.type = self.type.newbyteorder(state[1])


class Array:
    """A numpy array under construction; `value` when its state has come."""

    value: np.ndarray | None = None

    def fill(self, state: Any) -> None:
        _, shape, dtype, fortran, data = state
        if not isinstance(dtype, DType) or not isinstance(data, bytes):
            raise UnreadableError("arrays of objects are not read")
        self.value = array(data, dtype, shape, "F" if fortran else "C")


def array(data: bytes, dtype: DType, shape: Any, order: Any = "C") -> np.ndarray:
    """The numbers of `data` in a shape that they fill."""
    dims = sizes(shape)
    if math.prod(dims) * dtype.type.itemsize != len(data):
        raise UnreadableError("an array is not as long as its shape")
    return np.frombuffer(data, dtype.type).reshape(dims, order="F" if order == "F" else "C").copy()


def sizes(shape: Any) -> tuple[int, ...]:
    """A shape or strides: at most eight plain numbers."""
    if not isinstance(shape, tuple | list) or len(shape) > 8:
        raise UnreadableError("a shape is no shape")
    if not all(type(n) is int and 0 <= n < 2**40 for n in shape):
        raise UnreadableError("a shape is no shape")
    return tuple(shape)


def scalar(dtype: DType, data: bytes) -> Any:
    """One numpy number as a plain one."""
    if not isinstance(dtype, DType) or len(data) != dtype.type.itemsize:
        raise UnreadableError("a number is not as long as its type")
    return np.frombuffer(data, dtype.type)[0].item()


def tensor(storage: Storage, offset: int, size: Any, stride: Any, *_: Any) -> torch.Tensor:
    """A view of a storage that stays inside it and is no larger than it."""
    dims, steps = sizes(size), sizes(stride)
    if not isinstance(storage, Storage) or type(offset) is not int or len(dims) != len(steps):
        raise UnreadableError("a tensor is none")
    end = offset + sum((n - 1) * s for n, s in zip(dims, steps, strict=True)) + 1
    count = math.prod(dims)
    if offset < 0 or (count and end > len(storage.row)) or count > len(storage.row):
        raise UnreadableError("a tensor reaches beyond its storage")
    return storage.row.as_strided(dims, steps, offset) if count else storage.row.new_empty(dims)


def parameter(data: Any, *_: Any) -> Any:
    """A parameter is its tensor."""
    return data


def rebuilt(function: Any, kind: Any, args: Any, state: Any) -> Any:
    """A tensor of a subclass is its tensor."""
    return function(*args) if function is tensor else Foreign("torch.Tensor", args, state)


def latin1(text: Any, encoding: Any = "latin1") -> bytes:
    """Bytes that an old protocol wrote as text."""
    if not isinstance(text, str) or encoding not in ("latin1", "latin-1", "utf-8"):
        raise UnreadableError("text in an unknown encoding")
    return text.encode(encoding)


def octets(*args: Any) -> bytes:
    """bytes() or bytearray(b"…"), as old protocols write them."""
    return args[0] if args and isinstance(args[0], bytes) else b""


def mapping(*args: Any) -> dict[Any, Any]:
    """OrderedDict() or OrderedDict([[key, value], …])."""
    pairs = args[-1] if args and isinstance(args[-1], list | tuple) else ()
    return {key_of(k): v for k, v in pairs}


def contents(*args: Any) -> list[Any]:
    """list(…), set(…) or frozenset(…), as a list."""
    return list(args[0]) if args and isinstance(args[0], list | tuple) else []


def key_of(key: Any) -> Any:
    """Keys whose hash is quick to take."""
    if isinstance(key, tuple) and all(isinstance(k, str | int | float) for k in key):
        return key
    if key is None or isinstance(key, str | bytes | int | float | Foreign | torch.dtype):
        return key
    raise UnreadableError(f"a {type(key).__name__} as a key")


def storage_of(pid: Any) -> tuple[torch.dtype, str, int, Any]:
    """dtype, key, count and view of the persistent id of a storage."""
    tag, dtype, key, _place, count, *view = pid
    if tag != "storage" or not isinstance(dtype, torch.dtype):
        raise UnreadableError("a storage of an unknown type")
    if type(count) is not int or count < 0:
        raise UnreadableError("a storage without a size")
    return dtype, str(key), count, (view[0] if view else None)


def row(data: bytes | bytearray, dtype: torch.dtype) -> torch.Tensor:
    """Bytes as numbers of one type."""
    return torch.frombuffer(bytearray(data), dtype=dtype) if data else torch.empty(0, dtype=dtype)


TYPES = {
    "FloatStorage": torch.float32,
    "DoubleStorage": torch.float64,
    "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ShortStorage": torch.int16,
    "CharStorage": torch.int8,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
    "UntypedStorage": torch.uint8,
}


def table(load_bytes: Callable[[bytes], Any]) -> dict[str, Any]:
    """What may be built, by its name in the file."""
    known: dict[str, Any] = {
        "collections.OrderedDict": mapping,
        "collections.defaultdict": lambda *_: {},
        "_codecs.encode": latin1,
        "torch._utils._rebuild_tensor_v2": tensor,
        "torch._utils._rebuild_tensor": tensor,
        "torch._utils._rebuild_parameter": parameter,
        "torch._utils._rebuild_parameter_with_state": parameter,
        "torch._tensor._rebuild_from_type_v2": rebuilt,
        "torch.nn.parameter.Parameter": parameter,
        "torch.storage._load_from_bytes": load_bytes,
        "torch.Size": lambda *args: tuple(contents(*args)),
        "numpy.dtype": DType,
    }
    for module in ("builtins", "__builtin__"):
        known |= {f"{module}.{name}": contents for name in ("list", "set", "frozenset")}
        known |= {f"{module}.{name}": octets for name in ("bytes", "bytearray")}
        known |= {
            f"{module}.tuple": lambda *args: tuple(contents(*args)),
            f"{module}.dict": mapping,
        }
    for module in ("torch", "torch.storage", "torch.cuda"):
        known |= {f"{module}.{name}": dtype for name, dtype in TYPES.items()}
    for module in ("numpy.core", "numpy._core"):
        known[f"{module}.multiarray.scalar"] = scalar
        known[f"{module}.multiarray._reconstruct"] = lambda *_: Array()
        known[f"{module}.numeric._frombuffer"] = array
    return known
