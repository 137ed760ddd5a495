import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from engine.errors import BadInput, CoachlineError
from engine.ops import files
from engine.ops.files import Picture

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def noise(height: int, width: int, channels: int, dtype: type) -> np.ndarray:
    rng = np.random.default_rng(height * 1000 + width)
    top = {np.uint8: 255, np.uint16: 65535}.get(dtype, 1)
    return (rng.random((height, width, channels)) * top).astype(dtype)


LOSSLESS = [(".png", np.uint8), (".png", np.uint16), (".tif", np.uint8), (".tif", np.uint16),
            (".tif", np.float32), (".exr", np.float32)]  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    channels=st.integers(1, 4),
    kind=st.sampled_from(LOSSLESS),
)
def test_lossless_formats_keep_every_number(
    tmp_path: Path, height: int, width: int, channels: int, kind: tuple[str, type]
) -> None:
    extension, dtype = kind
    pixels = noise(height, width, channels, dtype)
    if channels in (2, 4):
        pixels[..., -1].flat[::3] = 0  # colour under full transparency is kept too
    path = tmp_path / f"bläch 图{extension}"
    files.write(path, Picture(pixels))
    again = files.read(path).pixels
    assert again.dtype == dtype
    assert np.array_equal(again, pixels)


@pytest.mark.parametrize("extension", [".png", ".tif", ".jpg", ".webp"])
def test_profile_and_resolution_are_kept(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"p{extension}"
    files.write(path, Picture(noise(9, 7, 3, np.uint8), SRGB, (300, 300)))
    again = files.read(path)
    assert again.icc == SRGB
    if extension != ".webp":  # WebP has no field for it
        assert again.dpi == pytest.approx((300, 300), rel=1e-3)


def test_jpeg_gets_transparent_pixels_on_white(tmp_path: Path) -> None:
    clear_black = np.zeros((8, 8, 4), np.uint8)
    files.write(tmp_path / "p.jpg", Picture(clear_black))
    assert files.read(tmp_path / "p.jpg").pixels.min() >= 254


def test_a_picture_comes_upright(tmp_path: Path) -> None:
    upright = noise(4, 6, 3, np.uint8)
    turned = Image.fromarray(np.ascontiguousarray(upright.transpose(1, 0, 2)[::-1]))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(tmp_path / "p.png", exif=exif)
    assert np.array_equal(files.read(tmp_path / "p.png").pixels, upright)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_orientation_agrees_with_pillow(tmp_path: Path, orientation: int) -> None:
    from PIL import ImageOps

    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = Image.fromarray(noise(3, 5, 3, np.uint8))
    picture.save(tmp_path / "p.png", exif=exif)
    with Image.open(tmp_path / "p.png") as saved:
        expected = np.asarray(ImageOps.exif_transpose(saved))
    assert np.array_equal(files.read(tmp_path / "p.png").pixels, expected)


def damaged(tmp_path: Path) -> dict[str, bytes]:
    good = tmp_path / "good.png"
    files.write(good, Picture(noise(64, 64, 3, np.uint8)))
    data = good.read_bytes()
    return {
        "truncated.png": data[: len(data) // 2],
        "head.png": data[:8],
        "text.jpg": b"this is no picture" * 50,
        "null.null": b"x" * 100,
        "project.png": b"PK\x03\x04" + b"\0" * 200,
    }


@pytest.mark.parametrize(
    "name", ["truncated.png", "head.png", "text.jpg", "null.null", "project.png"]
)
def test_broken_and_fake_files_are_refused_by_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(damaged(tmp_path)[name])
    with pytest.raises(BadInput) as e:
        files.read(path)
    assert e.value.code == "file.unreadable"
    assert name in str(e.value)


def test_missing_empty_and_folders_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    for name, code in [
        ("no.png", "file.missing"),
        ("empty.png", "file.empty"),
        (".", "file.folder"),
    ]:
        with pytest.raises(BadInput) as e:
            files.read(tmp_path / name)
        assert e.value.code == code


def test_a_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    Image.new("1", (30_000, 30_000)).save(tmp_path / "huge.png")
    with pytest.raises(BadInput) as e:
        files.read(tmp_path / "huge.png")
    assert e.value.code == "file.too_large"


def test_cmyk_is_refused_with_a_remedy(tmp_path: Path) -> None:
    Image.new("CMYK", (8, 8), (10, 20, 30, 40)).save(tmp_path / "c.jpg")
    with pytest.raises(BadInput) as e:
        files.read(tmp_path / "c.jpg")
    assert e.value.code == "file.cmyk"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.png"
    path.write_bytes(b"old")

    def full(part: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(CoachlineError) as e:
        files.write(path, Picture(noise(4, 4, 3, np.uint8)))
    assert e.value.code == "file.write"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_is_known_before_computing(tmp_path: Path) -> None:
    for name, width, code in [
        ("p.xyz", 8, "file.format"),
        ("p.webp", 20_000, "file.too_large_for_format"),
        ("no/p.png", 8, "file.write"),
    ]:
        with pytest.raises(BadInput) as e:
            files.check_writable(tmp_path / name, width, 8)
        assert e.value.code == code


@given(height=st.integers(1, 20), width=st.integers(1, 20), deep=st.booleans())
@settings(max_examples=10, deadline=None)
def test_pictures_survive_memory(height: int, width: int, deep: bool) -> None:
    pixels = noise(height, width, 4, np.uint16 if deep else np.uint8)
    assert np.array_equal(files.decode(files.encode_png(pixels), "a.png").pixels, pixels)


def test_the_formats_that_upscalers_spoil_are_read_in_full(shared: Path) -> None:
    folder = shared / "fixtures" / "real" / "formats"
    deep = files.read(folder / "tree_alpha_16bit.png")
    assert deep.pixels.dtype == np.uint16
    assert deep.pixels.shape[2] == 4
    assert deep.icc is not None
    assert files.read(folder / "wolf_gray.jpg").pixels.shape[2] == 1
