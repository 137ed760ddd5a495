"""What is left out of the packaged program, and why nothing of it is missed."""

from __future__ import annotations

import re
from pathlib import Path

# Only training judges with it.
UNSHIPPED_WEIGHTS = ("perception",)

EXCLUDED_MODULES = [
    "engine.training",
    # development
    "bpy", "pytest", "hypothesis", "mypy", "ruff", "IPython", "setuptools", "pip", "wheel",
    # which torch, onnx and psd-tools use when they are there
    "skimage", "scipy", "networkx", "matplotlib", "pandas", "jinja2", "fsspec", "tkinter",
    "aggdraw", "onnx.backend", "onnx.reference", "onnxscript", "numpy.f2py", "numpy.tests",
    "cv2.gapi", "PIL.ImageTk",
    # Qt's other rooms
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtPrintSupport", "PySide6.QtSql",
    "PySide6.QtDesigner", "PySide6.QtUiTools", "PySide6.QtHelp",
]  # fmt: skip

# Searched in a file's place in the program, with / between folders.
_LEFT_OUT = re.compile(
    "|".join(
        (
            # Qt: what Essentials brings beside widgets, and plugins that need it
            r"/(lib)?Qt6?(Qml|Quick|Pdf|Designer|Help|Sql|Test|UiTools|PrintSupport|Lottie|Labs"
            r"|WaylandCompositor|VirtualKeyboard|Concurrent|Egl)",
            r"/plugins/(egldeviceintegrations|generic|networkinformation|printsupport|qml"
            r"|sqldrivers|tls|vectorimageformats|designer)",
            r"/plugins/platforms/[^/]*(eglfs|linuxfb|minimal|vkkhr|vnc)",
            # the portal gives GNOME's dialogs without GTK in our process
            r"/plugins/platformthemes/[^/]*gtk3",
            r"/plugins/imageformats/[^/]*(pdf|icns|tga|wbmp|tiff)",
            r"/plugins/platforminputcontexts/[^/]*virtualkeyboard",
            r"PySide6/.*/translations/(?!qtbase_zh_CN)",
            # onnxruntime's Python module has the library in itself
            r"^onnxruntime/capi/libonnxruntime\.",
            # tools, examples, and what is compiled against a library
            r"^OpenImageIO/(bin|share)/",
            r"^cv2/data/",
            r"\.(h|hpp|cuh|cc|cpp|lib|a|pyi|cmake|proto)$",
        )
    )
)


def left_out(place: str) -> bool:
    """Whether the file at this place in the program is not needed."""
    return _LEFT_OUT.search(place.replace("\\", "/")) is not None


def weights(folder: Path) -> list[Path]:
    """The files of the weights that ship."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.name.split(".")[0] not in UNSHIPPED_WEIGHTS
    )
