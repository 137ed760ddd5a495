"""The view menu: zoom, angle, mirror, before and after, and what the status bar says of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

MODES = ("drawing", "split", "overlay")
_TURN = 15.0  # degrees a key press


class Viewing(QObject):
    """Carries out the commands of the view menu that concern the canvas."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        canvas = window.canvas
        window.commands.bind(
            {
                "zoom_in": partial(canvas.zoom_step, 1),
                "zoom_out": partial(canvas.zoom_step, -1),
                "fit": canvas.fit,
                "actual_size": canvas.actual_size,
                "turn_left": partial(self._turn, -_TURN),
                "turn_right": partial(self._turn, _TURN),
                "turn_back": partial(canvas.turn, 0.0),
                "mirror": canvas.mirror,
                "before": self._show_before,
                "compare": self._compare,
                **{f"view_{mode}": partial(self._choose, mode) for mode in MODES},
            }
        )
        for name in ("before", "compare"):
            window.commands[name].setAutoRepeat(False)
        canvas.viewed.connect(self._on_viewed)
        canvas.pointed.connect(self._on_pointed)
        canvas.left.connect(window.position_label.clear)

    def _turn(self, by: float) -> None:
        canvas = self._window.canvas
        canvas.turn(canvas.view.angle + by)

    def _choose(self, mode: str) -> None:
        settings, canvas = self._window.settings, self._window.canvas
        if canvas.in_place:
            settings.picture_view = mode
        else:
            settings.view = mode
        canvas.set_mode(mode)

    def set_in_place(self, on: bool) -> None:
        """Whether previews change the picture itself; then it has a view of its own."""
        settings, canvas = self._window.settings, self._window.canvas
        if on != canvas.in_place:
            canvas.set_in_place(on)
            mode = settings.picture_view if on else settings.view
            self._window.commands[f"view_{mode}"].trigger()

    def _show_before(self) -> None:
        """By its key for as long as that is down, from the menu until it is chosen again."""
        canvas, action, held = (
            self._window.canvas,
            self._window.commands["before"],
            self._window.held,
        )
        if held.triggers(action):
            action.setChecked(True)
            canvas.show_before(True)
            held.hold(self._hide_before)
        else:
            canvas.show_before(action.isChecked())

    def _compare(self) -> None:
        """The picture without its preview, by its key or from the menu as in `_show_before`."""
        canvas, action, held = (
            self._window.canvas,
            self._window.commands["compare"],
            self._window.held,
        )
        if held.triggers(action):
            action.setChecked(True)
            canvas.hide_preview(True)
            held.hold(self._end_comparing)
        else:
            canvas.hide_preview(action.isChecked())

    def _end_comparing(self) -> None:
        self._window.commands["compare"].setChecked(False)
        self._window.canvas.hide_preview(False)

    def _hide_before(self) -> None:
        self._window.commands["before"].setChecked(False)
        self._window.canvas.show_before(False)

    def _on_viewed(self) -> None:
        view = self._window.canvas.view
        percent = 100 * view.zoom
        shown = [f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %"]
        if view.angle:
            shown.append(f"{view.angle:.0f}°")
        if view.mirrored:
            shown.append(self.tr("mirrored"))
        self._window.zoom_label.setText(" · ".join(shown))
        for name, on in (("mirror", view.mirrored), ("before", self._window.canvas.is_before)):
            self._window.commands[name].setChecked(on)

    def _on_pointed(self, x: float, y: float) -> None:
        self._window.position_label.setText(f"{int(x // 1)}, {int(y // 1)}")
