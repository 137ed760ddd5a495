"""One thread that works for the window; the newest preview wins."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.jobs.job import Job, JobState, Lane
from engine.errors import CoachlineError
from engine.progress import Cancelled, Progress
from engine.requests import Request, Result

if TYPE_CHECKING:
    from engine.api import Engine

Run = Callable[[Request, Progress], Result]
Call = Callable[[], object]
REPORT_EVERY = 0.05  # seconds; each report costs the window an event

log = logging.getLogger(__name__)


class JobRunner(QObject):
    """Takes jobs from the window and hands them to the engine's thread, one at a time.

    Results go first, in turn. Of the previews only the newest waits; one that runs finishes, so
    that there is something to see while the designer goes on drawing. Each job ends in exactly
    one of `finished`, `failed` and `cancelled` (a preview that a newer one replaced, too). All
    signals come from the event loop of the runner's own thread, never from within a call.

    run: what does the work; None = the engine, which is imported in the thread at the first job
        or at `warm_up`.
    device: what the engine computes on, see `engine.runtime.devices.pick`.
    """

    started = Signal(object)  # job
    progressed = Signal(object, float)  # job, share done
    finished = Signal(object, object)  # job, result
    failed = Signal(object, object)  # job, CoachlineError
    cancelled = Signal(object)  # job
    idle = Signal()  # nothing runs or waits any more
    device_changed = Signal(str)  # such as "cpu" or "cuda:0"
    _called = Signal(object)  # a Call for this thread

    def __init__(
        self, run: Run | None = None, parent: QObject | None = None, device: str = "auto"
    ) -> None:
        super().__init__(parent)
        self._wanted = device
        self._results: deque[Job] = deque()
        self._preview: Job | None = None
        self._running: Job | None = None
        self._closed = False
        self._called.connect(self._do, Qt.ConnectionType.QueuedConnection)
        self._inbox: SimpleQueue[Call | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="engine", daemon=True)
        self._run = run
        self._engine: Engine | None = None
        self._device = ""
        self._reported = 0.0

    def warm_up(self) -> None:
        """Load the engine now, so that the first job does not wait for it."""
        self._post(self._load_quietly)

    def submit(self, request: Request, lane: Lane, layers: Mapping[str, str] | None = None) -> Job:
        """layers: ids of the layers that the request's arrays came from, by the arrays' names,
        such as {"drawing": …, "hints": …}; they go into the recipe."""
        job = Job(request, lane, Progress(lambda done: self._report(job, done)), layers or {})
        if self._closed:
            job.state = JobState.CANCELLED
        elif lane == "preview":
            if self._preview is not None:
                self._drop(self._preview)
            self._preview = job
        else:
            self._results.append(job)
        self._next()
        return job

    def wait_for(self, request: Request, progress: Progress) -> Result:
        """Compute a request between the jobs, and wait: for a thread of the caller's own, after
        `warm_up`. Raises what the engine raises."""
        outcome: Future[Result] = Future()

        def perform() -> None:
            try:
                outcome.set_result(self._loaded()(request, progress))
            except BaseException as e:  # the one who waits meets it
                outcome.set_exception(e)
            self._tell_device()

        if self._closed:
            raise Cancelled
        self._inbox.put(perform)
        return outcome.result()

    def cancel(self, job: Job) -> None:
        """Stop a job: at once if it waits, at its next step if it runs."""
        job.progress.cancel()
        if job is self._preview:
            self._preview = None
            self._drop(job)
        elif job in self._results:
            self._results.remove(job)
            self._drop(job)

    def cancel_all(self) -> None:
        for job in (*self._results, self._preview, self._running):
            if job is not None:
                self.cancel(job)

    def shut_down(self, timeout: float = 5.0) -> bool:
        """Cancel all and end the thread; no signal comes after this, and a job that is submitted
        all the same is cancelled. False if the job that runs did not stop within timeout seconds
        (the thread then ends with the program)."""
        self.cancel_all()
        self._closed = True
        if self._running is not None:
            self._running.state = JobState.CANCELLED
        if not self._thread.is_alive():
            return True
        self._inbox.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _next(self) -> None:
        if self._running is not None:
            return
        if self._results:
            self._running = self._results.popleft()
        elif self._preview is not None:
            self._running, self._preview = self._preview, None
        else:
            return
        self._running.state = JobState.RUNNING
        self._post(partial(self._perform, self._running))

    def _drop(self, job: Job) -> None:
        """End a job that did not start."""
        job.state = JobState.CANCELLED
        self._call(partial(self.cancelled.emit, job))

    def _post(self, call: Call) -> None:
        if not self._closed:
            if not self._thread.is_alive():
                self._thread.start()
            self._inbox.put(call)

    @Slot(object)
    def _do(self, call: Call) -> None:
        if not self._closed:
            call()

    def _ended(self, job: Job, outcome: Result | CoachlineError | None) -> None:
        """outcome: None = it was stopped. A result that comes after `cancel` is not wanted."""
        self._running = None
        self._next()  # before the window takes its time with the outcome
        if outcome is None or job.progress.cancelled:
            job.state = JobState.CANCELLED
            self.cancelled.emit(job)
        elif isinstance(outcome, CoachlineError):
            job.state = JobState.FAILED
            self.failed.emit(job, outcome)
        else:
            job.state = JobState.FINISHED
            self.finished.emit(job, outcome)
        if self._running is None:
            self.idle.emit()

    # From here on: in the engine's thread, which reaches the rest by `_call` alone.

    def _work(self) -> None:
        while (call := self._inbox.get()) is not None:
            call()

    def _call(self, call: Call) -> None:
        if not self._closed:
            self._called.emit(call)

    def _perform(self, job: Job) -> None:
        outcome: Result | CoachlineError | None = None
        try:
            self._call(partial(self.started.emit, job))
            job.progress.step(0)
            outcome = self._loaded()(job.request, job.progress)
        except Cancelled:
            pass
        except CoachlineError as e:
            outcome = e
        except Exception as e:
            log.exception("%s failed", job.request.tool)
            outcome = CoachlineError("internal", reason=f"{type(e).__name__}: {e}")
        self._call(partial(self._ended, job, outcome))
        self._tell_device()

    def _loaded(self) -> Run:
        if self._run is None:
            from engine.api import Engine

            self._engine = Engine(self._wanted)
            self._run = self._engine.run
            self._tell_device()
        return self._run

    def _load_quietly(self) -> None:
        try:
            self._loaded()
        except Exception:  # the first job meets it again, and tells the designer
            log.exception("the engine could not be loaded")

    def _tell_device(self) -> None:
        if self._engine is not None and self._engine.device != self._device:
            self._device = self._engine.device
            self._call(partial(self.device_changed.emit, self._device))

    def _report(self, job: Job, done: float) -> None:
        now = time.monotonic()
        if done >= 1 or now - self._reported >= REPORT_EVERY:
            self._reported = now
            self._call(partial(self.progressed.emit, job, done))
