"""`coachline … --json` beside the window: what reads strangers' files cannot take it down."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

from engine import paths
from engine.errors import MESSAGES, CoachlineError


def command(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Program and arguments of the shell's command."""
    if paths.packaged():  # the window's own program has no output on Windows
        own = Path(sys.executable)
        return str(own.with_name("coachline-cli" + own.suffix)), list(arguments)
    return sys.executable, ["-m", "app", *arguments]


class Child(QObject):
    """One command at a time. Signals: answered(what it printed as JSON), failed(CoachlineError).

    Neither comes after `stop`.
    """

    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None

    @property
    def busy(self) -> bool:
        return self._process is not None

    def start(self, *arguments: str) -> None:
        """Run a command. Whatever runs is stopped."""
        self.stop()
        process = QProcess(self)
        self._process = process
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        process.setWorkingDirectory(str(paths.root()))
        process.start(*command([*arguments, "--json"]))

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.finished.disconnect()
            process.errorOccurred.disconnect()
            process.kill()
            process.waitForFinished(1000)
            process.deleteLater()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            reason, self._process = self._process.errorString(), None
            self.failed.emit(CoachlineError("internal", reason=reason))

    def _on_finished(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        printed = bytes(process.readAllStandardOutput().data()).decode(errors="replace")
        said = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
        process.deleteLater()
        outcome = _outcome(printed, said)
        signal = self.failed if isinstance(outcome, CoachlineError) else self.answered
        signal.emit(outcome)


def _outcome(printed: str, said: str) -> Any:
    """The JSON in the last line, an error in it as such."""
    try:
        answer = json.loads(printed.strip().rpartition("\n")[2])
    except ValueError:
        reason = said.rpartition("\n")[2] or "the command stopped without an answer"
        return CoachlineError("internal", reason=reason)
    told = answer.get("error") if isinstance(answer, dict) else None
    if told is None:
        return answer
    if told["code"] in MESSAGES:
        return CoachlineError(told["code"], **told["params"])
    return CoachlineError("internal", reason=told["message"])
