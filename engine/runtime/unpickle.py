"""Pickles read without running them.

A pickle is a program for a small stack machine. This is that machine with a fixed table of what
may be built (engine.runtime.pickled); no name of the file is ever imported.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import Any

import torch

from engine.runtime.pickled import (
    Array,
    DType,
    Foreign,
    HostilePickleError,
    Storage,
    UnreadableError,
    key_of,
    row,
    storage_of,
    table,
    tensor,
)

MAGIC = 0x1950A86A20F9469CFC6C  # of files by torch.save before PyTorch 1.6
DEEPEST = 3  # torch.save bytes inside a pickle inside …

# Modules and functions that no checkpoint needs and malware calls.
HOSTILE = re.compile(
    r"^(os|posix|nt|sys|subprocess|commands|pty|shutil|socket|ctypes|importlib|runpy|webbrowser"
    r"|code|pdb|bdb|timeit|marshal|pickle|_pickle|multiprocessing|asyncio|urllib|http|requests"
    r"|pip)(\.|$)"
)
HOSTILE_BUILTINS = {
    "eval", "exec", "execfile", "compile", "open", "input", "__import__", "breakpoint",
    "globals", "locals", "setattr", "delattr", "apply", "help",
}  # fmt: skip


MARK = object()


class Machine:
    """One run over a pickle that starts at `at`; afterwards `at` is behind it.

    persistent: makes a Storage of a persistent id of torch.save.
    """

    def __init__(
        self,
        data: bytes,
        at: int = 0,
        persistent: Callable[[Any], Any] | None = None,
        depth: int = 0,
    ) -> None:
        if depth > DEEPEST:
            raise UnreadableError("pickles are nested too deep")
        self.data, self.at = data, at
        self.persistent = persistent
        self.known = table(lambda b: load_legacy(b, depth + 1))
        self.left = 4 * len(data) + 2**20  # bytes and items that calls may still copy
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def take(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.data):
            raise UnreadableError("it ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, code: str) -> Any:
        return struct.unpack("<" + code, self.take(struct.calcsize(code)))[0]

    def line(self) -> str:
        end = self.data.find(b"\n", self.at, self.at + 4096)
        if end < 0:
            raise UnreadableError("it ends too early")
        return self.take(end + 1 - self.at)[:-1].decode("utf-8")

    def popped(self) -> Any:
        value = self.stack.pop()
        if value is MARK:
            raise UnreadableError("its stack is out of order")
        return value

    def to_mark(self) -> list[Any]:
        for i in range(len(self.stack) - 1, -1, -1):
            if self.stack[i] is MARK:
                found = self.stack[i + 1 :]
                del self.stack[i:]
                return found
        raise UnreadableError("its stack is out of order")

    def run(self) -> Any:
        """What the pickle holds. Raises UnreadableError, HostilePickleError."""
        try:
            while True:
                code = self.take(1)[0]
                if code == 0x2E:  # STOP
                    return finished(self.popped())
                step = STEPS.get(code)
                if step is None:
                    raise UnreadableError(f"unknown instruction {code}")
                step(self)
        except (LookupError, ValueError, TypeError, AttributeError, OverflowError) as e:
            raise UnreadableError(f"{type(e).__name__}: {e}") from e
        except (struct.error, RecursionError, MemoryError, RuntimeError) as e:
            raise UnreadableError(f"{type(e).__name__}: {e}") from e

    def name(self, module: Any, name: Any) -> None:
        if not isinstance(module, str) or not isinstance(name, str):
            raise UnreadableError("a name is none")
        full = f"{module}.{name}"
        if full in self.known:
            self.stack.append(self.known[full])
            return
        builtin = module in ("builtins", "__builtin__", "io", "_io")
        if HOSTILE.match(module) or (builtin and name.split(".")[0] in HOSTILE_BUILTINS):
            raise HostilePickleError(full)
        self.stack.append(Foreign(full))

    def call(self, function: Any, args: Any) -> Any:
        if not isinstance(args, tuple):
            raise UnreadableError("a call without arguments")
        args = tuple(finished(a) for a in args)
        if isinstance(function, Foreign):
            return Foreign(function.name, args)
        if not callable(function):
            raise UnreadableError("a call of what is no function")
        self.left -= sum(len(a) for a in args if isinstance(a, str | bytes | list | tuple))
        if self.left < 0:
            raise UnreadableError("it builds far more than it holds")
        return function(*args)

    def build(self) -> None:
        state, made = finished(self.popped()), self.stack[-1]
        if isinstance(made, Foreign):
            made.state = state
        elif isinstance(made, Array):
            made.fill(state)
        elif isinstance(made, DType):
            made.order(state)
        # Attributes of a plain container, such as _metadata of a state dict, are of no use.

    def set_items(self, pairs: list[Any]) -> None:
        made = self.stack[-1]
        into = made.entries if isinstance(made, Foreign) else made
        if not isinstance(into, dict) or len(pairs) % 2:
            raise UnreadableError("entries outside a dictionary")
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            into[key_of(finished(key))] = finished(value)

    def add_items(self, values: list[Any]) -> None:
        made = self.stack[-1]
        into = made.items if isinstance(made, Foreign) else made
        if not isinstance(into, list):
            raise UnreadableError("items outside a list")
        into.extend(finished(v) for v in values)

    def fetch(self, index: int) -> None:
        self.stack.append(self.memo[index])

    def keep(self, index: int) -> None:
        self.memo[index] = self.stack[-1]

    def storage(self, pid: Any) -> None:
        if self.persistent is None:
            raise UnreadableError("tensors without a container")
        self.stack.append(self.persistent(pid))

    def instance(self, module: str, name: str) -> None:
        args = tuple(self.to_mark())
        self.name(module, name)
        self.stack.append(self.call(self.stack.pop(), args))

    def new(self, keywords: bool) -> None:
        if keywords:
            self.popped()
        args, kind = self.popped(), self.popped()
        self.stack.append(self.call(kind, args))

    def reduce(self) -> None:
        args, function = self.popped(), self.popped()
        self.stack.append(self.call(function, args))

    def dup(self) -> None:
        self.stack.append(self.stack[-1])

    def integer(self) -> None:
        text = self.line()
        self.stack.append({"00": False, "01": True}.get(text, int(text.rstrip("L"))))


def finished(value: Any) -> Any:
    """An array whose state has come is a plain numpy one."""
    return value.value if isinstance(value, Array) else value


def push(make: Callable[[Machine], Any]) -> Callable[[Machine], None]:
    """A step that puts one value on the stack."""
    return lambda m: m.stack.append(make(m))


def text(code: str) -> Callable[[Machine], None]:
    """A step that reads text behind its length."""
    return push(lambda m: m.take(m.number(code)).decode("utf-8", "surrogatepass"))


def raw(code: str) -> Callable[[Machine], None]:
    """A step that reads bytes behind their length."""
    return push(lambda m: m.take(m.number(code)))


def old_text(code: str) -> Callable[[Machine], None]:
    """Python 2 wrote names and bytes alike; what is no ASCII is bytes."""

    def read(m: Machine) -> str | bytes:
        data = m.take(m.number(code))
        return data.decode("ascii") if data.isascii() else data

    return push(read)


def tuple_of(count: int) -> Callable[[Machine], None]:
    """A step that makes a tuple of the top of the stack."""

    def make(m: Machine) -> None:
        items = [finished(m.popped()) for _ in range(count)]
        m.stack.append(tuple(reversed(items)))

    return make


def marked(make: Callable[[list[Any]], Any]) -> Callable[[Machine], None]:
    """A step that makes a container of all above the mark."""
    return push(lambda m: make([finished(v) for v in m.to_mark()]))


def then(
    into: Callable[[Machine, list[Any]], None], count: int | None
) -> Callable[[Machine], None]:
    """Take `count` values, or all above the mark, and put them into what lies below."""

    def step(m: Machine) -> None:
        if count is None:
            into(m, m.to_mark())
        else:
            into(m, [m.popped() for _ in range(count)][::-1])

    return step


def pairs_of(items: list[Any]) -> dict[Any, Any]:
    """Keys and values by turns, as a dictionary."""
    return {key_of(k): v for k, v in zip(items[::2], items[1::2], strict=True)}


def signed(data: bytes) -> int:
    """A whole number of any length."""
    return int.from_bytes(data, "little", signed=True)


STEPS: dict[int, Callable[[Machine], Any]] = {
    0x80: lambda m: m.take(1),  # PROTO
    0x95: lambda m: m.take(8),  # FRAME
    ord("("): push(lambda m: MARK),
    ord("0"): lambda m: m.stack.pop(),
    ord("1"): Machine.to_mark,
    ord("2"): Machine.dup,
    ord("N"): push(lambda m: None),
    0x88: push(lambda m: True),
    0x89: push(lambda m: False),
    ord("I"): Machine.integer,
    ord("L"): Machine.integer,
    ord("F"): push(lambda m: float(m.line())),
    ord("J"): push(lambda m: m.number("i")),
    ord("K"): push(lambda m: m.number("B")),
    ord("M"): push(lambda m: m.number("H")),
    0x8A: push(lambda m: signed(m.take(m.number("B")))),
    0x8B: push(lambda m: signed(m.take(m.number("I")))),
    ord("G"): push(lambda m: struct.unpack(">d", m.take(8))[0]),
    ord("S"): push(lambda m: m.line()[1:-1]),
    ord("V"): push(lambda m: m.line()),
    ord("T"): old_text("I"),
    ord("U"): old_text("B"),
    ord("X"): text("I"),
    0x8C: text("B"),
    0x8D: text("Q"),
    ord("B"): raw("I"),
    ord("C"): raw("B"),
    0x8E: raw("Q"),
    0x96: raw("Q"),
    ord(")"): push(lambda m: ()),
    ord("t"): marked(tuple),
    0x85: tuple_of(1),
    0x86: tuple_of(2),
    0x87: tuple_of(3),
    ord("]"): push(lambda m: []),
    ord("l"): marked(list),
    ord("a"): then(Machine.add_items, 1),
    ord("e"): then(Machine.add_items, None),
    ord("}"): push(lambda m: {}),
    ord("d"): marked(pairs_of),
    ord("s"): then(Machine.set_items, 2),
    ord("u"): then(Machine.set_items, None),
    0x8F: push(lambda m: []),  # EMPTY_SET
    0x90: then(Machine.add_items, None),
    0x91: marked(list),  # FROZENSET
    ord("c"): lambda m: m.name(m.line(), m.line()),
    0x93: lambda m: m.name(*[m.popped(), m.popped()][::-1]),
    ord("R"): Machine.reduce,
    0x81: lambda m: m.new(keywords=False),
    0x92: lambda m: m.new(keywords=True),
    ord("b"): Machine.build,
    ord("i"): lambda m: m.instance(m.line(), m.line()),
    ord("g"): lambda m: m.fetch(int(m.line())),
    ord("h"): lambda m: m.fetch(m.number("B")),
    ord("j"): lambda m: m.fetch(m.number("I")),
    ord("p"): lambda m: m.keep(int(m.line())),
    ord("q"): lambda m: m.keep(m.number("B")),
    ord("r"): lambda m: m.keep(m.number("I")),
    0x94: lambda m: m.keep(len(m.memo)),
    ord("P"): lambda m: m.storage(m.line()),
    ord("Q"): lambda m: m.storage(m.popped()),
}


def load_pickle(data: bytes) -> Any:
    """A plain pickle, such as StyleGAN2-ADA's. Raises UnreadableError, HostilePickleError."""
    return Machine(data).run()


def load_legacy(data: bytes, depth: int = 0) -> Any:
    """A file by torch.save before PyTorch 1.6, or what _load_from_bytes is given."""
    at = 0
    head = []
    for _ in range(3):  # magic number, version, system
        machine = Machine(data, at, depth=depth)
        head.append(machine.run())
        at = machine.at
    if head[0] != MAGIC:
        raise UnreadableError("no torch file")
    if not isinstance(head[2], dict) or not head[2].get("little_endian", True):
        raise UnreadableError("written on a big-endian machine")
    storages: dict[str, Storage] = {}
    left = len(data)

    def persistent(pid: Any) -> Storage:
        nonlocal left
        dtype, key, count, view = storage_of(pid)
        if key not in storages:
            left -= count * dtype.itemsize
            if left < 0:
                raise UnreadableError("it ends too early")
            storages[key] = Storage(torch.zeros(count, dtype=dtype))
        whole = storages[key]
        if view is None:
            return whole
        _, offset, size = view
        return Storage(tensor(whole, offset, (size,), (1,)))

    machine = Machine(data, at, persistent, depth)
    made = machine.run()
    machine = Machine(data, machine.at, depth=depth)
    keys = machine.run()
    for key in keys if isinstance(keys, list) else ():
        whole = storages.get(str(key))
        (count,) = struct.unpack("<Q", machine.take(8))
        if whole is None or count != len(whole.row):
            raise UnreadableError("a storage is not as long as it says")
        whole.row.copy_(row(machine.take(count * whole.row.itemsize), whole.row.dtype))
    return made


def load_archive(main: bytes, record: Callable[[str, int], bytes]) -> Any:
    """A file by torch.save since PyTorch 1.6. record: key and bytes of a storage → its bytes."""
    storages: dict[str, Storage] = {}

    def persistent(pid: Any) -> Storage:
        dtype, key, count, _ = storage_of(pid)
        if key not in storages:
            found = record(key, count * dtype.itemsize)
            if len(found) != count * dtype.itemsize:
                raise UnreadableError("a storage is not as long as it says")
            storages[key] = Storage(row(found, dtype))
        return storages[key]

    return Machine(main, 0, persistent).run()
