"""Passes of renderers: flat colours, numbers, Cryptomatte, and what is none of these."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import OpenImageIO as oiio
import pytest
from PIL import Image

from engine import palette
from engine.errors import BadInput
from engine.ops import cryptomatte, files, id_passes
from engine.ops.files import Picture

RED, GREEN, BLUE = (200, 20, 30), (20, 190, 40), (30, 40, 210)


def discs(smooth: bool) -> np.ndarray:
    """120×160×3: a green and a blue disc that overlap, on red."""
    picture = np.full((120, 160, 3), RED, np.uint8)
    how = cv2.LINE_AA if smooth else cv2.LINE_8
    cv2.circle(picture, (60, 60), 40, GREEN, -1, how)
    cv2.circle(picture, (95, 60), 30, BLUE, -1, how)
    return picture


def exr(path: Path, names: list[str], planes: np.ndarray, told: dict[str, str]) -> Path:
    """An EXR of named float channels, H×W×C, and texts in its header."""
    spec = oiio.ImageSpec(planes.shape[1], planes.shape[0], planes.shape[2], "float")
    spec.channelnames = tuple(names)
    for key, text in told.items():
        spec.attribute(key, text)
    out = oiio.ImageOutput.create(str(path))
    assert out.open(str(path), spec)
    assert out.write_image(np.ascontiguousarray(planes, np.float32))
    out.close()
    return path


def matte(path: Path, manifest: str | None = None) -> Path:
    """20×30: "Body" on the left, "Glass" on the right and a column of both, and nothing above."""
    body, glass = 0x3A5F21C4, 0x41C3D8E1
    planes = np.zeros((20, 30, 4), np.float32)
    ids = np.zeros((20, 30, 2), np.uint32)
    ids[5:, :15, 0], ids[5:, 15:, 0] = body, glass
    ids[5:, 14, 1] = glass
    planes[..., 0], planes[..., 2] = (ids[..., i].view(np.float32) for i in (0, 1))
    planes[5:, :, 1] = 1
    planes[5:, 14, 1], planes[5:, 14, 3] = 0.6, 0.4
    names = json.dumps({"Body": f"{body:08x}", "Glass": f"{glass:08x}", "Unseen": "0badc0de"})
    told = {
        "cryptomatte/ab12cd3/name": "Layer.CryptoObject",
        "cryptomatte/ab12cd3/hash": "MurmurHash3_32",
        "cryptomatte/ab12cd3/conversion": "uint32_to_float32",
        "cryptomatte/ab12cd3/manifest": names if manifest is None else manifest,
    }
    return exr(path, [f"Layer.CryptoObject00.{c}" for c in "rgba"], planes, told)


def test_soft_borders_go_to_the_nearest_part_beside_them(tmp_path: Path) -> None:
    for smooth in (False, True):
        files.write(tmp_path / f"{smooth}.png", Picture(discs(smooth)))
    hard, soft = (id_passes.read(tmp_path / f"{smooth}.png") for smooth in (False, True))
    assert {e.key for e in soft.entries} == {"#c8141e", "#14be28", "#1e28d2"}
    assert len(np.unique(discs(True).reshape(-1, 3), axis=0)) > 20
    parts = {"#c8141e": 0, "#14be28": 2, "#1e28d2": 3}
    same = hard.labels(parts) == soft.labels(parts)
    assert same.mean() > 0.98
    assert sum(e.share for e in soft.entries) == pytest.approx(1)


def test_a_border_between_two_parts_is_no_third_part_of_the_same_colour(tmp_path: Path) -> None:
    between = tuple((a + b) // 2 for a, b in zip(RED, BLUE, strict=True))
    picture = np.full((60, 90, 3), RED, np.uint8)
    picture[:, 45:] = BLUE
    picture[:, 45] = between
    picture[:8, :8] = between  # a part that happens to have the colour of the border
    path = tmp_path / "p.png"
    files.write(path, Picture(picture))
    found = id_passes.read(path)
    assert len(found.entries) == 3
    # The column has 2 pixels across nowhere, and still is of a part's own colour: it is kept.
    assert sum(e.share for e in found.entries) == pytest.approx(1)


def test_what_is_transparent_is_nothing(tmp_path: Path) -> None:
    picture = np.zeros((30, 40, 4), np.uint8)
    picture[10:, :] = (*RED, 255)
    files.write(tmp_path / "p.png", Picture(picture))
    found = id_passes.read(tmp_path / "p.png")
    assert {e.key for e in found.entries} == {id_passes.NOTHING, "#c8141e"}
    ids = found.labels({"#c8141e": 2})
    assert (ids[:10] == 255).all()
    assert (ids[10:] == 2).all()


def test_indices_of_a_png_are_numbers_whatever_their_colours(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[0, 2], [3, 3]], np.uint8), "P")
    image.putpalette([255, 0, 255, 1, 2, 3, 0, 255, 0, 9, 9, 9], "RGB")
    image.save(tmp_path / "p.png")
    found = id_passes.read(tmp_path / "p.png")
    assert [(e.key, e.colour) for e in found.entries] == [
        ("0", (255, 0, 255)), ("2", (0, 255, 0)), ("3", (9, 9, 9)),
    ]  # fmt: skip
    assert id_passes.suggested(found) == {"0": 0, "2": 2, "3": 3}


def test_indices_in_the_palettes_own_colours_are_the_parts_of_these(tmp_path: Path) -> None:
    by_id = {part.id: part.colour for part in palette.load().parts}
    image = Image.fromarray(np.array([[0, 1]], np.uint8), "P")
    image.putpalette([*by_id[3], *by_id[8]], "RGB")
    image.save(tmp_path / "p.png")
    assert id_passes.suggested(id_passes.read(tmp_path / "p.png")) == {"0": 3, "1": 8}


@pytest.mark.parametrize("name", ["p.png", "p.tif"])
def test_numbers_of_16_bits_stay_as_they_are(tmp_path: Path, name: str) -> None:
    numbers = np.array([[7, 900], [65535, 7]], np.uint16)[..., None]
    files.write(tmp_path / name, Picture(numbers))
    found = id_passes.read(tmp_path / name)
    assert [e.key for e in found.entries] == ["7", "900", "65535"]
    assert found.labels({"900": 2})[..., 0].tolist() == [[255, 2], [255, 255]]


def test_the_channel_with_numbers_is_found_among_others(tmp_path: Path) -> None:
    planes = np.random.default_rng(0).random((6, 8, 5), np.float32)
    planes[..., 4] = np.arange(48).reshape(6, 8) % 3
    names = [*(f"View.Combined.{c}" for c in "RGBA"), "View.IndexOB.X"]
    found = id_passes.read(exr(tmp_path / "p.exr", names, planes, {}))
    assert (found.kind, [e.key for e in found.entries]) == ("numbers", ["0", "1", "2"])


def test_a_cryptomatte_gives_objects_by_name_and_by_what_fills_a_pixel(tmp_path: Path) -> None:
    found = id_passes.read(matte(tmp_path / "c.exr"))
    assert found.kind == "objects"
    assert [e.key for e in found.entries] == ["", "Body", "Glass"]
    shares = {e.key: e.share for e in found.entries}
    assert shares[""] == pytest.approx(0.25, abs=1e-3)
    assert shares["Body"] == pytest.approx(0.75 * (14 + 0.6) / 30, abs=1e-3)
    assert id_passes.suggested(found) == {"": 0, "Body": 2, "Glass": 3}
    ids = found.labels(id_passes.suggested(found))[..., 0]
    assert (ids[:5] == 0).all()
    assert (ids[5:, :15] == 2).all()
    assert (ids[5:, 15:] == 3).all()
    assert (found.labels({"Glass": 3})[5:, :15] == 255).all()


def test_objects_of_one_part_count_together(tmp_path: Path) -> None:
    found = id_passes.read(matte(tmp_path / "c.exr"))
    assert (found.labels({"": 0, "Body": 2, "Glass": 2})[5:] == 2).all()


@pytest.mark.parametrize("manifest", ["", "[1]", "{", '{"Body": "xyz"}', '{"A": -3}', "{}" * 9])
def test_objects_that_the_manifest_does_not_tell_are_called_by_number(
    tmp_path: Path, manifest: str
) -> None:
    found = id_passes.read(matte(tmp_path / "c.exr", manifest))
    assert [e.key for e in found.entries] == ["", "#3a5f21c4", "#41c3d8e1"]


def test_a_file_without_cryptomatte_has_none(tmp_path: Path) -> None:
    files.write(tmp_path / "p.exr", Picture(np.zeros((4, 4, 3), np.float32)))
    assert cryptomatte.read(tmp_path / "p.exr") is None


@pytest.mark.parametrize(
    ("name", "part"),
    [("Wheel_Rim.003", 9), ("windshield front", 3), ("wheel well", 14), ("轮胎.001", 8),
     ("Tyre-FL", 8), ("BODY", 2), ("Cube.007", None)],
)  # fmt: skip
def test_names_of_objects_tell_parts(name: str, part: int | None) -> None:
    assert id_passes.part_of_name(name) == part


def test_a_photo_is_no_pass(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    files.write(tmp_path / "n.png", Picture(noise))
    files.write(tmp_path / "f.exr", Picture(noise[..., :1].astype(np.float32) / 254))
    for name in ("n.png", "f.exr"):
        with pytest.raises(BadInput) as e:
            id_passes.read(tmp_path / name)
        assert e.value.code == "labels.not_flat"


@pytest.mark.parametrize("kind", ["indexed", "colours", "matte"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.95])
def test_a_file_that_is_cut_is_refused(tmp_path: Path, kind: str, share: float) -> None:
    path = tmp_path / ("p.exr" if kind == "matte" else "p.png")
    if kind == "matte":
        matte(path)
    elif kind == "colours":
        files.write(path, Picture(discs(True)))
    else:
        Image.fromarray(np.random.default_rng(0).integers(0, 17, (90, 90), np.uint8), "P").save(
            path
        )
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(BadInput) as e:
        id_passes.read(path)
    assert e.value.code in ("file.empty", "file.unreadable")


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    Image.fromarray(np.zeros((4, 4), np.uint8), "P").save(path)
    data = bytearray(path.read_bytes())
    data[16:24] = (60_000).to_bytes(4) * 2
    path.write_bytes(data)
    with pytest.raises(BadInput) as e:
        id_passes.read(path)
    assert e.value.code in ("file.too_large", "file.unreadable")
