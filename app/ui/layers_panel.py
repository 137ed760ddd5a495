"""The stack of layers, the topmost first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QByteArray,
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.document.document import Document
from app.document.edits import ChangeLayer, Edit, MoveLayer
from app.document.layer import Layer, LayerKind
from app.ui import theme
from app.ui.actions import Actions
from app.ui.number_slider import NumberSlider

_ROW = "application/x-coachline-layer"
_EYE = 30
_ICON = 17
_BUTTONS = (
    "add_layer",
    "duplicate_layer",
    "raise_layer",
    "lower_layer",
    "lock_layer",
    "delete_layer",
)
_KIND_ICONS = {
    LayerKind.HINTS: "brush",
    LayerKind.LINES: "drawing",
    LayerKind.GENERATED: "generate",
    LayerKind.PICTURE: "picture",
}
_Index = QModelIndex | QPersistentModelIndex


class LayerModel(QAbstractListModel):
    """A document's layers as rows from the top. Signals: wanted(Edit)."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._layers: tuple[Layer, ...] = ()

    def show(self, layers: tuple[Layer, ...]) -> None:
        """layers: bottom to top."""
        rows = layers[::-1]
        if [x.id for x in rows] != [x.id for x in self._layers]:
            self.beginResetModel()
            self._layers = rows
            self.endResetModel()
        elif any(old is not new for old, new in zip(self._layers, rows, strict=True)):
            self._layers = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def layer(self, row: int) -> Layer:
        return self._layers[row]

    def row_of(self, id: str | None) -> int:
        return next((i for i, x in enumerate(self._layers) if x.id == id), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._layers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        layer = self._layers[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return layer.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = self.tr("visible") if layer.visible else self.tr("hidden")
            return f"{layer.name}, {state}, {round(100 * layer.opacity)} %"
        if role == Qt.ItemDataRole.ToolTipRole and layer.recipe is not None:
            recipe = layer.recipe
            return self.tr("Made with {model}, seed {seed}").format(
                model=recipe.model, seed=recipe.seed
            )
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        layer = self._layers[index.row()]
        name = str(value).strip()
        if name and name != layer.name:
            self.wanted.emit(ChangeLayer(layer.id, name=name))
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        return (
            flag.ItemIsEnabled
            | flag.ItemIsSelectable
            | flag.ItemIsEditable
            | flag.ItemIsDragEnabled
        )

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_ROW]

    def mimeData(self, indexes: Any) -> QMimeData:
        data = QMimeData()
        data.setData(_ROW, QByteArray(self._layers[indexes[0].row()].id.encode()))
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index
    ) -> bool:
        layer_id = bytes(data.data(_ROW).data()).decode()
        old = self.row_of(layer_id)
        row = len(self._layers) if row < 0 else row
        new = row - 1 if row > old else row
        if old >= 0 and new != old:
            self.wanted.emit(MoveLayer(layer_id, len(self._layers) - 1 - new))
        return False  # the edit has moved it: the view must not remove the row


class LayerRow(QStyledItemDelegate):
    """An eye, what the layer is, its name and its opacity. Signals: wanted(Edit)."""

    wanted = Signal(object)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, 34)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, LayerModel)
        layer = model.layer(index.row())
        opt: Any = option
        chosen = bool(opt.state & QStyle.StateFlag.State_Selected)
        palette: QPalette = opt.palette
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        colour = palette.color(role)
        painter.save()
        if chosen:
            painter.fillRect(opt.rect, palette.highlight())
        if not layer.visible:
            colour.setAlphaF(0.5)
        rect: QRect = opt.rect
        left, right = rect.left(), rect.right() - 8
        self._icon(painter, "eye" if layer.visible else "eye-off", colour, left + 7, rect)
        self._icon(painter, _KIND_ICONS[layer.kind], colour, left + _EYE + 6, rect)
        painter.setPen(colour)
        if layer.locked:
            right -= _ICON
            self._icon(painter, "lock", colour, right, rect)
        if layer.opacity < 1:
            note = f"{round(100 * layer.opacity)} %"
            width = opt.fontMetrics.horizontalAdvance(note)
            right -= width + 4
            painter.drawText(
                QRect(right, rect.top(), width, rect.height()), Qt.AlignmentFlag.AlignVCenter, note
            )
        text = QRect(left + _EYE + 30, rect.top(), right - left - _EYE - 34, rect.height())
        name = opt.fontMetrics.elidedText(layer.name, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()

    def _icon(self, painter: QPainter, name: str, colour: QColor, left: int, row: QRect) -> None:
        scale = painter.device().devicePixelRatioF()
        picture = theme.pixmap(name, colour, round(_ICON * scale))
        picture.setDevicePixelRatio(scale)
        painter.drawPixmap(left, row.center().y() - _ICON // 2, picture)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        opt: Any = option
        editor.setGeometry(opt.rect.adjusted(_EYE + 26, 4, -4, -4))

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        opt: Any = option
        if (
            isinstance(event, QMouseEvent)
            and event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
            and event.position().x() < opt.rect.left() + _EYE
            and isinstance(model, LayerModel)
        ):
            layer = model.layer(index.row())
            self.wanted.emit(ChangeLayer(layer.id, visible=not layer.visible))
            return True
        return super().editorEvent(event, model, option, index)


class LayersPanel(QWidget):
    """Signals: wanted(Edit), activated(layer id)."""

    wanted = Signal(object)
    activated = Signal(str)

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._document: Document | None = None
        self._showing = False
        self._sliding = False
        self.model = LayerModel()
        rows = LayerRow(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(rows)
        self.list.setAccessibleName(self.tr("Layers"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDropIndicatorShown(True)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.list.setMinimumHeight(76)
        self.opacity = NumberSlider(self.tr("Opacity"), 0, 100, " %")
        self.opacity.set_value(100)
        self.opacity.setToolTip(self.tr("How much of the layer shows"))
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for name in _BUTTONS:
            button = QToolButton()
            button.setDefaultAction(actions[name])
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setIconSize(QSize(18, 18))
            button.setAccessibleName(actions[name].toolTip())
            if name == "delete_layer":
                buttons.addStretch(1)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.opacity)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        self.model.wanted.connect(self.wanted)
        rows.wanted.connect(self.wanted)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.opacity.changed.connect(self._on_opacity)
        self.opacity.released.connect(self._on_released)

    def show_document(self, document: Document) -> None:
        self._document = document
        self.refresh()

    def refresh(self) -> None:
        """Show the document's layers and the active one as they are now."""
        if self._document is None:
            return
        self._showing = True
        self.model.show(self._document.layers)
        row = self.model.row_of(self._document.active)
        self.list.setCurrentIndex(self.model.index(row) if row >= 0 else QModelIndex())
        self._showing = False
        self.opacity.setEnabled(row >= 0)
        if row >= 0:
            self.opacity.set_value(round(100 * self.model.layer(row).opacity))

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not self._showing and current.isValid():
            self.activated.emit(self.model.layer(current.row()).id)

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
