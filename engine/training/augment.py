"""What cameras, renderers and file formats do to a picture: augmentation for networks that read
pictures. Pictures are H×W×3 uint8."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def _recoloured(x: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Other gains, gamma, contrast; now and then grey or with channels in another order."""
    if rng.random() < 0.15:
        x = x[..., rng.permutation(3)]
    if rng.random() < 0.1:
        x = np.repeat(x.mean(2, keepdims=True), 3, 2)
    x = x * rng.uniform(0.75, 1.25, 3).astype(np.float32)
    x = np.clip(x, 0, 1) ** np.float32(np.exp(rng.uniform(-0.5, 0.5)))
    middle = float(x.mean())
    return (x - middle) * np.float32(rng.uniform(0.6, 1.3)) + middle


def _through_jpeg(picture: Picture, quality: int) -> Picture:
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def photographed(picture: Picture, rng: np.random.Generator) -> Picture:
    """The picture as another camera, light or file might have given it."""
    x: NDArray[np.float32] = picture.astype(np.float32) / np.float32(255)
    if rng.random() < 0.8:
        x = _recoloured(x, rng)
    if rng.random() < 0.3:
        x = cv2.GaussianBlur(x, (0, 0), rng.uniform(0.4, 1.6)).astype(np.float32, copy=False)
    if rng.random() < 0.4:
        x = x + rng.normal(0, rng.uniform(0.005, 0.05), x.shape).astype(np.float32)
    seen: Picture = np.clip(x * 255 + 0.5, 0, 255).astype(np.uint8)
    return _through_jpeg(seen, int(rng.integers(30, 96))) if rng.random() < 0.4 else seen


def _studio(h: int, w: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """A gradient with blotches, H×W×3 in 0…255, more or less."""
    corners = rng.uniform(0, 255, (2, 2, 3)).astype(np.float32)
    scene = cv2.resize(corners, (w, h), interpolation=cv2.INTER_LINEAR)
    cells = int(rng.integers(2, 24))
    blotches = rng.normal(0, rng.uniform(5, 60), (cells, cells, 3)).astype(np.float32)
    how = cv2.INTER_CUBIC if rng.random() < 0.6 else cv2.INTER_NEAREST
    return np.asarray(scene + cv2.resize(blotches, (w, h), interpolation=how), np.float32)


def _foliage(h: int, w: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Noise whose amplitude falls with frequency as in pictures of nature (Field 1987), H×W×3 in
    0…255, more or less: leaves, gravel, clouds."""
    down, across = np.fft.fftfreq(h)[:, None], np.fft.rfftfreq(w)[None]
    frequency = np.hypot(down, across * rng.uniform(0.4, 1.6))
    frequency[0, 0] = np.inf
    amplitude = frequency ** -rng.uniform(0.6, 1.5)
    # A common pattern of light and dark and, fainter, one for each colour.
    waves = rng.normal(size=(4, h, w // 2 + 1)) + 1j * rng.normal(size=(4, h, w // 2 + 1))
    planes = np.fft.irfft2(waves * amplitude, (h, w))
    planes /= planes.std((1, 2), keepdims=True)
    tone = rng.uniform(30, 225, 3)
    light = planes[:1] + rng.uniform(0, 0.6) * planes[1:]
    return (tone + rng.uniform(10, 60) * light.transpose(1, 2, 0)).astype(np.float32)


def on_backdrop(picture: Picture, behind: NDArray[np.bool_], rng: np.random.Generator) -> Picture:
    """The picture with something else where `behind` (H×W) is True: gradients, blotches, leaves,
    gravel and straight edges, as streets, walls and studios have them."""
    h, w = behind.shape
    scene = _studio(h, w, rng)
    if rng.random() < 0.5:
        horizon = int(rng.uniform(0, 1) * h)
        scene[:horizon] = _foliage(h, w, rng)[:horizon]
        if rng.random() < 0.5:
            scene[horizon:] = _foliage(h, w, rng)[horizon:]
    grey = scene.mean(2, keepdims=True)
    scene = grey + (scene - grey) * np.float32(rng.uniform(0.1, 1))
    for _ in range(int(rng.integers(0, 12))):
        (x0, x1), (y0, y1) = rng.integers(-w // 4, w + w // 4, 2), rng.integers(-h // 4, h, 2)
        colour = [float(c) for c in rng.uniform(0, 255, 3)]
        width = int(rng.integers(1, max(2, w // 12)))
        cv2.line(scene, (int(x0), int(y0)), (int(x1), int(y1)), colour, width)
    share = cv2.GaussianBlur(behind.astype(np.float32), (0, 0), 0.7)[..., None]
    mixed = picture * (1 - share) + np.clip(scene, 0, 255) * share
    return (mixed + 0.5).astype(np.uint8)
