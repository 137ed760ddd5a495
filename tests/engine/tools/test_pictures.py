"""Translate and Deblur: networks from picture to picture on pictures of any size."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from engine import recipes
from engine.api import Engine
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.models import resnet, stargan
from engine.models.spec import Interface
from engine.progress import Cancelled, Progress
from engine.requests import DeblurRequest, TranslateRequest, sealed
from engine.runtime import cards, checkpoints, shelf
from engine.tools import pictures, translate

PARITY = Path(__file__).parents[2] / "data" / "parity"
SHARP = PARITY / "deblurgan" / "latest_net_G.pth"
EDGES = PARITY / "pix2pix-resnet6-batch-dropout" / "latest_net_G.pth"  # one plane, dropout
CPU = torch.device("cpu")


@pytest.fixture
def engine() -> Engine:
    return Engine("cpu")


@pytest.fixture
def photo() -> np.ndarray:
    """90×140×3 uint8: soft shapes in colour."""
    y, x = np.mgrid[0:90, 0:140]
    waves = [np.sin(x / 9 + k) * np.cos(y / (7 + k)) for k in range(3)]
    return np.stack([(127 + 120 * w).astype(np.uint8) for w in waves], 2)


def ask(kind: type, picture: np.ndarray, model: str, **more: object) -> Any:
    height, width = picture.shape[:2]
    return kind(sealed(picture), Rect.of_size(width, height), model=model, **more)


def stargan_file(folder: Path, attributes: int = 3) -> Path:
    """A StarGAN in its authors' layout that does something else for each attribute."""
    torch.manual_seed(0)
    net = stargan.StarGAN(3, attributes, 3, (4, 6, 8), 2)
    names = {"down.0": "main.0", "down_norm.0": "main.1", "head": "main.17"}
    for i, n in enumerate((3, 6)):
        names |= {f"down.{i + 1}": f"main.{n}", f"down_norm.{i + 1}": f"main.{n + 1}"}
    for i, n in enumerate((11, 14)):
        names |= {f"up.{i}": f"main.{n}", f"up_norm.{i}": f"main.{n + 1}"}
    for i in range(2):
        for j, part in enumerate(("conv1", "norm1", "", "conv2", "norm2")):
            names[f"blocks.{i}.{part}"] = f"main.{9 + i}.main.{j}"
    state = {}
    for key, value in net.state_dict().items():
        stem, _, part = key.rpartition(".")
        state[f"{names[stem]}.{part}"] = value * 3 if value.ndim == 4 else value
    path = folder / "200000-G.ckpt"
    torch.save(state, path)
    return path


def cyclegan_file(folder: Path) -> Path:
    torch.manual_seed(0)
    net = resnet.ResNet(3, 3, (3, 4, 6), 1, "instance", True)
    names = {"stem": "model.1", "down.0": "model.4", "down.1": "model.7"}
    names |= {"blocks.0.conv1": "model.10.conv_block.1", "blocks.0.conv2": "model.10.conv_block.5"}
    names |= {"up.0": "model.11", "up.1": "model.14", "head": "model.18"}
    state = {}
    for key, value in net.state_dict().items():
        stem, _, part = key.rpartition(".")
        state[f"{names[stem]}.{part}"] = value
    path = folder / "latest_net_G.pth"
    torch.save(state, path)
    return path


@pytest.mark.parametrize("shape", [(90, 140, 3), (17, 200, 3), (64, 33, 1), (40, 50, 4)])
def test_deblurring_gives_the_network_what_its_authors_give_it(
    engine: Engine, shape: tuple[int, int, int]
) -> None:
    added = shelf.add(SHARP, "sharp")
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, shape, np.uint8)
    picture[..., 3:] = 255
    made = engine.run(ask(DeblurRequest, picture, "sharp")).pixels
    assert made.shape == (*shape[:2], 4)
    net = checkpoints.load(added.card.weights)[1]
    x = torch.tensor(picture[..., :3]).permute(2, 0, 1)[None].float().expand(1, 3, -1, -1)
    height, width = shape[:2]
    pad = (0, -width % 4, 0, -height % 4)
    x = torch.nn.functional.pad(x / 127.5 - 1, pad, mode="reflect")
    with torch.inference_mode():
        right = ((net(x)[0, :, :height, :width] + 1) * 127.5).round().permute(1, 2, 0).numpy()
    assert right.std() > 1
    assert np.abs(made[..., :3] - right).max() <= 1


def test_a_large_picture_is_deblurred_in_tiles_without_seams(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network without normalisation sees no tiles: the result is that of the whole."""

    class Sharpen(torch.nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            blurred = torch.nn.functional.avg_pool2d(x, 5, 1, 2, count_include_pad=False)
            return (2 * x - blurred).clamp(-1, 1)

    torch.manual_seed(0)
    x = torch.rand(1, 3, 300, 430) * 2 - 1
    face = Interface(multiple=4, smallest=8)
    steps: list[float] = []
    made = pictures.tiled(
        x, (160, 160), 3, lambda t: pictures.fitted(t, face, Sharpen()), steps.append
    )
    whole = pictures.fitted(x, face, Sharpen())
    # The rims of a tile see mirrored pixels and weigh next to nothing.
    assert (made - whole).abs()[..., 3:-3, 3:-3].max() < 0.01
    assert steps == sorted(steps)
    assert steps[-1] == 1
    assert len(steps) > 4


@settings(max_examples=60, deadline=None)
@given(length=st.integers(1, 5000), side=st.integers(32, 1500))
def test_tiles_cover_a_length_and_overlap(length: int, side: int) -> None:
    found = pictures.starts(length, side)
    assert found[0] == 0
    assert found[-1] == max(0, length - side)
    lap = min(pictures.OVERLAP, side // 4)
    assert all(0 < b - a <= side - lap + 1 for a, b in pairwise(found))


@settings(max_examples=40, deadline=None)
@given(
    height=st.integers(1, 60),
    width=st.integers(1, 60),
    multiple=st.sampled_from([1, 4, 32]),
    smallest=st.sampled_from([1, 16, 64]),
)
def test_any_size_is_made_to_fit_and_cut_back(
    height: int, width: int, multiple: int, smallest: int
) -> None:
    sizes = []

    def net(x: Tensor) -> Tensor:
        sizes.append(tuple(x.shape[2:]))
        return x

    if min(height, width) == 1:
        return  # nothing to mirror; such pictures are refused before
    x = torch.rand(1, 3, height, width)
    face = Interface(multiple=multiple, smallest=smallest, takes=(0, 1), gives=(0, 1))
    made = pictures.fitted(x, face, net)
    torch.testing.assert_close(made, x)
    assert all(n % multiple == 0 and n >= smallest for n in sizes[0])


def test_a_mask_keeps_what_is_outside_and_only_its_surroundings_are_computed(
    engine: Engine, photo: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(SHARP, "sharp")
    mask = np.zeros((90, 140, 1), np.uint8)
    mask[10:20, 100:120] = 255
    mask[20:24, 100:120] = 128
    seen: list[tuple[int, ...]] = []
    forward = resnet.ResNet.forward

    def watched(self: resnet.ResNet, x: Tensor) -> Tensor:
        seen.append(tuple(x.shape))
        return forward(self, x)

    monkeypatch.setattr(resnet.ResNet, "forward", watched)
    made = engine.run(ask(DeblurRequest, photo, "sharp", mask=sealed(mask))).pixels
    assert np.array_equal(made[..., 3:], mask)
    assert seen[0][2] < 90
    assert seen[0][3] <= 20 + 2 * 64 + 4


def test_transparent_stays_transparent_and_what_hides_there_is_not_seen(
    engine: Engine, photo: np.ndarray
) -> None:
    shelf.add(SHARP, "sharp")
    alpha = np.full((90, 140, 1), 255, np.uint8)
    alpha[:, 70:] = 0
    one, other = (np.concatenate([photo, alpha], 2) for _ in range(2))
    other[:, 70:, :3] = 255 - other[:, 70:, :3]
    first, second = (engine.run(ask(DeblurRequest, p, "sharp")).pixels for p in (one, other))
    assert np.array_equal(first, second)
    assert np.array_equal(first[..., 3:], alpha)


def test_a_cyclegan_translates_pictures_of_any_size(engine: Engine, tmp_path: Path) -> None:
    card = shelf.add(cyclegan_file(tmp_path), "zebra").card
    assert card.task == "translate"
    for shape in [(16, 16, 3), (37, 211, 1), (300, 40, 4), (120, 160, 2)]:
        picture = np.random.default_rng(0).integers(1, 256, shape, np.uint8)
        made = engine.run(ask(TranslateRequest, picture, "zebra", side=128)).pixels
        assert made.shape == (*shape[:2], 4)
        expected = picture[..., -1] if shape[2] in (2, 4) else np.full(shape[:2], 255)
        assert np.array_equal(made[..., 3], expected)


def test_a_picture_of_about_the_trained_size_is_translated_at_its_own(
    engine: Engine, photo: np.ndarray, tmp_path: Path
) -> None:
    added = shelf.add(cyclegan_file(tmp_path), "zebra")
    picture = photo[:88, :]  # multiples of four
    made = engine.run(ask(TranslateRequest, picture, "zebra", side=2048)).pixels
    net = checkpoints.load(added.card.weights)[1]
    x = torch.tensor(picture).permute(2, 0, 1)[None].float() / 127.5 - 1
    height, width = translate.working_size(88, 140, 2048, Interface(multiple=4, smallest=8))
    assert abs(height - 88) <= 4
    assert abs(width - 140) <= 4
    with torch.inference_mode():
        x = torch.nn.functional.interpolate(x, (height, width), mode="bicubic", antialias=True)
        right = net(x.clamp(-1, 1))
        right = torch.nn.functional.interpolate(right, (88, 140), mode="bicubic", antialias=True)
    levels = ((right[0].clamp(-1, 1) + 1) * 127.5).permute(1, 2, 0).numpy()
    assert np.abs(made[..., :3] - levels).max() <= 1


def test_stargan_gives_the_attributes_that_it_is_told_by_name_or_number(
    engine: Engine, photo: np.ndarray, tmp_path: Path
) -> None:
    shelf.add(stargan_file(tmp_path), "looks", attributes=("Snow", "Rain", "Dusk"))

    def made(attributes: str) -> np.ndarray:
        request = ask(TranslateRequest, photo, "looks", attributes=attributes, side=128)
        return engine.run(request).pixels

    none, snow, both = made(""), made("snow"), made("Snow, dusk")
    assert np.array_equal(snow, made("1"))
    assert np.array_equal(both, made("3,1"))
    assert not np.array_equal(none, snow)
    assert not np.array_equal(snow, both)
    for wrong in ("Fog", "4", "0"):
        with pytest.raises(BadInput) as e:
            made(wrong)
        assert e.value.code == "model.attribute"
        assert "Snow, Rain, Dusk" in str(e.value)


def test_names_of_attributes_are_as_many_as_the_network_knows(tmp_path: Path, home: Path) -> None:
    with pytest.raises(BadInput) as e:
        shelf.add(stargan_file(tmp_path), "looks", attributes=("Snow", "Rain"))
    assert e.value.code == "model.attributes"
    assert not list(home.rglob("*.*"))
    card = shelf.add(stargan_file(tmp_path), "looks").card
    assert translate.attribute_names(card, 3) == ["1", "2", "3"]


def test_pix2pix_translates_if_the_user_says_so_and_seeds_draw_its_dropout(
    engine: Engine, photo: np.ndarray
) -> None:
    shelf.add(EDGES, "look", task="translate")
    plain, one, again, two = (
        engine.run(ask(TranslateRequest, photo, "look", seed=s, side=128)).pixels
        for s in (0, 1, 1, 2)
    )
    assert np.array_equal(one, again)
    assert not np.array_equal(one, two)
    assert not np.array_equal(one, plain)
    with pytest.raises(BadInput) as e:
        engine.run(ask(TranslateRequest, photo, "look", attributes="1"))
    assert e.value.code == "model.no_attributes"


def test_bad_input_is_refused_before_a_model_is_loaded(engine: Engine, photo: np.ndarray) -> None:
    black, small = np.zeros((90, 140, 1), np.uint8), np.full((9, 9, 1), 255, np.uint8)
    for kind, picture, more, code in [
        (DeblurRequest, photo[:15], {}, "picture.too_small"),
        (DeblurRequest, photo, {"mask": sealed(black)}, "mask.empty"),
        (TranslateRequest, photo, {"mask": sealed(small)}, "mask.size"),
        (TranslateRequest, photo, {"seed": -1}, "value.range"),
        (TranslateRequest, photo, {"side": 5000}, "value.range"),
        (TranslateRequest, photo, {}, "model.unknown"),
    ]:
        with pytest.raises(BadInput) as e:
            engine.run(ask(kind, picture, "nobody", **more))
        assert e.value.code == code


def test_networks_that_take_or_give_something_else_are_refused_by_name() -> None:
    for face in (
        Interface(5),
        Interface(3, 0),
        Interface(3, 3, scale=2),
        Interface(3, 3, labels=3),
        Interface(0, 3, latent=4),
    ):
        with pytest.raises(BadInput) as e:
            pictures.check_face("other", face)
        assert e.value.code == "model.not_for_pictures"
        assert e.value.params["name"] == "other"


def test_nans_are_never_delivered(
    engine: Engine, photo: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(SHARP, "sharp")
    monkeypatch.setattr(resnet.ResNet, "forward", lambda self, x: x * float("nan"))
    with pytest.raises(CoachlineError) as e:
        engine.run(ask(DeblurRequest, photo, "sharp"))
    assert e.value.code == "result.broken"


def test_deblurring_stops_between_tiles(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add(SHARP, "sharp")
    monkeypatch.setattr("engine.tools.deblur.TILE", 64)
    picture = np.zeros((128, 400, 3), np.uint8)
    done: list[float] = []

    def report(share: float) -> None:
        done.append(share)
        if share > 0.2:
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        engine.run(ask(DeblurRequest, picture, "sharp"), progress)
    assert max(done) < 0.9


@pytest.mark.parametrize("kind", [DeblurRequest, TranslateRequest])
def test_the_recipe_makes_the_same_picture_again(
    engine: Engine, photo: np.ndarray, tmp_path: Path, kind: type
) -> None:
    file = SHARP if kind is DeblurRequest else cyclegan_file(tmp_path)
    card = shelf.add(file, "net", licence="CC-BY-NC-4.0").card
    mask = np.full((90, 140, 1), 200, np.uint8)
    result = engine.run(ask(kind, photo, "net", mask=sealed(mask)))
    text = result.recipe.to_json()
    again = recipes.rebuild(recipes.Recipe.from_json(text), {"picture": photo, "mask": mask})
    assert np.array_equal(engine.run(again).pixels, result.pixels)
    assert cards.licences([result.recipe]) == {"net": card.licence}
    assert cards.restricts(card.licence)
    cards.remove("net")
    assert cards.licences([result.recipe]) == {"net": "unknown"}


def test_grey_networks_see_the_luma_of_colours() -> None:
    picture = np.zeros((16, 16, 3), np.uint8)
    picture[..., 1] = 255
    grey = pictures.seen(picture, 1, CPU)
    assert grey.shape == (1, 1, 16, 16)
    torch.testing.assert_close(grey, torch.full_like(grey, 0.587 - 0.413))
