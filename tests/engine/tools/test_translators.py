"""Networks of pix2pix and its kin in the Sketch tool."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.api import Engine
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.models import resnet, unet
from engine.requests import SketchRequest, sealed
from engine.runtime import checkpoints, shelf
from engine.runtime.cards import Card

PARITY = Path(__file__).parents[2] / "data" / "parity"
EDGES = PARITY / "pix2pix-resnet6-batch-dropout" / "latest_net_G.pth"  # one plane, dropout
OTHER = PARITY / "deblurgan" / "latest_net_G.pth"  # three planes, instance normalisation


def unet_file(folder: Path, planes: int, colours: int) -> Path:
    """A U-Net of six levels in its authors' layout."""
    torch.manual_seed(0)
    net = unet.UNet(planes, colours, (4,) * 6, "batch", False, True)
    keys = {"down.0": "model.model.0", "up.0": "model.model.3"}
    at = "model.model.1.model"
    for i in range(1, 6):
        keys |= {f"down.{i}": f"{at}.1", f"up.{i}": f"{at}.{3 if i == 5 else 5}"}
        keys |= {f"down_norm.{i}": f"{at}.2", f"up_norm.{i}": f"{at}.{4 if i == 5 else 6}"}
        at += ".3.model"
    state = {}
    for key, value in net.state_dict().items():
        stem, _, part = key.rpartition(".")
        state[f"{keys[stem]}.{part}"] = value * 10 if "weight" in part else value
    path = folder / f"unet{planes}{colours}.pth"
    torch.save(state, path)
    return path


def asked(drawing: np.ndarray, model: str, **more: object) -> SketchRequest:
    height, width = drawing.shape[:2]
    return SketchRequest(sealed(drawing), Rect.of_size(width, height), model=model, **more)  # type: ignore[arg-type]


@pytest.fixture
def square() -> np.ndarray:
    """256×256×1 uint8: plain black lines on white, of the size that networks were trained on."""
    paper = np.full((256, 256, 1), 255, np.uint8)
    paper[60:200, 100:104] = 0
    paper[120:124, 20:240] = 0
    return paper


@pytest.fixture
def edges() -> Card:
    return shelf.add(EDGES, "edges").card


@pytest.fixture
def engine() -> Engine:
    return Engine("cpu")


def expected(file: Path, paper: np.ndarray, family: str | None = None) -> np.ndarray:
    """H×W×3 uint8, as the authors' own program makes it of black lines on white."""
    spec, options, state = checkpoints.identify(file, family=family)
    net = checkpoints.assemble(spec, options, state)
    x = torch.tensor(paper).permute(2, 0, 1)[None].float() / 127.5 - 1
    with torch.inference_mode():
        made = net(x.expand(1, options["planes"], -1, -1))[0]
    return ((made + 1) * 127.5).round().byte().permute(1, 2, 0).expand(-1, -1, 3).numpy()


@pytest.mark.parametrize(("file", "family"), [(EDGES, None), (OTHER, "pix2pix-resnet")])
def test_a_drawing_is_given_to_the_network_as_its_authors_give_it(
    engine: Engine, square: np.ndarray, file: Path, family: str | None
) -> None:
    shelf.add(file, "net", family=family)
    result = engine.run(asked(square, "net"))
    right = expected(file, square, family)
    assert right.std() > 1
    assert np.abs(result.pixels[..., :3].astype(int) - right).max() <= 1


def test_white_chalk_on_black_is_the_same_drawing(
    engine: Engine, edges: Card, square: np.ndarray
) -> None:
    dark, light = (engine.run(asked(d, "edges")).pixels for d in (square, 255 - square))
    assert np.array_equal(dark, light)


@pytest.mark.parametrize(("planes", "colours"), [(1, 3), (3, 1)])
def test_a_unet_paints_pictures_of_any_size_in_one_colour_or_three(
    engine: Engine, drawing: np.ndarray, tmp_path: Path, planes: int, colours: int
) -> None:
    file = unet_file(tmp_path, planes, colours)
    assert shelf.add(file, "unet").assumed == {"dropout": True}
    for shape in ((120, 200), (60, 199), (117, 64)):
        result = engine.run(asked(drawing[: shape[0], : shape[1]], "unet"))
        assert result.pixels.shape[:2] == shape
    large = engine.run(asked(drawing, "unet", longest=400))
    assert large.pixels.shape == (240, 400, 4)
    assert large.pixels[..., :3].std() > 1
    grey = (large.pixels[..., 0] == large.pixels[..., 1]).all()
    assert grey == (colours == 1)


@pytest.mark.parametrize("make", [lambda folder: EDGES, lambda folder: unet_file(folder, 1, 3)])
def test_seeds_draw_the_dropout_and_0_leaves_it_off(
    engine: Engine, square: np.ndarray, tmp_path: Path, make: object
) -> None:
    file = make(tmp_path)  # type: ignore[operator]
    shelf.add(file, "net")
    before = torch.random.get_rng_state()
    plain, one, again, two, last = (
        engine.run(asked(square, "net", seed=s)).pixels for s in (0, 1, 1, 2, 0)
    )
    assert torch.equal(torch.random.get_rng_state(), before)
    assert np.array_equal(one, again)
    assert not np.array_equal(one, two)
    assert not np.array_equal(one, plain)
    assert np.array_equal(plain, last)
    assert np.abs(plain[..., :3].astype(int) - expected(file, square)).max() <= 1


def test_dropout_is_where_the_file_or_the_user_says(tmp_path: Path) -> None:
    _, options, _ = checkpoints.identify(EDGES)
    assert options["dropout"]
    net = resnet.ResNet(3, 3, (2, 4, 8), 2, "instance", True)
    assert not any(isinstance(m, torch.nn.Dropout) for m in net.modules())
    added = shelf.add(unet_file(tmp_path, 1, 3), "unet", answers={"use_dropout": False})
    without = checkpoints.load(added.card.weights)[1]
    assert not any(isinstance(m, torch.nn.Dropout) for m in without.modules())


def test_what_a_translator_cannot_take_is_refused_by_its_name(
    engine: Engine, edges: Card, square: np.ndarray, tmp_path: Path
) -> None:
    shelf.add(unet_file(tmp_path, 5, 3), "labels")
    plain = asked(square, "edges")
    strokes = sealed(np.zeros((256, 256, 4), np.uint8))
    for change, code in [
        ({"style": sealed(np.zeros((9, 9, 3), np.uint8))}, "model.no_style"),
        ({"hints": strokes}, "model.no_hints"),
        ({"model": "labels"}, "model.not_for_drawings"),
    ]:
        with pytest.raises(BadInput) as e:
            engine.run(replace(plain, **change))  # type: ignore[arg-type]
        assert e.value.code == code
        assert e.value.params["name"] in ("edges", "labels")


def test_models_of_other_tasks_do_not_sketch(engine: Engine, square: np.ndarray) -> None:
    shelf.add(OTHER, "deblur")
    with pytest.raises(BadInput) as e:
        engine.run(asked(square, "deblur"))
    assert e.value.code == "model.wrong_task"


def test_a_picture_of_nans_is_never_delivered(
    engine: Engine, edges: Card, square: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: resnet.ResNet, x: torch.Tensor) -> torch.Tensor:
        return x.expand(-1, 3, -1, -1) * float("nan")

    monkeypatch.setattr(resnet.ResNet, "forward", broken)
    with pytest.raises(CoachlineError) as e:
        engine.run(asked(square, "edges"))
    assert e.value.code == "result.broken"
