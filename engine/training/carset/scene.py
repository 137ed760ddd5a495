"""The Blender scene of one car: objects, surroundings, camera, and the two looks
(picture and mask) that it is rendered in."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from mathutils import Matrix
from numpy.typing import NDArray

from engine.training.carset import materials
from engine.training.carset.body import Shell
from engine.training.carset.camera import SENSOR, Pose, place
from engine.training.carset.environment import Environment, environment
from engine.training.carset.fittings import fittings
from engine.training.carset.labels import Code
from engine.training.carset.parameters import Car, Stage, View
from engine.training.carset.parts import Parts
from engine.training.carset.rules import SEAM_HALF_WIDTH, panel_rules, surface_rules
from engine.training.carset.surface import Mesh, mesh_half_symmetric
from engine.training.carset.wheels import rim, tyre

SHELL_STEP = 0.022  # metres a cell


class CarScene:
    """One car in an otherwise empty Blender scene."""

    def __init__(self, car: Car, step: float = SHELL_STEP) -> None:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.car = car
        self.scene: Any = bpy.context.scene
        self.objects: list[Any] = []
        self.pictures: list[Any] = []
        self.masks: list[Any] = []
        self.points: list[NDArray[np.float32]] = []
        p = car.body
        self.offset = np.array([-0.5 * p.length, 0.0, 0.0], np.float32)
        shell = Shell(p)
        parts = Parts(shell, car.equipment)
        self._add_shell(shell, parts, step)
        self._add_wheels(shell)
        for fitting in fittings(shell, parts, car.equipment):
            self._add(
                fitting.code.name,
                fitting.mesh,
                materials.plain_material(car, fitting.code),
                materials.mask_material("mask", float(fitting.code)),
            )
        self.cloud = np.concatenate(self.points)
        self._add_floor()
        camera = bpy.data.cameras.new("camera")
        camera.sensor_fit = "HORIZONTAL"
        camera.sensor_width = SENSOR
        camera.clip_end = 500.0
        self.camera = bpy.data.objects.new("camera", camera)
        self.scene.collection.objects.link(self.camera)
        self.scene.camera = self.camera
        self.sun = bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN"))
        self.scene.collection.objects.link(self.sun)
        self.sky = bpy.data.worlds.new("sky")
        self.blank = bpy.data.worlds.new("blank")
        self._paint_blank()

    def _add(self, name: str, mesh: Mesh, picture: Any, mask: Any, place_at: Any = None) -> Any:
        data = bpy.data.meshes.new(name)
        count, corners = len(mesh.vertices), mesh.faces.shape[1]
        data.vertices.add(count)
        data.vertices.foreach_set("co", mesh.vertices.astype(np.float32).ravel())
        data.loops.add(mesh.faces.size)
        data.loops.foreach_set("vertex_index", mesh.faces.astype(np.int32).ravel())
        data.polygons.add(len(mesh.faces))
        starts = np.arange(0, mesh.faces.size, corners, dtype=np.int32)
        data.polygons.foreach_set("loop_start", starts)
        data.update(calc_edges=True)
        data.shade_smooth()
        data.normals_split_custom_set_from_vertices(mesh.normals.astype(np.float32))
        data.materials.append(picture)
        made = bpy.data.objects.new(name, data)
        matrix = np.eye(4) if place_at is None else place_at
        matrix = matrix.copy()
        matrix[:3, 3] += self.offset
        made.matrix_world = Matrix(matrix.tolist())
        self.scene.collection.objects.link(made)
        self.objects.append(made)
        self.pictures.append(picture)
        self.masks.append(mask)
        self.points.append(
            (mesh.vertices[::7] @ matrix[:3, :3].T + matrix[:3, 3]).astype(np.float32)
        )
        return made

    def _add_shell(self, shell: Shell, parts: Parts, step: float) -> None:
        car = self.car
        mesh = mesh_half_symmetric(parts.solid, shell.bounds(), step)
        x, y, z = mesh.vertices.T
        rules = surface_rules(car.body, car.equipment, SEAM_HALF_WIDTH)
        flush = [r for r in rules if r.code != Code.SEAM]
        panels = panel_rules(car.body)

        def numbers(graph: materials.Graph) -> tuple[Any, Any]:
            pattern = materials.grille_pattern(graph, car.body.grille.style)
            return (
                materials.rule_value(graph, flush, 0.0, pattern),
                materials.rule_value(graph, panels, 0.0, pattern),
            )

        mask = materials.mask_material("mask shell", 0.0, numbers)
        made = self._add("shell", mesh, materials.shell_material(car, rules), mask)
        for name, values in parts.fields(x, np.abs(y), z).items():
            attribute = made.data.attributes.new(name, "FLOAT", "POINT")
            attribute.data.foreach_set("value", np.ascontiguousarray(values, np.float32))

    def _add_wheels(self, shell: Shell) -> None:
        p, e = self.car.body, self.car.equipment
        rim_radius = e.rim_ratio * p.wheel_radius
        width = 0.215 + 0.12 * (p.wheel_radius - 0.32)
        rubber = tyre(p.wheel_radius, rim_radius, width)
        alloy = rim(e, rim_radius * 0.985, 0.46 * width)
        rubber_look = materials.plain_material(self.car, Code.TYRE)
        alloy_look = materials.rim_material(self.car)

        def spokes(graph: materials.Graph) -> tuple[Any, Any]:
            on = graph.math("LESS_THAN", graph.attribute("spoke"), 0.004)
            gap = float(Code.RIM_GAP)
            return graph.math("MULTIPLY_ADD", on, float(Code.RIM) - gap, gap), 0.0

        rubber_mask = materials.mask_material("mask tyre", float(Code.TYRE))
        alloy_mask = materials.mask_material("mask rim", 0.0, spokes)
        for axle in (p.front_axle, p.rear_axle):
            z = np.array([p.wheel_radius + 0.9 * p.arch_radius], np.float32)
            side = float(shell.half_width_at(np.array([axle], np.float32), z)[0])
            for sign in (1.0, -1.0):
                turn = 0.0 if sign > 0 else np.pi
                if axle == p.front_axle:
                    turn += e.steer
                c, s = np.cos(turn), np.sin(turn)
                matrix = np.array(
                    [
                        [c, -s, 0.0, axle],
                        [s, c, 0.0, sign * (side - 0.5 * width - 0.012)],
                        [0.0, 0.0, 1.0, p.wheel_radius],
                        [0.0, 0.0, 0.0, 1.0],
                    ]
                )
                self._add("tyre", rubber, rubber_look, rubber_mask, matrix)
                made = self._add("rim", alloy.mesh, alloy_look, alloy_mask, matrix)
                attribute = made.data.attributes.new("spoke", "FLOAT", "POINT")
                attribute.data.foreach_set("value", alloy.spoke)

    def _add_floor(self) -> None:
        corners = np.array([(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)], np.float32) * 400.0
        up = np.tile(np.array([0.0, 0.0, 1.0], np.float32), (4, 1))
        mesh = Mesh(corners, up, np.array([[0, 1, 2, 3]], np.int32))
        blank, _ = materials.new_material("floor")
        mask = materials.mask_material("mask floor", float(Code.GROUND))
        self._add("floor", mesh, blank, mask)
        self.points.pop()

    def _paint_blank(self) -> None:
        self.blank.use_nodes = True
        graph = materials.Graph(self.blank.node_tree)
        background = graph.node("ShaderNodeBackground")
        graph.feed(background.inputs["Color"], (float(Code.SKY), 1e4, 0.0, 1.0))
        output = graph.node("ShaderNodeOutputWorld")
        graph.feed(output.inputs["Surface"], background.outputs[0])

    def aim(self, view: View) -> Pose:
        """Put the camera in place."""
        pose = place(self.cloud, view)
        matrix = np.eye(4)
        matrix[:3, :3] = pose.axes
        matrix[:3, 3] = pose.location
        self.camera.matrix_world = Matrix(matrix.tolist())
        self.camera.data.lens = view.focal
        return pose

    def wear_picture(self, stage: Stage) -> None:
        """Materials, light and backdrop of the picture."""
        surroundings = environment(stage)
        for made, look in zip(self.objects, self.pictures, strict=True):
            made.data.materials[0] = look
        gloss = stage.floor_gloss if stage.kind != "sky" else 0.0
        self.objects[-1].data.materials[0] = materials.floor_material(surroundings, gloss)
        self._paint_sky(surroundings)
        self.scene.world = self.sky
        self.sun.hide_render = surroundings.sun is None
        if surroundings.sun is not None:
            sun = surroundings.sun
            self.sun.data.energy = sun.strength
            self.sun.data.color = sun.colour
            self.sun.data.angle = sun.angle
            back = np.asarray(sun.direction)
            right = np.cross((0.0, 0.0, 1.0), back)
            right /= np.linalg.norm(right)
            matrix = np.eye(4)
            matrix[:3, :3] = np.stack([right, np.cross(back, right), back], axis=1)
            self.sun.matrix_world = Matrix(matrix.tolist())

    def wear_mask(self) -> None:
        """Emission that carries codes, depth and normals."""
        for made, look in zip(self.objects, self.masks, strict=True):
            made.data.materials[0] = look
        self.scene.world = self.blank
        self.sun.hide_render = True

    def _paint_sky(self, surroundings: Environment) -> None:
        self.sky.use_nodes = True
        graph = materials.Graph(self.sky.node_tree)
        height, width = surroundings.image.shape[:2]
        for old in [i for i in bpy.data.images if i.name.startswith("sky")]:
            bpy.data.images.remove(old)
        image = bpy.data.images.new("sky", width, height, float_buffer=True, is_data=True)
        pixels = np.ones((height, width, 4), np.float32)
        pixels[..., :3] = surroundings.image
        image.pixels.foreach_set(pixels.ravel())
        image.pack()
        texture = graph.node("ShaderNodeTexEnvironment", image=image)
        light = graph.node("ShaderNodeBackground")
        graph.feed(light.inputs["Color"], texture.outputs[0])
        shader = light.outputs[0]
        if surroundings.wall is not None:
            low, high = surroundings.wall
            where = graph.node("ShaderNodeTexCoord").outputs["Generated"]
            split = graph.node("ShaderNodeSeparateXYZ")
            graph.feed(split.inputs[0], where)
            rise = graph.node("ShaderNodeMapRange", interpolation_type="SMOOTHSTEP")
            graph.feed(rise.inputs["Value"], split.outputs[2])
            graph.feed(rise.inputs["From Max"], 0.45)
            mix = graph.node("ShaderNodeMix", data_type="RGBA")
            graph.feed(mix.inputs[0], rise.outputs["Result"])
            graph.feed(mix.inputs[6], (*low, 1.0))
            graph.feed(mix.inputs[7], (*high, 1.0))
            wall = graph.node("ShaderNodeBackground")
            graph.feed(wall.inputs["Color"], mix.outputs[2])
            seen = graph.node("ShaderNodeLightPath").outputs["Is Camera Ray"]
            choose = graph.node("ShaderNodeMixShader")
            graph.feed(choose.inputs[0], seen)
            graph.feed(choose.inputs[1], light.outputs[0])
            graph.feed(choose.inputs[2], wall.outputs[0])
            shader = choose.outputs[0]
        output = graph.node("ShaderNodeOutputWorld")
        graph.feed(output.inputs["Surface"], shader)
        self.sky.cycles.sampling_method = "MANUAL"
        self.sky.cycles.sample_map_resolution = 512
