"""Whatever lies in a file: the network in it, or an error that names it."""

from __future__ import annotations

import collections
import io
import pickle
import random
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from engine import paths
from engine.errors import CoachlineError
from engine.models.painter import SPEC, Painter
from engine.models.srvgg import SRVGG
from engine.models.stylegan2 import StyleGAN2
from engine.runtime import checkpoints
from engine.runtime.checkpoints import load

PARITY = Path(__file__).parents[2] / "data" / "parity"


@pytest.fixture
def net() -> SRVGG:
    torch.manual_seed(0)
    return SRVGG(3, 4, 1, 2, "prelu").eval()


def saved(path: Path, thing: Any, old: bool = False) -> Path:
    torch.save(thing, path, _use_new_zipfile_serialization=not old)
    return path


def same(path: Path, net: torch.nn.Module, **options: Any) -> None:
    """That a file holds the network `net`."""
    _, found = load(path, **options)
    x = torch.rand(1, 3, 5, 4)
    with torch.inference_mode():
        torch.testing.assert_close(found(x), net(x), rtol=0, atol=1e-5)
    assert not found.training
    assert next(found.parameters()).dtype == torch.float32


def refused(path: Path, code: str) -> str:
    with pytest.raises(CoachlineError) as e:
        load(path)
    assert e.value.code == code
    return str(e.value)


class Callback:
    """Stands for what training programs leave in their files."""


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize(
    "wrap",
    [
        lambda s: s,
        lambda s: {"params": s},
        lambda s: {"params": {k: v * 0 for k, v in s.items()}, "params_ema": s},
        lambda s: {"state_dict": {f"generator.{k}": v for k, v in s.items()}},
        lambda s: {"model": {f"module.{k}": v for k, v in s.items()}, "epoch": 3},
        lambda s: {"netD": {"x": torch.ones(3)}, "netG": s},
        lambda s: {Callback: 1, "opt": Callback(), "state_dict": s, "epoch": torch.tensor(4)},
        lambda s: collections.OrderedDict(s),
    ],
)
def test_weights_are_found_wherever_projects_put_them(
    tmp_path: Path, net: SRVGG, wrap: Callable[[dict], Any], old: bool
) -> None:
    same(saved(tmp_path / "net.pth", wrap(net.state_dict()), old), net)


def test_half_precision_and_cuda_files_load_on_the_cpu(tmp_path: Path, net: SRVGG) -> None:
    net.half().float()
    path = saved(tmp_path / "net.pth", {k: v.half() for k, v in net.state_dict().items()})
    same(path, net)
    moved = tmp_path / "cuda.pth"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(moved, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.endswith("data.pkl"):
                assert b"X\x03\x00\x00\x00cpu" in data
                data = data.replace(b"X\x03\x00\x00\x00cpu", b"X\x06\x00\x00\x00cuda:0")
            new.writestr(entry, data)
    same(moved, net)


def test_a_whole_pickled_network_is_read_without_its_class(tmp_path: Path, net: SRVGG) -> None:
    same(saved(tmp_path / "net.pt", net), net)


def test_a_part_of_a_file_can_be_chosen(tmp_path: Path, net: SRVGG) -> None:
    raw = SRVGG(3, 4, 1, 2, "prelu").eval()
    held = {"params": raw.state_dict(), "params_ema": net.state_dict()}
    path = saved(tmp_path / "net.pth", held)
    same(path, net)
    same(path, raw, part="params")


def test_saved_weights_remember_family_and_answers(tmp_path: Path) -> None:
    net = SRVGG(3, 4, 1, 2, "relu").eval()
    path = saved(tmp_path / "net.pth", net.state_dict())
    spec, options, state = checkpoints.identify(path, {"act_type": "relu"})
    assert options["activation"] == "relu"
    kept = tmp_path / "net.safetensors"
    checkpoints.save(kept, state, spec, {"activation": "relu"})
    same(kept, net)
    assert not list(tmp_path.glob("*.part"))


def test_styles_of_a_pickle_are_read_with_their_gains() -> None:
    spec, net = load(PARITY / "stylegan2ada-32" / "network-snapshot-000123.pkl")
    assert (spec.family, spec.task) == ("stylegan2-ada", "latent")
    assert isinstance(net, StyleGAN2)
    assert float(net.clamp) == torch.inf


def test_hostile_pickles_are_named_and_nothing_of_them_is_run(tmp_path: Path, net: SRVGG) -> None:
    marker = tmp_path / "marker"
    call = b"cposix\nsystem\nX%s\x85R" % (
        len(f"touch {marker}").to_bytes(4, "little") + f"touch {marker}".encode()
    )
    bare = tmp_path / "bare.pkl"
    bare.write_bytes(b"\x80\x02" + call + b".")
    assert "posix.system" in refused(bare, "model.hostile")
    packed = tmp_path / "packed.pth"
    whole = saved(tmp_path / "net.pth", net.state_dict())
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(packed, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.endswith("data.pkl"):
                data = data[:2] + call + b"0" + data[2:]
            new.writestr(entry, data)
    refused(packed, "model.hostile")
    assert not marker.exists()


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pth"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data.pkl", pickle.dumps({}))
        archive.writestr("a/data/0", bytes(60_000_000))
    start = time.monotonic()
    assert "far more" in refused(path, "model.damaged")
    assert time.monotonic() - start < 1


def test_a_tensor_that_is_larger_than_its_file_is_not_built(tmp_path: Path, net: SRVGG) -> None:
    state = net.state_dict()
    state["body.0.weight"] = torch.zeros(1).expand(2**20, 3, 2**10, 2**10)
    refused(saved(tmp_path / "net.pth", state), "model.unrecognised")


@pytest.mark.parametrize(
    "data", [b"", b"Not a checkpoint.", b"<!DOCTYPE html><html>", b"\x89HDF\r\n\x1a\n" + bytes(99)]
)
def test_what_is_no_checkpoint_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "net.pth"
    path.write_bytes(data)
    refused(path, "model.no_checkpoint")


def test_missing_files_folders_and_other_peoples_networks_are_named(tmp_path: Path) -> None:
    refused(tmp_path / "nothing.pth", "file.missing")
    refused(tmp_path, "model.no_checkpoint")
    refused(saved(tmp_path / "a.pth", {"conv.weight": torch.ones(3, 3)}), "model.unrecognised")
    refused(saved(tmp_path / "b.pth", [1, 2]), "model.unrecognised")
    refused(saved(tmp_path / "c.pth", {}), "model.unrecognised")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # TorchScript's own
def test_torchscript_gives_its_weights_and_is_not_run(
    tmp_path: Path, net: SRVGG, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wrapped(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = torch.nn.Sequential(collections.OrderedDict(generator=net))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            made: torch.Tensor = self.model(x)
            return made

    traced = tmp_path / "traced.pt", tmp_path / "wrapped.pt"
    for path, module in zip(traced, (net, Wrapped()), strict=True):
        torch.jit.save(torch.jit.trace(module, torch.rand(1, 3, 5, 4)), path)
    monkeypatch.setattr(torch.jit, "load", lambda *_, **__: pytest.fail("it was loaded as code"))
    for path in traced:
        same(path, net)


def test_stylegan_1_is_named_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "karras2019stylegan-cars-512x384.pkl"
    network = (
        b"cdnnlib.tflib.network\nNetwork\n)\x81}X\x04\x00\x00\x00nameX\x01\x00\x00\x00Gsbq\x00"
    )
    path.write_bytes(b"\x80\x03" + network + b"h\x00h\x00\x87.")
    assert "legacy.py" in refused(path, "model.tensorflow")


def test_a_header_whose_length_begins_like_a_pickle_is_no_pickle(
    tmp_path: Path, net: SRVGG
) -> None:
    path = tmp_path / "net.safetensors"
    lengths = set()
    for padding in range(0, 256, 8):
        save_file(net.state_dict(), path, {"note": "x" * padding})
        lengths.add(path.read_bytes()[0])
        same(path, net)
    assert 0x80 in lengths


def test_containers_that_contain_themselves_come_to_an_end(tmp_path: Path) -> None:
    path = tmp_path / "net.pkl"
    path.write_bytes(b"\x80\x02}q\x00U\x06paramsh\x00sU\x05modelh\x00s.")  # held["params"] is held
    refused(path, "model.unrecognised")
    module = b"cnets\nNet\n)\x81q\x00}U\x08_modules}U\x01ah\x00ssb."  # a module of itself
    path.write_bytes(b"\x80\x02" + module)
    refused(path, "model.damaged")
    odd = b"cnets\nNet\n)\x81}U\x08_modulesK\x07sU\x0b_parametersNsb."  # no dictionaries
    path.write_bytes(b"\x80\x02" + odd)
    refused(path, "model.unrecognised")


def test_a_prefix_without_end_is_cut_off(tmp_path: Path) -> None:
    path = saved(tmp_path / "net.pth", {"module." * 100_000 + "weight": torch.ones(2)})
    refused(path, "model.unrecognised")


@pytest.mark.parametrize("old", [False, True])
def test_truncated_files_are_damaged(tmp_path: Path, net: SRVGG, old: bool) -> None:
    whole = saved(tmp_path / "net.pth", net.state_dict(), old).read_bytes()
    short = tmp_path / "short.pth"
    for share in (0.2, 0.5, 0.9, 0.99):
        short.write_bytes(whole[: int(len(whole) * share)])
        refused(short, "model.damaged")


def test_weights_that_do_not_fit_their_family_are_damaged(tmp_path: Path, net: SRVGG) -> None:
    state = net.state_dict()
    state["body.2.weight"] = torch.ones(5, 4, 3, 3)
    refused(saved(tmp_path / "net.pth", state), "model.damaged")


def originals(net: SRVGG) -> list[bytes]:
    """A small checkpoint of each format."""
    state = net.state_dict()
    files = []
    for old in (False, True):
        for thing in (state, {"opt": Callback(), "params_ema": state}):
            file = io.BytesIO()
            torch.save(thing, file, _use_new_zipfile_serialization=not old)
            files.append(file.getvalue())
    files.append(pickle.dumps({"G_ema": net, "note": [1.5, "text"]}, 4))
    return files


def mutated(data: bytes, dice: random.Random) -> bytes:
    """A copy with some bytes changed, cut out, doubled or swapped."""
    found = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8))):
        at = dice.randrange(len(found))
        length = dice.choice((1, 2, 4, 64))
        match dice.randrange(5):
            case 0:
                found[at] = dice.randrange(256)
            case 1:
                found[at : at + length] = dice.choice((b"\xff", b"\x00")) * length
            case 2:
                del found[at : at + length]
            case 3:
                found[at:at] = found[at : at + length]
            case 4:
                other = dice.randrange(len(found))
                found[at : at + length] = found[other : other + length]
        if len(found) < 8:
            return bytes(found)
    return bytes(found)


def test_a_thousand_mutated_checkpoints_load_or_are_refused(
    tmp_path: Path, net: SRVGG, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    dice = random.Random(20)
    files = originals(net)
    path = tmp_path / "net.pth"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    results: collections.Counter[str] = collections.Counter()
    for i in range(1000):
        path.write_bytes(mutated(files[i % len(files)], dice))
        try:
            load(path)
            results["loaded"] += 1
        except CoachlineError as e:
            results[e.code] += 1
    assert results["loaded"] > 20, results  # small changes of numbers do no harm
    assert results["model.damaged"] > 100, results
    assert "internal" not in results
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # KiB
    assert list(tmp_path.iterdir()) == [path]


def test_a_network_is_assembled_without_the_compiler(tmp_path: Path) -> None:
    # Drawing random numbers on the meta device would import it, which takes seconds.
    path = tmp_path / "painter.safetensors"
    net = Painter(channels=(8, 8, 8, 8, 8), style=4, bank=16)
    checkpoints.save(path, net.state_dict(), SPEC, {})
    code = (
        "import sys\nfrom pathlib import Path\nfrom engine.runtime import checkpoints\n"
        f"checkpoints.load(Path({str(path)!r}))\n"
        "sys.exit(bool({'torch._dynamo', 'sympy'} & sys.modules.keys()))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=paths.root())
    assert run.returncode == 0, run.stderr
