"""What happens to a picture before somebody wants it larger: resampling, and in half of the cases
blur, noise and JPEG besides. Pictures are H×W×3 uint8."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]
CLEAN = 0.55  # share of pictures that are only made smaller
_OTHERS = (cv2.INTER_AREA, cv2.INTER_LINEAR_EXACT, cv2.INTER_LANCZOS4)
_SUBSAMPLING = (cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444)


def bicubic(picture: Picture, width: int, height: int) -> Picture:
    """Resized with the cubic kernel a = -1/2, widened when it makes smaller: what MATLAB's
    imresize does and the usual protocol of super-resolution asks for."""
    size = (width, height)
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))


def through_jpeg(picture: Picture, quality: int, subsampling: int = _SUBSAMPLING[0]) -> Picture:
    """The picture as a JPEG file of this quality gives it back."""
    how = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, subsampling]
    data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), how)[1]
    back = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert back is not None  # it was just written
    return cv2.cvtColor(back, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)


def smaller(picture: Picture, scale: int, rng: np.random.Generator) -> Picture:
    """The picture at 1/scale of its size, as somebody may have got it. Its sides are multiples of
    scale."""
    height, width = picture.shape[0] // scale, picture.shape[1] // scale
    if rng.random() < CLEAN:
        return bicubic(picture, width, height)
    if rng.random() < 0.4:
        picture = cv2.GaussianBlur(picture, (0, 0), scale * rng.uniform(0.1, 0.45)).astype(np.uint8)
    if rng.random() < 0.6:
        small = bicubic(picture, width, height)
    else:
        how = _OTHERS[int(rng.integers(len(_OTHERS)))]
        # OpenCV's kernels do not grow with the factor: without a low pass they alias.
        if how != cv2.INTER_AREA:
            picture = cv2.GaussianBlur(picture, (0, 0), 0.3 * scale).astype(np.uint8)
        small = cv2.resize(picture, (width, height), interpolation=how).astype(np.uint8)
    if rng.random() < 0.35:
        planes = 3 if rng.random() < 0.6 else 1
        noise = rng.normal(0, rng.uniform(1, 8), (height, width, planes))
        small = np.clip(small + noise + 0.5, 0, 255).astype(np.uint8)
    if rng.random() < 0.75:
        subsampling = _SUBSAMPLING[int(rng.random() < 0.3)]
        small = through_jpeg(small, int(rng.integers(30, 96)), subsampling)
    return small
