"""HED (Xie & Tu 2015): lines from the five scales of VGG, in the layout of sniklaus' port."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers

MEAN = (122.67891434, 116.66876762, 104.00698793)  # of ImageNet, RGB
STAGES = ("One", "Two", "Thr", "Fou", "Fiv")


class HED(nn.Module):
    """Picture N×3×H×W RGB in [0, 1] → lines N×1×H×W in [0, 1], 1 = line.

    widths: channels of each convolution of each stage; all but the first stage halve the size.
    """

    def __init__(self, widths: tuple[tuple[int, ...], ...]) -> None:
        super().__init__()
        self.stages = nn.ModuleList()
        before = 3
        for stage in widths:
            pairs = zip((before, *stage), stage, strict=False)
            self.stages.append(nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in pairs))
            before = stage[-1]
        self.scores = nn.ModuleList(nn.Conv2d(stage[-1], 1, 1) for stage in widths)
        self.combine = nn.Conv2d(len(widths), 1, 1)

    def forward(self, picture: Tensor) -> Tensor:
        x = picture * 255 - picture.new_tensor(MEAN).view(3, 1, 1)
        found = []
        for i, (stage, score) in enumerate(zip(self.stages, self.scores, strict=True)):
            if i:
                x = F.max_pool2d(x, 2)
            for conv in stage:  # type: ignore[attr-defined]
                x = F.relu(conv(x))
            size = picture.shape[-2:]
            found.append(F.interpolate(score(x), size, mode="bilinear", align_corners=False))
        return torch.sigmoid(self.combine(torch.cat(found, 1)))


def names(keys: Shapes) -> dict[str, str] | None:
    """The authors' prefixes, in their old or new spelling, → ours."""
    for word in ("module", "net"):
        if f"{word}Combine.0.weight" not in keys:
            continue
        found = {f"{word}Combine.0": "combine"}
        for s, name in enumerate(STAGES):
            for c, n in enumerate(numbers(keys, f"{word}Vgg{name}.")):
                found[f"{word}Vgg{name}.{n}"] = f"stages.{s}.{c}"
            found[f"{word}Score{name}"] = f"scores.{s}"
        return found
    return None


def recognise(shapes: Shapes) -> Options | None:
    found = names(shapes)
    if found is None:
        return None
    widths: list[list[int]] = [[] for _ in STAGES]
    for theirs, ours in found.items():
        if ours.startswith("stages."):
            widths[int(ours.split(".")[1])].append(shapes[f"{theirs}.weight"][0])
    return {"widths": tuple(tuple(w) for w in widths)}


def adapt(state: State) -> State:
    """The authors' network takes BGR; the order goes into its first convolution."""
    found = names({k: tuple(v.shape) for k, v in state.items()})
    assert found is not None  # it was recognised
    adapted = {f"{o}.{p}": state[f"{t}.{p}"] for t, o in found.items() for p in ("weight", "bias")}
    adapted["stages.0.0.weight"] = adapted["stages.0.0.weight"].flip(1)
    return adapted


SPEC = ModelSpec(
    "hed",
    "lines",
    recognise,
    HED,
    interface=lambda options: Interface(3, 1, takes=(0, 1), gives=(0, 1), smallest=16),
    adapt=adapt,
)
