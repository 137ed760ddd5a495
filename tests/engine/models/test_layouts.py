"""Options are read from keys and shapes, whatever the widths and depths, in every layout."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from engine.models import (
    biggan,
    dcgan,
    deblurganv2_inception,
    lama,
    resnet,
    rrdb,
    spade,
    srvgg,
    stargan,
    unet,
)
from engine.models.norms import use_own_statistics
from engine.models.spec import ModelSpec, Options, State
from engine.runtime import checkpoints

quick = settings(max_examples=8, deadline=None)
small = st.integers(1, 5)
# Memory layouts round differently, and instances of few pixels enlarge that; another network
# would be off by far more.
CLOSE = {"rtol": 0, "atol": 1e-3}


def shapes(state: State) -> dict[str, tuple[int, ...]]:
    return {k: tuple(v.shape) for k, v in state.items()}


def renamed(net: nn.Module, prefixes: dict[str, str]) -> State:
    """The weights of a network under other prefixes, ours → theirs."""
    state = {}
    for key, value in net.state_dict().items():
        ours, _, part = key.rpartition(".")
        state[f"{prefixes[ours]}.{part}"] = value
    return state


def rebuilt(state: State, family: str) -> tuple[ModelSpec, Options, nn.Module]:
    """The network that a state dict in its authors' layout is read as."""
    spec, options = next(c for c in checkpoints.candidates(state) if c[0].family == family)
    return spec, options, checkpoints.assemble(spec, options, state)


def esrgan_prefixes(style: str, blocks: int, ups: int) -> dict[str, str]:
    """Ours → theirs."""
    inner = {"old": "model.1.sub.{}.RDB{}.conv{}.0", "new": "RRDB_trunk.{}.RDB{}.conv{}"}
    pattern = inner.get(style, "body.{}.rdb{}.conv{}")
    found = {
        f"body.{b}.dense.{d}.convs.{c}": pattern.format(b, d + 1, c + 1)
        for b in range(blocks)
        for d in range(3)
        for c in range(5)
    }
    if style == "old":
        found |= {"first": "model.0", "trunk": f"model.1.sub.{blocks}"}
        found |= {f"up.{i}": f"model.{3 + 3 * i}" for i in range(ups)}
        return found | {"fine": f"model.{3 * ups + 2}", "last": f"model.{3 * ups + 4}"}
    trunk, fine, up = ("trunk_conv", "HRconv", "upconv{}") if style == "new" else (
        "conv_body", "conv_hr", "conv_up{}",
    )  # fmt: skip
    found |= {"first": "conv_first", "trunk": trunk, "fine": fine, "last": "conv_last"}
    return found | {f"up.{i}": up.format(i + 1) for i in range(ups)}


@quick
@given(
    style=st.sampled_from(["old", "new", "basicsr"]),
    blocks=st.integers(1, 3),
    width=st.integers(2, 6),
    growth=st.integers(1, 4),
    ups=st.integers(0, 3),
)
def test_esrgan_is_one_network_in_three_layouts(
    style: str, blocks: int, width: int, growth: int, ups: int
) -> None:
    torch.manual_seed(0)
    net = rrdb.RRDBNet(3, 3, width, growth, blocks, ups).eval()
    state = renamed(net, esrgan_prefixes(style, blocks, ups))
    spec, options, again = rebuilt(state, "esrgan")
    assert spec.interface is not None
    assert spec.interface(options).scale == 2**ups
    x = torch.rand(1, 3, 5, 6)
    with torch.inference_mode():
        torch.testing.assert_close(again(x), net(x), **CLOSE)


@pytest.mark.parametrize(("unshuffle", "scale"), [(2, 2), (4, 1)])
def test_real_esrgan_of_small_factors_unshuffles_first(unshuffle: int, scale: int) -> None:
    net = rrdb.RRDBNet(3, 3, 4, 2, 1, 2, unshuffle)
    spec, options, again = rebuilt(renamed(net, esrgan_prefixes("basicsr", 1, 2)), "esrgan")
    assert spec.interface is not None
    face = spec.interface(options)
    assert (face.scale, face.multiple, face.planes) == (scale, unshuffle, 3)
    assert again(torch.rand(1, 3, 8, 8)).shape == (1, 3, 8 * scale, 8 * scale)


def resnet_state(net: resnet.ResNet, dropout: bool) -> State:
    """In the layout of pix2pix and CycleGAN."""
    downs, blocks = len(net.down), len(net.blocks)
    first = 4 + 3 * downs
    prefixes = {"stem": "model.1", "stem_norm": "model.2"}
    second = 6 if dropout else 5
    for i in range(downs):
        prefixes |= {f"down.{i}": f"model.{4 + 3 * i}", f"down_norm.{i}": f"model.{5 + 3 * i}"}
        up = first + blocks + 3 * i
        prefixes |= {f"up.{i}": f"model.{up}", f"up_norm.{i}": f"model.{up + 1}"}
    for i in range(blocks):
        block = f"model.{first + i}.conv_block"
        prefixes |= {f"blocks.{i}.conv1": f"{block}.1", f"blocks.{i}.norm1": f"{block}.2"}
        prefixes |= {
            f"blocks.{i}.conv2": f"{block}.{second}",
            f"blocks.{i}.norm2": f"{block}.{second + 1}",
        }
    prefixes["head"] = f"model.{first + blocks + 3 * downs + 1}"
    return renamed(net, prefixes)


@quick
@given(
    planes=st.sampled_from([1, 3]),
    width=small,
    blocks=st.integers(1, 4),
    downs=st.integers(2, 4),
    normalisation=st.sampled_from(["batch", "instance"]),
    dropout=st.booleans(),
)
def test_residual_generators_of_any_depth_are_read(
    planes: int, width: int, blocks: int, downs: int, normalisation: str, dropout: bool
) -> None:
    torch.manual_seed(0)
    widths = tuple(width * 2**i for i in range(downs + 1))
    bias = normalisation == "instance"
    net = resnet.ResNet(planes, 3, widths, blocks, normalisation, bias).eval()
    family = "pix2pixhd" if downs != 2 else "cyclegan" if bias else "pix2pix-resnet"
    spec, _, again = rebuilt(resnet_state(net, dropout), family)
    x = torch.rand(1, planes, 32, 32)
    use_own_statistics(net, spec.own_statistics)
    with torch.inference_mode():
        torch.testing.assert_close(again(x), net(x), **CLOSE)


def test_a_deblurring_network_is_told_by_dropout_or_by_the_answer() -> None:
    net = resnet.ResNet(3, 3, (2, 4, 8), 2, "instance", True)
    with_dropout, without = resnet_state(net, True), resnet_state(net, False)
    first = [checkpoints.candidates(s)[0][0].family for s in (with_dropout, without)]
    assert first == ["deblurgan", "cyclegan"]
    found = checkpoints.candidates(without)
    told = checkpoints.answered(found, {"learn_residual": False}, {}, None)
    assert told is not None
    assert (told[0].family, told[1]["residual"]) == ("deblurgan", False)
    # Its own project would have had that option.
    other = checkpoints.answered(checkpoints.candidates(with_dropout), {"ngf": 2}, {}, None)
    assert other is not None
    assert other[0].family == "cyclegan"


@quick
@given(
    planes=st.sampled_from([1, 3]),
    width=small,
    levels=st.integers(3, 6),
    normalisation=st.sampled_from(["batch", "instance"]),
)
def test_unets_of_any_depth_are_read(
    planes: int, width: int, levels: int, normalisation: str
) -> None:
    torch.manual_seed(0)
    widths = tuple(width * min(2**i, 8) for i in range(levels))
    bias = normalisation == "instance"
    net = unet.UNet(planes, 2, widths, normalisation, bias).eval()
    prefixes = {"down.0": "model.model.0", "up.0": "model.model.3"}
    at = "model.model.1.model"
    for i in range(1, levels):
        inner = i == levels - 1
        prefixes |= {f"down.{i}": f"{at}.1", f"up.{i}": f"{at}.{3 if inner else 5}"}
        prefixes |= {f"down_norm.{i}": f"{at}.2", f"up_norm.{i}": f"{at}.{4 if inner else 6}"}
        at += ".3.model"
    state = renamed(net, prefixes)
    if bias:  # as PyTorch 0.3 stored it, for nothing
        state["model.model.1.model.2.running_mean"] = torch.ones(widths[1])
    spec, _, again = rebuilt(state, "pix2pix")
    use_own_statistics(net, spec.own_statistics)
    x = torch.rand(1, planes, 2**levels, 2 ** (levels + 1))
    with torch.inference_mode():
        torch.testing.assert_close(again(x), net(x), **CLOSE)


@quick
@given(
    kind=st.sampled_from(["batch", "instance"]),
    kernel=st.sampled_from([3, 5]),
    latent=st.sampled_from([0, 7]),
    upsampling=st.sampled_from(["normal", "more", "most"]),
    spectral=st.booleans(),
)
def test_spade_of_every_kind_is_read(
    kind: str, kernel: int, latent: int, upsampling: str, spectral: bool
) -> None:
    torch.manual_seed(0)
    widths = (8, 8, 8, 8, 4, 2, 2, 2) + ((1,) if upsampling == "most" else ())
    net = spade.SpadeGenerator(
        5, 3, widths, 6, kind, kernel, latent, upsampling, 2 if latent else 0, 0, 2.0
    ).eval()
    state: State = dict(net.state_dict())
    sigma = 3.0
    if spectral:
        for key in [k for k in state if ".conv_" in k and k.endswith(".weight")]:
            stem, weight = key.removesuffix(".weight"), state.pop(key)
            rows = weight.flatten(1)
            left, values, right = torch.linalg.svd(rows, full_matrices=False)
            state[f"{stem}.weight_orig"] = weight / values[0] * sigma
            state[f"{stem}.weight_u"], state[f"{stem}.weight_v"] = left[:, 0], right[0]
            with torch.no_grad():  # what the hook computes in evaluation
                net.get_parameter(key).copy_(weight / values[0])
    found = checkpoints.candidates(state)
    answers = {"num_upsampling_layers": upsampling, "aspect_ratio": 2.0}
    told = checkpoints.answered(found, answers, {}, None)
    assert told is not None
    spec, options = told
    assert spec.family == "spade"
    assert spec.interface is not None
    side = 2 ** spade.DOUBLINGS[upsampling]
    assert spec.interface(options).fixed == ((side, 2 * side) if latent else None)
    again = checkpoints.assemble(spec, options, state)
    labels = torch.rand(1, 5, side, 2 * side)
    style = torch.randn(1, latent) if latent else None
    with torch.inference_mode():
        ours, expected = again(labels, style), net(labels, style)
    assert expected.shape == (1, 3, side, 2 * side)
    torch.testing.assert_close(ours, expected, **CLOSE)


def same_layout(net: nn.Module, family: str, *given_to: Tensor) -> None:
    """A network whose own names are the authors' is read back as it was."""
    spec, _, again = rebuilt(dict(net.state_dict()), family)
    net.eval()
    use_own_statistics(net, spec.own_statistics)
    with torch.inference_mode():
        torch.testing.assert_close(again(*given_to), net(*given_to), **CLOSE)


@quick
@given(planes=st.sampled_from([1, 3]), width=small, convs=small, scale=st.integers(1, 4))
def test_compact_upscalers_of_any_size_are_read(
    planes: int, width: int, convs: int, scale: int
) -> None:
    torch.manual_seed(0)
    for activation in ("prelu", "leakyrelu"):
        net = srvgg.SRVGG(planes, width, convs, scale, activation)
        same_layout(net, "srvgg", torch.rand(1, planes, 6, 5))


@quick
@given(shared=st.sampled_from([0, 5]), hierarchical=st.booleans(), keys=st.sampled_from([0, 1]))
def test_biggan_with_and_without_shared_classes_is_read(
    shared: int, hierarchical: bool, keys: int
) -> None:
    torch.manual_seed(0)
    hierarchical = hierarchical and shared > 0
    blocks = (biggan.Block(8, 8, 0), biggan.Block(8, 4, keys))
    net = biggan.BigGAN(3, hierarchical, 6, shared, 4, blocks, 3, 1e-5)
    z = torch.randn(2, 9 if hierarchical else 3)
    same_layout(net, "biggan", z, torch.tensor([1, 5]))


def test_dcgan_of_any_size_is_read_and_its_discriminator_is_not() -> None:
    torch.manual_seed(0)
    net = dcgan.DCGAN((10, 8, 4, 1))
    prefixes = {f"convs.{i}": f"main.{3 * i}" for i in range(3)}
    prefixes |= {f"norms.{i}": f"main.{3 * i + 1}" for i in range(2)}
    state = renamed(net, prefixes)
    again = rebuilt(state, "dcgan")[2]
    z = torch.randn(2, 10)
    with torch.inference_mode():
        picture = again(z)
        torch.testing.assert_close(picture, net.eval()(z), **CLOSE)
    assert picture.shape == (2, 1, 16, 16)
    widths = (3, 6, 12, 1)
    critic = {f"main.{n}.weight": torch.rand(widths[i + 1], widths[i], 4, 4)
              for i, n in enumerate((0, 2, 5))}  # fmt: skip
    assert not checkpoints.candidates(critic)


def test_stargan_reads_how_many_attributes_it_knows() -> None:
    torch.manual_seed(0)
    net = stargan.StarGAN(3, 4, 3, (2, 4, 8), 3)
    prefixes = {"down.0": "main.0", "down_norm.0": "main.1", "head": "main.18"}
    for i, n in enumerate((3, 6)):
        prefixes |= {f"down.{i + 1}": f"main.{n}", f"down_norm.{i + 1}": f"main.{n + 1}"}
    for i, n in enumerate((12, 15)):
        prefixes |= {f"up.{i}": f"main.{n}", f"up_norm.{i}": f"main.{n + 1}"}
    for i in range(3):
        for j, part in enumerate(("conv1", "norm1", "", "conv2", "norm2")):
            prefixes[f"blocks.{i}.{part}"] = f"main.{9 + i}.main.{j}"
    state = renamed(net, prefixes)
    _, options, again = rebuilt(state, "stargan")
    assert options["classes"] == 4
    use_own_statistics(net.eval())
    given_to = torch.rand(1, 3, 16, 16), torch.eye(4)[:1]
    with torch.inference_mode():
        torch.testing.assert_close(again(*given_to), net(*given_to), **CLOSE)


@pytest.mark.parametrize("normalisation", ["instance", "batch"])
def test_inception_encoders_of_any_width_are_read(normalisation: str) -> None:
    torch.manual_seed(0)

    def branches(c_in: int, *widths: int) -> deblurganv2_inception.Branches:
        """A 1×1 convolution a branch, then a 1×3 and a 3×1 one in the last."""
        found = [((w, c_in, 1, 1),) for w in widths]
        w = widths[-1]
        return (*found[:-1], (*found[-1], (w, w, 1, 3), (w, w, 3, 1)))

    halving = (((3, 7, 3, 3),), ((2, 7, 1, 1), (4, 2, 3, 3)))  # 7 → 3 + 4 + 7 channels
    last = (((2, 14, 1, 1), (5, 2, 3, 3)),)
    mixed = (((4, 3, 1, 1),), ((3, 3, 1, 1),))
    net = deblurganv2_inception.with_inception(
        stem=((2, 3, 3, 3), (2, 2, 3, 3), (4, 2, 3, 3), (3, 4, 1, 1), (3, 3, 3, 3)),
        mixed=(mixed, halving, last),
        residuals=((branches(7, 2, 3),) * 2, (branches(14, 2, 2),)),
        planes=3,
        laterals=(4, 6, 6, 6, 6),
        width=5,
        last=2,
        normalisation=normalisation,
    ).eval()
    single = {"fpn.enc3.0.branch0", "fpn.enc3.2.branch0"}  # not in a sequence there
    single |= {f"fpn.enc{b}.branch0" for b in ("3.1.0", "3.1.1", "4.0.0")}
    state = {}
    for key, value in net.state_dict().items():
        theirs = key.replace(".branches.", ".branch")
        theirs = theirs.replace("fpn.enc3.0.branch1.0", "fpn.enc3.0.branch1.1")  # pooled first
        for prefix in single:
            theirs = theirs.replace(f"{prefix}.0.", f"{prefix}.")
        state[theirs] = value
        if theirs.startswith("fpn.enc0."):
            state[theirs.replace("fpn.enc0.", "fpn.inception.conv2d_1a.")] = value
    spec, _, again = rebuilt(state, "deblurgan-v2-inception")
    x = torch.rand(1, 3, 128, 160) * 2 - 1
    for own in (False, True):
        use_own_statistics(net, own)
        use_own_statistics(again, own)
        with torch.inference_mode():
            torch.testing.assert_close(again(x), net(x), **CLOSE)
    assert spec.own_statistics


@pytest.mark.parametrize("local", [False, True])
def test_lama_splits_and_fourier_units_are_read_from_the_shapes(local: bool) -> None:
    torch.manual_seed(0)
    inner = lama.Split(4, 8, 4, 8, 3, local)
    net = lama.LaMa(
        lama.Split(4, 0, 3, 0, 7, False),
        (lama.Split(3, 0, 4, 8, 3, False),),
        ((inner, inner),),
        (3,),
        3,
        "tanh",
    ).eval()
    prefixes = {"stem": "model.1", "downs.0": "model.2", "blocks.0": "model.3"}
    prefixes |= {"ups.0": "model.5", "up_norms.0": "model.6", "head": "model.9"}
    state = {}
    for key, value in net.state_dict().items():
        ours = next(p for p in prefixes if key.startswith(f"{p}."))
        state[prefixes[ours] + key[len(ours) :]] = value
    spec, options = checkpoints.candidates(state)[0]
    again = checkpoints.assemble(spec, {**options, "activation": "tanh"}, state)
    assert options["blocks"] == ((inner, inner),)
    x = torch.rand(1, 4, 16, 16)
    with torch.inference_mode():
        torch.testing.assert_close(again(x), net(x), **CLOSE)


@pytest.mark.parametrize(
    ("cells", "grid"), [(16, (4, 4)), (32, (4, 8)), (64, (8, 8)), (12, (3, 4))]
)
def test_spades_fixed_grid_is_likely_a_square_or_lies(cells: int, grid: tuple[int, int]) -> None:
    aspect = spade._likely_aspect(cells)
    assert spade.fixed_grid("normal", cells, 0, aspect) == grid
