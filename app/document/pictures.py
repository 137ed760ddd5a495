"""Picture files as documents: what a designer opens, drops or pastes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.metadata import Metadata
from app.document.tiles import Pixels, Tiles
from engine.ops import files
from engine.ops.colour import full


def open_picture(path: Path) -> Document:
    """A document of one layer, in the file's depth and colour profile.

    Raises BadInput as `engine.ops.files.read`.
    """
    picture = files.read(path)
    height, width, channels = picture.pixels.shape
    metadata = Metadata(picture.icc, picture.dpi, picture.exif, grey=channels < 3)
    document = Document(width, height, picture.pixels.dtype, metadata)
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
