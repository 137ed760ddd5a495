"""Photoshop files, through psd-tools: layers, groups, masks and modes in and out."""

from __future__ import annotations

import os
import secrets
import struct
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from psd_tools import PSDImage
from psd_tools.api.numpy_io import encode_image_data
from psd_tools.compression import PSDDecompressionWarning
from psd_tools.constants import BlendMode, ColorMode, ProtectedFlags, Resource, Tag
from psd_tools.psd.image_resources import ImageResource, ResoulutionInfo
from psd_tools.psd.layer_and_mask import ChannelDataList

from app.document.blend import Blend
from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.metadata import Metadata
from app.document.stack import members
from app.document.tiles import Pixels, Tiles
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.ops import files
from engine.ops.colour import full, rgba
from engine.progress import Progress

LONGEST_SIDE = 30_000  # pixels; what is larger needs Photoshop's PSB
_DEPTHS = {1: np.uint8, 8: np.uint8, 16: np.uint16, 32: np.float32}
_MODES = {
    BlendMode.NORMAL: Blend.NORMAL,
    BlendMode.PASS_THROUGH: Blend.NORMAL,
    BlendMode.MULTIPLY: Blend.MULTIPLY,
    BlendMode.SCREEN: Blend.SCREEN,
    BlendMode.OVERLAY: Blend.OVERLAY,
    BlendMode.DARKEN: Blend.DARKEN,
    BlendMode.LIGHTEN: Blend.LIGHTEN,
    BlendMode.COLOR_DODGE: Blend.COLOR_DODGE,
    BlendMode.COLOR_BURN: Blend.COLOR_BURN,
    BlendMode.HARD_LIGHT: Blend.HARD_LIGHT,
    BlendMode.SOFT_LIGHT: Blend.SOFT_LIGHT,
    BlendMode.DIFFERENCE: Blend.DIFFERENCE,
    BlendMode.COLOR: Blend.COLOR,
    BlendMode.LUMINOSITY: Blend.LUMINOSITY,
    BlendMode.HUE: Blend.HUE,
    BlendMode.SATURATION: Blend.SATURATION,
    BlendMode.LINEAR_DODGE: Blend.PLUS,
}
_REFUSED = {
    ColorMode.CMYK: "file.cmyk",
    ColorMode.LAB: "file.lab",
}
# What psd-tools raises on files that are cut, damaged or made to harm.
_BROKEN = (
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    OverflowError,
    PSDDecompressionWarning,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def open_psd(path: Path) -> Document:
    """A document with the layers of a PSD or PSB, in its depth and profile.

    Texts, shapes and smart objects come as the pixels that Photoshop stored. `Document.notes`
    tells what could not be kept: "text", "effects", "adjustments" (layers without pixels),
    "clipping", "vector_masks", "blend". Raises BadInput file.unreadable, file.cmyk, file.lab,
    file.memory, file.too_large and those of `engine.ops.files.check_readable`.
    """
    files.check_readable(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PSDDecompressionWarning)  # else black in its place
            return _read(PSDImage.open(path), path)
    except BadInput:
        raise
    except _BROKEN as e:
        reason = str(e).split("\n")[0] or type(e).__name__
        raise BadInput("file.unreadable", path=path, reason=reason) from e


def _read(psd: PSDImage, path: Path) -> Document:
    if psd.color_mode in _REFUSED:
        raise BadInput(_REFUSED[psd.color_mode], path=path)
    if psd.color_mode is ColorMode.MULTICHANNEL:
        raise BadInput("file.unreadable", path=path, reason="multichannel")
    area = sum(max(layer.width, 0) * max(layer.height, 0) for layer in psd.descendants())
    area = max(area, psd.width * psd.height)
    if area > files.MEGAPIXELS * 10e6 or psd.width * psd.height > files.MEGAPIXELS * 1e6:
        raise BadInput(
            "file.too_large",
            path=path,
            width=psd.width,
            height=psd.height,
            limit=f"{files.MEGAPIXELS:g}",
        )
    dtype = np.dtype(_DEPTHS[psd.depth])
    files.check_memory(path, area, 1, 4 * dtype.itemsize)
    grey = psd.color_mode in (ColorMode.GRAYSCALE, ColorMode.BITMAP, ColorMode.DUOTONE)
    document = Document(psd.width, psd.height, dtype, _metadata(psd, grey))
    notes: set[str] = set()
    layers = tuple(_layers(psd, None, dtype, notes))
    if not layers:
        tiles = Tiles.from_pixels(_numbers(psd.numpy(), dtype))
        layers = (Layer(new_id(), path.stem, LayerKind.PICTURE, tiles),)
    document.layers = layers
    document.active = next(x.id for x in reversed(layers) if x.parent is None)
    document.notes = tuple(sorted(notes))
    return document


def _metadata(psd: PSDImage, grey: bool) -> Metadata:
    icc = psd.image_resources.get_data(Resource.ICC_PROFILE)
    exif = psd.image_resources.get_data(Resource.EXIF_DATA_1)
    resolution = psd.image_resources.get_data(Resource.RESOLUTION_INFO)
    dpi = None
    if isinstance(resolution, ResoulutionInfo) and resolution.horizontal and resolution.vertical:
        dpi = (resolution.horizontal / 65536, resolution.vertical / 65536)  # 16.16 fixed point
    return Metadata(
        bytes(icc) if icc else None, dpi, bytes(exif) if isinstance(exif, bytes) else None, grey
    )


def _layers(
    group: Any, parent: str | None, dtype: np.dtype[Any], notes: set[str]
) -> Iterator[Layer]:
    """Bottom to top, the members of a group directly below it."""
    for item in group:
        notes.update(_dropped(item))
        id, kind = new_id(), LayerKind.PICTURE
        tiles = Tiles(4, dtype)
        if item.is_group():
            kind = LayerKind.GROUP
            yield from _layers(item, id, dtype, notes)
        elif (pixels := item.numpy() if item.has_pixels() else None) is not None:
            tiles = Tiles.from_pixels(_numbers(pixels, dtype), item.left, item.top)
        else:
            notes.add("adjustments")
            continue
        yield Layer(
            id,
            item.name,
            kind,
            tiles,
            item.opacity / 255 * item.fill_opacity / 255,
            item.visible,
            item.locks is not None and item.locks.complete,
            blend=_MODES.get(item.blend_mode, Blend.NORMAL),
            mask=_mask(item),
            parent=parent,
            isolated=kind is LayerKind.GROUP and item.blend_mode is not BlendMode.PASS_THROUGH,
        )


def _dropped(item: Any) -> Iterator[str]:
    if item.kind in ("type", "shape", "smartobject"):
        yield "text"
    if item.has_effects():
        yield "effects"
    if item.clipping:
        yield "clipping"
    if item.has_vector_mask() and item.kind != "shape":
        yield "vector_masks"
    if item.blend_mode not in _MODES:
        yield "blend"


def _numbers(unit: Any, dtype: np.dtype[Any]) -> Pixels:
    """H×W×C float32, of which 1 is full light, → H×W×4 of the document's depth."""
    if dtype.kind == "u":
        unit = np.rint(unit.clip(0, 1) * full(dtype))
    return rgba(unit.astype(dtype))


def _mask(item: Any) -> Tiles | None:
    mask = item.mask
    if mask is None or mask.disabled:
        return None
    share = item.numpy("mask")
    fill = 255 if mask.background_color else 0
    if share is None:
        return Tiles(1, np.uint8, fill)
    grey = np.rint(share[..., :1].clip(0, 1) * 255).astype(np.uint8)
    return Tiles.from_pixels(grey, mask.left, mask.top, fill)


def write_psd(document: Document, merged: Pixels, path: Path, progress: Progress) -> None:
    """Write layers, groups, masks and modes, atomically.

    merged: H×W×{3, 4} of the document, what programs show that read no layers. Raises
    CoachlineError file.write, BadInput file.folder, file.too_large_for_format, Cancelled.
    """
    files.check_place(path)
    side = max(document.width, document.height)
    if side > LONGEST_SIDE:
        raise BadInput(
            "file.too_large_for_format", path=path, format="PSD", limit=LONGEST_SIDE, side=side
        )
    size, bits = (document.width, document.height), 8 * document.dtype.itemsize
    psd = PSDImage.new("RGB" if merged.shape[2] == 3 else "RGBA", size, depth=bits)  # type: ignore[arg-type]
    _tell(psd, document.metadata)
    done = 0

    def put(group: Any, parent: str | None) -> None:
        nonlocal done
        for layer in members(document.layers, parent):
            item = _put(group, layer, document.bounds)
            if layer.kind is LayerKind.GROUP:
                put(item, layer.id)
            done += 1
            progress.step(0.8 * done / len(document.layers))

    put(psd, None)
    info = psd._record.layer_and_mask_information.layer_info
    if info is not None and merged.shape[2] == 4:
        info.layer_count = -abs(info.layer_count)  # the merged picture's fourth channel is alpha
    unit = _unit(merged)
    alpha = unit[..., 3:] if unit.shape[2] == 4 else np.ones_like(unit[..., :1])
    planes = encode_image_data(psd, unit[..., :3], alpha)
    psd._record.image_data.set_data(planes, psd._record.header)
    part = path.with_name(f".{secrets.token_hex(6)}.psd")
    try:
        with part.open("xb") as f:
            # Not `psd.save`, which would flatten the layers once more, in its own way.
            psd._record.write(f)
            f.flush()
            os.fsync(f.fileno())
        os.replace(part, path)
    except OSError as e:
        raise CoachlineError("file.write", path=path, reason=e.strerror or e) from e
    finally:
        part.unlink(missing_ok=True)
    progress.step(1)


def _tell(psd: PSDImage, metadata: Metadata) -> None:
    told: dict[Resource, Any] = {
        Resource.ICC_PROFILE: metadata.icc,
        Resource.EXIF_DATA_1: metadata.exif,
    }
    if metadata.dpi is not None:
        x, y = (round(value * 65536) for value in metadata.dpi)
        told[Resource.RESOLUTION_INFO] = ResoulutionInfo(x, 1, 1, y, 1, 1)  # an inch, for both
    for key, data in told.items():
        if data is not None:
            psd.image_resources[key] = ImageResource(key=key, data=data)


def _put(group: Any, layer: Layer, page: Rect) -> Any:
    modes = {blend: mode for mode, blend in _MODES.items() if mode is not BlendMode.PASS_THROUGH}
    opacity = round(layer.opacity * 255)
    if layer.kind is LayerKind.GROUP:
        rect = page
        item: Any = group.create_group(opacity=opacity)
        # psd-tools 1.26 lets both ends of a group share one list, to which a mask is added.
        item._bounding_channels = ChannelDataList(item._channels)
        through = layer.blend is Blend.NORMAL and not layer.isolated
        plain = layer.opacity == 1 and layer.mask is None and through
        item.blend_mode = BlendMode.PASS_THROUGH if plain else modes[layer.blend]
    else:
        rect = layer.tiles.extent
        rect = Rect.of_size(1, 1) if rect.empty else rect
        item = group.create_pixel_layer_from_array(
            _unit(layer.tiles.read(rect)),
            top=rect.y0,
            left=rect.x0,
            opacity=opacity,
            blend_mode=modes[layer.blend],
        )
    item.name = layer.name[:255]
    item.visible = layer.visible
    if layer.locked:
        item.tagged_blocks.set_data(Tag.PROTECTED_SETTING, int(ProtectedFlags.COMPLETE))
    if layer.mask is not None:
        grey = Image.fromarray(layer.mask.read(rect)[..., 0])
        item.create_mask(grey, top=rect.y0, left=rect.x0)
    return item


def _unit(pixels: Pixels) -> Any:
    """H×W×C → float32 of which 1 is full light; what is endless or no number is cut."""
    unit = pixels.astype(np.float32)
    if pixels.dtype.kind == "f":
        return np.nan_to_num(unit, posinf=float(np.finfo(np.float32).max), neginf=0)
    return unit / np.float32(full(pixels.dtype))
