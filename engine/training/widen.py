"""A wider U-Net that computes what a narrower one does, to go on training from (Chen et al. 2016,
Net2Net: the wider student)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from engine.models.segmenter import Segmenter


def widened(net: Segmenter, widths: Sequence[int], seed: int = 0) -> Segmenter:
    """`net` with so many channels at each size, at least as many as it has.

    Channels are copied, and what reads them is shared out among the copies unequally, so that they
    are told apart in training.
    """
    torch.manual_seed(seed)
    state = net.state_dict()
    old = [pair[0].out_channels for pair in net.encoder]  # type: ignore[index]
    if len(old) != len(widths) or any(a > b for a, b in zip(old, widths, strict=True)):
        raise ValueError(f"{old} channels cannot be widened to {list(widths)}")
    wide = Segmenter(tuple(widths), net.planes)
    copies = [torch.arange(b) % a for a, b in zip(old, widths, strict=True)]
    found: dict[str, Tensor] = {}

    def pair(name: str, read: Tensor | None, level: int) -> None:
        for conv, norm in ((0, 1), (3, 4)):
            weight = state[f"{name}.{conv}.weight"]
            if read is not None:
                weight = _read_by_copies(weight, read)
            found[f"{name}.{conv}.weight"] = weight[copies[level]]
            for kind in ("weight", "bias", "running_mean", "running_var"):
                found[f"{name}.{norm}.{kind}"] = state[f"{name}.{norm}.{kind}"][copies[level]]
            counter = f"{name}.{norm}.num_batches_tracked"
            found[counter] = state[counter]
            read = copies[level]

    for i in range(len(widths)):
        pair(f"encoder.{i}", copies[i - 1] if i else None, i)
    for k, level in enumerate(reversed(range(len(widths) - 1))):
        both = torch.cat([copies[level + 1], old[level + 1] + copies[level]])
        pair(f"decoder.{k}", both, level)
    found["head.weight"] = _read_by_copies(state["head.weight"], copies[0])
    found["head.bias"] = state["head.bias"]
    wide.load_state_dict(found)
    return wide


def _read_by_copies(weight: Tensor, source: Tensor) -> Tensor:
    """Kernels out×old×h×w → out×new×h×w: channel j is a copy of source[j], and the kernels of all
    copies of one channel add up to its own."""
    share = 0.5 + torch.rand(weight.shape[0], len(source))
    total = torch.zeros(weight.shape[:2]).index_add(1, source, share)
    return weight[:, source] * (share / total[:, source])[..., None, None]
