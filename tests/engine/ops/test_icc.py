import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from engine.ops.colour import converted, to_srgb8
from engine.ops.icc import to_srgb

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def gamma(value: float, space: bytes = b"RGB ") -> bytes:
    """A profile with the primaries of sRGB and a curve of one gamma."""
    profile = bytearray(SRGB)
    curve = b"curv\0\0\0\0\0\0\0\1" + round(value * 256).to_bytes(2) + b"\0\0"
    for name in (b"rTRC", b"gTRC", b"bTRC"):
        entry = profile.index(name)
        profile[entry + 4 : entry + 12] = len(profile).to_bytes(4) + len(curve).to_bytes(4)
    profile += curve
    profile[:4] = len(profile).to_bytes(4)
    profile[16:20] = space
    return bytes(profile)


def noise(channels: int = 3) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (60, 50, channels), dtype=np.uint8)


@pytest.mark.parametrize("profile", [SRGB, gamma(1.8), gamma(2.2), gamma(1.0)])
@pytest.mark.parametrize("channels", [3, 4])
def test_sixteen_bits_agree_with_little_cms(profile: bytes, channels: int) -> None:
    eight = noise(channels)
    ours = converted(to_srgb(converted(eight, np.uint16), profile), np.uint8)
    theirs = to_srgb8(eight, profile)
    assert np.abs(ours.astype(int) - theirs).max() <= 1


def test_sixteen_bits_of_srgb_change_less_than_a_step_of_eight() -> None:
    pixels = np.random.default_rng(0).integers(0, 65536, (60, 50, 3), dtype=np.uint16)
    off = np.abs(to_srgb(pixels, SRGB).astype(int) - pixels)
    assert off.mean() < 10 and off.max() < 257


def test_alpha_is_left_alone() -> None:
    pixels = converted(noise(4), np.uint16)
    assert np.array_equal(to_srgb(pixels, gamma(1.8))[..., 3], pixels[..., 3])


@pytest.mark.parametrize("profile", [b"", b"nonsense" * 40, SRGB[:200], LAB, gamma(2, b"CMYK")])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_profile_that_is_damaged_or_does_not_fit_counts_as_srgb(
    profile: bytes, dtype: type
) -> None:
    pixels = converted(noise(), dtype)
    assert np.array_equal(to_srgb(pixels, profile), pixels)


def test_the_profile_of_these_tests_is_one_that_others_read() -> None:
    read = ImageCms.ImageCmsProfile(io.BytesIO(gamma(1.8)))
    transform = ImageCms.buildTransform(read, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    grey = ImageCms.applyTransform(Image.new("RGB", (1, 1), (128, 128, 128)), transform)
    assert grey.getpixel((0, 0))[0] > 140  # a lower gamma is lighter
