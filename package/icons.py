"""The program's icon in the systems' formats, from the drawing in resources/icons."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 24, 32, 48, 64, 128, 256)


def draw(svg: Path, size: int) -> Image.Image:
    """RGBA, size×size."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    held = QByteArray()
    image.save(QBuffer(held), "PNG")  # type: ignore[call-overload]
    return Image.open(io.BytesIO(held.data())).convert("RGBA")


def make(svg: Path, folder: Path) -> dict[str, str]:
    """Write coachline.png, .ico and .icns; the answer is where each is, by its ending."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {size: draw(svg, size) for size in (*SIZES, 512, 1024)}
    files = {kind: str(folder / f"coachline.{kind}") for kind in ("png", "ico", "icns")}
    drawn[256].save(files["png"])
    smaller = [drawn[size] for size in SIZES]
    drawn[256].save(files["ico"], sizes=[(s, s) for s in SIZES], append_images=smaller)
    drawn[1024].save(files["icns"], append_images=[drawn[s] for s in (32, 64, 128, 256, 512)])
    return files
