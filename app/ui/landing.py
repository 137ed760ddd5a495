"""Pictures that were made become layers of the document, once the pen is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.document.layer import Layer, LayerKind
from app.jobs import land
from engine.label_requests import SemanticRequest

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class Landing(QObject):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[tuple[Layer, tuple[str, ...], SemanticRequest | None]] = []
        window.canvas.lifted.connect(self._add_all)

    def add(
        self,
        layer: Layer,
        pictures: tuple[str, ...] = (),
        painted: SemanticRequest | None = None,
    ) -> None:
        """Add a layer; the designer's own stays active, but that of lines or labels which were
        read from pictures is gone on with. pictures, painted: see `land.edit`."""
        self._waiting.append((layer, pictures, painted))
        if not self._window.canvas.pressed:
            self._add_all()

    def _add_all(self) -> None:
        waiting, self._waiting = self._waiting, []
        document = self._window.document
        if document is None:
            return
        for layer, pictures, painted in waiting:
            document.apply(land.edit(document, layer, pictures, painted))
            if pictures or layer.kind is LayerKind.LABELS:
                document.active = layer.id
        self._window.refresh()
