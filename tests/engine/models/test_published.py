"""Published checkpoints compute what their authors' own code computes."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest
import torch

from engine.runtime import checkpoints

TESTS = Path(__file__).parents[2]
FOLDERS = sorted((TESTS / "data" / "parity").iterdir())


@pytest.fixture(scope="session")
def parity() -> ModuleType:
    """tests/parity.py, which is a script."""
    spec = importlib.util.spec_from_file_location("parity", TESTS / "parity.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["parity"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_published_layout_agrees_with_its_authors(parity: ModuleType, folder: Path) -> None:
    passed, line = parity.judge(folder)
    assert passed, line


def test_every_shared_layout_agrees_with_its_authors(parity: ModuleType, shared: Path) -> None:
    folders = [p.parent for p in sorted((shared / "fixtures").glob("*/*/meta.json"))]
    assert len(folders) >= 30
    lines = [line for passed, line in map(parity.judge, folders) if not passed]
    assert not lines, "\n".join(lines)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_an_interface_says_what_goes_in_and_comes_out(parity: ModuleType, folder: Path) -> None:
    case = parity.Case.read(folder)
    spec, options, _ = checkpoints.identify(case.main_file, case.options)
    assert spec.interface is not None
    face = spec.interface(options)
    output = case.io["output"]
    assert output.shape[1] == face.colours
    if face.side:
        assert case.io["z"].shape[1] == face.latent
        assert output.shape[2:] == (face.side, face.side)
        return
    given = case.io.get("input", case.io.get("gen_input"))
    assert given.shape[1] == face.planes
    assert [n * face.scale for n in given.shape[2:]] == list(output.shape[2:])
    low, high = face.takes
    assert low <= given.min() <= given.max() <= high
    assert given.max() > (low + high) / 2  # the range is no wider than what is used
    assert min(given.shape[2:]) >= face.smallest


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_network_takes_the_smallest_size_that_its_interface_names(
    parity: ModuleType, folder: Path
) -> None:
    case = parity.Case.read(folder)
    spec, options, state = checkpoints.identify(case.main_file, case.options)
    assert spec.interface is not None
    face = spec.interface(options)
    if face.side:
        assert face.latent
        return
    net = checkpoints.assemble(spec, options, state)
    h, w = face.smallest, face.smallest + face.multiple
    with torch.inference_mode():
        made = net(torch.rand(1, face.planes, h, w))
    assert made.shape == (1, face.colours, h * face.scale, w * face.scale)
    assert made.isfinite().all()


def test_the_script_counts_and_fails_at_the_first_wrong_number(
    parity: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    shutil.copytree(TESTS / "data" / "parity" / "hed", good)
    shutil.copytree(good, bad)
    with np.load(bad / "io.npz") as npz:
        arrays = dict(npz)
    arrays["output"] = arrays["output"].copy()
    arrays["output"][0, 0, 3, 3] += 1e-3
    np.savez(bad / "io.npz", **arrays)
    assert parity.main([good]) == 0
    assert "1 of 1 passed" in capsys.readouterr().out
    assert parity.main([good, bad]) == 1
    out = capsys.readouterr().out
    assert "1 of 2 passed" in out
    assert "FAIL bad" in out
    arrays["output"][:] = np.nan
    np.savez(bad / "io.npz", **arrays)
    assert parity.main([bad]) == 1
    assert parity.main([]) == 1


def test_srgan_reproduces_its_published_figures(shared: Path) -> None:
    import json

    folder = shared / "fixtures" / "real" / "srgan-x4"
    figures = json.loads((folder / "meta.json").read_text())["psnr_rgb_db"]
    _, net = checkpoints.load(folder / "netG_epoch_4_100.pth")
    assert len(figures) >= 5
    for name, published in figures.items():
        suite, number = name.lower().split("_")

        def picture(kind: str, suite: str = suite, number: str = number) -> torch.Tensor:
            path = shared / "data" / "sr" / suite / f"img_{number}_SRF_4_{kind}.png"
            rgb = cv2.imread(str(path))[..., ::-1].copy()
            return torch.from_numpy(rgb).permute(2, 0, 1)[None].float() / 255

        with torch.inference_mode():
            error = (net(picture("LR")) - picture("HR")).square().mean()
        assert float(-10 * error.log10()) == pytest.approx(published, abs=0.05), name
