"""The panel of the deblur tool."""

from __future__ import annotations

from app.ui.panels.pictures import PicturePanel
from engine.requests import DeblurRequest


class DeblurPanel(PicturePanel):
    TASK = DeblurRequest.tool

    def no_model(self) -> str:
        return self.tr(
            "No model for deblurring is installed. Download one, such as DeblurGAN-v2’s "
            "fpn_mobilenet.h5, and drop its file on the window."
        )
