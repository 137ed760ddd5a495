"""From a mask pass (codes, panels, depth, normals) to a label map and a line drawing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.training.carset.labels import Code, Label, label_table

STEP = 0.05  # metres of depth between neighbouring pixels

# Surfaces that a drawing does not tell apart.
FINISH_CODES = {
    Code.ROOF: Code.PAINT,
    Code.STRIPE: Code.PAINT,
    Code.GRILLE_SLAT: Code.GRILLE_GAP,
    Code.HEAD_DRL: Code.HEAD_BASE,
    Code.HEAD_BEZEL: Code.HEAD_BASE,
    Code.TAIL_LIT: Code.TAIL_BASE,
    Code.TAIL_CLEAR: Code.TAIL_BASE,
    Code.MIRROR_GLASS: Code.MIRROR,
    Code.EXHAUST_BORE: Code.EXHAUST,
    Code.PLATE_FRAME: Code.PLATE,
    Code.SKY: Code.GROUND,
}


@dataclass(frozen=True)
class MaskPass:
    """All (H, W): codes and panels uint8, depth float32 metres, normals (H, W, 3) float32."""

    codes: NDArray[np.uint8]
    panels: NDArray[np.uint8]
    depth: NDArray[np.float32]
    normals: NDArray[np.float32]


def unpack(pixels: NDArray[np.float32]) -> MaskPass:
    """A rendered mask pass (H, W, 3), rows from the top."""
    number = np.rint(pixels[..., 0]).astype(np.int32)
    packed = np.rint(pixels[..., 2]).astype(np.int64)
    normals = np.stack([packed % 128, packed // 128 % 128, packed // 16384], axis=-1)
    return MaskPass(
        (number % 64).astype(np.uint8),
        (number // 64).astype(np.uint8),
        pixels[..., 1].astype(np.float32),
        (normals.astype(np.float32) - 63.0) / 63.5,
    )


def labels_at_half_size(scan: MaskPass, seamless: bool) -> NDArray[np.uint8]:
    """Label map (H/2, W/2) of a pass at twice the size: the commonest of four, plus seams.

    In a `seamless` studio everything that is not car is ground.
    """
    labels = label_table()[scan.codes]
    if seamless:
        labels = np.where(scan.codes == Code.SKY, np.uint8(Label.GROUND), labels)
    quads = np.stack([labels[i::2, j::2] for i in (0, 1) for j in (0, 1)])
    votes = (quads[:, None] == quads[None, :]).sum(axis=1)
    result = np.take_along_axis(quads, votes.argmax(axis=0)[None], axis=0)[0]
    paint = (scan.codes == Code.PAINT) | (scan.codes == Code.ROOF) | (scan.codes == Code.STRIPE)
    gap = thin(_change(scan.panels, paint))
    tiles = gap.reshape(gap.shape[0] // 2, 2, gap.shape[1] // 2, 2)
    seam = tiles.any(axis=(1, 3)) & (result == Label.PAINT)
    return np.where(seam, np.uint8(Label.SEAM), result).astype(np.uint8)


def _change(values: NDArray[np.uint8], where: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels whose right or lower neighbour differs, both within `where`."""
    edge = np.zeros(values.shape, bool)
    edge[:, :-1] |= (values[:, :-1] != values[:, 1:]) & where[:, :-1] & where[:, 1:]
    edge[:-1] |= (values[:-1] != values[1:]) & where[:-1] & where[1:]
    return edge


def edges(scan: MaskPass) -> NDArray[np.bool_]:
    """Pixels (H, W) on an outline, a part's border, a panel gap, a step or a fold."""
    table = np.arange(64, dtype=np.uint8)
    for code, same in FINISH_CODES.items():
        table[code] = same
    codes = table[scan.codes]
    car = (scan.codes != Code.GROUND) & (scan.codes != Code.SKY)
    everywhere = np.ones(codes.shape, bool)
    result = _change(codes, everywhere)
    shell = scan.codes < Code.BED
    result |= _change(scan.panels, shell)
    result |= _steps(scan, car)
    cosine = np.ones(codes.shape, np.float32)
    for axis in (0, 1):
        dot = (scan.normals * np.roll(scan.normals, -2, axis)).sum(axis=-1)
        cosine = np.minimum(cosine, dot)
    quiet = shell & (scan.codes != Code.WELL) & (scan.codes != Code.GRILLE_GAP)
    fold = (cosine < 0.72) & quiet & ~(scan.codes == Code.GRILLE_SLAT)
    # What wraps round the picture's border is no edge.
    fold[:2], fold[:, :2] = False, False
    return result | fold


def _steps(scan: MaskPass, car: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Depth steps, on their nearer side alone so that each gives one line."""
    result = np.zeros(car.shape, bool)
    depth = np.where(car, scan.depth, np.float32(0.0))
    for axis in (0, 1):
        ahead = np.roll(depth, -1, axis) - depth
        behind = np.roll(depth, 1, axis) - depth
        both = car & np.roll(car, -1, axis) & np.roll(car, 1, axis)
        # On a smooth surface the two differences cancel, however steep it is.
        result |= both & (ahead + behind > STEP) & (np.maximum(ahead, behind) > STEP)
    for border in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        result[border] = False
    return result


def _thinning_table(step: int) -> NDArray[np.bool_]:
    """Whether a pixel goes, by its neighbours as bits 0 to 7, clockwise from the north."""
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1 == 1
    count = bits.sum(axis=1)
    turns = (~bits & np.roll(bits, -1, axis=1)).sum(axis=1)
    north, east, south, west = bits[:, 0], bits[:, 2], bits[:, 4], bits[:, 6]
    if step == 0:
        free = ~(north & east & south) & ~(east & south & west)
    else:
        free = ~(north & east & west) & ~(north & south & west)
    return (count >= 2) & (count <= 6) & (turns == 1) & free


def thin(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Zhang and Suen's thinning to lines one pixel wide."""
    image = np.pad(mask, 1).astype(np.uint8)
    inner = image[1:-1, 1:-1]
    height, width = mask.shape
    around = ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))
    tables = [_thinning_table(step) for step in (0, 1)]
    while True:
        changed = False
        for table in tables:
            code = np.zeros(mask.shape, np.uint8)
            for bit, (i, j) in enumerate(around):
                code |= image[i : i + height, j : j + width] << bit
            drop = table[code] & (inner > 0)
            if drop.any():
                inner[drop] = 0
                changed = True
        if not changed:
            return inner > 0


def despeckle(mask: NDArray[np.bool_], reach: int = 5, least: int = 6) -> NDArray[np.bool_]:
    """Without pixels that have fewer than `least` set within `reach` pixels around them."""
    height, width = mask.shape
    total = np.pad(mask, reach + 1).astype(np.int32).cumsum(axis=0).cumsum(axis=1)
    side = 2 * reach + 1
    count = (
        total[side : side + height, side : side + width]
        - total[:height, side : side + width]
        - total[side : side + height, :width]
        + total[:height, :width]
    )
    return mask & (count >= least)


def draw_at_half_size(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Dark anti-aliased lines on white (H/2, W/2) uint8 from thin lines (H, W)."""
    ink = mask.astype(np.float32)
    weights = np.exp(-0.5 * (np.arange(-2, 3) / 0.85) ** 2)
    weights /= weights.sum()
    for axis in (0, 1):
        padded = np.pad(ink, [(2, 2) if k == axis else (0, 0) for k in (0, 1)])
        size = ink.shape[axis]
        ink = sum(
            w * np.take(padded, np.arange(i, i + size), axis) for i, w in enumerate(weights)
        ).astype(np.float32)
    ink = np.clip(ink * 2.3, 0.0, 1.0)
    height, width = ink.shape
    ink = ink.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    return np.rint(255.0 * (1.0 - np.clip(ink * 1.15, 0.0, 0.94))).astype(np.uint8)


def line_drawing(scan: MaskPass) -> NDArray[np.uint8]:
    """The drawing (H/2, W/2) of a pass at twice the size."""
    found = edges(scan)
    drawn = np.zeros(found.shape, bool)
    rows, columns = np.nonzero(found.any(axis=1))[0], np.nonzero(found.any(axis=0))[0]
    if len(rows):
        window = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        drawn[window] = despeckle(thin(found[window]))
    return draw_at_half_size(drawn)
