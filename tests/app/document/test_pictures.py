import numpy as np
import pytest
from PIL import Image

from app.document.layer import LayerKind
from app.document.pictures import open_picture
from engine.errors import BadInput
from engine.ops import files
from engine.ops.colour import full

from .test_export import ADOBE, EXIF, noise


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("dtype", "extension"), [(np.uint8, "png"), (np.uint16, "png"), (np.float32, "exr")]
)
def test_a_picture_opens_as_one_layer_in_its_own_depth(tmp_path, dtype, extension, channels):
    path = tmp_path / f"Entwurf 七.{extension}"
    pixels = noise(dtype)[..., -channels:]
    files.write(path, files.Picture(pixels))
    document = open_picture(path)
    (layer,) = document.layers
    assert (layer.name, layer.kind, document.active) == ("Entwurf 七", LayerKind.PICTURE, layer.id)
    assert (document.width, document.height, document.dtype) == (90, 70, np.dtype(dtype))
    assert document.path is None and not document.modified
    shown = layer.tiles.read(document.bounds)
    assert np.array_equal(shown[..., 0], pixels[..., 0])
    if channels in (2, 4):
        assert np.array_equal(shown[..., 3], pixels[..., -1])
    else:
        assert (shown[..., 3] == full(dtype)).all()
    if channels < 3:
        assert np.array_equal(shown[..., 0], shown[..., 2])
    assert document.metadata.grey == (channels < 3)


def test_profile_resolution_and_exif_come_along(tmp_path):
    path = tmp_path / "a.png"
    files.write(path, files.Picture(noise(np.uint16)[..., :3], ADOBE, (240, 300), EXIF))
    metadata = open_picture(path).metadata
    assert (metadata.icc, metadata.exif, metadata.grey) == (ADOBE, EXIF, False)
    assert metadata.dpi == pytest.approx((240, 300), abs=0.01)


def test_a_single_pixel_is_a_picture(tmp_path):
    Image.new("RGB", (1, 1), (1, 2, 3)).save(tmp_path / "a.png")
    document = open_picture(tmp_path / "a.png")
    assert document.layers[0].tiles.read(document.bounds).tolist() == [[[1, 2, 3, 255]]]


def test_what_is_no_picture_is_refused_by_name(tmp_path):
    (tmp_path / "a.png").write_text("a letter to the editor")
    with pytest.raises(BadInput) as caught:
        open_picture(tmp_path / "a.png")
    assert caught.value.code == "file.unreadable" and "a.png" in str(caught.value)
