from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from psd_tools import PSDImage
from psd_tools.constants import BlendMode

from app.document.blend import Blend
from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.metadata import Metadata
from app.document.pictures import open_picture
from app.document.psd import open_psd, write_psd
from app.document.tiles import Tiles
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.ops.colour import full
from engine.progress import Cancelled, Progress

from .test_export import ADOBE, EXIF, noise

DTYPES = [np.uint8, np.uint16, np.float32]


def document_of(dtype):
    """Groups in groups, masks on layers and groups, modes, names of many scripts."""
    outer, inner = new_id(), new_id()
    mask = Tiles.from_pixels(noise(np.uint8, 30, 40, 5)[..., :1], 7, -9, 255)
    document = Document(120, 100, dtype, Metadata(ADOBE, (300, 72.5), EXIF))
    document.layers = (
        Layer(new_id(), "Bild", LayerKind.PICTURE, Tiles.from_pixels(noise(dtype)), locked=True),
        Layer(
            new_id(),
            "車の線 «ä» \U0001f697",
            LayerKind.PICTURE,
            Tiles.from_pixels(noise(dtype, seed=1), -30, 50),
            opacity=0.2,
            blend=Blend.LUMINOSITY,
            mask=mask,
            parent=inner,
        ),
        Layer(inner, "innen", LayerKind.GROUP, Tiles(4, dtype), mask=mask, parent=outer),
        Layer(outer, "außen", LayerKind.GROUP, Tiles(4, dtype), opacity=0.6, blend=Blend.MULTIPLY),
        Layer(new_id(), "leer", LayerKind.PICTURE, Tiles(4, dtype), visible=False),
    )
    return document


def written(document, path):
    write_psd(document, flatten(document.layers, document.bounds, document.dtype), path, Progress())
    return path


@pytest.mark.parametrize("dtype", DTYPES)
def test_layers_groups_masks_and_modes_come_back(tmp_path, dtype):
    document = document_of(dtype)
    back = open_psd(written(document, tmp_path / "ein 图.psd"))
    assert (back.width, back.height, back.dtype, back.notes) == (120, 100, np.dtype(dtype), ())
    assert back.metadata == document.metadata
    rect = Rect(-50, -50, 200, 200)
    for ours, theirs in zip(document.layers, back.layers, strict=True):
        for name in ("name", "kind", "visible", "locked", "blend"):
            assert getattr(ours, name) == getattr(theirs, name)
        assert theirs.opacity == pytest.approx(ours.opacity, abs=1e-6)
        assert ours.tiles.read(rect).tobytes() == theirs.tiles.read(rect).tobytes()
        assert (ours.parent is None) == (theirs.parent is None)
    flat = [flatten(x.layers, x.bounds, dtype) for x in (document, back)]
    assert flat[0].tobytes() == flat[1].tobytes()


@pytest.mark.parametrize("dtype", DTYPES)
def test_programs_that_read_no_layers_see_the_whole_picture(tmp_path, dtype):
    document = document_of(dtype)
    merged = PSDImage.open(written(document, tmp_path / "a.psd")).numpy()
    flat = flatten(document.layers, document.bounds, dtype).astype(np.float32) / full(dtype)
    assert np.abs(merged[..., 3] - flat[..., 3]).max() < 1 / 255
    seen = flat[..., 3] > 0.5
    assert np.abs(merged - flat)[seen].max() < 3 / 255


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from(DTYPES))
def test_every_number_of_a_layer_comes_back(tmp_path_factory, width, height, dtype):
    path, document = tmp_path_factory.mktemp("psd") / "a.psd", Document(width, height, dtype)
    pixels = noise(dtype, height, width)
    if dtype == np.float32:
        pixels[0, 0] = (7.5, -0.25, 1e-30, 1)  # light beyond black and white
    tiles = Tiles.from_pixels(pixels)
    document.layers = (Layer(new_id(), "x", LayerKind.PICTURE, tiles),)
    (back,) = open_psd(written(document, path)).layers
    assert back.tiles.read(document.bounds).tobytes() == pixels.tobytes()


def test_what_photoshop_can_and_we_cannot_is_told(tmp_path):
    psd = PSDImage.new("RGB", (20, 10))
    below = psd.create_pixel_layer(Image.new("RGB", (20, 10), (200, 0, 0)), name="unten")
    above = psd.create_pixel_layer(Image.new("RGB", (20, 10), (0, 0, 9)), name="oben")
    above.blend_mode, above.clipping, below.fill_opacity = BlendMode.VIVID_LIGHT, True, 51
    psd.save(tmp_path / "a.psd")
    document = open_picture(tmp_path / "a.psd")
    assert document.notes == ("blend", "clipping")
    assert [x.name for x in document.layers] == ["unten", "oben"]
    assert document.layers[0].opacity == pytest.approx(0.2)
    assert document.layers[0].tiles.read(document.bounds)[0, 0].tolist() == [200, 0, 0, 255]


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
def test_a_file_without_layers_is_one_layer(tmp_path, mode):
    grey = np.linspace(0, 255, 600).astype(np.uint8).reshape(20, 30)
    image = Image.fromarray(np.stack([grey] * 3, 2)).convert(mode)
    PSDImage.frompil(image if mode != "P" else image.convert("RGB")).save(tmp_path / "a.psd")
    document = open_picture(tmp_path / "a.psd")
    (layer,) = document.layers
    shown = layer.tiles.read(document.bounds)
    expected = np.asarray(image.convert("RGB"))
    assert np.array_equal(shown[..., :3], expected) and (shown[..., 3] == 255).all()
    assert document.metadata.grey == (mode in ("L", "1"))


@pytest.mark.parametrize(("mode", "code"), [("CMYK", "file.cmyk"), ("LAB", "file.lab")])
def test_other_colour_models_are_refused(tmp_path, mode, code):
    PSDImage.new(mode, (8, 8)).save(tmp_path / "a.psd")
    with pytest.raises(BadInput) as caught:
        open_picture(tmp_path / "a.psd")
    assert caught.value.code == code


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    document = document_of(np.uint8)
    tile = Tiles.from_pixels(noise(np.uint8, 4, 5))
    document.layers = tuple(
        x if x.kind is LayerKind.GROUP else replace(x, tiles=tile) for x in document.layers
    )
    return written(document, tmp_path_factory.mktemp("small") / "a.psd")


shares = st.floats(0, 1, exclude_max=True)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(shares, st.integers(1, 255)), max_size=5), st.none() | shares)
def test_a_file_with_flipped_or_missing_bytes_opens_or_is_refused(small, flips, end):
    content = bytearray(small.read_bytes())
    for share, bits in flips:
        content[int(share * 2000)] ^= bits  # the structure lies in front
    if end is not None:
        content = content[: int(end * len(content))]
    path = small.with_name("broken.psd")
    path.write_bytes(content)
    try:
        open_picture(path)
    except BadInput as e:
        assert e.code.startswith("file.")


def test_a_file_that_is_cut_within_its_layers_is_refused(tmp_path):
    data = written(document_of(np.uint8), tmp_path / "whole.psd").read_bytes()
    for share in (0.001, 0.1, 0.3):
        (tmp_path / "cut.psd").write_bytes(data[: int(len(data) * share)])
        with pytest.raises(BadInput) as caught:
            open_picture(tmp_path / "cut.psd")
        assert caught.value.code == "file.unreadable"


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path):
    wide = Document(30_001, 1)
    with pytest.raises(BadInput) as caught:
        write_psd(wide, np.zeros((1, 30_001, 4), np.uint8), tmp_path / "a.psd", Progress())
    assert caught.value.code == "file.too_large_for_format"
    with pytest.raises(CoachlineError) as error:
        written(document_of(np.uint8), tmp_path / "gone" / "a.psd")
    assert error.value.code == "file.write"
    stopped = Progress()
    stopped.cancel()
    document = document_of(np.uint8)
    with pytest.raises(Cancelled):
        write_psd(document, noise(np.uint8, 100, 120), tmp_path / "a.psd", stopped)
    assert list(tmp_path.iterdir()) == []
