"""What the engine is asked about latents, the points on a generator's manifold of pictures.

A latent is L×W float32: one style vector for each layer of the generator, coarse ones first (the
"w+" of StyleGAN's literature). Of a generator without a mapping, such as DCGAN, it is its z, 1×Z.

The generator's picture is a square of S pixels. A picture of other proportions lies in its middle
and fills it along its longest side; what the generator shows beside it counts for nothing.
"h×w" is the size that the picture has in there; max(h, w) = S.

Optimisation can be cut into slices: a request that hands on `point`, `moments` and `taken` of the
result before goes on as if it had never stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from numpy.typing import NDArray

from engine.geometry import Rect

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class ProjectRequest:
    """Find the latent whose picture is most like a picture (Zhu et al. 2016, 4.1).

    picture: H×W×{1, 2, 3, 4} uint8 sRGB of any size; transparent = counts for nothing.
    region:  where the picture lies in its document.
    mask:    H×W×1 uint8, how much each pixel counts; None = all alike.
    method:  "cnn" = what the encoder says; "opt" = optimised from the best of some samples;
             "cnn_opt" = optimised from what the encoder says.
    space:   where it is looked for: "z", "w" (the same vector for all layers) or "w+".
    steps:   ≥ 0, of the optimiser, in this request; "cnn" takes none.
    seconds: no step begins later than that; 0 = no limit. The recipe tells the steps taken.
    seed:    of the samples. label: class, of generators that know classes.
    point, moments, taken: where the request before stopped.

    Result.pixels: the generator's picture, h×w×4. Result.arrays: "latent" 1×L×W; "point",
    "moments"; "error" h×w×1 uint8, mean absolute difference of a pixel's channels; "axes" P
    float32, the picture's named parameters as the generator's axes tell them, if it has any.
    Result.figures: "psnr" (dB, of what counts), "loss", "steps" (in this request), "taken" (in
    all). Result.notes: "latent.good", "latent.usable" or "latent.poor".
    """

    tool: ClassVar[str] = "project"

    picture: Array
    region: Rect
    mask: Array | None = None
    method: str = "cnn_opt"
    space: str = "w+"
    steps: int = 200
    seconds: float = 0.0
    seed: int = 0
    label: int = 0
    point: Array | None = None
    moments: Array | None = None
    taken: int = 0
    model: str = "latent"


@dataclass(frozen=True, eq=False)
class EditRequest:
    """Pull a latent to where its picture shows what was brushed (Zhu et al. 2016, 4.2).

    start:   L×W, the point that the edit sets out from and stays near.
    region:  where the picture lies in its document.
    colours: H×W×4 uint8 sRGB, over the whole region but of any resolution; these colours are
             wanted there; alpha = how much each pixel counts, 0 = not brushed.
    lines:   H×W×4 uint8 likewise, strokes along which contours are wanted; alpha as above.
    warps:   k×5 float32: what is in the square around (x, y) that reaches `half` pixels to each
             side shall go (dx, dy) further; a row is x, y, dx, dy, half. Pixels of the region.
    colour_weight, line_weight, warp_weight, smoothness: ≥ 0; 1 = the usual. `smoothness` keeps
             the latent near the start.
    candidates: that many latents side by side, the first from the start itself and the others
             from places near it, drawn by the seed.
    space:   "w" = all layers move alike, "w+" = each as it likes.
    steps, seconds, seed, label, point, moments, taken: as in ProjectRequest.

    Result.pixels: the picture of the best candidate, h×w×4. Result.arrays: "latents" N×L×W and
    "pictures" N×h×w×3 uint8 in the order of the candidates; "losses" N float32, lower is better;
    "point", "moments". Result.figures: "best" (its index), "steps", "taken", and of the best what
    of the wishes came true: "colour" (share of the brushed pixels within 10/255), "contours"
    (share of the brushed lines with a contour near), absent where nothing was brushed.
    """

    tool: ClassVar[str] = "edit"

    start: Array
    region: Rect
    colours: Array | None = None
    lines: Array | None = None
    warps: Array | None = None
    colour_weight: float = 1.0
    line_weight: float = 1.0
    warp_weight: float = 1.0
    smoothness: float = 1.0
    candidates: int = 1
    space: str = "w+"
    steps: int = 60
    seconds: float = 0.0
    seed: int = 0
    label: int = 0
    point: Array | None = None
    moments: Array | None = None
    taken: int = 0
    model: str = "latent"


@dataclass(frozen=True, eq=False)
class MoveRequest:
    """Move a latent without brushes, in this order:

    latent:  L×W, and region: where its picture lies in the document.
    towards, amount: L×W and how much of the way to it, 0 to 1.
    mixed, levels:   L×W that gives its styles to some levels: "coarse", "middle", "fine",
             separated by commas (style mixing, Karras et al. 2019).
    axes:    "NAME=VALUE,…": named parameters of the generator (its card lists them with units
             and ranges) and the values that they shall have.
    components: n float32, steps along the first n principal components in standard deviations
             (GANSpace, Härkönen et al. 2020; of generators without a mapping the directions that
             change their first layer most, Shen & Zhou 2021).
    truncation: 1 = as it is … 0 = the mean picture.
    label:   class, of generators that know classes.

    Result.pixels: the picture, h×w×4. Result.arrays: "latent" 1×L×W; "axes" as ProjectRequest.
    """

    tool: ClassVar[str] = "move"

    latent: Array
    region: Rect
    towards: Array | None = None
    amount: float = 0.0
    mixed: Array | None = None
    levels: str = ""
    axes: str = ""
    components: Array | None = None
    truncation: float = 1.0
    label: int = 0
    model: str = "latent"


@dataclass(frozen=True, eq=False)
class SampleRequest:
    """Draw pictures from a generator.

    region: ignored but for its corner. count: 1 to 256. truncation: as in MoveRequest.

    Result.pixels: all in one sheet, about as wide as high. Result.arrays: "latents" N×L×W,
    "pictures" N×S×S×3 uint8.
    """

    tool: ClassVar[str] = "sample"

    region: Rect
    count: int = 16
    seed: int = 0
    truncation: float = 1.0
    label: int = 0
    model: str = "latent"


@dataclass(frozen=True, eq=False)
class TransferRequest:
    """Do to a picture of any size what an edit does to the generator's (Zhu et al. 2016, 4.3).

    picture: H×W×{1, 2, 3, 4} uint8, uint16 or float32, the original; its numbers stay those of its
             profile.
    region:  where it lies in its document; H×W.
    start, end: L×W, what the picture was projected onto and where the edit led.
    mask:    H×W×1 uint8, how much of the edit goes where; None = where it changes anything.
    frames:  ≥ 1, pictures along the way between which the motion is measured.
    label:   class, of generators that know classes.

    Result.pixels: H×W×4 in the picture's depth; alpha is the influence, 0 = the original stays.
    Result.arrays: "influence" and "unreliable" h×w×1 uint8, where the edit acts and where the
    generator's own picture had to stand in for the original's pixels.
    """

    tool: ClassVar[str] = "transfer"
    any_depth: ClassVar[bool] = True

    picture: Array
    region: Rect
    start: Array
    end: Array
    mask: Array | None = None
    frames: int = 8
    label: int = 0
    model: str = "latent"


LatentRequest = ProjectRequest | EditRequest | MoveRequest | SampleRequest | TransferRequest
