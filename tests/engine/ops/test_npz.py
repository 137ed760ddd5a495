from __future__ import annotations

import contextlib
import io
import pickle
import zipfile
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays

from engine.ops import npz

KINDS = ["<f4", "<f8", "|u1", "<i8", "|b1"]


@pytest.mark.parametrize("kind", KINDS)
def test_arrays_come_back(kind: str) -> None:
    held = {"one": np.ones((2, 3), kind), "none": np.zeros((0, 4), kind), "text": np.array("läng")}
    back = npz.decode(npz.encode(held))
    assert back.keys() == held.keys()
    for name, array in held.items():
        assert back[name].dtype == array.dtype
        assert np.array_equal(back[name], array)


@given(arrays.arrays(np.float32, arrays.array_shapes(max_dims=4, max_side=5)))
def test_every_shape_and_value_comes_back(array: np.ndarray) -> None:
    assert np.array_equal(npz.decode(npz.encode({"a": array}))["a"], array, equal_nan=True)


def test_the_same_arrays_are_the_same_bytes() -> None:
    held = {"one": np.arange(5), "text": np.array("x")}
    assert npz.encode(held) == npz.encode(held)


def zipped(name: str, data: bytes, **more: Any) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", **more) as archive:
        archive.writestr(name, data)
    return packed.getvalue()


def plain(array: np.ndarray, **more: Any) -> bytes:
    held = io.BytesIO()
    np.save(held, array, **more)
    return held.getvalue()


class Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return (pytest.fail, ("a pickle was executed",))


HUGE = plain(np.zeros(4, np.float32)).replace(b"(4,)", b"(4000000000,)").replace(b"  " * 5, b"", 1)
HOSTILE = {
    "nothing": b"",
    "no zip": b"PK\x03\x04 and then nothing",
    "a pickle": pickle.dumps(Bomb()),
    "objects": zipped("a.npy", plain(np.array([Bomb()], object), allow_pickle=True)),
    "a way out": zipped("../a.npy", plain(np.zeros(2))),
    "another file": zipped("a.txt", b"text"),
    "no numpy": zipped("a.npy", b"not an array at all"),
    "cut off": zipped("a.npy", plain(np.zeros(9))[:-5]),
    "more than it says": zipped("a.npy", plain(np.zeros(9)) + b"0000"),
    "a huge shape": zipped("a.npy", HUGE),
    "a bomb": zipped("a.npy", bytes(npz.LARGEST + 1), compression=zipfile.ZIP_DEFLATED),
    "complex": zipped("a.npy", plain(np.zeros(3, complex))),
    "a cut zip": npz.encode({"a": np.random.default_rng(0).random(999)})[:-700],
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_file_of_plain_arrays_is_refused(data: bytes) -> None:
    with pytest.raises(npz.DamagedError):
        npz.decode(data)


def test_a_damaged_byte_never_ends_in_another_error() -> None:
    data = npz.encode({"a": np.arange(40, dtype=np.float32), "b": np.array("text")})
    for i in range(0, len(data), 3):
        spoilt = data[:i] + bytes([data[i] ^ 0xFF]) + data[i + 1 :]
        with contextlib.suppress(npz.DamagedError):
            npz.decode(spoilt)
