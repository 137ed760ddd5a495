"""The families of networks that Coachline knows. To add one: one file in engine/models and
one line here. Explicit, so that the packaged program finds them too."""

from __future__ import annotations

from engine.models import painter
from engine.models.spec import ModelSpec

CATALOG: tuple[ModelSpec, ...] = (painter.SPEC,)
