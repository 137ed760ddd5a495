"""Loaded networks, and those between two of them."""

from hashlib import sha256
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from engine import paths
from engine.errors import BadInput
from engine.models.upscaler import Upscaler
from engine.runtime import cards
from engine.runtime.pool import Pool


def install(folder: Path, name: str, convs: int = 2, seed: int = 0) -> None:
    """A model of random weights in the user's folder."""
    torch.manual_seed(seed)
    net = Upscaler(2, 8, convs)
    state = {k: torch.randn_like(v) * 0.1 for k, v in net.state_dict().items()}
    path = folder / f"{name}.safetensors"
    save_file(state, path)
    fields = {"title": name, "task": "upscale", "version": "1", "licence": "Apache-2.0"}
    cards.write(
        path.with_suffix(".toml"), {**fields, "sha256": sha256(path.read_bytes()).hexdigest()}
    )


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pool:
    monkeypatch.setattr(paths, "user_models", lambda: tmp_path)
    install(tmp_path, "faithful", seed=1)
    install(tmp_path, "detailed", seed=2)
    install(tmp_path, "deeper", convs=3)
    return Pool(torch.device("cpu"))


def weights(pool: Pool, detail: float) -> dict[str, torch.Tensor]:
    return pool.blended("faithful", "detailed", detail).net.state_dict()


def test_the_ends_of_a_blend_are_the_models_themselves(pool: Pool) -> None:
    assert pool.blended("faithful", "detailed", 0) is pool.get("faithful", "upscale")
    assert pool.blended("faithful", "detailed", 1) is pool.get("detailed", "upscale")


def test_weights_lie_between_those_of_the_two(pool: Pool) -> None:
    faithful, detailed = weights(pool, 0), weights(pool, 1)
    for key, value in weights(pool, 0.25).items():
        torch.testing.assert_close(value, 0.75 * faithful[key] + 0.25 * detailed[key])


def test_blending_leaves_both_models_as_they_were(pool: Pool) -> None:
    before = {k: v.clone() for k, v in weights(pool, 0).items()}
    weights(pool, 0.5)
    for key, value in weights(pool, 0).items():
        assert torch.equal(value, before[key])


def test_a_blend_is_kept_until_another_is_asked_for(pool: Pool) -> None:
    half = pool.blended("faithful", "detailed", 0.5)
    assert pool.blended("faithful", "detailed", 0.5) is half
    assert pool.blended("faithful", "detailed", 0.75) is not half


def test_networks_of_different_shapes_cannot_be_blended(pool: Pool) -> None:
    with pytest.raises(BadInput) as e:
        pool.blended("faithful", "deeper", 0.5)
    assert e.value.code == "model.no_pair"
    assert "deeper" in str(e.value)
