"""ONNX files are tried out, told what nobody can see in them, and work in their tools."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from engine.api import Engine
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.requests import DeblurRequest, InpaintRequest, TranslateRequest, sealed
from engine.runtime import cards, graphs, shelf
from engine.runtime.pool import Pool


class Shift(nn.Module):
    """A picture that is brighter by a little, `scale` times the size, through halves `depth`
    times. last: its last step."""

    def __init__(self, planes: int = 3, scale: int = 1, depth: int = 0, last: str = "") -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(planes, planes * scale**2, 1)
        with torch.no_grad():
            self.conv.weight.zero_()
            for i in range(planes * scale**2):
                self.conv.weight[i, i // scale**2] = 1
            self.conv.bias.fill_(0.1)  # type: ignore[union-attr]
        self.shuffle = nn.PixelShuffle(scale)
        self.depth, self.last = depth, last

    def forward(self, x: Tensor) -> Tensor:
        for _ in range(self.depth):
            x = nn.functional.pixel_unshuffle(x, 2)
        for _ in range(self.depth):
            x = nn.functional.pixel_shuffle(x, 2)
        x = self.shuffle(self.conv(x))
        return {"": x, "tanh": torch.tanh(x), "sigmoid": torch.sigmoid(x)}[self.last]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a network as ONNX, of free sizes or of one."""

    def write(net: nn.Module, planes: int = 3, side: int = 32, free: bool = True) -> Path:
        path = tmp_path / "net.onnx"
        axes = {2: "height", 3: "width"}
        torch.onnx.export(
            net.eval(),
            (torch.rand(1, planes, side, side),),
            path,
            dynamo=False,
            input_names=["in"],
            output_names=["out"],
            dynamic_axes={"in": axes, "out": axes} if free else None,
        )
        return path

    return write


Write = Callable[..., Path]
pytestmark = pytest.mark.filterwarnings("ignore")  # of the exporter


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_sizes_and_factor_are_tried_out(write: Write, depth: int) -> None:
    face = shelf.examine(write(Shift(scale=2, depth=depth))).face
    assert (face.planes, face.colours, face.scale) == (3, 3, 2)
    assert (face.multiple, face.fixed) == (2**depth, None)
    assert face.smallest <= 2 ** max(depth, 1)


@pytest.mark.parametrize(("last", "takes", "known"), [("", (0, 1), False), ("tanh", (-1, 1), True)])
def test_the_last_step_tells_the_range_or_it_is_asked(
    write: Write, last: str, takes: tuple[int, int], known: bool
) -> None:
    found = shelf.examine(write(Shift(last=last)))
    assert found.face.takes == found.face.gives == takes
    assert set(found.assumed) == (set() if known else {"takes", "gives"})
    told = shelf.examine(write(Shift(last=last)), {"takes": [0, 255], "gives": [0, 255]})
    assert told.face.takes == (0, 255)
    assert not told.assumed


def test_an_upscaler_is_known_by_its_factor_and_others_are_asked_what_they_are_for(
    write: Write,
) -> None:
    assert shelf.add(write(Shift(scale=4)), "four").card.task == "upscale"
    with pytest.raises(BadInput) as e:
        shelf.add(write(Shift()), "other")
    assert e.value.code == "model.ask_task"
    with pytest.raises(BadInput) as e:
        shelf.add(write(Shift()), "other", task="upscale")
    assert e.value.code == "model.task"
    assert shelf.add(write(Shift()), "other", task="deblur").card.task == "deblur"


@pytest.mark.parametrize("free", [True, False])
@pytest.mark.parametrize("planes", [1, 3])
def test_a_graph_works_in_its_tool_at_any_size(write: Write, free: bool, planes: int) -> None:
    file = write(Shift(planes, depth=2), planes=planes, free=free)
    added = shelf.add(file, "bright", task="deblur")
    assert added.card.weights.read_bytes() == file.read_bytes()
    added.card.verify()
    rng = np.random.default_rng(0)
    for height, width in [(40, 56), (33, 71), (150, 20)]:
        picture = rng.integers(0, 200, (height, width, 1), np.uint8)
        request = DeblurRequest(sealed(picture), Rect.of_size(width, height), model="bright")
        made = Engine("cpu").run(request).pixels
        assert made.shape == (height, width, 4)
        away = made[..., :3].astype(int) - picture
        assert np.abs(away - 25.5).max() <= 1


def test_a_graph_translates_too(write: Write) -> None:
    shelf.add(write(Shift(last="tanh")), "look", task="translate")
    picture = np.full((64, 80, 3), 128, np.uint8)
    request = TranslateRequest(sealed(picture), Rect.of_size(80, 64), model="look")
    made = Engine("cpu").run(request).pixels
    expected = (np.tanh(128 / 127.5 - 1 + 0.1) + 1) * 127.5
    assert np.abs(made[..., :3] - expected).max() <= 1


class Grey(nn.Module):
    """Grey into the hole of a picture, which may come in an input of its own."""

    def forward(self, picture: Tensor, mask: Tensor | None = None) -> Tensor:
        if mask is None:
            picture, mask = picture[:, :3], picture[:, 3:]
        return picture * (1 - mask) + 0.5 * mask


@pytest.mark.parametrize("inputs", [1, 2])
@pytest.mark.parametrize("free", [True, False])
def test_a_graph_that_takes_a_mask_fills_holes(tmp_path: Path, inputs: int, free: bool) -> None:
    path = tmp_path / "grey.onnx"
    given = (torch.rand(1, 4, 64, 64),) if inputs == 1 else tuple(
        torch.rand(1, n, 64, 64) for n in (3, 1)
    )  # fmt: skip
    names, axes = ["picture", "mask"][:inputs], {2: "height", 3: "width"}
    torch.onnx.export(
        Grey(), given, path, dynamo=False, input_names=names, output_names=["out"],
        dynamic_axes=dict.fromkeys([*names, "out"], axes) if free else None,
    )  # fmt: skip
    card = shelf.add(path, "grey").card
    assert card.task == "inpaint"
    picture = np.full((90, 130, 3), 128, np.uint8)
    mask = np.zeros((90, 130, 1), np.uint8)
    mask[30:60, 40:90] = 255
    picture[mask[..., 0] > 0] = 255
    request = InpaintRequest(sealed(picture), Rect.of_size(130, 90), sealed(mask), model="grey")
    made = Engine("cpu").run(request).pixels
    assert np.abs(made[mask[..., 0] > 0][:, :3].astype(int) - 128).max() <= 1


def test_numbers_in_another_file_are_refused_wherever_they_are(
    write: Write, tmp_path: Path, home: Path
) -> None:
    model = onnx.load(write(Shift()))
    outside = TensorProto(name="hidden", data_type=TensorProto.FLOAT, dims=[1])
    outside.data_location = TensorProto.EXTERNAL
    outside.external_data.add(key="location", value="/etc/passwd")
    inner = helper.make_graph(
        [helper.make_node("Identity", ["hidden"], ["y"])], "inner", [], [], [outside]
    )
    branch = helper.make_node("If", ["condition"], ["z"], then_branch=inner, else_branch=inner)
    constant = helper.make_node("Constant", [], ["c"])
    constant.attribute.add(name="value", type=onnx.AttributeProto.TENSOR).t.CopyFrom(outside)
    for node, weights in ((None, [outside]), (branch, []), (constant, [])):
        hostile = onnx.ModelProto()
        hostile.CopyFrom(model)
        hostile.graph.initializer.extend(weights)
        if node is not None:
            hostile.graph.node.append(node)
        path = tmp_path / "hostile.onnx"
        path.write_bytes(hostile.SerializeToString())
        with pytest.raises(BadInput) as e:
            shelf.add(path, "net", task="deblur")
        assert e.value.code == "model.external"
        assert "hidden" in str(e.value)
    assert not list(home.rglob("*.*"))


def test_what_is_no_network_from_picture_to_picture_is_refused(tmp_path: Path, home: Path) -> None:
    def saved(graph: Any) -> Path:
        path = tmp_path / "net.onnx"
        opset = [helper.make_opsetid("", 17)]
        path.write_bytes(
            helper.make_model(graph, opset_imports=opset, ir_version=9).SerializeToString()
        )
        return path

    def value(name: str, *shape: int | str) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    add = [helper.make_node("Add", ["x", "y"], ["z"])]
    flat = [helper.make_node("GlobalAveragePool", ["x"], ["z"])]
    weights = numpy_helper.from_array(np.ones((1, 7, 1, 1), np.float32), "w")
    many = [helper.make_node("Mul", ["x", "w"], ["z"])]
    picture = ("x", 1, 3, "h", "w_")
    for graph in (
        helper.make_graph(add, "two", [value(*picture), value("y", 1, 3, "h", "w_")],
                          [value("z", 1, 3, "h", "w_")]),
        helper.make_graph(flat, "point", [value(*picture)], [value("z", 1, 3, 1, 1)]),
        helper.make_graph(many, "seven", [value("x", 1, 7, "h", "w_")],
                          [value("z", 1, 7, "h", "w_")], [weights]),
    ):  # fmt: skip
        with pytest.raises(BadInput) as e:
            shelf.add(saved(graph), "net", task="deblur")
        assert e.value.code == "model.graph"
    nothing = helper.make_graph([], "nothing", [value(*picture)], [value("x", 1, 3, "h", "w_")])
    unknown = helper.make_graph(
        [helper.make_node("Format", ["x"], ["z"], domain="evil")],
        "custom", [value(*picture)], [value("z", 1, 3, "h", "w_")],
    )  # fmt: skip
    for graph, code in ((nothing, "model.no_checkpoint"), (unknown, "model.unreadable")):
        with pytest.raises(BadInput) as e:
            shelf.add(saved(graph), "net", task="deblur")
        assert e.value.code == code
    assert not list(home.rglob("*.*"))


@pytest.mark.parametrize("data", [b"", b"<html>Not found</html>", b"\x08" * 99, b"\x80\x02cos\n"])
def test_files_that_are_no_onnx_are_refused(tmp_path: Path, home: Path, data: bytes) -> None:
    path = tmp_path / "net.onnx"
    path.write_bytes(data)
    with pytest.raises(BadInput) as e:
        shelf.add(path, "net", task="deblur")
    assert e.value.code in ("model.unreadable", "model.no_checkpoint")
    assert not list(home.rglob("*.*"))


def test_a_graph_that_was_changed_is_not_run(write: Write) -> None:
    card = shelf.add(write(Shift()), "net", task="deblur").card
    card.weights.write_bytes(card.weights.read_bytes() + b"\0")
    with pytest.raises(CoachlineError) as e:
        Pool(torch.device("cpu")).get("net", "deblur")
    assert e.value.code == "model.damaged"
    cards.remove("net")
    assert not cards.installed("deblur")
    assert not card.weights.exists()


def test_an_onnx_file_is_known_by_its_first_byte(write: Write) -> None:
    plain = write(Shift(scale=2))
    other = plain.rename(plain.with_suffix(".bin"))
    assert graphs.is_graph(other)
    assert shelf.examine(other).family == "onnx"
