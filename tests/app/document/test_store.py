import json
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from app.document import store
from app.document.compose import flatten
from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.metadata import Metadata
from app.document.strokes import Brush, Sample, Stroke
from app.document.surface import Surface
from app.document.tiles import Tiles
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.ops import files
from engine.ops.colour import full
from engine.recipes import Input, Recipe

DTYPES = [np.uint8, np.uint16, np.float32]
RECIPE = Recipe(
    "sketch",
    "painter",
    "ab" * 32,
    Rect(10, 20, 90, 80),
    7,
    {"preview": False, "invert": None, "longest": 512},
    {"drawing": Input("cd" * 32, layer="ef" * 16)},
)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def noise(dtype, height=70, width=90, seed=0):
    return (np.random.default_rng(seed).random((height, width, 4)) * full(dtype)).astype(dtype)


def document_of(dtype=np.uint8, icc=None):
    document = Document(120, 100, dtype, Metadata(icc))
    pixels = noise(dtype)
    pixels[:20, :, 3] = 0  # colour under alpha 0 is kept
    layers = [
        Layer(new_id(), "Bild", LayerKind.PICTURE, Tiles.from_pixels(pixels), locked=True),
        Layer(new_id(), "車の線 «ä» \U0001f697", LayerKind.LINES, Tiles(4, dtype), visible=False),
        Layer(
            new_id(),
            '<Ergebnis> & "1"\n',
            LayerKind.GENERATED,
            Tiles.from_pixels(noise(dtype, seed=1), -30, 50),
            opacity=0.3,
            recipe=RECIPE,
        ),
        Layer(new_id(), "提示", LayerKind.HINTS, Tiles.from_pixels(noise(dtype, 2, 3), 600, -300)),
    ]
    for index, layer in enumerate(layers):
        document.apply(AddLayer(layer, index))
    document.active = layers[2].id
    return document


def everything(layer):
    rect = Rect(-400, -400, 800, 400)
    plain = {k: v for k, v in vars(layer).items() if k != "tiles"}
    return plain, layer.tiles.dtype, layer.tiles.read(rect).tobytes()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("icc", [None, SRGB])
def test_a_project_comes_back_as_it_was_saved(tmp_path, dtype, icc):
    document, path = document_of(dtype, icc), tmp_path / "Entwurf 七.ora"
    store.save_project(document, path)
    back = store.open_project(path)
    assert (back.width, back.height, back.dtype, back.icc) == (120, 100, np.dtype(dtype), icc)
    assert [everything(x) for x in back.layers] == [everything(x) for x in document.layers]
    assert back.active == document.active
    assert back.path == path
    assert not back.modified and not back.can_undo
    assert document.modified  # marking is the caller's
    assert list(tmp_path.iterdir()) == [path]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.text(), st.floats(0, 1), st.booleans()), max_size=3),
    st.integers(1, 600),
    st.integers(1, 30),
)
def test_any_names_sizes_and_opacities_come_back(tmp_path, wanted, width, height):
    document = Document(width, height)
    for index, (name, opacity, visible) in enumerate(wanted):
        tiles = Tiles.from_pixels(noise(np.uint8, height, width, index))
        layer = Layer(new_id(), name, LayerKind.LINES, tiles, opacity, visible)
        document.apply(AddLayer(layer, index))
    path = tmp_path / "any.ora"
    store.save_project(document, path)
    back = store.open_project(path)
    assert (back.width, back.height) == (width, height)
    for layer, found in zip(document.layers, back.layers, strict=True):
        # XML has no words for control characters; a layer needs some name.
        name = store.openraster.NOT_XML.sub("\ufffd", layer.name) or "Layer"
        assert everything(replace(layer, name=name)) == everything(found)


def test_the_file_is_an_openraster_that_others_can_read(tmp_path):
    document, path = document_of(), tmp_path / "a.ora"
    store.save_project(document, path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert path.read_bytes()[38:54] == b"image/openraster"  # where `file` looks
        merged = files.decode(archive.read("mergedimage.png"), "merged.png").pixels
        thumbnail = files.decode(archive.read("Thumbnails/thumbnail.png"), "t.png").pixels
    assert np.array_equal(merged, flatten(document.layers, document.bounds, np.uint8))
    assert max(thumbnail.shape[:2]) <= 256 and thumbnail.dtype == np.uint8


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3000, 7), (7, 3000), (257, 256)])
def test_thumbnails_of_any_size_fit(tmp_path, width, height):
    path = tmp_path / "a.ora"
    store.save_project(Document(width, height), path)
    with zipfile.ZipFile(path) as archive:
        shape = files.decode(archive.read("Thumbnails/thumbnail.png"), "t.png").pixels.shape
    assert min(shape[:2]) >= 1 and max(shape[:2]) <= 256


def plain_openraster(path, stack, **pictures):
    """As Krita and GIMP write them."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", stack)
        for name, pixels in pictures.items():
            archive.writestr(f"data/{name}.png", files.encode_png(pixels))


def test_a_file_of_krita_with_groups_opens(tmp_path):
    grey, wide = noise(np.uint8)[..., :1], noise(np.uint16)
    plain_openraster(
        tmp_path / "krita.ora",
        """<?xml version='1.0' encoding='UTF-8'?>
        <image version="0.0.3" w="200" h="150" xres="72" yres="72" name="x"><stack>
        <layer src="data/top.png" name="Ink" selected="true" composite-op="svg:multiply"
               edit-locked="true"/>
        <stack name="Group" opacity="0.5" visibility="hidden" x="5" y="6">
          <layer src="data/low.png" opacity="0.5" x="10" y="-20" visibility="visible"/>
        </stack><text x="1"/></stack></image>""",
        top=wide,
        low=grey,
    )
    document = store.open_project(tmp_path / "krita.ora")
    low, top = document.layers
    assert (document.width, document.height, document.dtype) == (200, 150, np.uint16)
    assert (top.name, top.kind, top.locked, top.visible) == ("Ink", LayerKind.PICTURE, True, True)
    assert document.active == top.id
    assert np.array_equal(top.tiles.read(Rect.of_size(90, 70)), wide)
    assert (low.name, low.visible, low.opacity) == ("Layer", False, 0.25)
    found = low.tiles.read(Rect.of_size(90, 70, 15, -14))
    assert np.array_equal(found[..., 1], grey[..., 0].astype(np.uint16) * 257)
    assert (found[..., 3] == 65535).all()


def test_a_project_that_krita_saved_again_keeps_pictures_names_and_places(tmp_path):
    document, path = document_of(np.float32), tmp_path / "a.ora"
    store.save_project(document, path)
    with zipfile.ZipFile(path) as ours, zipfile.ZipFile(tmp_path / "b.ora", "w") as theirs:
        for name in ours.namelist():
            if not name.startswith("coachline/"):
                theirs.writestr(name, ours.read(name))
    back = store.open_project(tmp_path / "b.ora")
    assert back.dtype == np.uint16  # the PNG that stands for floats
    assert [x.opacity for x in back.layers] == [x.opacity for x in document.layers]
    assert [x.name for x in back.layers] == [x.name for x in document.layers]


# damaged and hostile files


def rewritten(path, **entries):
    """A good project with other bytes in some entries; None leaves one out."""
    store.save_project(document_of(), path)
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    kept.update({name.replace("__", "/"): data for name, data in entries.items()})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in kept.items():
            if data is not None:
                archive.writestr(name, data)


def stack_with(layer='src="data/a.png"', size='w="10" h="10"', before=""):
    return f"{before}<image {size}><stack><layer {layer}/></stack></image>"


def ours_with(**changes):
    return json.dumps({"coachline_project": 1, "depth": "uint8", "layers": {}, **changes})


def png_header(width, height):
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x06"


PNG = files.encode_png(np.full((10, 10, 4), 9, np.uint8))
BAD = {
    "no mimetype": {"mimetype": None},
    "another mimetype": {"mimetype": b"application/epub+zip"},
    "no stack": {"stack.xml": None},
    "no XML": {"stack.xml": b"<image"},
    "another XML": {"stack.xml": b"<svg/>"},
    "no size": {"stack.xml": stack_with(size="")},
    "no number": {"stack.xml": stack_with(size='w="ten" h="10"')},
    "size 0": {"stack.xml": stack_with(size='w="0" h="10"')},
    "huge size": {"stack.xml": stack_with(size='w="90000" h="90000"')},
    "missing layer": {"stack.xml": stack_with('src="data/gone.png"')},
    "layer upwards": {"stack.xml": stack_with('src="../../etc/passwd"')},
    "layer from the root": {"stack.xml": stack_with('src="/etc/passwd"')},
    "opacity NaN": {"stack.xml": stack_with('src="data/a.png" opacity="nan"'), "data/a.png": PNG},
    "far away": {"stack.xml": stack_with('src="data/a.png" x="99999999999"'), "data/a.png": PNG},
    "endless": {"stack.xml": stack_with('src="data/a.png" x="inf"'), "data/a.png": PNG},
    "deep": {"stack.xml": b'<image w="9" h="9">' + b"<stack>" * 50_000 + b"</stack>" * 50_000},
    "laughs": {
        "stack.xml": stack_with(
            before='<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        )
    },
    "a layer that is no picture": {"stack.xml": stack_with(), "data/a.png": b"hello"},
    "a cut picture": {"stack.xml": stack_with(), "data/a.png": PNG[:60]},
    "a picture bomb": {"stack.xml": stack_with(), "data/a.png": png_header(90_000, 90_000)},
    "an entry bomb": {"stack.xml": stack_with(), "data/a.png": bytes(64 << 20)},
    "an entry upwards": {"../evil.txt": b"x"},
    "an entry from the root": {"/evil.txt": b"x"},
    "a drive": {"C:\\evil.txt": b"x"},
    "our table is no JSON": {"coachline/document.json": b"{"},
    "our table is a list": {"coachline/document.json": b"[]"},
    "our table is deep": {"coachline/document.json": b"[" * 100_000},
    "another depth": {"coachline/document.json": ours_with(depth="float64")},
    "no depth": {"coachline/document.json": b'{"coachline_project": 1, "layers": {}}'},
    "layers are a list": {"coachline/document.json": ours_with(layers=[])},
    "version is a text": {"coachline/document.json": ours_with(coachline_project="1")},
}


@pytest.mark.parametrize("entries", BAD.values(), ids=BAD.keys())
def test_a_damaged_or_hostile_project_is_refused(tmp_path, entries):
    path = tmp_path / "bad.ora"
    rewritten(path, **entries)
    with pytest.raises(BadInput) as caught:
        store.open_project(path)
    assert caught.value.code == "project.damaged"
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("an entry bomb", "data/a.png would unpack to 67108864 bytes"),
        ("a picture bomb", "data/a.png says that it is 90000×90000 pixels"),
        ("laughs", "stack.xml has a DOCTYPE"),
        ("an entry upwards", "'../evil.txt' leads out of the file"),
        ("missing layer", "data/gone.png is missing"),
        ("huge size", "stack.xml says that it is 90000×90000 pixels"),
    ],
)
def test_the_reason_is_told_and_nothing_is_unpacked_before(tmp_path, bad, reason):
    rewritten(tmp_path / "bad.ora", **BAD[bad])
    with pytest.raises(BadInput) as caught:
        store.open_project(tmp_path / "bad.ora")
    assert reason in caught.value.params["reason"]


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "hologram"},
        {"kind": ["lines"]},
        {"recipe": {"tool": 1}},
        {"recipe": "x"},
        [],
        None,
    ],
    ids=str,
)
def test_damaged_words_about_a_layer_are_refused(tmp_path, told):
    path, id = tmp_path / "bad.ora", "0" * 32
    rewritten(
        path,
        **{
            "stack.xml": stack_with(f'src="data/{id}.png"'),
            f"data/{id}.png": PNG,
            "coachline/document.json": ours_with(layers={id: told}),
        },
    )
    with pytest.raises(BadInput) as caught:
        store.open_project(path)
    assert caught.value.code in ("project.damaged", "recipe.damaged")


@pytest.mark.parametrize("size", [0, 1599, 1601, 160_000])
def test_floats_of_another_size_are_refused(tmp_path, size):
    path, id = tmp_path / "bad.ora", "0" * 32
    rewritten(
        path,
        **{
            "stack.xml": stack_with(f'src="data/{id}.png"'),
            f"data/{id}.png": PNG,
            f"coachline/{id}.f32": bytes(size),
            "coachline/document.json": ours_with(depth="float32", layers={id: {"kind": "lines"}}),
        },
    )
    with pytest.raises(BadInput) as caught:
        store.open_project(path)
    assert caught.value.code == "project.damaged"


def test_other_packings_and_locked_files_are_refused(tmp_path):
    good, bad = tmp_path / "good.ora", tmp_path / "bad.ora"
    store.save_project(document_of(), good)
    with zipfile.ZipFile(good) as kept, zipfile.ZipFile(bad, "w", zipfile.ZIP_LZMA) as archive:
        for name in kept.namelist():
            archive.writestr(name, kept.read(name))
    with pytest.raises(BadInput, match="does not use"):
        store.open_project(bad)
    locked = bytearray(good.read_bytes())
    start = locked.index(b"PK\x01\x02")
    while start >= 0:  # the flag "encrypted" of each entry in the table at the end
        locked[start + 8] |= 1
        start = locked.find(b"PK\x01\x02", start + 4)
    bad.write_bytes(locked)
    with pytest.raises(BadInput, match="not a readable project"):
        store.open_project(bad)


def test_a_project_of_a_newer_program_is_not_opened(tmp_path):
    rewritten(tmp_path / "new.ora", coachline__document__json=None)
    rewritten(tmp_path / "new.ora", **{"coachline/document.json": ours_with(coachline_project=99)})
    with pytest.raises(BadInput) as caught:
        store.open_project(tmp_path / "new.ora")
    assert (caught.value.code, caught.value.params["version"]) == ("project.newer", 99)


@pytest.fixture(scope="module")
def small_project(tmp_path_factory):
    """Mostly structure: one layer of few pixels."""
    path = tmp_path_factory.mktemp("small") / "a.ora"
    document = Document(4, 3)
    tiles = Tiles.from_pixels(noise(np.uint8, 3, 4))
    layer = Layer(new_id(), "Ebene", LayerKind.GENERATED, tiles, recipe=RECIPE)
    document.apply(AddLayer(layer, 0))
    store.save_project(document, path)
    return path


shares = st.floats(0, 1, exclude_max=True)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(shares, st.integers(1, 255)), max_size=6), st.none() | shares)
def test_a_project_with_flipped_or_missing_bytes_opens_or_is_refused(small_project, flips, end):
    content = bytearray(small_project.read_bytes())
    for share, bits in flips:
        content[int(share * len(content))] ^= bits
    if end is not None:
        content = content[: int(end * len(content))]
    path = small_project.with_name("broken.ora")
    path.write_bytes(content)
    try:
        store.open_project(path)
    except BadInput as e:
        assert e.code.startswith(("project.", "recipe."))


def test_a_project_that_is_not_there_is_named(tmp_path):
    for path, code in [(tmp_path / "gone.ora", "file.missing"), (tmp_path, "file.folder")]:
        with pytest.raises(BadInput) as caught:
            store.open_project(path)
        assert caught.value.code == code


# saving that does not come to its end


@pytest.mark.parametrize("when", [1, 3, 6])
def test_a_save_that_fails_leaves_the_old_file(tmp_path, monkeypatch, when):
    path = tmp_path / "a.ora"
    store.save_project(document_of(), path)
    old = path.read_bytes()
    encode, calls = files.encode_png, []

    def full_disk(*args):
        calls.append(args)
        if len(calls) == when:
            raise OSError(28, "No space left on device")
        return encode(*args)

    monkeypatch.setattr(files, "encode_png", full_disk)
    with pytest.raises(CoachlineError) as caught:
        store.save_project(document_of(), path)
    assert caught.value.code == "file.write"
    assert "No space left" in str(caught.value)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_a_save_that_is_killed_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.ora"
    store.save_project(document_of(), path)
    old = path.read_bytes()
    code = f"""
import os, pathlib, signal
from app.document import store
path = pathlib.Path({str(path)!r})
document = store.open_project(path)
encode, calls = store.files.encode_png, []
def killed(*args):
    calls.append(args)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return encode(*args)
store.files.encode_png = killed
store.save_project(document, path)
"""
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, env={**os.environ})
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == old
    assert len(store.open_project(path).layers) == 4


def test_who_reads_the_old_file_while_it_is_replaced_reads_it_to_its_end(tmp_path):
    path = tmp_path / "a.ora"
    store.save_project(document_of(), path)
    old = path.read_bytes()
    with path.open("rb") as reader:
        head = reader.read(100)
        store.save_project(Document(5, 5), path)
        assert head + reader.read() == old


def test_a_folder_that_is_gone_is_told(tmp_path):
    with pytest.raises(CoachlineError) as caught:
        store.save_project(document_of(), tmp_path / "gone" / "a.ora")
    assert caught.value.code == "file.write"


def test_saving_through_a_link_keeps_the_link(tmp_path):
    real, link = tmp_path / "real.ora", tmp_path / "link.ora"
    store.save_project(document_of(), real)
    link.symlink_to(real)
    store.save_project(Document(5, 5), link)
    assert link.is_symlink()
    assert store.open_project(real).width == 5


# pictures


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("dtype", "extension"), [(np.uint8, "png"), (np.uint16, "png"), (np.float32, "exr")]
)
def test_a_picture_opens_as_one_layer_in_its_own_depth(tmp_path, dtype, extension, channels):
    path = tmp_path / f"Entwurf 七.{extension}"
    pixels = noise(dtype)[..., -channels:] if channels < 3 else noise(dtype)[..., :channels]
    files.write(path, files.Picture(pixels, SRGB if extension == "png" and channels > 2 else None))
    document = store.open_picture(path)
    (layer,) = document.layers
    assert (layer.name, layer.kind, document.active) == ("Entwurf 七", LayerKind.PICTURE, layer.id)
    assert (document.width, document.height, document.dtype) == (90, 70, np.dtype(dtype))
    assert document.path is None and not document.modified
    assert (document.icc == SRGB) == (extension == "png" and channels > 2)
    read = files.read(path).pixels
    shown = layer.tiles.read(document.bounds)
    assert np.array_equal(shown[..., 0], read[..., 0])
    if channels in (2, 4):
        assert np.array_equal(shown[..., 3], read[..., -1])
    else:
        assert (shown[..., 3] == full(dtype)).all()
    if channels < 3:
        assert np.array_equal(shown[..., 0], shown[..., 2])


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize(
    ("dtype", "extension"),
    [
        (np.uint8, "png"),
        (np.uint16, "png"),
        (np.uint16, "tif"),
        (np.float32, "tif"),
        (np.float32, "exr"),
    ],
)
def test_an_untouched_picture_is_exported_bit_for_bit(tmp_path, dtype, extension, channels):
    path = tmp_path / f"in.{extension}"
    files.write(
        path, files.Picture(noise(dtype)[..., :channels], SRGB if dtype != np.float32 else None)
    )
    lost = store.export_picture(store.open_picture(path), tmp_path / f"out.{extension}")
    before, after = files.read(path), files.read(tmp_path / f"out.{extension}")
    assert lost == []
    assert before.pixels.tobytes() == after.pixels.tobytes()
    assert before.icc == after.icc


@pytest.mark.parametrize("dtype", DTYPES)
def test_pixels_beside_a_stroke_are_exported_bit_for_bit(tmp_path, dtype):
    path = tmp_path / "in.tif"
    pixels = noise(dtype)[..., :3]
    files.write(path, files.Picture(pixels))
    document = store.open_picture(path)
    stroke = Stroke(Surface(document.layers[0], document.bounds), Brush(9, colour=(1, 0, 0)))
    stroke.add(Sample(20, 20))
    edit = stroke.finish()
    document.apply(edit)
    store.export_picture(document, path)
    after = files.read(path).pixels
    beside = np.ones(pixels.shape[:2], bool)
    beside[edit.rect.slices()] = False
    assert after[beside].tobytes() == pixels[beside].tobytes()
    assert after[20, 20].tolist() == [full(dtype), 0, 0]


def test_what_a_format_does_not_keep_is_told(tmp_path):
    many, wide, linear = document_of(), document_of(np.uint16), document_of(np.float32)
    opaque = Document(8, 8)
    opaque.apply(
        AddLayer(
            Layer(
                new_id(),
                "x",
                LayerKind.PICTURE,
                Tiles.from_pixels(np.full((8, 8, 4), 255, np.uint8)),
            ),
            0,
        )
    )
    cases = [
        (opaque, "png", []),
        (opaque, "jpg", []),
        (many, "png", ["layers"]),
        (many, "tif", ["layers"]),
        (many, "webp", ["layers"]),
        (many, "jpg", ["layers", "alpha"]),
        (wide, "tif", ["layers"]),
        (wide, "webp", ["layers", "depth"]),
        (wide, "jpg", ["layers", "alpha", "depth"]),
        (linear, "png", ["layers", "depth"]),
        (linear, "tif", ["layers"]),
    ]
    for document, extension, lost in cases:
        assert store.export_picture(document, tmp_path / f"x.{extension}") == lost
        written = files.read(tmp_path / f"x.{extension}").pixels
        assert written.shape[:2] == (document.height, document.width)


def test_linear_light_is_encoded_where_the_format_is_not_linear(tmp_path):
    document = Document(4, 4, np.float32)
    tiles = Tiles.from_pixels(np.full((4, 4, 4), [0.2159, 0.2159, 0.2159, 1], np.float32))
    document.apply(AddLayer(Layer(new_id(), "x", LayerKind.PICTURE, tiles), 0))
    for name in ("a.png", "a.jpg"):
        store.export_picture(document, tmp_path / name)
        assert np.asarray(Image.open(tmp_path / name).convert("L"))[0, 0] in (127, 128)


def test_a_picture_that_cannot_be_written_there_is_refused_before_work(tmp_path):
    for name, code in [("a.xyz", "file.format"), ("gone/a.png", "file.write")]:
        with pytest.raises(CoachlineError) as caught:
            store.export_picture(document_of(), tmp_path / name)
        assert caught.value.code == code
