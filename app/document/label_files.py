"""Label maps and renderers' passes from and to the disk, as label layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from app.document import labels
from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from engine.errors import BadInput
from engine.geometry import Rect
from engine.ops import id_passes, label_files
from engine.ops.id_passes import IdPass


@dataclass(frozen=True, eq=False)
class Pass:
    """A file that tells parts. parts: ids by key, as the file itself or the designer told them
    before. certain: the file tells all of them, there is nothing to ask."""

    path: Path
    found: IdPass
    parts: Mapping[str, int]
    certain: bool


def read(path: Path, page: Rect, layer: str | None = None) -> Pass:
    """Read a label map or a pass that has the page's size, or its proportions.

    layer: of a Cryptomatte with several. Raises BadInput as `id_passes.read`, selection.size.
    """
    found = id_passes.read(path, layer)
    height, width = found.places.shape
    scaled = (round(page.width * height / page.height), round(page.height * width / page.width))
    if abs(scaled[0] - width) > 1 and abs(scaled[1] - height) > 1:
        raise BadInput(
            "selection.size",
            path=path,
            width=width,
            height=height,
            page_width=page.width,
            page_height=page.height,
        )
    told = id_passes.suggested(found)
    certain = found.kind != "objects" and not found.unassigned(told)
    return Pass(path, found, {**told, **label_files.remembered(found)}, certain)


def layer_of(given: Pass, parts: Mapping[str, int], document: Document) -> Layer:
    """The labels of a pass at the page's size. parts: ids by key.

    Where the document shows a picture, they lie over it as a veil and belong to it.
    """
    ids = given.found.labels(parts)
    if ids.shape[:2] != (document.height, document.width):
        size = (document.width, document.height)
        resized = cv2.resize(ids[..., 0], size, interpolation=cv2.INTER_NEAREST_EXACT)
        ids = np.asarray(resized, np.uint8)[..., None]
    tiles = labels.tiles_of(ids, 0, 0, document.dtype, labels.DEFAULT)
    over = labels.shows_picture(document)
    return Layer(
        new_id(),
        given.path.stem,
        LayerKind.LABELS,
        tiles,
        labels.VEIL if over else 1.0,
        palette=labels.DEFAULT,
        base=tiles if over else None,
    )


def write(document: Document, id: str, path: Path) -> None:
    """A label layer as a PNG of indices. Raises as `engine.ops.label_files.write`."""
    layer = document.layer(id)
    name = layer.palette or labels.DEFAULT
    label_files.write(path, labels.ids(layer.tiles, document.bounds, name), name)
