"""The painter: one generator for lines, part labels, colour hints, known pixels and style.

A U-Net over pixel-unshuffled conditions whose normalisations are modulated by a style
(FiLM, Perez et al. 2018) and, in the decoder, also by the conditions themselves
(SPADE, Park et al. 2019). Any subset of the conditions may be absent. The style encoder
is the variational one of GauGAN; a random style is drawn from the styles that training
ended with, not from N(0, I), so that it is as good a style as an encoded one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.spec import ModelSpec, Options, Shapes

LABELS = 18  # ids 0…17 of resources/palettes/car.toml; any other id means "don't know"
CONDITIONS = 1 + LABELS + 4 + 4 + 4  # lines, labels, hints, known pixels, guide
SUMMARY = 5 + 3  # which conditions are there, and the mean colour of the hints
TINTS = 6
MULTIPLE = 32  # height and width must be multiples of this
SMALLEST = 64


@dataclass(frozen=True, eq=False)
class Conditions:
    """What a picture shall follow; absent = None. All N×…×H×W on one device.

    lines:  N×1×H×W float, ink in [0, 1], 0 = paper.
    labels: N×H×W int64 part ids; ids outside 0…17 mean "don't know".
    hints:  N×4×H×W float, colour in [-1, 1] (0 where no hint) and a mask in {0, 1}.
    known:  N×4×H×W float, pixels in [-1, 1] (0 where unknown) and a mask in {0, 1}.
    guide:  N×3×H×W float in [-1, 1], a coarse picture of the result.
    """

    lines: Tensor | None = None
    labels: Tensor | None = None
    hints: Tensor | None = None
    known: Tensor | None = None
    guide: Tensor | None = None

    def to(self, device: torch.device) -> Conditions:
        moved = {k: v if v is None else v.to(device) for k, v in vars(self).items()}
        return Conditions(**moved)

    def packed(self, like: Tensor) -> tuple[Tensor, Tensor]:
        """Planes N×CONDITIONS×H×W and summary N×SUMMARY; `like` gives N, H, W, dtype, device.

        The summary reaches every part of the picture at once: a dab of red on a bonnet is meant
        for the whole car, farther than convolutions carry it.
        """
        n, _, h, w = like.shape

        def planes(x: Tensor | None, channels: int) -> Tensor:
            return like.new_zeros(n, channels, h, w) if x is None else x.to(like.dtype)

        if self.labels is None:
            labels = like.new_zeros(n, LABELS, h, w)
        else:
            ids = torch.where((self.labels >= 0) & (self.labels < LABELS), self.labels, LABELS)
            labels = F.one_hot(ids, LABELS + 1)[..., :LABELS].permute(0, 3, 1, 2).to(like.dtype)
        guide = planes(self.guide, 3)
        has_guide = guide.abs().amax(1, keepdim=True).amax((2, 3), keepdim=True) > 0  # N×1×1×1
        parts = [
            planes(self.lines, 1),
            labels,
            planes(self.hints, 4),
            planes(self.known, 4),
            torch.cat([guide, has_guide.to(like.dtype).expand(n, 1, h, w)], 1),
        ]
        presence = torch.stack([(p.abs().amax((1, 2, 3)) > 0).to(like.dtype) for p in parts], 1)
        colours, there = parts[2][:, :3], parts[2][:, 3:]
        hinted = (colours * there).sum((2, 3)) / there.sum((2, 3)).clamp(min=1)  # N×3
        return torch.cat(parts, 1), torch.cat([presence, hinted], 1)


def keep_signal(layers: nn.Module) -> None:
    """Initialise after He et al. 2015. PyTorch's own initialisation loses half of the signal a
    layer, and what a style says of colour would drown before training has begun."""
    for layer in layers.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(layer.weight, a=0.2)


class ModulatedNorm(nn.Module):
    """Instance normalisation whose gain and bias come from a style vector and, if given, a plan."""

    def __init__(self, channels: int, style: int, plan: int = 0) -> None:
        super().__init__()
        self.from_style = nn.Linear(style, 2 * channels)
        self.from_plan = nn.Conv2d(plan, 2 * channels, 1) if plan else None
        nn.init.normal_(self.from_style.weight, std=0.02)
        nn.init.zeros_(self.from_style.bias)
        if self.from_plan is not None:
            nn.init.normal_(self.from_plan.weight, std=0.02)
            nn.init.zeros_(self.from_plan.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor, style: Tensor, plan: Tensor | None = None) -> Tensor:
        modulation = self.from_style(style)[:, :, None, None]  # N×2C×1×1
        if self.from_plan is not None:
            modulation = modulation + self.from_plan(plan)  # N×2C×h×w
        gain, bias = modulation.chunk(2, 1)
        return F.instance_norm(x) * (1 + gain) + bias


class ResBlock(nn.Module):
    """x + conv(norm(conv(norm(x)))), every norm modulated."""

    def __init__(self, c_in: int, c_out: int, style: int, plan: int = 0) -> None:
        super().__init__()
        self.norm1 = ModulatedNorm(c_in, style, plan)
        self.conv1 = nn.Conv2d(c_in, c_out, 3, padding=1)
        self.norm2 = ModulatedNorm(c_out, style, plan)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, padding=1)
        self.skip = nn.Conv2d(c_in, c_out, 1) if c_in != c_out else nn.Identity()

    def forward(self, x: Tensor, style: Tensor, plan: Tensor | None = None) -> Tensor:
        y = self.conv1(F.leaky_relu(self.norm1(x, style, plan), 0.2))
        y = self.conv2(F.leaky_relu(self.norm2(y, style, plan), 0.2))
        return self.skip(x) + y


class StyleEncoder(nn.Module):
    """Picture → mean and log-variance of its style (VAE, Kingma & Welling 2014).

    No normalisation: the colours are what it has to see. The picture is always brought to
    64×64, so that a style does not depend on the picture's size.
    """

    SIDE = 64

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 32, 3, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 3, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(64, 96, 3, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(96, 64, 3, 1, 1),
            nn.LeakyReLU(0.2),
        )
        self.head = nn.Sequential(nn.Linear(64 * 16, 128), nn.LeakyReLU(0.2))
        self.to_stats = nn.Linear(128, 2 * width)
        keep_signal(self.body)
        keep_signal(self.head)

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """N×3×H×W in [-1, 1] → mean and log-variance, N×width each."""
        small = F.interpolate(
            picture, (self.SIDE, self.SIDE), mode="bilinear", antialias=True, align_corners=False
        )
        x = F.adaptive_avg_pool2d(self.body(small), 4).flatten(1)  # N×1024
        mean, log_variance = self.to_stats(self.head(x)).chunk(2, 1)
        # Little noise (σ 0.03…0.6): random styles come from the bank, not from N(0, I).
        return mean, 3 * torch.tanh(log_variance) - 4


class Painter(nn.Module):
    """Conditions + style → picture.

    Height and width are multiples of MULTIPLE and at least SMALLEST; 5.5 GMAC at 256×256.
    """

    def __init__(
        self,
        channels: tuple[int, ...] = (32, 64, 128, 192, 208),
        style: int = 32,
        bank: int = 512,
    ) -> None:
        super().__init__()
        w, plan = 128, 32
        self.style_width = style
        self.mapping = nn.Sequential(
            nn.Linear(style + SUMMARY, w), nn.LeakyReLU(0.2), nn.Linear(w, w), nn.LeakyReLU(0.2)
        )
        keep_signal(self.mapping)
        self.stem = nn.Conv2d(4 * CONDITIONS, channels[0], 3, padding=1)
        self.encoder = nn.ModuleList(ResBlock(c, c, w) for c in channels[:-1])
        self.down = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in pairwise(channels))
        bottom = channels[-1]
        self.bottom = nn.ModuleList(ResBlock(bottom, bottom, w) for _ in range(2))
        pairs = list(zip(channels[-2::-1], channels[:0:-1], strict=True))  # (finer, coarser) pairs
        self.up = nn.ModuleList(nn.Conv2d(coarse, fine, 3, padding=1) for fine, coarse in pairs)
        self.plans = nn.ModuleList(nn.Conv2d(CONDITIONS, plan, 3, padding=1) for _ in pairs)
        self.decoder = nn.ModuleList(ResBlock(2 * fine, fine, w, plan) for fine, _ in pairs)
        self.spread = nn.Conv2d(channels[0], 4 * 12, 3, padding=1)
        self.finish = nn.Sequential(
            nn.Conv2d(12 + 12, 16, 3, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(16, 3 + TINTS, 3, padding=1),
        )
        # Colours straight from the style: the backdrop as a coarse grid, so that convolutions
        # need not draw it, and a few tints laid on through masks (paint, roof, ground …).
        self.backdrop = nn.Linear(w, 3 * 6 * 6)
        self.tints = nn.Linear(w, 3 * TINTS)
        self.style_encoder = StyleEncoder(style)
        # Styles of training pictures at the end of training: the prior of random styles.
        self.bank: Tensor
        self.register_buffer("bank", torch.randn(bank, style))
        # The colours of those pictures' paint, RGB in [-1, 1].
        self.paint: Tensor
        self.register_buffer("paint", torch.zeros(bank, 3))
        # By how much `crisp` raises the finest detail.
        self.crispness: Tensor
        self.register_buffer("crispness", torch.zeros(1))

    def encode_style(self, picture: Tensor) -> Tensor:
        """N×3×H×W in [-1, 1] → N×style."""
        return self.style_encoder(picture)[0]

    def random_style(self, n: int, generator: torch.Generator) -> Tensor:
        """N×style: a point between two styles of the bank, nearer to the first (a kernel
        density estimate of the aggregate posterior). `generator` is a CPU generator."""
        picks = torch.randint(len(self.bank), (2, n), generator=generator)
        lean = 0.3 * torch.rand(n, 1, generator=generator)
        bank = self.bank.cpu()
        return torch.lerp(bank[picks[0]], bank[picks[1]], lean).to(self.bank.device)

    def in_paint(self, style: Tensor, colour: Tensor) -> Tensor:
        """The style whose paint has another colour while the rest is what it most likely is.

        style: N×style. colour: RGB in [-1, 1]. Paint is nearly linear in the
        style, so this is the mean of a Gaussian of styles, given what its paint shall be.
        """
        mean, paint_mean = self.bank.mean(0), self.paint.mean(0)
        styles, paints = self.bank - mean, self.paint - paint_mean
        spread = styles.T @ styles / len(styles)  # style×style
        ridge = 1e-3 * spread.diagonal().mean() * torch.eye(len(spread), device=spread.device)
        to_paint = torch.linalg.solve(spread + ridge, styles.T @ paints / len(styles))  # style×3
        of_paint = to_paint.T @ spread @ to_paint
        gain = spread @ to_paint @ torch.linalg.pinv(of_paint)  # style×3
        missing = colour - (style - mean) @ to_paint - paint_mean  # N×3
        return style + missing @ gain.T

    def forward(self, style: Tensor, conditions: Conditions, size: tuple[int, int]) -> Tensor:
        """N×style, conditions at H×W = size → N×3×H×W in [-1, 1]."""
        planes, summary = conditions.packed(style.new_empty(style.shape[0], 1, *size))
        w = self.mapping(torch.cat([style, summary], 1))
        x = self.stem(F.pixel_unshuffle(planes, 2))  # N×32×H/2×W/2
        skips = []
        for block, down in zip(self.encoder, self.down, strict=True):
            x = block(x, w)
            skips.append(x)
            x = down(x)
        for block in self.bottom:
            x = block(x, w)
        for up, to_plan, block in zip(self.up, self.plans, self.decoder, strict=True):
            skip = skips.pop()
            x = up(F.interpolate(x, skip.shape[-2:]))
            small = F.adaptive_avg_pool2d(planes, skip.shape[-2:])  # N×CONDITIONS×h×w
            plan = F.leaky_relu(to_plan(small), 0.2)
            x = block(torch.cat([x, skip], 1), w, plan)
        x = F.pixel_shuffle(self.spread(F.leaky_relu(x, 0.2)), 2)  # N×12×H×W
        sharp = torch.cat([planes[:, :1], planes[:, 1 + LABELS :]], 1)[:, :12]  # all but labels
        x = self.finish(torch.cat([x, sharp], 1))
        masks = torch.sigmoid(x[:, 3:]).flatten(2)  # N×TINTS×HW
        tinted = (self.tints(w).view(-1, 3, TINTS) @ masks).view_as(x[:, :3])
        grid = self.backdrop(w).view(-1, 3, 6, 6)
        backdrop = F.interpolate(grid, size, mode="bilinear", align_corners=False)
        return torch.tanh(x[:, :3] + tinted + backdrop)

    def crisp(self, picture: Tensor) -> Tensor:
        """A picture that was painted, N×3×H×W, its finest detail (`edges`) raised. What a network
        cannot know the place of, it paints too weak: the mean of all it might be. Training ends
        with measuring by how much (`engine/training/crispness.py`)."""
        return (picture + self.crispness * edges(picture)).clamp(-1, 1)


def detail(picture: Tensor) -> Tensor:
    """What a mean over 3×3 pixels takes away."""
    return picture - F.avg_pool2d(picture, 3, 1, 1, count_include_pad=False)


def edges(picture: Tensor) -> Tensor:
    """The detail without what changes from pixel to pixel: that is the painter's own weave, whose
    phases of the last enlarging differ."""
    around = F.pad(detail(picture), (1, 1, 1, 1), mode="replicate")
    return F.avg_pool2d(F.avg_pool2d(around, 2, 1), 2, 1)


def recognise(shapes: Shapes) -> Options | None:
    """Channels and style width are read from the shapes."""
    if "style_encoder.to_stats.weight" not in shapes or "backdrop.weight" not in shapes:
        return None
    if shapes["stem.weight"][1] != 4 * CONDITIONS:
        return None
    levels = sum(1 for k in shapes if k.startswith("down.") and k.endswith(".weight"))
    channels = (shapes["stem.weight"][0], *(shapes[f"down.{i}.weight"][0] for i in range(levels)))
    bank, style = shapes["bank"]
    return {"channels": channels, "style": style, "bank": bank}


SPEC = ModelSpec("painter", "sketch", recognise, Painter, MULTIPLE, SMALLEST)
