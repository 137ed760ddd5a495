"""What fills a hole: the painter, a network for inpainting, and their tone and grain.

A site is a crop of the picture with one hole, or several near each other. Values are H×W×3 float32,
sRGB-encoded, nominally in [0, 1].
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.models.painter import Painter
from engine.models.segmenter import Segmenter
from engine.models.spec import Interface
from engine.ops import fit, holes, labels, layouts, lines, pixels
from engine.ops.holes import Mask, Values
from engine.runtime import cards
from engine.runtime.pool import Model, Pool
from engine.tools import painting, passes, pictures, segment

NEAR = 0.056  # of the crop's side: how far from its border a hole is rather continued than painted
NEARER, FARTHER = 0.25, 1000.0  # bounds of that, as told by a trial
SHALLOW = 0.7  # of it: a hole that is nowhere deeper is only continued
READER = "segmenter"  # the model that reads the parts around a hole
SURE = 0.5  # probability from which a part that it reads counts
SOFT = 2.0  # pixels: σ below which what the painter adds is wrong more often than right
LARGEST = 768 * 768  # pixels that networks for inpainting see; larger crops are reduced

_EXACT = 0.1 / 255  # errors below that are none

Step = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Site:
    """values: the crop. hole, known: H×W; known is what may be gone by. labels: H×W uint8 part
    ids, 255 = don't know. ink: H×W float32 in [0, 1], lines of what shall be in the hole."""

    values: Values
    hole: Mask
    known: Mask
    labels: NDArray[np.uint8] | None = None
    ink: lines.Ink | None = None

    @property
    def rgb(self) -> NDArray[np.uint8]:
        return (self.values.clip(0, 1) * 255 + 0.5).astype(np.uint8)

    @property
    def wanted(self) -> bool:
        """Whether it is told what shall be in the hole."""
        drawn = self.ink is not None and bool(self.ink[self.hole].any())
        named = self.labels is not None and bool((self.labels[self.hole] != labels.UNKNOWN).any())
        return drawn or named

    @property
    def reach(self) -> float:
        """How far from its border a hole is rather continued than painted, in pixels."""
        return NEAR * math.sqrt(self.hole.size)


def joined(made: Values, site: Site) -> Values:
    """What was made, in the tone of what is known around the hole: its difference there is carried
    inwards as a membrane (Pérez et al. 2003)."""
    rim = holes.rim(site.hole, site.known)
    differs = np.where(rim[..., None], site.values - made, np.float32(0))
    return made + holes.membrane(differs, site.hole, rim)


def painted(
    site: Site, painter: Painter, pool: Pool, seed: int, coarse: bool, step: Step
) -> Values:
    """The site's hole, near its border continued smoothly, further in painted; where a trial shows
    that continuing does better or worse than painting, further in or less far. Where lines or
    labels say what belongs there it is all painted.

    Raises BadInput model.*; Cancelled by way of `step`.
    """
    smooth = continued(site)
    depth = holes.depth(site.hole)
    if depth.max() < SHALLOW * site.reach and not site.wanted:
        step(1.0)
        return smooth

    def paint(site: Site, coarse: bool, step: Step) -> Values:
        made = _by_painter(site, painter, pool, seed, coarse, step)
        return joined(made, site)

    if site.wanted:
        return paint(site, coarse, step)
    reach = site.reach * tried(site, lambda trial: paint(trial, True, lambda done: None))
    step(0.2)
    made = softened(paint(site, coarse, lambda done: step(0.2 + 0.8 * done)), site)
    share = np.exp(-depth / reach)
    return made + share * (smooth - made)


def continued(site: Site) -> Values:
    """The site with what is around its hole going on smoothly: the mean of a plate, which goes on
    with slopes, and a membrane, which never swings beyond what is known. Either errs where the
    other does not."""
    rim = holes.rim(site.hole, site.known)
    flat = holes.membrane(site.values * site.known[..., None], site.hole, rim)
    bent = joined(holes.plate(site.values, site.known), site)
    return np.where(site.hole[..., None], (bent + flat) / 2, site.values)


def softened(made: Values, site: Site) -> Values:
    """What was painted in a hole without its finest detail, which is a guess."""
    whole = np.where(site.hole[..., None], made, site.values).astype(np.float32)
    return cv2.GaussianBlur(whole, (0, 0), SOFT)


def _by_painter(
    site: Site, painter: Painter, pool: Pool, seed: int, coarse: bool, step: Step
) -> Values:
    rgb = site.rgb
    there = np.dstack([rgb * site.known[..., None], site.known * np.uint8(255)])
    with torch.inference_mode():
        told = likely(site, pool) if site.labels is None else site.labels
        picture = passes.painted(
            painter,
            painting.style(painter, seed, None, there, pool.device),
            passes.Sources(lines=site.ink, labels=told, known=there),
            (rgb.shape[0], rgb.shape[1]),
            step,
            coarse=coarse,
            where=site.hole,
        )
        return pixels.values((picture + 1) / 2)


def likely(site: Site, pool: Pool) -> labels.Map | None:
    """The parts that are seen around a hole and those that cars laid out like this one have in
    it, H×W ids; None if there is no model to read them."""
    parts = read(site.rgb, site.known, pool)
    return None if parts is None else layouts.completed(parts, site.hole, layouts.bank())


def tried(site: Site, paint: Callable[[Site], Values]) -> Values:
    """H×W×1 in [NEARER, FARTHER]: how much farther from the border than usual each place of a
    hole is to be continued rather than painted.

    Both are tried on a wider hole, whose rim is known: the ratio of their errors there, as of
    standard deviations, is carried into the hole. What is tried is small: the ratio needs no
    detail.
    """
    small = reduced(site, passes.SIDE**2)
    around = 2 * max(2, round(small.reach / 2)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (around, around))
    wide = cv2.dilate(small.hole.astype(np.uint8), disc) > 0
    rim = wide & small.known
    known = small.known & ~rim
    height, width = site.hole.shape
    if not rim.any() or not known.any():
        return np.ones((height, width, 1), np.float32)
    trial = replace(small, values=small.values * known[..., None], hole=wide, known=known)
    smooth = continued(trial)

    def error(made: Values) -> Values:
        apart = np.square(made - small.values).mean(2) * rim
        near = cv2.blur(rim.astype(np.float32), (around, around))
        return cv2.blur(apart, (around, around)) / np.maximum(near, 1e-6) + _EXACT**2

    ratio = np.log(error(paint(trial)) / error(smooth))[..., None] * (rim[..., None] / 2)
    inside = holes.membrane(ratio, small.hole, rim)
    longer = np.exp(cv2.resize(inside, (width, height), interpolation=cv2.INTER_LINEAR))
    return longer.clip(NEARER, FARTHER)[..., None]


def reduced(site: Site, pixels: int) -> Site:
    """The site at about so many pixels, if it has more."""
    height, width = site.hole.shape
    scale = math.sqrt(pixels / site.hole.size)
    if scale >= 1:
        return site
    size = max(1, round(width * scale)), max(1, round(height * scale))

    def smaller(a: Values) -> Values:
        return cv2.resize(a, size, interpolation=cv2.INTER_AREA)

    share = smaller(site.known.astype(np.float32))
    hole = smaller(site.hole.astype(np.float32)) > 0
    known = (share > 0.99) & ~hole
    values = smaller(site.values * site.known[..., None]) / np.maximum(share, 1e-6)[..., None]
    ids = site.labels
    if ids is not None:
        ids = cv2.resize(ids, size, interpolation=cv2.INTER_NEAREST_EXACT).astype(np.uint8)
    return Site(values * known[..., None], hole, known, ids)


def read(rgb: NDArray[np.uint8], known: Mask, pool: Pool) -> NDArray[np.uint8] | None:
    """The parts that are seen around a hole, H×W ids; None if there is no model to read them."""
    if READER not in {card.name for card in cards.installed(segment.TASK)}:
        return None
    model = pool.get(READER, segment.TASK)
    if not isinstance(model.net, Segmenter):
        return None
    height, width = known.shape
    face = model.face
    h, w = fit.working_size(height, width, segment.TOLD, face.multiple)
    size = max(w, face.smallest), max(h, face.smallest)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    unknown = cv2.resize((~known).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    closed = cv2.inpaint(small, (unknown > 0).astype(np.uint8), 3, cv2.INPAINT_TELEA)
    seen = pixels.to_tensor(np.asarray(closed, np.uint8), pool.device)
    chance, part = model.net(seen).softmax(1).max(1)
    ids = torch.where(chance >= SURE, part, labels.UNKNOWN)[0].byte().cpu().numpy()
    found = cv2.resize(ids, (width, height), interpolation=cv2.INTER_NEAREST_EXACT)
    return np.where(known, found, np.uint8(labels.UNKNOWN)).astype(np.uint8)


def by_network(site: Site, model: Model, device: torch.device) -> Values:
    """The site's hole by a network that takes the picture, black in the hole, and a mask, white
    there (LaMa, Suvorov et al. 2022)."""
    height, width = site.hole.shape
    scale = min(1.0, math.sqrt(LARGEST / site.hole.size))
    small = model.face.fixed or (max(1, round(height * scale)), max(1, round(width * scale)))
    unknown = pixels.plane((~site.known).astype(np.float32), device)
    picture = pixels.to_tensor(site.rgb, device)
    with torch.inference_mode():
        # Bicubic weights may be negative: what a hole has any part in is not known.
        mask = (fit.resize(unknown, *small).abs() > 1e-3).float()
        black = (fit.resize(picture, *small).clamp(-1, 1) + 1) / 2 * (1 - mask)
        made = _fitted(torch.cat([black, mask], 1), model.face, model.net)
        return joined(pixels.values((fit.resize(made, height, width) + 1) / 2), site)


def _fitted(x: Tensor, face: Interface, net: Callable[[Tensor], Tensor]) -> Tensor:
    """The network's picture in [-1, 1] of 1×4×H×W in [0, 1], whose borders go on mirrored up to a
    size that it takes."""
    height, width = x.shape[-2:]
    tall, wide = face.fixed or (
        math.ceil(max(side, face.smallest) / face.multiple) * face.multiple
        for side in (height, width)
    )
    made = net(pixels.ranged(pictures.mirrored(x, tall, wide), (0, 1), face.takes))
    return pixels.ranged(made[..., :height, :width], face.gives, (-1, 1))


def textured(made: Values, site: Site, faintest: float, seed: int) -> Values:
    """What was made, with the fine detail of what is around: edges that end at the hole go on into
    it for some pixels, and grain all over, so that it does not look polished.

    faintest: standard deviation from which grain counts as such.
    """
    whole = np.where(site.known[..., None], site.values, made).astype(np.float32)
    result = holes.frayed(whole, site.hole, site.known)
    covariance = holes.grain(site.values, site.known)
    if np.trace(covariance) > 3 * faintest**2:
        rng = np.random.default_rng(seed)
        spread = np.linalg.cholesky(covariance + 1e-12 * np.eye(3))
        noise = rng.standard_normal((int(site.hole.sum()), 3)) @ spread.T
        result[site.hole] += noise.astype(np.float32)
    return result
