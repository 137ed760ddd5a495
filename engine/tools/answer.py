"""What a tool gives when a picture is not all that comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.requests import Pixels, Request
from engine.runtime.cards import Card


class Answer(NamedTuple):
    """pixels, card: the picture and the model's card, which is all that most tools give.

    arrays, figures, notes: as in `requests.Result`. request: what would give the same again,
    where that is not the request itself.
    """

    pixels: Pixels
    card: Card
    arrays: Mapping[str, Pixels] = {}
    figures: Mapping[str, float] = {}
    notes: tuple[str, ...] = ()
    request: Request | None = None
