"""A batch beside the window: a child process that tells what it does in lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QProcess, QTimer, Signal

from app.jobs.child import command
from engine import paths
from engine.errors import MESSAGES, CoachlineError

_GRACE_MS = 1500  # for a cancelled batch to end by itself


def error_of(told: Mapping[str, Any]) -> CoachlineError:
    """The error that a command told: its code, parameters and sentence."""
    if told["code"] in MESSAGES and "params" in told:
        return CoachlineError(told["code"], **told["params"])
    return CoachlineError("internal", reason=told["message"])


class BatchProcess(QObject):
    """One batch at a time.

    Signals: told(event), see docs/formats.md; failed(CoachlineError): it could not begin, or died;
    ended(): it is over, however it went.
    """

    told = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._rest = b""
        self._errors = b""
        self._over = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_GRACE_MS)
        self._patience.timeout.connect(self._kill)

    @property
    def busy(self) -> bool:
        return self._process is not None

    def start(self, arguments: Sequence[str]) -> None:
        """arguments: of the shell's `upscale` or `batch`. Needs that none is running."""
        process = QProcess(self)
        self._process, self._rest, self._errors, self._over = process, b"", b"", False
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_errors)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        process.setWorkingDirectory(str(paths.root()))
        name, *rest = arguments
        process.start(*command([name, "--json", "--listen", *rest]))

    def pause(self) -> None:
        self._say("pause")

    def go_on(self) -> None:
        self._say("resume")

    def cancel(self) -> None:
        """Stop at once; what is done stays."""
        if self._process is not None:
            self._over = True
            self._say("cancel")
            self._patience.start()

    def shut_down(self) -> None:
        """End it without a further signal."""
        process, self._process = self._process, None
        self._patience.stop()
        if process is not None:
            process.blockSignals(True)
            process.kill()  # what it was writing goes, what is done stays
            process.waitForFinished(1000)

    def _say(self, word: str) -> None:
        if self._process is not None:
            self._process.write(QByteArray(f"{word}\n".encode()))

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _on_output(self) -> None:
        assert self._process is not None
        *lines, self._rest = (self._rest + self._process.readAllStandardOutput().data()).split(
            b"\n"
        )
        for line in lines:
            self._tell(line)

    def _tell(self, line: bytes) -> None:
        try:
            event = json.loads(line)
        except ValueError:
            return  # a library's chatter
        if not isinstance(event, dict):
            return
        if "error" in event and "event" not in event:
            self._over = True
            self.failed.emit(error_of(event["error"]))
            return
        self._over |= event.get("event") == "end"
        self.told.emit(event)

    def _on_errors(self) -> None:
        assert self._process is not None
        self._errors = (self._errors + self._process.readAllStandardError().data())[-4000:]

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            reason, self._process = self._process.errorString(), None
            self.failed.emit(CoachlineError("internal", reason=reason))
            self.ended.emit()

    def _on_finished(self) -> None:
        process = self._process
        if process is None:
            return
        self._on_output()
        self._on_errors()
        self._process = None
        self._patience.stop()
        process.deleteLater()
        if not self._over:
            said = self._errors.decode(errors="replace").strip().rpartition("\n")[2]
            reason = said or "the batch stopped without a word"
            self.failed.emit(CoachlineError("internal", reason=reason))
        self.ended.emit()
