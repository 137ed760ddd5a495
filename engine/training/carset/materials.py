"""Blender materials: finishes of the codes, and the emission that carries codes to the masks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy

from engine.training.carset.environment import Environment
from engine.training.carset.labels import Code
from engine.training.carset.parameters import Car
from engine.training.carset.rules import Rule

PANEL = 64  # a pixel of the mask pass stores code + PANEL * panel
Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Finish:
    """What a surface looks like; colour is linear RGB."""

    colour: Colour
    rough: float = 0.4
    metal: float = 0.0
    coat: float = 0.0
    glow: float = 0.0


def finishes(car: Car) -> dict[Code, Finish]:
    """The finish of every code on one car."""
    e = car.equipment
    paint = Finish(e.paint, e.paint_roughness, e.paint_metallic, 1.0)
    black = Finish((0.010, 0.010, 0.011), 0.15, 0.0, 0.5)
    chrome = Finish((0.70, 0.70, 0.71), 0.12, 1.0)
    lamp = (0.03, 0.03, 0.033) if e.dark_lamps else (0.42, 0.43, 0.45)
    lit = 1.0 if e.lamps_lit else 0.0
    return {
        Code.PAINT: paint,
        Code.ROOF: Finish(e.roof_colour, 0.3, 0.0, 1.0),
        Code.STRIPE: Finish(e.stripe_colour, 0.3, 0.0, 1.0),
        Code.SEAM: Finish((0.006, 0.006, 0.006), 0.8),
        Code.CLADDING: Finish(e.cladding_colour, 0.55),
        Code.WELL: Finish((0.006, 0.006, 0.006), 0.9),
        Code.GLASS: Finish(e.glass_tint, 0.03, 0.0, 0.6),
        Code.TRIM: Finish(e.trim_colour, 0.15, e.trim_metallic, 0.2),
        Code.PILLAR: black,
        Code.HEAD_BASE: Finish(lamp, 0.12, 0.5, 1.0, 0.10 * lit),
        Code.HEAD_BEZEL: Finish((0.02, 0.02, 0.022), 0.2, 0.0, 1.0),
        Code.HEAD_LENS: Finish((0.85, 0.87, 0.90), 0.1, 0.3, 1.0, 1.2 * lit + 0.1),
        Code.HEAD_DRL: Finish((0.92, 0.94, 0.97), 0.2, 0.0, 1.0, 1.0 * lit + 0.25),
        Code.TAIL_BASE: Finish((0.20, 0.006, 0.006), 0.12, 0.0, 1.0, 0.15 * lit),
        Code.TAIL_LIT: Finish((0.75, 0.018, 0.012), 0.15, 0.0, 1.0, 1.0 * lit + 0.2),
        Code.TAIL_CLEAR: Finish((0.42, 0.020, 0.018), 0.12, 0.1, 1.0, 0.1 + 0.25 * lit),
        Code.GRILLE_GAP: Finish((0.008, 0.008, 0.008), 0.6),
        Code.GRILLE_SLAT: Finish(e.slat_colour, 0.25, 0.6 if e.slat_colour[0] > 0.1 else 0.0, 0.3),
        Code.GRILLE_FRAME: Finish(e.grille_frame_colour, 0.15, e.grille_frame_metallic, 0.3),
        Code.BADGE: chrome,
        Code.BED: Finish((0.015, 0.015, 0.016), 0.7),
        Code.TYRE: Finish((0.016, 0.016, 0.017), 0.75),
        Code.RIM: Finish(e.rim_colour, 0.25, e.rim_metallic, 0.4),
        Code.RIM_GAP: Finish((0.008, 0.008, 0.009), 0.6),
        Code.MIRROR: Finish(e.mirror_colour, 0.3, e.paint_metallic, 1.0),
        Code.MIRROR_GLASS: Finish((0.6, 0.62, 0.65), 0.05, 1.0),
        Code.HANDLE: Finish(e.handle_colour, 0.25, e.paint_metallic, 0.8),
        Code.PLATE: Finish(e.plate_colour, 0.5),
        Code.PLATE_FRAME: Finish((0.01, 0.01, 0.01), 0.5),
        Code.WIPER: Finish((0.010, 0.010, 0.010), 0.5),
        Code.EXHAUST: chrome,
        Code.EXHAUST_BORE: Finish((0.004, 0.004, 0.004), 0.9),
        Code.RAIL: Finish((0.02, 0.02, 0.021), 0.3, 0.0, 0.3)
        if e.trim != "chrome"
        else Finish((0.5, 0.5, 0.51), 0.25, 1.0),
        Code.FIN: Finish(e.roof_colour, 0.3, 0.0, 1.0) if e.two_tone else paint,
    }


class Graph:
    """Short names for building a node tree."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        tree.nodes.clear()

    def node(self, kind: str, **settings: Any) -> Any:
        made = self.tree.nodes.new(kind)
        for name, value in settings.items():
            setattr(made, name, value)
        return made

    def feed(self, socket: Any, value: Any) -> None:
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        else:
            socket.default_value = value

    def math(self, operation: str, *values: Any) -> Any:
        made = self.node("ShaderNodeMath", operation=operation)
        for socket, value in zip(made.inputs, values, strict=False):
            self.feed(socket, value)
        return made.outputs[0]

    def vector(self, operation: str, *values: Any, output: int = 0) -> Any:
        made = self.node("ShaderNodeVectorMath", operation=operation)
        for socket, value in zip(made.inputs, values, strict=False):
            self.feed(socket, value)
        return made.outputs[output]

    def attribute(self, name: str) -> Any:
        return self.node("ShaderNodeAttribute", attribute_name=name).outputs["Fac"]

    def ramp(self, code: Any, stops: dict[int, tuple[float, float, float, float]]) -> Any:
        """Look a code below 32 up in a table of colours; the node (colour and alpha outputs)."""
        made = self.node("ShaderNodeValToRGB")
        self.feed(made.inputs[0], self.math("MULTIPLY_ADD", code, 1.0 / 32.0, 0.5 / 32.0))
        ramp = made.color_ramp
        ramp.interpolation = "CONSTANT"
        codes = sorted(stops)
        while len(ramp.elements) < len(codes):
            ramp.elements.new(1.0)
        for element, key in zip(ramp.elements, codes, strict=True):
            element.position = key / 32.0
            element.color = stops[key]
        return made

    def combine(self, *channels: Any) -> Any:
        made = self.node("ShaderNodeCombineXYZ")
        for socket, value in zip(made.inputs, channels, strict=True):
            self.feed(socket, value)
        return made.outputs[0]

    def surface(self, shader: Any) -> None:
        output = self.node("ShaderNodeOutputMaterial")
        self.tree.links.new(shader, output.inputs["Surface"])


def new_material(name: str) -> tuple[Any, Graph]:
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    # Else every face with emission is sampled as a lamp.
    material.cycles.emission_sampling = "NONE"
    return material, Graph(material.node_tree)


def grille_pattern(graph: Graph, style: int) -> Any:
    """Below zero on a slat: horizontal, vertical, diamonds, wide horizontal."""
    where = graph.node("ShaderNodeTexCoord").outputs["Object"]
    split = graph.node("ShaderNodeSeparateXYZ")
    graph.feed(split.inputs[0], where)
    y, z = split.outputs[1], split.outputs[2]

    def wave(value: Any, period: float) -> Any:
        return graph.math("SINE", graph.math("MULTIPLY", value, 6.2832 / period))

    if style == 0:
        return graph.math("ADD", wave(z, 0.045), 0.25)
    if style == 1:
        return graph.math("ADD", wave(y, 0.050), 0.25)
    if style == 2:
        rising, falling = graph.math("ADD", y, z), graph.math("SUBTRACT", y, z)
        product = graph.math("MULTIPLY", wave(rising, 0.10), wave(falling, 0.10))
        return graph.math("SUBTRACT", graph.math("ABSOLUTE", product), 0.22)
    return graph.math("ADD", wave(z, 0.095), 0.45)


def rule_value(graph: Graph, rules: list[Rule], start: float, pattern: Any) -> Any:
    """The chain of rules as nodes: the number of the last rule whose conditions hold."""
    value: Any = start
    fields: dict[str, Any] = {"pattern": pattern}
    for rule in rules:
        holds: Any = None
        for condition in rule.conditions:
            if condition.field not in fields:
                fields[condition.field] = graph.attribute(condition.field)
            operation = "GREATER_THAN" if condition.flip else "LESS_THAN"
            test = graph.math(operation, fields[condition.field], condition.threshold)
            holds = test if holds is None else graph.math("MULTIPLY", holds, test)
        change = graph.math("SUBTRACT", float(rule.code), value)
        value = graph.math("MULTIPLY_ADD", holds, change, value)
    return value


def principled(graph: Graph, finish: Finish) -> Any:
    shader = graph.node("ShaderNodeBsdfPrincipled")
    _set_finish(graph, shader, (*finish.colour, 1.0), finish.rough, finish.metal, finish.coat)
    if finish.glow:
        graph.feed(shader.inputs["Emission Color"], (*finish.colour, 1.0))
        graph.feed(shader.inputs["Emission Strength"], finish.glow)
    return shader


def _set_finish(graph: Graph, shader: Any, colour: Any, rough: Any, metal: Any, coat: Any) -> None:
    graph.feed(shader.inputs["Base Color"], colour)
    graph.feed(shader.inputs["Roughness"], rough)
    graph.feed(shader.inputs["Metallic"], metal)
    graph.feed(shader.inputs["Coat Weight"], coat)
    graph.feed(shader.inputs["Coat Roughness"], 0.03)


def shell_material(car: Car, rules: list[Rule]) -> Any:
    """The painted shell with everything that lies flush in it."""
    material, graph = new_material("shell")
    pattern = grille_pattern(graph, car.body.grille.style)
    code = rule_value(graph, rules, 0.0, pattern)
    table = {k: f for k, f in finishes(car).items() if k < 32}
    colour = graph.ramp(code, {k: (*f.colour, f.rough) for k, f in table.items()})
    rest = graph.ramp(code, {k: (f.metal, f.coat, f.glow / 2.0, 1.0) for k, f in table.items()})
    split = graph.node("ShaderNodeSeparateColor")
    graph.feed(split.inputs[0], rest.outputs[0])
    shader = graph.node("ShaderNodeBsdfPrincipled")
    metal, coat, glow = split.outputs
    _set_finish(graph, shader, colour.outputs[0], colour.outputs[1], metal, coat)
    graph.feed(shader.inputs["Emission Color"], colour.outputs[0])
    graph.feed(shader.inputs["Emission Strength"], graph.math("MULTIPLY", glow, 2.0))
    graph.surface(shader.outputs[0])
    return material


def plain_material(car: Car, code: Code) -> Any:
    """A fitting of one code."""
    material, graph = new_material(code.name)
    finish = finishes(car)[code]
    shader = principled(graph, finish)
    if code == Code.PLATE:
        graph.feed(shader.inputs["Base Color"], _lettering(graph, finish.colour))
    graph.surface(shader.outputs[0])
    return material


def _lettering(graph: Graph, colour: Colour) -> Any:
    """Blocks that read as letters from a distance; no real plate is ever drawn."""
    where = graph.node("ShaderNodeTexCoord").outputs["Generated"]
    split = graph.node("ShaderNodeSeparateXYZ")
    graph.feed(split.inputs[0], where)
    y, z = split.outputs[1], split.outputs[2]
    cell = graph.vector("FLOOR", graph.vector("MULTIPLY", where, (0.0, 23.0, 7.0)))
    noise = graph.node("ShaderNodeTexWhiteNoise")
    graph.feed(noise.inputs["Vector"], cell)
    ink = graph.math("GREATER_THAN", noise.outputs["Value"], 0.42)
    letter = graph.math("SINE", graph.math("MULTIPLY_ADD", y, 6.2832 * 7.0, 1.2))
    ink = graph.math("MULTIPLY", ink, graph.math("GREATER_THAN", letter, -0.55))
    for value in (y, z):
        margin = 0.08 if value is y else 0.2
        off = graph.math("ABSOLUTE", graph.math("SUBTRACT", value, 0.5))
        ink = graph.math("MULTIPLY", ink, graph.math("LESS_THAN", off, 0.5 - margin))
    mix = graph.node("ShaderNodeMix", data_type="RGBA")
    graph.feed(mix.inputs["Factor"], ink)
    dark = (0.02, 0.02, 0.03, 1.0) if colour[0] > 0.2 else (0.8, 0.8, 0.8, 1.0)
    graph.feed(mix.inputs[6], (*colour, 1.0))
    graph.feed(mix.inputs[7], dark)
    return mix.outputs[2]


def rim_material(car: Car) -> Any:
    """Spokes and the dark behind them."""
    material, graph = new_material("rim")
    table = finishes(car)
    on = principled(graph, table[Code.RIM])
    off = principled(graph, table[Code.RIM_GAP])
    mix = graph.node("ShaderNodeMixShader")
    graph.feed(mix.inputs[0], graph.math("LESS_THAN", graph.attribute("spoke"), 0.004))
    graph.feed(mix.inputs[1], off.outputs[0])
    graph.feed(mix.inputs[2], on.outputs[0])
    graph.surface(mix.outputs[0])
    return material


def floor_material(surroundings: Environment, gloss: float) -> Any:
    """A floor that fades to light of its own colour, so that paths end there."""
    material, graph = new_material("floor")
    shader = principled(graph, Finish(surroundings.ground, 0.75 - gloss, 0.0, gloss))
    graph.feed(shader.inputs["Specular IOR Level"], 0.0)
    where = graph.node("ShaderNodeNewGeometry").outputs["Position"]
    if surroundings.wall is None:
        noise = graph.node("ShaderNodeTexNoise")
        noise.inputs["Scale"].default_value = 3.0
        noise.inputs["Detail"].default_value = 6.0
        graph.feed(noise.inputs["Vector"], where)
        amount = graph.math("MULTIPLY_ADD", noise.outputs[0], 0.5, 0.75)
        tinted = graph.vector("SCALE", surroundings.ground)
        graph.feed(tinted.node.inputs["Scale"], amount)
        graph.feed(shader.inputs["Base Color"], tinted)
    emission = graph.node("ShaderNodeEmission")
    graph.feed(emission.inputs["Color"], (*surroundings.floor, 1.0))
    distance = graph.vector("LENGTH", where, output=1)
    fade = graph.node("ShaderNodeMapRange", interpolation_type="SMOOTHSTEP")
    graph.feed(fade.inputs["Value"], distance)
    near, far = (6.0, 40.0) if surroundings.wall is None else (3.5, 9.0)
    graph.feed(fade.inputs["From Min"], near)
    graph.feed(fade.inputs["From Max"], far)
    mix = graph.node("ShaderNodeMixShader")
    graph.feed(mix.inputs[0], fade.outputs["Result"])
    graph.feed(mix.inputs[1], shader.outputs[0])
    graph.feed(mix.inputs[2], emission.outputs[0])
    graph.surface(mix.outputs[0])
    return material


def mask_material(name: str, code: Any, graph_of: Any = None, panel: Any = 0.0) -> Any:
    """Emission of (code + PANEL * panel, depth in metres, packed normal).

    `graph_of(graph)` may give code and panel as node sockets.
    """
    material, graph = new_material(name)
    if graph_of is not None:
        code, panel = graph_of(graph)
    number = graph.math("MULTIPLY_ADD", panel, float(PANEL), code)
    depth = graph.node("ShaderNodeCameraData").outputs["View Z Depth"]
    normal = graph.node("ShaderNodeNewGeometry").outputs["Normal"]
    # Three components of 7 bits each fit a float32 exactly.
    scaled = graph.node("ShaderNodeVectorMath", operation="MULTIPLY_ADD")
    graph.feed(scaled.inputs[0], normal)
    graph.feed(scaled.inputs[1], (63.5, 63.5, 63.5))
    graph.feed(scaled.inputs[2], (63.5, 63.5, 63.5))
    whole = graph.vector("FLOOR", scaled.outputs[0])
    packed = graph.vector("DOT_PRODUCT", whole, (1.0, 128.0, 16384.0), output=1)
    emission = graph.node("ShaderNodeEmission")
    graph.feed(emission.inputs["Color"], graph.combine(number, depth, packed))
    graph.surface(emission.outputs[0])
    return material
