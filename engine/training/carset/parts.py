"""Where the parts of a car lie on its shell, as signed distance fields (negative inside).

The fields are evaluated at the vertices and thresholded at render time, pixel by pixel, so
that outlines stay crisp at any picture size. Only signed fields interpolate well between
vertices: a stored |d| would draw a seam as dashes.
"""

from __future__ import annotations

import numpy as np

from engine.training.carset.body import Field, Shell, Surfaces, smooth_max, smooth_step
from engine.training.carset.equipment import Equipment
from engine.training.carset.proportions import Body

FIELDS = (
    "glass", "dlo", "doors_front", "doors_rear", "lids", "bumpers", "cladding", "head",
    "lens", "tail", "grille", "badge", "well", "roof", "stripe", "bed",
)  # fmt: skip


def every(*fields: Field) -> Field:
    """Inside all of the fields, corners rounded over 3 cm."""
    result = fields[0]
    for field in fields[1:]:
        result = smooth_max(result, field, 0.03)
    return result.astype(np.float32)


def either(*fields: Field) -> Field:
    """Inside any of the fields."""
    result = fields[0]
    for field in fields[1:]:
        result = np.minimum(result, field)
    return result.astype(np.float32)


class Parts:
    """The part fields of one car on its shell."""

    def __init__(self, shell: Shell, equipment: Equipment) -> None:
        self.shell = shell
        self.p: Body = shell.p
        self.x: Equipment = equipment
        p = self.p
        cabin_front, cabin_rear = p.cowl_x + 0.12, min(p.deck_x, p.rear_axle + 0.25)
        if p.kind == "pickup":
            cabin_rear = p.deck_x - 0.02
        self.door_front_x = max(p.front_axle + p.arch_radius + 0.05, cabin_front - 0.05)
        if p.doors == 2:
            self.pillar_x = min(self.door_front_x + 1.22, cabin_rear - 0.35)
            if p.kind == "pickup":
                self.pillar_x = cabin_rear - 0.10
        else:
            self.pillar_x = 0.5 * (self.door_front_x + cabin_rear) + 0.02
        self.door_rear_x = min(cabin_rear - 0.04, p.rear_axle + 0.15)
        self.sill_z = p.ground_clearance + 0.09 + (0.6 * p.cladding)

    def fields(self, x: Field, a: Field, z: Field) -> dict[str, Field]:
        """All of `FIELDS` at points (x, |y|, z), metres; arrays broadcast."""
        s = self.shell.surfaces(x, a, z)
        dlo, side_glass = self._side_glass(s, x, z)
        front, rear = self._doors(s, x, z)
        head, lens = self._headlight(x, a, z)
        fog = self._fog_lamps(x, a, z)
        values: dict[str, Field] = {
            "glass": either(side_glass, self._screens(s, a, z, x), self._roof_glass(s, x, a)),
            "dlo": dlo,
            "doors_front": front,
            "doors_rear": rear,
            "lids": self._lids(s, x, a, z),
            "bumpers": self._bumpers(x, z),
            "cladding": self._cladding(s, x, a, z),
            "head": either(head, fog),
            "lens": either(lens, fog + 0.012),
            "tail": self._taillight(x, a, z),
            "grille": self._grille(x, a, z),
            "badge": self._badges(x, a, z),
            "well": (np.minimum(s.front_arch, s.rear_arch) - (self.p.arch_radius + 0.006)).astype(
                np.float32
            ),
            # The second tone starts behind the hood, which may lie above the belt.
            "roof": np.maximum(self.shell.belt_line(x) + 0.03 - z, self.p.cowl_x + 0.03 - x),
            "stripe": self._stripe(x, a, z),
            "bed": self._bed(x, a, z),
        }
        shape = np.broadcast_shapes(*(v.shape for v in values.values()))
        return {k: np.broadcast_to(v, shape).astype(np.float32) for k, v in values.items()}

    def solid(self, x: Field, a: Field, z: Field) -> Field:
        """The shell with glass, grille and lamps let into it."""
        s = self.shell.surfaces(x, a, z)
        dlo, _ = self._side_glass(s, x, z)
        glass = either(dlo, self._screens(s, a, z, x))
        inset = 0.010 * smooth_step(-glass, -0.02, 0.03)
        inset = inset + 0.035 * smooth_step(-self._grille(x, a, z), -0.012, 0.045)
        head, _ = self._headlight(x, a, z)
        inset = inset + 0.008 * smooth_step(-head, -0.015, 0.035)
        plate = every(a - 0.29, np.abs(z - self.plate_z) - 0.085, self.p.length - 0.5 - x)
        if self.p.kind != "pickup":
            inset = inset + 0.02 * smooth_step(-plate, -0.02, 0.04)
        return (s.body + inset).astype(np.float32)

    @property
    def plate_z(self) -> float:
        """Height of the rear number plate's middle."""
        p = self.p
        lamp = p.deck_z - p.taillight.drop
        if p.kind in ("sedan", "coupe"):
            return float(lamp - max(p.taillight.height, 0.10) - 0.14)
        return float(p.ground_clearance + 0.42 * (p.deck_z - p.ground_clearance))

    def _side_glass(self, s: Surfaces, x: Field, z: Field) -> tuple[Field, Field]:
        p = self.p
        sill = self.shell.belt_line(x) + 0.03
        end = s.rear_glass + p.rear_pillar
        if p.panel_van:
            end = np.maximum(end, x - (self.pillar_x + 0.02))
        # The window of a coupe tapers to a point, a wagon's runs far back.
        dlo = every(
            (sill - z).astype(np.float32), s.roof + p.window_drop, s.windshield + p.front_pillar,
            end.astype(np.float32),
        )  # fmt: skip
        if p.kind == "pickup" and p.doors == 2:
            return dlo, dlo
        lean = 0.10 * (z - p.cowl_z)
        glass = dlo
        half = 0.028
        pillars = [self.pillar_x]
        if p.doors == 4 and p.kind in ("wagon", "suv", "van") and not p.panel_van:
            pillars.append(min(self.door_rear_x, p.rear_axle + 0.12) + 0.02)
        elif p.doors == 4 and p.kind in ("sedan", "hatch"):
            pillars.append(p.rear_axle - 0.10)
            half = 0.022
        for pillar in pillars:
            glass = np.maximum(glass, half - np.abs(x - pillar + lean))
        if not p.panel_van:
            # Between the front door's mirror triangle and the pane.
            glass = np.maximum(glass, s.windshield + p.front_pillar + 0.02)
        return dlo, glass.astype(np.float32)

    def _screens(self, s: Surfaces, a: Field, z: Field, x: Field) -> Field:
        p = self.p
        front = every(
            s.cabin_side + 0.055, s.roof + 0.045, (p.cowl_z + 0.035 - 0.10 * a * a - z),
            -s.windshield - 0.07,
        )  # fmt: skip
        sill = p.deck_z + (0.05 if p.kind in ("sedan", "coupe") else 0.02)
        rear = every(
            s.cabin_side + (0.09 if p.kind in ("suv", "van") else 0.065), s.roof + 0.06,
            (sill - 0.08 * a * a - z), -s.rear_glass - 0.07,
        )  # fmt: skip
        if p.kind == "van":
            rear = np.maximum(rear, 0.05 - a)
        if p.panel_van:
            rear = np.maximum(rear, np.float32(0.2))
        return either(front.astype(np.float32), rear.astype(np.float32))

    def _roof_glass(self, s: Surfaces, x: Field, a: Field) -> Field:
        p = self.p
        if not (p.sunroof or p.glass_roof):
            return np.full(np.broadcast_shapes(x.shape, a.shape), 1.0, np.float32)
        start = p.roof_front_x + 0.16
        end = start + 0.55 if p.sunroof else max(p.roof_rear_x - 0.08, start + 0.6)
        return every(start - x, x - end, a - 0.40, -s.roof - 0.05)

    def _doors(self, s: Surfaces, x: Field, z: Field) -> tuple[Field, Field]:
        p = self.p
        lean = 0.10 * np.maximum(z - p.cowl_z, 0.0)
        frame = every(
            (self.sill_z - z).astype(np.float32),
            s.roof + (p.window_drop - 0.035),
            s.windshield + (p.front_pillar - 0.035),
        )
        hinge = self.door_front_x - 0.04 * (z - p.waist_z)
        front = every(frame, (hinge - x).astype(np.float32), x - self.pillar_x + lean)
        if p.doors == 2:
            return front, np.full_like(front, 1.0)
        arch = (p.arch_radius + 0.09 - s.rear_arch).astype(np.float32)
        rear = every(
            frame, (self.pillar_x - lean - x).astype(np.float32), x - self.door_rear_x, arch,
            s.rear_glass + max(p.rear_pillar - 0.035, 0.04),
        )  # fmt: skip
        return front, rear

    def _lids(self, s: Surfaces, x: Field, a: Field, z: Field) -> Field:
        p = self.p
        edge = self.shell.plan(np.maximum(x, 0.3)) - 0.13
        nose_edge = 0.10 + p.nose_lean + p.nose_plan * (a / p.half_width) ** 2.4
        rear_edge = p.cowl_x - 0.01 - p.windshield_bow * 0.8 * a * a
        hood = every(a - edge, nose_edge - x, x - rear_edge, -s.top - 0.06)
        flap = every(
            np.abs(x - (p.rear_axle + 0.22)) - 0.085, np.abs(z - (p.deck_z - 0.19)) - 0.075,
            p.half_width - 0.25 - a,
        )  # fmt: skip
        if p.kind in ("sedan", "coupe"):
            bottom = p.deck_z - p.taillight.drop - max(p.taillight.height, 0.10) - 0.30
            trunk = every(a - (p.half_width - 0.20), p.deck_x + 0.05 - x, bottom - z)
        elif p.kind == "pickup":
            gate_bottom = p.ground_clearance + 0.24
            trunk = every(a - (p.half_width - 0.20), p.length - 0.30 - x, gate_bottom - z)
        else:
            bottom = p.ground_clearance + (0.24 if p.kind == "van" else 0.36)
            inner = p.half_width - (0.17 if p.taillight.upright else 0.13)
            # Above the belt the gate keeps to the rear glass's plane, below it to the tail.
            rearmost = np.minimum(-s.rear_glass - 0.14, p.length - 0.42 - x)
            trunk = every(
                np.maximum(a - inner, s.cabin_side + 0.03), (bottom - z).astype(np.float32),
                rearmost, s.roof + 0.03, p.roof_rear_x - 0.05 - x,
            )  # fmt: skip
        return either(hood, trunk, flap)

    def _bumpers(self, x: Field, z: Field) -> Field:
        p = self.p
        lamp_bottom = self._lamp_z - 0.5 * p.headlight.height
        front = every(
            (z - (lamp_bottom - 0.03) - 0.10 * (x - 0.4)).astype(np.float32),
            x - p.front_axle,
        )
        tail_bottom = p.ground_clearance + 0.34
        rear = every((z - tail_bottom).astype(np.float32), p.rear_axle - x)
        return either(front, rear)

    def _cladding(self, s: Surfaces, x: Field, a: Field, z: Field) -> Field:
        p = self.p
        skirt = z - (p.ground_clearance + 0.035 + p.cladding) - 0.0 * a
        if p.cladding > 0.05:
            width = 0.045 + 0.25 * (p.cladding - 0.05)
            rings = np.minimum(s.front_arch, s.rear_arch) - (p.arch_radius + width)
            # The rings belong to the sides alone, not to the hood above them.
            rings = np.maximum(rings, p.half_width - 0.30 - a)
            skirt = np.minimum(skirt, rings)
        if p.moulding:
            # A rubbing strip along the doors.
            strip = np.maximum(np.abs(z - (p.waist_z - 0.04)) - 0.028, p.half_width - 0.3 - a)
            between = p.arch_radius + 0.04 - np.minimum(s.front_arch, s.rear_arch)
            skirt = np.minimum(skirt, np.maximum(strip, between))
        if p.rear_insert:
            height = z - (p.ground_clearance + 0.15 - 0.10 * a)
            insert = every(height.astype(np.float32), a - 0.62, p.length - 0.35 - x)
            skirt = np.minimum(skirt, insert)
        return skirt.astype(np.float32)

    @property
    def _lamp_z(self) -> float:
        p = self.p
        return float(p.nose_z - p.headlight.drop - 0.5 * p.headlight.height - 0.03)

    def _headlight(self, x: Field, a: Field, z: Field) -> tuple[Field, Field]:
        p, lamp = self.p, self.p.headlight
        reach = min(lamp.reach, p.front_axle - p.arch_radius - 0.05)
        ahead = (x - (reach + 0.12)).astype(np.float32)
        if lamp.round:
            radius = min(0.5 * max(lamp.height, 0.12) + 0.015, 0.095)
            centre = min(lamp.inner_y + 0.10, p.half_width - 0.28)
            ring = np.sqrt((a - centre) ** 2 + (z - self._lamp_z) ** 2) - radius
            head = np.maximum(ring, ahead).astype(np.float32)
            return head, (ring + 0.45 * radius).astype(np.float32)
        rise = lamp.slant * (a - lamp.inner_y) + 0.10 * np.maximum(x - 0.2, 0.0)
        middle = self._lamp_z + rise
        swell = 0.5 * lamp.height * (0.75 + 0.5 * (a - lamp.inner_y))
        head = every(
            (np.abs(z - middle) - swell).astype(np.float32),
            (lamp.inner_y + 0.35 * (middle - z) - a).astype(np.float32),
            ahead,
        )
        lens = np.full_like(head, 1.0)
        size = 0.30 * lamp.height
        for k in (0, 1):
            y = lamp.inner_y + 0.6 * lamp.height + k * 1.05 * lamp.height
            centre = self._lamp_z + lamp.slant * (y - lamp.inner_y)
            lens = np.minimum(lens, np.sqrt((a - y) ** 2 + (z - centre) ** 2) - size)
        return head, lens.astype(np.float32)

    def _fog_lamps(self, x: Field, a: Field, z: Field) -> Field:
        p = self.p
        z0 = p.ground_clearance + p.intake.z + 0.03 + 0.5 * p.intake.height
        y0 = p.half_width - 0.21
        if p.fog_lamps == "none" or p.intake.width > y0 - 0.08:
            return np.full(np.broadcast_shapes(x.shape, a.shape, z.shape), 1.0, np.float32)
        if p.fog_lamps == "round":
            lamp = np.sqrt((a - y0) ** 2 + (z - z0) ** 2) - 0.045
        else:
            lamp = np.maximum(np.abs(a - y0) - 0.075, np.abs(z - z0) - 0.022)
        return np.maximum(lamp, x - 0.5).astype(np.float32)

    def _taillight(self, x: Field, a: Field, z: Field) -> Field:
        p, lamp = self.p, self.p.taillight
        inner = min(lamp.inner_y, p.half_width - 0.24)
        reach = p.length - p.tail_plan * 0.75 - min(lamp.reach, 0.28)
        reach = max(reach, p.rear_axle + p.arch_radius + 0.08)
        middle = p.deck_z - lamp.drop - 0.5 * lamp.height - 0.02
        if lamp.upright and p.kind in ("van", "suv", "wagon"):
            middle += 0.35 * lamp.height
        height = np.abs(z - middle - lamp.slant * (a - inner)) - 0.5 * lamp.height
        tail = every((inner - a).astype(np.float32), height.astype(np.float32), reach - x)
        if lamp.bar:
            bar_z = middle + 0.25 * lamp.height
            bar = every(np.abs(z - bar_z) - 0.022 + 0.0 * a, a - inner - 0.05, reach - x)
            tail = either(tail, bar)
        return tail

    def _grille(self, x: Field, a: Field, z: Field) -> Field:
        p = self.p
        nose = (x - 0.45).astype(np.float32)
        bottom = p.ground_clearance + p.intake.z + 0.03
        middle = bottom + 0.5 * p.intake.height
        intake = every(
            (np.abs(z - middle) - 0.5 * p.intake.height).astype(np.float32),
            (a - p.intake.width + 0.25 * (z - middle)).astype(np.float32),
            nose,
        )
        if p.intake.split:
            intake = np.maximum(intake, 0.045 - np.abs(a - 0.55 * p.intake.width))
        if not p.grille.present:
            return intake.astype(np.float32)
        width = min(p.grille.width, p.headlight.inner_y - 0.04)
        height = min(p.grille.height, self.grille_top - (bottom + p.intake.height) - 0.13)
        if height < 0.05:
            return intake.astype(np.float32)
        centre = self.grille_top - 0.5 * height
        grille = every(
            (np.abs(z - centre) - 0.5 * height).astype(np.float32),
            (a - width - p.grille.taper * (z - centre)).astype(np.float32),
            nose,
        )
        return either(grille, intake)

    @property
    def grille_top(self) -> float:
        return float(self.p.nose_z - self.p.grille.drop - 0.05)

    def _badges(self, x: Field, a: Field, z: Field) -> Field:
        p, e = self.p, self.x
        far = np.full(np.broadcast_shapes(x.shape, a.shape, z.shape), 1.0, np.float32)
        badge = far
        z0 = p.nose_z - p.grille.drop - 0.03 - (0.06 if p.grille.present else 0.02)
        nose = x - 0.4
        if e.badge == "disc":
            badge = np.maximum(np.sqrt(a**2 + (z - z0) ** 2) - 0.048, nose)
        elif e.badge == "shield":
            badge = every(a - 0.042 - 0.25 * (z - z0), np.abs(z - z0) - 0.055, nose)
        elif e.badge == "bar":
            badge = every(a - 0.12, np.abs(z - z0) - 0.022, nose)
        if e.rear_badge:
            z1 = p.deck_z - p.taillight.drop - 0.04
            tail = p.length - 0.4 - x
            disc = np.maximum(np.sqrt(a**2 + (z - z1) ** 2) - 0.042, tail)
            badge = either(badge, disc)
        return badge.astype(np.float32)

    def _stripe(self, x: Field, a: Field, z: Field) -> Field:
        p, kind = self.p, self.x.stripe
        if kind == "twin":
            return (np.abs(a - 0.17) - 0.085 + 0.0 * z + 0.0 * x).astype(np.float32)
        if kind == "single":
            return (a - 0.16 + 0.0 * z + 0.0 * x).astype(np.float32)
        if kind == "side":
            height = p.ground_clearance + 0.22 + 0.03 * (x - 1.0)
            band = np.maximum(np.abs(z - height) - 0.05, p.half_width - 0.3 - a)
            ends = np.abs(x - 0.5 * (p.front_axle + p.rear_axle)) - 0.5 * p.wheelbase
            return np.maximum(band, ends + 0.3).astype(np.float32)
        return np.full(np.broadcast_shapes(x.shape, a.shape, z.shape), 1.0, np.float32)

    def _bed(self, x: Field, a: Field, z: Field) -> Field:
        p = self.p
        if not self.shell.has_bed:
            return np.full(np.broadcast_shapes(x.shape, a.shape, z.shape), 1.0, np.float32)
        ends = np.maximum(p.deck_x + 0.07 - x, x - (p.length - 0.105))
        walls = np.maximum(ends, a - (p.half_width - 0.125))
        return np.maximum(walls, z - (p.deck_z - p.crown * 0.8 - 0.015)).astype(np.float32)
