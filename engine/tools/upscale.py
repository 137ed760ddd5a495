"""Upscale: a picture → the same picture in another size, of any depth, with its alpha.

The way of the rows: tiles of a network → true to the picture (`ops.fidelity`) → the size that was
asked for (`ops.resample`) → the picture's depth. Nothing on it holds more than a band.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from engine import recipes
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.ops import colour, fidelity, tiling
from engine.ops.fidelity import Values
from engine.ops.resample import resized
from engine.progress import Progress
from engine.requests import Figures, Pixels, Rows, UpscaleRequest
from engine.runtime import cards, devices, tiled
from engine.runtime.cards import Card
from engine.runtime.pool import Model, Pool

TASK = "upscale"
LARGEST_SIDE = 100_000
_HALF_FLOAT = 65504  # what an infinite number of an EXR file becomes
_PLACES = 8  # a side: where the busiest place is looked for


def run(request: UpscaleRequest, pool: Pool, progress: Progress) -> tuple[Pixels, Card]:
    """The picture, H×W×C of the request's depth, and the card of the model.

    Raises as `rows`, and BadInput result.too_large, CoachlineError result.check.
    """
    for careful in (False, True):
        made = rows(request, pool, progress, careful)
        height, width, _ = made.shape
        needed = 2 * np.prod(made.shape, dtype=np.int64) * made.dtype.itemsize
        if needed > devices.free_memory(torch.device("cpu")):
            raise BadInput("result.too_large", width=width, height=height)
        picture = np.empty(made.shape, made.dtype)
        y = 0
        for band in made.bands:
            picture[y : y + len(band)] = band
            y += len(band)
        failure = made.figures.failure
        if failure is None:
            return picture, cards.find(made.recipe.model, TASK)
    raise CoachlineError("result.check", reason=failure)


def rows(
    request: UpscaleRequest,
    pool: Pool,
    progress: Progress,
    careful: bool = False,
    side: int | None = None,
) -> Rows:
    """The picture as rows. careful: in full precision, with twice the overlap, and mixed with the
    plain enlargement where the network's colours drift. side: input pixels of a tile, None = as
    the memory allows.

    Raises BadInput value.range, size.two, model.*; while the rows are taken also CoachlineError
    device.memory, result.broken, and Cancelled.
    """
    check(request)
    picture = mended(request.picture)
    height, width, channels = picture.shape
    size = (height, width)
    wanted = request.output_size(height, width)
    factor = max(wanted[0] / height, wanted[1] / width)
    card = card_of(request, factor)
    figures = Figures()
    untouched = wanted == size and request.scale != 1
    if untouched:
        bands = iter([picture])
    else:
        if factor < 1:
            values = resized(_stepping(_Look(picture).bands(), height, progress), size, wanted)
        else:
            model = _load(request, card, pool)
            values = _enlarged(
                model, picture, wanted, pool.device, progress, figures, careful, side
            )
        bands = (fidelity.depth(band, picture.dtype) for band in values)
    return Rows(
        shape=(*wanted, channels),
        dtype=picture.dtype,
        bands=_stepping(bands, wanted[0], progress) if untouched else bands,
        figures=figures,
        recipe=recipes.describe(replace(request, model=card.name), card.sha256),
        device=devices.title(pool.device),
        untouched=untouched,
    )


def _stepping(bands: Iterator[Pixels], height: int, progress: Progress) -> Iterator[Pixels]:
    y = 0
    for band in bands:
        yield band
        y += len(band)
        progress.step(y / height)


def _enlarged(
    model: Model,
    picture: Pixels,
    wanted: tuple[int, int],
    device: torch.device,
    progress: Progress,
    figures: Figures,
    careful: bool,
    side: int | None,
) -> Iterator[Values]:
    """Bands of the picture in the size `wanted`; the figures are filled in as they are made."""
    height, width = picture.shape[:2]
    look = _Look(picture)
    scale = model.face.scale
    lap = tiled.overlap_for(model, device, look, look.busiest(model.face.multiple))
    net = tiled.Tiled(
        model,
        device,
        2 * lap if careful else lap,
        side,
        half=device.type == "cuda" and not careful,
    )
    figures.overlap = net.overlap
    given, made = _Means(), _Means()

    def faithful() -> Iterator[Values]:
        bands = net.bands(look, height, width, progress)
        around = fidelity.context(careful) * scale
        for window in tiling.windows(bands, around, height * scale):
            top, bottom = window.top // scale, (window.top + len(window.rows)) // scale
            source = look(Rect(0, top, width, bottom))
            band = window.inner(fidelity.faithful(source, window.rows, scale, strict=careful))
            given.add(source[window.y0 // scale - top : window.y1 // scale - top])
            made.add(band)
            yield band

    yield from resized(faithful(), (height * scale, width * scale), wanted)
    figures.tile, figures.seam = net.side, net.seam
    figures.drift = made.away_from(given)
    figures.black = made.largest == 0 and given.largest > 2 / 255


class _Look:
    """Values of a rectangle of a picture; transparent pixels have the colour of visible ones."""

    def __init__(self, picture: Pixels) -> None:
        self._picture = picture

    def __call__(self, rect: Rect) -> Values:
        if self._picture.shape[2] in (1, 3):
            return fidelity.unit(tiling.patch(self._picture, rect))
        lap = fidelity.BLEED
        wide = fidelity.unit(tiling.patch(self._picture, rect.grown(lap)))
        return fidelity.bled(wide)[lap:-lap, lap:-lap]

    def bands(self, rows: int = 256) -> Iterator[Values]:
        height, width = self._picture.shape[:2]
        for y in range(0, height, rows):
            yield self(Rect(0, y, width, min(y + rows, height)))

    def busiest(self, multiple: int) -> Rect:
        """Where neighbours matter most: the place of highest contrast."""
        height, width = self._picture.shape[:2]
        side = tiling.rounded_up(tiled.CORE, multiple)

        def starts(size: int) -> list[int]:
            places = np.linspace(0, max(size - side, 0), _PLACES)
            return sorted({int(x) // multiple * multiple for x in places})

        spots = [Rect.of_size(side, side, x, y) for y in starts(height) for x in starts(width)]
        return max(spots, key=lambda rect: float(self(rect).std()))


class _Means:
    """Mean of each channel of a picture that comes in bands."""

    def __init__(self) -> None:
        self._sum: NDArray[np.float64] | float = 0.0
        self._count = 0
        self.largest = 0.0

    def add(self, values: Values) -> None:
        self._sum = self._sum + values.sum((0, 1), dtype=np.float64)
        self._count += values.shape[0] * values.shape[1]
        self.largest = max(self.largest, float(values[..., : colour.bands(values)].max()))

    def away_from(self, other: _Means) -> float:
        """255ths between the means of the channel that is farthest off."""
        return 255 * float(np.max(np.abs(self._sum / self._count - other._sum / other._count)))


def check(request: UpscaleRequest) -> None:
    """Refuse what cannot be computed. Raises BadInput value.range, size.two."""
    height, width, channels = request.picture.shape
    if channels not in (1, 2, 3, 4) or not height or not width:
        raise ValueError(f"picture is {request.picture.shape}")
    if not 0 <= request.detail <= 1:
        raise BadInput("value.range", name="detail", value=request.detail, low=0, high=1)
    given = [n for n in ("scale", "width", "longest", "at_least") if getattr(request, n)]
    if request.height and not request.width:
        given.append("height")
    if len(given) > 1:
        raise BadInput("size.two", first=given[0], second=given[1])
    for name, largest in (("scale", 4), *((n, LARGEST_SIDE) for n in _LENGTHS)):
        value = getattr(request, name)
        if value is not None and not 1 <= value <= largest:
            raise BadInput("value.range", name=name, value=value, low=1, high=largest)


_LENGTHS = ("width", "height", "longest", "at_least")


def mended(picture: Pixels) -> Pixels:
    """Without infinite light, and black for what is not a number."""
    if picture.dtype.kind != "f" or np.isfinite(picture).all():
        return picture
    return np.nan_to_num(picture, nan=0, posinf=_HALF_FLOAT, neginf=0)


def models(request: UpscaleRequest) -> list[Card]:
    """The cards of the models that may serve a request, by what they multiply sizes with: pairs
    come in several scales, the program's own and the user's apart; any other model is alone.

    Raises BadInput model.unknown, model.wrong_task, model.none, model.no_detail.
    """
    card = cards.find(request.model or cards.default(TASK), TASK)
    if not _is_faithful_half(card):
        if request.detail > 0:
            raise BadInput("model.no_detail", name=card.name)
        return [card]
    found = [c for c in cards.installed(TASK) if _is_faithful_half(c)]
    kin = [c for c in found if c.path.parent == card.path.parent]
    return sorted(kin, key=lambda c: int(c.table["scale"]))


def _is_faithful_half(card: Card) -> bool:
    """Whether a card is of a pair between which `detail` chooses, and the faithful one of it."""
    return isinstance(card.table.get("pair"), str) and card.table.get("detail") == 0


def card_of(request: UpscaleRequest, factor: float) -> Card:
    """The card of the model that enlarges by a factor: the smallest scale that is enough."""
    found = models(request)
    return next((c for c in found if c.table.get("scale", 0) >= factor), found[-1])


def model_hash(request: UpscaleRequest) -> str:
    """SHA-256 of all weights that may serve a request, whatever the size of its picture.

    Raises as `rows`.
    """
    check(request)
    found = models(request)
    if request.detail > 0:
        found += [cards.find(str(c.table["pair"]), TASK) for c in found]
    if len(found) == 1:
        return found[0].sha256
    return hashlib.sha256("".join(c.sha256 for c in found).encode()).hexdigest()


def _load(request: UpscaleRequest, card: Card, pool: Pool) -> Model:
    if request.detail == 0:
        return pool.get(card.name, TASK)
    return pool.blended(card.name, str(card.table["pair"]), request.detail)
