"""What a picture file tells beside its pixels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Metadata:
    """Kept from opening to export, and by the project file.

    icc:  the colour profile of the document's numbers; None = sRGB (float32: linear sRGB).
    dpi:  horizontal and vertical pixels an inch.
    exif: what the camera told, see `engine.ops.exif`.
    grey: the file had one channel of colour; its export has one as long as the picture is grey.
    """

    icc: bytes | None = None
    dpi: tuple[float, float] | None = None
    exif: bytes | None = None
    grey: bool = False
