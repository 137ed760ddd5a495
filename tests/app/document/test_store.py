import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ImageCms

from app.document import openraster, restore, store
from app.document.blend import Blend
from app.document.compose import flatten
from app.document.document import Document
from app.document.edits import AddLayer, ChangeLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.metadata import Metadata
from app.document.selection import Select, Selection
from app.document.tiles import Tiles
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.ops import files
from engine.ops.colour import converted, full
from engine.progress import Cancelled, Progress
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
NONE = Metadata()
GREY = SRGB[:16] + b"GRAY" + SRGB[20:]


def noise(dtype, height=70, width=90, seed=0):
    return (np.random.default_rng(seed).random((height, width, 4)) * full(dtype)).astype(dtype)


def document_of(dtype=np.uint8, metadata=NONE):
    """Every kind of layer, with masks, in groups, and something selected."""
    document = Document(120, 100, dtype, metadata)
    pixels = noise(dtype)
    pixels[:20, :, 3] = 0  # colour under alpha 0 is kept
    group, mask = new_id(), (noise(np.uint8, 30, 40, 5)[..., :1], 7, -9)
    layers = (
        Layer(new_id(), "Bild", LayerKind.PICTURE, Tiles.from_pixels(pixels), locked=True),
        Layer(
            new_id(),
            '<Ergebnis> & "1"\n',
            LayerKind.GENERATED,
            Tiles.from_pixels(noise(dtype, seed=1), -30, 50),
            opacity=0.3,
            recipe=RECIPE,
            blend=Blend.LUMINOSITY,
            mask=Tiles.from_pixels(*mask, fill=255),
            parent=group,
        ),
        Layer(
            new_id(),
            "Teile",
            LayerKind.LABELS,
            Tiles.from_pixels(noise(dtype, 20, 20)),
            mask=Tiles.from_pixels(*mask),
            parent=group,
            palette="car",
        ),
        Layer(
            group,
            "Gruppe",
            LayerKind.GROUP,
            Tiles(4, dtype),
            opacity=0.5,
            blend=Blend.MULTIPLY,
            mask=Tiles.from_pixels(*mask, fill=255),
        ),
        Layer(new_id(), "車の線 «ä» \U0001f697", LayerKind.LINES, Tiles(4, dtype), visible=False),
        Layer(new_id(), "提示", LayerKind.HINTS, Tiles.from_pixels(noise(dtype, 2, 3), 600, -300)),
    )
    door = Selection.of(noise(np.uint8, 5, 6, 4)[..., 0], 3, -2)
    document.now = replace(document.now, layers=layers, saved=(("Tür 门", door), ("x", door)))
    document.apply(Select(Selection.of(noise(np.uint8, 30, 50, 9)[..., 0], 11, 12)))
    document.active = layers[2].id
    return document


def saved(folder):
    path = folder / "saved.ora"
    store.save_project(document_of(), path)
    return path


def everything(layer):
    rect = Rect(-400, -400, 800, 400)
    plain = {k: v for k, v in vars(layer).items() if k not in ("tiles", "mask")}
    mask = layer.mask and (layer.mask.fill, layer.mask.read(rect).tobytes())
    return plain, layer.tiles.dtype, layer.tiles.read(rect).tobytes(), mask


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "metadata",
    [Metadata(), Metadata(SRGB, (300.5, 72), b"MM\0*\0\0\0\x08", True), Metadata(GREY)],
    ids=["nothing", "all", "grey profile"],
)
def test_a_project_comes_back_as_it_was_saved(tmp_path, dtype, metadata):
    document, path = document_of(dtype, metadata), tmp_path / "Entwurf 七.ora"
    store.save_project(document, path)
    back = restore.open_project(path)
    assert (back.width, back.height, back.dtype) == (120, 100, np.dtype(dtype))
    assert back.metadata == metadata
    assert [everything(x) for x in back.layers] == [everything(x) for x in document.layers]
    assert back.selection.equals(document.selection)
    for (name, found), (wanted_name, wanted) in zip(
        back.now.saved, document.now.saved, strict=True
    ):
        assert name == wanted_name and found.equals(wanted)
    assert (back.active, back.path, back.notes) == (document.active, path, ())
    assert not back.modified and not back.can_undo and not back.read_only
    assert document.modified  # marking is the caller's
    assert list(tmp_path.iterdir()) == [path]
    flat = [flatten(x.layers, x.bounds, dtype) for x in (document, back)]
    assert flat[0].tobytes() == flat[1].tobytes()


def test_a_latent_comes_back_with_every_number(tmp_path):
    document, path = Document(40, 30), tmp_path / "latent.ora"
    start = np.random.default_rng(0).normal(size=(9, 256)).astype(np.float32)
    layer = Layer(
        new_id(), "Edit", LayerKind.GENERATED, Tiles.from_pixels(noise(np.uint8, 30, 40)),
        recipe=RECIPE, inputs={"start": start, "style": noise(np.uint8, 8, 9)},
    )  # fmt: skip
    document.apply(AddLayer(layer, -1))
    store.save_project(document, path)
    (back,) = restore.open_project(path).layers
    assert back.inputs["start"].dtype == np.float32
    assert back.inputs["start"].tobytes() == start.tobytes()
    assert back.inputs["style"].tobytes() == layer.inputs["style"].tobytes()


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
    back = restore.open_project(path)
    assert (back.width, back.height) == (width, height)
    for layer, found in zip(document.layers, back.layers, strict=True):
        # XML has no words for control characters; a layer needs some name.
        name = openraster.NOT_XML.sub("\ufffd", layer.name) or "Layer"
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
          <layer src="data/low.png" opacity="0.5" x="10" y="-20" visibility="visible"
                 composite-op="krita:vivid_light"/>
        </stack><text x="1"/></stack></image>""",
        top=wide,
        low=grey,
    )
    document = restore.open_project(tmp_path / "krita.ora")
    low, group, top = document.layers
    assert (document.width, document.height, document.dtype) == (200, 150, np.uint16)
    assert (top.name, top.kind, top.locked, top.visible) == ("Ink", LayerKind.PICTURE, True, True)
    assert (top.blend, document.metadata.dpi) == (Blend.MULTIPLY, (72, 72))
    assert document.active == top.id and document.notes == ("blend",)
    assert (group.name, group.kind, group.opacity) == ("Group", LayerKind.GROUP, 0.5)
    assert not group.visible and low.parent == group.id and top.parent is None
    assert np.array_equal(top.tiles.read(Rect.of_size(90, 70)), wide)
    assert (low.name, low.visible, low.opacity) == ("Layer", True, 0.5)
    assert low.blend is Blend.NORMAL  # it had a mode that we do not know
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
    back = restore.open_project(tmp_path / "b.ora")
    assert back.dtype == np.uint16  # the PNG that stands for floats
    for attribute in ("name", "opacity", "visible", "blend"):
        wanted = [getattr(x, attribute) for x in document.layers]
        assert [getattr(x, attribute) for x in back.layers] == wanted
    # The masks lie in the pictures now; that of the group, which has none, is gone.
    assert all(x.mask is None for x in back.layers)
    plain = [replace(x, mask=None) if x.kind is LayerKind.GROUP else x for x in document.layers]
    wanted = converted(flatten(plain, document.bounds, np.float32), np.uint16).astype(int)
    found = flatten(back.layers, back.bounds, np.uint16).astype(int)
    assert np.abs(found - wanted)[..., 3].max() <= 2


def test_ids_survive_a_program_that_names_its_own_pictures(tmp_path):
    """As MyPaint does: entries of others are kept, stack.xml and the PNGs are its own."""
    document, path = document_of(), tmp_path / "a.ora"
    store.save_project(document, path)
    with zipfile.ZipFile(path) as ours, zipfile.ZipFile(tmp_path / "b.ora", "w") as theirs:
        xml = re.sub(rb' coachline-id="\w+"', b"", ours.read("stack.xml"))
        for i, layer in enumerate(document.layers):
            xml = xml.replace(f"data/{layer.id}".encode(), f"data/layer{i}".encode())
            if layer.kind is not LayerKind.GROUP:
                theirs.writestr(f"data/layer{i}.png", ours.read(f"data/{layer.id}.png"))
        theirs.writestr("stack.xml", xml)
        for name in ("mimetype", *(x for x in ours.namelist() if x.startswith("coachline/"))):
            theirs.writestr(name, ours.read(name))
    back = restore.open_project(tmp_path / "b.ora")
    assert [everything(x) for x in back.layers] == [everything(x) for x in document.layers]


def test_what_did_not_change_is_not_packed_again(tmp_path, monkeypatch):
    document, kept = document_of(), store.Saved()
    packed, encode = [], files.encode_png
    monkeypatch.setattr(files, "encode_png", lambda *a, **k: packed.append(a) or encode(*a, **k))
    store.save_project(document, tmp_path / "a.ora", saved=kept)
    first = len(packed)
    document.apply(ChangeLayer(document.layers[0].id, name="anders"))
    packed.clear()
    store.save_project(document, tmp_path / "b.ora", saved=kept)
    assert len(packed) == 5 < first  # three selections, whole picture, thumbnail
    back = restore.open_project(tmp_path / "b.ora")
    assert [everything(x) for x in back.layers] == [everything(x) for x in document.layers]


def test_the_picture_of_all_layers_can_be_left_out(tmp_path):
    path = tmp_path / "a.ora"
    store.save_project(document_of(), path, merged=False)
    with zipfile.ZipFile(path) as archive:
        assert "mergedimage.png" not in archive.namelist()
    assert len(restore.open_project(path).layers) == 6


def test_a_save_can_be_stopped(tmp_path):
    progress, path = Progress(), tmp_path / "a.ora"
    store.save_project(Document(5, 5), path)
    old = path.read_bytes()
    progress.cancel()
    with pytest.raises(Cancelled):
        store.save_project(document_of(), path, progress)
    assert path.read_bytes() == old and list(tmp_path.iterdir()) == [path]


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
SELECTED = {"entry": "coachline/selection.png", "x": 0, "y": 0}
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
    "a resolution of no numbers": {"coachline/document.json": ours_with(dpi=["a", "b"])},
    "an endless resolution": {"coachline/document.json": ours_with(dpi=[float("inf"), 300])},
    "one resolution": {"coachline/document.json": ours_with(dpi=[300])},
    "a selection that is not there": {
        "coachline/document.json": ours_with(selection=SELECTED),
        "coachline/selection.png": None,
    },
    "a selection in colours": {
        "coachline/document.json": ours_with(saved=[SELECTED | {"name": "x"}]),
        "coachline/selection.png": PNG,
    },
    "version is a text": {"coachline/document.json": ours_with(coachline_project="1")},
}


@pytest.mark.parametrize("entries", BAD.values(), ids=BAD.keys())
def test_a_damaged_or_hostile_project_is_refused(tmp_path, entries):
    path = tmp_path / "bad.ora"
    rewritten(path, **entries)
    with pytest.raises(BadInput) as caught:
        restore.open_project(path)
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
        restore.open_project(tmp_path / "bad.ora")
    assert reason in caught.value.params["reason"]


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "hologram"},
        {"kind": ["lines"]},
        {"recipe": {"tool": 1}},
        {"recipe": "x"},
        {"kind": "group"},
        {"mask": {"entry": "data/no.png", "x": 0, "y": 0, "fill": 0}},
        {"mask": {"entry": "mimetype", "x": 0, "y": 0, "fill": 0}},
        {"mask": {"entry": "mergedimage.png", "x": 0, "y": 0, "fill": 7}},
        {"mask": {"entry": "mergedimage.png", "x": 1 << 40, "y": 0, "fill": 0}},
        {"pixels": {"entry": "../x", "of": hashlib.sha256(PNG).hexdigest()}},
        {"pixels": 1},
        {"inputs": {"start": "data/no.npz"}},
        {"inputs": {"start": "mimetype.npz"}},
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
        restore.open_project(path)
    assert caught.value.code in ("project.damaged", "recipe.damaged")


def hidden_pixels(folder, pixels, of=PNG):
    """A project whose layer has other pixels beside its PNG."""
    path, id = folder / "a.ora", "0" * 32
    told = {
        "kind": "lines",
        "pixels": {"entry": f"coachline/{id}.exr", "of": hashlib.sha256(of).hexdigest()},
    }
    rewritten(
        path,
        **{
            "stack.xml": stack_with(f'src="data/{id}.png"'),
            f"data/{id}.png": PNG,
            f"coachline/{id}.exr": pixels,
            "coachline/document.json": ours_with(depth="float32", layers={id: told}),
        },
    )
    return path


@pytest.mark.parametrize(
    "pixels", [b"", b"no picture", files.encode(files.Picture(noise(np.float32, 9, 10)), ".exr")]
)
def test_hidden_pixels_of_another_size_or_none_are_refused(tmp_path, pixels):
    with pytest.raises(BadInput) as caught:
        restore.open_project(hidden_pixels(tmp_path, pixels))
    assert caught.value.code == "project.damaged"


def test_a_layer_that_another_program_painted_on_shows_what_that_one_painted(tmp_path):
    ours = files.encode(files.Picture(noise(np.float32, 10, 10)), ".exr")
    kept = restore.open_project(hidden_pixels(tmp_path, ours))
    assert kept.notes == ()
    assert np.array_equal(kept.layers[0].tiles.read(kept.bounds), noise(np.float32, 10, 10))
    edited = restore.open_project(hidden_pixels(tmp_path, ours, of=b"another PNG"))
    assert edited.notes == ("edited",) and edited.dtype == np.float32
    shown = converted(edited.layers[0].tiles.read(edited.bounds), np.uint8)
    assert (shown == 9).all()


def test_other_packings_and_locked_files_are_refused(tmp_path):
    good, bad = tmp_path / "good.ora", tmp_path / "bad.ora"
    store.save_project(document_of(), good)
    with zipfile.ZipFile(good) as kept, zipfile.ZipFile(bad, "w", zipfile.ZIP_LZMA) as archive:
        for name in kept.namelist():
            archive.writestr(name, kept.read(name))
    with pytest.raises(BadInput, match="does not use"):
        restore.open_project(bad)
    locked = bytearray(good.read_bytes())
    start = locked.index(b"PK\x01\x02")
    while start >= 0:  # the flag "encrypted" of each entry in the table at the end
        locked[start + 8] |= 1
        start = locked.find(b"PK\x01\x02", start + 4)
    bad.write_bytes(locked)
    with pytest.raises(BadInput, match="not a readable project"):
        restore.open_project(bad)


def test_a_project_of_a_newer_program_is_read_only(tmp_path):
    path = tmp_path / "new.ora"
    store.save_project(document_of(), path)
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    table = json.loads(kept["coachline/document.json"]) | {"coachline_project": 99}
    kept["coachline/document.json"] = json.dumps(table).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in kept.items():
            archive.writestr(name, data)
    document = restore.open_project(path)
    assert document.read_only and len(document.layers) == 6
    assert not restore.open_project(saved(tmp_path)).read_only


def test_a_project_of_a_newer_program_that_cannot_be_read_says_so(tmp_path):
    rewritten(tmp_path / "new.ora", coachline__document__json=None)
    new = ours_with(coachline_project=99, depth="float64")
    rewritten(tmp_path / "new.ora", **{"coachline/document.json": new})
    with pytest.raises(BadInput) as caught:
        restore.open_project(tmp_path / "new.ora")
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
        restore.open_project(path)
    except BadInput as e:
        assert e.code.startswith(("project.", "recipe."))


def test_a_project_that_is_not_there_is_named(tmp_path):
    for path, code in [(tmp_path / "gone.ora", "file.missing"), (tmp_path, "file.folder")]:
        with pytest.raises(BadInput) as caught:
            restore.open_project(path)
        assert caught.value.code == code


# saving that does not come to its end


@pytest.mark.parametrize("when", [1, 3, 6])
def test_a_save_that_fails_leaves_the_old_file(tmp_path, monkeypatch, when):
    path = tmp_path / "a.ora"
    store.save_project(document_of(), path)
    old = path.read_bytes()
    encode, calls = files.encode_png, []

    def full_disk(*args, **options):
        calls.append(args)
        if len(calls) == when:
            raise OSError(28, "No space left on device")
        return encode(*args, **options)

    monkeypatch.setattr(files, "encode_png", full_disk)
    with pytest.raises(CoachlineError) as caught:
        store.save_project(document_of(), path)
    assert caught.value.code == "file.write"
    assert "No space left" in str(caught.value)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


# Forks children that save without end, kills each at some moment, and opens what is there then.
KILLS = """
import os, pathlib, random, signal, sys, time
import numpy as np
import OpenImageIO
OpenImageIO.attribute("threads", 1)  # a fork takes no threads along
from app.document import restore, store
from app.document.edits import ChangeLayer
folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
path, chance = folder / "a.ora", random.Random(7)
document = restore.open_project(path)
start = time.perf_counter()
store.save_project(document, path)
whole = time.perf_counter() - start
seen = set()
for kill in range(count):
    began, tell = os.pipe()
    child = os.fork()
    if child == 0:
        for save in range(1000):
            os.write(tell, b".")
            document.apply(ChangeLayer(document.layers[0].id, name=f"{kill}:{save}"))
            store.save_project(document, path)
    os.read(began, 1)
    time.sleep(chance.uniform(0, 1.5) * whole)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(began), os.close(tell)
    back = restore.open_project(path)
    assert len(back.layers) == len(document.layers)
    for a, b in zip(document.layers, back.layers):
        assert a.tiles.read(document.bounds).tobytes() == b.tiles.read(document.bounds).tobytes()
    seen.add(back.layers[0].name)
parts = len(list(folder.glob("*.part")))
print(count, len(seen), parts)
"""


def test_two_hundred_kills_in_mid_save_damage_nothing(tmp_path):
    path, document = tmp_path / "a.ora", Document(60, 40)
    for i in range(2):
        tiles = Tiles.from_pixels(noise(np.uint8, 40, 60, i))
        document.apply(AddLayer(Layer(new_id(), "Ebene", LayerKind.LINES, tiles), i))
    store.save_project(document, path)
    root = Path(__file__).parents[3]
    run = subprocess.run(
        [sys.executable, "-c", KILLS, str(tmp_path), "200"],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    kills, versions, parts = map(int, run.stdout.split())
    assert kills == 200
    assert versions > 1, "no save ever came to its end"
    assert parts > 1, "no kill ever came in mid-save"
    restore.open_project(path)


def test_what_a_killed_save_left_is_swept_away_later(tmp_path):
    path = saved(tmp_path)
    mark = hashlib.sha256(path.name.encode()).hexdigest()[:8]
    old, new = tmp_path / f".{mark}-old.part", tmp_path / f".{mark}-new.part"
    for part in (old, new):
        part.touch()
    os.utime(old, (0, 0))
    store.save_project(document_of(), path)
    assert not old.exists() and new.exists()


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
    assert restore.open_project(real).width == 5
