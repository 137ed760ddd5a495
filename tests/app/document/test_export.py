from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from app.document import restore, store
from app.document.document import Document
from app.document.edits import AddLayer
from app.document.export import DEPTHS, EXTENSIONS, Options, export, flat, losses
from app.document.layer import Layer, LayerKind, new_id
from app.document.metadata import Metadata
from app.document.pictures import open_picture
from app.document.tiles import Tiles
from engine.errors import CoachlineError
from engine.ops import files
from engine.ops.colour import converted, full, to_srgb8

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
EXIF = b"MM\0*\0\0\0\x08\0\x01\x01\x0f\0\x02\0\0\0\x07\0\0\0\x1a\0\0\0\0Kamera\0\0"


def gamma(value, space="RGB"):
    """A profile of one gamma; its primaries are those of Adobe RGB (1998), for D50."""
    curve = b"curv\0\0\0\0" + (1).to_bytes(4) + round(value * 256).to_bytes(2) + b"\0\0"
    columns = {
        "rXYZ": (0.60974, 0.31111, 0.01947),
        "gXYZ": (0.20528, 0.62567, 0.06087),
        "bXYZ": (0.14919, 0.06322, 0.74457),
        "wtpt": (0.96420, 1.0, 0.82491),
    }
    tags = {"wtpt": columns["wtpt"]} if space == "GRAY" else columns
    bodies = {
        name: b"XYZ \0\0\0\0" + b"".join(round(x * 65536).to_bytes(4) for x in xyz)
        for name, xyz in tags.items()
    }
    names = ("kTRC",) if space == "GRAY" else ("rTRC", "gTRC", "bTRC")
    bodies |= dict.fromkeys(names, curve)
    start, table, data = 132 + 12 * len(bodies), len(bodies).to_bytes(4), b""
    for name, body in bodies.items():
        table += name.encode() + (start + len(data)).to_bytes(4) + len(body).to_bytes(4)
        data += body
    head = bytearray(128)
    head[0:4] = (start + len(data)).to_bytes(4)
    head[8:12] = b"\x02\x40\0\0"
    head[12:24] = b"mntr" + space.ljust(4).encode() + b"XYZ "
    head[36:40] = b"acsp"
    head[68:80] = b"".join(round(x * 65536).to_bytes(4) for x in (0.9642, 1.0, 0.82491))
    return bytes(head) + table + data


ADOBE, GREY = gamma(2.2), gamma(1.8, "GRAY")


def noise(dtype, height=70, width=90, seed=0):
    return (np.random.default_rng(seed).random((height, width, 4)) * full(dtype)).astype(dtype)


def document_of(pixels, *more, metadata=Metadata()):  # noqa: B008, a frozen value
    height, width = pixels.shape[:2]
    document = Document(width, height, pixels.dtype, metadata)
    for index, part in enumerate((pixels, *more)):
        layer = Layer(new_id(), f"Ebene {index}", LayerKind.PICTURE, Tiles.from_pixels(part))
        document.apply(AddLayer(layer, index))
    return document


def opaque(dtype, height=70, width=90):
    pixels = noise(dtype, height, width)
    pixels[..., 3] = full(dtype)
    return pixels


def written(document, path, **options):
    format = {extension: format for format, extension in EXTENSIONS.items()}[path.suffix]
    export(flat(document), path, Options(format, **options))
    return files.read(path)


LOSSLESS = [("PNG", np.uint8), ("PNG", np.uint16), ("TIFF", np.uint8), ("TIFF", np.uint16),
            ("TIFF", np.float32), ("EXR", np.float32)]  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(1, 300), st.integers(1, 40), st.integers(1, 4), st.sampled_from(LOSSLESS))
def test_open_save_open_and_export_gives_the_same_numbers(tmp_path, width, height, channels, kind):
    """Through the project file as well, in every depth and with any channels."""
    format, dtype = kind
    path = tmp_path / f"ein 图{EXTENSIONS[format]}"
    pixels = noise(dtype, height, width)[..., -channels:]
    if channels in (2, 4):
        pixels[0, 0, -1] = 0  # colour under full transparency counts
    grey = channels < 3
    icc = None if dtype == np.float32 else GREY if grey else ADOBE
    files.write(path, files.Picture(pixels, icc, (300, 300), EXIF if format == "PNG" else None))
    before = files.read(path)
    document = open_picture(path)
    assert losses(flat(document), Options(format)) in ([], ["exif_part"])
    store.save_project(document, tmp_path / "a.ora")
    again = restore.open_project(tmp_path / "a.ora")
    export(flat(again), tmp_path / f"out{EXTENSIONS[format]}", Options(format))
    after = files.read(tmp_path / f"out{EXTENSIONS[format]}")
    assert after.pixels.dtype == dtype and after.pixels.tobytes() == pixels.tobytes()
    assert (after.icc, after.dpi) == (before.icc, before.dpi) == (icc, (300, 300))
    if format == "PNG":
        assert after.exif == before.exif == EXIF


def test_lossless_webp_keeps_the_numbers_and_jpeg_says_that_it_does_not(tmp_path):
    pixels = opaque(np.uint8)
    document = document_of(pixels)
    after = written(document, tmp_path / "a.webp", lossless=True)
    assert np.array_equal(after.pixels, pixels[..., :3])
    assert losses(flat(document), Options("WebP", lossless=True)) == []
    assert losses(flat(document), Options("WebP")) == ["lossy"]
    assert losses(flat(document), Options("JPEG")) == ["lossy"]


def test_what_a_format_does_not_keep_is_told_before_it_is_written():
    many = document_of(noise(np.uint8), noise(np.uint8, seed=1))
    wide = document_of(noise(np.uint16))
    linear = document_of(opaque(np.float32) * 4)
    masked = document_of(noise(np.uint8))
    masked.layers = tuple(replace(x, mask=Tiles(1, np.uint8)) for x in masked.layers)
    hidden = document_of(noise(np.uint8))
    hidden.layers = tuple(replace(x, visible=False) for x in hidden.layers)
    told = document_of(opaque(np.uint8), metadata=Metadata(ADOBE, (300, 300), EXIF))
    cases = [
        (document_of(opaque(np.uint8)), Options("PNG"), []),
        (many, Options("PNG"), ["layers"]),
        (many, Options("PSD"), []),
        (many, Options("JPEG"), ["layers", "alpha", "lossy"]),
        (masked, Options("PNG"), ["layers"]),
        (hidden, Options("PNG"), ["layers"]),
        (wide, Options("TIFF"), []),
        (wide, Options("PNG", depth="uint8"), ["depth"]),
        (wide, Options("JPEG"), ["alpha", "depth", "lossy"]),
        (linear, Options("EXR"), []),
        (linear, Options("EXR", depth="float16"), ["depth"]),
        (linear, Options("TIFF"), []),
        (linear, Options("PNG"), ["range", "depth"]),
        (linear, Options("TIFF", depth="uint16"), ["range", "depth"]),
        (told, Options("PNG"), []),
        (told, Options("PNG", srgb=True), ["profile"]),
        (told, Options("PNG", size=(9, 7)), ["size"]),
        (told, Options("TIFF"), ["exif_part"]),
        (told, Options("EXR"), ["profile", "exif"]),
        (told, Options("WebP", lossless=True), ["dpi"]),
    ]
    for document, options, expected in cases:
        assert losses(flat(document), options) == expected, options


@pytest.mark.parametrize("format", DEPTHS)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_every_depth_that_a_format_names_is_written_of_any_document(tmp_path, format, dtype):
    pixels = opaque(dtype)
    icc = None if dtype == np.float32 else ADOBE
    picture = flat(document_of(pixels, metadata=Metadata(icc)))
    for depth in DEPTHS[format]:
        path = tmp_path / f"{depth}{EXTENSIONS[format]}"
        export(picture, path, Options(format, depth, 100))
        document = open_picture(path)
        assert document.dtype == (np.float32 if depth.startswith("float") else depth)
        seen = [
            to_srgb8(x.layers[0].tiles.read(x.bounds), x.icc).astype(int)
            for x in (picture.document, document)
        ]
        off = np.abs(seen[0] - seen[1])
        assert off.max() <= 1 or format in ("JPEG", "WebP") or off.mean() < 0.2


def test_linear_light_is_encoded_where_the_format_is_not_linear(tmp_path):
    grey = np.full((4, 4, 4), [0.2159, 0.2159, 0.2159, 1], np.float32)
    for name, options in (("a.png", Options("PNG")), ("a.jpg", Options("JPEG"))):
        export(flat(document_of(grey)), tmp_path / name, options)
        assert np.asarray(Image.open(tmp_path / name).convert("L"))[0, 0] in (127, 128)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("alpha", [True, False])
def test_conversion_to_srgb_shows_the_same_colours(tmp_path, dtype, alpha):
    pixels = noise(np.uint8) if alpha else opaque(np.uint8)
    document = document_of(converted(pixels, dtype), metadata=Metadata(ADOBE))
    kept = written(document, tmp_path / "kept.png")
    changed = written(document, tmp_path / "changed.png", srgb=True)
    assert kept.icc == ADOBE and changed.icc is None
    assert changed.pixels.dtype == dtype
    seen = [to_srgb8(x.pixels, x.icc).astype(int) for x in (kept, changed)]
    assert np.abs(seen[0] - seen[1]).max() <= 1
    assert np.abs(to_srgb8(kept.pixels).astype(int) - seen[0]).max() > 9  # it is not nothing


def test_sixteen_bits_are_converted_with_sixteen_bits(tmp_path):
    ramp = np.linspace(0, 65535, 4096).astype(np.uint16)
    pixels = np.stack([ramp] * 3 + [np.full_like(ramp, 65535)], 1)[None]  # 1×4096×4
    document = document_of(pixels, metadata=Metadata(ADOBE))
    changed = written(document, tmp_path / "a.png", srgb=True).pixels
    assert len(np.unique(changed[..., 0])) > 3500


def test_a_grey_picture_stays_grey_until_it_is_painted_in_colour(tmp_path):
    pixels = np.repeat(noise(np.uint8)[..., :1], 4, 2)
    pixels[..., 3] = 255
    document = document_of(pixels, metadata=Metadata(GREY, grey=True))
    kept = written(document, tmp_path / "a.png")
    assert np.array_equal(kept.pixels, pixels[..., :1]) and kept.icc == GREY
    pixels[5, 5] = (255, 0, 0, 255)
    coloured = document_of(pixels, metadata=Metadata(GREY, grey=True))
    assert losses(flat(coloured), Options("PNG")) == ["profile"]
    shown = written(coloured, tmp_path / "b.png")
    assert shown.icc is None and shown.pixels[5, 5].tolist() == [255, 0, 0]
    seen = to_srgb8(pixels[..., :1], GREY)
    assert np.array_equal(shown.pixels[10:, :, 0], seen[10:, :, 0])


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(1, 200), st.integers(1, 200), st.sampled_from([np.uint8, np.uint16, np.float32]))
def test_any_size_can_be_asked_for(tmp_path, width, height, dtype):
    pixels = np.zeros((40, 30, 4), dtype)
    pixels[:, :15] = full(dtype)  # white beside clear black
    path = tmp_path / "a.tif"
    export(flat(document_of(pixels)), path, Options("TIFF", size=(width, height)))
    scaled = files.read(path).pixels.astype(float) / full(dtype)
    assert scaled.shape == (height, width, 4)
    assert scaled[..., :3][scaled[..., 3] > 0.02].min() > 0.97  # nothing of the clear bleeds in


def test_a_picture_that_cannot_be_written_there_is_refused_before_work(tmp_path):
    picture = flat(document_of(noise(np.uint8)))
    for name, options, code in [
        ("a.xyz", Options("PNG"), "file.format"),
        ("gone/a.png", Options("PNG"), "file.write"),
        ("a.webp", Options("WebP", size=(16_384, 1)), "file.too_large_for_format"),
    ]:
        with pytest.raises(CoachlineError) as caught:
            export(picture, tmp_path / name, options)
        assert caught.value.code == code


@pytest.mark.parametrize("kind", [LayerKind.LABELS, LayerKind.HINTS])
def test_conditions_that_lie_over_the_picture_are_no_part_of_it(kind):
    pixels = opaque(np.uint8)
    veil = np.full_like(pixels, 200)
    over = Layer(new_id(), "over", kind, Tiles.from_pixels(veil), opacity=0.6)
    document = document_of(pixels)
    document.apply(AddLayer(over, 1))
    assert (flat(document).pixels == pixels).all()
