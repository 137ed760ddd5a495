"""What the engine is asked, and what it answers: frozen values of sealed arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.geometry import Rect
from engine.label_requests import SegmentRequest, SemanticRequest
from engine.latent_requests import (
    EditRequest,
    LatentRequest,
    MoveRequest,
    ProjectRequest,
    SampleRequest,
    TransferRequest,
)
from engine.recipes import Recipe

LARGEST_SEAM = LARGEST_DRIFT = 0.5  # 255ths, see Figures
Pixels = NDArray[Any]  # H×W×C uint8, uint16 or float32, straight alpha


def sealed(pixels: Pixels) -> Pixels:
    """A read-only copy, safe to hand to another thread."""
    copy = np.array(pixels, order="C")
    copy.setflags(write=False)
    return copy


@dataclass(frozen=True, eq=False)
class SketchRequest:
    """Paint a picture that follows a drawing.

    drawing: H×W×{1, 3, 4} uint8, any polarity; transparent = paper.
    region:  where the picture goes in its document; H×W as the drawing, unless `longest` is set.
    hints:   H×W×4 uint8, colour strokes, transparent = no hint; None = none.
    mask:    H×W×1 uint8, how much of the result goes where; None = all of it. Neither this nor
             `known` goes with `longest`.
    known:   H×W×4 uint8 sRGB, the picture around what is painted: what of it is opaque and
             outside the mask is followed. None = nothing is known.
    style:   h×w×{1, 2, 3, 4} uint8 of any size, a picture whose paint, light and backdrop to take;
             None = that of the known pixels, else a random style drawn by `seed`.
    seed:    ≥ 0. The same request, seed and device give the same pixels. With a `style` a seed
             above 0 varies it slightly, 0 takes it as it is. A translator (pix2pix) varies as
             far as it has dropout; 0 leaves that off.
    invert:  True = light lines on dark; None = decide from the drawing.
    longest: longest side of the picture in pixels; None = as the drawing.
    preview: for showing while the designer draws; may be computed more coarsely.
    model:   name of a card in `weights/` or the user's models.
    """

    tool: ClassVar[str] = "sketch"

    drawing: Pixels
    region: Rect
    hints: Pixels | None = None
    mask: Pixels | None = None
    known: Pixels | None = None
    style: Pixels | None = None
    seed: int = 0
    invert: bool | None = None
    longest: int | None = None
    preview: bool = False
    model: str = "painter"


@dataclass(frozen=True, eq=False)
class UpscaleRequest:
    """Enlarge a picture.

    picture: H×W×{1, 2, 3, 4} uint8, uint16 or float32 (linear light); its numbers stay those of
             its profile.
    region:  where the picture lies in its document; H×W as the picture.
    Of the sizes one is given, or both `width` and `height`; none = `scale` 2. All in pixels:
    scale:   factor, 1 to 4; 1 = the same size, sharpened.
    width, height: exactly this; both = the largest that fits into both.
    longest: exactly this on the longest side.
    at_least: as `longest`, but what is larger already stays as it is.
    detail:  0 = most faithful … 1 = most detail, for models that come as a pair.
    model:   name of a card; "" = the user's choice, else the program's own.
    """

    tool: ClassVar[str] = "upscale"
    any_depth: ClassVar[bool] = True

    picture: Pixels
    region: Rect
    scale: int | None = None
    width: int | None = None
    height: int | None = None
    longest: int | None = None
    at_least: int | None = None
    detail: float = 0.0
    model: str = ""

    def output_size(self, height: int, width: int) -> tuple[int, int]:
        """Height and width in pixels of what becomes of a picture of some height and width."""
        if self.longest or self.at_least:
            side = self.longest or max(self.at_least or 0, height, width)
            ratio = side / max(height, width)
        elif self.width or self.height:
            wanted = ((self.width, width), (self.height, height))
            ratio = min(given / size for given, size in wanted if given)
        else:
            ratio = self.scale or 2
        return max(1, round(height * ratio)), max(1, round(width * ratio))


@dataclass(frozen=True, eq=False)
class InpaintRequest:
    """Fill a hole in a picture so that it looks as if nothing had been there.

    picture: H×W×{1, 2, 3, 4} uint8, uint16 or float32 (linear light); its numbers stay those of
             its profile.
    region:  where the picture lies in its document; H×W as the picture.
    mask:    H×W×1 uint8, 255 = hole. A grey pixel is hole, too: it tells how much of what is
             filled in is laid over the picture there.
    labels:  H×W×1 uint8 part ids, 255 = don't know; None = nothing is known of the parts.
    lines:   H×W×{1, 3, 4} uint8, a drawing of what shall be in the hole, as in SketchRequest;
             None = none.
    seed:    ≥ 0. The same request, seed and device give the same pixels; 0 = the likeliest.
    preview: for showing at once; may be computed more coarsely.
    model:   "painter" or the name of another card; "telea" or "navier-stokes", which need none.
    """

    tool: ClassVar[str] = "inpaint"
    any_depth: ClassVar[bool] = True

    picture: Pixels
    region: Rect
    mask: Pixels
    labels: Pixels | None = None
    lines: Pixels | None = None
    seed: int = 0
    preview: bool = False
    model: str = "painter"


@dataclass(frozen=True, eq=False)
class TranslateRequest:
    """Give a picture another look, as a network was trained to.

    picture:    H×W×{1, 2, 3, 4} uint8 sRGB.
    region:     where the picture lies in its document; H×W as the picture.
    mask:       H×W×1 uint8, how much of the result goes where; None = all of it.
    attributes: what a network is told that knows some (StarGAN): their names, or their numbers
                from 1 on, separated by commas.
    seed:       ≥ 0, of a network with dropout; 0 leaves that off.
    side:       the network sees the picture at about side² pixels; the result is enlarged.
    model:      name of a card.
    """

    tool: ClassVar[str] = "translate"

    picture: Pixels
    region: Rect
    mask: Pixels | None = None
    attributes: str = ""
    seed: int = 0
    side: int = 512
    model: str = ""


@dataclass(frozen=True, eq=False)
class DeblurRequest:
    """Sharpen a picture that moved or was out of focus.

    picture: H×W×{1, 2, 3, 4} uint8 sRGB.
    region:  where the picture lies in its document; H×W as the picture.
    mask:    H×W×1 uint8, how much of the result goes where; None = all of it.
    model:   name of a card.
    """

    tool: ClassVar[str] = "deblur"

    picture: Pixels
    region: Rect
    mask: Pixels | None = None
    model: str = ""


@dataclass(frozen=True, eq=False)
class LinesRequest:
    """Draw the lines of a picture.

    picture: H×W×{1, 2, 3, 4} uint8 sRGB.
    region:  where the picture lies in its document; H×W as the picture.
    mask:    H×W×1 uint8, where lines are drawn; None = everywhere.
    thin:    lines of one pixel, black or nothing.
    model:   name of a card.
    """

    tool: ClassVar[str] = "lines"

    picture: Pixels
    region: Rect
    mask: Pixels | None = None
    thin: bool = False
    model: str = "contours"


Request = (
    SketchRequest
    | SemanticRequest
    | SegmentRequest
    | InpaintRequest
    | UpscaleRequest
    | TranslateRequest
    | DeblurRequest
    | LinesRequest
    | LatentRequest
)
REQUESTS: dict[str, type[Request]] = {
    "sketch": SketchRequest,
    "semantic": SemanticRequest,
    "segment": SegmentRequest,
    "inpaint": InpaintRequest,
    "upscale": UpscaleRequest,
    "translate": TranslateRequest,
    "deblur": DeblurRequest,
    "lines": LinesRequest,
    "project": ProjectRequest,
    "edit": EditRequest,
    "move": MoveRequest,
    "sample": SampleRequest,
    "transfer": TransferRequest,
}


def subject(request: type[Request]) -> str:
    """The array that the others belong to: a batch puts one file after the other there."""
    needed = (f.name for f in fields(request) if f.default is MISSING)
    return next(name for name in needed if name != "region")


@dataclass(frozen=True, eq=False)
class Result:
    """A picture for a region, and how it came about.

    pixels: H×W×4 uint8 sRGB, straight alpha; of Upscale in the depth and channels, and the
            numbers of the profile, of the request's picture. Of Inpaint in the depth and the
            numbers of that picture, alpha 0 outside the mask.
    region: where it goes; H×W (but for a request with `longest`, Upscale and pictures of latents).
    device: what computed it, e.g. "cpu" or "cuda:0".
    notes:  codes of what the designer should know, e.g. "device.fell_back".
    arrays, figures: what else came out, by the names that the request's docstring gives them.
    """

    pixels: Pixels
    region: Rect
    recipe: Recipe
    device: str
    seconds: float
    notes: tuple[str, ...] = ()
    arrays: Mapping[str, Pixels] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass
class Figures:
    """What a picture is checked by; complete once all of it was computed.

    seam: 255ths; the largest difference of two tiles where they meet. None = there are no tiles.
    drift: 255ths; the largest shift of a channel's mean against the source. None = not comparable.
    black: nothing but black came out, of something that was not black.
    tile, overlap: input pixels.
    """

    seam: float | None = None
    drift: float | None = None
    black: bool = False
    tile: int | None = None
    overlap: int | None = None

    @property
    def failure(self) -> str | None:
        """What is not as it must be: "seam", "drift" or "black"."""
        if self.seam is not None and self.seam > LARGEST_SEAM:
            return "seam"
        if self.drift is not None and self.drift > LARGEST_DRIFT:
            return "drift"
        return "black" if self.black else None


@dataclass(frozen=True, eq=False)
class Rows:
    """A picture that is computed while it is taken, in bands from the top down: it may be larger
    than the memory.

    shape: height, width and channels. bands: n×width×channels of `dtype`, as in `Result`.
    untouched: they are those of the request's picture.
    """

    shape: tuple[int, int, int]
    dtype: np.dtype[Any]
    bands: Iterator[Pixels]
    figures: Figures
    recipe: Recipe
    device: str
    untouched: bool = False
