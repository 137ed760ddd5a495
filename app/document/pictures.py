"""Picture files as documents: what a designer opens, drops or pastes."""

from __future__ import annotations

from pathlib import Path

from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.metadata import Metadata
from app.document.restore import open_project
from app.document.tiles import Tiles
from engine.ops import files
from engine.ops.colour import rgba


def open_file(path: Path) -> Document:
    """A project or a picture, by content. Raises as `open_project` and `open_picture`."""
    files.check_readable(path)
    with path.open("rb") as f:
        zipped = f.read(4) == b"PK\3\4"
    return open_project(path) if zipped or path.suffix.lower() == ".ora" else open_picture(path)


def open_picture(path: Path) -> Document:
    """A document of one layer, in the file's depth and colour profile; of a PSD of its layers.

    Raises BadInput as `engine.ops.files.read`.
    """
    files.check_readable(path)
    with path.open("rb") as f:
        if f.read(4) == b"8BPS":
            from app.document.psd import open_psd  # psd-tools loads slowly: not with the window

            return open_psd(path)
    picture = files.read(path)
    height, width, channels = picture.pixels.shape
    metadata = Metadata(picture.icc, picture.dpi, picture.exif, grey=channels < 3)
    document = Document(width, height, picture.pixels.dtype, metadata)
    tiles = Tiles.from_pixels(rgba(picture.pixels))
    document.layers = (Layer(new_id(), path.stem, LayerKind.PICTURE, tiles),)
    document.active = document.layers[0].id
    return document
