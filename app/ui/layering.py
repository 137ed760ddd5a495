"""What the layer menu and the layers panel do to the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from app.document import labels, merging, stack
from app.document.affine import Affine
from app.document.document import Document
from app.document.edits import AddLayer, Become, ChangeLayer, Edit, MoveLayer
from app.document.grouping import (
    ChangeMask,
    GroupLayers,
    RemoveLayers,
    Ungroup,
    copied,
    outermost,
)
from app.document.layer import Layer, LayerKind, new_id, new_mask
from app.document.state import State
from app.document.tiles import Tiles
from app.document.transforming import layers_transformed
from app.ui.actions import Actions
from engine.errors import BadInput
from engine.geometry import Rect
from engine.progress import Progress

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class Layering(QObject):
    """The layers chosen in the panel are those that a command is for."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._panel, self._work = window.layers, window.work
        self._panel.wanted.connect(self._apply)
        self._panel.activated.connect(self._activate)
        self._panel.aimed.connect(self._aim)

    def bind(self, actions: Actions) -> None:
        changes: dict[str, Callable[[Document], object]] = {
            "add_layer": partial(add, kind=LayerKind.LINES),
            "add_labels": partial(add, kind=LayerKind.LABELS),
            "add_group": add_group,
            "duplicate_layer": self._duplicate,
            "delete_layer": self._delete,
            "lock_layer": lock,
            "raise_layer": partial(move, by=1),
            "lower_layer": partial(move, by=-1),
            "layer_above": partial(select, by=1),
            "layer_below": partial(select, by=-1),
            "group_layers": self._group,
            "ungroup": ungroup,
            "add_mask": add_mask,
            "mask_from_selection": mask_from_selection,
            "delete_mask": delete_mask,
        }
        actions.bind({name: partial(self._change, what) for name, what in changes.items()})
        actions.bind(
            {
                "rename_layer": self._panel.rename,
                "apply_mask": self._apply_mask,
                "merge_down": self._merge_down,
                "merge_visible": self._merge_visible,
                "flatten": self._flatten,
                "layer_mirror": partial(self._turn, lambda x, y: Affine.scale(-1, 1, (x, y))),
                "layer_flip": partial(self._turn, lambda x, y: Affine.scale(1, -1, (x, y))),
                "layer_clockwise": partial(self._turn, lambda x, y: Affine.turn(90, (x, y))),
                "layer_counter": partial(self._turn, lambda x, y: Affine.turn(-90, (x, y))),
            }
        )

    def _change(self, change: Callable[[Document], object]) -> None:
        try:
            self._window.change(change)
        except BadInput as e:
            self._window.tell(e)

    def _apply(self, edit: Edit) -> None:
        self._change(lambda document: document.apply(edit))

    def _activate(self, id: str) -> None:
        def change(document: Document) -> None:
            document.active = id

        self._change(change)

    def _aim(self, id: str, on_mask: bool) -> None:
        """Paint on the mask of a layer, or on its pixels."""

        def change(document: Document) -> None:
            document.active = id
            document.on_mask = on_mask

        self._change(change)

    def _duplicate(self, document: Document) -> None:
        before, layers = document.now, document.layers
        for id in outermost(layers, self._panel.chosen()):
            run = stack.family(layers, id)
            name = QCoreApplication.translate("Layering", "{name} copy").format(name=run[-1].name)
            parent, index = stack.place_of(layers, id)
            copies = copied(run, name)
            layers = stack.placed(layers, copies, parent, index + 1)
            active = copies[-1].id
        if layers is not before.layers:
            title = "Duplicate layer" if len(self._panel.chosen()) == 1 else "Duplicate layers"
            document.apply(Become(before, replace(before, layers=layers), title))
            document.active = active

    def _delete(self, document: Document) -> None:
        ids = self._panel.chosen()
        if ids:
            title = "Delete layer" if len(ids) == 1 else "Delete layers"
            document.apply(RemoveLayers(ids, title))

    def _group(self, document: Document) -> None:
        ids = self._panel.chosen()
        if ids:
            group = new_id()
            document.apply(GroupLayers(ids, group, free_name(document, LayerKind.GROUP)))
            document.active = group

    # what may take a while

    def _apply_mask(self) -> None:
        document = self._window.document
        if document is None or document.active is None:
            return
        id = document.active
        layer = document.layer(id)
        if layer.mask is not None and layer.kind is not LayerKind.GROUP:
            self._work.become(
                "Apply mask",
                lambda before, progress: replace(
                    before,
                    layers=stack.with_layer(before.layers, merging.mask_applied(layer)),
                ),
            )

    def _merge_down(self) -> None:
        document = self._window.document
        if document is not None and document.active is not None:
            dtype, id = document.dtype, document.active
            self._work.become(
                "Merge down",
                lambda before, progress: merging.merged_down(before, id, dtype, progress),
            )

    def _merge_visible(self) -> None:
        document = self._window.document
        if document is not None:
            dtype = document.dtype
            self._work.become(
                "Merge visible layers",
                lambda before, progress: merging.merged_visible(before, dtype, progress),
            )

    def _flatten(self) -> None:
        document = self._window.document
        if document is not None:
            dtype, name = document.dtype, self.tr("Picture")
            self._work.become(
                "Flatten the picture",
                lambda before, progress: merging.flattened(before, name, dtype, progress),
            )

    def _turn(self, how: Callable[[float, float], Affine]) -> None:
        """Mirror or turn the chosen layers, or what is selected of them, about its middle."""
        document = self._window.document
        if document is None:
            return
        ids = self._panel.chosen()
        try:
            rect = movable(document, ids)
        except BadInput as e:
            self._window.tell(e)
            return
        # A corner of pixels, so that no pixel is mixed.
        x, y = (rect.x0 + rect.x1) // 2, (rect.y0 + rect.y1) // 2
        matrix = how(x, y)

        def change(before: State, progress: Progress) -> State:
            return layers_transformed(before, ids, matrix, progress)

        self._work.become("Transform layer", change)


def movable(document: Document, ids: tuple[str, ...]) -> Rect:
    """A rectangle around what of the layers is there, or of that what is selected.

    Raises BadInput layer.locked, layer.hidden or layer.empty.
    """
    layers = document.layers
    rect = Rect(0, 0, 0, 0)
    name = ""
    for id in ids:
        for layer in stack.family(layers, id):
            name = layer.name
            if stack.is_locked(layers, layer):
                raise BadInput("layer.locked", name=name)
            if layer.id == id and not stack.is_shown(layers, layer):
                raise BadInput("layer.hidden", name=name)
            rect |= layer.tiles.extent
    if document.selection is not None:
        rect = rect & document.selection.bounds
    if rect.empty:
        raise BadInput("layer.empty", name=name)
    return rect


def free_name(document: Document, kind: LayerKind) -> str:
    """Such as “Layer 3”: the first that no layer has."""
    pattern = {
        LayerKind.GROUP: QCoreApplication.translate("Layering", "Group {number}"),
        LayerKind.LABELS: QCoreApplication.translate("Layering", "Labels {number}"),
    }.get(kind, QCoreApplication.translate("Layering", "Layer {number}"))
    names = {x.name for x in document.layers}
    number = 1
    while pattern.format(number=number) in names:
        number += 1
    return pattern.format(number=number)


def _above(document: Document) -> tuple[str | None, int]:
    """Where a layer goes above the active one, or to the top of an active group: group, place."""
    if document.active is None:
        return None, -1
    active = document.layer(document.active)
    if active.kind is LayerKind.GROUP:
        return active.id, -1
    parent, index = stack.place_of(document.layers, active.id)
    return parent, index + 1


def add(document: Document, kind: LayerKind) -> None:
    """An empty layer above the active one."""
    parent, index = _above(document)
    layer = Layer(
        new_id(),
        free_name(document, kind),
        kind,
        Tiles(4, document.dtype),
        opacity=labels.VEIL if kind is LayerKind.LABELS and labels.shows_picture(document) else 1.0,
        parent=parent,
        palette=labels.DEFAULT if kind is LayerKind.LABELS else None,
    )
    document.apply(AddLayer(layer, index))
    document.active = layer.id


def add_group(document: Document) -> None:
    """An empty group above the active layer."""
    parent, index = None, -1
    if document.active is not None:
        parent, index = stack.place_of(document.layers, document.active)
    name = free_name(document, LayerKind.GROUP)
    group = Layer(new_id(), name, LayerKind.GROUP, Tiles(4, document.dtype), parent=parent)
    document.apply(AddLayer(group, index + 1 if index >= 0 else -1, "Add group"))
    document.active = group.id


def ungroup(document: Document) -> None:
    """Dissolve the active group, or the one that the active layer is in."""
    if document.active is None:
        return
    layer = document.layer(document.active)
    group = layer.id if layer.kind is LayerKind.GROUP else layer.parent
    if group is not None:
        document.apply(Ungroup(group))


def lock(document: Document) -> None:
    """Lock the active layer against painting, or unlock it."""
    if document.active is not None:
        locked = document.layer(document.active).locked
        document.apply(ChangeLayer(document.active, locked=not locked))


def move(document: Document, by: int) -> None:
    """Up or down among its neighbours; into an open place of the group next to it, or out of the
    one that it is in."""
    if document.active is None:
        return
    layers, id = document.layers, document.active
    parent, index = stack.place_of(layers, id)
    beside = stack.members(layers, parent)
    if 0 <= index + by < len(beside):
        next_to = beside[index + by]
        if next_to.kind is LayerKind.GROUP:
            document.apply(MoveLayer(id, 0 if by > 0 else -1, next_to.id))
        else:
            document.apply(MoveLayer(id, index + by, parent))
    elif parent is not None:
        outer, place = stack.place_of(layers, parent)
        document.apply(MoveLayer(id, place + (1 if by > 0 else 0), outer))


def select(document: Document, by: int) -> None:
    if document.active is not None:
        place = stack.index_of(document.layers, document.active) + by
        if 0 <= place < len(document.layers):
            document.active = document.layers[place].id


def add_mask(document: Document) -> None:
    """A mask for the active layer that shows what is selected, everything where nothing is."""
    if document.active is None or document.layer(document.active).mask is not None:
        return
    selection = document.selection
    mask = new_mask() if selection is None else selection.tiles.copy()
    document.apply(ChangeMask(document.active, mask))
    document.on_mask = True


def mask_from_selection(document: Document) -> None:
    """Let the active layer show what is selected, and nothing else. Raises BadInput."""
    if document.active is None:
        return
    if document.selection is None:
        raise BadInput("selection.none")
    document.apply(ChangeMask(document.active, document.selection.tiles.copy()))
    document.on_mask = True


def delete_mask(document: Document) -> None:
    if document.active is not None and document.layer(document.active).mask is not None:
        document.apply(ChangeMask(document.active, None))
