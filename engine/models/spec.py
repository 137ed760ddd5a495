"""What the runtime has to know of a network family: one ModelSpec a file of this folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor, nn

Shapes = Mapping[str, tuple[int, ...]]  # state-dict key → shape
State = dict[str, Tensor]
Options = Mapping[str, Any]  # keyword arguments of `build`
Range = tuple[float, float]


@dataclass(frozen=True)
class Interface:
    """What goes into a built network and comes out, in N×C×H×W RGB unless a field says otherwise.

    planes:   channels of its input picture; 0 for a generator of pictures from latents.
    colours:  channels of its output.
    takes:    (black, white) of its input's values …
    gives:    … and of its output's.
    scale:    output pixels per input pixel, a side.
    multiple: height and width of the input must be multiples of this …
    smallest: … and at least this.
    reach:    input pixels around a place that the result there depends on; 0 = not known.
    labels:   the input is this many planes of labels, not a picture: one-hot, then …
    unknown:  … one for "don't know" …
    edges:    … and one for the borders of instances.
    latent:   numbers in a latent; 0 = none.
    classes:  attributes or classes that the network is told besides; 0 = none.
    side:     pixels a side of what a latent generator gives.
    fixed:    (height, width) of the output, whatever the input's; None = follows the input's.
    """

    planes: int = 3
    colours: int = 3
    takes: Range = (-1, 1)
    gives: Range = (-1, 1)
    scale: int = 1
    multiple: int = 1
    smallest: int = 1
    reach: int = 0
    labels: int = 0
    unknown: bool = False
    edges: bool = False
    latent: int = 0
    classes: int = 0
    side: int = 0
    fixed: tuple[int, int] | None = None


@dataclass(frozen=True)
class ModelSpec:
    """A family of networks. The functions that a family's file names `recognise`, `interface`
    and `adapt` are those described here.

    family:    its name in cards and lists, e.g. "painter".
    task:      the tool it belongs to, e.g. "sketch".
    also:      other tools that it may be for, if the user says so: no file tells what its
               network was trained on.
    recognise: shapes of a state dict → the options that build a net which it fits, or None if
               the state dict is not of this family. May raise LookupError, ValueError or
               TypeError on shapes that make no sense.
    build:     options → the network, with untrained weights, on the CPU.
    multiple:  height and width of its input must be multiples of this …
    smallest:  … and at least this, in pixels.
    interface: options → what goes in and out; None = only `multiple` and `smallest` are known.
    adapt:     state dict of the authors' layout → of `build`'s network.
    asks:      those options that no state dict tells, with the authors' names for them, in lower
               case; `recognise` gives the published models' values.
    own_statistics: its authors test it on the statistics of the picture itself, in train mode.
    """

    family: str
    task: str
    recognise: Callable[[Shapes], Options | None]
    build: Callable[..., nn.Module]
    multiple: int = 1
    smallest: int = 1
    interface: Callable[[Options], Interface] | None = None
    adapt: Callable[[State], State] = dict
    asks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_statistics: bool = False
    also: tuple[str, ...] = ()

    def face(self, options: Options) -> Interface:
        """What goes into the network of these options and comes out."""
        if self.interface is None:
            return Interface(multiple=self.multiple, smallest=self.smallest)
        return self.interface(options)


def labels_in(planes: int) -> int:
    """How many of a network's input planes are labels: more than a picture has, or none."""
    return planes if planes > 4 else 0


def numbers(shapes: Shapes, before: str, after: str = ".weight") -> list[int]:
    """The sorted n of the keys before + n + after: [1, 4] of model.1.weight, model.4.weight."""
    found = (
        k[len(before) : -len(after)] for k in shapes if k.startswith(before) and k.endswith(after)
    )
    return sorted(int(n) for n in found if n.isdecimal() and len(n) < 5)
