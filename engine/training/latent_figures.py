"""Figures of the latent generator: how well held-out pictures are reconstructed, and how like
renders its samples are.

`python -m engine.training.latent_figures --held-out DIR --training DIR… [--steps N] [--seconds S]`

Distances between sets are taken in the features of this project's own segmenter, so they compare
sets within this project and are no published FID; `--inception FILE` gives that one too, from an
ONNX file of the Inception network (N×3×299×299 in [-1, 1] → N×2048) that the user has to bring.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from engine import paths
from engine.api import Engine
from engine.geometry import Rect
from engine.latent_requests import ProjectRequest
from engine.models.latent import Latent
from engine.models.segmenter import Segmenter
from engine.requests import sealed
from engine.runtime import cards, graphs
from engine.runtime.pool import Pool
from engine.training import metrics
from engine.training.described import Described
from engine.training.likeness import frechet

Pictures = NDArray[np.uint8]  # N×S×S×3
Vectors = NDArray[np.float64]  # N×C, what an eye sees in each picture
Eye = Callable[[Pictures], Vectors]

METHODS = ("cnn", "opt", "cnn_opt")
NEIGHBOURS = 3  # Kynkäänniemi et al. 2019
PAIRS, FRAMES = 64, 17  # of interpolations, and pictures in each
CHUNK = 32  # pictures at once
JUDGES = (("segmenter", "segment"), ("perception", "perceive"))  # the first that is installed


def own_eye(pool: Pool) -> tuple[str, Eye]:
    """The name of the segmenter that judges, and a function: pictures N×S×S×3, S a multiple of
    32 → the mean of each of its features N×C, each level with the same weight."""
    there = {card.name for card in cards.installed()}
    name, task = next((n, t) for n, t in JUDGES if n in there)
    net = pool.get(name, task).net
    assert isinstance(net, Segmenter)

    @torch.inference_mode()
    def see(pictures: Pictures) -> Vectors:
        rows = []
        for part in _parts(pictures):
            levels = net.features(_tensor(part))
            rows.append(torch.cat([x.mean((2, 3)) / x.shape[1] ** 0.5 for x in levels], 1))
        return torch.cat(rows).double().numpy()

    return name, see


def inception_eye(path: Path) -> Eye:
    """Pictures N×S×S×3 → the features N×2048 of an ONNX file of Inception.

    Raises BadInput model.* for a file that is no such graph."""
    graph = graphs.started(path, graphs.read(path)[0])

    def see(pictures: Pictures) -> Vectors:
        size = (299, 299)
        rows = [
            graph(F.interpolate(_tensor(part), size, mode="bilinear", antialias=True)).flatten(1)
            for part in _parts(pictures)
        ]
        return torch.cat(rows).double().numpy()

    return see


def precision_and_recall(made: Vectors, real: Vectors) -> tuple[float, float]:
    """Share of `made` that lies among the real ones, and of the real ones among those made
    (Kynkäänniemi et al. 2019): within the distance of some picture of the other set to its
    third nearest neighbour in its own set."""

    def share(inner: Vectors, outer: Vectors) -> float:
        own = torch.cdist(torch.from_numpy(outer), torch.from_numpy(outer))
        radius = own.kthvalue(NEIGHBOURS + 1, dim=1).values  # the nearest is itself
        away = torch.cdist(torch.from_numpy(inner), torch.from_numpy(outer))
        return float((away <= radius).any(1).double().mean())

    return share(made, real), share(real, made)


@torch.inference_mode()
def drawn(latent: Latent, count: int, seed: int) -> Pictures:
    """Random cars N×S×S×3."""
    z = latent.random_z(count, torch.Generator().manual_seed(seed))
    return np.concatenate([_pictures(latent(part)) for part in z.split(CHUNK)])


def samples(latent: Latent, real: Pictures, eye: Eye, seed: int = 0) -> dict[str, float]:
    """Fréchet distance, precision and recall of as many random cars as there are real ones, and
    what one half of the real ones reaches against the other: the best that can be asked for."""
    seen, made = eye(real), eye(drawn(latent, len(real), seed))
    half = np.random.default_rng(seed).permutation(len(real))
    a, b = seen[half[::2]], seen[half[1::2]]
    precision, recall = precision_and_recall(made, seen)
    best = precision_and_recall(a, b)
    return {
        "frechet": frechet(made, seen),
        "frechet_between_halves_of_the_real": frechet(a, b),
        "precision": precision,
        "recall": recall,
        "precision_between_halves_of_the_real": best[0],
        "recall_between_halves_of_the_real": best[1],
    }


@torch.inference_mode()
def smoothness(latent: Latent, real: Pictures, eye: Eye, seed: int = 1) -> dict[str, float]:
    """Of ways in w between random cars: the largest step against the mean one (1 = even), the
    length against the straight distance (1 = no detour), and the share of their middles that
    lies among the real pictures, beside that of cross-faded ones."""
    z = latent.random_z(2 * PAIRS, torch.Generator().manual_seed(seed))
    w = latent.mapping(z)
    start, end = w[:PAIRS, None], w[PAIRS:, None]
    t = torch.linspace(0, 1, FRAMES)[None, :, None]
    ways = [
        _pictures(latent.synthesis(latent.w_plus(way)))
        for way in torch.lerp(start, end, t)  # FRAMES×W each
    ]
    seen = np.stack([eye(way) for way in ways])  # PAIRS×FRAMES×C
    straight = np.linalg.norm(seen[:, -1] - seen[:, 0], axis=1)
    leading = straight > 0  # of the others both ends look the same
    steps = np.linalg.norm(np.diff(seen, axis=1), axis=2)[leading]
    there = eye(real)
    faded = np.stack([(way[0].astype(np.float32) + way[-1]) / 2 for way in ways])
    middle = precision_and_recall(seen[:, FRAMES // 2], there)[0]
    return {
        "largest_step": float((steps.max(1) / steps.mean(1)).mean()),
        "detour": float((steps.sum(1) / straight[leading]).mean()),
        "precision_of_middles": middle,
        "precision_of_cross_fades": precision_and_recall(eye(faded.astype(np.uint8)), there)[0],
    }


def reconstructed(
    pictures: Pictures, engine: Engine, name: str, method: str, steps: int, seconds: float
) -> tuple[Pictures, float]:
    """What `coachline project` makes of the pictures, and its steps per second."""
    made, taken, spent = [], 0.0, 0.0
    for picture in pictures:
        region = Rect.of_size(picture.shape[1], picture.shape[0])
        request = ProjectRequest(
            sealed(picture), region, method=method, steps=steps, seconds=seconds, model=name
        )
        result = engine.run(request)
        made.append(result.pixels[..., :3])
        taken, spent = taken + result.figures["steps"], spent + result.seconds
    return np.stack(made), taken / spent


def alike(made: Pictures, truth: Pictures, eye: Eye) -> dict[str, float]:
    """Means over the pictures: PSNR in dB, SSIM and the distance of what the eye sees."""
    pairs = list(zip(made, truth, strict=True))
    return {
        "psnr": float(np.mean([metrics.psnr(m, t) for m, t in pairs])),
        "ssim": float(np.mean([metrics.ssim(m, t) for m, t in pairs])),
        "features": float(np.linalg.norm(eye(made) - eye(truth), axis=1).mean()),
    }


def nearest(truth: Pictures, known: Pictures) -> Pictures:
    """For each picture the known one with the least squared difference: what a search in the
    training set would answer."""
    a, b = (x.reshape(len(x), -1).astype(np.float32) for x in (truth, known))
    squares = np.square(b).sum(1)[None] - 2 * a @ b.T
    return known[squares.argmin(1)]


def measure_all(
    watched: Described,
    known: Described,
    engine: Engine,
    name: str,
    steps: int,
    seconds: float,
    methods: Sequence[str] = METHODS,
) -> tuple[dict[str, dict[str, float]], dict[str, Pictures]]:
    """By row: baselines, what the parameters alone tell, each method, samples and ways; and the
    reconstructions. watched: held-out pictures; known: training pictures, both of the net's size.
    """
    pool = Pool(torch.device("cpu"))
    latent = pool.get(name, "latent").net
    assert isinstance(latent, Latent)
    judge, eye = own_eye(pool)
    print(f"judged by {judge}", flush=True)
    truth = watched.pictures
    mean = known.pictures.mean(0).round().astype(np.uint8)
    shown = {"mean picture": np.repeat(mean[None], len(truth), 0)}
    shown["nearest in training"] = nearest(truth, known.pictures)
    with torch.inference_mode():
        rest = torch.zeros(len(truth), latent.residual)
        shown["from parameters"] = _pictures(
            latent.synthesis(latent.w_plus(latent.to_w(torch.from_numpy(watched.parameters), rest)))
        )
    table: dict[str, dict[str, float]] = {}
    speeds = {}
    for method in methods:
        limit = 0 if method == "cnn" else seconds
        shown[method], speeds[method] = reconstructed(truth, engine, name, method, steps, limit)
    for row, pictures in shown.items():
        table[row] = {**alike(pictures, truth, eye)}
        if speeds.get(row):
            table[row]["steps_per_second"] = speeds[row]
    table["samples"] = samples(latent, known.pictures, eye)
    table["ways"] = smoothness(latent, known.pictures, eye)
    return table, {"truth": truth, **shown}


def listed(folder: Path, count: int | None = None) -> Described:
    """The first pictures, or all, of `resources/heldout.txt`, in its order."""
    watched = Described([folder], Latent().size, held_out=True)
    names = (paths.resources() / "heldout.txt").read_text(encoding="utf-8").split()
    watched.keep(names[:count])
    return watched


def write_sheet(shown: Mapping[str, Pictures], path: Path) -> None:
    """The first twelve pictures of each kind, a column each."""
    columns = [np.concatenate(list(pictures[:12])) for pictures in shown.values()]
    sheet = cv2.cvtColor(np.concatenate(columns, 1), cv2.COLOR_RGB2BGR)
    path.write_bytes(cv2.imencode(path.suffix, sheet)[1].tobytes())


def _parts(pictures: Pictures) -> list[Pictures]:
    return [pictures[i : i + CHUNK] for i in range(0, len(pictures), CHUNK)]


def _tensor(pictures: Pictures) -> Tensor:
    """N×H×W×3 uint8 → N×3×H×W in [-1, 1]."""
    x = torch.from_numpy(np.ascontiguousarray(pictures))
    return x.permute(0, 3, 1, 2).float() / 127.5 - 1


def _pictures(x: Tensor) -> Pictures:
    """N×3×H×W in [-1, 1] → N×H×W×3 uint8."""
    eight = ((x.clamp(-1, 1) + 1) * 127.5).round().byte()
    return eight.permute(0, 2, 3, 1).numpy()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m engine.training.latent_figures", description=__doc__
    )
    parser.add_argument("--held-out", type=Path, required=True, help="folder of the 64 pictures")
    parser.add_argument("--training", type=Path, nargs="+", required=True, help="folders")
    parser.add_argument("--name", default="latent", help="of the installed model")
    parser.add_argument("--steps", type=int, default=200, help="for each picture, at most")
    parser.add_argument("--seconds", type=float, default=0, help="for each picture; 0 = no limit")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=METHODS)
    parser.add_argument("--count", type=int, help="only the first held-out pictures")
    parser.add_argument("--inception", type=Path, help="ONNX file, for the published FID")
    parser.add_argument("--sheet", type=Path, help="picture of the first reconstructions")
    a = parser.parse_args(argv)
    torch.set_num_threads(1)
    known = Described(a.training, Latent().size)
    watched = listed(a.held_out, a.count)
    table, shown = measure_all(watched, known, Engine("cpu"), a.name, a.steps, a.seconds, a.methods)
    if a.inception is not None:
        latent = Pool(torch.device("cpu")).get(a.name, "latent").net
        assert isinstance(latent, Latent)
        eye = inception_eye(a.inception)
        made = drawn(latent, len(known.pictures), 0)
        table["samples"]["fid"] = frechet(eye(made), eye(known.pictures))
    if a.sheet is not None:
        write_sheet(shown, a.sheet)
    rounded = {k: {n: round(v, 4) for n, v in row.items()} for k, row in table.items()}
    print(json.dumps(rounded, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
