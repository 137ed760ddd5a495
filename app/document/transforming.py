"""Layers moved, scaled, turned and mirrored; pictures cropped and resized.

Each makes another state of one, which may take a while: see `edits.Become`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from app.document import stack
from app.document.affine import Affine
from app.document.compose import over, planes
from app.document.layer import Layer, LayerKind
from app.document.resample import transformed
from app.document.selection import Selection
from app.document.state import State
from app.document.tiles import Pixels, Tiles, places
from engine.geometry import Rect
from engine.ops.colour import full
from engine.progress import Progress


def layers_transformed(before: State, ids: Sequence[str], how: Affine, progress: Progress) -> State:
    """Layers, and groups with all that is in them. Where something is selected, what of them is
    selected goes alone, and the selection goes with it."""
    chosen = {x.id for id in ids for x in stack.family(before.layers, id)}
    layers = []
    for i, layer in enumerate(before.layers):
        part = progress.part(i / len(before.layers), (i + 1) / len(before.layers))
        if layer.id in chosen:
            layer = _transformed(layer, how, before.selection, part)
        layers.append(layer)
    selection = before.selection
    if selection is not None:
        selection = Selection(transformed(selection.tiles, how, progress.part(1, 1)))
    return replace(before, layers=tuple(layers), selection=selection)


def _transformed(
    layer: Layer, how: Affine, selection: Selection | None, progress: Progress
) -> Layer:
    nearest = layer.kind is LayerKind.LABELS
    if selection is not None:
        rest, lifted = split(layer.tiles, selection)
        moved = transformed(lifted, how, progress, nearest=nearest)
        return replace(layer, tiles=_joined(rest, moved))
    tiles = transformed(layer.tiles, how, progress, nearest=nearest)
    mask = layer.mask if layer.mask is None else transformed(layer.mask, how, progress)
    return replace(layer, tiles=tiles, mask=mask)


def split(tiles: Tiles, selection: Selection) -> tuple[Tiles, Tiles]:
    """What of a layer is not selected, and what is."""
    rest, lifted = tiles.copy(), Tiles(tiles.channels, tiles.dtype)
    for _, part in places(selection.bounds & tiles.bounds):
        pixels = tiles.read(part)
        share = selection.share(part)
        lifted.write(part, _faded(pixels, share))
        rest.write(part, _faded(pixels, 1 - share))
    return rest, lifted


def _faded(pixels: Pixels, share: np.ndarray) -> Pixels:
    """H×W×4 with a share of its alpha; what is wholly gone is zero."""
    faded = pixels.copy()
    alpha = pixels[..., 3] * share
    faded[..., 3] = alpha if pixels.dtype.kind == "f" else alpha + np.float32(0.5)
    faded[faded[..., 3] == 0] = 0
    return np.where((share == 1)[..., None], pixels, faded)


def _joined(below: Tiles, upper: Tiles) -> Tiles:
    """One layer's pixels over another's."""
    result = below.copy()
    top = np.float32(full(below.dtype))
    for _, part in places(upper.bounds):
        pixels = upper.read(part)
        if not pixels[..., 3].any():
            continue
        mixed, laid = planes(below.read(part)), planes(pixels)
        over(mixed, laid[:3], np.clip(laid[3] / top, 0, 1), below.dtype)
        picture = np.stack(mixed, axis=2)
        if below.dtype.kind == "u":
            picture += np.float32(0.5)
        result.write(part, picture.astype(below.dtype))
    return result


def cropped(before: State, rect: Rect) -> State:
    """The picture within a rectangle; what lies beyond is cut away."""
    moved = on_canvas(before, rect)
    layers = tuple(
        replace(
            x,
            tiles=x.tiles.clipped(moved.bounds),
            base=None if x.base is None else x.base.clipped(moved.bounds),
        )
        for x in moved.layers
    )
    after = _selected_in(replace(moved, layers=layers), moved, lambda s: s.clipped(moved.bounds))
    empty = after.selection is None or after.selection.empty
    return replace(after, selection=None) if empty else after


def on_canvas(before: State, rect: Rect) -> State:
    """A picture that shows a rectangle of the one before; what lies beyond is kept, unseen."""
    dx, dy = -rect.x0, -rect.y0
    layers = []
    for layer in before.layers:
        mask, base, recipe = layer.mask, layer.base, layer.recipe
        layers.append(
            replace(
                layer,
                tiles=layer.tiles.moved(dx, dy),
                mask=None if mask is None else mask.moved(dx, dy),
                base=None if base is None else base.moved(dx, dy),
                recipe=recipe and replace(recipe, region=recipe.region.moved(dx, dy)),
            )
        )
    after = State(rect.width, rect.height, tuple(layers))
    return _selected_in(after, before, lambda selection: selection.moved(dx, dy))


def with_border(before: State, rect: Rect) -> State:
    """A picture that goes on as far as a rectangle around it; what is new is selected."""
    after = on_canvas(before, rect)
    old = Selection.whole(before.bounds.moved(-rect.x0, -rect.y0))
    return replace(after, selection=Selection.whole(after.bounds) - old)


def resized(before: State, width: int, height: int, progress: Progress) -> State:
    """The whole picture at another size: layers, masks, labels and selection."""
    how = Affine.scale(width / before.width, height / before.height)
    page = before.bounds
    layers = []
    for i, layer in enumerate(before.layers):
        part = progress.part(i / len(before.layers), (i + 1) / len(before.layers))
        nearest = layer.kind is LayerKind.LABELS
        mask, base, recipe = layer.mask, layer.base, layer.recipe
        if base is not None:
            base = transformed(base, how, part, nearest=True, page=page)
        layers.append(
            replace(
                layer,
                tiles=transformed(layer.tiles, how, part, nearest=nearest, page=page),
                base=base,
                mask=None if mask is None else transformed(mask, how, part, page=page),
                recipe=recipe and replace(recipe, region=how.covering(recipe.region)),
            )
        )
    rest = progress.part(1, 1)
    return _selected_in(
        State(width, height, tuple(layers)),
        before,
        lambda selection: Selection(transformed(selection.tiles, how, rest, page=page)),
    )


def picture_turned(before: State, how: Affine, progress: Progress) -> State:
    """The whole picture turned by quarters or mirrored, back in the first quarter of the plane."""
    page = how.covering(before.bounds)
    how = Affine.shift(-page.x0, -page.y0) @ how
    top = [layer.id for layer in before.layers if layer.parent is None]
    turned = layers_transformed(replace(before, selection=None), top, how, progress)
    rest = progress.part(1, 1)
    layers = tuple(
        replace(
            x,
            recipe=x.recipe and replace(x.recipe, region=how.covering(x.recipe.region)),
            base=None if x.base is None else transformed(x.base, how, rest, nearest=True),
        )
        for x in turned.layers
    )
    return _selected_in(
        State(page.width, page.height, layers),
        before,
        lambda selection: Selection(transformed(selection.tiles, how, rest)),
    )


def _selected_in(after: State, before: State, change: Callable[[Selection], Selection]) -> State:
    """A state with what was selected, and with the selections that were saved, changed."""
    return replace(
        after,
        selection=None if before.selection is None else change(before.selection),
        saved=tuple((name, change(selection)) for name, selection in before.saved),
    )
