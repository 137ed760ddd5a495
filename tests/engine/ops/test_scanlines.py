from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from engine.errors import BadInput, CoachlineError
from engine.ops import files
from engine.ops.files import Picture
from engine.ops.scanlines import RowsFile

NOTHING = np.zeros((0, 0, 3), np.uint8)


def about() -> Picture:
    exif = Image.Exif()
    exif[271] = "Maker"
    exif[306] = "2026:01:02 03:04:05"  # TIFF would get the time of writing, which differs
    exif.get_ifd(0x8769)[0x8827] = 200
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return Picture(NOTHING, icc, (300.0, 240.0), exif.tobytes().removeprefix(b"Exif\0\0"))


def write(path: Path, pixels: np.ndarray, about: Picture, rows: int = 7) -> None:
    with RowsFile(path, pixels.shape, pixels.dtype, about) as file:  # type: ignore[arg-type]
        for y in range(0, len(pixels), rows):
            file.write(pixels[y : y + rows])
        file.close()
        file.place()


@given(
    suffix=st.sampled_from([".png", ".jpg", ".tif", ".webp", ".exr"]),
    dtype=st.sampled_from([np.uint8, np.uint16, np.float32]),
    shape=st.tuples(st.integers(1, 30), st.integers(1, 30), st.integers(1, 4)),
    rows=st.integers(1, 40),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_writes_what_files_write(
    tmp_path: Path, suffix: str, dtype: type, shape: tuple[int, int, int], rows: int
) -> None:
    values = np.random.default_rng(0).random(shape)
    top = 1 if dtype == np.float32 else np.iinfo(dtype).max  # type: ignore[type-var]
    pixels = (values * top).astype(dtype)
    told = about()
    write(tmp_path / f"a{suffix}", pixels, told, rows)
    files.write(tmp_path / f"b{suffix}", Picture(pixels, told.icc, told.dpi, told.exif))
    a, b = files.read(tmp_path / f"a{suffix}"), files.read(tmp_path / f"b{suffix}")
    np.testing.assert_array_equal(a.pixels, b.pixels)
    assert a.pixels.dtype == b.pixels.dtype
    assert (a.icc, a.dpi, a.exif) == (b.icc, b.dpi, b.exif)


def test_without_being_placed_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"of before")
    with RowsFile(path, (9, 9, 3), np.uint8, about()) as file:
        file.write(np.zeros((4, 9, 3), np.uint8))
    assert path.read_bytes() == b"of before"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_format_cannot_hold_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="16383"):
        RowsFile(tmp_path / "a.webp", (1, 17_000, 3), np.uint8, about())
    with pytest.raises(BadInput, match="gif"):
        RowsFile(tmp_path / "a.gif", (1, 1, 3), np.uint8, about())
    with pytest.raises(CoachlineError):
        RowsFile(tmp_path / "no" / "a.png", (1, 1, 3), np.uint8, about())


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
@pytest.mark.parametrize("kept", [0.0, 0.9])
def test_a_full_disk_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, kept: float
) -> None:
    file = RowsFile(tmp_path / f"a{suffix}", (9, 9, 3), np.uint8, about())
    file.write(np.zeros((9, 9, 3), np.uint8))

    def cut(_self: RowsFile) -> None:
        written = file._part.read_bytes()
        file._part.write_bytes(written[: int(kept * len(written))])
        complete(file)

    complete = RowsFile._complete
    monkeypatch.setattr(RowsFile, "_complete", cut)
    with pytest.raises(CoachlineError, match="space"):
        file.close()
    file.discard()
    assert list(tmp_path.iterdir()) == []
