"""How long until the packaged program is on the screen, beside an empty PySide6 window packaged in
the same way: `python benchmarks/first_frame.py dist/cpu/coachline`. Linux, with Xvfb.

Both are started in turn on one virtual screen, whose middle is looked at until it is no longer
black: the first frame, which of the program is its sign and no window to work in. That window
comes after it; it is there once a pixel that only the window covers is no longer black. Beside the
seconds that a designer waits stand those of the processor, which a busy machine changes less.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from PIL import ImageGrab

_EMPTY = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.resize(1360, 880)
window.show()
app.exec()
"""
SCREEN = (1400, 900)
MIDDLE, ASIDE = (SCREEN[0] // 2, SCREEN[1] // 2), (60, 700)


def packaged(folder: Path) -> Path:
    """An empty window as a folder with its program."""
    source = folder / "empty.py"
    source.write_text(_EMPTY)
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--onedir", "--windowed",
         "--distpath", folder, "--workpath", folder / "build", "--specpath", folder, source],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder / "empty" / "empty"


Seconds = tuple[float, float]  # that passed, and of them those of the processor


def seconds(program: Path, display: str, places: dict[str, tuple[int, int]]) -> dict[str, Seconds]:
    """Until each of the places on the screen has been painted on."""
    home = tempfile.mkdtemp()
    begin = time.perf_counter()
    process = subprocess.Popen(
        [program], env={"DISPLAY": display, "HOME": home}, stderr=subprocess.DEVNULL
    )
    found: dict[str, Seconds] = {}
    try:
        while len(found) < len(places) and time.perf_counter() - begin < 120:
            screen = ImageGrab.grab(xdisplay=display)
            used = psutil.Process(process.pid).cpu_times()
            now = time.perf_counter() - begin, used.user + used.system
            for name, place in places.items():
                if name not in found and screen.getpixel(place)[:3] != (0, 0, 0):
                    found[name] = now
            time.sleep(0.02)  # the grabbing takes time from the program on a single core
    finally:
        process.kill()
        process.wait()
    time.sleep(0.5)  # the screen is black again
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("built", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--empty", type=Path, help="an empty window that is packaged already")
    a = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        empty = a.empty or packaged(Path(work))
        read, write = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-noreset",
             "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24"],
            pass_fds=[write], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with os.fdopen(read) as told:
            os.close(write)
            display = f":{told.readline().strip()}"
        rows: dict[str, list[Seconds]] = {"empty window": [], "first frame": [], "window": []}
        try:
            for turn in range(a.runs + 1):
                one = seconds(empty, display, {"empty window": MIDDLE})
                both = {"first frame": MIDDLE, "window": ASIDE}
                ours = seconds(a.built / "coachline", display, both)
                if turn:  # the first reads the files from the disk
                    for name, time_ in {**one, **ours}.items():
                        rows[name].append(time_)
        finally:
            server.terminate()
    for kind, title in enumerate(("seconds", "of the processor")):
        print(title)
        base = statistics.median(time_[kind] for time_ in rows["empty window"])
        for name, all_times in rows.items():
            times = [time_[kind] for time_ in all_times]
            middle = statistics.median(times)
            spread = f"({min(times):.2f} … {max(times):.2f})"
            print(f"{name:14} {middle:6.2f} s  ×{middle / base:.2f}  {spread}")


if __name__ == "__main__":
    main()
