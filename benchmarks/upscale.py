"""How fast, and in how much memory, pictures are enlarged ×4: the program's tiles against plain
PyTorch on the whole picture, onnxruntime and ncnn, all with the same weights, in one run.

`python benchmarks/upscale.py [--weights FILE.pth] [--threads N] [--megapixels 1 4]`

onnxruntime and ncnn are given the same tiles that the program cuts, which is faster for them than
whole pictures. Every way runs in a process of its own. ncnn is used if it is installed
(`pip install ncnn`); the program itself does not need it.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine import paths
from engine.geometry import Rect
from engine.models.srvgg import SRVGG
from engine.models.upscaler import SLOPE, Upscaler, bicubic_taps
from engine.ops import pixels, tiling
from engine.progress import Progress
from engine.runtime import checkpoints
from engine.runtime.cards import Card
from engine.runtime.pool import Model
from engine.runtime.tiled import Tiled

Values = NDArray[np.float32]
Net = Callable[[Values], Values]  # 1×3×h×w → 1×3×4h×4w, in the network's own range
WAYS = ("program", "eager", "channels last", "frozen", "onnxruntime", "ncnn")
WHOLE = ("eager", "channels last", "frozen")  # get the picture in one piece
ROUNDS = 3
# Work is what counts while other programs run, with one thread: it leaves their time out.
HEAD = (
    "MP of the input a second; a second of work of all cores; MiB at the peak; of it for the "
    "picture; largest difference to eager as a share of the range; tile"
)
SHIPPED = paths.weights() / "upscale-x4.safetensors"


def loaded(weights: Path) -> Model:
    spec, options, state = checkpoints.identify(weights)
    net = checkpoints.fitted(weights, spec, options, state).eval().requires_grad_(False)
    card = Card(weights.stem, weights.stem, "upscale", "", "", "", weights, {})
    return Model(card, spec.face(options), net)


def picture(megapixels: float) -> Values:
    """A 4:3 picture in [0, 1], H×W×3: smooth, with noise."""
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5 / 4) * 4
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:height, : height * 4 // 3].astype(np.float32) / height
    smooth = np.stack([0.5 + 0.4 * np.sin(9 * x), 0.5 + 0.4 * np.cos(7 * y), x * y / 2], 2)
    return np.clip(smooth + rng.normal(0, 0.02, smooth.shape), 0, 1).astype(np.float32)


def ncnn_files(net: nn.Module, folder: Path) -> tuple[Path, Path]:
    """The network as ncnn's text and binary files: convolutions, activations, the short cut below
    the pixel shuffle."""
    layers: list[str] = ["Input in 0 1 in"]
    blobs = {"in"}
    data = bytearray()

    def layer(kind: str, given: Sequence[str], made: Sequence[str], how: str = "") -> str:
        name = f"l{len(layers)}"
        layers.append(f"{kind} {name} {len(given)} {len(made)} {' '.join((*given, *made))} {how}")
        blobs.update(made)
        return made[0]

    def conv(x: str, weight: Tensor, bias: Tensor | None, y: str, groups: int = 1) -> str:
        out, side = weight.shape[0], weight.shape[2]
        pad = 0 if groups > 1 else side // 2
        how = f"0={out} 1={side} 4={pad} 5={int(bias is not None)} 6={weight.numel()}"
        data.extend(b"\0\0\0\0" + weight.contiguous().numpy().tobytes())  # 0 = float32
        if bias is not None:
            data.extend(bias.contiguous().numpy().tobytes())
        kind = "Convolution" if groups == 1 else "ConvolutionDepthWise"
        return layer(kind, [x], [y], how + (f" 7={groups}" if groups > 1 else ""))

    layer("Split", ["in"], ["in0", "in1"])
    if isinstance(net, SRVGG):
        x = "in0"
        for i, module in enumerate(net.body):
            if isinstance(module, nn.Conv2d):
                x = conv(x, module.weight, module.bias, f"b{i}")
            elif isinstance(module, nn.PReLU):
                data.extend(module.weight.numpy().tobytes())
                x = layer("PReLU", [x], [f"b{i}"], f"0={module.num_parameters}")
            else:
                raise TypeError(f"{module} is not written for ncnn yet")
        x = layer("PixelShuffle", [x], ["large"], f"0={net.scale}")
        y = layer("Interp", ["in1"], ["base"], f"0=1 1={net.scale} 2={net.scale}")
        layer("BinaryOp", [x, y], ["out"], "0=0")
    elif isinstance(net, Upscaler):
        x = conv("in0", net.first.weight, net.first.bias, "f")
        x = layer("ReLU", [x], ["first"], f"0={SLOPE}")
        layer("Split", ["first"], ["first0", "first1"])
        x = "first0"
        for i, module in enumerate(net.body):
            assert isinstance(module, nn.Conv2d)
            x = conv(x, module.weight, module.bias, f"c{i}")
            x = layer("ReLU", [x], [f"a{i}"], f"0={SLOPE}")
        x = layer("BinaryOp", [x, "first1"], ["sum"], "0=0")
        x = conv(x, net.last.weight, net.last.bias, "detail")
        y = layer("Padding", ["in1"], ["framed"], "0=2 1=2 2=2 3=2 4=1")
        y = conv(y, bicubic_taps(net.scale), None, "base", groups=3)
        x = layer("BinaryOp", [x, y], ["planes"], "0=0")
        layer("PixelShuffle", [x], ["out"], f"0={net.scale}")
    else:
        raise TypeError(f"{type(net).__name__} is not written for ncnn yet")
    text, binary = folder / "net.param", folder / "net.bin"
    text.write_text("\n".join(["7767517", f"{len(layers)} {len(blobs)}", *layers]) + "\n")
    binary.write_bytes(data)
    return text, binary


def with_ncnn(net: nn.Module, threads: int, folder: Path) -> Net:
    import ncnn

    text, binary = ncnn_files(net, folder)
    theirs = ncnn.Net()
    theirs.opt.num_threads = threads
    theirs.opt.use_vulkan_compute = False
    if theirs.load_param(str(text)) or theirs.load_model(str(binary)):
        raise RuntimeError("ncnn cannot read what was written for it")

    def run(x: Values) -> Values:
        extractor = theirs.create_extractor()
        extractor.input("in", ncnn.Mat(np.ascontiguousarray(x[0])))
        return np.array(extractor.extract("out")[1])[None]

    return run


def with_onnxruntime(net: nn.Module, threads: int, folder: Path) -> Net:
    import onnxruntime

    path = folder / "net.onnx"
    free = {"picture": {2: "h", 3: "w"}, "result": {2: "H", 3: "W"}}
    torch.onnx.export(
        net.to(memory_format=torch.contiguous_format),  # type: ignore[call-overload]
        (torch.zeros(1, 3, 64, 64),),
        path,
        dynamo=False,
        opset_version=17,
        input_names=["picture"],
        output_names=["result"],
        dynamic_axes=free,
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    return lambda x: session.run(None, {"picture": x})[0]


def with_torch(net: nn.Module, way: str) -> Net:
    last = torch.contiguous_format if way == "eager" else torch.channels_last
    net = net.to(memory_format=last)  # type: ignore[call-overload]
    if way == "frozen":
        example = torch.zeros(1, 3, 64, 64).contiguous(memory_format=last)
        traced = torch.jit.freeze(torch.jit.trace(net, example))
        net = torch.jit.optimize_for_inference(traced)

    @torch.inference_mode()
    def run(x: Values) -> Values:
        return net(torch.from_numpy(x).contiguous(memory_format=last)).numpy()

    return run


def in_tiles(net: Net, whole: Values, side: int, lap: int, scale: int) -> Values:
    """1×3×H×W → 1×3×sH×sW, in the tiles that the program cuts."""
    height, width = whole.shape[2:]
    made = np.empty((1, 3, height * scale, width * scale), np.float32)
    pixels_last = whole[0].transpose(1, 2, 0)
    for y in range(0, height, side):
        for x in range(0, width, side):
            core = Rect(x, y, min(x + side, width), min(y + side, height))
            tile = tiling.patch(pixels_last, core.grown(lap)).transpose(2, 0, 1)[None]
            inner = slice(lap * scale, (lap + core.height) * scale)
            across = slice(lap * scale, (lap + core.width) * scale)
            result = net(np.ascontiguousarray(tile))[..., inner, across]
            made[..., y * scale : core.y1 * scale, x * scale : core.x1 * scale] = result
    return made


def by_program(model: Model, lap: int, side: int | None) -> Callable[[Values], Values]:
    """H×W×3 in [0, 1] → sH×sW×3, through the program's tiles."""

    def run(values: Values) -> Values:
        net = Tiled(model, torch.device("cpu"), lap, side)
        height, width = values.shape[:2]
        bands = net.bands(lambda r: tiling.patch(values, r), height, width, Progress())
        return np.concatenate(list(bands))

    return run


def measure(a: argparse.Namespace) -> None:
    """In a process of its own: one way, one size. Prints a row of HEAD."""
    torch.set_num_threads(a.threads)
    model = loaded(a.weights)
    face, values = model.face, picture(a.size)
    lap = face.reach or LAP
    side = a.side or Tiled(model, torch.device("cpu"), lap).side
    x = pixels.ranged(torch.from_numpy(values).permute(2, 0, 1)[None], (0, 1), face.takes)
    planes = x.contiguous().numpy()
    small = picture(0.02)
    with tempfile.TemporaryDirectory() as folder:
        if a.way == "program":
            program = by_program(model, lap, a.side)
            call = lambda v, _x: program(v)  # noqa: E731
        else:
            makers = {"ncnn": with_ncnn, "onnxruntime": with_onnxruntime}
            if a.way in makers:
                net = makers[a.way](model.net, a.threads, Path(folder))
            else:
                net = with_torch(model.net, a.way)
            if a.way in WHOLE:
                call = lambda _v, x: net(x)  # noqa: E731
            else:
                call = lambda _v, x: in_tiles(net, x, side, lap, face.scale)  # noqa: E731
        warm = pixels.ranged(torch.from_numpy(small).permute(2, 0, 1)[None], (0, 1), face.takes)
        made = call(small, warm.contiguous().numpy())
        right = with_torch(model.net, "eager")(warm.contiguous().numpy())
        if a.way == "program":
            made = pixels.ranged(torch.from_numpy(made).permute(2, 0, 1)[None], (0, 1), face.gives)
        error = float(np.abs(np.asarray(made) - right)[..., 80:-80, 80:-80].max())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        times, work = [], []
        for _ in range(a.rounds):
            start, begun = time.perf_counter(), time.process_time()
            call(values, planes)
            times.append(time.perf_counter() - start)
            work.append(time.process_time() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = values.shape[0] * values.shape[1] / 1e6
    share = error / (face.gives[1] - face.gives[0])
    print(
        f"{size / statistics.median(times):.4f} {size / statistics.median(work):.4f} "
        f"{peak / 1024:.0f} {(peak - before) / 1024:.0f} {share:.1e} {side}"
    )


LAP = 20  # input pixels, where the network's reach is not known


def ways() -> Iterator[str]:
    for way in WAYS:
        if way != "ncnn" or importlib.util.find_spec("ncnn") is not None:
            yield way


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=SHIPPED)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--megapixels", type=float, nargs="+", default=(1, 4), dest="sizes")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--side", type=int, help="input pixels of a tile, as the program if absent")
    parser.add_argument("--only", choices=WAYS, nargs="+")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--size", type=float, help=argparse.SUPPRESS)
    a = parser.parse_args()
    if a.way is not None:
        measure(a)
        return
    print(f"{a.weights.stem}, {a.threads} threads; {HEAD}")
    for size in a.sizes:
        for way in a.only or ways():
            command = [sys.executable, __file__, "--weights", a.weights, "--threads", a.threads]
            command += ["--way", way, "--size", size, "--rounds", a.rounds]
            command += ["--side", a.side] if a.side else []
            child = subprocess.run([str(c) for c in command], capture_output=True, text=True)
            told = child.stdout.strip() or child.stderr.strip().splitlines()[-1]
            print(f"{size:g} MP  {way:14}  {told}", flush=True)


if __name__ == "__main__":
    main()
