"""Several layers made into one. Each makes another state of one: see `edits.Become`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import DTypeLike

from app.document import stack
from app.document.blend import Blend
from app.document.compose import flatten
from app.document.layer import Layer, LayerKind, new_id
from app.document.state import State
from app.document.tiles import Tiles, places
from engine.errors import BadInput
from engine.geometry import Rect
from engine.progress import Progress


def merged_down(before: State, id: str, dtype: DTypeLike, progress: Progress) -> State:
    """A layer and the one below it in the same group as one, which takes the lower one's name and
    mode; a group becomes one layer.

    Raises BadInput layer.nothing_below, layer.group_below, layer.hidden or layer.locked.
    """
    layers = before.layers
    layer = layers[stack.index_of(layers, id)]
    parent, index = stack.place_of(layers, id)
    if layer.kind is LayerKind.GROUP:
        inside = stack.family(layers, id)[:-1]
        result = _as_one(inside, layer, id, dtype, progress)
        result = replace(result, kind=LayerKind.PICTURE, mask=layer.mask, opacity=layer.opacity)
        return _with(before, [id], result, parent, index)
    if index == 0:
        raise BadInput("layer.nothing_below", name=layer.name)
    lower = stack.members(layers, parent)[index - 1]
    if lower.kind is LayerKind.GROUP:
        raise BadInput("layer.group_below", name=lower.name)
    for one in (layer, lower):
        if not stack.is_shown(layers, one):
            raise BadInput("layer.hidden", name=one.name)
    if stack.is_locked(layers, lower):
        raise BadInput("layer.locked", name=lower.name)
    pair = [replace(lower, blend=Blend.NORMAL), layer]
    result = _as_one(pair, lower, lower.id, dtype, progress)
    return _with(before, [id, lower.id], result, parent, index - 1)


def merged_visible(before: State, dtype: DTypeLike, progress: Progress) -> State:
    """All that is visible as one layer in the place of the lowest; what is hidden stays.

    Raises BadInput layer.none_visible.
    """
    layers = before.layers
    shown = [x for x in layers if stack.is_shown(layers, x)]
    pictures = [x for x in shown if x.kind is not LayerKind.GROUP]
    if not pictures:
        raise BadInput("layer.none_visible")
    result = _as_one(shown, pictures[0], pictures[0].id, dtype, progress)
    result = replace(result, blend=Blend.NORMAL)
    gone = {x.id for x in pictures}
    lowest = stack.ancestors(layers, pictures[0])
    outer = lowest[-1].id if lowest else pictures[0].id
    index = stack.place_of(layers, outer)[1]
    rest = tuple(x for x in layers if x.id not in gone)
    kept = _without_empty_groups(rest, shown)
    below = {x.id for x in stack.members(layers, None)[:index]}
    index = sum(x.id in below for x in stack.members(kept, None))
    return replace(before, layers=stack.placed(kept, [result], None, index))


def _without_empty_groups(layers: tuple[Layer, ...], shown: Sequence[Layer]) -> tuple[Layer, ...]:
    """Groups that were visible and have nothing left in them go, too."""
    groups = {x.id for x in shown if x.kind is LayerKind.GROUP}
    while True:
        parents = {x.parent for x in layers}
        kept = tuple(x for x in layers if x.id not in groups or x.id in parents)
        if len(kept) == len(layers):
            return kept
        layers = kept


def flattened(before: State, name: str, dtype: DTypeLike, progress: Progress) -> State:
    """The whole picture as one layer; what is hidden, and what lies beyond the canvas, goes.

    Raises BadInput layer.none_visible.
    """
    layers = before.layers
    if not any(stack.is_shown(layers, x) for x in layers):
        raise BadInput("layer.none_visible")
    tiles = _composed(layers, before.bounds, dtype, progress)
    picture = Layer(new_id(), name, LayerKind.PICTURE, tiles)
    return replace(before, layers=(picture,))


def _as_one(
    layers: Sequence[Layer], like: Layer, id: str, dtype: DTypeLike, progress: Progress
) -> Layer:
    """What layers show together, with the name and the mode of one of them."""
    ids = {x.id for x in layers}
    loose = [x if x.parent in ids else replace(x, parent=None) for x in layers]
    tiles = _composed(loose, stack.extent(loose), dtype, progress)
    kinds = {x.kind for x in layers}
    alike = len(kinds) == 1 and kinds <= {LayerKind.LINES, LayerKind.HINTS, LayerKind.LABELS}
    if LayerKind.LABELS in kinds:  # colours that are mixed are no labels
        alike = alike and all(
            x.opacity == 1 and x.mask is None and x.palette == like.palette for x in layers
        )
    return Layer(
        id,
        like.name,
        like.kind if alike else LayerKind.PICTURE,
        tiles,
        locked=like.locked,
        blend=like.blend,
        palette=like.palette if alike else None,
    )


def _composed(layers: Sequence[Layer], rect: Rect, dtype: DTypeLike, progress: Progress) -> Tiles:
    tiles = Tiles(4, np.dtype(dtype))
    parts = [part for _, part in places(rect)]
    for i, part in enumerate(parts):
        progress.step(i / len(parts))
        tiles.write(part, flatten(layers, part, dtype))
    return tiles


def _with(
    before: State, gone: Sequence[str], layer: Layer, parent: str | None, index: int
) -> State:
    layers = before.layers
    for id in gone:
        layers = stack.without(layers, id)
    return replace(before, layers=stack.placed(layers, [layer], parent, index))


def mask_applied(layer: Layer) -> Layer:
    """A layer whose alpha has taken its mask in. Raises ValueError for a group or no mask."""
    if layer.mask is None or layer.kind is LayerKind.GROUP:
        raise ValueError("there is no mask to apply")
    tiles = Tiles(4, layer.tiles.dtype)
    for _, part in places(layer.tiles.bounds):
        pixels = layer.tiles.read(part)
        alpha = pixels[..., 3] * (layer.mask.read(part)[..., 0] * np.float32(1 / 255))
        pixels[..., 3] = alpha if pixels.dtype.kind == "f" else alpha + np.float32(0.5)
        tiles.write(part, pixels)
    return replace(layer, tiles=tiles, mask=None)
