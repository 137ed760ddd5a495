"""The Semantic panel, its work and the window: who listens to whom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QShortcut

from app.document import labels
from app.document.document import Document
from app.document.edits import ChangeLayer, Edit
from app.document.labels import KeepPicture
from app.document.layer import Layer
from app.jobs import label_memory
from app.ui import labelling
from app.ui.condition_room import ConditionRoom
from app.ui.generating import Generating
from app.ui.label_files import LabelFiles
from app.ui.labelling import SemanticOptions
from app.ui.mapping_dialog import MappingDialog
from app.ui.panels.part_palette import UNKNOWN, key_of
from app.ui.panels.semantic import SemanticPanel
from app.ui.pointers.base import on_labels, surface
from app.ui.style_picture import take_styles
from app.ui.tracing import LABELS, Tracing
from engine import palette
from engine.label_requests import SemanticRequest

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

_PAINTING = ("brush", "fill", "lasso_fill", "polygon_fill")  # tools that lay the brush's colour
_PLAIN = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier


class SemanticRoom(ConditionRoom):
    """While a label layer is worked on, the number keys choose parts, and the brush's colour is
    that of a part; afterwards it is what it was before."""

    panel: SemanticPanel

    def __init__(self, window: MainWindow) -> None:
        panel = SemanticPanel(window.commands, window.settings, window.models)
        work = Generating(
            window.runner, labelling.request, labelling.watched, labelling.NOTHING_LABELLED
        )
        work.set_away(True)
        super().__init__(window, panel, work, Tracing(window.runner, None, LABELS))
        self.panel = panel
        self._table = palette.load()
        self.files = LabelFiles(window, self)
        self._on_labels = self._fading = self._asking = False
        self._part = self._table.parts[0].id
        self._other_colour = QColor()
        self._model = ""
        self._shortcuts = [self._shortcut(i) for i in range(10, len(self._table.parts))]
        panel.show_foreign(False)
        work.set_options(panel.options)
        self._connect()

    def _connect(self) -> None:
        window, panel = self._window, self.panel
        window.commands.bind(
            {
                "labels_from_picture": self.read,
                "import_labels": self.files.ask_import,
                "export_labels": self.files.ask_export,
                "keep_picture": self._keep_picture,
                "labels_fit": self._fit_labels,
                "assign_labels": self.assign,
            }
        )
        window.installEventFilter(self)
        window.brush_bar.colours.changed.connect(lambda *_: self._show_part())
        self.reading.landed.connect(self._on_segmented)
        panel.parts.chosen.connect(self.choose)
        panel.replace_wanted.connect(self._replace)
        panel.faded.connect(self._fade)
        panel.let_go.connect(lambda: setattr(self, "_fading", False))
        take_styles(window, panel.style_well, panel.show_style)
        take_styles(window, panel.part_style.well, panel.show_part_style)
        self.work.landed.connect(self._on_landed)

    def enter(self) -> None:
        super().enter()
        self._on_options(self.panel.options)

    def refresh(self) -> None:
        document = self._window.document
        if document is None:
            return
        layer = labels.worked_on(document)
        kept = layer is not None and layer.base is not None
        self.panel.show_labels(None if layer is None else layer.opacity, kept)
        commands = self._window.commands
        commands["keep_picture"].setChecked(kept)
        for name in ("keep_picture", "labels_fit", "export_labels"):
            commands[name].setEnabled(layer is not None)
        self._work_on_labels(on_labels(document))

    # parts

    def _work_on_labels(self, on: bool) -> None:
        """Paint with parts from now on, or with the colour of before."""
        if on == self._on_labels:
            return
        self._on_labels = on
        self.panel.parts.show_keys(on)
        for shortcut in self._shortcuts:
            shortcut.setEnabled(on)
        bar = self._window.brush_bar
        if on:
            self._other_colour = bar.colours.colour
            bar.set_colour(self._colour(self._part))
        else:
            bar.set_colour(self._other_colour)
        self._show_part()

    def _colour(self, id: int) -> QColor:
        return QColor(*next(part.colour for part in self._table.parts if part.id == id))

    def choose(self, id: int) -> None:
        """Paint with this part; UNKNOWN = take labels away."""
        window = self._window
        document = window.document
        if document is None:
            return
        if not self._on_labels and (layer := labels.worked_on(document)) is not None:
            window.change(lambda d: setattr(d, "active", layer.id))
        if id == UNKNOWN:
            window.commands["eraser"].trigger()
        else:
            self._part = id
            if self._on_labels:
                window.brush_bar.set_colour(self._colour(id))
            if window.tool_choice.name not in _PAINTING:
                window.commands["brush"].trigger()
            self.panel.offer_to_replace(id)
        self._show_part()

    def _show_part(self) -> None:
        """Which part the brush paints: of labels the one whose colour is nearest."""
        if self._on_labels:
            colour = self._window.brush_bar.colours.colour
            rgb = (colour.red(), colour.green(), colour.blue())
            self._part = min(
                self._table.parts,
                key=lambda part: sum((a - b) ** 2 for a, b in zip(part.colour, rgb, strict=True)),
            ).id
        self.panel.parts.show_chosen(self._part)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The number keys are those of parts while labels are painted, whatever else they do."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if not (override or event.type() == QEvent.Type.KeyPress) or not self._on_labels:
            return False
        if not isinstance(event, QKeyEvent) or event.modifiers() not in _PLAIN:
            return False
        place = (event.key() - Qt.Key.Key_1) if event.key() != Qt.Key.Key_0 else 9
        if not 0 <= place < min(10, len(self._table.parts)):
            return False
        if override:
            event.accept()
        else:
            self.choose(self._table.parts[place].id)
        return True

    def _shortcut(self, place: int) -> QShortcut:
        """Shift and a digit, which is another sign on each keyboard."""
        shortcut = QShortcut(QKeySequence(key_of(place)), self._window)
        shortcut.setEnabled(False)
        shortcut.activated.connect(partial(self.choose, self._table.parts[place].id))
        return shortcut

    def _replace(self, old: int, new: int) -> None:
        window = self._window
        document = window.document
        if document is None or (layer := labels.worked_on(document)) is None:
            return
        window.change(lambda d: setattr(d, "active", layer.id))
        if not window.selecting.allowed():
            return

        def change(document: Document) -> Edit | None:
            part = None if new == UNKNOWN else new
            return labels.part_replaced(surface(document), old, part)

        window.selecting.compute(change)

    # labels

    def _fade(self, percent: int) -> None:
        """One slide is one undo step."""
        document = self._window.document
        if document is None or (layer := labels.worked_on(document)) is None:
            return
        if self._fading and document.undo_name == "Layer opacity":
            document.undo()
        self._fading = True
        self._window.change(lambda d: d.apply(ChangeLayer(layer.id, opacity=percent / 100)))

    def _keep_picture(self) -> None:
        document = self._window.document
        if document is not None and (layer := labels.worked_on(document)) is not None:
            self._window.change(lambda d: d.apply(KeepPicture(layer.id, layer.base is None)))

    def _fit_labels(self) -> None:
        """What was corrected in the labels is no change of the picture."""
        document = self._window.document
        if document is not None and (layer := labels.worked_on(document)) is not None:
            self._window.change(lambda d: d.apply(KeepPicture(layer.id, True, "Labels fit")))

    def _on_segmented(self, layer: Layer, pictures: tuple[str, ...]) -> None:
        self._window.land(layer, pictures)
        if not self._window.room.in_place:  # Inpaint goes on with the parts as holes
            self.show()

    def show(self) -> None:
        """Bring the panel to the front."""
        dock = self._window.docks["semantic"]
        dock.show()
        dock.raise_()

    # options

    def _on_options(self, options: SemanticOptions) -> None:
        window = self._window
        card = window.models.find(options.model)
        count = 0 if card is None else label_memory.count_of(card.table)
        if options.model != self._model:
            self._model = options.model
            self.panel.show_foreign(count > 0)
            if count:
                window.disk.start(
                    self.tr("Looking at the model’s labels"),
                    partial(label_memory.mapping, options.model),
                    partial(self._on_mapping, options.model),
                )
                return
        if self._asking:
            return  # it would paint labels that mean nothing to the model
        self.work.set_options(options)
        if window.room is self:
            window.show_model(options.model if card is None else card.title)

    def _on_mapping(self, model: str, mapping: str) -> None:
        """What was said of a model before: if nothing, ask."""
        if model == self.panel.options.model:
            self._asking = not mapping and self._window.room is self
            self.panel.show_mapping(mapping)
            if self._asking:
                self.assign()

    def assign(self) -> None:
        """Ask which of the model's own labels each part is."""
        window = self._window
        card = window.models.find(self.panel.options.model)
        count = 0 if card is None else label_memory.count_of(card.table)
        if card is None or not count:
            window.messages.say(
                self.tr("This model knows the parts as they are: there is nothing to assign."),
                warning=False,
            )
            return
        dialog = MappingDialog(card.title, count, self.panel.options.mapping, self._table, window)
        accepted = dialog.exec()
        self._asking = False
        if accepted:
            window.disk.start(
                self.tr("Keeping what the labels are"),
                partial(label_memory.keep_mapping, card.name, dialog.mapping),
                lambda _: None,
            )
            self.panel.show_mapping(dialog.mapping)
        else:
            self._on_options(self.panel.options)

    # answers

    def _on_landed(self, layer: Layer, request: SemanticRequest) -> None:
        self._window.land(layer, (), request)
