from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.api import Engine
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.latent_requests import MoveRequest, ProjectRequest, SampleRequest
from engine.models.latent_encoder import LatentEncoder
from engine.runtime import cards, shelf
from engine.runtime.pool import Pool
from engine.tools.latent import encoder, manifold
from engine.tools.latent.manifold import Manifold

PARITY = Path(__file__).resolve().parents[3] / "data" / "parity"
ONE = Rect(0, 0, 1, 1)


def installed(folder: Path) -> str:
    file = next(p for p in sorted(folder.iterdir()) if p.suffix in (".pkl", ".pt", ".pth"))
    return shelf.add(file, name="theirs").card.name


def opened(name: str, label: int = 0) -> Manifold:
    return manifold.of(name, label, Pool(torch.device("cpu")))


@pytest.mark.parametrize("published", ["stylegan2ada-32", "stylegan2-rosinality-32", "pgan-64"])
def test_coordinates_lead_there_and_back(published: str) -> None:
    m = opened(installed(PARITY / published))
    latents = m.all_layers(m.mapping(m.random_z(3, 0)))
    assert torch.allclose(m.placed(m.coordinates(latents)), latents, atol=1e-3)
    assert torch.allclose(m.basis.T @ m.basis, torch.eye(m.basis.shape[1]), atol=1e-4)
    assert (m.spread[:-1] >= m.spread[1:]).all()


def test_a_generator_without_a_mapping_is_moved_first_where_it_changes_most() -> None:
    m = opened(installed(PARITY / "pgan-64"))
    z = m.all_layers(m.random_z(4, 1))
    with torch.no_grad():
        here = m.synthesis(z)
        changes = [float((m.synthesis(z + 2 * m.basis[:, i]) - here).abs().mean()) for i in (0, -1)]
    assert changes[0] > 1.2 * changes[1]


def test_our_coordinates_are_those_of_the_file(tiny_latent: str) -> None:
    m = opened(tiny_latent)
    assert (m.layers, m.width, m.side) == (5, 16, 32)
    assert [m.level(name) for name in manifold.LEVELS] == [slice(0, 2), slice(2, 3), slice(3, 5)]
    assert torch.equal(m.random_z(3, 7), m.random_z(3, 7))


@pytest.mark.parametrize(
    "published", ["dcgan-64", "biggan-hier-64", "stylegan2ada-64-cond-car", "pgan-64"]
)
def test_generators_of_others_sample_project_and_move(shared: Path, published: str) -> None:
    name = installed(shared / "fixtures" / "parity" / published)
    engine = Engine("cpu")
    drawn = engine.run(SampleRequest(ONE, count=2, seed=9, model=name))
    assert drawn.arrays["pictures"].shape == (2, 64, 64, 3)
    picture, latent = drawn.arrays["pictures"][0], drawn.arrays["latents"][0]
    region = Rect.of_size(64, 64)
    space = "w+" if "stylegan" in published else "z"
    few, many = (
        engine.run(
            ProjectRequest(picture, region, method="opt", space=space, steps=s, model=name)
        ).figures["psnr"]
        for s in (0, 30)
    )
    assert many > few
    moved = engine.run(
        MoveRequest(latent, region, components=np.array([3], np.float32), model=name)
    )
    assert not np.array_equal(moved.pixels[..., :3], picture)
    with pytest.raises(BadInput) as e:
        engine.run(MoveRequest(latent, region, axes="length=1", model=name))
    assert e.value.code == "latent.no_axes"


def test_classes_are_told_and_checked(shared: Path) -> None:
    name = installed(shared / "fixtures" / "parity" / "biggan-hier-64")
    engine = Engine("cpu")
    zero, one = (
        engine.run(SampleRequest(ONE, count=1, label=label, model=name)).pixels for label in (0, 1)
    )
    assert not np.array_equal(zero, one)
    with pytest.raises(BadInput, match="label"):
        engine.run(SampleRequest(ONE, count=1, label=10_000, model=name))


def test_a_space_that_a_generator_does_not_have_is_told() -> None:
    name = installed(PARITY / "pgan-64")
    picture = np.zeros((64, 64, 3), np.uint8)
    request = ProjectRequest(picture, Rect.of_size(64, 64), method="opt", space="w+", model=name)
    with pytest.raises(BadInput) as e:
        Engine("cpu").run(request)
    assert e.value.code == "latent.space"


def test_an_encoder_of_another_generator_is_refused(tiny_latent: str) -> None:
    pool = Pool(torch.device("cpu"))
    net = pool.get("tiny-encoder", "encode").net
    assert isinstance(net, LatentEncoder)
    net.z_width += 1
    with pytest.raises(CoachlineError) as e:
        encoder.reader(manifold.of(tiny_latent, 0, pool), pool)
    assert e.value.code == "model.damaged"


def test_without_its_encoder_a_generator_says_which_model_is_missing(
    tiny_latent: str, home: Path
) -> None:
    for path in (home / "models").glob("tiny-encoder.*"):
        path.unlink()
    assert {c.name for c in cards.installed("latent")} >= {tiny_latent}
    picture = np.zeros((32, 32, 3), np.uint8)
    request = ProjectRequest(picture, Rect.of_size(32, 32), model=tiny_latent)
    with pytest.raises(BadInput, match="tiny-encoder"):
        Engine("cpu").run(request)
