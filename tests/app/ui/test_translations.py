from __future__ import annotations

import importlib
import re
import shutil
import string
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app import i18n
from app.document.blend import Blend
from app.document.edits import ChangeLayer, PaintStroke, RemoveLayer
from app.document.grouping import ChangeMask
from app.document.layer import Layer, LayerKind, new_mask
from app.document.strokes import Brush, Sample, Stroke
from app.document.surface import Surface
from app.document.tiles import Tiles
from app.settings import Settings
from app.ui.main_window import MainWindow
from app.ui.samples import SAMPLES
from engine import paths
from engine.errors import MESSAGES, CoachlineError
from engine.geometry import Rect

ROOT = paths.root()
FOLDER = paths.resources() / "translations"
BIN = Path(sys.executable).parent


def messages(ts: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """(context, source) → (translation, its type)."""
    found = {}
    for context in ElementTree.parse(ts).getroot().findall("context"):
        for message in context.findall("message"):
            translation = message.find("translation")
            assert translation is not None
            key = (context.findtext("name", ""), message.findtext("source", ""))
            found[key] = (translation.text or "", translation.get("type", ""))
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    assert i18n.install(qapp, "zh_CN") == "zh_CN"
    yield
    i18n.install(qapp, "en")
    QLocale.setDefault(QLocale.system())


@pytest.mark.parametrize("name", ["coachline_zh_CN", "engine_zh_CN"])
def test_every_text_is_translated_with_its_parameters(name: str) -> None:
    found = messages(FOLDER / f"{name}.ts")
    assert len(found) > 40
    for (context, source), (translation, kind) in found.items():
        assert translation and not kind, f"{context}: {source!r} is not finished"
        if context in ("Errors", "Files", "Pointer", "MainWindow", "SketchPanel"):
            assert fields(translation) == fields(source), source


def test_no_text_of_the_window_is_missing(tmp_path: Path) -> None:
    sources = sorted((ROOT / "app").glob("*.py")) + sorted((ROOT / "app/ui").rglob("*.py"))
    fresh = tmp_path / "fresh.ts"
    subprocess.run(
        [BIN / "pyside6-lupdate", *sources, "-ts", fresh], check=True, capture_output=True
    )
    assert messages(fresh).keys() == messages(FOLDER / "coachline_zh_CN.ts").keys()


@pytest.mark.parametrize("name", ["coachline_zh_CN", "engine_zh_CN"])
def test_the_compiled_file_is_that_of_the_source(name: str, tmp_path: Path) -> None:
    shutil.copy(FOLDER / f"{name}.ts", tmp_path)
    subprocess.run(
        [BIN / "pyside6-lrelease", tmp_path / f"{name}.ts"], check=True, capture_output=True
    )
    fresh, kept = QTranslator(), QTranslator()
    assert fresh.load(str(tmp_path / f"{name}.qm"))
    assert kept.load(str(FOLDER / f"{name}.qm"))
    for context, source in messages(FOLDER / f"{name}.ts"):
        assert kept.translate(context, source) == fresh.translate(context, source) != ""


def test_every_error_speaks_both_languages(chinese: None) -> None:
    for code, template in MESSAGES.items():
        params = dict.fromkeys(fields(template), "≡")
        error = CoachlineError(code, **params)
        sentence = i18n.error_text(error)
        assert sentence != str(error), code
        assert sentence.count("≡") == str(error).count("≡"), code
        assert any("一" <= letter <= "鿿" for letter in sentence), code


def edit_titles() -> set[str]:
    """What the history can name: titles in the edits' classes, and those that the window gives."""
    titles = set()
    for path in (ROOT / "app/document").glob("*.py"):
        module = importlib.import_module(f"app.document.{path.stem}")
        for edit in vars(module).values():
            if isinstance(edit, type) and hasattr(edit, "apply"):
                titles |= {
                    field.default
                    for field in getattr(edit, "__dataclass_fields__", {}).values()
                    if field.name == "title" and isinstance(field.default, str)
                }
    for source in [*(ROOT / "app/ui").rglob("*.py"), ROOT / "app/document/edits.py"]:
        text = source.read_text(encoding="utf-8")
        titles |= set(re.findall(r'become\(\s*"([^"]+)"', text))
        titles |= set(re.findall(r'title = "([^"]+)"', text))
    for change in (
        {"name": "a"}, {"opacity": 0.5}, {"visible": True}, {"visible": False},
        {"locked": True}, {"locked": False}, {"blend": Blend.NORMAL},
    ):  # fmt: skip
        titles.add(ChangeLayer("1", **change).title)
    titles |= {ChangeMask("1", mask).title for mask in (None, new_mask())}
    return titles


def test_every_edit_has_a_name_in_both_languages(chinese: None) -> None:
    layer = Layer("1" * 32, "x", LayerKind.LINES, Tiles(4, np.uint8))
    titles = edit_titles()
    for erase in (False, True):
        surface = Surface(layer, Rect.of_size(20, 20))
        stroke = Stroke(surface, Brush(3, erase=erase))
        stroke.add(Sample(5, 5))
        edit = stroke.finish()
        assert isinstance(edit, PaintStroke)
        titles.add(edit.title)
    assert {"Add layer", "Crop", "Merge down", "Delete mask", "Eraser stroke", "Select"} <= titles
    untold = {title for title in titles if i18n.document_text(title) == title}
    assert not untold


def test_every_sample_has_a_name_in_both_languages(chinese: None) -> None:
    for sample in SAMPLES:
        assert sample.translated(sample.title) != sample.title
        assert sample.translated(sample.hint) != sample.hint


def test_the_window_speaks_chinese(chinese: None, window: MainWindow) -> None:
    titles = [action.text() for action in window.menuBar().actions()]
    assert titles[0] == "文件(&F)"
    assert window.commands["save"].toolTip() == "保存项目 (Ctrl+S)"
    assert window.canvas.accessibleName() == "画布"
    window.files.show(window.files.blank(64, 64))
    assert window.document is not None
    assert [layer.name for layer in window.document.layers] == ["纸张", "线条"]
    window.document.apply(RemoveLayer(window.document.layers[1].id))
    assert window.commands["undo"].text() == "撤销：删除图层(&U)"


def test_the_window_speaks_english_where_nothing_else_is_wanted(qapp: QApplication) -> None:
    assert i18n.install(qapp, "en") == "en"
    assert i18n.error_text(CoachlineError("drawing.blank")) == MESSAGES["drawing.blank"]
    assert Settings().language == "system"
