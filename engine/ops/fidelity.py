"""What keeps an enlarged picture true to the picture: its colour where it is transparent, its
flat areas, its low frequencies.

All values are encoded and of unit range (see `unit`), so that one way serves every depth.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.ops import colour

Values = NDArray[np.float32]  # H×W×C, black 0, white 1, encoded for the eye

_SPREADS = (1.5, 5.0)  # pixels, standard deviation: how far colour flows into the transparent
BLEED = 15  # pixels: how far it comes
_TRUSTED = 16 / 255  # alpha from which on a pixel's own colour counts in full
_SIGMA, _RADIUS = 2.0, 7
_ROUNDS, _STRICT_ROUNDS = 2, 6
_FLAT = 1.5 / 255  # contrast from which on the network is believed in full
_OFF = 0.5 / 255  # shift of the low frequencies up to which `strict` believes in full


def unit(pixels: NDArray[Any]) -> Values:
    """H×W×C of any depth → values; light outside [0, 1] in float pictures stays outside."""
    values = pixels.astype(np.float32)
    if pixels.dtype.kind == "f":
        colours = slice(colour.bands(pixels))
        values[..., colours] = colour.from_linear(values[..., colours])
    else:
        values /= np.float32(colour.full(pixels.dtype))
    return values


def depth(values: Values, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Values → H×W×C of a depth, rounded."""
    if dtype.kind == "f":
        result = values.copy()
        colours = slice(colour.bands(values))
        result[..., colours] = colour.to_linear(values[..., colours])
        if values.shape[2] in (2, 4):
            np.clip(result[..., -1], 0, 1, out=result[..., -1])
        return result.astype(dtype)
    levels = np.clip(values, 0, 1)
    levels *= np.float32(colour.full(dtype))
    levels += np.float32(0.5)
    return levels.astype(dtype)


def bled(values: Values) -> Values:
    """H×W×{2, 4}: where a pixel is transparent it takes the colour of visible ones up to BLEED
    pixels away, so that no hidden colour makes a fringe when pixels are mixed."""
    alpha = values[..., -1]
    if alpha.min() >= _TRUSTED:
        return values
    result = values.copy()
    own = np.clip(alpha / np.float32(_TRUSTED), 0, 1)[..., None]
    filled = values[..., :-1]
    for sigma in reversed(_SPREADS):
        size = (2 * BLEED + 1,) * 2
        cover = cv2.GaussianBlur(alpha, size, sigma, borderType=cv2.BORDER_REFLECT)
        spread = cv2.GaussianBlur(
            values[..., :-1] * alpha[..., None], size, sigma, borderType=cv2.BORDER_REFLECT
        ).reshape(filled.shape)
        there = cover > 1e-5
        mean = spread / np.where(there, cover, 1)[..., None]
        filled = np.where(there[..., None], mean, filled)
    result[..., :-1] = own * values[..., :-1] + (1 - own) * filled
    return result


def faithful(source: Values, enlarged: Values, scale: int, strict: bool = False) -> Values:
    """Give a network's picture the low frequencies of its source, and its flat areas.

    source: h×w×C. enlarged: (h·scale)×(w·scale)×C, what a network made of it.
    The difference of the two, taken at the source's size and blurred, is added (as proposed for
    the colour shift of GAN-trained networks: the residual of low frequencies); where the source
    is flat there is nothing to invent and its own value stays, so that 255 is 255. Light
    outside [0, 1] is enlarged smoothly.
    strict: of a network so far from the source that much is lost by clipping, add the difference
    more often, and mix it with the plain enlargement where the low frequencies are off even then.
    """
    height, width, channels = source.shape
    large = (width * scale, height * scale)
    count = colour.bands(source)
    kernel = np.ones((5, 5), np.uint8)
    contrast = (cv2.dilate(source, kernel) - cv2.erode(source, kernel)).reshape(source.shape)
    contrast[..., :count] = contrast[..., :count].max(2, keepdims=True)
    result = np.empty((*large[::-1], channels), np.float32)
    for channel in range(channels):
        light = np.ascontiguousarray(source[..., channel])
        given = np.clip(light, 0, 1)
        made = np.clip(enlarged[..., channel], 0, 1)
        for _ in range(_rounds(strict)):  # the second for what clipping took away
            low = _low(given, made)
            made += cv2.resize(low, large, interpolation=cv2.INTER_LINEAR)
            np.clip(made, 0, 1, out=made)
        plain = cv2.resize(given, large, interpolation=cv2.INTER_CUBIC)
        np.clip(plain, 0, 1, out=plain)
        believed = np.clip(contrast[..., channel] / np.float32(_FLAT), 0, 1)
        if strict:
            shift = cv2.dilate(np.abs(_low(given, made)), kernel)
            believed *= np.float32(_OFF) / np.maximum(shift, np.float32(_OFF))
        made -= plain
        made *= cv2.resize(believed, large, interpolation=cv2.INTER_LINEAR)
        made += plain
        outside = light - given
        if outside.any():
            made += cv2.resize(outside, large, interpolation=cv2.INTER_LINEAR)
        result[..., channel] = made
    return result


def context(strict: bool) -> int:
    """Pixels of the source that `faithful` looks at around one."""
    return (_rounds(strict) + strict) * (_RADIUS + 3)


def _rounds(strict: bool) -> int:
    return _STRICT_ROUNDS if strict else _ROUNDS


def _low(given: NDArray[np.float32], made: NDArray[np.float32]) -> NDArray[np.float32]:
    """h×w: the low frequencies that an enlarged channel, H×W, lacks of the given one, h×w."""
    height, width = given.shape
    lost = given - cv2.resize(made, (width, height), interpolation=cv2.INTER_AREA)
    size = (2 * _RADIUS + 1,) * 2
    return np.asarray(cv2.GaussianBlur(lost, size, _SIGMA, borderType=cv2.BORDER_REFLECT))
