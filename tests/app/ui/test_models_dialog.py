"""The models dialog: list, filter, card, adding with its form, removing, preferring, dropping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QCheckBox, QMessageBox
from pytestqt.qtbot import QtBot

from app.ui.add_model_dialog import AddModelDialog
from app.ui.disk import Disk
from app.ui.main_window import MainWindow
from app.ui.models import Models
from app.ui.models_dialog import ModelsDialog, is_model
from engine.errors import CoachlineError
from engine.runtime import cards

from .test_drops import drop

PARITY = Path(__file__).parents[2] / "data" / "parity"
SHARP = PARITY / "deblurgan" / "latest_net_G.pth"
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of "offscreen"
LONG = 90_000  # milliseconds: a child has to load the engine


def card(home: Path, name: str, task: str, licence: str, more: str = "") -> None:
    """A model that is there by its card alone."""
    (home / "models").mkdir(exist_ok=True)
    (home / "models" / f"{name}.toml").write_text(
        f'title = "{name}"\ntask = "{task}"\nversion = "1"\nlicence = "{licence}"\n'
        f'sha256 = "{"0" * 64}"\n{more}'
    )


@pytest.fixture
def dialog(qtbot: QtBot, home: Path) -> Iterator[ModelsDialog]:
    card(home, "free", "deblur", "MIT", 'family = "deblurgan"\nsource = "the web"\n')
    card(home, "bound", "deblur", "CC-BY-NC-4.0")
    card(home, "untold", "translate", "unknown", "[interface]\nside = 64\n")
    disk = Disk()
    dialog = ModelsDialog(Models(disk))
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    disk.shut_down()


def names(dialog: ModelsDialog) -> set[str]:
    cells = (dialog.table.item(row, 0) for row in range(dialog.table.rowCount()))
    return {c.data(Qt.ItemDataRole.UserRole) for c in cells if c is not None}


def texts(dialog: ModelsDialog, name: str) -> list[str]:
    dialog.select(name)
    row = dialog.table.currentRow()
    cells = (dialog.table.item(row, column) for column in range(dialog.table.columnCount()))
    return [c.text() for c in cells if c is not None]


def test_models_are_listed_and_filtered(dialog: ModelsDialog) -> None:
    assert {"free", "bound", "untold", "painter"} <= names(dialog)
    assert texts(dialog, "free")[1:] == ["Deblur", "deblurgan", "–", "MIT", "the web"]
    assert texts(dialog, "untold")[3:5] == ["64 × 64", "unknown"]
    dialog.free.click()
    assert "free" in names(dialog)
    assert not {"bound", "untold"} & names(dialog)
    dialog.task.setCurrentIndex(dialog.task.findData("deblur"))
    dialog.refresh()
    assert names(dialog) == {"free"}
    dialog.search.setText("no such model")
    assert names(dialog) == set()
    assert "No model fits" in dialog.message.text()
    assert not dialog.verify_button.isEnabled()
    dialog.search.setText("DEBLURGAN")
    assert names(dialog) == {"free"}
    assert dialog.message.text() == ""


def test_models_of_the_program_stay(dialog: ModelsDialog) -> None:
    dialog.select("painter")
    assert not dialog.remove_button.isEnabled()
    dialog.select("bound")
    assert dialog.remove_button.isEnabled()


def test_a_tool_takes_the_preferred_model(dialog: ModelsDialog, qtbot: QtBot) -> None:
    assert cards.default("deblur") == "bound"  # the first by name
    dialog.select("free")
    dialog.prefer_button.click()
    qtbot.waitUntil(lambda: "default" in texts(dialog, "free")[0])
    assert cards.default("deblur") == "free"
    assert not dialog.prefer_button.isEnabled()
    assert "default" not in texts(dialog, "bound")[0]


def test_a_model_is_removed_after_a_question(
    dialog: ModelsDialog, qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog.select("bound")
    monkeypatch.setattr(QMessageBox, "exec", lambda _: QMessageBox.StandardButton.Cancel)
    dialog.remove_button.click()
    assert (home / "models" / "bound.toml").exists()
    monkeypatch.setattr(QMessageBox, "exec", lambda _: QMessageBox.StandardButton.Yes)
    dialog.remove_button.click()
    qtbot.waitUntil(lambda: "bound" not in names(dialog))
    assert not (home / "models" / "bound.toml").exists()


def test_it_is_said_where_an_added_model_is_found(
    dialog: ModelsDialog, qtbot: QtBot, home: Path
) -> None:
    for name, task, word in (
        ("mobilenet", "deblur", "Deblur"),
        ("hed", "lines", "Make it the default"),
        ("encoder", "style", "Semantic"),
    ):
        card(home, name, task, "MIT")
        dialog._on_added({"name": name, "task": task})
        qtbot.waitUntil(lambda word=word: word in dialog.message.text())  # type: ignore[misc]
        assert dialog.message.text().startswith(f"{name} was added.")
    dialog.select("free")
    assert dialog.message.text() == "", "it is no word of the model that is chosen now"


def test_damaged_weights_are_found(window: MainWindow, qtbot: QtBot, home: Path) -> None:
    card(home, "free", "deblur", "MIT")
    (home / "models" / "free.safetensors").write_bytes(b"other")
    with qtbot.waitSignal(window.models.changed):
        window.models.reload()
    dialog = window.show_models()
    dialog.select("free")
    dialog.verify_button.click()
    qtbot.waitUntil(lambda: "SHA-256" in dialog.message.text())
    dialog.select("painter")
    dialog.verify_button.click()
    qtbot.waitUntil(lambda: "painter" in dialog.message.text())


def test_a_checkpoint_is_looked_at_asked_about_and_added(
    dialog: ModelsDialog, qtbot: QtBot, home: Path
) -> None:
    dialog.add(SHARP)
    form = dialog.findChild(AddModelDialog)
    assert form is not None
    qtbot.waitUntil(lambda: form.family.currentText() == "deblurgan", timeout=LONG)
    assert form.task.currentText() == "Deblur"
    assert not form.task.isEnabled()
    residual = form.options["residual"]
    assert isinstance(residual, QCheckBox)
    assert residual.isChecked()
    residual.setChecked(False)
    form.name.setText("a/b")
    form.buttons.accepted.emit()
    qtbot.waitUntil(lambda: form.message.isVisible(), timeout=LONG)
    assert "a/b" in form.message.text()
    form.name.setText("sharp")
    form.licence.setEditText("BSD-2-Clause")
    form.source.setText("https://example.org/a b")
    form.buttons.accepted.emit()
    qtbot.waitUntil(lambda: "sharp" in names(dialog), timeout=LONG)
    found = cards.find("sharp", "deblur")
    assert found.licence == "BSD-2-Clause"
    assert found.table["source"] == "https://example.org/a b"
    assert found.table["options"] == {"residual": False}
    found.verify()
    assert dialog.selected == found
    assert "Deblur" in dialog.message.text()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"<html>Not found</html>", "web page"),
        (b"\x80\x02cposix\nsystem\nX\x02\x00\x00\x00ls\x85R.", "posix.system"),
    ],
)
def test_a_file_that_is_no_model_is_refused_in_words(
    dialog: ModelsDialog, qtbot: QtBot, tmp_path: Path, home: Path, content: bytes, word: str
) -> None:
    path = tmp_path / "net.pth"
    path.write_bytes(content)
    before = set(home.rglob("*"))
    dialog.add(path)
    form = dialog.findChild(AddModelDialog)
    assert form is not None
    qtbot.waitUntil(lambda: form.message.isVisible(), timeout=LONG)
    assert word in form.message.text()
    assert not form.buttons.button(form.buttons.StandardButton.Ok).isEnabled()
    assert set(home.rglob("*")) == before
    form.reject()


def test_a_checkpoint_that_is_dropped_on_the_window_is_added(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Path] = []
    monkeypatch.setattr(ModelsDialog, "add", lambda _, path: taken.append(path))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(SHARP))])
    assert drop(window, mime)
    qtbot.waitUntil(lambda: taken == [SHARP])
    assert drop(window.show_models(), mime)
    qtbot.waitUntil(lambda: len(taken) == 2)
    QApplication.processEvents()
    assert window.document is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.PTH", True), ("b.onnx", True), ("c.ckpt", True), ("d.png", False), ("e.ora", False)],
)
def test_checkpoints_are_known_by_their_names(name: str, expected: bool) -> None:
    assert is_model(Path(name)) is expected


def test_the_form_says_what_the_shell_needs(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Sequence[str]] = []
    monkeypatch.setattr("app.jobs.child.Child.start", lambda _, *a: started.append(a))
    form = AddModelDialog(Path("/x/200000-G.ckpt"), str.title)
    qtbot.addWidget(form)
    form.show()
    form._on_answered(
        {
            "family": "stargan",
            "tasks": ["translate", "sketch"],
            "interface": {"classes": 2},
            "options": {"slope": 0.2, "mean": [1, 2], "kind": "a"},
            "assumed": {"slope": 0.2, "mean": [1, 2], "kind": "a"},
            "name": "stargan",
            "choices": [["stargan", ""]],
        }
    )
    assert not form.family.isEnabled()
    form.attributes.setText("Snow, Rain")
    form.task.setCurrentIndex(1)
    form.buttons.accepted.emit()
    assert started[0] == ("models", "add", "/x/200000-G.ckpt", "--dry-run")
    assert started[1][3:] == (
        "--name=stargan",
        "--task=sketch",
        "--attributes=Snow, Rain",
        "--option=slope=0.2",
        "--option=mean=[1, 2]",
        "--option=kind=a",
    )


def test_a_file_that_may_be_several_things_is_read_as_the_chosen_one(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Sequence[str]] = []
    monkeypatch.setattr("app.jobs.child.Child.start", lambda _, *a: started.append(a))
    form = AddModelDialog(Path("/x/latest_net_G.pth"), str.title)
    qtbot.addWidget(form)
    form.show()
    facts = {
        "family": "pix2pix-resnet",
        "tasks": ["sketch", "translate"],
        "interface": {},
        "options": {"tanh": True},
        "assumed": {"tanh": True},
        "name": "latest_net_G",
        "choices": [["pix2pix-resnet", "netG"], ["deblurgan", "netG"], ["deblurgan", "netE"]],
    }
    form._on_answered(facts)
    assert form.family.currentText() == "pix2pix-resnet (netG)"
    form.name.setText("mine")
    form.family.setCurrentIndex(2)
    form.family.activated.emit(2)
    again = ("models", "add", "/x/latest_net_G.pth", "--dry-run")
    assert started[-1] == (*again, "--family=deblurgan", "--part=netE")
    form._on_failed(CoachlineError("model.damaged", path="netE", reason="cut off"))
    assert "cut off" in form.message.text()
    assert form.family.currentIndex() == 0 and form.name.text() == "mine"
    form.family.setCurrentIndex(1)
    form.family.activated.emit(1)
    deblur = {"family": "deblurgan", "tasks": ["deblur"], "assumed": {"residual": True}}
    form._on_answered({**facts, **deblur})
    assert list(form.options) == ["residual"]
    assert form.task.count() == 1 and form.name.text() == "mine"
    form.buttons.accepted.emit()
    assert started[-1][3:] == (
        "--name=mine",
        "--task=deblur",
        "--option=residual=true",
        "--family=deblurgan",
        "--part=netG",
    )
