"""A published checkpoint goes onto the shelf whole, or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import torch

from engine import paths
from engine.errors import BadInput, CoachlineError
from engine.models import resnet, spade, srvgg
from engine.runtime import cards, checkpoints, shelf

PARITY = Path(__file__).parents[2] / "data" / "parity"
FILES = sorted(
    p for folder in PARITY.iterdir() for p in folder.iterdir() if p.suffix not in (".json", ".npz")
)
EDGES = PARITY / "pix2pix-resnet6-batch-dropout" / "latest_net_G.pth"
PGAN = PARITY / "pgan-64" / "celebaHQ_s6_i80000.pth"


def refused(code: str, file: Path, name: str | None = None, **more: object) -> str:
    """The sentence of a refusal that leaves nothing behind."""
    before = sorted(paths.user_models().glob("*"))
    with pytest.raises(BadInput) as e:
        shelf.add(file, name, **more)  # type: ignore[arg-type]
    assert e.value.code == code
    assert sorted(paths.user_models().glob("*")) == before
    return str(e.value)


@pytest.fixture
def compact(tmp_path: Path) -> Path:
    """A network whose activation leaves no trace in the file."""
    path = tmp_path / "compact x2!.pth"
    torch.save(srvgg.SRVGG(3, 4, 1, 2, "relu").state_dict(), path)
    return path


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.parent.name)
def test_an_added_model_is_the_network_of_its_file(file: Path) -> None:
    spec, net = checkpoints.load(file, {})
    card = shelf.add(file, "added").card
    assert cards.find("added", spec.task) == card
    card.verify()
    again_spec, again = checkpoints.load(card.weights)
    assert again_spec == spec
    state, expected = again.state_dict(), net.state_dict()
    assert state.keys() == expected.keys()
    for key, value in expected.items():
        torch.testing.assert_close(state[key], value, rtol=0, atol=1e-6)


def test_a_card_tells_what_the_model_is_and_where_it_is_from() -> None:
    added = shelf.add(EDGES, "edges", licence="BSD", source='a "page"\n\x7f 网页')
    table = cards.read(added.card.path).table
    assert added.card.licence == "BSD"
    assert table["family"] == "pix2pix-resnet"
    assert table["source"] == 'a "page"\n\x7f 网页'
    assert table["file"] == "latest_net_G.pth"
    assert table["file_sha256"] == hashlib.sha256(EDGES.read_bytes()).hexdigest()
    assert (table["interface"]["planes"], table["interface"]["multiple"]) == (1, 4)
    assert added.assumed == {}


def test_without_a_name_or_a_licence_it_is_named_after_its_file_and_of_unknown_licence(
    compact: Path,
) -> None:
    card = shelf.add(compact).card
    assert (card.name, card.licence) == ("compact-x2", "unknown")


def test_what_no_file_tells_is_assumed_or_told_and_remembered(compact: Path) -> None:
    assumed = shelf.add(compact, "assumed")
    assert assumed.assumed == {"activation": "leakyrelu"}
    told = shelf.add(compact, "told", answers={"ACT_type": "relu"})
    assert told.assumed == {}
    assert told.card.table["options"] == {"activation": "relu"}
    x = torch.randn(1, 3, 6, 6)
    pictures = [checkpoints.load(a.card.weights)[1](x) for a in (assumed, told)]
    assert not torch.equal(*pictures)
    torch.testing.assert_close(pictures[1], checkpoints.load(compact, {"activation": "relu"})[1](x))


def test_what_a_training_program_noted_in_its_file_outlives_the_file() -> None:
    added = shelf.add(PGAN, "pgan")
    assert set(added.assumed) == {"activation"}
    _, options, _ = checkpoints.identify(PGAN)
    _, again, _ = checkpoints.identify(added.card.weights)
    assert again == options


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"depth": 3}, "model.option"),
        ({"activation": 3}, "model.option_value"),
        ({"activation": "sine"}, "model.option_value"),
    ],
)
def test_options_that_the_family_has_not_are_refused(
    compact: Path, answers: dict[str, object], code: str
) -> None:
    message = refused(code, compact, answers=answers)
    assert all(name in message for name in answers)
    assert "activation" in message or "leakyrelu" in message


def test_options_are_of_the_kind_that_the_published_models_have(tmp_path: Path) -> None:
    edsr = next(p for p in FILES if p.parent.name.startswith("edsr"))
    for answers in ({"res_scale": True}, {"white": "255"}, {"rgb_mean": [0.1, 0.2]}):
        refused("model.option_value", edsr, answers=answers)
    added = shelf.add(edsr, "edsr", answers={"rgb_mean": [0.1, 0.2, 0.3], "rgb_range": 1})
    assert added.card.table["interface"]["takes"] == [0, 1]


def test_a_family_or_a_part_can_be_chosen_among_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "two.pth"
    small, large = (srvgg.SRVGG(3, width, 1, 2, "prelu").state_dict() for width in (4, 6))
    torch.save({"netG": small, "net": large}, path)
    added = shelf.add(path, "large", part="net")
    assert added.card.table["parameters"] == sum(v.numel() for v in large.values())
    assert "srvgg (netG)" in refused("model.not_in_file", path, part="netE")
    assert "spade" in refused("model.not_in_file", path, family="spade")


def test_a_cyclegan_that_was_trained_on_drawings_can_be_a_model_for_sketch() -> None:
    deblurgan = next(p for p in FILES if p.parent.name == "deblurgan")
    assert shelf.add(deblurgan, "sharp").card.task == "deblur"
    added = shelf.add(deblurgan, "drawn", family="pix2pix-resnet")
    assert added.card.task == "sketch"
    assert isinstance(checkpoints.load(added.card.weights)[1], resnet.ResNet)


def test_no_model_is_written_over(
    compact: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = shelf.add(compact, "one").card
    before = card.weights.read_bytes()
    refused("model.taken", EDGES, "one")
    assert card.weights.read_bytes() == before
    card.path.write_text("damaged")
    refused("model.taken", EDGES, "one")
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "ours.toml").write_text("")
    monkeypatch.setattr(paths, "weights", lambda: shipped)
    refused("model.taken", EDGES, "ours")


@pytest.mark.parametrize("name", ["", "a/b", "../up", ".hidden", "a b", "-x", "x" * 65, "a\0b"])
def test_a_name_is_a_file_name(name: str) -> None:
    refused("model.name", EDGES, name)


def test_a_free_name_is_like_the_file_s_and_can_be_given(tmp_path: Path) -> None:
    file = tmp_path / "latest net_G (1).pth"
    file.write_bytes(EDGES.read_bytes())
    assert [shelf.add(file, shelf.free_name(file)).card.name for _ in range(3)] == [
        "latest-net_G-1",
        "latest-net_G-1-2",
        "latest-net_G-1-3",
    ]
    long = tmp_path / ("x" * 90 + ".pth")
    (paths.user_models() / ("x" * shelf.LONGEST_NAME + ".toml")).touch()
    assert shelf.free_name(long) == "x" * (shelf.LONGEST_NAME - 2) + "-2"


def test_names_may_be_chinese_and_hold_dots(home: Path) -> None:
    card = shelf.add(EDGES, "线稿_v1.2").card
    assert card.weights == home / "models" / "线稿_v1.2.safetensors"
    assert cards.find("线稿_v1.2") == card


def bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Files that are no networks and the codes that they are refused with, by kind."""
    whole = EDGES.read_bytes()
    contents = {
        "empty": (b"", "model.no_checkpoint"),
        "text": (b"<!DOCTYPE html><html></html>", "model.no_checkpoint"),
        "hostile": (b"\x80\x02cposix\nsystem\nX\x02\x00\x00\x00ls\x85R.", "model.hostile"),
        "truncated": (whole[: len(whole) // 2], "model.unreadable"),
        "cut": (b"\x10\0\0\0\0\0\0\0{", "model.unreadable"),
    }
    found = {"missing": (folder / "missing.pth", "file.missing")}
    for kind, (data, code) in contents.items():
        path = folder / f"{kind}.pth"
        path.write_bytes(data)
        found[kind] = (path, code)
    foreign = folder / "foreign.pth"
    torch.save({"conv.weight": torch.ones(3, 3)}, foreign)
    state = torch.load(EDGES, weights_only=True)
    state["model.4.weight"] = torch.ones(12, 5, 3, 3)
    misfit = folder / "misfit.pth"
    torch.save(state, misfit)
    return found | {
        "foreign": (foreign, "model.unrecognised"),
        "misfit": (misfit, "model.unreadable"),
    }


@pytest.mark.parametrize(
    "kind", ["missing", "empty", "text", "hostile", "truncated", "cut", "foreign", "misfit"]
)
def test_what_is_no_network_is_refused_in_one_sentence(kind: str, tmp_path: Path) -> None:
    path, code = bad_files(tmp_path)[kind]
    message = refused(code, path)
    assert path.name in message
    assert "\n" not in message


def test_a_folder_that_cannot_be_written_leaves_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cards, "write", full)
    with pytest.raises(CoachlineError) as e:
        shelf.add(EDGES, "edges")
    assert e.value.code == "file.write"
    assert "No space" in str(e.value)
    assert not list((home / "models").iterdir())
    (home / "models").rmdir()
    (home / "models").write_text("in the way")
    with pytest.raises(CoachlineError) as e:
        shelf.add(EDGES, "edges")
    assert e.value.code == "file.write"


def test_removing_takes_the_model_away_whatever_its_card(home: Path) -> None:
    for name in ("a", "b"):
        shelf.add(EDGES, name)
    (home / "models" / "b.toml").write_text("damaged")
    for name in ("a", "b"):
        cards.remove(name)
    assert not list((home / "models").iterdir())
    with pytest.raises(BadInput) as e:
        cards.remove("a")
    assert e.value.code == "model.unknown"


def test_a_model_of_the_program_or_a_file_elsewhere_cannot_be_removed(
    tiny_painter: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "models").rename(tmp_path / "shipped")
    monkeypatch.setattr(paths, "weights", lambda: tmp_path / "shipped")
    with pytest.raises(BadInput) as e:
        cards.remove(tiny_painter)
    assert e.value.code == "model.shipped"
    (home / "settings.toml").write_text("")
    (home / "models").mkdir()
    with pytest.raises(BadInput):
        cards.remove("../settings")
    assert (home / "settings.toml").exists()
    assert (tmp_path / "shipped" / "tiny.safetensors").exists()


def test_spade_s_options_have_the_authors_names(tmp_path: Path) -> None:
    path = tmp_path / "G.pth"
    widths = (8, 8, 8, 8, 4, 2, 2, 2)
    net = spade.SpadeGenerator(5, 3, widths, 6, "batch", 3, 0, "more", 0, 0, 1.0)
    torch.save(net.state_dict(), path)
    added = shelf.add(path, "spade", answers={"num_upsampling_layers": "more"})
    assert set(added.assumed) == {"crop_size", "aspect_ratio", "unknown", "no_instance"}
    for answers in ({"upsampling": "twice"}, {"crop_size": 64, "aspect_ratio": 0}):
        refused("model.option_value", path, answers=answers)
    assert added.card.table["interface"]["multiple"] == 2 ** spade.DOUBLINGS["more"]
