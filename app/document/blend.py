"""How a layer's colours mix with those below: the composite operators of OpenRaster.

Formulas: W3C, Compositing and Blending Level 1 (https://www.w3.org/TR/compositing-1/), sections
9.1 (plus: lighter), 10.1 (separable) and 10.2 (non-separable modes).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]  # H×W, one channel, 1 = full light
Colours = tuple[Plane, Plane, Plane]


class Blend(StrEnum):
    """The values stand in `composite-op` of OpenRaster's stack.xml."""

    NORMAL = "svg:src-over"
    MULTIPLY = "svg:multiply"
    SCREEN = "svg:screen"
    OVERLAY = "svg:overlay"
    DARKEN = "svg:darken"
    LIGHTEN = "svg:lighten"
    COLOR_DODGE = "svg:color-dodge"
    COLOR_BURN = "svg:color-burn"
    HARD_LIGHT = "svg:hard-light"
    SOFT_LIGHT = "svg:soft-light"
    DIFFERENCE = "svg:difference"
    COLOR = "svg:color"
    LUMINOSITY = "svg:luminosity"
    HUE = "svg:hue"
    SATURATION = "svg:saturation"
    PLUS = "svg:plus"


def mixed(blend: Blend, below: Colours, upper: Colours) -> Colours:
    """The mixing function B(Cb, Cs) of a mode, both colours opaque.

    Light above 1 passes through multiply, darken, lighten and difference; the other modes are
    defined up to 1, and take more as 1.
    """
    if blend in _SEPARABLE:
        mix = _SEPARABLE[blend]
        a, b, c = (mix(cb, cs) for cb, cs in zip(below, upper, strict=True))
        return a, b, c
    if blend in _WHOLE:
        return _WHOLE[blend](_unit(below), _unit(upper))
    return upper


def _unit(colours: Colours) -> Colours:
    red, green, blue = (np.clip(plane, 0, 1) for plane in colours)
    return red, green, blue


def _screen(cb: Plane, cs: Plane) -> Plane:
    cb, cs = np.clip(cb, 0, 1), np.clip(cs, 0, 1)
    return cb + cs - cb * cs


def _hard_light(cb: Plane, cs: Plane) -> Plane:
    cb, cs = np.clip(cb, 0, 1), np.clip(cs, 0, 1)
    return np.where(cs <= 0.5, cb * (2 * cs), _screen(cb, 2 * cs - 1))


def _overlay(cb: Plane, cs: Plane) -> Plane:
    return _hard_light(cs, cb)


def _color_dodge(cb: Plane, cs: Plane) -> Plane:
    cb, cs = np.clip(cb, 0, 1), np.clip(cs, 0, 1)
    rest = np.maximum(1 - cs, np.finfo(np.float32).tiny)
    return np.where(cb == 0, np.float32(0), np.minimum(1, cb / rest))


def _color_burn(cb: Plane, cs: Plane) -> Plane:
    cb, cs = np.clip(cb, 0, 1), np.clip(cs, 0, 1)
    share = np.maximum(cs, np.finfo(np.float32).tiny)
    return np.where(cb == 1, np.float32(1), 1 - np.minimum(1, (1 - cb) / share))


def _soft_light(cb: Plane, cs: Plane) -> Plane:
    cb, cs = np.clip(cb, 0, 1), np.clip(cs, 0, 1)
    d = np.where(cb <= 0.25, ((16 * cb - 12) * cb + 4) * cb, np.sqrt(cb))
    return np.where(cs <= 0.5, cb - (1 - 2 * cs) * cb * (1 - cb), cb + (2 * cs - 1) * (d - cb))


def _luminosity_of(c: Colours) -> Plane:
    """Lum(C): the luma of section 10.2."""
    light: Plane = np.float32(0.3) * c[0] + np.float32(0.59) * c[1] + np.float32(0.11) * c[2]
    return light


def _spread(c: Colours) -> tuple[Plane, Plane]:
    return np.minimum(np.minimum(c[0], c[1]), c[2]), np.maximum(np.maximum(c[0], c[1]), c[2])


def _with_luminosity(c: Colours, light: Plane) -> Colours:
    """SetLum(C, l) with its ClipColor."""
    change = light - _luminosity_of(c)
    red, green, blue = (plane + change for plane in c)
    light = _luminosity_of((red, green, blue))
    low, high = _spread((red, green, blue))
    tiny = np.finfo(np.float32).tiny
    shrink = np.where(low < 0, light / np.maximum(light - low, tiny), np.float32(1))
    shrink = np.minimum(
        shrink, np.where(high > 1, (1 - light) / np.maximum(high - light, tiny), np.float32(1))
    )
    return (
        light + (red - light) * shrink,
        light + (green - light) * shrink,
        (light + (blue - light) * shrink),
    )


def _saturation_of(c: Colours) -> Plane:
    low, high = _spread(c)
    return high - low


def _with_saturation(c: Colours, saturation: Plane) -> Colours:
    """SetSat(C, s): stretches the colour so that its least channel is 0 and its largest is s."""
    low, high = _spread(c)
    stretch = np.where(
        high > low, saturation / np.maximum(high - low, np.finfo(np.float32).tiny), 0
    )
    red, green, blue = ((plane - low) * stretch for plane in c)
    return red, green, blue


def _hue(cb: Colours, cs: Colours) -> Colours:
    return _with_luminosity(_with_saturation(cs, _saturation_of(cb)), _luminosity_of(cb))


def _saturation(cb: Colours, cs: Colours) -> Colours:
    return _with_luminosity(_with_saturation(cb, _saturation_of(cs)), _luminosity_of(cb))


def _color(cb: Colours, cs: Colours) -> Colours:
    return _with_luminosity(cs, _luminosity_of(cb))


def _luminosity(cb: Colours, cs: Colours) -> Colours:
    return _with_luminosity(cb, _luminosity_of(cs))


_SEPARABLE: dict[Blend, Callable[[Plane, Plane], Plane]] = {
    Blend.MULTIPLY: lambda cb, cs: cb * cs,
    Blend.SCREEN: _screen,
    Blend.OVERLAY: _overlay,
    Blend.DARKEN: np.minimum,
    Blend.LIGHTEN: np.maximum,
    Blend.COLOR_DODGE: _color_dodge,
    Blend.COLOR_BURN: _color_burn,
    Blend.HARD_LIGHT: _hard_light,
    Blend.SOFT_LIGHT: _soft_light,
    Blend.DIFFERENCE: lambda cb, cs: np.abs(cb - cs),
}
_WHOLE: dict[Blend, Callable[[Colours, Colours], Colours]] = {
    Blend.HUE: _hue,
    Blend.SATURATION: _saturation,
    Blend.COLOR: _color,
    Blend.LUMINOSITY: _luminosity,
}
