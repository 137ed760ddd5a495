"""What is left out of the packaged program, and why nothing of it is missed."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

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

# Compiling, and what tests torch itself: tests/package/test_contents.py runs the tools without.
EXCLUDED_OF_TORCH = [
    "torch._dynamo", "torch._inductor", "torch.utils.tensorboard", "functorch",
    *(
        f"torch.testing._internal.{name}"
        for name in ("common_methods_invocations", "common_utils", "distributed", "generated",
                     "opinfo")
    ),
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


def needed(binaries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Linux: without the libraries that only something left out asked for.

    binaries: (place in the program, file, kind), as PyInstaller lists them.
    """
    from PyInstaller.depend.bindepend import get_imports

    def is_library(place: str) -> bool:
        path = PurePosixPath(place)
        return path.parent.as_posix() in (".", "PySide6/Qt/lib") and ".so" in path.name

    wanted: set[str] = set()
    for place, file, kind in binaries:
        if not is_library(place) and kind != "SYMLINK":
            wanted |= {PurePosixPath(name).name for name, _ in get_imports(file)}
    return [
        entry
        for entry in binaries
        if not is_library(entry[0])
        or PurePosixPath(entry[0]).name in wanted
        or PurePosixPath(entry[0]).name.startswith("libpython")
    ]
