from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app import __main__ as program
from app.settings import Settings
from engine import cli


def test_a_subcommand_goes_to_the_shell_without_qt() -> None:
    code = (
        "import sys\n"
        "from app.__main__ import main\n"
        "try:\n    main(['--version'])\n"
        "except SystemExit as e:\n    assert e.code == 0\n"
        "sys.exit('PySide6' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "Coachline" in run.stdout


@pytest.mark.parametrize("argument", ["car.png", "a/b", "./car", "草图.ora"])
def test_a_file_opens_the_window(argument: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[list[Path]] = []
    monkeypatch.setattr(program, "_window", lambda paths: opened.append(paths) or 0)
    assert program.main([argument]) == 0
    assert program.main([argument, "b.png"]) == 0
    assert opened == [[Path(argument)], [Path(argument), Path("b.png")]]


def test_nothing_opens_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[list[Path]] = []
    monkeypatch.setattr(program, "_window", lambda paths: opened.append(paths) or 0)
    assert program.main([]) == 0
    assert opened == [[]]


@pytest.mark.parametrize("arguments", [["sketch"], ["--help"], ["nonsense"], ["a.png", "--help"]])
def test_all_else_goes_to_the_shell(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []
    monkeypatch.setattr(cli, "main", lambda argv: given.append(argv) or 7)
    assert program.main(arguments) == 7
    assert given == [arguments]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
@pytest.mark.parametrize("display", [None, ":987"])
def test_without_a_display_there_is_one_sentence_and_code_3(
    display: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if display:
        monkeypatch.setenv("DISPLAY", display)
    assert program.main([]) == 3
    assert capsys.readouterr().err == "coachline: there is no display to open a window on.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bring Qt's libraries along")
def test_a_missing_library_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    missing = [("libxcb-cursor.so.0", "libxcb-cursor0")]
    monkeypatch.setattr(program, "_missing", lambda libraries: missing)
    assert program.main([]) == 4
    message = capsys.readouterr().err
    assert "libxcb-cursor.so.0" in message and "apt install libxcb-cursor0" in message


def test_a_library_that_cannot_be_loaded_counts_as_missing() -> None:
    libraries = {"libno-such-thing.so.9": "no-such-thing", "libc.so.6": "libc6"}
    assert program._missing(libraries) == [("libno-such-thing.so.9", "no-such-thing")]


def test_the_settings_are_reset_and_the_former_kept(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    opened: list[list[Path]] = []
    monkeypatch.setattr(program, "_window", lambda paths: opened.append(paths) or 0)
    Settings(brush_px=77).save()
    assert program.main(["--reset-settings", "car.png"]) == 0
    assert opened == [[Path("car.png")]]
    assert Settings.load() == Settings()
    assert Settings.load(home / "settings.json.former").brush_px == 77


def test_a_window_that_cannot_be_made_leaves_no_sign_behind(home: Path) -> None:
    code = (
        "import sys\nsys.modules['app.ui.main_window'] = None\n"
        "from app.__main__ import main\nsys.exit(main([]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 1 and "app.ui.main_window" in run.stderr


def test_no_place_of_the_mouse_is_left_out_of_a_stroke(home: Path) -> None:
    code = (
        "import sys\nfrom PySide6.QtCore import QCoreApplication, Qt\n"
        "import app.__main__ as program\n"
        "leaves_out = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents\n"
        "QCoreApplication.setAttribute(leaves_out)  # as Qt does on X11\n"
        "def look(app, files):\n"
        "    print('some' if app.testAttribute(leaves_out) else 'none')\n"
        "    app.quit()\n"
        "program._main_window = look\n"
        "sys.exit(program.main([]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.stdout.split() == ["none"], run.stderr


def test_the_program_ends_though_its_engine_does_not(home: Path) -> None:
    """The engine's thread holds what the interpreter's end waits for: here the lock of a log, else
    that of the libraries which it is loading."""
    code = (
        "import logging, sys, threading, time, types\n"
        "import app.__main__ as program\n"
        "from app.jobs.runner import JobRunner\n"
        "log, begun = logging.StreamHandler(), threading.Event()\n"
        "def never(device):\n"
        "    log.acquire()\n"
        "    begun.set()\n"
        "    time.sleep(3600)\n"
        "sys.modules['engine.api'] = types.SimpleNamespace(Engine=never)\n"
        "def window(app, files):\n"
        "    runner = JobRunner()\n"
        "    runner.warm_up()\n"
        "    assert begun.wait(60)\n"
        "    app.quit()\n"
        "    return types.SimpleNamespace(runner=runner)\n"
        "program._main_window = window\n"
        "sys.exit(program.main([]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr
