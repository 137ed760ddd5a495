"""DeblurGAN (Kupyn et al. 2018): the residual generator of CycleGAN or the U-Net of pix2pix,
trained to give the change that sharpens its input. Nothing in a file tells them apart but dropout,
which DeblurGAN's published models have and CycleGAN's have not; so both are candidates where
either may be right."""

from __future__ import annotations

from dataclasses import replace

from engine.models import resnet, unet
from engine.models.spec import ModelSpec, Options, Shapes


def without_dropout(shapes: Shapes) -> Options | None:
    """Any net of that layout that gives what it takes."""
    options = resnet.of_two_halvings(shapes)
    if options is None or options["planes"] != options["colours"]:
        return None
    return {**options, "residual": True}


def recognise(shapes: Shapes) -> Options | None:
    """One as published: with dropout and instance normalisation."""
    dropout = any(k.endswith(".conv_block.6.weight") for k in shapes)
    instance = resnet.recognise_cyclegan(shapes) is not None
    return without_dropout(shapes) if dropout and instance else None


def recognise_unet(shapes: Shapes) -> Options | None:
    """A U-Net of pix2pix's layout that gives what it takes."""
    options = unet.recognise(shapes)
    if options is None or options["planes"] != options["colours"]:
        return None
    return {**options, "residual": True}


SPEC = ModelSpec(
    "deblurgan",
    "deblur",
    recognise,
    resnet.ResNet,
    interface=resnet.interface,
    adapt=resnet.adapt,
    asks={"residual": ("learn_residual",)},
    own_statistics=True,
)
# For the catalogue to list after pix2pix and CycleGAN.
WITHOUT_DROPOUT = replace(SPEC, recognise=without_dropout)
UNET = ModelSpec(
    "deblurgan",
    "deblur",
    recognise_unet,
    unet.UNet,
    interface=unet.interface,
    adapt=unet.adapt,
    asks={**unet.SPEC.asks, "residual": ("learn_residual",)},
    own_statistics=True,
)
