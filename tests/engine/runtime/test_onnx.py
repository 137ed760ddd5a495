"""A model as ONNX computes in onnxruntime what it computes here, at any size it takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.errors import BadInput, CoachlineError
from engine.models import lama, resnet, spade, stargan
from engine.models.norms import BatchNorm, use_own_statistics
from engine.runtime import checkpoints, onnx, shelf
from engine.runtime.pool import Pool

PARITY = Path(__file__).parents[2] / "data" / "parity"
FILES = {
    p.parent.name: p
    for folder in PARITY.iterdir()
    for p in folder.iterdir()
    if p.suffix not in (".json", ".npz")
}
FEED_FORWARD = [
    "basicsr-msrresnet-x4",
    "deblurgan",
    "edsr-official-x4",
    "hed",
    "lama-fourier-legacy",
    "pix2pix-resnet6-batch-dropout",
    "realesrgan-rrdb-x2",
    "realesrgan-srvgg-x4",
]
EDGES = "pix2pix-resnet6-batch-dropout"


def computed(path: Path, picture: Tensor) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    made: NDArray[np.float32] = session.run(None, {"picture": picture.numpy()})[0]
    return made


@pytest.mark.parametrize("folder", FEED_FORWARD)
def test_onnxruntime_computes_the_same_at_a_size_that_was_not_tried(
    folder: str, tmp_path: Path
) -> None:
    added = shelf.add(FILES[folder], "net")
    made = onnx.export("net", tmp_path / "net.onnx")
    assert made.sizes
    assert 0 < made.error <= onnx.CLOSE
    net = checkpoints.load(added.card.weights)[1]
    face = made.face
    low, high = face.takes
    torch.manual_seed(1)
    height, width = (max(face.smallest, 24) + n * face.multiple for n in (1, 3))
    picture = torch.rand(1, face.planes, height, width) * (high - low) + low
    with torch.inference_mode():
        right = net(picture).numpy()
    found = computed(made.path, picture)
    assert found.shape == right.shape
    assert right.std() > 0
    assert np.abs(found - right).max() < 1e-4 * (face.gives[1] - face.gives[0])
    assert [p.name for p in tmp_path.iterdir()] == ["net.onnx"]


def test_an_exported_file_tells_what_it_is_for_and_computes_the_same_when_added(
    tmp_path: Path,
) -> None:
    shelf.add(FILES["deblurgan"], "sharp")
    made = onnx.export("sharp", tmp_path / "sharp.onnx")
    added = shelf.add(made.path, "again")
    assert (added.card.task, added.card.family, dict(added.assumed)) == ("deblur", "onnx", {})
    pool = Pool(torch.device("cpu"))
    one, other = pool.get("sharp", "deblur"), pool.get("again", "deblur")
    assert other.face.takes == one.face.takes
    assert other.face.multiple == one.face.multiple
    x = torch.rand(1, 3, 40, 52) * 2 - 1
    with torch.inference_mode():
        torch.testing.assert_close(other.net(x), one.net(x), rtol=0, atol=1e-4)
    with pytest.raises(BadInput) as e:
        onnx.export("again", tmp_path / "more.onnx")
    assert e.value.code == "model.no_export"


def test_a_network_of_one_size_is_exported_at_that_size(tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = spade.SpadeGenerator(5, 3, (8, 8, 8, 8, 4, 2, 2, 2), 6, "batch", 3, 0, "normal", 0, 0, 1)
    torch.save(net.state_dict(), tmp_path / "G.pth")
    answers = {"crop_size": 64, "aspect_ratio": 2.0}
    shelf.add(tmp_path / "G.pth", "labels", answers=answers)
    made = onnx.export("labels", tmp_path / "out.onnx")
    assert not made.sizes
    assert made.face.fixed is not None
    assert computed(made.path, torch.rand(1, 5, *made.face.fixed)).shape == (1, 3, 32, 64)


@pytest.mark.parametrize("folder", ["pgan-64", "stylegan2ada-32", "stylegan2-rosinality-32"])
def test_generators_from_latents_are_exported(folder: str, tmp_path: Path) -> None:
    card = shelf.add(FILES[folder], "net").card
    made = onnx.export("net", tmp_path / "net.onnx")
    assert list(made.inputs) == ["latent"]
    assert not made.sizes
    latent = torch.randn(1, made.face.latent, generator=torch.Generator().manual_seed(3))
    session = onnxruntime.InferenceSession(str(made.path), providers=["CPUExecutionProvider"])
    with torch.inference_mode():
        right = checkpoints.load(card.weights)[1](latent).numpy()
    assert np.abs(session.run(None, {"latent": latent.numpy()})[0] - right).max() < 1e-3


@settings(max_examples=25, deadline=None)
@given(height=st.integers(1, 9), width=st.integers(2, 9))
def test_fourier_steps_by_matrices_are_the_same(height: int, width: int) -> None:
    torch.manual_seed(0)
    unit = lama.FourierUnit(3, 2).eval()
    unit.bn.running_mean.normal_(0, 0.1)
    x = torch.randn(1, 3, height, width)
    with torch.inference_mode():
        right = unit(x)
        unit.__class__ = lama.MatrixFourierUnit
        torch.testing.assert_close(unit(x), right, rtol=0, atol=1e-5)


def test_a_network_that_is_told_attributes_takes_them_as_a_second_input(tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = stargan.StarGAN(3, 4, 3, (4, 6, 8), 1).eval()
    use_own_statistics(net)
    face = stargan.SPEC.face({"planes": 3, "colours": 3, "widths": (4, 6, 8), "classes": 4})
    tries = onnx._tries(net, face)
    onnx._write(onnx.for_one_picture(net), face, tries[0], tmp_path / "net.onnx")
    assert list(tries[0]) == ["picture", "attributes"]
    assert onnx._difference(net, face, tries, tmp_path / "net.onnx") < onnx.CLOSE


def test_the_painter_takes_more_than_a_picture(tiny_painter: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as e:
        onnx.export(tiny_painter, tmp_path / "net.onnx")
    assert e.value.code == "model.no_export"


def test_a_file_that_computes_something_else_is_not_delivered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(FILES[EDGES], "edges")
    out = tmp_path / "net.onnx"
    out.write_bytes(b"of before")

    def other(net: nn.Module) -> nn.Module:
        found = onnx_for_one_picture(net)
        assert isinstance(found, resnet.ResNet)
        assert found.head is not None
        assert found.head.bias is not None
        found.head.bias += 0.01
        return found

    onnx_for_one_picture = onnx.for_one_picture
    monkeypatch.setattr(onnx, "for_one_picture", other)
    with pytest.raises(CoachlineError) as e:
        onnx.export("edges", out)
    assert e.value.code == "model.no_export"
    assert "differs" in str(e.value)
    assert out.read_bytes() == b"of before"
    assert [p.name for p in tmp_path.iterdir()] == ["net.onnx"]


def test_folders_and_missing_folders_are_refused(tmp_path: Path) -> None:
    shelf.add(FILES[EDGES], "edges")
    for out, code in [(tmp_path, "file.folder"), (tmp_path / "no" / "x.onnx", "file.write")]:
        with pytest.raises(BadInput) as e:
            onnx.export("edges", out)
        assert e.value.code == code


def test_the_copy_for_one_picture_leaves_the_network_as_it_is() -> None:
    net = checkpoints.load(FILES[EDGES])[1]
    copy = onnx.for_one_picture(net)
    assert not any(isinstance(m, BatchNorm) for m in copy.modules())
    assert any(isinstance(m, BatchNorm) for m in net.modules())
    x = torch.rand(1, 1, 32, 40) * 2 - 1
    with torch.inference_mode():
        torch.testing.assert_close(copy(x), net(x), rtol=0, atol=1e-4)
