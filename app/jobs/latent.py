"""Latent in a document: what of it is projected, what the engine is asked, and the layer."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.document.compose import flatten
from app.document.constraints import Constraints, influenced
from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.stack import is_shown
from app.document.tiles import Tiles
from engine.geometry import Rect
from engine.latent_requests import EditRequest, ProjectRequest, TransferRequest
from engine.ops.colour import full, to_srgb8
from engine.requests import Pixels, Result, sealed

AROUND = 0.15  # of a selection's longer side, which the generator sees on each side of it
SEEN = 512  # pixels: the generator's pictures are smaller
COARSE = 640  # pixels: longest side of a preview
COARSE_FRAMES = 4  # between which its motion is measured, in place of the usual eight
_UNSEEN = (LayerKind.HINTS, LayerKind.LABELS)
_SHOWN = ("tiles", "opacity", "blend", "mask", "parent", "isolated", "kind")


def region(document: Document) -> Rect:
    """What is projected: the page, or a square with the selection in its middle and some of the
    picture around it, as far as the page goes."""
    page = document.bounds
    if document.selection is None:
        return page
    part = document.selection.bounds & page
    if part.empty:
        return page
    side = math.ceil(max(part.width, part.height) * (1 + 2 * AROUND))
    x0, x1 = _span(part.x0, part.x1, side, page.x1)
    y0, y1 = _span(part.y0, part.y1, side, page.y1)
    return Rect(x0, y0, x1, y1)


def _span(start: int, end: int, side: int, room: int) -> tuple[int, int]:
    """`side` pixels around a middle, moved to where there is room."""
    side = min(side, room)
    first = min(max((start + end - side) // 2, 0), room - side)
    return first, first + side


@dataclass(frozen=True, eq=False)
class Source:
    """A part of a document as it was when it was projected. The pictures take a moment to make:
    read them in a thread.

    document: a snapshot, in whose selection the edit stays. region: the part.
    """

    document: Document
    region: Rect

    @cached_property
    def picture(self) -> Pixels:
        """What is visible, hints and labels apart: H×W×4 in the document's numbers, sealed."""
        layers = [x for x in self.document.layers if x.kind not in _UNSEEN]
        pixels = flatten(layers, self.region, self.document.dtype)
        pixels.setflags(write=False)
        return pixels

    @cached_property
    def seen(self) -> Pixels:
        """For the encoder and the gauge: h×w×4 uint8 sRGB, at most SEEN a side."""
        return self._small(SEEN)

    @cached_property
    def coarse(self) -> Pixels:
        """For previews: h×w×4 uint8 sRGB, at most COARSE a side."""
        return self._small(COARSE)

    def _small(self, longest: int) -> Pixels:
        small = shrunk(self.picture, longest)
        return sealed(to_srgb8(small, self.document.icc))

    def share(self, height: int, width: int) -> NDArray[np.float32] | None:
        """How much of each pixel may change, height×width in [0, 1]; None = all of them."""
        if self.document.selection is None:
            return None
        mask = self.document.selection.mask(self.region)
        if mask.shape != (height, width):
            mask = np.asarray(cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA))
        return mask * np.float32(1 / 255)

    def is_old(self, document: Document, ours: str) -> bool:
        """Whether the picture has changed since, but for a layer of `ours`."""
        if document.bounds != self.document.bounds:
            return True
        before, now = (
            [x for x in d.layers if _counts(d, x) and x.id != ours]
            for d in (self.document, document)
        )
        return len(before) != len(now) or any(
            getattr(a, name) is not getattr(b, name) and getattr(a, name) != getattr(b, name)
            for a, b in zip(before, now, strict=True)
            for name in _SHOWN
        )


def _counts(document: Document, layer: Layer) -> bool:
    return layer.kind not in _UNSEEN and is_shown(document.layers, layer)


def shrunk(pixels: Pixels, longest: int) -> Pixels:
    """H×W×4 of any depth, straight alpha, with at most `longest` pixels a side: means of areas.
    What is no larger comes back as it is."""
    height, width = pixels.shape[:2]
    if max(height, width) <= longest:
        return pixels
    factor = longest / max(height, width)
    return _resized(pixels, max(1, round(width * factor)), max(1, round(height * factor)))


def _resized(pixels: Pixels, width: int, height: int) -> Pixels:
    """H×W×4, straight alpha → height×width×4: means of areas, in which each pixel counts as much
    as it covers."""
    if bool((pixels[..., 3] == full(pixels.dtype)).all()):
        return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA))
    planes = pixels.astype(np.float32)
    planes[..., :3] *= planes[..., 3:]
    planes = np.asarray(cv2.resize(planes, (width, height), interpolation=cv2.INTER_AREA))
    planes[..., :3] /= np.maximum(planes[..., 3:], 1e-6)
    if pixels.dtype.kind == "u":
        planes = np.rint(planes)
    return planes.astype(pixels.dtype)


def project(source: Source, **options: Any) -> ProjectRequest:
    """Ask for the latent of a source. options: the other fields of the request."""
    return ProjectRequest(picture=source.seen, region=source.region, **options)


def strokes(plane: Tiles, rect: Rect) -> Pixels | None:
    """A plane of constraints for the engine: h×w×4 uint8, at most SEEN a side; None = nothing.

    Only what was brushed is read, for a slice must not wait for all of a large page. The cells of
    what is asked cover the rectangle evenly, their edges rounded to whole pixels.
    """
    part = (plane.extent & rect).moved(-rect.x0, -rect.y0)
    if part.empty:
        return None
    step = math.ceil(max(rect.width, rect.height) / SEEN)
    height, width = -(-rect.height // step), -(-rect.width // step)
    down, across = rect.height / height, rect.width / width  # pixels of a cell
    small = Rect(
        int(part.x0 / across),
        int(part.y0 / down),
        math.ceil(part.x1 / across),
        math.ceil(part.y1 / down),
    ) & Rect.of_size(width, height)
    cells = Rect(
        round(small.x0 * across),
        round(small.y0 * down),
        round(small.x1 * across),
        round(small.y1 * down),
    )
    asked = np.zeros((height, width, 4), np.uint8)
    read = plane.read(cells.moved(rect.x0, rect.y0))
    asked[small.slices()] = _resized(read, small.width, small.height)
    return sealed(asked) if asked[..., 3].any() else None


def edit(source: Source, constraints: Constraints, **options: Any) -> EditRequest:
    """Ask for a latent that meets the constraints. options: the other fields of the request."""
    rect = source.region
    rows = [
        (w.x0 - rect.x0, w.y0 - rect.y0, w.x1 - w.x0, w.y1 - w.y0, w.side / 2)
        for w in constraints.warps
    ]
    return EditRequest(
        region=rect,
        colours=strokes(constraints.colour, rect),
        lines=strokes(constraints.lines, rect),
        warps=sealed(np.array(rows, np.float32)) if rows else None,
        **options,
    )


def transfer(source: Source, coarse: bool, **options: Any) -> TransferRequest:
    """Ask for the edit on the original, or roughly on a small picture of it. options: the other
    fields of the request."""
    if coarse:
        options |= {"frames": COARSE_FRAMES}
    picture = source.coarse if coarse else source.picture
    return TransferRequest(picture=picture, region=source.region, **options)


@dataclass(frozen=True, eq=False)
class Made:
    """The edit on the picture, or on a small one of it. start, end: L×W, what the picture was
    projected onto, and what is seen."""

    result: Result
    start: Pixels
    end: Pixels
    coarse: bool


def mask(source: Source, made: Made, constraints: Constraints) -> NDArray[np.uint8]:
    """How much of a transferred edit shows: H×W uint8 of the result's size. What the engine
    found, the designer's strokes over it, and nothing outside the selection."""
    alpha = made.result.pixels[..., 3]
    height, width = alpha.shape
    found = np.rint(alpha * np.float32(255 / full(alpha.dtype))).astype(np.uint8)
    if not (constraints.influence.extent & source.region).empty:
        over = _fitted(constraints.influence.read(source.region), height, width)
        found = influenced(found, over)
    share = source.share(height, width)
    return found if share is None else np.rint(found * share).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class Shown:
    """What the canvas shows of an edit over the document: h×w×4, and its mask h×w uint8.

    own: the numbers are those of the document, else uint8 sRGB."""

    pixels: Pixels
    mask: NDArray[np.uint8]
    own: bool


def shown(source: Source, made: Made, constraints: Constraints, before: Tiles | None) -> Shown:
    """A transferred edit over the document. before: the mask of a layer that an earlier state of
    the same edit became: what it shows is covered, by the original where the edit is not."""
    share = mask(source, made, constraints)
    original = source.coarse if made.coarse else source.picture
    pixels = made.result.pixels.copy()
    most = full(pixels.dtype)
    clear = pixels[..., 3] == 0
    alpha = share.astype(np.float32) / 255
    pixels[clear] = original[clear]
    alpha[clear] = 0
    if before is not None:
        covered = _fitted(before.read(source.region), *share.shape)[..., 0] > 0
        part = alpha[covered][:, None]
        mixed = original[covered] * (1 - part) + pixels[covered] * part
        pixels[covered] = mixed if pixels.dtype.kind == "f" else np.rint(mixed)
        alpha[covered] = 1
    alpha = alpha * (original[..., 3] if pixels.dtype.kind == "f" else np.float32(most))
    pixels[..., 3] = alpha if pixels.dtype.kind == "f" else np.rint(alpha)
    return Shown(pixels, share, own=not made.coarse)


def _fitted(plane: Pixels, height: int, width: int) -> Pixels:
    """H×W×C uint8 in another size: means of areas."""
    if plane.shape[:2] == (height, width):
        return plane
    small = cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small).reshape(height, width, plane.shape[2])


def layer(source: Source, made: Made, constraints: Constraints, name: str) -> Layer:
    """A transferred edit as a layer in the document's numbers, with its influence as the layer's
    mask: outside of it the document stays as it is."""
    rect, result = source.region, made.result
    share = mask(source, made, constraints)
    return Layer(
        new_id(),
        name,
        LayerKind.GENERATED,
        Tiles.from_pixels(solid(result.pixels, source.picture), rect.x0, rect.y0),
        recipe=result.recipe,
        mask=Tiles.from_pixels(share[..., None], rect.x0, rect.y0),
        inputs={"start": made.start, "end": made.end},
    )


def solid(pixels: Pixels, picture: Pixels) -> Pixels:
    """A transferred edit, H×W×4, without its influence, which a mask tells: as opaque as the
    picture where it acts at all, else nothing."""
    reached = pixels[..., 3] > 0
    whole = pixels.copy()
    whole[..., 3] = picture[..., 3]
    whole[~reached] = 0  # so that empty tiles need no memory
    return whole


def again(layer: Layer, made: Layer) -> Layer:
    """A layer that was made before, with what is made now in its place."""
    return replace(layer, tiles=made.tiles, mask=made.mask, recipe=made.recipe, inputs=made.inputs)
