from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import BadInput, CoachlineError
from engine.ops import latent_files, npz
from engine.ops.latent_files import LatentFile


@pytest.fixture
def held() -> LatentFile:
    latent = np.random.default_rng(0).normal(0, 1, (9, 192)).astype(np.float32)
    return LatentFile(latent, "latent", "ab" * 32, 3000, 4000, 24.5, "cnn_opt", "w+", 200)


def test_a_latent_comes_back(held: LatentFile, tmp_path: Path) -> None:
    path = tmp_path / "車.npz"
    latent_files.save(held, path)
    back = latent_files.load(path)
    assert np.array_equal(back.latent, held.latent)
    assert vars(back) | {"latent": None} == vars(held) | {"latent": None}
    assert list(tmp_path.iterdir()) == [path]


def spoilt(held: LatentFile, **more: object) -> dict[str, np.ndarray]:
    table = {"coachline_latent": 1, **vars(held), **more}
    return {k: np.asarray(v) for k, v in table.items() if v is not None}


@pytest.mark.parametrize(
    "more",
    [
        {"latent": None},
        {"latent": np.zeros((2, 3, 4), np.float32)},
        {"latent": np.zeros((2, 3), np.int64)},
        {"latent": np.full((2, 3), np.nan, np.float32)},
        {"latent": np.zeros((0, 3), np.float32)},
        {"coachline_latent": None},
        {"coachline_latent": 2},
        {"model": 7},
        {"model": ["a", "b"]},
        {"steps": 1.5},
        {"height": [1, 2]},
    ],
)
def test_what_is_no_latent_is_refused_by_name(
    held: LatentFile, tmp_path: Path, more: dict[str, object]
) -> None:
    path = tmp_path / "bad.npz"
    path.write_bytes(npz.encode(spoilt(held, **more)))
    with pytest.raises(BadInput, match=r"bad\.npz") as e:
        latent_files.load(path)
    assert e.value.code == "latent.file"


def test_files_that_are_not_there_or_no_files_are_told(held: LatentFile, tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.npz", "file.missing"), (tmp_path, "file.folder")):
        with pytest.raises(BadInput) as e:
            latent_files.load(path)
        assert e.value.code == code
    (tmp_path / "text.npz").write_text("hello")
    with pytest.raises(BadInput) as e:
        latent_files.load(tmp_path / "text.npz")
    assert e.value.code == "latent.file"


def test_a_failed_write_leaves_the_file_of_before(
    held: LatentFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.npz"
    path.write_text("before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(CoachlineError, match="No space"):
        latent_files.save(held, path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
