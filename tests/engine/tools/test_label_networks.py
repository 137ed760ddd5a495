"""Networks of others on label maps: SPADE with and without styles, pix2pixHD, what they refuse."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.api import Engine
from engine.errors import BadInput
from engine.geometry import Rect
from engine.label_requests import SemanticRequest
from engine.models import resnet
from engine.models.spade import SpadeGenerator, StyleEncoder
from engine.models.spec import Interface
from engine.requests import sealed
from engine.runtime import cards, shelf
from engine.tools import label_networks

COUNT = 6  # labels of the small networks


def spade_file(folder: Path, latent: int = 0, planes: int = COUNT) -> Path:
    """A SPADE of few channels and random weights, in its authors' layout."""
    torch.manual_seed(0)
    widths = (32, 32, 32, 32, 16, 8, 4, 2)
    net = SpadeGenerator(
        planes,
        3,
        widths,
        8,
        "instance",
        3,
        latent,
        "normal",
        4 if latent else 0,
        0,
        1.0,
        False,
        True,
    )
    path = folder / f"spade{latent}_{planes}.pth"
    torch.save(net.state_dict(), path)
    return path


def encoder_file(folder: Path, latent: int) -> Path:
    torch.manual_seed(1)
    net = StyleEncoder(3, (4, 4, 4, 4, 4, 4), latent, "instance", False)
    state = {k: v for k, v in net.state_dict().items() if k.startswith("fc_")}
    state |= {f"layer{i + 1}.0.weight": conv.weight for i, conv in enumerate(net.convs)}
    path = folder / f"encoder{latent}.pth"
    torch.save(state, path)
    return path


@pytest.fixture
def ids() -> np.ndarray:
    parts = np.zeros((90, 150, 1), np.uint8)
    parts[30:70, 20:130] = 2
    parts[40:50, 50:90] = 3
    parts[:5, :5] = 255
    return parts


def asked(ids: np.ndarray, model: str, **more: object) -> SemanticRequest:
    height, width = ids.shape[:2]
    return SemanticRequest(sealed(ids), Rect.of_size(width, height), model=model, **more)  # type: ignore[arg-type]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    shelf.add(spade_file(tmp_path), "plain")
    shelf.add(spade_file(tmp_path, 7), "styled-g")
    return Engine("cpu")


@pytest.mark.parametrize("size", [(90, 150), (16, 16), (400, 300)])
def test_the_picture_has_the_maps_size(engine: Engine, size: tuple[int, int]) -> None:
    parts = np.ones((*size, 1), np.uint8)
    assert engine.run(asked(parts, "plain")).pixels.shape == (*size, 4)


def test_labels_are_the_networks_own_or_are_mapped_to_them(engine: Engine, ids: np.ndarray) -> None:
    own = engine.run(asked(ids, "plain")).pixels
    moved = np.where(ids == 2, 17, ids).astype(np.uint8)
    mapped = engine.run(asked(moved, "plain", mapping="0=0, 17=2, 3=3")).pixels
    other = engine.run(asked(moved, "plain", mapping="0=0, 17=4, 3=3")).pixels
    assert np.array_equal(own, mapped)
    assert not np.array_equal(own, other)


def test_a_label_that_the_network_does_not_have_is_told_with_its_number(
    engine: Engine, ids: np.ndarray
) -> None:
    ids[8, 8] = COUNT
    for request in (asked(ids, "plain"), asked(ids % 5, "plain", mapping="0=0, 2=6")):
        with pytest.raises(BadInput) as e:
            engine.run(request)
        assert e.value.code == "labels.count"
        assert e.value.params == {"largest": 6, "count": 6, "last": 5}


def test_styles_are_drawn_by_seed_or_read_by_the_networks_encoder(
    engine: Engine, ids: np.ndarray, tmp_path: Path
) -> None:
    request = asked(ids, "styled-g")
    first, again, other = (engine.run(replace(request, seed=s)).pixels for s in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    red = replace(request, style=np.full((20, 20, 3), (220, 10, 10), np.uint8))
    with pytest.raises(BadInput) as e:
        engine.run(red)
    assert e.value.code == "model.no_encoder"
    shelf.add(encoder_file(tmp_path, 9), "styled-e9")  # of another network
    with pytest.raises(BadInput):
        engine.run(red)
    shelf.add(encoder_file(tmp_path, 7), "styled-e")
    assert "styled-e" not in [c.name for c in cards.installed("semantic")]
    pictures = [engine.run(replace(red, seed=s)).pixels for s in (0, 0, 5)]
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], first)
    assert not np.array_equal(pictures[0], pictures[2])


def test_a_mask_places_the_picture(engine: Engine, ids: np.ndarray) -> None:
    mask = np.zeros_like(ids)
    mask[30:60, 40:80] = 255
    assert np.array_equal(engine.run(asked(ids, "plain", mask=sealed(mask))).pixels[..., 3:], mask)


def test_what_a_network_cannot_follow_is_refused(engine: Engine, ids: np.ndarray) -> None:
    picture = np.zeros((90, 150, 4), np.uint8)
    for change, code in [
        ({"hints": picture}, "model.no_hints"),
        ({"lines": picture}, "model.no_lines"),
        ({"style": picture}, "model.no_style"),
    ]:
        with pytest.raises(BadInput) as e:
            engine.run(replace(asked(ids, "plain"), **change))  # type: ignore[arg-type]
        assert e.value.code == code


def test_planes_for_what_is_not_known_and_for_edges_are_filled() -> None:
    parts = np.full((64, 64), 1, np.uint8)
    parts[:, 32:] = 255
    face = Interface(planes=5, labels=5, unknown=True, edges=True)
    planes = label_networks.planes_of(parts, face, (64, 64), torch.device("cpu"))
    assert planes.shape == (1, 5, 64, 64)
    assert planes[0, 1, :, :32].all() and planes[0, 3, :, 32:].all()
    assert planes[0, :4].sum() == 64 * 64
    assert planes[0, 4].sum() == 2 * 64
    bare = label_networks.planes_of(
        parts, Interface(planes=3, labels=3), (64, 64), torch.device("cpu")
    )
    assert bare.sum() == 64 * 32


def test_the_published_networks_planes_are_known(tmp_path: Path) -> None:
    for planes, count in ((36, 35), (151, 150), (184, 182), (20, 20)):
        face = shelf.examine(spade_file(tmp_path, planes=planes)).face
        assert face.labels - face.unknown - face.edges == count


def test_pix2pix_with_more_planes_than_a_picture_has_takes_labels(
    tmp_path: Path, ids: np.ndarray
) -> None:
    torch.manual_seed(0)
    net = resnet.ResNet(COUNT, 3, (4, 8, 8), 1, "batch", False)
    state = {k: v for k, v in net.state_dict().items() if "num_batches" not in k}
    theirs = {
        "stem": "model.1", "stem_norm": "model.2", "down.0": "model.4", "down_norm.0": "model.5",
        "down.1": "model.7", "down_norm.1": "model.8", "blocks.0.conv1": "model.10.conv_block.1",
        "blocks.0.norm1": "model.10.conv_block.2", "blocks.0.conv2": "model.10.conv_block.5",
        "blocks.0.norm2": "model.10.conv_block.6", "up.0": "model.11", "up_norm.0": "model.12",
        "up.1": "model.14", "up_norm.1": "model.15", "head": "model.18",
    }  # fmt: skip
    named = {f"{theirs[k.rpartition('.')[0]]}.{k.rpartition('.')[2]}": v for k, v in state.items()}
    torch.save(named, tmp_path / "p2p.pth")
    shelf.add(tmp_path / "p2p.pth", "labelled", task="semantic")
    engine = Engine("cpu")
    first = engine.run(asked(ids, "labelled")).pixels
    other = engine.run(asked(np.where(ids == 2, 4, ids).astype(np.uint8), "labelled")).pixels
    assert first.shape == (90, 150, 4)
    assert not np.array_equal(first, other)


def test_a_size_that_does_not_fit_the_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as e:
        shelf.examine(spade_file(tmp_path, 7), {"crop_size": 512})
    assert e.value.code == "model.option_value"


@pytest.mark.parametrize("name", ["spade-most", "spade-normal", "spade-vae-normal"])
def test_checkpoints_of_the_authors_code_paint(
    shared: Path, tmp_path: Path, name: str, ids: np.ndarray
) -> None:
    folder = shared / "fixtures" / "parity" / name
    options = json.loads((folder / "meta.json").read_text())["options"]
    told = {k: options[k] for k in ("crop_size", "aspect_ratio", "no_instance")}
    told["contain_dontcare_label"] = options["contain_dontcare_label"]
    shelf.add(folder / "latest_net_G.pth", "theirs", answers=told)
    face = cards.find("theirs", "semantic").table["interface"]
    assert face["labels"] - face["unknown"] - face["edges"] == options["label_nc"]
    pixels = Engine("cpu").run(asked(ids, "theirs")).pixels
    assert pixels.shape == (90, 150, 4)
    assert pixels[..., :3].std() > 5
