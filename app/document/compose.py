"""Layers as one picture."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from app.document.blend import Blend, mixed
from app.document.layer import Layer, LayerKind
from app.document.tiles import TILE, Pixels, Place, corner, places
from engine.geometry import Rect
from engine.ops.colour import full

Planes = list[NDArray[np.float32]]  # red, green, blue and alpha, each H×W, of one scale
_REMEMBERED = 64  # tiles, of 1 MiB each
_TINY = np.float32(np.finfo(np.float32).tiny)


@dataclass(frozen=True, eq=False)
class _Node:
    """A visible layer; within: of a group, what is in it, bottom to top."""

    layer: Layer
    within: tuple[_Node, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether its pixels go over what is below just as they are."""
        layer = self.layer
        whole = layer.opacity == 1 and layer.mask is None and not layer.isolated
        return whole and layer.blend is Blend.NORMAL

    def identity(self, place: Place) -> tuple[object, ...]:
        """All that says how the node looks in a tile, good while it lives; empty where nothing
        of it is there."""
        layer = self.layer
        if layer.kind is LayerKind.GROUP:
            names = (node.identity(place) for node in self.within)
            seen: tuple[object, ...] = tuple(name for name in names if name)
        else:
            seen = layer.tiles.identity(place)
        if not seen:
            return ()
        mask = None if layer.mask is None else (layer.mask.fill, layer.mask.identity(place))
        return () if mask == (0, ()) else (seen, layer.opacity, layer.blend, mask)


Stack = Sequence[_Node]
Blender = Callable[[Stack, Place, Rect, np.dtype[Any]], Planes]


def flatten(layers: Iterable[Layer], rect: Rect, dtype: DTypeLike) -> Pixels:
    """The visible layers, bottom to top, as one H×W×4 picture with straight alpha.

    Blended in the document's own numbers. Where one layer alone covers with full opacity, its
    pixels come through bit for bit, colour under alpha 0 included. A group that is opaque, of
    normal mode, without a mask and not isolated is as if its layers stood there by themselves;
    any other is put together first (as OpenRaster's isolation says).
    """
    return _flattened(
        layers, rect, np.dtype(dtype), lambda stack, _, part, d: _laid(stack, part, d)
    )


class Compositor:
    """`flatten` for a view that asks again after each change, with the same pixels.

    Where one layer of a tile changes again and again, what is below it is remembered.
    """

    def __init__(self) -> None:
        self._memory: OrderedDict[Place, _Memory] = OrderedDict()

    def flatten(self, layers: Iterable[Layer], rect: Rect, dtype: DTypeLike) -> Pixels:
        return _flattened(layers, rect, np.dtype(dtype), self._blended)

    def _blended(self, stack: Stack, place: Place, part: Rect, dtype: np.dtype[Any]) -> Planes:
        memory = self._memory.setdefault(place, _Memory())
        self._memory.move_to_end(place)
        if len(self._memory) > _REMEMBERED:
            self._memory.popitem(last=False)
        names = [node.identity(place) for node in stack]
        same = 0
        while same < min(len(names), len(memory.names)) and names[same] == memory.names[same]:
            same += 1
        if same < memory.count:
            memory.count = 0
        if 2 <= same < len(stack) and memory.count != same:
            whole = Rect.of_size(TILE, TILE, *corner(place))
            memory.below, memory.count = _laid(stack[:same], whole, dtype), same
        memory.names, memory.stack = names, stack
        if not memory.count:
            return _laid(stack, part, dtype)
        inside = part.slices(corner(place))
        below = [plane[inside].copy() for plane in memory.below]
        return _laid(stack[memory.count :], part, dtype, below)


@dataclass(eq=False)
class _Memory:
    """Of a tile: the stack that was seen last, and the planes of its `count` lowest nodes.

    The nodes are kept because names hold ids of their arrays.
    """

    names: list[tuple[object, ...]] = field(default_factory=list)
    stack: Stack = ()
    below: Planes = field(default_factory=list)
    count: int = 0


def _flattened(
    layers: Iterable[Layer], rect: Rect, dtype: np.dtype[Any], blended: Blender
) -> Pixels:
    stack = _tree(layers)
    pixels = np.zeros((rect.height, rect.width, 4), dtype)
    for place, part in places(rect):
        here = _from_the_opaque_one_up(stack, place, part)
        if not here:
            continue
        target = pixels[part.slices((rect.x0, rect.y0))]
        if len(here) == 1 and here[0].plain and not here[0].within:
            target[...] = here[0].layer.tiles.peek(place, part)
            continue
        for channel, plane in enumerate(blended(here, place, part, dtype)):
            if dtype.kind == "u":
                plane += np.float32(0.5)
            target[..., channel] = plane
    return pixels


def _tree(layers: Iterable[Layer]) -> tuple[_Node, ...]:
    """The visible layers in their groups; a plain group gives its place to its members."""
    layers = tuple(layers)
    ids = {layer.id for layer in layers}
    waiting: dict[str | None, list[_Node]] = {None: []}  # by the group that they are in
    for layer in layers:
        within = waiting.pop(layer.id, [])
        if not layer.visible or layer.opacity == 0:
            continue
        node = _Node(layer, tuple(within))
        beside = waiting.setdefault(layer.parent if layer.parent in ids else None, [])
        if layer.kind is LayerKind.GROUP and node.plain:
            beside.extend(within)
        else:
            beside.append(node)
    return tuple(waiting[None])


def _from_the_opaque_one_up(stack: Stack, place: Place, part: Rect) -> Stack:
    """Those that count in a part of a tile, bottom to top."""
    found: list[_Node] = []
    for node in reversed(stack):
        if not node.identity(place):
            continue
        found.append(node)
        if node.plain and not node.within:
            pixels = node.layer.tiles.peek(place, part)
            if pixels[..., 3].min() >= full(pixels.dtype):
                break
    return found[::-1]


def _laid(stack: Stack, part: Rect, dtype: np.dtype[Any], below: Planes | None = None) -> Planes:
    """Nodes, one over the other, in a part of one tile, over `below` and in place of it."""
    place = (part.x0 // TILE, part.y0 // TILE)
    top = np.float32(full(dtype))
    for node in stack:
        layer = node.layer
        if layer.kind is LayerKind.GROUP:
            upper = _laid(_from_the_opaque_one_up(node.within, place, part), part, dtype)
        else:
            upper = planes(layer.tiles.peek(place, part))
        if layer.opacity < 1:
            upper[3] *= np.float32(layer.opacity)
        if layer.mask is not None:
            upper[3] *= layer.mask.peek(place, part)[..., 0] * np.float32(1 / 255)
        if below is None:
            below = upper
            continue
        alpha = np.clip(upper[3] * (1 / top), 0, 1)
        if layer.blend is Blend.PLUS:
            _add(below, upper, alpha, dtype)
        else:
            over(below, _against(below, upper, layer.blend, top), alpha, dtype)
    assert below is not None
    return below


def _against(
    below: Planes, upper: Planes, blend: Blend, top: np.float32
) -> Sequence[NDArray[np.float32]]:
    """The colours to lay over: (1 - αb) Cs + αb B(Cb, Cs), section 5.8 of the recommendation."""
    if blend is Blend.NORMAL:
        return upper[:3]
    share = below[3] * (1 / top)  # αb: H×W
    with np.errstate(invalid="ignore", over="ignore"):  # endless light
        b, s = ([plane * (1 / top) for plane in colours[:3]] for colours in (below, upper))
        result = mixed(blend, (b[0], b[1], b[2]), (s[0], s[1], s[2]))
        return [
            top * np.where(share < 1, (1 - share) * cs + share * mix, mix)
            for cs, mix in zip(s, result, strict=True)
        ]


def _add(below: Planes, upper: Planes, alpha: NDArray[np.float32], dtype: np.dtype[Any]) -> None:
    """Lay planes over others in place by Porter and Duff's "lighter": the light of both."""
    top = np.float32(full(dtype))
    share = below[3] * (1 / top)
    whole = np.minimum(alpha + share, np.float32(1))
    for plane, colour in zip(below[:3], upper[:3], strict=True):
        light: NDArray[np.float32] = share * plane + alpha * colour
        light /= np.maximum(whole, _TINY)
        if dtype.kind == "u":
            np.minimum(light, top, out=light)
        np.copyto(plane, light, where=alpha > 0)
    np.copyto(below[3], whole * top, where=alpha > 0)


def planes(pixels: Pixels) -> Planes:
    """The channels of H×W×4 by themselves, which are several times as fast to compute with."""
    return [pixels[..., channel].astype(np.float32) for channel in range(4)]


def over(
    below: Planes,
    colours: Sequence[NDArray[np.float32] | np.float32],
    alpha: NDArray[np.float32],
    dtype: np.dtype[Any],
) -> None:
    """Lay three colours over planes in place (Porter and Duff's "over", straight alpha).

    alpha: H×W in [0, 1]. dtype: of the document whose numbers these are.
    Where alpha is 0 nothing changes; infinity and not-a-number below are hidden like any light.
    """
    top = np.float32(full(dtype))
    share = alpha  # of the colours: H×W
    if below[3].min() < top:
        whole: NDArray[np.float32] = alpha + below[3] / top * (1 - alpha)
        share = np.divide(alpha, np.maximum(whole, _TINY))
        np.copyto(below[3], whole * top, where=alpha > 0)
    for plane, colour in zip(below, colours, strict=False):
        if dtype.kind == "f":
            with np.errstate(invalid="ignore", over="ignore"):  # infinite light
                laid = plane * (1 - share) + share * colour
                if not np.isfinite(laid.sum()):  # some of which nothing is left, perhaps
                    laid = np.nan_to_num(plane) * (1 - share) + share * colour
            np.copyto(plane, laid, where=alpha > 0)
        else:
            change = colour - plane
            change *= share
            plane += change
