"""What the tests of the authors' layouts share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
import torch
from torch import Tensor, nn

from engine.models.norms import StoredNorm, use_own_statistics
from engine.models.spec import ModelSpec, Options, State
from engine.runtime import checkpoints

ReadBack = Callable[..., tuple[ModelSpec, Options]]


def shaken(net: nn.Module) -> nn.Module:
    """The network with norms that count: gains, biases and stored statistics at random."""
    for module in net.modules():
        if isinstance(module, StoredNorm):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
            if module.weight is not None and module.bias is not None:
                torch.nn.init.uniform_(module.weight, 0.5, 1.5)
                torch.nn.init.normal_(module.bias, 0, 0.1)
    return net


@pytest.fixture
def read_back() -> ReadBack:
    """A function: a network's weights under its authors' prefixes are recognised as a family, and
    the network that is rebuilt of them computes what the first one does.

    prefixes: ours → theirs; a key takes the longest that it begins with. more: tensors that the
    authors store besides. answers: their options.
    """

    def check(
        net: nn.Module,
        prefixes: Mapping[str, str],
        family: str,
        *given: Tensor,
        more: State | None = None,
        answers: Options | None = None,
    ) -> tuple[ModelSpec, Options]:
        shaken(net).eval()
        state = {theirs(k, prefixes): v for k, v in net.state_dict().items()} | (more or {})
        found = checkpoints.answered(checkpoints.candidates(state), answers or {}, {}, None)
        assert found is not None, sorted(state)
        spec, options = found
        assert spec.family == family
        again = checkpoints.assemble(spec, options, state)
        use_own_statistics(net, spec.own_statistics)
        with torch.inference_mode():
            expected = net(*given)
            assert expected.std() > 0
            # Memory layouts round differently; another network would be off by far more.
            torch.testing.assert_close(again(*given), expected, rtol=0, atol=1e-3)
        return spec, options

    return check


def theirs(key: str, prefixes: Mapping[str, str]) -> str:
    """A key of ours under the authors' prefix."""
    fitting = [p for p in prefixes if key == p or key.startswith(f"{p}.")]
    longest = max(fitting, key=len, default="")
    return prefixes[longest] + key[len(longest) :] if longest else key
