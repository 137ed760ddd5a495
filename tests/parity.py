"""Whether published checkpoints compute here what their authors' own code computes.

    python tests/parity.py FOLDER…

A folder holds a checkpoint, io.npz (inputs and expected outputs) and meta.json. One line a
folder, then a count; the exit status is 1 if any failed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import torch
from torch import Tensor, nn

from engine.models.labels import label_planes
from engine.models.norms import use_own_statistics
from engine.models.stylegan2 import StyleGAN2
from engine.runtime import checkpoints

UNSTATED = 1e-4  # tolerance where meta.json names none


@dataclass(frozen=True)
class Case:
    """One folder. io: inputs and expected outputs; options: the authors', by lower-case name."""

    folder: Path
    meta: dict[str, Any]
    io: dict[str, Tensor]

    @classmethod
    def read(cls, folder: Path) -> Case:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        with np.load(folder / "io.npz") as npz:
            io = {k: torch.from_numpy(npz[k]) for k in npz.files}
        return cls(folder, meta, io)

    @property
    def options(self) -> dict[str, Any]:
        return {k.lower(): v for k, v in self.meta.get("options", {}).items()}

    @property
    def files(self) -> list[Path]:
        named = self.meta.get("checkpoint_files")
        if named:
            return [self.folder / name for name in named]
        return [
            p for p in sorted(self.folder.iterdir()) if p.suffix not in (".json", ".npz", ".png")
        ]

    @property
    def main_file(self) -> Path:
        """The generator, if there is an encoder beside it."""
        return next((p for p in self.files if "net_G" in p.name), self.files[0])

    def expected(self) -> dict[str, Tensor]:
        """The arrays that are outputs."""
        named = ("output", "inpainted", "ws", "mu", "logvar")
        found = {k: v for k, v in self.io.items() if k.split("_")[0] in named}
        # A w or z is an output where it is compared, else an input.
        return found | {
            k: self.io[k] for k in ("w", "z") if k in self.meta.get("suggested_atol", {})
        }

    def tolerance(self, name: str) -> float:
        """Of the array itself or of the one whose name its own starts with."""
        stated = self.meta.get("suggested_atol", {})
        return float(stated.get(name, stated.get(name.split("_")[0], UNSTATED)))


Runner = Callable[[Case, nn.Module, str], Tensor]


def own_statistics(case: Case, name: str, usual: bool) -> bool:
    """Whether an output was made in train mode: its name tells, or the notes, or the name of
    another output, or it is as usual in its family."""
    if "train" in name or "eval" in name:
        return "train" in name
    for note in case.meta.get("notes", ()):
        if note.lower().startswith(("output = eval", "output = train")):
            return note.lower().startswith("output = train")
    return usual and not any(k.startswith("output_train") for k in case.io)


def picture(case: Case, net: nn.Module, name: str) -> Tensor:
    return net(case.io["input"])


def spade(case: Case, net: nn.Module, name: str) -> Tensor:
    """The style comes from the encoder's file beside the generator's, or is given."""
    planes = case.io["seg"]
    style = None
    if "real_image" in case.io and name != "output_z_prior":
        beside = next(p for p in case.files if "net_E" in p.name)
        mean, log_variance = checkpoints.load(beside)[1](case.io["real_image"])
        if name in ("mu", "logvar"):
            return mean if name == "mu" else log_variance
        style = mean + case.io["eps"] * torch.exp(0.5 * log_variance)
        if name == "z":
            return style
    elif "z_prior" in case.io:
        style = case.io["z_prior"]
    return net(planes, style)


def lama(case: Case, net: nn.Module, name: str) -> Tensor:
    if name == "inpainted":
        return net.inpaint(case.io["image"], case.io["mask"])  # type: ignore[operator]
    return net(case.io["gen_input"])


def latent(case: Case, net: nn.Module, name: str) -> Tensor:
    z, classes = case.io["z"], case.io.get("y")
    return net(z) if classes is None else net(z, classes.long())


def stargan(case: Case, net: nn.Module, name: str) -> Tensor:
    return net(case.io["input"], case.io["c"])


def hed(case: Case, net: nn.Module, name: str) -> Tensor:
    return net(case.io["input"].flip(1))  # theirs takes BGR


def stylegan2(case: Case, net: nn.Module, name: str) -> Tensor:
    assert isinstance(net, StyleGAN2)
    truncation = case.meta.get("truncation", {})
    psi = truncation.get("psi", 1) if "truncated" in name else 1
    cutoff = truncation.get("cutoff") if "cutoff" in name else None
    if "latent_avg" in case.io and "latent_avg" not in checkpoints.identify(case.main_file)[2]:
        net.average.copy_(case.io["latent_avg"])  # the authors draw it at random
    styles = net.map(case.io["z"], case.io.get("c"), psi, cutoff)
    match name.split("_")[0]:
        case "w":
            return styles[:, 0]
        case "ws":
            return styles
    return net.draw(styles, noise="noise_none" not in name)


RUNNERS: dict[str, Runner] = {
    "spade": spade,
    "lama": lama,
    "pgan": latent,
    "dcgan": latent,
    "biggan": latent,
    "stargan": stargan,
    "hed": hed,
    "stylegan2": stylegan2,
    "stylegan2-ada": stylegan2,
}


def planes_agree(case: Case) -> bool:
    """Whether we make the same planes of labels and instances, where there are any."""
    label, instance = case.io.get("label"), case.io.get("instance")
    theirs = case.io.get("seg", case.io.get("input"))
    if label is None or theirs is None:
        return True
    told = case.options.get("instance_edges", not case.options.get("no_instance", False))
    has_edges = instance is not None and told
    count = theirs.shape[1] - has_edges
    if label.max() >= count:  # "don't know" by another number
        return True
    return torch.equal(label_planes(label, count, instance if has_edges else None), theirs)


def outputs(case: Case) -> Iterator[tuple[str, str, Tensor]]:
    """(family, name, what we compute) of every output."""
    spec, net = checkpoints.load(case.main_file, case.options)
    run = RUNNERS.get(spec.family, picture)
    for name in case.expected():
        used = net
        if name.startswith("output_net"):  # of another network of the file
            used = checkpoints.load(case.main_file, case.options, part=name[7:])[1]
        use_own_statistics(used, own_statistics(case, name, spec.own_statistics))
        with torch.inference_mode():
            yield spec.family, name, run(case, used, name)


def judge(folder: Path) -> tuple[bool, str]:
    """Whether a folder passes, and its line."""
    family, worst = "?", (-1.0, 0.0, 0.0, "nothing compared")  # share, error, tolerance, name
    try:
        case = Case.read(folder)
        if not planes_agree(case):
            return False, f"FAIL {folder.name}: the label planes differ"
        for family, name, ours in outputs(case):
            expected = case.expected()[name]
            if ours.shape != expected.shape:
                return False, f"FAIL {folder.name}: {family}, {name} is {tuple(ours.shape)}"
            error = float((ours - expected).abs().nan_to_num(torch.inf).max())
            tolerance = case.tolerance(name)
            worst = max(worst, (error / tolerance, error, tolerance, name))
    except Exception as e:  # whatever is wrong with one folder, the others are judged
        reason = " ".join(str(e).split())
        return False, f"FAIL {folder.name}: {family}, {type(e).__name__}: {reason}"
    share, error, tolerance, name = worst
    passed = 0 <= share <= 1
    line = f"{family:16} {name:28} error {error:.1e}  tolerance {tolerance:.1e}"
    return passed, f"{'pass' if passed else 'FAIL'} {folder.name:36} {line}"


def main(folders: list[Path]) -> int:
    torch.set_num_threads(1)
    passed = 0
    for folder in folders:
        good, line = judge(folder)
        passed += good
        print(line, flush=True)
    print(f"{passed} of {len(folders)} passed")
    return int(passed != len(folders) or not folders)


if __name__ == "__main__":
    sys.exit(main([Path(a) for a in sys.argv[1:]]))
