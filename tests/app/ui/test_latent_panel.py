"""Parts of the Latent panel by themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.ui.panels.fold import Fold
from app.ui.panels.latent.axes import AxesSection, Axis, axes_of
from app.ui.panels.latent.gauge import FULL_SCALE, heat
from app.ui.panels.latent.rows import Rows
from engine.runtime.cards import Card

LENGTH = Axis("length", "m", 3.9, 5.5, "body")
PAINT = tuple(Axis(f"paint_{c}", "", 0.1, 0.9, "paint") for c in ("red", "green", "blue"))


def card(table: dict[str, Any]) -> Card:
    return Card("x", "X", "latent", "1", "CC0-1.0", "0" * 64, Path("x.toml"), table)


def test_axes_are_read_from_the_card() -> None:
    table = {"axes": {"length": ["m", 3.9, 5.5, 4.6, "body"]}}
    assert axes_of(card(table)) == (LENGTH,)


@pytest.mark.parametrize(
    "axes",
    [None, [], "x", 7, {"length": "m"}, {"length": ["m", "a", 1, 2, "body"]}, {"length": []}],
    ids=str,
)
def test_a_card_without_readable_axes_has_none(axes: object) -> None:
    assert axes_of(card({"axes": axes})) == ()


def test_no_card_has_no_axes() -> None:
    assert axes_of(None) == ()


def test_metres_are_shown_in_millimetres_and_told_in_metres(qtbot: QtBot) -> None:
    section = AxesSection()
    qtbot.addWidget(section)
    section.show_axes((LENGTH,))
    section.show_values({"length": 4.5}, {})
    rows = section.rows["body"]
    assert rows.value("length") == 4500
    with qtbot.waitSignal(section.changed) as signal:
        rows.slider("length").setValue(1000)
    assert signal.args[0] == {"length": 5.5}


def test_three_channels_are_one_colour_within_what_the_generator_knows(qtbot: QtBot) -> None:
    section = AxesSection()
    qtbot.addWidget(section)
    section.show_axes(PAINT)
    (swatch,) = section.swatches.values()
    assert not section.rows["paint"].keys
    section.show_values({axis.name: 0.5 for axis in PAINT}, {})
    assert swatch.colour.red() in (127, 128)
    with qtbot.waitSignal(section.changed) as signal:
        swatch.chosen.emit(QColor("#ff0080"))
    told = signal.args[0]
    assert (told["paint_red"], told["paint_green"]) == (0.9, 0.1)
    assert told["paint_blue"] == pytest.approx(0.5, abs=0.01)


@example(low=0.0, span=60.5, place=1000)
@given(
    st.floats(-1000, 1000, allow_nan=False), st.floats(1e-3, 1000, allow_nan=False),
    st.integers(0, 1000),
)  # fmt: skip
def test_sliders_of_any_range_tell_values_within_it(low: float, span: float, place: int) -> None:
    from PySide6.QtWidgets import QApplication

    assert QApplication.instance() is not None
    rows, told = Rows(), []
    rows.add("x", "X", low, low + span)
    rows.changed.connect(lambda _, value: told.append(value))
    rows.slider("x").setValue(place)
    assert all(low - 1e-2 <= value <= low + span + 1e-2 for value in told)
    told.clear()
    rows.show_value("x", low + span / 2, moved=True)
    assert not told


@pytest.fixture(autouse=True)
def _application(qapp: object) -> object:
    return qapp


def test_a_fold_hides_what_is_in_it_until_it_is_opened(qtbot: QtBot) -> None:
    fold = Fold("Title")
    qtbot.addWidget(fold)
    assert fold.content.isHidden()
    fold.heading.click()
    assert not fold.content.isHidden()


def test_no_error_is_black_and_a_large_one_yellow() -> None:
    error = np.array([[[0], [FULL_SCALE // 2], [FULL_SCALE], [255]]], np.uint8)
    black, red, yellow, most = heat(error)[0].tolist()
    assert black == [0, 0, 0]
    assert red == [255, 0, 0]
    assert yellow == most == [255, 255, 0]
