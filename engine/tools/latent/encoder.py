"""What a generator's encoder reads in pictures: latents and named parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.errors import BadInput, CoachlineError
from engine.models.latent import Latent
from engine.models.latent_encoder import LatentEncoder, encoded_w_plus
from engine.runtime.pool import Pool
from engine.tools.latent.manifold import Manifold


@dataclass(frozen=True, eq=False)
class Reader:
    """An encoder with its generator."""

    latent: Latent
    net: LatentEncoder

    def latents(self, pictures: Tensor) -> Tensor:
        """N×3×S×S in [-1, 1] → w+ N×L×W."""
        with torch.no_grad():
            return encoded_w_plus(self.latent, self.net(self._fitted(pictures)))

    def z(self, pictures: Tensor) -> Tensor:
        """N×3×S×S in [-1, 1] → z N×Z."""
        with torch.no_grad():
            z: Tensor = self.net(self._fitted(pictures)).z
            return z

    def parameters(self, pictures: Tensor) -> Tensor:
        """N×3×S×S in [-1, 1] → N×P, in their units."""
        return self.latent.parameters_of(self.z(pictures))

    def moved(self, picture: Tensor, values: Mapping[str, float]) -> Tensor:
        """How w changes, 1×W, where named parameters of a picture 1×3×S×S become `values`.

        Raises BadInput latent.axis, value.range.
        """
        axes = {axis.name: i for i, axis in enumerate(self.latent.axes)}
        z = self.z(picture)
        before = self.latent.parameters_of(z)
        after = before.clone()
        for name, value in values.items():
            if name not in axes:
                raise BadInput("latent.axis", axis=name, known=", ".join(axes))
            axis = self.latent.axes[axes[name]]
            if not axis.low <= value <= axis.high:
                raise BadInput(
                    "value.range",
                    name=name,
                    value=value,
                    low=f"{axis.low:g}",
                    high=f"{axis.high:g}",
                )
            after[:, axes[name]] = value
        residual = self.latent.residual_of(z)
        with torch.no_grad():
            return self.latent.to_w(after, residual) - self.latent.to_w(before, residual)

    def _fitted(self, pictures: Tensor) -> Tensor:
        if pictures.shape[-1] == self.net.size:
            return pictures
        return F.interpolate(pictures, (self.net.size,) * 2, mode="area")


def reader(manifold: Manifold, pool: Pool) -> Reader | None:
    """The encoder that the card of a generator of ours names; None = it has none.

    Raises CoachlineError model.damaged if the two do not fit.
    """
    name = manifold.card.table.get("encoder")
    if not isinstance(manifold.net, Latent) or not isinstance(name, str):
        return None
    net = pool.get(name, "encode").net
    latent = manifold.net
    fits = isinstance(net, LatentEncoder) and (net.z_width, net.layers, net.w_width) == (
        latent.z_width,
        latent.layers,
        latent.w_width,
    )
    if not fits:
        card = pool.get(name, "encode").card
        reason = f"it is no encoder for {manifold.card.name}"
        raise CoachlineError("model.damaged", path=card.weights, reason=reason)
    assert isinstance(net, LatentEncoder)
    return Reader(latent, net)
