"""Render the samples of one seed: pictures and mask passes, files written atomically."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.training.carset.lines import labels_at_half_size, line_drawing, unpack
from engine.training.carset.parameters import as_record, sample_car, sample_view
from engine.training.carset.samples import Sample, append_record
from engine.training.carset.scene import CarScene


def render_seed(out: Path, seed: int, views: list[int], size: int, samples: int) -> None:
    """Write the given views of a seed into `out`."""
    car = sample_car(seed)
    scene = CarScene(car)
    with tempfile.TemporaryDirectory(dir=out, prefix=".render-") as folder:
        scratch = Path(folder)
        for view in views:
            camera, stage = sample_view(seed, view)
            sample = Sample(out, seed, view)
            pose = scene.aim(camera)
            scene.wear_picture(stage)
            picture = _render_picture(scene.scene, scratch / "picture.png", size, samples)
            scene.wear_mask()
            scan = unpack(_render_mask(scene.scene, scratch / "mask.exr", size))
            _write(sample.mask, Image.fromarray(labels_at_half_size(scan, stage.kind == "bowl")))
            _write(sample.line, Image.fromarray(line_drawing(scan)))
            append_record(out, as_record(sample.name, car, camera, stage, pose.distance))
            # The picture comes last: a sample counts as finished when it is there.
            _write(sample.rgb, picture, quality=95, method=4)


def _write(path: Path, image: Image.Image, **options: Any) -> None:
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    image.save(temporary, **options)
    os.replace(temporary, path)


def _common(scene: Any, size: int) -> None:
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.render.threads_mode = "FIXED"
    scene.render.threads = 1
    scene.render.resolution_x = scene.render.resolution_y = size
    scene.render.resolution_percentage = 100
    scene.cycles.use_adaptive_sampling = False
    scene.cycles.use_light_tree = False
    scene.render.use_persistent_data = False


def _render_picture(scene: Any, path: Path, size: int, samples: int) -> Image.Image:
    _common(scene, size)
    cycles = scene.cycles
    cycles.samples = samples
    cycles.pixel_filter_type = "BLACKMAN_HARRIS"
    cycles.filter_width = 1.4
    cycles.max_bounces = 2
    cycles.diffuse_bounces = 1
    cycles.glossy_bounces = 2
    cycles.transmission_bounces = 0
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 4.0
    cycles.sample_clamp_direct = 12.0
    cycles.use_denoising = True
    cycles.denoiser = "OPENIMAGEDENOISE"
    cycles.denoising_input_passes = "RGB_ALBEDO_NORMAL"
    # Cleaning the guides first is worth 2 dB at 8 samples; else chrome lines break into specks.
    cycles.denoising_prefilter = "ACCURATE"
    scene.view_settings.view_transform = "Khronos PBR Neutral"
    scene.view_settings.look = "None"
    settings = scene.render.image_settings
    settings.file_format, settings.color_mode, settings.color_depth = "PNG", "RGB", "8"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    with Image.open(path) as image:
        return image.convert("RGB")


def _render_mask(scene: Any, path: Path, size: int) -> NDArray[np.float32]:
    """The mask pass (2 size, 2 size, 3) float32, rows from the top."""
    _common(scene, 2 * size)
    cycles = scene.cycles
    cycles.samples = 1
    cycles.pixel_filter_type = "BOX"
    cycles.filter_width = 0.01
    cycles.max_bounces = 0
    cycles.sample_clamp_direct = cycles.sample_clamp_indirect = 0.0
    cycles.use_denoising = False
    settings = scene.render.image_settings
    settings.file_format, settings.color_mode, settings.color_depth = "OPEN_EXR", "RGB", "32"
    settings.exr_codec = "NONE"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    image = bpy.data.images.load(str(path))
    pixels = np.empty(4 * 4 * size * size, np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    return pixels.reshape(2 * size, 2 * size, 4)[::-1, :, :3].copy()
