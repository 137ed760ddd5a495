"""What the program is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import QCoreApplication, qVersion
from PySide6.QtWidgets import QMessageBox, QWidget


def show(window: QWidget) -> None:
    try:
        number = version("coachline")
    except PackageNotFoundError:  # a packaged program has no metadata
        number = ""
    text = QCoreApplication.translate(
        "About",
        "<h3>Coachline {version}</h3><p>An image editor for car designers, with generative "
        "brushes.</p><p>Apache-2.0. Made with Qt {qt} and PyTorch.</p>",
    ).format(version=number, qt=qVersion())
    QMessageBox.about(window, QCoreApplication.translate("About", "About Coachline"), text)
