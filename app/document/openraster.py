"""The OpenRaster container: a zip with `stack.xml` and PNG files, read as hostile input.

https://www.openraster.org. What is wrong with a file is raised as `DamagedError`.
"""

from __future__ import annotations

import math
import re
import zipfile
from dataclasses import dataclass
from typing import Never
from xml.etree import ElementTree

MIMETYPE = b"image/openraster"
MAX_SIDE = 100_000
MAX_PIXELS = 400_000_000  # of the picture, and of one layer
MAX_PIXELS_OF_ALL = 4_000_000_000
MAX_ENTRIES = 10_000
MAX_TEXT = 64 << 20  # bytes of an XML or JSON entry
# A PNG is packed already: an entry that unpacks to much more than it holds is a bomb.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 16 << 20  # bytes
_ID = "coachline-id"  # an attribute of ours; other programs leave it alone or drop it
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class DamagedError(Exception):
    """Why a file is not a project."""


@dataclass(frozen=True)
class Item:
    """A layer or a group of `stack.xml`.

    src: name of its PNG; None = a group. x, y: where that one's first pixel lies, in a group
    relative to the group. composite: how it mixes, such as "svg:src-over". id: what we call it.
    items: of a group, bottom to top. isolated: of a group: it does not mix with what is below it.
    """

    src: str | None
    name: str
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    visible: bool = True
    locked: bool = False
    selected: bool = False
    composite: str = "svg:src-over"
    id: str | None = None
    items: tuple[Item, ...] = ()
    isolated: bool = False


@dataclass(frozen=True)
class Stack:
    """items: bottom to top. dpi: horizontal, vertical."""

    width: int
    height: int
    items: tuple[Item, ...]
    dpi: tuple[float, float] | None = None


def check_entries(archive: zipfile.ZipFile) -> None:
    """Refuse names that lead elsewhere, and sizes that are meant to fill memory."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise DamagedError(f"it has {len(entries)} entries")
    if len({entry.filename for entry in entries}) != len(entries):
        raise DamagedError("two of its entries have the same name")
    for entry in entries:
        check_name(entry.filename)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DamagedError(f"{entry.filename} is packed in a way that OpenRaster does not use")
        bomb = entry.file_size > RATIO_COUNTS_FROM and (
            entry.file_size > MAX_RATIO * entry.compress_size
        )
        if bomb or entry.file_size > MAX_PIXELS * 17:  # the largest that RGBA float32 can need
            raise DamagedError(f"{entry.filename} would unpack to {entry.file_size} bytes")


def check_name(name: str) -> None:
    """Names are relative and go down only."""
    parts = name.rstrip("/").split("/")
    if any(part in ("", ".", "..") for part in parts) or any(c in name for c in "\\:\0"):
        raise DamagedError(f"the entry name {name!r} leads out of the file")


def entry(archive: zipfile.ZipFile, name: str, limit: int | None = None) -> bytes:
    """The bytes of an entry, limit at most."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise DamagedError(f"{name} is missing") from None
    if limit is not None and info.file_size > limit:
        raise DamagedError(f"{name} is {info.file_size} bytes long")
    return archive.read(info)


def check_png(data: bytes, name: str) -> int:
    """The number of pixels that a PNG says it has, before it is unpacked."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or len(data) < 24:
        raise DamagedError(f"{name} is not a PNG")
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    return check_size(width, height, name)


def check_size(width: int, height: int, what: str) -> int:
    """The number of pixels."""
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        raise DamagedError(f"{what} says that it is {width}×{height} pixels")
    return width * height


class _NoDoctype(ElementTree.TreeBuilder):
    """Entities, which can unpack to gigabytes, need a DOCTYPE; a stack has none."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> Never:
        raise DamagedError("stack.xml has a DOCTYPE")


def parse_stack(xml: bytes) -> Stack:
    try:
        parser = ElementTree.XMLParser(target=_NoDoctype())
        parser.feed(xml)
        image = parser.close()
        stack = image.find("stack")
        if image.tag != "image" or stack is None:
            raise DamagedError("stack.xml has no stack")
        width, height = int(image.attrib["w"]), int(image.attrib["h"])
        check_size(width, height, "stack.xml")
        x, y = (_dpi(image.get(name)) for name in ("xres", "yres"))
        items = _items(stack)
    except (ElementTree.ParseError, LookupError, ValueError, OverflowError, RecursionError) as e:
        raise DamagedError(f"stack.xml: {e}") from e
    return Stack(width, height, items, None if x is None or y is None else (x, y))


def _items(stack: ElementTree.Element) -> tuple[Item, ...]:
    """Bottom to top: the file names the topmost first."""
    return tuple(
        _item(element)
        for element in reversed(stack)
        if element.tag == "stack" or (element.tag == "layer" and "src" in element.attrib)
    )


def _item(element: ElementTree.Element) -> Item:
    group = element.tag == "stack"
    src = None if group else element.attrib["src"]
    if src is not None:
        check_name(src)
    return Item(
        src,
        element.get("name") or ("Group" if group else "Layer"),
        _offset(element, "x"),
        _offset(element, "y"),
        _share(element.get("opacity", "1")),
        element.get("visibility", "visible") == "visible",
        element.get("edit-locked") == "true",
        element.get("selected") == "true",
        element.get("composite-op", "svg:src-over"),
        element.get(_ID),
        _items(element) if group else (),
        group and element.get("isolation") == "isolate",
    )


def _offset(item: ElementTree.Element, axis: str) -> int:
    value = int(float(item.get(axis, "0")))
    if abs(value) > MAX_SIDE:
        raise DamagedError(f"stack.xml puts a layer at {axis} = {value}")
    return value


def _share(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise DamagedError(f"stack.xml has the opacity {text}")
    return min(1.0, max(0.0, value))


def _dpi(text: str | None) -> float | None:
    value = float(text or 0)
    return value if math.isfinite(value) and value > 0 else None


def stack_xml(stack: Stack) -> bytes:
    attributes = {"version": "0.0.6", "w": str(stack.width), "h": str(stack.height)}
    if stack.dpi is not None:
        attributes |= {"xres": str(round(stack.dpi[0])), "yres": str(round(stack.dpi[1]))}
    image = ElementTree.Element("image", attributes)
    _write_items(ElementTree.SubElement(image, "stack"), stack.items)
    xml: bytes = ElementTree.tostring(image, encoding="UTF-8", xml_declaration=True)
    return xml


def _write_items(stack: ElementTree.Element, items: tuple[Item, ...]) -> None:
    for item in reversed(items):
        attributes = {
            "name": NOT_XML.sub("\ufffd", item.name),
            "opacity": repr(float(item.opacity)),
            "visibility": "visible" if item.visible else "hidden",
            "composite-op": item.composite,
        }
        if item.src is None:
            attributes["isolation"] = "isolate" if item.isolated else "auto"
            element = ElementTree.SubElement(stack, "stack", attributes)
            _write_items(element, item.items)
        else:
            place = {"src": item.src, "x": str(item.x), "y": str(item.y)}
            element = ElementTree.SubElement(stack, "layer", attributes | place)
        if item.id is not None:
            element.set(_ID, item.id)
        if item.locked:
            element.set("edit-locked", "true")
        if item.selected:
            element.set("selected", "true")
