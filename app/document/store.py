"""Project files: the whole document in a zip. docs/formats.md describes them."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.document import openraster
from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import Layer, LayerKind
from app.document.metadata import Metadata
from app.document.openraster import Item, Stack
from app.document.selection import Selection
from app.document.stack import members
from app.document.tiles import Pixels, Tiles
from engine.errors import CoachlineError
from engine.geometry import Rect
from engine.ops import files, npz
from engine.ops.colour import converted, on_white, space_of
from engine.progress import Progress

VERSION = 1
OURS = "coachline/document.json"
PROFILE = "coachline/profile.icc"
EXIF = "coachline/exif"
THUMBNAIL = 256  # pixels of the longest side, as OpenRaster asks for
_ABANDONED = 3600  # seconds after which nobody writes on a part any more
_EFFORT = 1  # of zlib: a third of the time of the usual 6, for a file a tenth larger


@dataclass(frozen=True, eq=False)
class _Entries:
    """How a layer lies in the file: by name its entries, and what our table says of it."""

    layer: Layer
    data: dict[str, bytes]
    told: dict[str, Any]
    place: tuple[int, int]


class Saved:
    """What was packed for the last save, so that a layer that did not change costs nothing in the
    next. One for each file that is written again and again."""

    def __init__(self) -> None:
        self._layers: dict[str, _Entries] = {}

    def entries(self, layer: Layer, profile: bytes | None) -> _Entries:
        known = self._layers.get(layer.id)
        same = known is not None and all(
            getattr(known.layer, part) is getattr(layer, part)
            for part in ("tiles", "mask", "inputs", "base")
        )
        return known if known is not None and same else _packed(layer, profile)

    def keep(self, packed: dict[str, _Entries]) -> None:
        self._layers = packed


def save_project(
    document: Document,
    path: Path,
    progress: Progress | None = None,
    saved: Saved | None = None,
    merged: bool = True,
) -> None:
    """Write the whole document, atomically: a failure leaves the file of before.

    merged: with the picture of all layers, which other programs want and which takes a while.

    `path` and `mark_saved` of the document are the caller's; give a `Document.snapshot` to save
    in another thread. Raises CoachlineError file.write, Cancelled.
    """
    path = path.resolve()  # a link stays one
    # Short, so that a name at the length limit of the file system still fits.
    mark = hashlib.sha256(path.name.encode()).hexdigest()[:8]
    part = path.with_name(f".{mark}-{secrets.token_hex(6)}.part")
    try:
        _sweep(path.parent, mark)
        with part.open("xb") as f:
            with zipfile.ZipFile(f, "w") as archive:
                _write_project(document, archive, progress or Progress(), saved or Saved(), merged)
            f.flush()
            os.fsync(f.fileno())
        part.replace(path)
        _flush_folder(path.parent)
    except OSError as e:
        raise CoachlineError("file.write", path=path, reason=e.strerror or e) from e
    finally:
        part.unlink(missing_ok=True)


def _sweep(folder: Path, mark: str) -> None:
    """Remove what saves of the same file left behind that were killed."""
    for part in folder.glob(f".{mark}-*.part"):
        if time.time() - part.stat().st_mtime > _ABANDONED:
            part.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """So that the new name outlives a power cut. Windows knows no such thing."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_project(
    document: Document,
    archive: zipfile.ZipFile,
    progress: Progress,
    saved: Saved,
    merged: bool,
) -> None:
    # A grey profile does not fit the three channels of a layer's PNG.
    rgb = document.icc is not None and space_of(document.icc) == "RGB"
    profile = document.icc if rgb and document.dtype.kind == "u" else None
    archive.writestr("mimetype", openraster.MIMETYPE)
    packed: dict[str, _Entries] = {}
    for i, layer in enumerate(document.layers):
        packed[layer.id] = entries = saved.entries(layer, profile)
        for name, data in entries.data.items():
            archive.writestr(name, data)
        progress.step((i + 1) / (len(document.layers) + 1))
    saved.keep(packed)
    items = _items(document, packed, None)
    stack = Stack(document.width, document.height, items, document.metadata.dpi)
    archive.writestr("stack.xml", openraster.stack_xml(stack), zipfile.ZIP_DEFLATED)
    table = _table(document, packed)
    _write_metadata(document.metadata, archive, table)
    if document.selection is not None:
        table["selection"] = _write_selection(document.selection, "selection", archive)
    if document.now.saved:
        table["saved"] = [
            {"name": name, **_write_selection(selection, f"saved{i}", archive)}
            for i, (name, selection) in enumerate(document.now.saved)
        ]
    text = json.dumps(table, indent=2, ensure_ascii=False)
    archive.writestr(OURS, text, zipfile.ZIP_DEFLATED)
    whole = _for_png(flatten(document.layers, document.bounds, document.dtype))
    if merged:
        archive.writestr("mergedimage.png", files.encode_png(whole, profile, _EFFORT))
    archive.writestr("Thumbnails/thumbnail.png", files.encode_png(thumbnail(whole)))
    progress.step(1)


def _items(document: Document, packed: dict[str, _Entries], parent: str | None) -> tuple[Item, ...]:
    return tuple(
        Item(
            None if layer.kind is LayerKind.GROUP else _png_of(layer.id),
            layer.name,
            *packed[layer.id].place,
            layer.opacity,
            layer.visible,
            layer.locked,
            layer.id == document.active,
            layer.blend.value,
            layer.id,
            _items(document, packed, layer.id) if layer.kind is LayerKind.GROUP else (),
            layer.isolated,
        )
        for layer in members(document.layers, parent)
    )


def _table(document: Document, packed: dict[str, _Entries]) -> dict[str, Any]:
    layers: dict[str, Any] = {}
    for layer in document.layers:
        told = {"kind": layer.kind.value, "name": layer.name, **packed[layer.id].told}
        if layer.palette is not None:
            told["palette"] = layer.palette
        if layer.recipe is not None:
            told["recipe"] = json.loads(layer.recipe.to_json())
        layers[layer.id] = told
    return {"coachline_project": VERSION, "depth": document.dtype.name, "layers": layers}


def _write_metadata(metadata: Metadata, archive: zipfile.ZipFile, table: dict[str, Any]) -> None:
    if metadata.icc is not None:
        archive.writestr(PROFILE, metadata.icc)
    if metadata.exif is not None:
        archive.writestr(EXIF, metadata.exif)
    if metadata.dpi is not None:
        table["dpi"] = list(metadata.dpi)  # OpenRaster has room for whole numbers only
    if metadata.grey:
        table["grey"] = True


def _write_selection(selection: Selection, name: str, archive: zipfile.ZipFile) -> dict[str, Any]:
    mask, x, y = _trimmed(selection.tiles)
    entry = f"coachline/{name}.png"
    archive.writestr(entry, files.encode_png(mask, effort=_EFFORT))
    return {"entry": entry, "x": x, "y": y}


def _packed(layer: Layer, profile: bytes | None) -> _Entries:
    """What others see of a layer lies in its PNG: its mask applied, floats in 16 bits. Where that
    is less than we have, ours lies beside it, good as long as the PNG is the one it belongs to."""
    data: dict[str, bytes] = {}
    told: dict[str, Any] = {}
    place = (0, 0)
    if layer.kind is not LayerKind.GROUP:
        pixels, x, y = _trimmed(layer.tiles)
        place = (x, y)
        shown = _for_png(pixels if layer.mask is None else _masked(pixels, x, y, layer.mask))
        data[_png_of(layer.id)] = png = files.encode_png(shown, profile, _EFFORT)
        if layer.mask is not None or pixels.dtype.kind == "f":
            ours = f"coachline/{layer.id}{'.exr' if pixels.dtype.kind == 'f' else '.png'}"
            data[ours] = files.encode(files.Picture(pixels), Path(ours).suffix, _EFFORT)
            told["pixels"] = {"entry": ours, "of": hashlib.sha256(png).hexdigest()}
    if layer.mask is not None:
        mask, x, y = _trimmed(layer.mask)
        entry = f"coachline/{layer.id}.mask.png"
        data[entry] = files.encode_png(mask, effort=_EFFORT)
        told["mask"] = {"entry": entry, "x": x, "y": y, "fill": layer.mask.fill}
    if layer.base is not None:
        base, x, y = _trimmed(layer.base)
        entry = f"coachline/{layer.id}.base.png"
        data[entry] = files.encode_png(_for_png(base), effort=_EFFORT)
        told["base"] = {"entry": entry, "x": x, "y": y}
    for name, array in layer.inputs.items():
        is_picture = array.ndim == 3
        entry = f"coachline/{layer.id}.{name}{'.png' if is_picture else '.npz'}"
        data[entry] = (
            files.encode_png(array, effort=_EFFORT) if is_picture else npz.encode({"array": array})
        )
        told.setdefault("inputs", {})[name] = entry
    return _Entries(layer, data, told, place)


def _png_of(layer_id: str) -> str:
    return f"data/{layer_id}.png"


def _for_png(pixels: Pixels) -> Pixels:
    return converted(pixels, np.uint16) if pixels.dtype.kind == "f" else pixels


def _masked(pixels: Pixels, x: int, y: int, mask: Tiles) -> Pixels:
    height, width = pixels.shape[:2]
    share = mask.read(Rect.of_size(width, height, x, y))[..., 0] / np.float32(255)
    shown = pixels.copy()
    alpha = shown[..., 3] * share
    shown[..., 3] = alpha if pixels.dtype.kind == "f" else alpha + np.float32(0.5)
    return shown


def _trimmed(tiles: Tiles) -> tuple[Pixels, int, int]:
    """What differs from `fill`, and x and y of its first pixel; one pixel if nothing does."""
    rect = tiles.extent
    if rect.empty:
        rect = Rect.of_size(1, 1)
    return tiles.read(rect), rect.x0, rect.y0


def thumbnail(pixels: Pixels) -> Pixels:
    """Means of square blocks on white: H×W×4 → h×w×3 uint8, THUMBNAIL pixels at most a side."""
    paper = converted(on_white(pixels), np.uint8)
    step = -(-max(paper.shape[:2]) // THUMBNAIL)
    rows, columns = np.arange(0, paper.shape[0], step), np.arange(0, paper.shape[1], step)
    sums = np.add.reduceat(np.add.reduceat(paper, rows, axis=0, dtype=np.uint32), columns, axis=1)
    high = np.diff(rows, append=paper.shape[0])[:, None, None]
    wide = np.diff(columns, append=paper.shape[1])[None, :, None]
    means: Pixels = (sums // (high * wide)).astype(np.uint8)
    return means
