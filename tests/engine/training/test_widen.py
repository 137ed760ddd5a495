import pytest
import torch

from engine.models.segmenter import Segmenter
from engine.training.widen import widened


@pytest.mark.parametrize("wider", [(4, 6, 8), (8, 6, 20), (7, 13, 9)])
def test_a_wider_network_computes_the_same_and_its_copies_learn_apart(
    wider: tuple[int, ...],
) -> None:
    torch.manual_seed(1)
    net = Segmenter((4, 6, 8))
    net(torch.rand(2, 3, 32, 32))  # other statistics than those it begins with
    net.eval()
    wide = widened(net, wider).eval()
    x = torch.rand(1, 3, 32, 48) * 2 - 1
    torch.testing.assert_close(wide(x), net(x), atol=1e-4, rtol=1e-4)
    assert wide.encoder[0][0].out_channels == wider[0]  # type: ignore[index]

    wide(x).square().mean().backward()
    slope = wide.encoder[0][0].weight.grad  # type: ignore[index]
    if wider[0] > 4:
        assert not torch.allclose(slope[0], slope[4])


def test_a_network_is_not_made_narrower() -> None:
    with pytest.raises(ValueError, match="widened"):
        widened(Segmenter((4, 6, 8)), (4, 4, 8))
