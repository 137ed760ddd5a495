"""What a batch does to each file, and where the results go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.settings import Settings
from app.ui.models import Models
from app.ui.number_slider import NumberSlider
from app.ui.panels.enlargers import EnlargerBox, is_pair
from app.ui.size_rule import SizeRule

FORMATS = ("png", "jpg", "tif", "webp", "exr")


class BatchForm(QWidget):
    """Signals: changed()."""

    changed = Signal()

    def __init__(self, settings: Settings, models: Models) -> None:
        super().__init__()
        self._settings = settings
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addLayout(self._left(models), 1)
        row.addLayout(self._right(), 1)
        self._on_what()

    def _left(self, models: Models) -> QFormLayout:
        form = _form()
        self._what = QComboBox()
        self._what.addItem(self.tr("Enlarge"), "upscale")
        self._what.addItem(self.tr("Run a saved recipe"), "batch")
        self._what.currentIndexChanged.connect(self._on_what)
        form.addRow(self.tr("&What"), self._what)
        self.rule = SizeRule()
        self.rule.changed.connect(self.changed)
        form.addRow(self.tr("Si&ze"), self.rule)
        self.model = EnlargerBox(models)
        self.model.chosen.connect(lambda _: self._on_what())
        form.addRow(self.tr("&Model"), self.model)
        self.detail = NumberSlider(self.tr("De&tail"), 0, 100, " %")
        self.detail.set_value(self._settings.upscale_detail)
        form.addRow(self.detail)
        self._recipe_row = QWidget()
        recipe = QHBoxLayout(self._recipe_row)
        recipe.setContentsMargins(0, 0, 0, 0)
        self._recipe_field = QLineEdit()
        self._recipe_field.setPlaceholderText(self.tr("a recipe, such as car.json"))
        self._recipe_field.setAccessibleName(self.tr("Recipe"))
        self._recipe_field.textChanged.connect(self.changed)
        choose = QPushButton(self.tr("Choose…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._ask_recipe)
        recipe.addWidget(self._recipe_field, 1)
        recipe.addWidget(choose)
        self._recipe_row.setFocusProxy(self._recipe_field)
        form.addRow(self.tr("Rec&ipe"), self._recipe_row)
        self._left_form = form
        return form

    def _right(self) -> QFormLayout:
        form = _form()
        place = QWidget()
        output = QHBoxLayout(place)
        output.setContentsMargins(0, 0, 0, 0)
        self._folder = QLineEdit(self._settings.batch_folder)
        self._folder.setPlaceholderText(self.tr("a folder for the results"))
        self._folder.setAccessibleName(self.tr("Output folder"))
        self._folder.textChanged.connect(self._on_folder)
        choose = QPushButton(self.tr("Choose…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._ask_output)
        output.addWidget(self._folder, 1)
        output.addWidget(choose)
        place.setFocusProxy(self._folder)
        form.addRow(self.tr("&Into"), place)
        self._name = QLineEdit("{stem}")
        self._name.setToolTip(
            self.tr("Names of the results; {stem} is the input’s name, {number} counts, {scale} …")
        )
        form.addRow(self.tr("&Names"), self._name)
        written = QWidget()
        kind = QHBoxLayout(written)
        kind.setContentsMargins(0, 0, 0, 0)
        self._format = QComboBox()
        self._format.addItem(self.tr("As the input"), "")
        for name in FORMATS:
            self._format.addItem(name.upper(), name)
        self._quality = QSpinBox()
        self._quality.setRange(1, 100)
        self._quality.setValue(95)
        self._quality.setPrefix(self.tr("quality "))
        self._quality.setAccessibleName(self.tr("Quality of JPEG and WebP"))
        self._quality.setToolTip(self.tr("Quality of JPEG and WebP"))
        kind.addWidget(self._format, 1)
        kind.addWidget(self._quality)
        written.setFocusProxy(self._format)
        form.addRow(self.tr("&Format"), written)
        self._recursive = QCheckBox(self.tr("Folders &within folders, too"))
        self._recursive.setChecked(True)
        self._overwrite = QCheckBox(self.tr("Re&place what is there already"))
        form.addRow("", self._recursive)
        form.addRow("", self._overwrite)
        return form

    @property
    def folder(self) -> str:
        """Where the results go; "" = not chosen yet."""
        return self._folder.text().strip()

    @property
    def last_folder(self) -> str:
        return self._settings.folder

    @property
    def is_complete(self) -> bool:
        return not (self._needs_recipe or self._needs_model or self._needs_out)

    @property
    def missing(self) -> str:
        """What has to be given before the batch can start."""
        if self._needs_model:
            return self.tr("No model for enlarging is installed.")
        if self._needs_recipe:
            return self.tr("Choose a recipe.")
        if self._needs_out:
            return self.tr("Choose a folder for the results.")
        return self.tr("Add pictures or folders.")

    @property
    def _is_recipe(self) -> bool:
        return bool(self._what.currentData() == "batch")

    @property
    def _needs_recipe(self) -> bool:
        return self._is_recipe and not self._recipe_field.text().strip()

    @property
    def _needs_model(self) -> bool:
        return not self._is_recipe and not self.model.name

    @property
    def _needs_out(self) -> bool:
        return not self.folder

    def arguments(self, inputs: Sequence[Path]) -> list[str]:
        """Of the shell's command for these inputs."""
        if self._is_recipe:
            found = ["batch", self._recipe_field.text().strip()]
        else:
            found = ["upscale", "--model", self.model.name]
            if is_pair(self.model.card):
                found += ["--detail", str(self.detail.value() / 100)]
            for field, value in self.rule.fields.items():
                found += [f"--{field.replace('_', '-')}", str(value)]
        found += ["--output", self.folder, "--name", self._name.text().strip() or "{stem}"]
        found += ["--quality", str(self._quality.value()), "--device", self._settings.device]
        if self._format.currentData():
            found += ["--format", str(self._format.currentData())]
        if self._recursive.isChecked():
            found.append("--recursive")
        if self._overwrite.isChecked():
            found.append("--overwrite")
        # Absolute: the batch runs in a folder of its own.
        return [*found, "--", *(str(path.absolute()) for path in inputs)]

    def _on_what(self) -> None:
        for part in (self.rule, self.model, self.detail):
            self._left_form.setRowVisible(part, not self._is_recipe)
        self._left_form.setRowVisible(self._recipe_row, self._is_recipe)
        self.detail.setEnabled(is_pair(self.model.card))
        self.changed.emit()

    def _on_folder(self, text: str) -> None:
        self._settings.batch_folder = text.strip()
        self.changed.emit()

    def _ask_recipe(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Recipe"), self.last_folder, self.tr("Recipes") + " (*.json)"
        )
        if name:
            self._recipe_field.setText(name)

    def _ask_output(self) -> None:
        start = self.folder or self.last_folder
        name = QFileDialog.getExistingDirectory(self, self.tr("Output folder"), start)
        if name:
            self._folder.setText(name)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(7)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form
