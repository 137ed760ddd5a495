"""The latent generator: a point on the manifold of car renders → picture.

Synthesis by style-modulated convolutions (StyleGAN, Karras et al. 2019) without noise, over a
4×4 map that the first style draws, as in learning to generate chairs (Dosovitskiy et al. 2015).
The spaces, from the most to the least bound:

    parameters, residual ─to_z─▶ z ─mapping─▶ w ─broadcast + offsets─▶ w+ ─synthesis─▶ picture

- *parameters* are what the renderer was told, or what its labels show, in their units: `AXES`.
- *residual* is what they do not tell (light, rims, details), regularised to N(0, 1) as in a VAE.
- *z* holds both, each number with mean 0 and variance 1 over the training pictures.
- *w* is one style for all layers, *w+* one for each layer.

Training stores with the weights: the range of each axis, `bank` (z of training pictures), and
mean and principal directions of w (`w_mean`, `directions`, `spread`; GANSpace, Härkönen et al.
2020). A random car takes body, paint, view and stage from different pictures of the bank: the
data set draws those four independently, so the mixtures have the data set's distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.spec import Interface, ModelSpec, Options, Shapes

# name → (unit, group). Lengths in m; colours are sRGB-encoded, 0 to 1.
AXES: dict[str, tuple[str, str]] = {
    "length": ("m", "body"),
    "wheelbase": ("m", "body"),
    "front_overhang": ("m", "body"),
    "height": ("m", "body"),
    "width": ("m", "body"),
    "ground_clearance": ("m", "body"),
    "wheel_radius": ("m", "body"),
    "nose_height": ("m", "body"),
    "nose_lean": ("m", "body"),
    "bonnet_length": ("m", "body"),
    "bonnet_height": ("m", "body"),
    "windscreen_rake": ("°", "body"),
    "roof_length": ("m", "body"),
    "rear_rake": ("°", "body"),
    "deck_length": ("m", "body"),
    "deck_height": ("m", "body"),
    "tumblehome": ("m", "body"),
    "waist_height": ("m", "body"),
    "cladding": ("m", "body"),
    "paint_red": ("", "paint"),
    "paint_green": ("", "paint"),
    "paint_blue": ("", "paint"),
    "paint_metallic": ("", "paint"),
    "roof_red": ("", "paint"),
    "roof_green": ("", "paint"),
    "roof_blue": ("", "paint"),
    "rim_brightness": ("", "paint"),
    "azimuth": ("°", "view"),
    "elevation": ("°", "view"),
    "focal_length": ("mm", "view"),
    "fill": ("", "view"),
    "outdoors": ("", "stage"),
    "backdrop_red": ("", "stage"),
    "backdrop_green": ("", "stage"),
    "backdrop_blue": ("", "stage"),
    "ground_red": ("", "stage"),
    "ground_green": ("", "stage"),
    "ground_blue": ("", "stage"),
}
NAMES = tuple(AXES)
AZIMUTH = NAMES.index("azimuth")  # 0 = from the front, positive = its right side, to ±180
KNOWN = len(AXES) + 1  # numbers of z that parameters tell: the azimuth is its cosine and sine
ROOT2 = 2**0.5
TINTS = 5  # colours that are laid on through masks: paint, roof, ground …
PLANES = 3 + TINTS  # red, green, blue and the masks
GRID = 8  # cells a side of the backdrop's colours


@dataclass(frozen=True)
class Axis:
    """A parameter with a meaning: low and high are the 1st and 99th percentile of the training
    pictures, default is their median. group: body, paint, view or stage."""

    name: str
    unit: str
    low: float
    high: float
    default: float
    group: str


class Styled(nn.Module):
    """3×3 convolution whose output is normalised, each channel of each picture, and takes gain
    and bias from the style (adaptive instance normalisation, Huang & Belongie 2017). Without it
    what differs from place to place fades from level to level, and the finest draw nothing.

    doubling: the input is doubled in size (bilinear) first.
    """

    def __init__(self, c_in: int, c_out: int, w_width: int, doubling: bool = False) -> None:
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, 3, padding=1, bias=False)
        self.style = nn.Linear(w_width, 2 * c_out)
        self.doubling = doubling

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """N×c_in×H×W and styles N×W → N×c_out×H×W, or 2H×2W."""
        x = self.conv(doubled(x) if self.doubling else x)
        gain, bias = self.style(w).chunk(2, 1)
        variance, mean = torch.var_mean(x, (2, 3), correction=0)
        gain = (1 + gain) * (variance + 1e-5).rsqrt()
        return torch.addcmul((bias - mean * gain)[..., None, None], x, gain[..., None, None])


def doubled(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def active(x: Tensor) -> Tensor:
    """Leaky rectification, in place."""
    return F.leaky_relu(x, 0.2, inplace=True)


class Level(nn.Module):
    """Doubles the size: a convolution before, one after, each with a style of its own."""

    def __init__(self, c_in: int, c_out: int, w_width: int) -> None:
        super().__init__()
        self.before = Styled(c_in, c_out, w_width)
        self.after = Styled(c_out, c_out, w_width, doubling=True)
        self.to_planes = nn.Conv2d(c_out, 4 * PLANES, 3, padding=1)
        assert self.to_planes.bias is not None
        nn.init.zeros_(self.to_planes.bias)
        weight = self.to_planes.weight
        if weight.is_meta:  # weights will be loaded
            return
        with torch.no_grad():
            # The four pixels of a place begin alike, else they leave a pattern (Aitken et al.
            # 2017), and weak: a level that is taken in later does not spoil what is there.
            weight.copy_(0.2 * weight[::4].repeat_interleave(4, 0))

    def forward(self, x: Tensor, styles: Tensor) -> tuple[Tensor, Tensor]:
        """N×c_in×H×W and styles N×2×W → N×c_out×2H×2W, and what it adds to colours and masks,
        N×PLANES×4H×4W."""
        x = active(self.before(x, styles[:, 0]))
        x = active(self.after(x, styles[:, 1]))
        return x, F.pixel_shuffle(self.to_planes(x), 2)


class Latent(nn.Module):
    """Generator of pictures size×size from one latent; see the module's text for its spaces.

    residual: numbers of z that no parameter tells. w_width: numbers of a style.
    widths: channels at 4, 8, 16, … pixels. The picture is twice as large as the last level,
    which gives four pixels a place (sub-pixel convolution, Shi et al. 2016).
    bank: how many z of training pictures are stored.
    """

    known: Tensor
    ranges: Tensor
    bank: Tensor
    w_mean: Tensor
    directions: Tensor
    spread: Tensor

    def __init__(
        self,
        residual: int = 25,
        w_width: int = 192,
        widths: tuple[int, ...] = (256, 192, 128, 64, 32),
        bank: int = 512,
    ) -> None:
        super().__init__()
        self.residual, self.z_width, self.w_width = residual, KNOWN + residual, w_width
        self.layers = 2 * len(widths) - 1
        self.size = 8 * 2 ** (len(widths) - 1)
        self.first = nn.Linear(w_width, 16 * widths[0])
        self.to_w_layers = nn.ModuleList(
            nn.Linear(a, w_width) for a in (self.z_width, w_width, w_width)
        )
        self.straight = nn.Linear(self.z_width, w_width, bias=False)
        # Colours straight from the last style: convolutions learn them last.
        self.backdrop = nn.Linear(w_width, 3 * GRID * GRID)
        self.tints = nn.Linear(w_width, 3 * TINTS)
        for layer in (*self.to_w_layers, self.first):
            # Styles start with variance 1: modulation has something to work with.
            nn.init.kaiming_normal_(layer.weight, 0.2)
        self.levels = nn.ModuleList(Level(a, b, w_width) for a, b in pairwise(widths))
        self.register_buffer("known", torch.zeros(2, len(AXES)))  # mean, standard deviation
        self.register_buffer("ranges", torch.zeros(3, len(AXES)))  # low, high, default
        self.register_buffer("bank", torch.zeros(bank, self.z_width))
        self.register_buffer("w_mean", torch.zeros(w_width))
        self.register_buffer("directions", torch.zeros(w_width, w_width))  # orthonormal rows
        self.register_buffer("spread", torch.zeros(w_width))  # deviation along each, falling

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The parameters, in the order of `parameters` N×P."""
        ranges: list[list[float]] = self.ranges.T.tolist()
        return tuple(
            Axis(name, unit, low, high, default, group)
            for (name, (unit, group)), (low, high, default) in zip(
                AXES.items(), ranges, strict=True
            )
        )

    def to_z(self, parameters: Tensor, residual: Tensor) -> Tensor:
        """Parameters N×P in their units and residual N×R → z N×Z."""
        standard = (parameters - self.known[0]) / self.known[1].clamp(min=1e-4)
        angle = torch.deg2rad(parameters[:, AZIMUTH : AZIMUTH + 1])
        around = ROOT2 * torch.cat([angle.cos(), angle.sin()], 1)
        before, after = standard[:, :AZIMUTH], standard[:, AZIMUTH + 1 :]
        return torch.cat([before, around, after, residual], 1)

    def parameters_of(self, z: Tensor) -> Tensor:
        """The parameters N×P, in their units, that z N×Z stands for."""
        standard = torch.cat([z[:, : AZIMUTH + 1], z[:, AZIMUTH + 2 : KNOWN]], 1)
        found = standard * self.known[1] + self.known[0]
        angle = torch.rad2deg(torch.atan2(z[:, AZIMUTH + 1], z[:, AZIMUTH]))
        return torch.cat([found[:, :AZIMUTH], angle[:, None], found[:, AZIMUTH + 1 :]], 1)

    def residual_of(self, z: Tensor) -> Tensor:
        """The residual N×R in z N×Z."""
        return z[:, KNOWN:]

    def mapping(self, z: Tensor) -> Tensor:
        """z N×Z → w N×W."""
        w: Tensor = self.straight(z)
        for layer in self.to_w_layers[:-1]:
            z = active(layer(z))
        return w + self.to_w_layers[-1](z)

    def to_w(self, parameters: Tensor, residual: Tensor) -> Tensor:
        """Parameters N×P in their units and residual N×R → w N×W."""
        return self.mapping(self.to_z(parameters, residual))

    def w_plus(self, w: Tensor) -> Tensor:
        """w N×W → w+ N×L×W with the same style in all layers."""
        return w[:, None].expand(-1, self.layers, -1)

    def truncated(self, w: Tensor, psi: float) -> Tensor:
        """w (or w+, …×W) drawn towards the mean: psi 1 = as it is, 0 = the mean."""
        return self.w_mean + psi * (w - self.w_mean)

    def whitened(self, w: Tensor) -> Tensor:
        """w (…×W) along the principal directions, in standard deviations; N(0, 1) for likely w."""
        floor = 0.02 * self.spread[0].clamp(min=1e-4)
        return (w - self.w_mean) @ self.directions.T / self.spread.clamp(min=floor)

    def synthesis(self, w_plus: Tensor, side: int | None = None) -> Tensor:
        """w+ N×L×W → pictures N×3×S×S, nominally in [-1, 1] (not clamped: its gradient never dies).

        side: of a smaller picture, from the coarser levels alone (16, 32, …); None = `size`.
        """
        n = len(w_plus)
        x = active(self.first(w_plus[:, 0]).view(n, -1, 4, 4))
        planes: Tensor | None = None
        for i, level in enumerate(self.levels):
            x, more = level(x, w_plus[:, 2 * i + 1 : 2 * i + 3])
            planes = more if planes is None else doubled(planes) + more
            if planes.shape[-1] == side:
                break
        assert planes is not None
        colours = self.tints(w_plus[:, -1]).view(n, 3, TINTS)
        masks = torch.sigmoid(planes[:, 3:])
        tinted = (colours @ masks.flatten(2)).view(n, 3, *masks.shape[2:])
        grid = self.backdrop(w_plus[:, -1]).view(n, 3, GRID, GRID)
        size = masks.shape[2:]
        backdrop = F.interpolate(grid, size, mode="bilinear", align_corners=False)
        return planes[:, :3] + tinted + backdrop

    def random_z(self, count: int, generator: torch.Generator | None = None) -> Tensor:
        """z N×Z of random cars: each group of axes, and the residual, of another picture."""
        groups = [group for _, group in AXES.values()]
        groups.insert(AZIMUTH, groups[AZIMUTH])
        groups += ["rest"] * self.residual
        z = self.bank.new_empty(count, self.z_width)
        for group in dict.fromkeys(groups):
            here = torch.tensor([g == group for g in groups])
            # Drawn on the CPU: the same seed gives the same cars on every device.
            rows = torch.randint(len(self.bank), (count,), generator=generator)
            z[:, here] = self.bank[rows.to(z.device)][:, here]
        return z

    def forward(self, z: Tensor) -> Tensor:
        """z N×Z → pictures N×3×S×S."""
        return self.synthesis(self.w_plus(self.mapping(z)))


def recognise(shapes: Shapes) -> Options | None:
    if "to_w_layers.0.weight" not in shapes or "first.weight" not in shapes:
        return None
    levels = sum(1 for k in shapes if k.startswith("levels.") and k.endswith("before.conv.weight"))
    w_width, z_width = shapes["to_w_layers.0.weight"]
    firsts = [shapes[f"levels.{i}.before.conv.weight"] for i in range(levels)]
    return {
        "residual": z_width - KNOWN,
        "w_width": w_width,
        "widths": (firsts[0][1], *(f[0] for f in firsts)),
        "bank": shapes["bank"][0],
    }


def interface(options: Options) -> Interface:
    side = 8 * 2 ** (len(options["widths"]) - 1)
    return Interface(0, 3, latent=KNOWN + options["residual"], side=side)


SPEC = ModelSpec("latent", "latent", recognise, Latent, interface=interface)
