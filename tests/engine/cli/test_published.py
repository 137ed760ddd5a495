"""Every family of published checkpoints by the shell: added, and a picture made with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor

from engine import cli
from engine.models import edsr
from engine.ops import fidelity, files
from engine.ops.fidelity import Values
from engine.runtime.catalog import CATALOG

TESTS = Path(__file__).parents[2]
SMALL = sorted((TESTS / "data" / "parity").iterdir())
SHARED = TESTS.parents[1] / "shared" / "fixtures"
WIDER = [
    p.parent
    for p in sorted(SHARED.glob("*/*/meta.json"))
    if p.parent.name not in {folder.name for folder in SMALL}
]
ABSENT = pytest.param(
    SHARED, marks=pytest.mark.skip(reason="the wider set (../shared) is not on this machine")
)
HEIGHT, WIDTH = 137, 200

Printed = pytest.CaptureFixture[str]


@dataclass(frozen=True)
class Studio:
    """A designer's files and shell."""

    folder: Path
    printed: Printed

    def write(self, name: str, pixels: np.ndarray) -> Path:
        path = self.folder / name
        files.write(path, files.Picture(np.ascontiguousarray(pixels)))
        return path

    def read(self, name: str) -> np.ndarray:
        return files.read(self.folder / name).pixels

    def told(self, *arguments: str) -> Any:
        """What a command answers in JSON; that it succeeds is asserted."""
        self.printed.readouterr()
        code = cli.main([*arguments, "--json"])
        out, err = self.printed.readouterr()
        assert code == 0, f"{arguments}: {err}"
        return json.loads(out.splitlines()[-1])

    def makes(self, task: str, given: np.ndarray, *more: str) -> None:
        """out.png of a picture with the model "published"."""
        paths = (str(self.write("given.png", given)), "-o", str(self.folder / "out.png"))
        self.told(task, *paths, "--model", "published", *more)

    def add(self, file: Path, name: str, options: dict[str, Any], *more: str) -> dict[str, Any]:
        """Adds a file; of the authors' options only what the file itself does not tell."""
        seen = self.told("models", "add", str(file), "--dry-run")
        family = next(spec for spec in CATALOG if spec.family == seen["family"])
        untold = {ask: family.asks[ask] for ask in seen["assumed"]}
        for ask, theirs in untold.items():
            for word in (ask, *theirs):
                if word in options:
                    more = (*more, "--option", f"{word}={json.dumps(options[word])}")
        licence = ("--licence", "BSD-2-Clause")
        row: dict[str, Any] = self.told("models", "add", str(file), "--name", name, *licence, *more)
        assert row["licence"] == "BSD-2-Clause"
        return row


@pytest.fixture
def studio(tmp_path: Path, capsys: Printed) -> Studio:
    return Studio(tmp_path, capsys)


def photo(height: int = HEIGHT, width: int = WIDTH) -> np.ndarray:
    """height×width×3 uint8: a red shape before a slope of blue, with a little grain."""
    slope = np.linspace(40, 220, width, dtype=np.float32)[None, :, None]
    picture = np.repeat(slope, height, 0) * np.array([0.6, 0.8, 1], np.float32)
    picture += np.random.default_rng(0).normal(0, 4, picture.shape).astype(np.float32)
    picture = np.ascontiguousarray(np.clip(picture, 0, 255).astype(np.uint8))
    cv2.ellipse(
        picture, (width // 2, height // 2), (width // 3, height // 5), 0, 0, 360, (190, 30, 40), -1
    )
    return picture


def labels(count: int, height: int = HEIGHT, width: int = WIDTH) -> np.ndarray:
    """height×width×1 uint8: upright stripes of all labels."""
    return np.repeat((np.arange(width) * count // width).astype(np.uint8)[None, :, None], height, 0)


def drawing() -> np.ndarray:
    paper = np.full((HEIGHT, WIDTH), 255, np.uint8)
    cv2.ellipse(paper, (100, 70), (80, 30), 0, 0, 360, 0, 2, cv2.LINE_AA)
    cv2.circle(paper, (50, 100), 16, 0, 2, cv2.LINE_AA)
    return paper[..., None]


def asked(studio: Studio, row: dict[str, Any]) -> tuple[list[str], tuple[int, ...]]:
    """The command of a model's tool that writes out.png, and the shape that it shall have."""
    name, task, face = row["name"], row["task"], row["interface"]
    out = ["-o", str(studio.folder / "out.png"), "--model", name]
    picture = str(studio.write("照片 photo.png", photo()))
    whole = (HEIGHT, WIDTH, 3)
    match task:
        case "sketch":
            return [task, str(studio.write("lines.png", drawing())), *out], whole
        case "lines":
            return [task, picture, *out], (HEIGHT, WIDTH, 1)
        case "upscale":
            scale = face["scale"]
            small = str(studio.write("small.png", photo()[::2, ::2]))
            return [task, small, *out, "--scale", str(scale)], (69 * scale, 100 * scale, 3)
        case "deblur":
            return [task, picture, *out], whole
        case "translate":
            more = ["--attributes", "1,2"] if face.get("classes") else []
            return [task, picture, *out, *more], whole
        case "inpaint":
            hole = np.zeros((HEIGHT, WIDTH, 1), np.uint8)
            hole[50:90, 70:130] = 255
            mask = str(studio.write("hole.png", hole))
            return [task, picture, "--mask", mask, *out[:2], "--method", name], whole
        case "semantic":
            count = face["labels"] - face["edges"] - face["unknown"]
            return [task, str(studio.write("labels.png", labels(count))), *out], whole
        case "latent":
            return ["sample", "-n", "4", *out], (0,)
    raise AssertionError(f"no tool for {task}")


def opened(folder: Path) -> tuple[Path, dict[str, Any], dict[str, np.ndarray]]:
    """A fixture's checkpoint (the generator, if there is an encoder beside it), the authors'
    options and the arrays."""
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    options = {k.lower(): v for k, v in meta.get("options", {}).items()}
    held = [p for p in sorted(folder.iterdir()) if p.suffix not in (".json", ".npz")]
    with np.load(folder / "io.npz") as npz:
        return next((p for p in held if "net_G" in p.name), held[0]), options, dict(npz)


def runs_in_its_tool(studio: Studio, folder: Path) -> None:
    main, options, _ = opened(folder)
    row = studio.add(main, "published", options)
    command, shape = asked(studio, row)
    studio.told(*command)
    made = studio.read("out.png")
    assert made.dtype == np.uint8
    assert made.std() > 2, "a picture of one colour"
    match row["task"]:
        case "latent":
            side = row["interface"]["side"]
            assert made.shape[0] >= side and made.shape[2] in (3, 4)
            quarters = [made[:side, :side], made[-side:, -side:]]
            assert (
                np.abs(quarters[0].astype(int) - quarters[1]).mean() > 2
            )  # two seeds, two pictures
            projected(studio)
            return
        case "inpaint":
            outside = np.ones((HEIGHT, WIDTH), bool)
            outside[50:90, 70:130] = False
            assert (made[outside] == photo()[outside]).all()
            assert made[50:90, 70:130].std() > 1
        case "upscale":
            given = photo()[::2, ::2]
            assert np.abs(made.mean((0, 1)) - given.mean((0, 1))).max() < 0.6
    assert made.shape == shape
    for encoder in folder.glob("*net_E*"):
        assert studio.add(encoder, "published-encoder", options)["task"] == "style"
        studio.told(*command, "--style", str(studio.folder / "照片 photo.png"))
        assert (studio.read("out.png") != made).any()


def projected(studio: Studio) -> None:
    """A picture is projected with a generator and comes out in its own proportions."""
    latent, seen = studio.folder / "latent.npz", studio.folder / "seen.png"
    given = str(studio.write("car.png", photo(64, 96)))
    asked = ["project", given, "-o", str(latent), "--preview", str(seen), "--steps", "3"]
    told = studio.told(*asked, "--method", "opt", "--model", "published")
    assert told["steps"] == 3 and np.isfinite(told["psnr"])
    assert latent.exists()
    assert studio.read("seen.png").std() > 1


@pytest.mark.parametrize("folder", SMALL, ids=lambda f: f.name)
def test_a_published_checkpoint_is_added_and_makes_a_picture(studio: Studio, folder: Path) -> None:
    runs_in_its_tool(studio, folder)


@pytest.mark.parametrize("folder", WIDER or [ABSENT], ids=lambda f: f.name)
def test_a_checkpoint_of_the_wider_set_is_added_and_makes_a_picture(
    studio: Studio, folder: Path
) -> None:
    runs_in_its_tool(studio, folder)


def shown(values: np.ndarray, low: float = -1) -> np.ndarray:
    """1×C×H×W of a network, low to 1 → H×W×C uint8."""
    levels = 255 * (np.clip(values[0], low, 1) - low) / (1 - low)
    return np.rint(levels).astype(np.uint8).transpose(1, 2, 0)


# Folder in the shared fixtures, command, black of its arrays, output. Their inputs are 8-bit
# pictures of sizes that suit the networks, so that the tools have nothing to resize.
ALIKE = [
    ("deblurgan", "deblur", -1, "output"),
    ("deblurganv2-fpn-mobilenet", "deblur", -1, "output"),
    ("cyclegan-resnet6-instance-oldstats", "translate", -1, "output"),
    ("cyclegan-resnet9-instance", "translate", -1, "output"),
    ("pix2pix-unet128-batch", "translate", -1, "output_train_mode_no_dropout"),
    ("stargan-128", "translate", -1, "output"),
    ("hed", "lines", 0, "output"),
    ("spade-most", "semantic", -1, "output"),
]


@pytest.mark.parametrize(("name", "task", "black", "output"), ALIKE)
def test_a_tool_gives_the_picture_that_the_authors_network_gives(
    studio: Studio, shared: Path, name: str, task: str, black: int, output: str
) -> None:
    main, options, io = opened(shared / "fixtures" / "parity" / name)
    studio.add(main, "published", options, "--task", task)
    more = []
    if task == "semantic":
        given = io["label"][0].transpose(1, 2, 0).astype(np.uint8)
    else:
        given = shown(io["input"], black)
    if task == "lines":
        given = given[..., ::-1]  # theirs takes BGR
    if "c" in io:
        more = ["--attributes", ",".join(str(i + 1) for i in np.flatnonzero(io["c"][0]))]
    studio.makes(task, given, *more)
    expected = shown(io[output], black).astype(int)
    if task == "lines":  # black on white, without what is faint
        ink = np.clip((io[output][0] - 0.1) / 0.8, 0, 1)
        expected = 255 - np.rint(255 * ink).astype(int).transpose(1, 2, 0)
    assert expected.std() > 20
    assert np.abs(studio.read("out.png") - expected).max() <= 1


@pytest.mark.parametrize("name", ["srgan-x4", "realesr-animevideov3-x4"])
def test_a_trained_network_enlarges_as_its_authors_do(
    studio: Studio, shared: Path, name: str
) -> None:
    main, options, io = opened(shared / "fixtures" / "real" / name)
    studio.add(main, "published", options)
    given, expected = shown(io["input"], 0), shown(io["output"], 0).astype(float)
    studio.makes("upscale", given, "--scale", "4")
    plain = cv2.resize(given, expected.shape[1::-1], interpolation=cv2.INTER_CUBIC)

    def apart(picture: np.ndarray) -> float:
        return float(np.sqrt(((picture - expected) ** 2).mean()))

    # Only its low frequencies and flat areas are corrected.
    assert apart(studio.read("out.png")) < apart(plain) / 2


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each picture was made strictly: that is the second try, after one that drifted."""
    noted: list[bool] = []
    own = fidelity.faithful

    def noting(source: Values, enlarged: Values, scale: int, strict: bool = False) -> Values:
        noted.append(strict)
        return own(source, enlarged, scale, strict)

    monkeypatch.setattr(fidelity, "faithful", noting)
    return noted


def test_an_edsr_of_weights_at_random_drifts_and_makes_a_picture_at_the_second_try(
    studio: Studio, tries: list[bool]
) -> None:
    main, options, _ = opened(TESTS / "data" / "parity" / "edsr-official-x4")
    studio.add(main, "published", options)
    given = photo()[::2, ::2]
    studio.makes("upscale", given, "--scale", "4")
    assert tries[0] is False and tries[-1] is True
    made = studio.read("out.png")
    plain = cv2.resize(given, made.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    assert np.abs(made.mean((0, 1)) - given.mean((0, 1))).max() < 0.6
    assert np.abs(made.astype(int) - plain).mean() > 1  # there is something of the network in it


@pytest.mark.parametrize("layout", ["official", "basicsr"])
def test_an_edsr_that_knows_pictures_makes_one_at_once(
    studio: Studio, tries: list[bool], layout: str
) -> None:
    main = studio.folder / "edsr.pt"
    torch.save(repeating_edsr(layout == "official"), main)
    studio.add(main, "published", {})
    given = photo()[::2, ::2]
    studio.makes("upscale", given, "--scale", "4")
    assert not any(tries)
    repeated = given.repeat(4, 0).repeat(4, 1)
    assert np.abs(studio.read("out.png").astype(int) - repeated).mean() < 3


def repeating_edsr(official: bool, width: int = 5) -> dict[str, Tensor]:
    """An EDSR ×4 in a layout of its authors that repeats each pixel, but for what its residual
    blocks add at random."""
    state: dict[str, Tensor] = {}

    def convolution(name: str, c_in: int, c_out: int, gain: float, noise: float = 0.0) -> None:
        weight = noise * torch.randn(c_out, c_in, 3, 3, generator=random)
        for i in range(c_out):
            source = i * c_in // c_out if c_out > c_in else i
            weight[i, source, 1, 1] += gain
        state[f"{name}.weight"], state[f"{name}.bias"] = weight, torch.zeros(c_out)

    random = torch.Generator().manual_seed(0)
    first, trunk, last = (
        ("head.0", "body.2", "tail.1")
        if official
        else ("conv_first", "conv_after_body", "conv_last")
    )
    inner, up = (("body.0", "body.2"), "tail.0") if official else (("conv1", "conv2"), "upsample")
    convolution(first, 3, width, 0)
    for i in range(3):
        state[f"{first}.weight"][i, i, 1, 1] = 1
    for i in range(2):
        for name in inner:
            convolution(f"body.{i}.{name}", width, width, 0, 0.05)
    convolution(trunk, width, width, 0, 0.01)
    for n in (0, 2):
        convolution(f"{up}.{n}", width, 4 * width, 1)
    convolution(last, width, 3, 1)
    if official:
        for name, sign in (("sub_mean", -1), ("add_mean", 1)):
            state[f"{name}.weight"] = torch.eye(3).view(3, 3, 1, 1)
            state[f"{name}.bias"] = sign * 255 * torch.tensor(edsr.DIV2K)
    return state
