"""Projects back from the disk: our own, and what Krita, GIMP and others wrote as OpenRaster."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from app.document import labels, openraster
from app.document.blend import Blend
from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.metadata import Metadata
from app.document.openraster import DamagedError, Item
from app.document.selection import Selection
from app.document.store import EXIF, OURS, PROFILE, VERSION
from app.document.tiles import Pixels, Tiles
from engine import palette
from engine.errors import BadInput
from engine.ops import files, npz
from engine.ops.colour import converted, rgba
from engine.recipes import Recipe
from engine.requests import sealed

DEPTHS = {"uint8": np.uint8, "uint16": np.uint16, "float32": np.float32}
U8 = np.dtype(np.uint8)

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


def open_project(path: Path) -> Document:
    """Open a project, or an OpenRaster file of another program.

    Layers that other programs added are pictures. `Document.notes` tells what could not be kept:
    "blend", a mode that we do not know; "edited", a layer that another program painted on, so
    that its full depth or its mask is gone. A project of a later version is `read_only`.
    Raises BadInput file.missing, file.folder, file.no_permission, file.memory, project.damaged,
    project.newer where the later version cannot be read at all.
    """
    try:
        if not path.exists():
            raise BadInput("file.missing", path=path)
        if path.is_dir():
            raise BadInput("file.folder", path=path)
        with zipfile.ZipFile(path) as archive:
            document = _Project(archive, path).read()
    except PermissionError as e:
        raise BadInput("file.no_permission", path=path, reason=e.strerror) from e
    except _BROKEN as e:
        reason = str(e) or type(e).__name__
        raise BadInput("project.damaged", path=path, reason=reason) from e
    document.path = path
    return document


class _Project:
    """One file on its way in. about: what our table says of layers, by their ids."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive, self._path = archive, path
        self._table: dict[str, Any] = {}
        self._about: dict[str, dict[str, Any]] = {}
        self._notes: set[str] = set()
        self._icc: bytes | None = None  # of the first PNG that has one
        self._active: str | None = None
        self._pixels = 0
        self._used: set[str] = set()
        self._names: dict[str, str] = {}

    def read(self) -> Document:
        openraster.check_entries(self._archive)
        if openraster.entry(self._archive, "mimetype", 100).strip() != openraster.MIMETYPE:
            raise DamagedError("it is not an OpenRaster file")
        newer = self._read_table()
        try:
            document = self._read_document()
        except _BROKEN as e:
            if newer:
                version = self._table["coachline_project"]
                raise BadInput("project.newer", path=self._path, version=version) from e
            raise
        document.read_only = newer
        document.notes = tuple(sorted(self._notes))
        return document

    def _read_table(self) -> bool:
        """Whether a later version of the program wrote it. No table: another program did."""
        if OURS not in self._archive.namelist():
            return False
        table = json.loads(openraster.entry(self._archive, OURS, openraster.MAX_TEXT))
        version = table["coachline_project"]
        if not isinstance(version, int) or not isinstance(table["layers"], dict):
            raise DamagedError(f"{OURS} has version {version!r}")
        self._table = table
        self._about = {
            id: told for id, told in table["layers"].items() if re.fullmatch("[0-9a-f]{32}", id)
        }
        return version > VERSION

    def _read_document(self) -> Document:
        xml = openraster.entry(self._archive, "stack.xml", openraster.MAX_TEXT)
        stack = openraster.parse_stack(xml)
        self._names = self._lost_names(stack.items)
        layers = list(self._layers(stack.items, None, 0, 0))
        if self._table:
            dtype = np.dtype(DEPTHS[self._table["depth"]])
            icc = self._optional(PROFILE)
        else:
            dtype = max((x.tiles.dtype for x in layers), key=lambda d: d.itemsize, default=U8)
            icc = self._icc
        dpi = tuple(float(x) for x in self._table["dpi"]) if "dpi" in self._table else stack.dpi
        if dpi is not None and (len(dpi) != 2 or not all(0 < x < 1e6 for x in dpi)):
            raise DamagedError(f"{OURS} has the resolution {dpi}")
        grey = self._table.get("grey") is True
        metadata = Metadata(icc, dpi, self._optional(EXIF), grey)
        document = Document(stack.width, stack.height, dtype, metadata)
        document.layers = tuple(_in_depth(layer, dtype) for layer in layers)
        tops = [layer.id for layer in layers if layer.parent is None]
        document.active = self._active or (tops[0] if tops else None)
        if "selection" in self._table:
            document.selection = self._selection(self._table["selection"])
        saved = tuple((str(x["name"]), self._selection(x)) for x in self._table.get("saved", ()))
        document.now = replace(document.now, saved=saved)
        return document

    def _optional(self, name: str) -> bytes | None:
        if name not in self._archive.namelist():
            return None
        return openraster.entry(self._archive, name, openraster.MAX_TEXT)

    def _lost_names(self, items: tuple[Item, ...]) -> dict[str, str]:
        """Name → id of layers whose id another program dropped."""
        there = {id for item in _all(items) for id in _ids(item)}
        return {str(x.get("name")): id for id, x in self._about.items() if id not in there}

    def _identity(self, item: Item) -> str:
        known = (*_ids(item), self._names.get(item.name))
        id = next((x for x in known if x in self._about and x not in self._used), None) or new_id()
        self._used.add(id)
        return id

    def _layers(
        self, items: tuple[Item, ...], parent: str | None, x: int, y: int
    ) -> Iterator[Layer]:
        """Bottom to top, the members of a group directly below it. x, y: where the group lies."""
        for item in items:
            id = self._identity(item)
            if item.src is None:
                yield from self._layers(item.items, id, x + item.x, y + item.y)
            layer = self._layer(item, id, x + item.x, y + item.y)
            if item.selected and self._active is None:
                self._active = id
            yield replace(layer, parent=parent)

    def _layer(self, item: Item, id: str, x: int, y: int) -> Layer:
        told = self._about.get(id, {})
        default = LayerKind.GROUP if item.src is None else LayerKind.PICTURE
        kind = LayerKind(told.get("kind", default))
        if (kind is LayerKind.GROUP) != (item.src is None):
            raise DamagedError(f"{OURS} takes {item.name!r} for a {kind.value}")
        tiles, edited = Tiles(4, np.uint8), False
        if item.src is not None:
            pixels, edited = self._read_pixels(item.src, told.get("pixels"))
            tiles = Tiles.from_pixels(pixels, x, y)
        recipe = told.get("recipe")
        return Layer(
            id,
            item.name,
            kind,
            tiles,
            item.opacity,
            item.visible,
            item.locked,
            None if recipe is None else Recipe.from_json(json.dumps(recipe), str(self._path)),
            self._blend(item.composite),
            None if edited else self._mask(told.get("mask")),  # it is in the PNG already
            palette=_palette(told),
            isolated=item.isolated,
            inputs={str(k): self._input(name) for k, name in told.get("inputs", {}).items()},
            base=self._base(told.get("base")),
        )

    def _blend(self, composite: str) -> Blend:
        try:
            return Blend(composite)
        except ValueError:
            self._notes.add("blend")
            return Blend.NORMAL

    def _read_pixels(self, src: str, ours: dict[str, Any] | None) -> tuple[Pixels, bool]:
        """H×W×4 of a layer, and whether another program painted over what we had beside it."""
        png = openraster.entry(self._archive, src)
        self._pixels += openraster.check_png(png, src)
        if self._pixels > openraster.MAX_PIXELS_OF_ALL:
            raise DamagedError("its layers are too large together")
        shown = self._decode(png, src)
        self._icc = self._icc or shown.icc
        if ours is None:
            return rgba(shown.pixels), False
        if ours["of"] != hashlib.sha256(png).hexdigest():
            self._notes.add("edited")
            return rgba(shown.pixels), True
        name = ours["entry"]
        pixels = rgba(self._decode(openraster.entry(self._archive, name), name).pixels)
        if pixels.shape[:2] != shown.pixels.shape[:2]:
            raise DamagedError(f"{name} has another size than {src}")
        return pixels, False

    def _decode(self, data: bytes, name: str) -> files.Picture:
        try:
            return files.decode(data, name)
        except BadInput as e:
            if e.code == "file.memory":
                raise
            raise DamagedError(f"{name} cannot be read: {e.params.get('reason', e.code)}") from e

    def _mask(self, told: dict[str, Any] | None) -> Tiles | None:
        if told is None:
            return None
        x, y, fill = int(told["x"]), int(told["y"]), int(told["fill"])
        if fill not in (0, 255):
            raise DamagedError(f"{OURS} fills a mask with {fill}")
        return Tiles.from_pixels(self._plane(told["entry"], x, y), x, y, fill)

    def _base(self, told: dict[str, Any] | None) -> Tiles | None:
        """The labels that a picture shows, H×W×4, in the depth of their PNG."""
        if told is None:
            return None
        name, x, y = told["entry"], int(told["x"]), int(told["y"])
        if max(abs(x), abs(y)) > openraster.MAX_SIDE:
            raise DamagedError(f"{OURS} puts {name} at {x}, {y}")
        data = openraster.entry(self._archive, name)
        openraster.check_png(data, name)
        return Tiles.from_pixels(rgba(self._decode(data, name).pixels), x, y)

    def _input(self, name: str) -> Pixels:
        """An array of a recipe: H×W×C uint8, or what is no picture, such as a latent."""
        data = openraster.entry(self._archive, name)
        if name.endswith(".npz"):
            try:
                return sealed(npz.decode(data)["array"])
            except (npz.DamagedError, KeyError) as e:
                raise DamagedError(f"{name} cannot be read: {e}") from e
        openraster.check_png(data, name)
        pixels = self._decode(data, name).pixels
        if pixels.dtype != U8:
            raise DamagedError(f"{name} has not 8 bits")
        return sealed(pixels)

    def _selection(self, told: dict[str, Any]) -> Selection:
        x, y = int(told["x"]), int(told["y"])
        return Selection.of(self._plane(told["entry"], x, y)[..., 0], x, y)

    def _plane(self, name: str, x: int, y: int) -> Pixels:
        """H×W×1 uint8."""
        if max(abs(x), abs(y)) > openraster.MAX_SIDE:
            raise DamagedError(f"{OURS} puts {name} at {x}, {y}")
        data = openraster.entry(self._archive, name)
        openraster.check_png(data, name)
        pixels = self._decode(data, name).pixels
        if pixels.shape[2] != 1 or pixels.dtype != U8:
            raise DamagedError(f"{name} is not grey of 8 bits")
        return pixels


def _all(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _all(item.items)


def _ids(item: Item) -> tuple[str, ...]:
    """What may be the id of its layer: our attribute, the name of its PNG."""
    return tuple(x for x in (item.id, Path(item.src).stem if item.src else None) if x)


def _palette(told: dict[str, Any]) -> str | None:
    """The table of parts; of one that we do not have the colours are read by the car's."""
    name = told.get("palette")
    if name is None:
        return None
    return name if any(x.stem == name for x in palette.files()) else labels.DEFAULT


def _in_depth(layer: Layer, dtype: np.dtype[Any]) -> Layer:
    base = None if layer.base is None else _tiles_in_depth(layer.base, dtype)
    return replace(layer, tiles=_tiles_in_depth(layer.tiles, dtype), base=base)


def _tiles_in_depth(tiles: Tiles, dtype: np.dtype[Any]) -> Tiles:
    if tiles.dtype == dtype:
        return tiles
    bounds = tiles.bounds
    return Tiles.from_pixels(converted(tiles.read(bounds), dtype), bounds.x0, bounds.y0)
