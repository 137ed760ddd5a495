"""A document's layers and groups as a tree for the panel, the topmost first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.document.edits import ChangeLayer
from app.document.grouping import MoveLayers, outermost
from app.document.layer import Layer, LayerKind
from app.ui.blend_names import blend_name

_ROWS = "application/x-coachline-layers"
_Index = QModelIndex | QPersistentModelIndex


class LayerTree(QAbstractItemModel):
    """layers: those that are shown, bottom to top. Signals: wanted(Edit)."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.layers: tuple[Layer, ...] = ()
        self._by_id: dict[str, Layer] = {}
        self._rows: dict[str | None, list[str]] = {None: []}  # ids by their group, from the top
        self._numbers: dict[str, int] = {}  # a model index carries a number
        self._ids: dict[int, str] = {}
        self._count = count(1)

    def show(self, layers: tuple[Layer, ...]) -> bool:
        """layers: bottom to top. Returns whether the rows are others than before."""
        rows: dict[str | None, list[str]] = {None: []}
        for layer in reversed(layers):
            rows.setdefault(layer.parent, []).append(layer.id)
        if rows != self._rows:
            self.beginResetModel()
            self._keep(layers, rows)
            self.endResetModel()
            return True
        changed = [
            layer for old, layer in zip(self.layers, layers, strict=True) if old is not layer
        ]
        self._keep(layers, rows)
        for layer in changed:
            index = self.index_of(layer.id)
            self.dataChanged.emit(index, index)
        return False

    def _keep(self, layers: tuple[Layer, ...], rows: dict[str | None, list[str]]) -> None:
        self.layers, self._rows = layers, rows
        self._by_id = {layer.id: layer for layer in layers}
        for id in self._by_id.keys() - self._numbers.keys():
            self._numbers[id] = next(self._count)
            self._ids[self._numbers[id]] = id

    def layer(self, index: _Index) -> Layer:
        return self._by_id[self._ids[index.internalId()]]

    def index_of(self, id: str | None) -> QModelIndex:
        """Of a layer; an invalid one where it is not there."""
        layer = self._by_id.get(id or "")
        if layer is None:
            return QModelIndex()
        return self.createIndex(
            self._rows[layer.parent].index(layer.id), 0, self._numbers[layer.id]
        )

    def groups(self) -> list[str]:
        return [layer.id for layer in self.layers if layer.kind is LayerKind.GROUP]

    # the tree

    def _id(self, index: _Index) -> str | None:
        return self._ids[index.internalId()] if index.isValid() else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._rows.get(self._id(parent), ()))

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        rows = self._rows.get(self._id(parent), [])
        if column != 0 or not 0 <= row < len(rows):
            return QModelIndex()
        return self.createIndex(row, 0, self._numbers[rows[row]])

    def parent(self, index: _Index | None = None) -> Any:
        if index is None:
            return QObject.parent(self)
        layer = self._by_id.get(self._id(index) or "")
        return QModelIndex() if layer is None else self.index_of(layer.parent)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        layer = self.layer(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return layer.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(layer)
        if role == Qt.ItemDataRole.ToolTipRole and layer.recipe is not None:
            return self.tr("Made with {model}, seed {seed}").format(
                model=layer.recipe.model, seed=layer.recipe.seed
            )
        return None

    def _spoken(self, layer: Layer) -> str:
        told = [layer.name]
        if layer.kind is LayerKind.GROUP:
            told.append(self.tr("group"))
        told.append(self.tr("visible") if layer.visible else self.tr("hidden"))
        if layer.locked:
            told.append(self.tr("locked"))
        if layer.mask is not None:
            told.append(self.tr("with a mask"))
        return ", ".join([*told, blend_name(layer.blend), f"{round(100 * layer.opacity)} %"])

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        layer = self.layer(index)
        name = str(value).strip()
        if name and name != layer.name:
            self.wanted.emit(ChangeLayer(layer.id, name=name))
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        flags = (
            flag.ItemIsEnabled
            | flag.ItemIsSelectable
            | flag.ItemIsEditable
            | flag.ItemIsDragEnabled
        )
        if self.layer(index).kind is LayerKind.GROUP:
            flags |= flag.ItemIsDropEnabled
        return flags

    # dragging

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_ROWS]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        ids = "\n".join(self.layer(index).id for index in indexes)
        data.setData(_ROWS, QByteArray(ids.encode()))
        return data

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index
    ) -> bool:
        moved = set(self._moved(data))
        group = self._id(parent)
        while group is not None:  # not into itself
            if group in moved:
                return False
            group = self._by_id[group].parent
        return bool(moved)

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index
    ) -> bool:
        moved = self._moved(data)
        group = self._id(parent)
        rows = self._rows.get(group, [])
        below = rows[row:] if row >= 0 else rows  # onto a group: at its top
        index = sum(id not in moved for id in below)
        edit = MoveLayers(tuple(moved), group, index)
        if moved and self.canDropMimeData(data, action, row, column, parent):
            self.wanted.emit(edit)
        return False  # the edit has moved it: the view must not remove the row

    def _moved(self, data: QMimeData) -> list[str]:
        ids = bytes(data.data(_ROWS).data()).decode().split("\n")
        return outermost(self.layers, ids)
