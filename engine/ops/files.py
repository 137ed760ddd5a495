"""Picture files ⇄ arrays, through OpenImageIO. Torch-free: the document uses it too."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import OpenImageIO as oiio
from numpy.typing import NDArray

from engine.errors import BadInput, CoachlineError
from engine.ops import colour

# By content, not by name. OpenImageIO knows more, some of them not pictures ("null", "term").
READABLE = ("png", "jpeg", "tiff", "webp", "openexr", "bmp", "targa", "psd", "gif", "pnm", "hdr")
WRITABLE = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".webp": "WebP",
    ".exr": "EXR",
}
LONGEST_SIDE = {"WebP": 16_383, "JPEG": 65_535}
DEPTHS = {  # what a format can hold
    "PNG": (np.uint8, np.uint16),
    "TIFF": (np.uint8, np.uint16, np.float32),
    "EXR": (np.float32,),
    "JPEG": (np.uint8,),
    "WebP": (np.uint8,),
}
MEGAPIXELS = 400  # read() refuses larger pictures unless told otherwise


@dataclass(frozen=True, eq=False)
class Picture:
    """pixels: H×W×C uint8, uint16 or float32, straight alpha; C = 1 grey, 2 grey and alpha,
    3 RGB, 4 RGBA. EXR is scene-linear. icc: profile of the numbers. dpi: horizontal, vertical.
    """

    pixels: NDArray[Any]
    icc: bytes | None = None
    dpi: tuple[float, float] | None = None


def read(path: Path, megapixels: float = MEGAPIXELS) -> Picture:
    """Read a picture upright (EXIF orientation applied).

    Raises BadInput file.missing/folder/no_permission/empty/unreadable/too_large/cmyk.
    """
    _check_readable(path)
    config = oiio.ImageSpec()
    config.attribute("oiio:UnassociatedAlpha", 1)  # else colour under alpha 0 is lost
    config.attribute("limits:imagesize_MB", 1 << 20)  # our own limit is in megapixels
    source = oiio.ImageInput.open(str(path), config)
    if source is None:
        raise BadInput("file.unreadable", path=path, reason=_reason())
    try:
        if source.format_name() not in READABLE:
            reason = f"{source.format_name()} is no picture format"
            raise BadInput("file.unreadable", path=path, reason=reason)
        spec = source.spec()
        if spec.width * spec.height > megapixels * 1e6 or spec.depth > 1:
            raise BadInput(
                "file.too_large",
                path=path,
                width=spec.width,
                height=spec.height,
                limit=f"{megapixels:g}",
            )
        if spec.get_string_attribute("jpeg:ColorSpace") in ("CMYK", "YCbCrK", "YCCK"):
            raise BadInput("file.cmyk", path=path)
        kind = {"uint8": "uint8", "uint16": "uint16"}.get(str(spec.format), "float")
        try:
            raw = source.read_image(kind)
        except MemoryError as e:
            raise BadInput("file.unreadable", path=path, reason="not enough memory") from e
        # A truncated file gives an error beside whatever could be decoded.
        trouble = source.geterror()
    finally:
        source.close()
    if raw is None or trouble:
        raise BadInput("file.unreadable", path=path, reason=_first_line(trouble) or "no pixels")
    pixels = np.asarray(raw).reshape(spec.height, spec.width, spec.nchannels)
    pixels = upright(
        _colours(pixels, list(spec.channelnames)), spec.get_int_attribute("Orientation", 1)
    )
    profile = spec.getattribute("ICCProfile")
    icc = None if profile is None else np.asarray(profile, np.uint8).tobytes()
    return Picture(np.ascontiguousarray(pixels), icc, _dpi(spec))


def _check_readable(path: Path) -> None:
    if not path.exists():
        raise BadInput("file.missing", path=path)
    if path.is_dir():
        raise BadInput("file.folder", path=path)
    try:
        with path.open("rb") as f:
            if not f.read(1):
                raise BadInput("file.empty", path=path)
    except OSError as e:
        raise BadInput("file.no_permission", path=path, reason=e.strerror) from e


def _reason() -> str:
    return _first_line(oiio.geterror()) or "unknown format"


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else ""


def _colours(pixels: NDArray[Any], names: list[str]) -> NDArray[Any]:
    """Keep R, G, B, A (by name where a file has more, as EXR passes do) of H×W×C."""
    if pixels.shape[2] <= 4:
        return pixels
    wanted = [names.index(n) for n in "RGBA" if n in names]
    return pixels[..., wanted] if len(wanted) >= 3 else pixels[..., :3]


def upright(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Apply an EXIF orientation (1…8) to H×W×C."""
    turns: dict[int, Callable[[NDArray[Any]], NDArray[Any]]] = {
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.transpose(1, 0, 2),
        6: lambda a: a.transpose(1, 0, 2)[:, ::-1],
        7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
        8: lambda a: a.transpose(1, 0, 2)[::-1],
    }
    return turns[orientation](pixels) if orientation in turns else pixels


def _dpi(spec: Any) -> tuple[float, float] | None:
    x, y = spec.get_float_attribute("XResolution", 0), spec.get_float_attribute("YResolution", 0)
    if x <= 0 or y <= 0:
        return None
    to_inch = 2.54 if spec.get_string_attribute("ResolutionUnit") in ("cm", "centimeter") else 1.0
    return x * to_inch, y * to_inch


def format_of(path: Path) -> str:
    """The format of an extension, e.g. "PNG". Raises BadInput file.format."""
    name = WRITABLE.get(path.suffix.lower())
    if name is None:
        known = ", ".join(sorted(WRITABLE))
        raise BadInput("file.format", path=path, extension=path.suffix, known=known)
    return name


def check_writable(path: Path, width: int, height: int) -> None:
    """What can be known before computing: extension, limits of the format, folder.

    Raises BadInput file.format, file.too_large_for_format, file.write.
    """
    name, side = format_of(path), max(width, height)
    limit = LONGEST_SIDE.get(name)
    if limit is not None and side > limit:
        raise BadInput("file.too_large_for_format", path=path, format=name, limit=limit, side=side)
    if path.is_dir():
        raise BadInput("file.folder", path=path)
    if not path.absolute().parent.is_dir():
        raise BadInput("file.write", path=path, reason="the folder does not exist")


def write(path: Path, picture: Picture, quality: int = 95) -> None:
    """Write by extension, atomically: a failure leaves the file of before.

    A depth that the format cannot hold is converted; JPEG, which has no alpha, gets the picture
    on white. Raises BadInput as `check_writable`, CoachlineError file.write.
    """
    height, width, _ = picture.pixels.shape
    check_writable(path, width, height)
    name = format_of(path)
    pixels = picture.pixels
    if name == "JPEG" and pixels.shape[2] in (2, 4):
        pixels = colour.on_white(pixels)
    depths = DEPTHS[name]
    if pixels.dtype.type not in depths:
        pixels = colour.converted(pixels, depths[-1])
    if name == "WebP" and pixels.shape[2] in (1, 2):  # grey → RGB, alpha kept
        pixels = np.concatenate([pixels[..., :1]] * 3 + [pixels[..., 1:]], 2)
    kind = "float" if pixels.dtype == np.float32 else str(pixels.dtype)
    spec = oiio.ImageSpec(width, height, pixels.shape[2], kind)
    spec.attribute("oiio:UnassociatedAlpha", 1)
    spec.attribute("CompressionQuality", quality)
    spec.attribute("Orientation", 1)
    if pixels.shape[2] == 2:
        spec.channelnames = ("Y", "A")
        spec.alpha_channel = 1
    if picture.icc is not None:
        profile = np.frombuffer(picture.icc, np.uint8)
        spec.attribute("ICCProfile", oiio.TypeDesc(f"uint8[{len(profile)}]"), profile)
    if picture.dpi is not None:
        spec.attribute("XResolution", picture.dpi[0])
        spec.attribute("YResolution", picture.dpi[1])
        spec.attribute("ResolutionUnit", "in")
    # Short, so that a name at the length limit of the file system still fits.
    part = path.with_name(f".{secrets.token_hex(6)}{path.suffix}")
    try:
        _write_all(part, spec, pixels, path)
        os.replace(part, path)
    except OSError as e:
        raise CoachlineError("file.write", path=path, reason=e.strerror or e) from e
    finally:
        part.unlink(missing_ok=True)


def _write_all(part: Path, spec: Any, pixels: NDArray[Any], path: Path) -> None:
    target = oiio.ImageOutput.create(str(part))
    if target is None or not target.open(str(part), spec):
        reason = _first_line(target.geterror()) if target is not None else _reason()
        raise CoachlineError("file.write", path=path, reason=reason)
    written = target.write_image(np.ascontiguousarray(pixels))
    trouble = target.geterror()
    # The rest is written on closing: a full disk shows here.
    if not target.close() or not written:
        raise CoachlineError(
            "file.write", path=path, reason=_first_line(trouble or target.geterror())
        )


def decode(data: bytes, name: str) -> Picture:
    """Read a picture that lies in memory, e.g. an entry of a project. name: for its extension
    and for errors, which are those of `read`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(data)
        try:
            return read(path)
        except BadInput as e:
            raise BadInput(e.code, **{**e.params, "path": name}) from e


def encode(picture: Picture, extension: str) -> bytes:
    """Write a picture to memory, by extension such as ".png"."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"picture{extension}"
        write(path, picture)
        return path.read_bytes()


def encode_png(pixels: NDArray[Any], icc: bytes | None = None) -> bytes:
    """H×W×C uint8 or uint16 → a PNG file."""
    return encode(Picture(pixels, icc), ".png")
