"""Single channels of an EXR with many. Torch-free."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput
from engine.ops import files


def check_size(path: Path, width: int, height: int, pixel_bytes: int) -> None:
    """Raises BadInput file.too_large, file.memory."""
    if width * height > files.MEGAPIXELS * 1e6:
        size = {"width": width, "height": height}
        raise BadInput("file.too_large", path=path, **size, limit=files.MEGAPIXELS)
    files.check_memory(path, width, height, pixel_bytes)


def read(source: Any, part: int, index: int, path: Path) -> NDArray[Any]:
    """H×W float32, or uint32 of a channel of whole numbers. source: an oiio.ImageInput.

    Raises BadInput file.unreadable.
    """
    source.seek_subimage(part, 0)
    whole = str(source.spec().channelformat(index)) in ("uint", "uint32", "int")
    # As float, whole numbers would be divided by the largest that there is.
    raw = source.read_image(part, 0, index, index + 1, "uint" if whole else "float")
    trouble = source.geterror()
    if raw is None or trouble:
        reason = (trouble.strip().splitlines() or ["no pixels"])[0]
        raise BadInput("file.unreadable", path=path, reason=reason)
    values = np.asarray(raw)
    return np.ascontiguousarray(values.reshape(values.shape[:2]))
