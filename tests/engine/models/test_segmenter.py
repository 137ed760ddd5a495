"""The segmenter: shapes, and what is read from its weights."""

import pytest
import torch

from engine.models import segmenter
from engine.models.segmenter import LABELS, Segmenter


@pytest.mark.parametrize("planes", [1, 3])
@pytest.mark.parametrize("block", [2, 4])
@pytest.mark.parametrize("finish", [0, 4])
def test_its_options_are_read_from_its_weights(planes: int, block: int, finish: int) -> None:
    net = Segmenter((4, 8, 12), planes, block, finish)
    shapes = {k: tuple(v.shape) for k, v in net.state_dict().items()}
    options = segmenter.recognise(shapes)
    assert options == {"widths": (4, 8, 12), "planes": planes, "block": block, "finish": finish}
    face = segmenter.interface(options)
    side = face.multiple * 2
    with torch.inference_mode():
        assert net.eval()(torch.rand(1, planes, side, side)).shape == (1, LABELS, side, side)


def test_the_last_correction_begins_as_none_and_sees_the_picture() -> None:
    torch.manual_seed(0)
    net = Segmenter((4, 8), finish=4).eval()
    picture = torch.rand(1, 3, 16, 16)
    with torch.inference_mode():
        coarse = net.logits(net.features(picture))
        assert torch.equal(net(picture), coarse)
        assert net.finish is not None
        torch.nn.init.normal_(net.finish[2].weight)
        corrected = net(picture) - coarse
    assert corrected.abs().max() > 1e-3


def test_other_weights_are_not_taken_for_it() -> None:
    assert segmenter.recognise({"head.weight": (40, 4, 1, 1)}) is None
