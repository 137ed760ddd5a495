"""Pictures and projects on disk. docs/formats.md describes the project file."""

from __future__ import annotations

import json
import os
import secrets
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.document import openraster
from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.metadata import Metadata
from app.document.openraster import DamagedError, Stack, StackLayer
from app.document.tiles import Pixels, Tiles
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.ops import files
from engine.ops.colour import converted, full, on_white
from engine.recipes import Recipe

VERSION = 1
OURS = "coachline/document.json"
PROFILE = "coachline/profile.icc"
U8 = np.dtype(np.uint8)
DEPTHS = {"uint8": np.uint8, "uint16": np.uint16, "float32": np.float32}
THUMBNAIL = 256  # pixels of the longest side, as OpenRaster asks for


def open_picture(path: Path) -> Document:
    """A document of one layer, in the file's depth and colour profile.

    Raises BadInput as `engine.ops.files.read`.
    """
    picture = files.read(path)
    height, width, channels = picture.pixels.shape
    # A grey profile does not fit the three channels of a layer.
    document = Document(
        width, height, picture.pixels.dtype, Metadata(picture.icc if channels >= 3 else None)
    )
    tiles = Tiles.from_pixels(rgba(picture.pixels))
    document.layers = (Layer(new_id(), path.stem, LayerKind.PICTURE, tiles),)
    document.active = document.layers[0].id
    return document


def rgba(pixels: Pixels) -> Pixels:
    """H×W×{1, 2, 3, 4} → H×W×4, opaque where there was no alpha."""
    height, width, channels = pixels.shape
    if channels == 4:
        return pixels
    result = np.empty((height, width, 4), pixels.dtype)
    result[..., :3] = pixels[..., : 1 if channels < 3 else 3]
    result[..., 3] = pixels[..., 1] if channels == 2 else full(pixels.dtype)
    return result


def export_picture(document: Document, path: Path) -> list[str]:
    """Write the flattened picture by extension; returns what the file does not keep.

    "layers": there were several, or a hidden one. "alpha": JPEG has none, it gets white paper.
    "depth": the format holds fewer bits. Raises as `engine.ops.files.write`.
    """
    files.check_writable(path, document.width, document.height)
    layers = document.layers
    pixels = flatten(layers, document.bounds, document.dtype)
    lost = []
    if len(layers) > 1 or any(not layer.visible for layer in layers):
        lost.append("layers")
    depths = files.DEPTHS[files.format_of(path)]
    opaque = bool((pixels[..., 3] >= full(document.dtype)).all())
    if opaque:
        pixels = pixels[..., :3]
    elif files.format_of(path) == "JPEG":
        lost.append("alpha")
    if np.dtype(depths[-1]).itemsize < document.dtype.itemsize:
        lost.append("depth")
        pixels = converted(pixels, depths[-1])
    icc = document.icc if pixels.dtype == document.dtype or document.dtype.kind == "u" else None
    files.write(path, files.Picture(np.ascontiguousarray(pixels), icc))
    return lost


def save_project(document: Document, path: Path) -> None:
    """Write the whole document, atomically: a failure leaves the file of before.

    `path` and `mark_saved` of the document are the caller's; give a `Document.snapshot` to save
    in another thread. Raises CoachlineError file.write.
    """
    path = path.resolve()  # a link stays one
    part = path.with_name(f".{secrets.token_hex(6)}.part")
    try:
        with part.open("xb") as f:
            with zipfile.ZipFile(f, "w") as archive:
                _write_project(document, archive)
            f.flush()
            os.fsync(f.fileno())
        part.replace(path)
    except OSError as e:
        raise CoachlineError("file.write", path=path, reason=e.strerror or e) from e
    finally:
        part.unlink(missing_ok=True)


def _write_project(document: Document, archive: zipfile.ZipFile) -> None:
    layers = document.layers
    archive.writestr("mimetype", openraster.MIMETYPE)
    items = []
    ours: dict[str, Any] = {}
    # Float layers lie in ours; their PNG is what other programs see.
    profile = document.icc if document.dtype.kind == "u" else None
    for layer in layers:
        pixels, x, y = _trimmed(layer.tiles)
        src = _png_of(layer.id)
        archive.writestr(src, files.encode_png(_for_png(pixels), profile))
        if document.dtype.kind == "f":
            floats = pixels.astype("<f4").tobytes()
            archive.writestr(_floats_of(layer.id), floats, zipfile.ZIP_DEFLATED, 1)
        items.append(
            StackLayer(
                src,
                layer.name,
                x,
                y,
                layer.opacity,
                layer.visible,
                layer.locked,
                layer.id == document.active,
            )
        )
        ours[layer.id] = {"kind": layer.kind.value}
        if layer.recipe is not None:
            ours[layer.id]["recipe"] = json.loads(layer.recipe.to_json())
    stack = Stack(document.width, document.height, tuple(items))
    archive.writestr("stack.xml", openraster.stack_xml(stack), zipfile.ZIP_DEFLATED)
    table = {"coachline_project": VERSION, "depth": document.dtype.name, "layers": ours}
    text = json.dumps(table, indent=2, ensure_ascii=False)
    archive.writestr(OURS, text, zipfile.ZIP_DEFLATED)
    if document.icc is not None:
        archive.writestr(PROFILE, document.icc)
    merged = _for_png(flatten(layers, document.bounds, document.dtype))
    archive.writestr("mergedimage.png", files.encode_png(merged, profile))
    archive.writestr("Thumbnails/thumbnail.png", files.encode_png(_thumbnail(merged)))


def _png_of(layer_id: str) -> str:
    return f"data/{layer_id}.png"


def _floats_of(layer_id: str) -> str:
    return f"coachline/{layer_id}.f32"


def _for_png(pixels: Pixels) -> Pixels:
    return converted(pixels, np.uint16) if pixels.dtype.kind == "f" else pixels


def _trimmed(tiles: Tiles) -> tuple[Pixels, int, int]:
    """What is not zero, and x and y of its first pixel; one transparent pixel if there is none."""
    bounds = tiles.bounds
    pixels = tiles.read(bounds if not bounds.empty else Rect.of_size(1, 1))
    content: NDArray[np.bool] = (pixels != 0).any(axis=2)
    rows, columns = np.flatnonzero(content.any(axis=1)), np.flatnonzero(content.any(axis=0))
    if not len(rows):
        return pixels[:1, :1], bounds.x0, bounds.y0
    top, left = int(rows[0]), int(columns[0])
    cut = pixels[top : rows[-1] + 1, left : columns[-1] + 1]
    return np.ascontiguousarray(cut), bounds.x0 + left, bounds.y0 + top


def _thumbnail(pixels: Pixels) -> Pixels:
    """Means of square blocks on white: H×W×4 → h×w×3 uint8, THUMBNAIL pixels at most a side."""
    paper = converted(on_white(pixels), np.uint8)
    step = -(-max(paper.shape[:2]) // THUMBNAIL)
    rows, columns = np.arange(0, paper.shape[0], step), np.arange(0, paper.shape[1], step)
    sums = np.add.reduceat(np.add.reduceat(paper, rows, axis=0, dtype=np.uint32), columns, axis=1)
    high = np.diff(rows, append=paper.shape[0])[:, None, None]
    wide = np.diff(columns, append=paper.shape[1])[None, :, None]
    means: Pixels = (sums // (high * wide)).astype(np.uint8)
    return means


def open_project(path: Path) -> Document:
    """Open a project, or what Krita, GIMP and others wrote as OpenRaster.

    Layers that other programs added are pictures; groups are opened; every layer blends normally.
    Raises BadInput file.missing, file.folder, file.no_permission, project.damaged,
    project.newer, recipe.newer.
    """
    try:
        if not path.exists():
            raise BadInput("file.missing", path=path)
        if path.is_dir():
            raise BadInput("file.folder", path=path)
        with zipfile.ZipFile(path) as archive:
            document = _read_project(archive, path)
    except PermissionError as e:
        raise BadInput("file.no_permission", path=path, reason=e.strerror) from e
    except _BROKEN as e:
        reason = str(e) or type(e).__name__
        raise BadInput("project.damaged", path=path, reason=reason) from e
    document.path = path
    return document


# What zipfile, zlib, json and numpy raise on damaged input, and what wrong types lead to.
_BROKEN = (
    DamagedError,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,
    MemoryError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)


def _read_project(archive: zipfile.ZipFile, path: Path) -> Document:
    openraster.check_entries(archive)
    if openraster.entry(archive, "mimetype", 100).strip() != openraster.MIMETYPE:
        raise DamagedError("it is not an OpenRaster file")
    ours = _ours(archive, path)
    stack = openraster.parse_stack(openraster.entry(archive, "stack.xml", openraster.MAX_TEXT))
    return _document(archive, stack, ours, path)


def _ours(archive: zipfile.ZipFile, path: Path) -> dict[str, Any] | None:
    """What only we write; None in a file of another program."""
    if OURS not in archive.namelist():
        return None
    table = json.loads(openraster.entry(archive, OURS, openraster.MAX_TEXT))
    version = table["coachline_project"]
    if not isinstance(version, int) or not isinstance(table["layers"], dict):
        raise DamagedError(f"{OURS} has version {version!r}")
    if version > VERSION:
        raise BadInput("project.newer", path=path, version=version)
    return dict(table)


def _document(
    archive: zipfile.ZipFile, stack: Stack, ours: dict[str, Any] | None, path: Path
) -> Document:
    about = ours["layers"] if ours else {}
    layers: list[Layer] = []
    active, icc, total = None, None, 0
    for item in stack.layers:
        total += openraster.check_png(openraster.entry(archive, item.src), item.src)
        if total > openraster.MAX_PIXELS_OF_ALL:
            raise DamagedError("its layers are too large together")
        layer, profile = _layer(archive, item, about, path)
        if any(layer.id == other.id for other in layers):
            layer = replace(layer, id=new_id())
        layers.append(layer)
        icc = icc or profile
        active = layer.id if item.selected or active is None else active
    if ours is not None:
        icc = openraster.entry(archive, PROFILE) if PROFILE in archive.namelist() else None
        dtype = np.dtype(DEPTHS[ours["depth"]])
    else:
        dtype = max((layer.tiles.dtype for layer in layers), key=lambda d: d.itemsize, default=U8)
    document = Document(stack.width, stack.height, dtype, Metadata(icc))
    document.layers = tuple(_in_depth(layer, dtype) for layer in layers)
    document.active = active
    return document


def _layer(
    archive: zipfile.ZipFile, item: StackLayer, about: dict[str, Any], path: Path
) -> tuple[Layer, bytes | None]:
    """A layer in the depth in which it lies there, and the colour profile of its PNG."""
    name = Path(item.src).stem
    id = name if name in about and item.src == _png_of(name) else new_id()
    try:
        picture = files.decode(openraster.entry(archive, item.src), item.src)
    except BadInput as e:
        raise DamagedError(f"{item.src} cannot be read: {e.params.get('reason', e.code)}") from e
    pixels = rgba(picture.pixels)
    if id in about and _floats_of(id) in archive.namelist():
        floats = np.frombuffer(openraster.entry(archive, _floats_of(id)), "<f4")
        pixels = floats.reshape(pixels.shape).astype(np.float32)
    told = about.get(id, {})
    recipe = told.get("recipe")
    layer = Layer(
        id,
        item.name,
        LayerKind(told.get("kind", LayerKind.PICTURE)),
        Tiles.from_pixels(pixels, item.x, item.y),
        item.opacity,
        item.visible,
        item.locked,
        None if recipe is None else Recipe.from_json(json.dumps(recipe), str(path)),
    )
    return layer, picture.icc


def _in_depth(layer: Layer, dtype: np.dtype[Any]) -> Layer:
    if layer.tiles.dtype == dtype:
        return layer
    bounds = layer.tiles.bounds
    pixels = converted(layer.tiles.read(bounds), dtype)
    return replace(layer, tiles=Tiles.from_pixels(pixels, bounds.x0, bounds.y0))
