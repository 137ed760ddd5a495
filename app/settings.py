"""What the program remembers between two starts, declared once and kept as JSON."""

from __future__ import annotations

import json
import os
import re
import tempfile
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from engine import paths

_AS_SYSTEM = QT_TRANSLATE_NOOP("Settings", "As the system")
_LIGHT = QT_TRANSLATE_NOOP("Settings", "Light")
_DARK = QT_TRANSLATE_NOOP("Settings", "Dark")
_BEST = QT_TRANSLATE_NOOP("Settings", "The fastest device")
_CPU = QT_TRANSLATE_NOOP("Settings", "Processor")
_CUDA = QT_TRANSLATE_NOOP("Settings", "NVIDIA graphics card")


@dataclass
class Settings:
    """Every setting with its default.

    Metadata: `label` is the English name (context "Settings"), `range` the lowest and highest
    number, `choices` or `pattern` the texts that are allowed. Those with a `page` stand on that
    page of the settings dialog, with the `unit` of the number, the `names` of the choices and a
    `note` where something has to be said.
    """

    brush_px: int = field(
        default=4,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Brush size"), "range": (1, 512)},
    )
    eraser_px: int = field(
        default=24,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Eraser size"), "range": (1, 512)},
    )
    hardness: int = field(
        default=90, metadata={"label": QT_TRANSLATE_NOOP("Settings", "Hardness"), "range": (0, 100)}
    )
    opacity: int = field(
        default=100, metadata={"label": QT_TRANSLATE_NOOP("Settings", "Opacity"), "range": (1, 100)}
    )
    flow: int = field(
        default=100, metadata={"label": QT_TRANSLATE_NOOP("Settings", "Flow"), "range": (1, 100)}
    )
    spacing: int = field(
        default=10,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Brush spacing"), "range": (1, 200)},
    )
    smoothing: str = field(
        default="off",
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "Brush smoothing"),
            "choices": ("off", "weighted", "stabiliser"),
        },
    )
    smoothing_px: int = field(
        default=24,
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "Smoothing distance"),
            "range": (2, 200),
        },
    )
    pressure_curve: int = field(
        default=0,
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "Pen pressure, firm to soft"),
            "range": (-100, 100),
            "page": "pen",
        },
    )
    tolerance: int = field(
        default=32,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Colour tolerance"), "range": (0, 255)},
    )
    contiguous: bool = field(
        default=True,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Fill what hangs together only")},
    )
    all_layers: bool = field(
        default=True,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Colours of all layers count")},
    )
    under_lines: bool = field(
        default=True,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Fill a pixel further, under the lines")},
    )
    pick_layer: bool = field(
        default=False,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Pick colours from the layer alone")},
    )
    pressure_size: bool = field(
        default=True,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Pen pressure sets the size")},
    )
    pressure_opacity: bool = field(
        default=False,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Pen pressure sets the opacity")},
    )
    colour: str = field(
        default="#141414",
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Colour"), "pattern": "#[0-9a-f]{6}"},
    )
    other_colour: str = field(
        default="#ffffff",
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "Second colour"),
            "pattern": "#[0-9a-f]{6}",
        },
    )
    live: bool = field(
        default=True, metadata={"label": QT_TRANSLATE_NOOP("Settings", "Live preview")}
    )
    view: str = field(
        default="split",
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "View"),
            "choices": ("split", "overlay", "drawing"),
        },
    )
    picture_view: str = field(
        default="drawing",
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "View of tools that change a picture"),
            "choices": ("split", "overlay", "drawing"),
        },
    )
    mask_px: int = field(
        default=40,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Mask brush size"), "range": (1, 512)},
    )
    inpaint_px: int = field(
        default=4,
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "Grow and feather the hole by"),
            "range": (1, 200),
        },
    )
    inpaint_live: bool = field(
        default=True, metadata={"label": QT_TRANSLATE_NOOP("Settings", "Live inpainting preview")}
    )
    inpaint_model: str = field(
        default="", metadata={"label": QT_TRANSLATE_NOOP("Settings", "Inpainting method")}
    )
    variants: int = field(
        default=4, metadata={"label": QT_TRANSLATE_NOOP("Settings", "Variants"), "range": (2, 12)}
    )
    model: str = field(
        default="painter", metadata={"label": QT_TRANSLATE_NOOP("Settings", "Model")}
    )
    semantic_model: str = field(
        default="", metadata={"label": QT_TRANSLATE_NOOP("Settings", "Semantic model")}
    )
    upscale_detail: int = field(
        default=0,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Detail"), "range": (0, 100)},
    )
    batch_folder: str = field(
        default="", metadata={"label": QT_TRANSLATE_NOOP("Settings", "Batch output folder")}
    )
    new_width: int = field(
        default=1024,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Width"), "range": (64, 16384)},
    )
    new_height: int = field(
        default=768,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Height"), "range": (64, 16384)},
    )
    theme: str = field(
        default="system",
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "Theme"),
            "choices": ("system", "light", "dark"),
            "names": (_AS_SYSTEM, _LIGHT, _DARK),
            "page": "general",
        },
    )
    language: str = field(
        default="system",
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "Language"),
            "choices": ("system", "en", "zh_CN"),
            "names": (_AS_SYSTEM, "English", "简体中文"),
            "page": "general",
            "note": QT_TRANSLATE_NOOP(
                "Settings", "The language changes when the program starts next."
            ),
        },
    )
    undo_mb: int = field(
        default=1024,
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "Memory for undo"),
            "range": (64, 65536),
            "unit": " MB",
            "page": "general",
            "note": QT_TRANSLATE_NOOP(
                "Settings", "What the steps hold beyond the layers. The oldest steps go first."
            ),
        },
    )
    autosave_minutes: int = field(
        default=2,
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "Save for recovery after"),
            "range": (1, 15),
            "unit": " min",
            "page": "general",
        },
    )
    device: str = field(
        default="auto",
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "Compute on"),
            "choices": ("auto", "cpu", "cuda"),
            "names": (_BEST, _CPU, _CUDA),
            "page": "general",
            "note": QT_TRANSLATE_NOOP("Settings", "Changes when the program starts next."),
        },
    )
    profile: str = field(
        default="photoshop",
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "Keys as in"),
            "choices": ("photoshop", "krita"),
        },
    )
    keys: dict[str, list[str]] = field(
        default_factory=dict,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Keys of one’s own")},
    )
    export_format: str = field(
        default="PNG",
        metadata={
            "label": QT_TRANSLATE_NOOP("Settings", "Export format"),
            "choices": ("PNG", "JPEG", "TIFF", "WebP", "EXR", "PSD"),
        },
    )
    export_quality: int = field(
        default=95,
        metadata={"label": QT_TRANSLATE_NOOP("Settings", "Export quality"), "range": (1, 100)},
    )
    offer_tour: bool = field(
        default=True, metadata={"label": QT_TRANSLATE_NOOP("Settings", "Offer the tour")}
    )
    folder: str = field(
        default="", metadata={"label": QT_TRANSLATE_NOOP("Settings", "Last folder")}
    )
    window: str = field(
        default="", metadata={"label": QT_TRANSLATE_NOOP("Settings", "Window place")}
    )
    docks: str = field(
        default="", metadata={"label": QT_TRANSLATE_NOOP("Settings", "Panel places")}
    )

    @classmethod
    def load(cls, path: Path | None = None) -> Settings:
        """Read from `path`, by default the user's settings file.

        A damaged file is set aside as `….damaged` and defaults are used; so is the default of
        a single value that is not allowed.
        """
        path = path or paths.settings_file()
        try:
            table = json.loads(path.read_bytes())
            if not isinstance(table, dict):
                raise ValueError("not a table")
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, RecursionError):
            set_aside(path)
            return cls()
        return cls(**{f.name: table[f.name] for f in fields(cls) if _allowed(f, table)})

    def reset(self) -> None:
        """Take the defaults."""
        for name, value in asdict(type(self)()).items():
            setattr(self, name, value)

    def save(self, path: Path | None = None) -> None:
        """Write in one step: a crash leaves the former file. Raises OSError."""
        path = path or paths.settings_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".settings-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as f:
                json.dump(asdict(self), f, indent=2, ensure_ascii=False)
                f.write("\n")
                f.flush()
                os.fsync(f.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def limits(name: str) -> tuple[int, int]:
    """The lowest and highest number of a setting."""
    low, high = Settings.__dataclass_fields__[name].metadata["range"]
    return int(low), int(high)


def label(name: str) -> str:
    """What a setting is called, in the window's language."""
    english = str(Settings.__dataclass_fields__[name].metadata["label"])
    return QCoreApplication.translate("Settings", english)


def set_aside(path: Path, why: str = "damaged") -> None:
    """Keep a file that is not to be used beside its place, if the folder lets us."""
    try:
        path.replace(path.with_name(f"{path.name}.{why}"))
    except OSError:
        return


def _allowed(f: Any, table: dict[str, object]) -> bool:
    if f.name not in table:
        return False
    value, rules = table[f.name], f.metadata
    if f.name == "keys":
        return isinstance(value, dict) and all(
            isinstance(keys, list) and all(isinstance(key, str) for key in keys)
            for keys in value.values()
        )
    if type(value) is not type(f.default):
        return False
    if "range" in rules:
        low, high = rules["range"]
        return isinstance(value, int) and low <= value <= high
    if "choices" in rules:
        return value in rules["choices"]
    if "pattern" in rules:
        return re.fullmatch(rules["pattern"], str(value)) is not None
    return True
