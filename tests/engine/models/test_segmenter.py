"""The segmenter: shapes, and what is read from its weights."""

import pytest
import torch

from engine.models import segmenter
from engine.models.segmenter import LABELS, Segmenter


@pytest.mark.parametrize("planes", [1, 3])
def test_its_options_are_read_from_its_weights(planes: int) -> None:
    net = Segmenter((4, 8, 12), planes)
    shapes = {k: tuple(v.shape) for k, v in net.state_dict().items()}
    options = segmenter.recognise(shapes)
    assert options == {"widths": (4, 8, 12), "planes": planes}
    face = segmenter.interface(options)
    side = face.multiple * 2
    with torch.inference_mode():
        assert net.eval()(torch.rand(1, planes, side, side)).shape == (1, LABELS, side, side)


def test_other_weights_are_not_taken_for_it() -> None:
    assert segmenter.recognise({"head.weight": (40, 4, 1, 1)}) is None
