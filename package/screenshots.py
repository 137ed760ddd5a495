"""The guide's pictures, from the real window: `make screenshots` (some minutes).

Every picture is made once in English and light, once in Chinese and dark. What they show is
computed, not drawn.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "guide" / "pictures"
LOOKS = {"en": "light", "zh_CN": "dark"}
SIZE = (1240, 800)
WIDTH = 1000  # of the pictures
# Around the front of the bonnet's shut line in the sample of Inpaint: x, y in its pixels
SHUT_LINE = (
    (50, 224), (120, 236), (220, 246), (300, 249), (374, 246), (384, 258), (374, 268), (300, 269),
    (220, 266), (120, 256), (50, 246),
)  # fmt: skip
STYLE = 3  # of the gallery, in Sketch
PAINT = "#8c1f1f"  # that is asked for in Latent


def main() -> None:
    if len(sys.argv) == 1:
        for language in LOOKS:  # Qt's language is chosen once a process
            with tempfile.TemporaryDirectory() as home:
                environment = {**os.environ, "COACHLINE_HOME": home}
                subprocess.run(
                    [sys.executable, "-m", "package.screenshots", language],
                    check=True,
                    env=environment,
                    cwd=ROOT,
                )
    else:
        photograph(sys.argv[1])


def photograph(language: str) -> None:
    """Make the pictures of one language."""
    import numpy as np
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QApplication, QWidget

    from app import i18n
    from app.document.shapes import polygon
    from app.settings import Settings
    from app.ui import theme
    from app.ui.main_window import MainWindow
    from app.ui.samples import SAMPLES
    from app.ui.style_menu import StyleMenu

    app = QApplication([])
    i18n.install(app, language)
    theme.apply(app, LOOKS[language])
    window = MainWindow(Settings(language=language, theme=LOOKS[language]))
    window.resize(*SIZE)
    window.show()

    def wait(ms: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def rest(longest: int = 180_000) -> None:
        """Until nothing is being computed or read any more."""
        wait(2000)
        quiet = 0
        for _ in range(longest // 500):
            wait(500)
            quiet = 0 if window.jobs.isVisible() or window.disk.busy else quiet + 1
            if quiet == 4:
                return

    def until(there: Callable[[], object]) -> None:
        """What is waited for comes, or there is no picture of it."""
        for _ in range(600):
            if there():
                return
            wait(500)
        raise TimeoutError(window.messages.text() or "nothing came")

    def keep(widget: QWidget, name: str) -> None:
        wait(300)
        path = PICTURES / language / f"{name}.webp"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_picture(widget))

    keep(window, "start")
    window.commands["tour"].trigger()
    keep(window, "tour")
    window.helping.tour.end()

    def show_preview(name: str) -> None:
        """Generate, and keep the window with what came."""
        window.commands["generate"].trigger()
        until(lambda: window.canvas.has_preview)
        rest()
        keep(window, name)

    def sketch() -> None:
        styles = window.sketch_room.panel.style_well.findChild(StyleMenu)
        styles.aboutToShow.emit()  # it reads its pictures
        styles.gallery.itemClicked.emit(styles.gallery.item(STYLE))
        rest()
        show_preview("sketch")

    def inpaint() -> None:
        assert window.document is not None
        window.commands["view_split"].trigger()
        outline = np.array(SHUT_LINE, float)
        window.selecting.choose(polygon(outline, window.document.bounds), "new")
        window.canvas.zoom_step(1)
        show_preview("inpaint")

    def upscale() -> None:
        window.commands["view_drawing"].trigger()
        window.commands["generate"].trigger()
        until(lambda: window.upscale_room.panel.wipe.is_shown)
        rest()
        keep(window, "upscale")

    def latent() -> None:
        room = window.latent_room
        window.commands["view_split"].trigger()
        window.commands["latent_project"].trigger()
        until(lambda: room.edits and not room.projecting.busy)
        rest()
        room.panel.axes.swatches["paint"].chosen.emit(QColor(PAINT))
        show_preview("latent")

    for tool, show in {
        "sketch": sketch,
        "semantic": lambda: show_preview("semantic"),
        "inpaint": inpaint,
        "upscale": upscale,
        "latent": latent,
    }.items():
        window.helping.try_out(next(x for x in SAMPLES if x.tool == tool and x.first))
        until(lambda: window.document is not None)
        rest()
        window.messages.hide()
        show()
        while window.room.unapplied:
            window.room.discard()
        window.room.discard()
        assert window.document is not None
        window.document.mark_saved()
    keep(window.helping.show("guide"), "guide")
    window.preferences.show_keys()
    if window.preferences.dialog is not None:
        keep(window.preferences.dialog, "keys")
    window.close()
    rest(10_000)
    os._exit(0)  # a network that still computes would be waited for


def _picture(widget: object) -> bytes:
    """A small WebP of what the widget shows."""
    from PIL import Image
    from PySide6.QtCore import QBuffer, QByteArray
    from PySide6.QtWidgets import QWidget

    assert isinstance(widget, QWidget)
    held = QByteArray()
    widget.grab().toImage().save(QBuffer(held), "PNG")  # type: ignore[call-overload]
    with Image.open(io.BytesIO(held.data())) as image:
        height = round(image.height * WIDTH / image.width)
        small = image.convert("RGB")
        if image.width > WIDTH:
            small = small.resize((WIDTH, height), Image.Resampling.LANCZOS)
        found = io.BytesIO()
        small.save(found, "WEBP", quality=82, method=6)
        return found.getvalue()


if __name__ == "__main__":
    main()
