"""How large a picture shall become: a rule and its number."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QWidget

from app.i18n import QT_TRANSLATE_NOOP

LARGEST = 100_000  # pixels a side
# Field of UpscaleRequest, name, first value; 0 = a factor of its own, without a number.
RULES = (
    ("scale", QT_TRANSLATE_NOOP("SizeRule", "2 times"), 2),
    ("scale", QT_TRANSLATE_NOOP("SizeRule", "3 times"), 3),
    ("scale", QT_TRANSLATE_NOOP("SizeRule", "4 times"), 4),
    ("width", QT_TRANSLATE_NOOP("SizeRule", "Exact width"), 3840),
    ("height", QT_TRANSLATE_NOOP("SizeRule", "Exact height"), 2160),
    ("longest", QT_TRANSLATE_NOOP("SizeRule", "Exact longest side"), 3840),
    ("at_least", QT_TRANSLATE_NOOP("SizeRule", "Longest side at least"), 3840),
)


class _LetScroll(QObject):
    """The wheel over a field scrolls the panel unless the field has the keyboard."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Wheel
            and isinstance(watched, QWidget)
            and not watched.hasFocus()
        ):
            event.ignore()
            return True
        return False


def let_scroll(*fields: QWidget) -> None:
    """Let the wheel scroll the panel that the fields are in, not change their values."""
    for field in fields:
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(_LetScroll(field))


class SizeRule(QWidget):
    """Signals: changed()."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rule = QComboBox()
        self._rule.setAccessibleName(self.tr("Size"))
        self._rule.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._rule.setMinimumContentsLength(6)
        for field, name, value in RULES:
            self._rule.addItem(QCoreApplication.translate("SizeRule", name), (field, value))
        self._number = QSpinBox()
        self._number.setRange(1, LARGEST)
        self._number.setSuffix(" px")
        self._number.setAccessibleName(self.tr("Pixels"))
        let_scroll(self._rule, self._number)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._rule, 1)
        row.addWidget(self._number)
        self.setFocusProxy(self._rule)
        self._rule.currentIndexChanged.connect(self._on_rule)
        self._number.valueChanged.connect(self.changed)
        self._on_rule()

    @property
    def fields(self) -> dict[str, int]:
        """The field of the request that says it, with its value."""
        field, value = self._rule.currentData()
        return {field: value if field == "scale" else self._number.value()}

    def choose(self, field: str, value: int) -> None:
        """Show a rule, as if it had been chosen by hand."""
        for i in range(self._rule.count()):
            known, first = self._rule.itemData(i)
            if known == field and (field != "scale" or first == value):
                self._rule.setCurrentIndex(i)
        if field != "scale":
            self._number.setValue(value)

    def _on_rule(self) -> None:
        field, value = self._rule.currentData()
        self._number.setVisible(field != "scale")
        if field != "scale":
            with QSignalBlocker(self._number):
                self._number.setValue(value)
        self.changed.emit()
