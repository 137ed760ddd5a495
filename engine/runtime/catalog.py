"""The families of networks that Coachline knows. To add one: one file in engine/models and
one line here. Explicit, so that the packaged program finds them too. Where a file may be of
several families, the first is the likeliest."""

from __future__ import annotations

from engine.models import (
    biggan,
    dcgan,
    deblurgan,
    deblurganv2,
    deblurganv2_inception,
    edsr,
    hed,
    lama,
    painter,
    pgan,
    pix2pixhd,
    resnet,
    rrdb,
    segmenter,
    spade,
    srgan,
    srresnet,
    srvgg,
    stargan,
    stylegan2,
    unet,
    upscaler,
)
from engine.models.spec import ModelSpec

CATALOG: tuple[ModelSpec, ...] = (
    painter.SPEC,
    segmenter.SPEC,
    upscaler.SPEC,
    unet.SPEC,
    resnet.PIX2PIX,
    deblurgan.SPEC,
    resnet.CYCLEGAN,
    deblurgan.WITHOUT_DROPOUT,
    deblurgan.UNET,
    pix2pixhd.GLOBAL,
    pix2pixhd.LOCAL,
    rrdb.SPEC,
    srvgg.SPEC,
    srvgg.PLAIN,
    srresnet.SPEC,
    edsr.SPEC,
    srgan.SPEC,
    spade.SPEC,
    spade.ENCODER,
    lama.SPEC,
    stylegan2.ADA,
    stylegan2.ROSINALITY,
    pgan.SPEC,
    dcgan.SPEC,
    biggan.SPEC,
    stargan.SPEC,
    deblurganv2.SPEC,
    deblurganv2_inception.SPEC,
    hed.SPEC,
    resnet.FROM_DRAWINGS,
)
