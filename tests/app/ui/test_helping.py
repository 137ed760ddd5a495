"""Help: samples, the tour, the guide, About, and errors that nobody foresaw."""

from __future__ import annotations

import re
import sys
import threading

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.document import recovery
from app.ui import guide, tour
from app.ui.about import AboutDialog
from app.ui.guide import GuideDialog
from app.ui.main_window import MainWindow
from app.ui.samples import SAMPLES, Sample
from engine import paths

from .conftest import Hand

TOOLS = ("sketch", "semantic", "inpaint", "upscale", "latent")


def _sample(tool: str) -> Sample:
    return next(sample for sample in SAMPLES if sample.tool == tool and sample.first)


# samples


def test_each_tool_has_a_sample_on_the_start_page(window: MainWindow) -> None:
    for tool in TOOLS:
        tile = window.start_page.findChild(QToolButton, f"sample_{tool}")
        assert tile is not None and tile.isVisible() and not tile.icon().isNull()
        assert tile.text().startswith(window.docks[tool].windowTitle())


@pytest.mark.parametrize("width", [820, 1203, 1600])
def test_the_samples_fit_the_width_of_the_window(
    width: int, window: MainWindow, qtbot: QtBot
) -> None:
    page = window.start_page
    window.resize(width, 900)
    tiles = [page.findChild(QToolButton, f"sample_{tool}") for tool in TOOLS]

    def fit() -> None:
        seen = page.viewport().rect()
        for tile in tiles:
            assert tile is not None
            assert 0 <= tile.mapTo(page.viewport(), QPoint()).x() <= seen.width() - tile.width()
        assert page.horizontalScrollBar().maximum() == 0

    qtbot.waitUntil(fit)
    places = [tile.geometry() for tile in tiles if tile is not None]
    assert not any(a.intersects(b) for i, a in enumerate(places) for b in places[:i])


@pytest.mark.parametrize("tool", TOOLS)
def test_a_sample_opens_as_a_copy_with_its_tool_in_front(
    tool: str, window: MainWindow, qtbot: QtBot
) -> None:
    tile = window.start_page.findChild(QToolButton, f"sample_{tool}")
    assert tile is not None
    tile.click()
    qtbot.waitUntil(lambda: window.document is not None)
    assert window.document is not None and window.document.path is None
    assert not window.docks[tool].visibleRegion().isEmpty()
    assert window.messages.text() == _sample(tool).hint


# the tour


@pytest.mark.parametrize("tool", TOOLS)
def test_the_tour_tells_of_things_that_are_in_sight(tool: str, hand: Hand) -> None:
    """On a small screen and whatever tool is in front."""
    window = hand.window
    window.resize(960, 560)
    window.docks[tool].raise_()
    window.commands["tour"].trigger()
    told = []
    while window.helping.tour.running:
        target = tour.STEPS[window.helping.tour.step].target(window)
        assert target is not None and not target.visibleRegion().isEmpty()
        assert window.rect().contains(window.helping.tour.bubble.geometry())
        told.append(window.helping.tour.bubble.text())
        window.helping.tour.bubble.next.click()
    assert len(set(told)) == len(tour.STEPS)


def test_the_designer_goes_on_during_the_tour(hand: Hand) -> None:
    window = hand.window
    window.commands["tour"].trigger()
    window.helping.tour.bubble.move(0, 0)
    hand.draw((300, 200), (310, 220))
    assert window.document is not None and window.document.can_undo
    assert window.helping.tour.running


def test_opening_a_drawing_moves_the_tour_on(window: MainWindow, qtbot: QtBot) -> None:
    window.commands["tour"].trigger()
    assert window.helping.tour.step == 0
    window.start_page.findChild(QToolButton, "sample_sketch").click()
    qtbot.waitUntil(lambda: window.helping.tour.step == 1)
    assert window.helping.tour.running


def test_the_tour_is_offered_until_it_was_seen_or_declined(window: MainWindow) -> None:
    page = window.start_page
    assert window.settings.offer_tour and page._invitation.isVisible()
    page.toured.emit(False)
    assert not window.settings.offer_tour and not page._invitation.isVisible()
    assert not window.helping.tour.running
    window.preferences.reset()
    assert window.settings.offer_tour and page._invitation.isVisible()


def test_escape_ends_the_tour(hand: Hand) -> None:
    hand.window.commands["tour"].trigger()
    QTest.keyClick(hand.window.helping.tour.bubble, Qt.Key.Key_Escape)
    assert not hand.window.helping.tour.running
    assert not hand.window.settings.offer_tour


# the guide


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_links_and_pictures_of_the_guide_lead_somewhere(language: str) -> None:
    pages = guide.contents(language)
    assert pages[0][0] == "index.md" and len(pages) >= 8
    for name, title in pages:
        path = guide.page(name, language)
        assert title
        for link in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
            if not link.startswith("http"):
                where = path.parent / link
                english = paths.guide() / link
                assert where.exists() or english.exists(), f"{path}: {link}"


def test_the_pages_of_the_index_are_written_in_both_languages() -> None:
    for name, title in guide.contents("zh_CN"):
        assert guide.page(name, "zh_CN").parent.name == "zh_CN", name
        assert any("一" <= letter <= "鿿" for letter in title)


def test_the_guide_is_read_and_searched(window: MainWindow) -> None:
    QLocale.setDefault(QLocale("en"))
    window.commands["guide"].trigger()
    dialog = window.helping.show("guide")
    assert isinstance(dialog, GuideDialog)
    assert "Coachline" in dialog.pages.toPlainText()
    dialog.search.setText("recovery dialog that is nowhere")
    assert all(dialog.list.item(row).isHidden() for row in range(dialog.list.count()))
    dialog.search.setText("power cut")
    shown = [
        dialog.list.item(row).data(Qt.ItemDataRole.UserRole)
        for row in range(dialog.list.count())
        if not dialog.list.item(row).isHidden()
    ]
    assert shown == ["files.md"]
    assert dialog.pages.textCursor().selectedText() == "power cut"


# About


def test_about_shows_the_licences(window: MainWindow, qtbot: QtBot) -> None:
    dialog = window.helping.show("about")
    assert isinstance(dialog, AboutDialog)
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() > 20)
    row = next(
        item
        for i in range(dialog.list.topLevelItemCount())
        if (item := dialog.list.topLevelItem(i)) is not None and item.text(0) == "LGPL-3.0"
    )
    dialog.list.setCurrentItem(row)
    qtbot.waitUntil(lambda: "LESSER" in dialog.text.toPlainText())


# what nobody foresaw


def _fail(window: MainWindow, words: str) -> None:
    try:
        raise LookupError(words)
    except LookupError:
        kind, error, where = sys.exc_info()
        assert kind is not None and error is not None
        window.helping.unhandled.catch(kind, error, where)


def test_an_unforeseen_error_keeps_the_work_and_can_be_copied(drawn: Hand) -> None:
    window = drawn.window
    unhandled = window.helping.unhandled
    _fail(window, "a wheel fell off")
    drawn.qtbot.waitUntil(lambda: unhandled.dialog is not None)
    assert unhandled.dialog is not None
    unhandled.dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "LookupError: a wheel fell off" in copied and "Coachline" in copied
    drawn.qtbot.waitUntil(lambda: len(list(recovery.folder().glob("*.ora"))) == 1)
    unhandled.dialog.accept()
    assert unhandled.dialog is None


def test_the_same_error_is_told_once(window: MainWindow, qtbot: QtBot) -> None:
    unhandled = window.helping.unhandled
    _fail(window, "again")
    qtbot.waitUntil(lambda: unhandled.dialog is not None)
    assert unhandled.dialog is not None
    unhandled.dialog.accept()
    _fail(window, "again")
    QTest.qWait(50)
    assert unhandled.dialog is None


def test_an_error_in_a_thread_is_told_in_the_window(window: MainWindow, qtbot: QtBot) -> None:
    thread = threading.Thread(target=_fail, args=(window, "far away"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: window.helping.unhandled.dialog is not None)
    assert window.helping.unhandled.dialog is not None
    assert "far away" in window.helping.unhandled.dialog.details.toPlainText()
