"""A piece of work for the engine, as the window follows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from app.document.layer import new_id
from engine.progress import Progress
from engine.requests import Request

Lane = Literal["preview", "result"]


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(eq=False)
class Job:
    """lane: "preview", of which the newest counts, or "result", of which each counts.

    layers: ids of the layers that the request's arrays came from, by the arrays' names.
    progress: its stop button. state: written by the runner alone.
    """

    request: Request
    lane: Lane
    progress: Progress
    layers: Mapping[str, str] = field(default_factory=dict)
    id: str = field(default_factory=new_id)
    state: JobState = JobState.WAITING
