"""Picture files ⇄ arrays, through OpenImageIO, which is imported where it is called: the window is
on the screen before. Torch-free: the document uses it too."""

from __future__ import annotations

import errno
import os
import secrets
import struct
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.errors import BadInput, CoachlineError
from engine.ops import colour, exif

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
LONGEST_SIDE = {"WebP": 16_383, "JPEG": 65_500}
DEPTHS = {  # what a format can hold
    "PNG": (np.uint8, np.uint16),
    "TIFF": (np.uint8, np.uint16, np.float32),
    "EXR": (np.float32,),
    "JPEG": (np.uint8,),
    "WebP": (np.uint8,),
}
MEGAPIXELS = 400  # read() refuses larger pictures unless told otherwise
_NOT_RGB = {  # colour model of a file → why it is refused
    "CMYK": "file.cmyk",
    "YCbCrK": "file.cmyk",
    "YCCK": "file.cmyk",
    "CIELAB": "file.lab",
    "ICCLAB": "file.lab",
}
_INCHES = {"cm": 2.54, "centimeter": 2.54, "m": 0.0254, "meter": 0.0254}  # in a unit's length


@dataclass(frozen=True, eq=False)
class Picture:
    """pixels: H×W×C uint8, uint16 or float32, straight alpha; C = 1 grey, 2 grey and alpha,
    3 RGB, 4 RGBA. EXR is scene-linear. icc: profile of the numbers. dpi: horizontal, vertical.
    exif: what the camera told, see `engine.ops.exif`.
    """

    pixels: NDArray[Any]
    icc: bytes | None = None
    dpi: tuple[float, float] | None = None
    exif: bytes | None = None


def read(path: Path, megapixels: float = MEGAPIXELS) -> Picture:
    """Read a picture upright (EXIF orientation applied).

    Raises BadInput file.missing/folder/no_permission/empty/unreadable/too_large/memory/cmyk/lab.
    """
    import OpenImageIO as oiio

    check_readable(path)
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
        if (model := _colour_model(spec)) in _NOT_RGB:
            raise BadInput(_NOT_RGB[model], path=path)
        # As it is read, a copy turned upright, and four channels in the document.
        check_memory(path, spec.width, spec.height, (2 * spec.nchannels + 4) * spec.format.size())
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
    block = exif.read(path, source.format_name())
    return Picture(np.ascontiguousarray(pixels), icc, _dpi(spec), block)


def check_readable(path: Path) -> None:
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


def check_memory(path: Path, width: int, height: int, pixel_bytes: int) -> None:
    """Refuse, before it is decoded, what would drive the machine out of memory.

    Raises BadInput file.memory.
    """
    import psutil

    needed, free = width * height * pixel_bytes, psutil.virtual_memory().available
    if needed > free:
        raise BadInput(
            "file.memory",
            path=path,
            width=width,
            height=height,
            needed=f"{needed / 2**30:.1f}",
            free=f"{free / 2**30:.1f}",
        )


def _colour_model(spec: Any) -> str:
    """How the file tells colours, which OpenImageIO turns into RGB of its own making."""
    named = spec.get_string_attribute("jpeg:ColorSpace") or spec.get_string_attribute(
        "tiff:ColorSpace"
    )
    return str(named)


def _reason() -> str:
    import OpenImageIO as oiio

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
    scale = _INCHES.get(spec.get_string_attribute("ResolutionUnit"), 1.0)
    return round(x * scale, 2), round(y * scale, 2)  # PNG counts whole pixels a metre


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
    check_place(path)


def check_place(path: Path) -> None:
    """Raises BadInput file.folder, file.write."""
    if path.is_dir():
        raise BadInput("file.folder", path=path)
    if not path.absolute().parent.is_dir():
        raise BadInput("file.write", path=path, reason="the folder does not exist")


def write(
    path: Path,
    picture: Picture,
    quality: int = 95,
    *,
    lossless: bool = False,
    half: bool = False,
    effort: int = 6,
) -> None:
    """Write by extension, atomically: a failure leaves the file of before.

    A depth that the format cannot hold is converted; JPEG, which has no alpha, gets the picture
    on white. quality: 1 to 100, of JPEG and WebP. lossless: WebP keeps every number.
    half: EXR takes 16 bits a number. effort: 1 to 9, how hard PNG is packed.
    Raises BadInput as `check_writable`, CoachlineError file.write.
    """
    height, width, _ = picture.pixels.shape
    check_writable(path, width, height)
    # Short, so that a name at the length limit of the file system still fits.
    part = path.with_name(f".{secrets.token_hex(6)}{path.suffix}")
    try:
        _write_file(part, picture, quality, lossless, half, effort)
        with part.open("rb+") as f:
            os.fsync(f.fileno())
        os.replace(part, path)
    except OSError as e:
        raise CoachlineError("file.write", path=path, reason=e.strerror or e) from e
    finally:
        part.unlink(missing_ok=True)


def _write_file(
    path: Path, picture: Picture, quality: int, lossless: bool, half: bool, effort: int
) -> None:
    """Raises OSError."""
    name = format_of(path)
    held = replace(picture, pixels=as_held(picture.pixels, name))
    if name in ("JPEG", "WebP"):
        _write_lossy(path, name, held, quality, lossless)
    else:
        _write_all(path, spec_of(name, held, half, effort), held.pixels)
        if name == "PNG":
            _finish_png(path, held)


def as_held(pixels: NDArray[Any], name: str) -> NDArray[Any]:
    """H×W×C in a depth and with channels that the format has."""
    if name == "JPEG" and pixels.shape[2] in (2, 4):
        pixels = colour.on_white(pixels)
    depths = DEPTHS[name]
    if pixels.dtype.type not in depths:
        pixels = colour.converted(pixels, depths[-1])
    if name == "WebP" and pixels.shape[2] in (1, 2):  # grey → RGB, alpha kept
        pixels = np.concatenate([pixels[..., :1]] * 3 + [pixels[..., 1:]], 2)
    return np.ascontiguousarray(pixels)


def _write_lossy(path: Path, name: str, picture: Picture, quality: int, lossless: bool) -> None:
    """JPEG and WebP, which hold 8 bits, through Pillow: it keeps the whole EXIF block."""
    pixels = picture.pixels
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    told: dict[str, Any] = {"icc_profile": picture.icc or b""}
    if picture.exif is not None:
        told["exif"] = exif.upright(picture.exif)
    if name == "WebP":
        told |= {"lossless": lossless, "exact": True}  # colour under alpha 0 stays
    else:
        if picture.dpi is not None:
            told["dpi"] = picture.dpi
        told["subsampling"] = 0 if quality >= 90 else 2  # 4:4:4 or 4:2:0
    with path.open("xb") as f:
        image.save(f, name, quality=quality, **told)


def spec_of(name: str, picture: Picture, half: bool, effort: int) -> Any:
    import OpenImageIO as oiio

    height, width, channels = picture.pixels.shape
    kind = str(picture.pixels.dtype) if picture.pixels.dtype.kind == "u" else "float"
    spec = oiio.ImageSpec(width, height, channels, "half" if name == "EXR" and half else kind)
    spec.attribute("oiio:UnassociatedAlpha", 1)
    if channels == 2:
        spec.channelnames = ("Y", "A")
        spec.alpha_channel = 1
    if picture.icc is not None:
        profile = np.frombuffer(picture.icc, np.uint8)
        spec.attribute("ICCProfile", oiio.TypeDesc(f"uint8[{len(profile)}]"), profile)
    if name == "PNG":  # the rest in `_finish_png`
        spec.attribute("png:compressionLevel", effort)
    else:
        spec.attribute("Orientation", 1)
        if picture.dpi is not None:
            spec.attribute("XResolution", picture.dpi[0])
            spec.attribute("YResolution", picture.dpi[1])
            spec.attribute("ResolutionUnit", "in")
            # Else it takes pixels for square and makes both resolutions the same.
            spec.attribute("PixelAspectRatio", picture.dpi[1] / picture.dpi[0])
        if picture.exif is not None:
            exif.describe(spec, picture.exif)
    return spec


def _finish_png(path: Path, picture: Picture) -> None:
    """Put resolution and EXIF behind the header, whole: OpenImageIO keeps less. It is also silent
    when the disk is full, so look whether all is there."""
    data = path.read_bytes()
    found = _chunks(data)
    if not found or found[-1][0] != b"IEND":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    told = b""
    if picture.dpi is not None:
        x, y = (round(value / 0.0254) for value in picture.dpi)
        told += png_chunk(b"pHYs", struct.pack(">IIB", x, y, 1))  # pixels a metre
    if picture.exif is not None:
        told += png_chunk(b"eXIf", picture.exif)
    head, *rest = (body for kind, body in found if kind not in (b"eXIf", b"pHYs"))
    with path.open("wb") as f:
        f.writelines((data[:8], head, told, *rest))


def _chunks(data: bytes) -> list[tuple[bytes, memoryview]]:
    """Kind and bytes of each chunk of a PNG, up to one that is cut or damaged."""
    found, at, view = [], 8, memoryview(data)
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4])
        if zlib.crc32(view[at + 4 : end]) != int.from_bytes(data[end : end + 4]):
            break
        found.append((data[at + 4 : at + 8], view[at : end + 4]))
        at = end + 4
    return found


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _write_all(path: Path, spec: Any, pixels: NDArray[Any]) -> None:
    import OpenImageIO as oiio

    target = oiio.ImageOutput.create(str(path))
    if target is None or not target.open(str(path), spec):
        raise OSError(_first_line(target.geterror()) if target is not None else _reason())
    written = target.write_image(pixels)
    trouble = target.geterror()
    # The rest is written on closing: a full disk shows here.
    if not target.close() or not written:
        raise OSError(_first_line(trouble or target.geterror()))


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


def encode(picture: Picture, extension: str, effort: int = 6) -> bytes:
    """Write a picture to memory, by extension such as ".png". Raises OSError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"picture{extension}"
        _write_file(path, picture, quality=95, lossless=False, half=False, effort=effort)
        return path.read_bytes()


def encode_png(pixels: NDArray[Any], icc: bytes | None = None, effort: int = 6) -> bytes:
    """H×W×C uint8 or uint16 → a PNG file. Raises OSError."""
    return encode(Picture(pixels, icc), ".png", effort)
