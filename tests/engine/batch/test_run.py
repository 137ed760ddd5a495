from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import recipes
from engine.batch.control import Control
from engine.batch.manifest import NAME, Manifest, file_hash
from engine.batch.plan import plan
from engine.batch.run import Batch, BatchRun, Summary
from engine.batch.template import template_of
from engine.errors import CoachlineError
from engine.geometry import Rect
from engine.ops import files
from engine.ops.files import Picture
from engine.progress import Progress
from engine.requests import Figures, Request, Rows, SketchRequest, UpscaleRequest


class Doubling:
    """Stands for the engine: doubles each pixel, band by band.

    failures: figures of the first tries of each file.
    """

    def __init__(self, *failures: Figures, pause: float = 0.0) -> None:
        self.failures, self.pause = failures, pause
        self.tries: list[bool] = []

    def model_hash(self, request: Request) -> str:
        return "f" * 64

    def rows(self, request: Request, progress: Progress, careful: bool = False) -> Rows:
        picture = getattr(request, "picture", None)
        if picture is None:
            picture = request.drawing  # type: ignore[union-attr]
        count = len(self.tries)
        self.tries.append(careful)
        height, width, channels = picture.shape

        def bands() -> Iterator[np.ndarray]:
            for y in range(0, height, 8):
                progress.step(y / height)
                time.sleep(self.pause)
                yield picture[y : y + 8].repeat(2, 0).repeat(2, 1)

        untouched = getattr(request, "longest", None) == max(height, width)
        return Rows(
            shape=(height, width, channels) if untouched else (2 * height, 2 * width, channels),
            dtype=picture.dtype,
            bands=iter([picture]) if untouched else bands(),
            figures=self.failures[count] if count < len(self.failures) else Figures(),
            recipe=recipes.describe(request, "f" * 64),
            device="cpu",
            untouched=untouched,
        )


ASKED = UpscaleRequest(np.zeros((1, 1, 3), np.uint8), Rect.of_size(1, 1), scale=2, model="m")


def picture(seed: int = 0, height: int = 24, width: int = 32) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "in"
    (inside / "within").mkdir(parents=True)
    for i, name in enumerate(("a.png", "b.png", "within/c.png")):
        files.write(inside / name, Picture(picture(i), dpi=(300.0, 300.0)))
    return inside


def run(
    folder: Path,
    engine: Any = None,
    control: Control | None = None,
    events: list[dict[str, Any]] | None = None,
    request: Request = ASKED,
    **about: Any,
) -> tuple[Summary, list[dict[str, Any]]]:
    out = folder.parent / "out"
    said: list[dict[str, Any]] = [] if events is None else events
    work = Batch(plan([folder], out, recursive=True), template_of(request), out, **about)
    summary = BatchRun(work, engine or Doubling(), said.append, control or Control()).run()
    return summary, said


def reasons(events: list[dict[str, Any]]) -> list[str]:
    return [e["reason"] for e in events if e.get("status") == "skipped"]


def test_every_picture_is_made(folder: Path) -> None:
    summary, events = run(folder)
    assert (summary.done, summary.failed, summary.skipped) == (3, 0, 0)
    made = files.read(folder.parent / "out" / "within" / "c.png")
    np.testing.assert_array_equal(made.pixels, picture(2).repeat(2, 0).repeat(2, 1))
    assert made.dpi == (300.0, 300.0)
    assert [e["event"] for e in events][:2] == ["plan", "file"]
    assert events[-1] == {
        "event": "end", "done": 3, "skipped": 0, "failed": 0, "cancelled": False,
    }  # fmt: skip
    totals = [e["total"] for e in events if e["event"] == "progress"]
    assert totals == sorted(totals)


def test_what_is_done_is_not_done_again(folder: Path) -> None:
    run(folder)
    engine = Doubling()
    summary, events = run(folder, engine)
    assert (summary.done, summary.skipped) == (0, 3)
    assert reasons(events) == ["done"] * 3
    assert engine.tries == []


def test_a_result_that_is_gone_or_was_changed_is_seen(folder: Path) -> None:
    run(folder)
    out = folder.parent / "out"
    (out / "a.png").unlink()
    files.write(out / "b.png", Picture(picture(9)))
    summary, events = run(folder)
    assert summary.done == 1
    assert sorted(reasons(events)) == ["done", "exists"]


def test_other_settings_are_said_and_replace_on_request(folder: Path) -> None:
    run(folder)
    other = replace(ASKED, scale=4)
    summary, events = run(folder, request=other)
    assert summary.done == 0 and reasons(events) == ["settings"] * 3
    summary, events = run(folder, request=other, overwrite=True)
    assert summary.done == 3
    summary, events = run(folder, request=other, overwrite=True)
    assert summary.done == 0 and reasons(events) == ["done"] * 3


def test_a_changed_input_is_said(folder: Path) -> None:
    run(folder)
    files.write(folder / "a.png", Picture(picture(7)))
    _, events = run(folder)
    assert sorted(reasons(events)) == ["changed", "done", "done"]


def test_files_of_others_are_left_alone(folder: Path) -> None:
    out = folder.parent / "out"
    out.mkdir()
    files.write(out / "a.png", Picture(picture(9)))
    before = (out / "a.png").read_bytes()
    _, events = run(folder)
    assert reasons(events) == ["exists"]
    assert (out / "a.png").read_bytes() == before


def test_one_bad_file_is_named_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "b.png").write_bytes((folder / "b.png").read_bytes()[:80])
    (folder / "text.jpg").write_text("no picture")
    (folder / "empty.png").write_bytes(b"")
    summary, events = run(folder)
    assert (summary.done, summary.failed) == (2, 3)
    told = [e["error"]["message"] for e in events if e.get("status") == "failed"]
    assert all(any(n in m for m in told) for n in ("b.png", "text.jpg", "empty.png"))
    with Manifest(folder.parent / "out") as manifest:
        assert manifest.entries["b.png"].status == "failed"
        assert manifest.entries["a.png"].status == "done"


def test_an_output_that_its_format_cannot_hold_is_refused_before_it_is_computed(
    tmp_path: Path,
) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    files.write(inside / "wide.webp", Picture(np.zeros((1, 9000, 3), np.uint8)))
    engine = Doubling(pause=60)
    summary, events = run(inside, engine)
    assert summary.failed == 1
    assert "16383" in str(events[-2]["error"]["message"])


def test_what_fails_its_check_is_made_once_more_with_care(folder: Path) -> None:
    engine = Doubling(Figures(seam=2.0))
    summary, _ = run(folder, engine)
    assert summary.done == 3
    assert engine.tries == [False, True, False, False]


def test_what_fails_its_check_twice_is_not_delivered(folder: Path) -> None:
    summary, events = run(folder, Doubling(Figures(drift=3.0), Figures(drift=3.0)))
    assert (summary.done, summary.failed) == (2, 1)
    assert not (folder.parent / "out" / "a.png").exists()
    failed = next(e for e in events if e.get("status") == "failed")
    assert failed["error"]["code"] == "result.check"


def test_a_file_that_cannot_be_noted_is_still_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise CoachlineError("file.write", path="manifest", reason="no space")

    monkeypatch.setattr(Manifest, "add", full)
    summary, events = run(folder)
    assert summary.failed == 3
    assert sum(e.get("status") == "failed" for e in events) == 3
    assert not list((folder.parent / "out").rglob("*.png"))


def test_nothing_half_written_is_left(folder: Path) -> None:
    class Failing(Doubling):
        def rows(self, request: Request, progress: Progress, careful: bool = False) -> Rows:
            made = super().rows(request, progress, careful)

            def bands() -> Iterator[np.ndarray]:
                yield next(made.bands)
                raise CoachlineError("result.broken", name="m")

            return replace(made, bands=bands())

    summary, _ = run(folder, Failing())
    assert summary.failed == 3
    assert [p.name for p in (folder.parent / "out").rglob("*") if p.is_file()] == [NAME]


def test_a_picture_of_the_right_size_is_copied(folder: Path) -> None:
    run(folder, request=replace(ASKED, scale=None, longest=32))
    assert file_hash(folder.parent / "out" / "a.png") == file_hash(folder / "a.png")


def test_cancel_stops_at_the_next_step(folder: Path) -> None:
    control = Control()
    events: list[dict[str, Any]] = []

    class Cancelling(Doubling):
        def rows(self, request: Request, progress: Progress, careful: bool = False) -> Rows:
            if len(self.tries) == 1:
                control.cancel()
            return super().rows(request, progress, careful)

    summary, _ = run(folder, Cancelling(), control, events)
    assert summary.cancelled
    assert summary.done == 1
    summary, again = run(folder)
    assert summary.done == 2 and reasons(again) == ["done"]


def test_pause_holds_the_work_until_it_goes_on(folder: Path) -> None:
    control = Control()
    control.pause()
    events: list[dict[str, Any]] = []
    thread = threading.Thread(target=run, args=(folder, None, control, events))
    thread.start()
    time.sleep(0.3)
    assert not any(e["event"] == "file" for e in events)
    control.go_on()
    thread.join(20)
    assert events[-1]["done"] == 3
    assert control.paused > 0.1


def test_a_paused_batch_can_be_cancelled(folder: Path) -> None:
    control = Control()
    control.pause()
    threading.Timer(0.1, control.cancel).start()
    summary, _ = run(folder, control=control)
    assert summary.cancelled


def test_a_recipe_of_another_tool_runs_over_a_folder(folder: Path) -> None:
    asked = SketchRequest(np.zeros((9, 9, 3), np.uint8), Rect.of_size(9, 9), seed=3, preview=True)
    seen: list[Request] = []

    class Looking(Doubling):
        def rows(self, request: Request, progress: Progress, careful: bool = False) -> Rows:
            seen.append(request)
            return super().rows(request, progress, careful)

    summary, _ = run(folder, Looking(), request=asked)
    assert summary.done == 3
    assert all(isinstance(r, SketchRequest) and r.seed == 3 and not r.preview for r in seen)
    assert seen[0].region == Rect.of_size(32, 24)


CHILD = """
import sys
from pathlib import Path
sys.path[:0] = [{here!r}, {root!r}]
from test_run import ASKED, Doubling, Control, Batch, BatchRun, plan, template_of
out = Path(sys.argv[2])
work = Batch(plan([sys.argv[1]], out, recursive=True), template_of(ASKED), out)
summary = BatchRun(work, Doubling(pause=0.01), lambda event: None, Control()).run()
sys.exit(summary.failed)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_twenty_kills_cost_nothing(tmp_path: Path) -> None:
    inside, out = tmp_path / "in", tmp_path / "out"
    (inside / "within").mkdir(parents=True)
    for i in range(30):
        name = f"within/{i}.png" if i % 2 else f"{i}.tif"
        files.write(inside / name, Picture(picture(i, 40, 30)))
    here = Path(__file__)
    code = CHILD.format(here=str(here.parent), root=str(here.parents[3]))
    command = [sys.executable, "-c", code, str(inside), str(out)]
    rng = np.random.default_rng(0)
    kills = 0
    while kills < 20:
        child = subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "1"})
        known = (out / NAME).stat().st_size if (out / NAME).exists() else 0
        while child.poll() is None and (
            not (out / NAME).exists() or (out / NAME).stat().st_size <= known
        ):
            time.sleep(0.005)  # until it works
        time.sleep(float(rng.random()) * 0.05)
        child.send_signal(signal.SIGKILL)
        child.wait()
        kills += 1
        for path in out.rglob("*.*"):
            if path.suffix in (".png", ".tif") and not path.name.startswith("."):
                files.read(path)  # whole
    assert subprocess.run(command, check=False).returncode == 0
    made = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert made - {NAME} == {p.relative_to(inside).as_posix() for p in inside.rglob("*.*")}
    with Manifest(out) as manifest:
        for name, entry in manifest.entries.items():
            assert entry.status == "done"
            assert entry.result_sha256 == file_hash(out / name)
    for i in range(30):
        name = f"within/{i}.png" if i % 2 else f"{i}.tif"
        np.testing.assert_array_equal(
            files.read(out / name).pixels, picture(i, 40, 30).repeat(2, 0).repeat(2, 1)
        )
