"""What several rooms' tests need: a home of their own, tiny models, drawings, the shared data."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before pytest-qt starts Qt

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user folder of the test's own, so that nobody's settings or models are touched."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("COACHLINE_HOME", str(folder))
    return folder


@pytest.fixture
def drawing() -> np.ndarray:
    """120×200×1 uint8: a crude car, dark on white."""
    paper = np.full((120, 200), 255, np.uint8)
    outline = np.array(
        [[20, 80], [30, 55], [65, 50], [85, 30], [135, 30], [155, 52], [185, 60], [185, 80]]
    )
    cv2.polylines(paper, [outline], True, 0, 2, cv2.LINE_AA)
    for x in (55, 150):
        cv2.circle(paper, (x, 82), 15, 0, 2, cv2.LINE_AA)
    return paper[..., None]


@pytest.fixture
def tiny_painter(home: Path) -> str:
    """The name of an installed painter with few channels and random weights."""
    import torch
    from safetensors.torch import save_file

    from engine.models.painter import Painter

    torch.manual_seed(0)
    folder = home / "models"
    folder.mkdir(exist_ok=True)
    path = folder / "tiny.safetensors"
    net = Painter(channels=(8, 8, 8, 8, 8), style=4, bank=16)
    save_file({k: v.contiguous() for k, v in net.state_dict().items()}, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".toml").write_text(
        'title = "Tiny"\ntask = "sketch"\nalso = ["semantic", "inpaint"]\n'
        'version = "0"\nlicence = "CC0-1.0"\n'
        f'sha256 = "{digest}"\n'
    )
    return "tiny"


@pytest.fixture
def tiny_segmenter(home: Path) -> str:
    """The name of an installed segmenter of pictures that takes what is bright for glass (3) and
    all else for paint (2)."""
    import torch
    from safetensors.torch import save_file

    from engine.models.segmenter import Segmenter

    net = Segmenter(widths=(4, 4)).eval()
    with torch.no_grad():
        for pair in net.encoder:
            for conv in (pair[0], pair[3]):
                conv.weight.zero_()
        net.encoder[0][0].weight[0, :, 1, 1] = 1 / 12  # the mean of 2×2 pixels …
        net.encoder[0][3].weight[0, 0, 1, 1] = 1
        net.decoder[0][0].weight.zero_()
        net.decoder[0][0].weight[0, 4, 1, 1] = 1  # … handed on by the skip
        net.decoder[0][3].weight.zero_()
        net.decoder[0][3].weight[0, 0, 1, 1] = 1
        net.head.weight.zero_()
        net.head.bias.zero_()
        net.head.bias[4 * 2 : 4 * 3] = 20
        net.head.weight[4 * 3 : 4 * 4, 0] = 80
    folder = home / "models"
    folder.mkdir(exist_ok=True)
    path = folder / "tiny-segmenter.safetensors"
    save_file({k: v.contiguous() for k, v in net.state_dict().items()}, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".toml").write_text(
        'title = "Tiny"\ntask = "segment"\nversion = "0"\nlicence = "CC0-1.0"\n'
        f'sha256 = "{digest}"\n'
    )
    return "tiny-segmenter"


@pytest.fixture
def tiny_upscaler(home: Path) -> str:
    """The name of an installed ×2 network for pictures with few channels and random weights."""
    import torch
    from safetensors.torch import save_file

    from engine.models.srvgg import SRVGG

    torch.manual_seed(0)
    folder = home / "models"
    folder.mkdir(exist_ok=True)
    path = folder / "tiny-x2.safetensors"
    net = SRVGG(planes=3, width=8, convs=4, scale=2, activation="prelu")
    save_file({k: v.contiguous() for k, v in net.state_dict().items()}, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".toml").write_text(
        'title = "Tiny ×2"\ntask = "upscale"\nversion = "0"\nlicence = "CC0-1.0"\n'
        f'sha256 = "{digest}"\n',
        encoding="utf-8",
    )
    return "tiny-x2"


@pytest.fixture
def tiny_latent(home: Path) -> str:
    """The name of an installed generator of 32 px with few channels and random weights, whose
    encoder and named axes are as random."""
    import torch
    from safetensors.torch import save_file

    from engine.models.latent import Latent
    from engine.models.latent_encoder import LatentEncoder

    torch.manual_seed(0)
    net = Latent(residual=4, w_width=16, widths=(16, 12, 8), bank=64)
    encoder = LatentEncoder(net.z_width, net.layers, 16, widths=(16, 16), features=16)
    with torch.no_grad():
        net.known[1] = 1
        net.ranges.copy_(torch.tensor([-2.0, 2.0, 0.0])[:, None])
        net.bank.normal_()
        w = net.mapping(net.bank)
        net.w_mean.copy_(w.mean(0))
        _, singular, rows = torch.linalg.svd(w - w.mean(0))
        net.directions.copy_(rows)
        net.spread.copy_(singular / len(w) ** 0.5)
    folder = home / "models"
    folder.mkdir(exist_ok=True)
    for name, one, told in (
        ("tiny-latent", net, 'task = "latent"\nalso = ["inpaint"]\nencoder = "tiny-encoder"\n'),
        ("tiny-encoder", encoder, 'task = "encode"\n'),
    ):
        path = folder / f"{name}.safetensors"
        save_file({k: v.contiguous() for k, v in one.state_dict().items()}, path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        path.with_suffix(".toml").write_text(
            f'title = "Tiny"\n{told}version = "0"\nlicence = "CC0-1.0"\nsha256 = "{digest}"\n'
        )
    return "tiny-latent"


@pytest.fixture
def edge_finder(home: Path) -> str:
    """The name of an installed HED that finds where a picture goes from dark to light rightwards,
    and nothing else."""
    import torch
    from safetensors.torch import save_file

    state = {}
    for name in ("One", "Two", "Thr", "Fou", "Fiv"):
        state[f"moduleVgg{name}.0.weight"] = torch.zeros(1, 3 if name == "One" else 1, 3, 3)
        state[f"moduleVgg{name}.0.bias"] = torch.zeros(1)
        state[f"moduleScore{name}.weight"] = torch.zeros(1, 1, 1, 1)
        state[f"moduleScore{name}.bias"] = torch.zeros(1)
    state["moduleVggOne.0.weight"][0, :, 1] = torch.tensor([-1 / 3, 0, 1 / 3])
    state["moduleVggOne.0.bias"] -= 140  # above what a picture's rim gives
    state["moduleScoreOne.weight"] += 1
    state["moduleScoreOne.bias"] -= 10
    state["moduleCombine.0.weight"] = torch.tensor([1.0, 0, 0, 0, 0]).view(1, 5, 1, 1)
    state["moduleCombine.0.bias"] = torch.zeros(1)
    folder = home / "models"
    folder.mkdir(exist_ok=True)
    path = folder / "edges.safetensors"
    save_file(state, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".toml").write_text(
        'title = "Edges"\ntask = "lines"\nversion = "0"\nlicence = "CC0-1.0"\n'
        f'sha256 = "{digest}"\n',
        encoding="utf-8",
    )
    return "edges"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the wider sets of fixtures and data, where it is."""
    if not SHARED.is_dir():
        pytest.skip("the wider data sets (../shared) are not on this machine")
    return SHARED
