"""EXIF blocks: what a camera or a scanner told about a picture, kept from file to file.

A block is what lies in a JPEG's APP1 segment after "Exif\\0\\0": a small TIFF structure (CIPA
DC-008). It is cleaned when it is read: everything that says how the pixels lay in that one file is
left out (sizes, strips, orientation, resolution, thumbnail), since it would be wrong of another.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin
from PIL.ExifTags import GPSTAGS, IFD, TAGS, Base

_HEAD = b"Exif\0\0"
_LONGEST = 65_533 - len(_HEAD)  # bytes; a JPEG segment holds no more
# Of the first directory only what describes the picture: in a TIFF the rest lays out its pixels.
_DESCRIPTIVE = (
    Base.DocumentName,
    Base.ImageDescription,
    Base.Make,
    Base.Model,
    Base.Software,
    Base.DateTime,
    Base.Artist,
    Base.HostComputer,
    Base.Rating,
    Base.Copyright,
    Base.XPTitle,
    Base.XPComment,
    Base.XPAuthor,
    Base.XPKeywords,
    Base.XPSubject,
)
_OF_ONE_FILE = (
    Base.ExifImageWidth,
    Base.ExifImageHeight,
    Base.ColorSpace,
    Base.ExifInteroperabilityOffset,
)
_READERS: dict[str, Callable[[Path], ImageFile.ImageFile]] = {
    "jpeg": JpegImagePlugin.JpegImageFile,
    "png": PngImagePlugin.PngImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
    "tiff": TiffImagePlugin.TiffImageFile,
}


def read(path: Path, format: str) -> bytes | None:
    """The block of a file; None where there is none, or none that can be read.

    format: OpenImageIO's name, such as "jpeg".
    """
    reader = _READERS.get(format)
    if reader is None:
        return None
    try:
        # Not Image.open, which refuses pictures of many megapixels; no pixel is decoded here.
        with reader(path) as image:
            if format == "png" and "exif" not in image.info:
                return None  # Pillow would decode the whole picture to look behind it
            return cleaned(image.getexif())
    except (OSError, SyntaxError, ValueError, LookupError, TypeError, struct.error):
        return None  # a damaged block is no reason to refuse a picture


def cleaned(exif: Image.Exif) -> bytes | None:
    """The part of a block that is true of the picture in any file; None where nothing is left."""
    kept = Image.Exif()
    for tag in _DESCRIPTIVE:
        if tag in exif:
            kept[tag] = exif[tag]
    for directory in (IFD.Exif, IFD.GPSInfo):
        tags = {k: v for k, v in exif.get_ifd(directory).items() if k not in _OF_ONE_FILE}
        if tags:
            kept.get_ifd(directory).update(tags)
    if not kept and not any(kept.get_ifd(d) for d in (IFD.Exif, IFD.GPSInfo)):
        return None
    block = kept.tobytes().removeprefix(_HEAD)
    return block if len(block) <= _LONGEST else None


def upright(block: bytes) -> bytes:
    """The block with the orientation 1, as a JPEG or a WebP wants it: with its head."""
    exif = Image.Exif()
    exif.load(_HEAD + block)
    exif[Base.Orientation] = 1
    return exif.tobytes()


def describe(spec: Any, block: bytes) -> None:
    """Put the fields of a block on an OpenImageIO spec that a TIFF is written from.

    OpenImageIO writes texts and fractions, not counts such as the film speed or the flash.
    """
    exif = Image.Exif()
    exif.load(_HEAD + block)
    of_camera, of_place = exif.get_ifd(IFD.Exif), exif.get_ifd(IFD.GPSInfo)
    _put(spec, {TAGS.get(tag, ""): exif[tag] for tag in _DESCRIPTIVE if tag in exif})
    plain = {Base.ExposureTime, Base.FNumber}  # which it knows without a prefix
    _put(spec, {TAGS[tag]: of_camera[tag] for tag in plain & of_camera.keys()})
    _put(spec, {f"Exif:{TAGS.get(tag, '')}": of_camera[tag] for tag in of_camera.keys() - plain})
    _put(spec, {"GPS:" + GPSTAGS.get(k, "").removeprefix("GPS"): v for k, v in of_place.items()})


def _put(spec: Any, fields: dict[str, Any]) -> None:
    import OpenImageIO as oiio

    for name, value in fields.items():
        if isinstance(value, str):
            spec.attribute(name, value)
        elif isinstance(value, tuple) and value and not isinstance(value[0], bytes | str):
            numbers = tuple(float(x) for x in value)
            spec.attribute(name, oiio.TypeDesc(f"float[{len(numbers)}]"), numbers)
        elif not isinstance(value, bytes | tuple | dict):
            spec.attribute(name, float(value))
