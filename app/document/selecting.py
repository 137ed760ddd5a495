"""Selections made from others and from colours. Pure functions: they may run in any thread."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from app.document.selection import NOTHING_SELECTED, Mask, Selection
from app.document.tiles import Pixels
from engine.geometry import Rect
from engine.ops.colour import converted

U8 = np.dtype(np.uint8)
_STEP = 8  # pixels: a disc of this radius is a quick structuring element
_FIRST = 256  # pixels around the seed that are looked at first


def combined(old: Selection | None, new: Selection, how: str) -> Selection:
    """how: "new", "add", "subtract" or "intersect"; where nothing was selected, all mean "new"."""
    if old is None or how == "new":
        return new
    if how == "add":
        return old | new
    return old - new if how == "subtract" else old & new


def grown(selection: Selection, px: int, page: Rect) -> Selection:
    """Wider by px in every direction (greyscale dilation with a disc); soft rims stay soft."""
    rect = selection.bounds.grown(px) & page
    if rect.empty or px < 1:
        return selection
    mask = selection.mask(rect)
    for radius in _steps(px):
        wider = cv2.dilate(mask, _disc(radius), borderType=cv2.BORDER_REPLICATE)
        mask = np.asarray(wider, np.uint8)
    return Selection.of(mask, rect.x0, rect.y0)


def shrunk(selection: Selection, px: int, page: Rect) -> Selection:
    """Narrower by px; where it touches the edge of the page it goes on beyond it."""
    rect = selection.bounds & page
    if rect.empty or px < 1:
        return selection
    mask = selection.mask(rect)
    # Beyond the page the selection goes on; beyond its own bounds there is nothing.
    sides = [rect.y0 > page.y0, rect.y1 < page.y1, rect.x0 > page.x0, rect.x1 < page.x1]
    for radius in _steps(px):
        margins = [radius if inside else 0 for inside in sides]
        framed = np.pad(mask, (margins[:2], margins[2:]))
        eroded = cv2.erode(framed, _disc(radius), borderType=cv2.BORDER_REPLICATE)
        height, width = mask.shape
        inner = eroded[margins[0] : margins[0] + height, margins[2] : margins[2] + width]
        mask = np.ascontiguousarray(inner, np.uint8)
    return Selection.of(mask, rect.x0, rect.y0)


def feathered(selection: Selection, px: float, page: Rect) -> Selection:
    """With a soft rim: a Gaussian of standard deviation px; the page's edge stays as it is."""
    rect = selection.bounds.grown(math.ceil(3 * px)) & page
    if rect.empty or px <= 0:
        return selection
    soft = cv2.GaussianBlur(selection.mask(rect), (0, 0), px, borderType=cv2.BORDER_REPLICATE)
    return Selection.of(np.asarray(soft, np.uint8), rect.x0, rect.y0)


def alike(pixels: Pixels, colour: Pixels, tolerance: int) -> Mask:
    """How much each pixel is like a colour: H×W uint8, 255 up to the tolerance, then falling off
    to 0 at one and a half times of it.

    pixels: H×W×4 of any depth, straight alpha; colour: 4 numbers of the same. tolerance: 0 to
    255, the largest difference of a channel in 8 bits. Colours count by their alpha: what is
    transparent is alike.
    """
    numbers = np.arange(256)
    like = np.clip(1 - (numbers - tolerance) / max(0.5 * tolerance, 1), 0, 1) * 255
    given, wanted = _by_alpha(pixels), _by_alpha(np.asarray(colour).reshape(1, 1, 4))
    result = np.full(pixels.shape[:2], 255, np.uint8)
    for plane, value in zip(given, wanted, strict=True):
        table = like[np.abs(numbers - int(value.item()))].round().astype(np.uint8)
        np.minimum(result, cv2.LUT(plane, table), out=result)
    return result


def _by_alpha(pixels: Pixels) -> list[Mask]:
    """H×W×4 straight alpha of any depth → four planes H×W uint8, colours multiplied by alpha."""
    # The last bit of the eight may be lost: nobody sees it, and it takes a tenth of the time.
    eight = (pixels >> 8).astype(np.uint8) if pixels.dtype == np.uint16 else converted(pixels, U8)
    planes = [np.ascontiguousarray(eight[..., channel]) for channel in range(4)]
    if planes[3].min() < 255:
        shown = [cv2.multiply(plane, planes[3], scale=1 / 255) for plane in planes[:3]]
        planes[:3] = [np.asarray(plane, np.uint8) for plane in shown]
    return planes


def by_colour(
    read: Callable[[Rect], Pixels],
    seed: tuple[int, int],
    tolerance: int,
    page: Rect,
    *,
    contiguous: bool,
) -> Selection:
    """What is like the pixel at the seed, on the whole page or only where it hangs together.

    read: the H×W×4 pixels of a rectangle. seed: x, y of a pixel; nothing where it is not on the
    page. tolerance: see `alike`.
    """
    x, y = seed
    here = Rect.of_size(1, 1, x, y)
    if (here & page).empty:
        return NOTHING_SELECTED
    colour = read(here)[0, 0]
    if not contiguous:
        return Selection.of(alike(read(page), colour, tolerance), page.x0, page.y0)
    reach = _FIRST
    while True:
        rect = here.grown(reach) & page
        like = alike(read(rect), colour, tolerance)
        part = _connected(like, x - rect.x0, y - rect.y0)
        if rect == page or not _touches(part, rect, page):
            return Selection.of(part, rect.x0, rect.y0)
        reach *= 4


def _connected(like: Mask, x: int, y: int) -> Mask:
    """What of a mask hangs together with a pixel, by sides."""
    height, width = like.shape
    found = np.zeros((height + 2, width + 2), np.uint8)
    flags = 4 | (255 << 8) | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE
    cv2.floodFill((like > 0).astype(np.uint8), found, (x, y), 0, 0, 0, flags)
    return np.minimum(like, found[1:-1, 1:-1])


def _touches(part: Mask, rect: Rect, page: Rect) -> bool:
    """Whether something in a part of the page reaches a side beyond which the page goes on."""
    return bool(
        (rect.x0 > page.x0 and part[:, 0].any())
        or (rect.x1 < page.x1 and part[:, -1].any())
        or (rect.y0 > page.y0 and part[0].any())
        or (rect.y1 < page.y1 and part[-1].any())
    )


def _steps(px: int) -> list[int]:
    """Radii of discs that make one of radius px together (Minkowski sum)."""
    return [_STEP] * (px // _STEP) + ([px % _STEP] if px % _STEP else [])


def _disc(radius: int) -> NDArray[np.uint8]:
    y, x = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    return (x * x + y * y <= radius * radius + radius * 0.8).astype(np.uint8)
