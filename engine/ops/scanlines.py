"""Picture files that are written band by band: they may be larger than the memory."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import struct
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
import OpenImageIO as oiio
from numpy.typing import DTypeLike, NDArray

from engine.errors import CoachlineError
from engine.ops import exif, files
from engine.ops.files import Picture

PART = ".coachline-"  # how the name of an unfinished file begins
_COPY = 1 << 20  # bytes at a time


class RowsFile:
    """A file that comes into being under another name: `write` rows, `close` it, then `place` it.

    Used as a context manager: without `place` nothing is left of it, and a file of before stays.
    WebP, which has no rows, is held in memory until then; its sides are limited.

    shape, dtype: of the picture that is written, as in `Picture`; what the format cannot hold is
    converted as by `files.write`. about: profile, resolution and EXIF. quality: of JPEG and WebP.
    Raises as `files.check_writable`, and CoachlineError file.write from any method.
    """

    def __init__(
        self,
        path: Path,
        shape: tuple[int, int, int],
        dtype: DTypeLike,
        about: Picture,
        quality: int = 95,
    ) -> None:
        files.check_writable(path, shape[1], shape[0])
        self.path, self.quality, self.about = path, quality, about
        self.format = files.format_of(path)
        self._part = path.with_name(f"{PART}{secrets.token_hex(6)}{path.suffix}")
        self._y = 0
        self._held: list[NDArray[Any]] | None = [] if self.format == "WebP" else None
        self._output: Any = None
        if self._held is None:
            self._open(shape, np.dtype(dtype))

    def _open(self, shape: tuple[int, int, int], dtype: np.dtype[Any]) -> None:
        height, width, channels = shape
        sample = files.as_held(np.zeros((1, 1, channels), dtype), self.format)
        about = Picture(sample, self.about.icc, self.about.dpi, self.about.exif)
        spec = files.spec_of(self.format, about, half=False, effort=6)
        spec.width = spec.full_width = width
        spec.height = spec.full_height = height
        if self.format == "JPEG":  # the block is put in whole at the end
            spec.erase_attribute("Orientation")
            spec.erase_attribute("Exif:.*")
            spec.attribute("CompressionQuality", self.quality)
            spec.attribute("jpeg:subsampling", "4:4:4" if self.quality >= 90 else "4:2:0")
        self._output = oiio.ImageOutput.create(str(self._part))
        if self._output is None or not self._output.open(str(self._part), spec):
            trouble = oiio.geterror() if self._output is None else self._output.geterror()
            self._fail(trouble)

    def write(self, band: NDArray[Any]) -> None:
        """Add rows, n×W×C."""
        rows = files.as_held(band, self.format)
        if self._held is not None:
            self._held.append(rows)
            return
        end = self._y + len(rows)
        if not self._output.write_scanlines(self._y, end, 0, rows):
            self._fail(self._output.geterror())
        self._y = end

    def close(self) -> Path:
        """Complete the file under its other name, which is returned."""
        try:
            if self._held is not None:
                about = self.about
                whole = Picture(np.concatenate(self._held), about.icc, about.dpi, about.exif)
                self._held = []
                files.write(self._part, whole, self.quality)
            else:
                closed = self._output.close()
                trouble, self._output = self._output.geterror(), None
                if not closed:
                    self._fail(trouble)
                self._complete()
            with self._part.open("rb+") as f:
                os.fsync(f.fileno())
        except OSError as e:
            self._fail(e.strerror or str(e))
        return self._part

    def place(self) -> None:
        """Put the completed file in its place."""
        try:
            os.replace(self._part, self.path)
        except OSError as e:
            self._fail(e.strerror or str(e))

    def _complete(self) -> None:
        """Put in what OpenImageIO does not write, or not whole."""
        if self.format not in ("PNG", "JPEG"):
            return
        whole = self._part.with_name(f"{PART}{secrets.token_hex(6)}{self.path.suffix}")
        try:
            with self._part.open("rb") as source, whole.open("xb") as target:
                splice = _splice_png if self.format == "PNG" else _splice_jpeg
                splice(source, target, self.about)
                shutil.copyfileobj(source, target, _COPY)
            os.replace(whole, self._part)
        finally:
            whole.unlink(missing_ok=True)

    def _fail(self, reason: str) -> None:
        first = reason.strip().splitlines()[0] if reason.strip() else "the disk may be full"
        raise CoachlineError("file.write", path=self.path, reason=first)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.discard()

    def discard(self) -> None:
        """Leave nothing behind; what was placed stays."""
        if self._output is not None:
            self._output.close()
            self._output = None
        self._held = None
        self._part.unlink(missing_ok=True)


def _check_end(source: BinaryIO, end: bytes) -> None:
    """OpenImageIO is silent when the disk is full: look whether the file ends as it must."""
    size = source.seek(0, os.SEEK_END)
    source.seek(max(0, size - len(end)))
    if source.read() != end:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    source.seek(0)


def _splice_png(source: BinaryIO, target: BinaryIO, about: Picture) -> None:
    """Copy a PNG up to its pixels, with resolution and EXIF behind the header."""
    _check_end(source, b"IEND\xaeB`\x82")
    target.write(source.read(33))  # signature and IHDR
    if about.dpi is not None:
        x, y = (round(value / 0.0254) for value in about.dpi)
        target.write(files.png_chunk(b"pHYs", struct.pack(">IIB", x, y, 1)))  # pixels a metre
    if about.exif is not None:
        target.write(files.png_chunk(b"eXIf", about.exif))
    while True:
        head = source.read(8)
        size, kind = int.from_bytes(head[:4]), head[4:]
        if kind == b"IDAT":
            target.write(head)
            return
        body = source.read(size + 4)
        if kind not in (b"pHYs", b"eXIf"):
            target.write(head + body)


def _splice_jpeg(source: BinaryIO, target: BinaryIO, about: Picture) -> None:
    """Copy a JPEG up to its pixels, with the EXIF block behind the JFIF header."""
    _check_end(source, b"\xff\xd9")
    target.write(source.read(2))
    block = b"" if about.exif is None else exif.upright(about.exif)
    own = b"\xff\xe1" + (len(block) + 2).to_bytes(2) + block if block else b""
    first = True
    while True:
        marker = source.read(2)
        if marker == b"\xff\xda":  # start of scan
            target.write(own + marker)
            return
        size = source.read(2)
        body = source.read(int.from_bytes(size) - 2)
        if first and marker == b"\xff\xe0":  # JFIF stays the first
            if about.dpi is not None:  # OpenImageIO writes another one if pixels are not square
                body = body[:7] + struct.pack(">BHH", 1, *map(round, about.dpi)) + body[12:]
        else:
            target.write(own)
            own = b""
        first = False
        if not (marker == b"\xff\xe1" and body.startswith(b"Exif\0")):
            target.write(marker + size + body)
