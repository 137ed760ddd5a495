"""The built program, moved to a place with spaces and Chinese letters where it may not write, in an
empty environment without network. COACHLINE_BUILT is the folder that `make package` made."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine import cli, paths

BUILT = os.environ.get("COACHLINE_BUILT", "")
pytestmark = [
    pytest.mark.skipif(not BUILT, reason="COACHLINE_BUILT names no built program (make package)"),
    pytest.mark.skipif(sys.platform != "linux", reason="the ways to shut it in are Linux's"),
]

SAMPLES = paths.resources() / "samples"
# What each tool is asked, in a folder with drawing.png, picture.png, labels.png and mask.png of
# 160×160 pixels; the last word is the file that it writes.
TOOLS = {
    "sketch": ["sketch", "drawing.png", "-o", "painted.png"],
    "semantic": ["semantic", "labels.png", "-o", "painted.png"],
    "inpaint": ["inpaint", "picture.png", "--mask", "mask.png", "-o", "filled.png"],
    "upscale": ["upscale", "picture.png", "--scale", "2", "-o", "large.png"],
    "batch": ["batch", "recipe.json", "folder", "--recursive", "-o", "results"],
    "lines": ["lines", "picture.png", "-o", "lines.png"],
    "segment": ["segment", "picture.png", "-o", "parts.png"],
    "run": ["run", "recipe.json", "-o", "again.png"],
    "demo": ["demo", "-o", "demo"],
    "project": ["project", "picture.png", "--steps", "2", "-o", "latent.npz"],
    "edit": ["edit", "picture.png", "--steps", "2", "--axis", "length=4.6", "-o", "edited.png"],
    "sample": ["sample", "-n", "2", "-o", "cars.png"],
    "models": ["models", "export", "upscale-x2", "-o", "upscale.onnx"],
}
# They need a model that others published: it is asked for.
WITHOUT_MODEL = {"translate", "deblur"}
ASKED_APART = {"associate", "doctor", "train", "carset"}

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that everybody may enter; a keyboard without Chinese can type its name."""
    folder = Path(tempfile.mkdtemp(prefix="coachline-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def program(place: Path) -> Path:
    """The moved program; nobody may write into it."""
    moved = place / "汽车 程序" / "Coach line"
    shutil.copytree(BUILT, moved, symlinks=True)
    for path in [moved, *moved.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222 | 0o444)
    yield moved
    for path in [moved, *moved.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


@pytest.fixture(scope="module")
def home(place: Path) -> Path:
    """The user's folder, who is nobody if the tests run as root: root may write anywhere."""
    folder = place / "家 folder"
    folder.mkdir()
    _give(folder)
    return folder


def _give(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)


def _shut_in() -> list[str]:
    """Without network and, from root, without root's rights."""
    words = []
    for way in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and not subprocess.run([*way, "true"], check=False).returncode:
            words = way
            break
    if os.geteuid() == 0:
        words += ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    return words


@pytest.fixture(scope="module")
def run(program: Path, home: Path) -> Run:
    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [*_shut_in(), str(program / "coachline-cli"), *arguments]
        return subprocess.run(
            command, env={"HOME": str(home), **more}, cwd=home, capture_output=True, text=True,
            encoding="utf-8", timeout=600, check=False,
        )  # fmt: skip

    return run


@pytest.fixture(scope="module")
def inputs(home: Path) -> Path:
    """What the tools are asked about."""
    from PIL import Image

    with Image.open(SAMPLES / "coupe.webp") as render:
        render.resize((160, 160)).save(home / "picture.png")
    with Image.open(SAMPLES / "saloon.png") as drawing:
        drawing.resize((160, 160)).save(home / "drawing.png")
    labels = np.full((160, 160), 0, np.uint8)
    labels[100:] = 1
    labels[60:110, 20:140] = 2
    assert cv2.imwrite(str(home / "labels.png"), labels)
    hole = np.zeros((160, 160), np.uint8)
    hole[70:90, 70:90] = 255
    assert cv2.imwrite(str(home / "mask.png"), hole)
    folder = home / "folder" / "内"
    folder.mkdir(parents=True)
    shutil.copy(home / "drawing.png", folder / "画.png")
    for path in [home, *home.rglob("*")]:
        _give(path)
    return home


def test_it_tells_its_version(run: Run) -> None:
    answer = run("--version")
    assert answer.returncode == 0 and answer.stdout.startswith("Coachline "), answer.stderr


def test_the_doctor_finds_it_whole(run: Run, home: Path) -> None:
    answer = run("doctor", "--json")
    assert answer.returncode == 0, answer.stderr
    facts = json.loads(answer.stdout)
    assert facts["weights"] == "ok" and "(packaged)" in facts["python"]
    assert facts["user folder"].startswith(str(home))


def test_every_command_is_asked_here() -> None:
    assert set(TOOLS) | WITHOUT_MODEL | ASKED_APART == set(cli.COMMANDS)


@pytest.mark.parametrize("tool", [name for name in TOOLS if name != "run"])
def test_the_tool_answers(tool: str, run: Run, inputs: Path) -> None:
    if tool == "batch":
        made = run("sketch", "drawing.png", "-o", "first.png", "--recipe", "recipe.json")
        assert made.returncode == 0, made.stderr
        again = run(*TOOLS["run"])
        assert again.returncode == 0, again.stderr
        assert (inputs / "again.png").read_bytes() == (inputs / "first.png").read_bytes()
    answer = run(*TOOLS[tool])
    assert answer.returncode == 0, answer.stderr
    assert "Warning" not in answer.stderr
    written = inputs / TOOLS[tool][-1]
    assert written.exists()
    if written.suffix == ".png":
        picture = cv2.imdecode(np.frombuffer(written.read_bytes(), np.uint8), cv2.IMREAD_UNCHANGED)
        assert picture.std() > 1


@pytest.mark.parametrize("tool", sorted(WITHOUT_MODEL))
def test_the_model_that_does_not_ship_is_asked_for(tool: str, run: Run, inputs: Path) -> None:
    answer = run(tool, "picture.png", "-o", "changed.png")
    assert answer.returncode == 2 and f"no model for {tool}" in answer.stderr, answer.stderr
    assert "Traceback" not in answer.stderr and not (inputs / "changed.png").exists()


@pytest.mark.parametrize("command", [["train", "painter"], ["carset", "--help"]])
def test_what_needs_the_source_is_refused_with_the_way_to_it(command: list[str], run: Run) -> None:
    answer = run(*command)
    assert answer.returncode == 2 and "make" in answer.stderr


def test_projects_are_made_known_to_the_desktop(run: Run, home: Path) -> None:
    answer = run("associate")
    assert answer.returncode == 0, answer.stderr
    entry = home / ".local/share/applications/coachline.desktop"
    assert "汽车 程序" in entry.read_text("utf-8")


def test_nothing_was_written_into_the_program(program: Path, run: Run, inputs: Path) -> None:
    def files() -> set[str]:
        return {str(path.relative_to(BUILT)) for path in Path(BUILT).rglob("*")}

    assert {str(path.relative_to(program)) for path in program.rglob("*")} == files()


@pytest.mark.skipif(
    not all(map(shutil.which, ("Xvfb", "openbox", "xdotool"))),
    reason="needs Xvfb, openbox and xdotool",
)
def test_a_drawing_is_painted_applied_and_exported_in_the_window(
    place: Path, program: Path, inputs: Path
) -> None:
    exported = place / "out put" / "exported.png"
    exported.parent.mkdir()
    _give(exported.parent)
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1500x1000x24"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with os.fdopen(read) as told:
        os.close(write)
        display = {"DISPLAY": f":{told.readline().strip()}"}
    started = [screen, subprocess.Popen(["openbox"], env={**os.environ, **display})]
    try:
        # Not without network: an X server's abstract socket would be out of reach.
        user = _shut_in()[-4:] if os.geteuid() == 0 else []
        window = subprocess.Popen(
            [*user, str(program / "coachline"), str(inputs / "drawing.png")],
            env={"HOME": str(inputs), **display}, cwd=inputs,
        )  # fmt: skip
        started.append(window)
        desk = Desk(display)
        desk.wait_for("drawing")
        for _ in range(60):  # until there is a preview to apply
            desk.press("Return")
            time.sleep(2)
            if desk.find(r"\*"):
                break
        assert desk.find(r"\*"), "nothing was applied"
        desk.press("ctrl+alt+shift+w")
        desk.wait_for("^Export")
        desk.press("Return")
        time.sleep(1)
        desk.wait_for("Export picture")
        desk.press("ctrl+a")
        desk.type(str(exported))
        desk.press("Return")
        end = time.monotonic() + 60
        while time.monotonic() < end and not exported.exists():
            time.sleep(0.5)
        picture = cv2.imdecode(np.frombuffer(exported.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
        assert picture.shape == (160, 160, 3)
        drawing = cv2.imread(str(SAMPLES / "saloon.png"))
        assert np.abs(picture.mean() - drawing.mean()) > 5 and window.poll() is None
        assert (inputs / ".local/share/Coachline").is_dir()
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(20)


class Desk:
    """A hand on the keyboard of an X display."""

    def __init__(self, display: dict[str, str]) -> None:
        self._env = {**os.environ, **display}

    def _do(self, *words: str) -> str:
        return subprocess.run(
            ["xdotool", *words], env=self._env, capture_output=True, text=True, check=False
        ).stdout

    def find(self, title: str) -> bool:
        return bool(self._do("search", "--onlyvisible", "--name", title).strip())

    def wait_for(self, title: str) -> None:
        """Until a window with this title is there and has the keyboard."""
        end = time.monotonic() + 120
        while time.monotonic() < end:
            found = self._do("search", "--onlyvisible", "--name", title).split()
            if found:
                self._do("windowfocus", "--sync", found[-1])
                time.sleep(1)
                return
            time.sleep(0.3)
        raise AssertionError(f"no window “{title}” came")

    def press(self, key: str) -> None:
        self._do("key", "--clearmodifiers", key)

    def type(self, text: str) -> None:
        self._do("type", "--delay", "20", text)
