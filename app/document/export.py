"""The document as a picture file, and what such a file does not keep."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import LayerKind
from app.document.tiles import Pixels, Tiles
from engine.ops import files
from engine.ops.colour import converted, full, on_white, space_of
from engine.ops.icc import to_srgb
from engine.progress import Progress

# What each format can hold, the usual one first. "float16" is EXR's half.
DEPTHS = {
    "PNG": ("uint8", "uint16"),
    "JPEG": ("uint8",),
    "TIFF": ("uint8", "uint16", "float32"),
    "WebP": ("uint8",),
    "EXR": ("float32", "float16"),
    "PSD": ("uint8", "uint16", "float32"),
}
EXTENSIONS = {
    "PNG": ".png",
    "JPEG": ".jpg",
    "TIFF": ".tif",
    "WebP": ".webp",
    "EXR": ".exr",
    "PSD": ".psd",
}
SIDES = {**files.LONGEST_SIDE, "PSD": 30_000}  # pixels at most, where there is a limit
_BITS = {"uint8": 8, "uint16": 16, "float16": 16, "float32": 32}


@dataclass(frozen=True)
class Options:
    """format: of DEPTHS. depth: None = the document's, or the nearest that the format has.
    quality: 1 to 100, of JPEG and WebP. lossless: of WebP. srgb: convert to sRGB and leave the
    profile out. size: width and height; None = the document's. PSD takes neither."""

    format: str
    depth: str | None = None
    quality: int = 95
    lossless: bool = False
    srgb: bool = False
    size: tuple[int, int] | None = None

    def depth_for(self, document: Document) -> str:
        """The depth that is written."""
        if self.depth is not None:
            return self.depth
        known = DEPTHS[self.format]
        return document.dtype.name if document.dtype.name in known else known[-1]


@dataclass(frozen=True, eq=False)
class Flat:
    """A document as one picture, and what is in it.

    pixels: H×W×4 of the document's depth. opaque: nothing shows through. grey: no colour.
    bounded: no light below 0 or above 1.
    """

    document: Document
    pixels: Pixels
    opaque: bool
    grey: bool
    bounded: bool


def flat(document: Document) -> Flat:
    """Hints and labels are no part of the picture. Give a `Document.snapshot`, to flatten in
    another thread."""
    told = (LayerKind.HINTS, LayerKind.LABELS)
    layers = [x for x in document.layers if x.kind not in told]
    pixels = flatten(layers, document.bounds, document.dtype)
    colours = pixels[..., :3]
    return Flat(
        document,
        pixels,
        opaque=bool((pixels[..., 3] >= full(pixels.dtype)).all()),
        grey=all(np.array_equal(colours[..., 0], colours[..., i]) for i in (1, 2)),
        bounded=pixels.dtype.kind == "u" or bool(((colours >= 0) & (colours <= 1)).all()),
    )


def losses(picture: Flat, options: Options) -> list[str]:
    """What the file will not keep, worst first.

    "layers": layers, masks and hidden ones. "kinds": what layers are, recipes, selections.
    "alpha": transparency, which gets white paper. "range": light below black and above white.
    "depth": numbers become coarser. "lossy": numbers change a little everywhere. "size": another
    number of pixels. "profile": colours are converted to sRGB. "exif", "exif_part": all of what
    the camera told, or its counts such as the film speed. "dpi": the resolution.
    """
    document, format = picture.document, options.format
    metadata, depth = document.metadata, options.depth_for(document)
    lossy = format == "JPEG" or (format == "WebP" and not options.lossless)
    integer = depth.startswith("uint")
    first = document.layers[0] if document.layers else None
    single = len(document.layers) == 1 and first is not None and first.visible
    found = {
        "layers": format != "PSD" and not (single and first is not None and first.mask is None),
        "kinds": format == "PSD" and _has_kinds(document),
        "alpha": format == "JPEG" and not picture.opaque,
        "range": integer and not picture.bounded,
        "depth": _BITS[depth] < _BITS[document.dtype.name],
        "lossy": lossy,
        "size": options.size not in (None, (document.width, document.height)),
        "profile": metadata.icc is not None and _profile(picture, options) is None,
        "exif": metadata.exif is not None and format == "EXR",
        "exif_part": metadata.exif is not None and format == "TIFF",
        "dpi": metadata.dpi is not None and format == "WebP",
    }
    return [name for name, is_lost in found.items() if is_lost]


def export(picture: Flat, path: Path, options: Options, progress: Progress | None = None) -> None:
    """Write the picture, atomically. Raises as `engine.ops.files.write`, Cancelled."""
    document = picture.document
    progress = progress or Progress()
    if options.format == "PSD":
        _export_psd(picture, path, options, progress)
        return
    width, height = options.size or (document.width, document.height)
    files.check_writable(path, width, height)
    pixels = picture.pixels[..., :3] if picture.opaque else picture.pixels
    pixels = _scaled(np.ascontiguousarray(pixels), width, height)
    progress.step(0.2)
    icc, depth = _profile(picture, options), options.depth_for(document)
    pixels = _from(pixels, document.icc if icc is None else None)
    if options.format == "JPEG" and pixels.shape[2] == 4:
        pixels = on_white(pixels)
    pixels = converted(pixels, np.float32 if depth.startswith("float") else depth)
    if picture.grey and document.metadata.grey and (icc is None or space_of(icc) == "GRAY"):
        pixels = np.delete(pixels, (1, 2), 2)  # grey, and alpha where there is some
    progress.step(0.4)
    metadata = document.metadata
    files.write(
        path,
        files.Picture(np.ascontiguousarray(pixels), icc, metadata.dpi, metadata.exif),
        options.quality,
        lossless=options.lossless,
        half=depth == "float16",
    )
    progress.step(1)


def _has_kinds(document: Document) -> bool:
    known = (LayerKind.PICTURE, LayerKind.GROUP)
    selected = document.selection is not None or bool(document.now.saved)
    return selected or any(x.recipe or x.kind not in known for x in document.layers)


def _export_psd(picture: Flat, path: Path, options: Options, progress: Progress) -> None:
    """PSD keeps size and, as long as the numbers are of the same kind, profile."""
    from app.document.psd import write_psd  # psd-tools loads slowly: not with the window

    document, depth = picture.document, np.dtype(options.depth_for(picture.document))
    source = document.icc if document.dtype.kind != depth.kind else None
    metadata = replace(document.metadata, icc=_profile(picture, options))
    other = Document(document.width, document.height, depth, metadata)
    other.layers = tuple(
        replace(layer, tiles=_in_depth(layer.tiles, depth, source)) for layer in document.layers
    )
    merged = converted(_from(picture.pixels, source), depth)
    write_psd(other, merged[..., :3] if picture.opaque else merged, path, progress)


def _in_depth(tiles: Tiles, depth: np.dtype[Any], icc: bytes | None) -> Tiles:
    if tiles.dtype == depth:
        return tiles
    rect = tiles.bounds
    return Tiles.from_pixels(converted(_from(tiles.read(rect), icc), depth), rect.x0, rect.y0)


def _from(pixels: Pixels, icc: bytes | None) -> Pixels:
    """From a profile to sRGB, whose light floats are."""
    return pixels if icc is None or pixels.dtype.kind == "f" else to_srgb(pixels, icc)


def _profile(picture: Flat, options: Options) -> bytes | None:
    """The profile that goes into the file: that of the document, where its numbers stay."""
    icc, depth = picture.document.icc, options.depth_for(picture.document)
    wanted = np.dtype(np.float32 if depth.startswith("float") else depth)
    if icc is None or options.srgb or picture.document.dtype.kind != wanted.kind:
        return None  # floats are linear light of sRGB's primaries
    if space_of(icc) == "GRAY" and not picture.grey:
        return None
    return icc


def _scaled(pixels: Pixels, width: int, height: int) -> Pixels:
    """H×W×C in another size: means where it shrinks, Lanczos where it grows, alpha regarded."""
    if (width, height) == (pixels.shape[1], pixels.shape[0]):
        return pixels
    smaller = width < pixels.shape[1] and height < pixels.shape[0]
    method = cv2.INTER_AREA if smaller else cv2.INTER_LANCZOS4
    top = np.float32(full(pixels.dtype))
    wide: Any = pixels.astype(np.float32)
    if wide.shape[2] == 4:  # colour counts by its alpha, or the clear would bleed in
        wide[..., :3] *= wide[..., 3:] / top
    wide = cv2.resize(wide, (width, height), interpolation=method)
    if wide.shape[2] == 4:
        wide[..., 3] = wide[..., 3].clip(0, top)
        wide[..., :3] *= top / np.maximum(wide[..., 3:], top * np.float32(1e-6))
        wide[wide[..., 3] == 0] = 0
    if pixels.dtype.kind == "f":
        return wide
    return (wide.clip(0, top) + np.float32(0.5)).astype(pixels.dtype)
