"""Adding a model: what the file is, what it does not tell, and the copy onto the shelf."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import error_text
from app.jobs.child import Child
from engine.errors import CoachlineError

LICENCES = (
    "MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "CC0-1.0", "CC-BY-4.0", "CC-BY-NC-4.0",
    "CC-BY-NC-SA-4.0", "NVIDIA Source Code License-NC",
)  # fmt: skip
_FORM, _WORKING = 0, 1


class AddModelDialog(QDialog):
    """task_title: what the window calls a tool.

    Signals: added(what `coachline models add --json` answered).
    """

    added = Signal(object)

    def __init__(
        self, path: Path, task_title: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._path, self._task_title = path, task_title
        self._facts: dict[str, Any] | None = None
        self._adding = False  # else the file is being looked at
        self.setWindowTitle(self.tr("Add {name}").format(name=path.name))
        self.setMinimumWidth(520)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._form_page())
        self.pages.addWidget(self._working_page())
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setObjectName("warningText")
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("&Add"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addWidget(self.pages)
        column.addWidget(self.message)
        column.addWidget(self.buttons)
        self.buttons.accepted.connect(self._add)
        self.buttons.rejected.connect(self.reject)
        self._child = Child(self)
        self._child.answered.connect(self._on_answered)
        self._child.failed.connect(self._on_failed)
        self._work(self.tr("Looking at the file; nothing in it is run …"))
        self._child.start("models", "add", str(path), "--dry-run")

    def done(self, result: int) -> None:
        self._child.stop()
        super().done(result)

    def _working_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        self._doing = QLabel()
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(self.tr("Progress"))
        column.addStretch(1)
        column.addWidget(self._doing)
        column.addWidget(bar)
        column.addStretch(1)
        return page

    def _form_page(self) -> QWidget:
        page = QWidget()
        self._form = form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.family = QComboBox()
        self.family.activated.connect(self._look_again)
        self.name = QLineEdit()
        self.task = QComboBox()
        self.licence = QComboBox()
        self.licence.setEditable(True)
        self.licence.addItems(["", *LICENCES])
        line = self.licence.lineEdit()
        assert line is not None
        line.setPlaceholderText(self.tr("Unknown. Read the authors’"))
        self.source = QLineEdit()
        self.source.setPlaceholderText(self.tr("The page that the file is from"))
        self.attributes = QLineEdit()
        self.attributes.setPlaceholderText(self.tr("Names, separated by commas"))
        self.options: dict[str, QLineEdit | QCheckBox] = {}
        form.addRow(self.tr("Recognised as"), self.family)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&Tool"), self.task)
        form.addRow(self.tr("&Licence"), self.licence)
        form.addRow(self.tr("&Source"), self.source)
        self._attributes_label = QLabel()
        form.addRow(self._attributes_label, self.attributes)
        self._fixed = form.rowCount()  # what follows depends on the file
        return page

    def _work(self, sentence: str) -> None:
        self.message.hide()
        self._doing.setText(sentence)
        self.pages.setCurrentIndex(_WORKING)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(False)

    def _show_form(self) -> None:
        self.pages.setCurrentIndex(_FORM)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(True)
        self.name.setFocus()
        self.adjustSize()

    def _on_answered(self, answer: dict[str, Any]) -> None:
        if self._adding:
            self.added.emit(answer)
            self.accept()
        else:
            self._facts = answer
            self._fill(answer)
            self._show_form()

    def _on_failed(self, error: CoachlineError) -> None:
        """A file that cannot be added leaves nothing to fill in; else the form stays."""
        self.message.setText(error_text(error))
        self.message.show()
        if self._facts is not None:
            self.family.setCurrentIndex(self._read_as)
            self._show_form()
        else:
            self.pages.hide()
            self.adjustSize()

    def _fill(self, facts: dict[str, Any]) -> None:
        """Show what the file is, in place of what it was read as before."""
        if not self.family.count():
            self.name.setText(facts["name"])
            for family, part in facts["choices"]:
                self.family.addItem(f"{family} ({part})" if part else family, (family, part))
            self.family.setEnabled(self.family.count() > 1)
            families = [family for family, _ in facts["choices"]]
            self.family.setCurrentIndex(families.index(facts["family"]))
        self._read_as = self.family.currentIndex()
        self.task.clear()
        self.options.clear()
        while self._form.rowCount() > self._fixed:
            self._form.removeRow(self._fixed)
        for task in facts["tasks"]:
            self.task.addItem(self._task_title(task), task)
        self.task.setEnabled(self.task.count() > 1)
        count = facts["interface"].get("classes", 0)
        chain: list[QWidget] = [self.source]
        if count and "translate" in facts["tasks"]:
            chain.append(self.attributes)
            told = self.tr("Its {count} attributes").format(count=count)
            self._attributes_label.setText(told)
        self._form.setRowVisible(self.attributes, len(chain) > 1)
        if facts["assumed"]:
            words = QLabel(
                self.tr("The file does not tell these; the values are those of published models.")
            )
            words.setWordWrap(True)
            self._form.addRow(words)
        for name, value in facts["assumed"].items():
            field: QLineEdit | QCheckBox
            if isinstance(value, bool):
                field = QCheckBox()
                field.setChecked(value)
            else:
                field = QLineEdit(value if isinstance(value, str) else json.dumps(value))
            field.setAccessibleName(name)
            self.options[name] = field
            self._form.addRow(name, field)
        for before, after in pairwise([*chain, *self.options.values(), self.buttons]):
            QWidget.setTabOrder(before, after)

    def arguments(self) -> list[str]:
        """What the form says, for `coachline models add`."""
        told = ["--name", self.name.text().strip(), "--task", str(self.task.currentData())]
        for option, text in (
            ("--licence", self.licence.currentText()),
            ("--source", self.source.text()),
            ("--attributes", self.attributes.text()),
        ):
            if text.strip():
                told += [option, text.strip()]
        for name, field in self.options.items():
            value = json.dumps(field.isChecked()) if isinstance(field, QCheckBox) else field.text()
            told += ["--option", f"{name}={value.strip()}"]
        pairs = zip(told[::2], told[1::2], strict=True)
        return [*(f"{a}={b}" for a, b in pairs), *self._choice()]

    def _choice(self) -> list[str]:
        """What to read the file as, where it can be several things."""
        if self.family.count() < 2:
            return []
        family, part = self.family.currentData()
        return [f"--family={family}", *([f"--part={part}"] if part else [])]

    def _look_again(self) -> None:
        """Read the file as something else."""
        if self.family.currentIndex() != self._read_as:
            self._adding = False
            self._work(self.tr("Looking at the file; nothing in it is run …"))
            self._child.start("models", "add", str(self._path), "--dry-run", *self._choice())

    def _add(self) -> None:
        self._adding = True
        self._work(self.tr("Adding the model …"))
        self._child.start("models", "add", str(self._path), *self.arguments())
