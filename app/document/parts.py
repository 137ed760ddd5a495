"""Selections made from a layer of labels: all of a part, or one of its pieces."""

from __future__ import annotations

from collections.abc import Collection

import cv2
import numpy as np

from app.document.labels import ids
from app.document.layer import Layer, LayerKind
from app.document.selection import NOTHING_SELECTED, Mask, Selection
from app.document.stack import is_shown
from engine.geometry import Rect
from engine.ops.labels import UNKNOWN

WHEEL = frozenset({8, 9})  # tyre and rim


def labels_layer(layers: tuple[Layer, ...]) -> Layer | None:
    """The topmost layer of labels, of those that are in sight if there are any."""
    found = [x for x in reversed(layers) if x.kind is LayerKind.LABELS]
    return next((x for x in found if is_shown(layers, x)), next(iter(found), None))


def every(layer: Layer, wanted: Collection[int], page: Rect) -> Selection:
    """All that is one of the wanted parts; of wheels also what their spokes enclose."""
    rect = layer.tiles.bounds & page
    if rect.empty:
        return NOTHING_SELECTED
    found = ids(layer.tiles, rect, layer.palette)[..., 0]  # H×W
    chosen = np.isin(found, list(wanted)) * np.uint8(255)
    if frozenset(wanted) == WHEEL:
        chosen = _with_enclosed(chosen)
    return Selection.of(chosen, rect.x0, rect.y0)


def piece(layer: Layer, x: int, y: int, page: Rect) -> Selection:
    """What hangs together with a pixel, by sides or corners, and is the same part; tyre and rim
    count as one wheel, with what its spokes enclose. Nothing where the pixel has no label."""
    rect = layer.tiles.bounds & page
    if (Rect.of_size(1, 1, x, y) & rect).empty:
        return NOTHING_SELECTED
    found = ids(layer.tiles, rect, layer.palette)[..., 0]  # H×W
    here = int(found[y - rect.y0, x - rect.x0])
    if here == UNKNOWN:
        return NOTHING_SELECTED
    same = np.isin(found, list(WHEEL) if here in WHEEL else [here]).astype(np.uint8)
    numbers = cv2.connectedComponents(same, connectivity=8)[1]
    chosen = (numbers == numbers[y - rect.y0, x - rect.x0]) * np.uint8(255)
    if here in WHEEL:
        chosen = _with_enclosed(chosen)
    return Selection.of(chosen, rect.x0, rect.y0)


def _with_enclosed(mask: Mask) -> Mask:
    """H×W, 0 or 255, with all that it surrounds."""
    outlines = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    return np.asarray(cv2.drawContours(mask.copy(), outlines, -1, 255, cv2.FILLED), np.uint8)
