"""A row of the layers panel: eye, thumbnail, mask, name and what is special about the layer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.document.blend import Blend
from app.document.document import Document
from app.document.edits import ChangeLayer
from app.document.layer import Layer, LayerKind
from app.document.stack import is_shown
from app.document.tiles import Tiles
from app.ui import theme
from app.ui.blend_names import blend_name
from app.ui.layer_tree import LayerTree, _Index
from app.ui.thumbnails import Thumbnails

_HEIGHT = 40
_EYE = 26
_THUMB = 34
_ICON = 16
_LOCK = 22
_KIND_ICONS = {
    LayerKind.HINTS: "brush",
    LayerKind.LINES: "drawing",
    LayerKind.GENERATED: "generate",
    LayerKind.LABELS: "labels",
}


class LayerRow(QStyledItemDelegate):
    """Signals: wanted(Edit); aimed(layer id, on its mask)."""

    wanted = Signal(object)
    aimed = Signal(str, bool)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self.document: Document | None = None
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(160, _HEIGHT)

    # where the parts are

    def _parts(self, row: QRect, layer: Layer) -> dict[str, QRect]:
        left, top = row.left() + 2, row.top()
        parts = {"eye": QRect(left, top, _EYE, _HEIGHT)}
        left += _EYE
        middle = top + (_HEIGHT - _THUMB) // 2
        parts["picture"] = QRect(left, middle, _THUMB, _THUMB)
        left += _THUMB + 5
        if layer.mask is not None:
            parts["mask"] = QRect(left, middle, _THUMB, _THUMB)
            left += _THUMB + 5
        parts["lock"] = QRect(row.right() - _LOCK, top, _LOCK, _HEIGHT)
        parts["name"] = QRect(left + 2, top, parts["lock"].left() - left - 4, _HEIGHT)
        return parts

    # painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        document = self.document
        if document is None or not isinstance(model, LayerTree):
            return
        layer = model.layer(index)
        opt: Any = option
        chosen = bool(opt.state & QStyle.StateFlag.State_Selected)
        palette: QPalette = opt.palette
        group = QPalette.ColorGroup.Active
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        colour = QColor(palette.color(group, role))
        parts = self._parts(opt.rect, layer)
        painter.save()
        if chosen:
            painter.fillRect(opt.rect, palette.brush(group, QPalette.ColorRole.Highlight))
        if not is_shown(model.layers, layer):
            colour.setAlphaF(0.5)
        self._icon(painter, "eye" if layer.visible else "eye-off", colour, parts["eye"])
        on_mask = document.active == layer.id and document.on_mask
        if layer.kind is LayerKind.GROUP:
            self._icon(painter, "group", colour, parts["picture"], 22)
        else:
            self._picture(painter, layer.id, layer.tiles, parts["picture"])
            if layer.kind in _KIND_ICONS:
                self._badge(painter, _KIND_ICONS[layer.kind], parts["picture"])
        if layer.mask is not None:
            self._picture(painter, layer.id + "/mask", layer.mask, parts["mask"])
            target = parts["mask"] if on_mask else parts["picture"]
            if document.active == layer.id:
                painter.setPen(QPen(colour, 2))
                painter.drawRect(target.adjusted(-1, -1, 1, 1))
        faint = QColor(colour)
        faint.setAlphaF(colour.alphaF() * (1.0 if layer.locked else 0.25))
        self._icon(painter, "lock" if layer.locked else "unlock", faint, parts["lock"])
        self._words(painter, opt, layer, colour, parts["name"])
        if opt.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
            painter.drawRect(opt.rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _words(
        self, painter: QPainter, opt: Any, layer: Layer, colour: QColor, room: QRect
    ) -> None:
        note = []
        if layer.blend is not Blend.NORMAL:
            note.append(blend_name(layer.blend))
        if layer.opacity < 1:
            note.append(f"{round(100 * layer.opacity)} %")
        painter.setPen(colour)
        align = Qt.AlignmentFlag.AlignVCenter
        name = opt.fontMetrics.elidedText(layer.name, Qt.TextElideMode.ElideRight, room.width())
        if not note:
            painter.drawText(room, align, name)
            return
        half = room.height() // 2
        painter.drawText(room.adjusted(0, 3, 0, -half + 2), align, name)
        colour.setAlphaF(colour.alphaF() * 0.7)
        painter.setPen(colour)
        text = opt.fontMetrics.elidedText(
            " · ".join(note), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room.adjusted(0, half - 2, 0, -3), align, text)

    def _icon(
        self, painter: QPainter, name: str, colour: QColor, room: QRect, side: int = _ICON
    ) -> None:
        scale = painter.device().devicePixelRatioF()
        picture = theme.pixmap(name, colour, round(side * scale))
        picture.setDevicePixelRatio(scale)
        painter.drawPixmap(
            room.center().x() - side // 2 + 1, room.center().y() - side // 2 + 1, picture
        )

    def _badge(self, painter: QPainter, name: str, room: QRect) -> None:
        """What kind of layer it is, in a corner of its picture."""
        corner = QRect(room.right() - 12, room.bottom() - 12, 13, 13)
        painter.fillRect(corner, QColor(255, 255, 255, 215))
        self._icon(painter, name, QColor("#303030"), corner, 11)

    def _picture(self, painter: QPainter, name: str, tiles: Tiles, room: QRect) -> None:
        document = self.document
        assert document is not None
        scale = painter.device().devicePixelRatioF()
        image: QImage | None = self._thumbnails.picture(
            name, tiles, document.bounds, round(_THUMB * scale), document.icc
        )
        painter.fillRect(room, QColor("#909090"))
        if image is not None:
            width, height = round(image.width() / scale), round(image.height() / scale)
            place = QRect(0, 0, width, height)
            place.moveCenter(room.center())
            painter.fillRect(place, QColor("#ececec"))
            painter.drawImage(place, image)

    # the hand

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        model = index.model()
        assert isinstance(model, LayerTree)
        opt: Any = option
        room = self._parts(opt.rect, model.layer(index))["name"]
        editor.setGeometry(room.adjusted(-4, 7, 0, -7))

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        opt: Any = option
        presses = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        if (
            not isinstance(event, QMouseEvent)
            or not isinstance(model, LayerTree)
            or event.type() not in presses
            or event.button() != Qt.MouseButton.LeftButton
        ):
            return super().editorEvent(event, model, option, index)
        layer = model.layer(index)
        at = event.position().toPoint()
        parts = self._parts(opt.rect, layer)
        if parts["eye"].contains(at):
            self.wanted.emit(ChangeLayer(layer.id, visible=not layer.visible))
            return True
        if parts["lock"].contains(at):
            self.wanted.emit(ChangeLayer(layer.id, locked=not layer.locked))
            return True
        if "mask" in parts and parts["mask"].contains(at):
            self.aimed.emit(layer.id, True)
            return False
        if parts["picture"].contains(at):
            self.aimed.emit(layer.id, False)
        return False
