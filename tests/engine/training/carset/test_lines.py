"""A drawing and a label map follow from a mask pass."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.carset.labels import LABEL_OF_CODE, Code, Label
from engine.training.carset.lines import (
    MaskPass,
    despeckle,
    labels_at_half_size,
    line_drawing,
    thin,
    unpack,
)


@pytest.fixture
def box() -> MaskPass:
    """A painted box of two panels with a window, on the ground under a sky, 128 px."""
    codes = np.full((128, 128), Code.SKY, np.uint8)
    codes[70:] = Code.GROUND
    codes[30:100, 20:110] = Code.PAINT
    codes[40:60, 40:80] = Code.GLASS
    panels = np.zeros((128, 128), np.uint8)
    panels[30:100, 64:110] = 2
    depth = np.where(codes <= Code.GLASS, 5.0, 50.0).astype(np.float32)
    normals = np.zeros((128, 128, 3), np.float32)
    normals[..., 1] = 1.0
    return MaskPass(codes, panels, depth, normals)


def test_labels_come_from_codes_with_a_seam_between_panels(box: MaskPass) -> None:
    labels = labels_at_half_size(box, seamless=False)
    assert labels.shape == (64, 64) and labels.dtype == np.uint8
    assert labels[25, 25] == Label.GLASS
    assert labels[2, 2] == Label.BACKGROUND
    assert labels[60, 2] == Label.GROUND
    assert labels[45, 15] == Label.PAINT
    assert (labels[40, 30:34] == Label.SEAM).any()
    assert (labels[20:30, 22:38] != Label.SEAM).all()


def test_a_seamless_studio_is_all_ground(box: MaskPass) -> None:
    assert Label.BACKGROUND not in labels_at_half_size(box, seamless=True)


def test_the_drawing_has_outline_window_and_seam_but_no_horizon(box: MaskPass) -> None:
    drawing = line_drawing(box)
    assert drawing.shape == (64, 64) and drawing.dtype == np.uint8
    dark = drawing < 128
    assert dark[30:45, 8:12].any(axis=1).all(), "outline on the left"
    assert dark[18:22, 22:38].any(axis=0).all(), "window's upper edge"
    assert dark[36:48, 30:34].any(axis=1).all(), "gap between the panels"
    assert (drawing[33:37, :6] == 255).all(), "horizon"
    assert drawing[45, 15] == 255
    assert len(np.unique(drawing)) > 4, "anti-aliased"


def test_an_empty_pass_is_white_paper() -> None:
    blank = np.full((32, 32), Code.SKY, np.uint8)
    scan = MaskPass(
        blank,
        np.zeros_like(blank),
        np.ones((32, 32), np.float32),
        np.zeros((32, 32, 3), np.float32),
    )
    assert (line_drawing(scan) == 255).all()


def test_a_depth_step_within_one_part_is_drawn() -> None:
    codes = np.full((64, 64), Code.PAINT, np.uint8)
    depth = np.full((64, 64), 5.0, np.float32)
    depth[:, 32:] = 6.0
    normals = np.zeros((64, 64, 3), np.float32)
    normals[..., 1] = 1.0
    dark = line_drawing(MaskPass(codes, np.zeros_like(codes), depth, normals)) < 128
    assert dark[5:27, 14:18].any(axis=1).all()
    assert not dark[5:27, :12].any()


def test_a_packed_pass_unpacks() -> None:
    normal = np.array([0.0, -1.0, 1.0])
    bits = np.floor(normal * 63.5 + 63.5)
    pixel = np.array([Code.GLASS + 64 * 3, 7.5, bits @ (1.0, 128.0, 16384.0)], np.float32)
    scan = unpack(np.tile(pixel, (2, 2, 1)))
    assert scan.codes[0, 0] == Code.GLASS and scan.panels[0, 0] == 3
    assert scan.depth[0, 0] == 7.5
    assert np.allclose(scan.normals[0, 0], normal, atol=0.02)


def test_thinning_leaves_lines_one_pixel_wide_and_unbroken() -> None:
    thick = np.zeros((40, 40), bool)
    thick[18:22, 5:35] = True
    line = thin(thick)
    assert (line.sum(axis=0)[8:32] == 1).all()


def test_specks_go_and_lines_stay() -> None:
    mask = np.zeros((40, 40), bool)
    mask[5, 5:7] = True
    mask[30, 5:35] = True
    kept = despeckle(mask)
    assert not kept[5].any()
    assert kept[30, 5:35].all()


def test_every_code_has_a_label_of_the_palette() -> None:
    assert set(LABEL_OF_CODE) == set(Code)
    assert max(Label) == 17
