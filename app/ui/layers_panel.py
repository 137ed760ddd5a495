"""The stack of layers, the topmost first."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.document.blend import Blend
from app.document.document import Document
from app.document.edits import ChangeLayer, Edit
from app.document.layer import Layer, LayerKind
from app.ui.actions import Actions
from app.ui.blend_names import BLENDS, blend_name
from app.ui.layer_row import LayerRow
from app.ui.layer_tree import LayerTree
from app.ui.number_slider import NumberSlider
from app.ui.thumbnails import Thumbnails

_BUTTONS = (
    "add_layer",
    "add_group",
    "add_mask",
    "duplicate_layer",
    "raise_layer",
    "lower_layer",
    "delete_layer",
)
_MENU = (
    "add_layer add_group duplicate_layer delete_layer rename_layer | rerun rerun_seed | "
    "group_layers ungroup | add_mask mask_from_selection apply_mask delete_mask | "
    "lock_layer | merge_down merge_visible flatten"
)

_THROUGH = "through"


class _Tree(QTreeView):
    """Space shows or hides; the arrows go through the layers, left and right fold groups."""

    toggled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.toggled.emit()
        else:
            super().keyPressEvent(event)


class LayersPanel(QWidget):
    """Signals: wanted(Edit), activated(layer id), aimed(layer id, on its mask)."""

    wanted = Signal(object)
    activated = Signal(str)
    aimed = Signal(str, bool)

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._document: Document | None = None
        self._showing = False
        self._sliding = False
        self._folded: set[str] = set()
        self.thumbnails = Thumbnails(self)
        self.model = LayerTree()
        rows = self._rows = LayerRow(self.thumbnails, self)
        self.tree = _Tree()
        self.tree.setModel(self.model)
        self.tree.setItemDelegate(rows)
        self.tree.setAccessibleName(self.tr("Layers"))
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(16)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.tree.setDropIndicatorShown(True)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.setMinimumHeight(84)
        self.blend = QComboBox()
        self.blend.setAccessibleName(self.tr("Blend mode"))
        self.blend.setToolTip(self.tr("How the layer mixes with what is below"))
        for i, modes in enumerate(BLENDS):
            if i:
                self.blend.insertSeparator(self.blend.count())
            for mode in modes:
                self.blend.addItem(blend_name(mode), mode)
        self.opacity = NumberSlider(self.tr("Opacity"), 0, 100, " %")
        self.opacity.set_value(100)
        self.opacity.setToolTip(self.tr("How much of the layer shows"))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.blend)
        column.addWidget(self.opacity)
        column.addWidget(self.tree, 1)
        column.addLayout(self._buttons())
        self.model.wanted.connect(self.wanted)
        rows.wanted.connect(self.wanted)
        rows.aimed.connect(self.aimed)
        # Not by the model's signal: it would put the old name back into a field being typed in.
        self.thumbnails.ready.connect(self.tree.viewport().update)
        self.tree.selectionModel().currentChanged.connect(self._on_current)
        self.tree.expanded.connect(lambda index: self._fold(index, False))
        self.tree.collapsed.connect(lambda index: self._fold(index, True))
        self.tree.toggled.connect(self._toggle)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.blend.activated.connect(self._on_blend)
        self.opacity.changed.connect(self._on_opacity)
        self.opacity.released.connect(self._on_released)

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for name in _BUTTONS:
            button = QToolButton()
            button.setDefaultAction(self._actions[name])
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setIconSize(QSize(18, 18))
            button.setAccessibleName(self._actions[name].toolTip())
            if name == "delete_layer":
                buttons.addStretch(1)
            buttons.addWidget(button)
        return buttons

    # what is shown

    def show_document(self, document: Document) -> None:
        self._document = self._rows.document = document
        self._folded.clear()
        self.refresh()

    def refresh(self) -> None:
        """Show the document's layers and the active one as they are now."""
        document = self._document
        if document is None:
            return
        chosen = {self.model.layer(index).id for index in self.tree.selectedIndexes()}
        self._showing = True
        if self.model.show(document.layers):
            self._restore(chosen)
        index = self.model.index_of(document.active)
        if index != self.tree.currentIndex():
            flag = QItemSelectionModel.SelectionFlag
            keep = document.active in chosen and len(chosen) > 1
            self.tree.selectionModel().setCurrentIndex(
                index, flag.NoUpdate if keep else flag.ClearAndSelect
            )
            self.tree.scrollTo(index)
        self._showing = False
        self.blend.setEnabled(index.isValid())
        self.opacity.setEnabled(index.isValid())
        if index.isValid():
            layer = self.model.layer(index)
            self.opacity.set_value(round(100 * layer.opacity))
            self._show_blend(layer)
            self._allow(layer)
        masks = {f"{x.id}/mask" for x in document.layers if x.mask is not None}
        self.thumbnails.forget(masks | {x.id for x in document.layers})
        self.tree.viewport().update()

    def _show_blend(self, layer: Layer) -> None:
        """A group can let its layers mix with what is below it, too."""
        group = layer.kind is LayerKind.GROUP
        there = self.blend.findData(_THROUGH) == 0
        if group and not there:
            self.blend.insertItem(0, self.tr("Pass through"), _THROUGH)
        elif there and not group:
            self.blend.removeItem(0)
        through = group and layer.blend is Blend.NORMAL and not layer.isolated
        self.blend.setCurrentIndex(self.blend.findData(_THROUGH if through else layer.blend))

    def _allow(self, layer: Layer) -> None:
        """Enable the commands that make sense for the active layer."""
        group = layer.kind is LayerKind.GROUP
        for name, on in {
            "rerun": layer.recipe is not None,
            "rerun_seed": layer.recipe is not None,
            "ungroup": group or layer.parent is not None,
            "add_mask": layer.mask is None,
            "apply_mask": layer.mask is not None and not group,
            "delete_mask": layer.mask is not None,
        }.items():
            self._actions[name].setEnabled(on)

    def _restore(self, chosen: set[str]) -> None:
        """The rows are others: unfold and choose what was so before."""
        for id in self.model.groups():
            self.tree.setExpanded(self.model.index_of(id), id not in self._folded)
        flag = QItemSelectionModel.SelectionFlag
        for id in chosen:
            self.tree.selectionModel().select(self.model.index_of(id), flag.Select)

    def chosen(self) -> tuple[str, ...]:
        """Ids of the layers that are chosen in the panel; the active one is among them."""
        ids = [self.model.layer(index).id for index in self.tree.selectedIndexes()]
        active = self._document.active if self._document else None
        return tuple(ids if active is None or active in ids else [active])

    def rename(self) -> None:
        """Edit the name of the active layer."""
        self.tree.edit(self.tree.currentIndex())

    def shut_down(self) -> None:
        self.thumbnails.shut_down()

    # the hand

    def _fold(self, index: QModelIndex, on: bool) -> None:
        if not self._showing:
            (self._folded.add if on else self._folded.discard)(self.model.layer(index).id)

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not self._showing and current.isValid():
            self.activated.emit(self.model.layer(current).id)

    def _toggle(self) -> None:
        index = self.tree.currentIndex()
        if index.isValid():
            layer = self.model.layer(index)
            self.wanted.emit(ChangeLayer(layer.id, visible=not layer.visible))

    def _show_menu(self, at: QPoint) -> None:
        self.context_menu().popup(self.tree.viewport().mapToGlobal(at))

    def context_menu(self) -> QMenu:
        """What can be done with the chosen layers."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in _MENU.split():
            if name == "|":
                menu.addSeparator()
            else:
                menu.addAction(self._actions[name])
        return menu

    def _on_blend(self, row: int) -> None:
        if self._document is not None and self._document.active is not None:
            data = self.blend.itemData(row)
            mode, isolated = (Blend.NORMAL, False) if data == _THROUGH else (Blend(data), True)
            layer = self._document.layer(self._document.active)
            group = layer.kind is LayerKind.GROUP
            if layer.blend is not mode or (group and layer.isolated != isolated):
                self.wanted.emit(
                    ChangeLayer(layer.id, blend=mode, isolated=isolated if group else None)
                )

    def _on_opacity(self, value: int) -> None:
        if self._document is None or self._document.active is None:
            return
        if self._sliding and self._document.undo_name == "Layer opacity":
            self._document.undo()  # one slide is one undo step
        self._sliding = True
        edit: Edit = ChangeLayer(self._document.active, opacity=value / 100)
        self.wanted.emit(edit)

    def _on_released(self) -> None:
        self._sliding = False
