import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import OpenImageIO as oiio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.ExifTags import IFD, Base
from PIL.TiffImagePlugin import IFDRational

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


def with_exif(path: Path) -> bytes:
    """A picture as a camera writes it, lying on its side; returns its cleaned block."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Orientation] = "Kamera", 6
    exif[Base.XResolution] = 72
    camera = exif.get_ifd(IFD.Exif)
    camera[Base.ExposureTime], camera[Base.ISOSpeedRatings] = IFDRational(1, 125), 400
    camera[Base.DateTimeOriginal], camera[Base.MakerNote] = "2024:05:06 07:08:09", b"own\0"
    camera[Base.ExifImageWidth] = 9
    exif.get_ifd(IFD.GPSInfo)[1] = "N"
    Image.fromarray(noise(9, 7, 3, np.uint8)).save(path, exif=exif, dpi=(254, 254))
    block = files.read(path).exif
    assert block is not None
    return block


def fields(block: bytes) -> tuple[dict, dict, dict]:
    exif = Image.Exif()
    exif.load(b"Exif\0\0" + block)
    top = {k: v for k, v in exif.items() if k not in (IFD.Exif, IFD.GPSInfo)}
    return top, exif.get_ifd(IFD.Exif), exif.get_ifd(IFD.GPSInfo)


def test_a_block_keeps_what_is_true_of_the_picture_in_any_file(tmp_path: Path) -> None:
    top, camera, place = fields(with_exif(tmp_path / "in.jpg"))
    assert top == {Base.Make: "Kamera"}
    assert Base.ExifImageWidth not in camera
    assert (camera[Base.ISOSpeedRatings], camera[Base.MakerNote]) == (400, b"own\0")
    assert place == {1: "N"}


@pytest.mark.parametrize("extension", [".png", ".jpg", ".webp"])
def test_exif_is_kept_whole_and_the_picture_is_told_upright(tmp_path: Path, extension: str) -> None:
    block, out = with_exif(tmp_path / "in.jpg"), tmp_path / f"out{extension}"
    picture = files.read(tmp_path / "in.jpg")
    files.write(out, picture)
    assert files.read(out).exif == block
    assert files.read(out).pixels.shape == picture.pixels.shape == (7, 9, 3)
    with Image.open(out) as written:
        assert written.getexif().get(Base.Orientation, 1) == 1


def test_a_tiff_keeps_the_texts_and_fractions_of_exif(tmp_path: Path) -> None:
    with_exif(tmp_path / "in.jpg")
    files.write(tmp_path / "out.tif", files.read(tmp_path / "in.jpg"))
    again = files.read(tmp_path / "out.tif")
    assert again.exif is not None and again.dpi == (254, 254)
    top, camera, place = fields(again.exif)
    assert (top[Base.Make], place) == ("Kamera", {1: "N"})
    assert float(camera[Base.ExposureTime]) == pytest.approx(1 / 125)
    assert camera[Base.DateTimeOriginal] == "2024:05:06 07:08:09"


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")  # Pillow says so as well
@pytest.mark.parametrize("cut", [10, 40, 120])
def test_a_damaged_block_does_not_cost_the_picture(tmp_path: Path, cut: int) -> None:
    with_exif(tmp_path / "in.jpg")
    data = bytearray((tmp_path / "in.jpg").read_bytes())
    start = data.index(b"Exif\0\0")
    data[start + cut : start + cut + 8] = b"\xff" * 8
    (tmp_path / "in.jpg").write_bytes(data)
    assert files.read(tmp_path / "in.jpg").pixels.shape[2] == 3


@pytest.mark.parametrize("dpi", [(300, 300), (72, 72), (118.11, 240)])
@pytest.mark.parametrize("extension", [".png", ".jpg", ".tif", ".exr"])
def test_resolution_is_kept(tmp_path: Path, extension: str, dpi: tuple[float, float]) -> None:
    path = tmp_path / f"p{extension}"
    files.write(path, Picture(noise(9, 7, 3, np.uint8), dpi=dpi))
    whole = extension == ".jpg"  # JFIF counts whole pixels an inch
    assert files.read(path).dpi == pytest.approx(dpi, abs=0.5 if whole else 0.02)


def test_webp_keeps_every_number_when_asked(tmp_path: Path) -> None:
    pixels = noise(30, 40, 4, np.uint8)
    pixels[:9, :, 3] = 0
    files.write(tmp_path / "p.webp", Picture(pixels), lossless=True)
    assert np.array_equal(files.read(tmp_path / "p.webp").pixels, pixels)


def test_half_floats_are_written_when_asked(tmp_path: Path) -> None:
    pixels = noise(9, 7, 3, np.float32).astype(np.float16).astype(np.float32) * 8
    files.write(tmp_path / "half.exr", Picture(pixels), half=True)
    files.write(tmp_path / "full.exr", Picture(pixels))
    assert np.array_equal(files.read(tmp_path / "half.exr").pixels, pixels)
    spec = oiio.ImageInput.open(str(tmp_path / "half.exr")).spec()
    assert str(spec.format) == "half"
    assert str(oiio.ImageInput.open(str(tmp_path / "full.exr")).spec().format) == "float"


@pytest.mark.parametrize(
    ("mode", "name", "shape"),
    [
        ("P", "p.png", (40, 50, 3)),
        ("P", "p.gif", (40, 50, 4)),
        ("P", "p.tif", (40, 50, 3)),
        ("1", "p.png", (40, 50, 1)),
        ("1", "p.tif", (40, 50, 1)),
        ("L", "p.jpg", (40, 50, 1)),
        ("LA", "p.png", (40, 50, 2)),
        ("RGB", "p.bmp", (40, 50, 3)),
        ("RGB", "p.tga", (40, 50, 3)),
    ],
)
def test_palettes_bits_and_greys_are_read(
    tmp_path: Path, mode: str, name: str, shape: tuple[int, ...]
) -> None:
    grey = np.linspace(0, 255, 2000).astype(np.uint8).reshape(40, 50)
    picture = Image.fromarray(np.stack([grey] * 3, 2)).convert(mode)
    picture.save(tmp_path / name)
    pixels = files.read(tmp_path / name).pixels
    assert pixels.shape == shape
    expected = np.asarray(picture.convert("RGB"))[..., 0]
    assert np.abs(pixels[..., 0].astype(int) - expected).max() <= (3 if name == "p.jpg" else 1)


@pytest.mark.parametrize(("mode", "code"), [("CMYK", "file.cmyk"), ("LAB", "file.lab")])
def test_tiffs_of_other_colour_models_are_refused(tmp_path: Path, mode: str, code: str) -> None:
    Image.new(mode, (8, 8)).save(tmp_path / "c.tif")
    with pytest.raises(BadInput) as e:
        files.read(tmp_path / "c.tif")
    assert e.value.code == code


@pytest.mark.parametrize("name", ["p.png", "p.jpg", "p.tif", "p.webp", "p.exr", "p.bmp", "p.gif"])
@pytest.mark.parametrize("share", [0.5, 0.95])
def test_a_cut_file_of_any_format_is_refused(tmp_path: Path, name: str, share: float) -> None:
    whole, pixels = tmp_path / name, noise(64, 64, 3, np.uint8)
    if name in ("p.bmp", "p.gif"):
        Image.fromarray(pixels).save(whole)
    else:
        files.write(whole, Picture(pixels))
    data = whole.read_bytes()
    whole.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BadInput) as e:
        files.read(whole)
    assert e.value.code == "file.unreadable"


def test_memory_is_checked_before_a_picture_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (4000, 3000)).save(tmp_path / "p.png")
    free = SimpleNamespace(available=100 << 20)
    monkeypatch.setattr("psutil.virtual_memory", lambda: free)
    with pytest.raises(BadInput) as e:
        files.read(tmp_path / "p.png")
    assert (e.value.code, e.value.params["free"]) == ("file.memory", "0.1")


def test_a_file_larger_than_the_disk_takes_leaves_the_old_one(tmp_path: Path) -> None:
    """A limit on the size of files makes the writers fail as a full disk does."""
    code = f"""
import numpy as np, pathlib, resource, signal, sys
from engine.errors import CoachlineError
from engine.ops import files
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
pixels = np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)
for name in ("p.png", "p.jpg", "p.tif", "p.webp", "p.exr"):
    path = pathlib.Path({str(tmp_path)!r}) / name
    path.write_bytes(b"old")
    try:
        files.write(path, files.Picture(pixels), 100)
    except CoachlineError as e:
        assert e.code == "file.write", e
    else:
        sys.exit(name + " was written")
    assert path.read_bytes() == b"old", name
assert len(list(path.parent.iterdir())) == 5
"""
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_long_name_of_another_script_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("车" * 80 + ".png")  # 244 of the 255 bytes that a file system allows
    files.write(path, Picture(noise(4, 4, 3, np.uint8)))
    assert files.read(path).pixels.shape == (4, 4, 3)
