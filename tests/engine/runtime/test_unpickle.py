"""The reader of pickles builds plain things, and runs nothing."""

from __future__ import annotations

import argparse
import collections
import io
import os
import pickle
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.runtime import unpickle
from engine.runtime.pickled import Foreign, HostilePickleError, UnreadableError

scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False)
leaves = scalars | st.text() | st.binary()
plain = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=4) | st.integers(), inner, max_size=4)
        | st.tuples(inner, inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(thing=plain, protocol=st.integers(2, pickle.HIGHEST_PROTOCOL))
def test_plain_containers_come_back_as_they_were(thing: object, protocol: int) -> None:
    assert unpickle.load_pickle(pickle.dumps(thing, protocol)) == thing


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_ordered_dictionaries_and_sets_become_plain_ones(protocol: int) -> None:
    thing = {"o": collections.OrderedDict(a=1, b=[2]), "s": {3}}
    read = unpickle.load_pickle(pickle.dumps(thing, protocol))
    assert read == {"o": {"a": 1, "b": [2]}, "s": [3]}


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("module", ["numpy.core", "numpy._core"])
def test_numpy_numbers_and_arrays_are_read(protocol: int, module: str) -> None:
    things = [np.float64(1.5), np.arange(6, dtype=">i4").reshape(2, 3), np.ones((2, 2), order="F")]
    data = pickle.dumps(things, protocol)
    if protocol < 4:  # names are lines there
        data = data.replace(b"numpy._core", module.encode())
    scalar, big_endian, ones = unpickle.load_pickle(data)
    assert scalar == 1.5
    np.testing.assert_array_equal(big_endian, things[1])
    np.testing.assert_array_equal(ones, things[2])


def test_arrays_of_objects_are_refused() -> None:
    with pytest.raises(UnreadableError):
        unpickle.load_pickle(pickle.dumps(np.array([{}], dtype=object)))


@pytest.mark.parametrize("old", [False, True])
def test_tensors_of_every_type_are_read_by_both_formats(old: bool) -> None:
    shared = torch.arange(12.0).reshape(3, 4)
    state = {
        "view": shared.T[1:],
        "shared": shared,
        "half": torch.ones(2).half(),
        "brain": torch.ones(2).bfloat16(),
        "count": torch.tensor(7),
        "mask": torch.tensor([True, False]),
        "empty": torch.zeros(0, 3),
        "learned": torch.nn.Parameter(torch.ones(2)),
        "args": argparse.Namespace(size=3),
    }
    file = io.BytesIO()
    torch.save(state, file, _use_new_zipfile_serialization=not old)
    read = unpickle.load_legacy(file.getvalue()) if old else from_archive(file.getvalue())
    namespace = read.pop("args")
    assert isinstance(namespace, Foreign)
    assert namespace.state == {"size": 3}
    for key, value in read.items():
        assert value.dtype == state[key].dtype
        torch.testing.assert_close(value, state[key].detach())


def from_archive(data: bytes) -> dict:
    import zipfile

    archive = zipfile.ZipFile(io.BytesIO(data))
    root = archive.namelist()[0].split("/")[0]
    return unpickle.load_archive(
        archive.read(f"{root}/data.pkl"), lambda key, _: archive.read(f"{root}/data/{key}")
    )


class Runs:
    """Pickles as a call of a function."""

    def __init__(self, function: object, *args: object) -> None:
        self.call = function, args

    def __reduce__(self) -> tuple:
        return self.call


def test_a_hostile_call_is_named_and_not_run(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    for call in (
        Runs(os.system, f"touch {marker}"),
        Runs(eval, f"open({str(marker)!r}, 'w')"),
        Runs(exec, f"open({str(marker)!r}, 'w')"),
        Runs(os.mkdir, str(marker)),
        Runs(open, str(marker), "w"),
    ):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(HostilePickleError):
                unpickle.load_pickle(pickle.dumps({"weights": [call]}, protocol))
    assert not marker.exists()


def test_an_unknown_call_is_remembered_and_not_run(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    read = unpickle.load_pickle(pickle.dumps(Runs(marker.write_text, "here")))
    assert isinstance(read, Foreign)
    assert not marker.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b".",
        b"\x80\x02",
        b"\x80\x02}",
        b"\x80\x020.",
        b"\x80\x02\x94.",
        b"\x80\x04\x8e" + struct.pack("<Q", 2**62) + b".",  # bytes longer than the file
        b"\x80\x02X" + struct.pack("<I", 2**31) + b".",
        b"\x80\x02\x8b" + struct.pack("<i", -1) + b".",
        b"\x80\x02h\x07.",
        b"\x80\x02\x82\x01.",  # an extension registry's entry
        b"\x80\x02]}R.",
        b"\x80\x02}]Ns.",  # a list as a key
        b"\x80\x02(((.",
    ],
)
def test_what_is_no_pickle_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        unpickle.load_pickle(data)


def test_a_large_memo_number_takes_no_memory() -> None:
    assert unpickle.load_pickle(b"\x80\x02Nr\xff\xff\xff\xff.") is None


def test_copies_of_copies_end_before_they_fill_the_memory() -> None:
    body = b"\x80\x02](" + b"N" * 20_000 + b"eq\x00"
    copying = b"c__builtin__\nlist\nh\x00\x85R0" * 5_000
    with pytest.raises(UnreadableError, match="far more"):
        unpickle.load_pickle(body + copying + b"h\x00.")


def test_a_tensor_may_not_reach_beyond_its_numbers() -> None:
    file = io.BytesIO()
    torch.save({"w": torch.zeros(4)}, file, _use_new_zipfile_serialization=False)
    data = file.getvalue()
    size = b"K\x04\x85"  # the shape (4,)
    assert data.count(size) == 1
    with pytest.raises(UnreadableError):
        unpickle.load_legacy(data.replace(size, b"K\x05\x85"))
