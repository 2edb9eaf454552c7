# SPDX-License-Identifier: Apache-2.0
"""The robot as MuJoCo draws it from its MJCF, without a display."""

from __future__ import annotations

import ctypes.util
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from irgm_ros.errors import RobotError
from irgm_ros.render.camera import FOVY_DEG, Camera
from irgm_ros.render.human import colour_of
from irgm_ros.render.painter import MIDDLE, PAPER

_VERTEX_GRID_M = 0.004
_GL_LIBRARIES = {'egl': 'EGL', 'osmesa': 'OSMesa'}


def choose_gl() -> str | None:
    """Pick the headless GL backend and set ``MUJOCO_GL``, which MuJoCo reads when imported.

    Returns:
        ``egl`` where libEGL is installed, else ``osmesa`` where that is, else None; an own
        ``MUJOCO_GL`` wins.
    """
    if 'MUJOCO_GL' not in os.environ and 'mujoco' not in sys.modules:
        for name, library in _GL_LIBRARIES.items():
            if ctypes.util.find_library(library):
                os.environ['MUJOCO_GL'] = name
                break
    return os.environ.get('MUJOCO_GL')


class MujocoView:
    """Poses a robot and takes pictures; ``close`` frees the GL context.

    Attributes:
        drawn_by: What draws, for the person who wonders.
    """

    def __init__(self, mjcf: Path, joint_names: tuple[str, ...], size: tuple[int, int]) -> None:
        """Load the model and make a GL context.

        Args:
            mjcf: Model with a free joint and joints named as ``joint_names``.
            joint_names: n joints, in the order of the positions given to ``draw``.
            size: Width and height of the pictures [pixel].

        Raises:
            RobotError: The model lacks a joint.
            Exception: Whatever MuJoCo or GL raise where there is no way to render.
        """
        gl = choose_gl()
        import mujoco

        self._mujoco: Any = mujoco
        self._model: Any = _scene(mujoco, mjcf, size)
        self._data: Any = mujoco.MjData(self._model)
        self._base = _free_joint_address(mujoco, self._model, mjcf)
        self._addresses = [_joint_address(mujoco, self._model, n, mjcf) for n in joint_names]
        self._renderer: Any = mujoco.Renderer(self._model, height=size[1], width=size[0])
        for flag in (mujoco.mjtRndFlag.mjRND_SHADOW, mujoco.mjtRndFlag.mjRND_REFLECTION):
            self._renderer.scene.flags[flag] = 0
        self._option: Any = mujoco.MjvOption()
        self.drawn_by = f'MuJoCo ({gl or "default GL"})'

    def draw(
        self,
        camera: Camera,
        joint_positions: NDArray[np.float64],
        base_position: NDArray[np.float64],
        base_quat_xyzw: NDArray[np.float64],
    ) -> Image.Image:
        """Take one picture.

        Args:
            camera: The view; its size is that of the view's pictures.
            joint_positions: (n,) [rad].
            base_position: (3,) [m].
            base_quat_xyzw: (4,) unit quaternion.

        Returns:
            RGB picture.
        """
        qpos = self._data.qpos
        qpos[self._base : self._base + 3] = base_position
        qpos[self._base + 3 : self._base + 7] = np.roll(base_quat_xyzw, 1)
        qpos[self._addresses] = joint_positions
        self._mujoco.mj_kinematics(self._model, self._data)
        view = self._mujoco.MjvCamera()
        view.lookat[:] = camera.target
        view.distance = camera.distance
        view.azimuth = camera.azimuth_deg
        view.elevation = camera.elevation_deg
        self._renderer.update_scene(self._data, view, self._option)
        return Image.fromarray(self._renderer.render())

    def close(self) -> None:
        """Free the GL context."""
        self._renderer.close()


def _scene(mujoco: Any, mjcf: Path, size: tuple[int, int]) -> Any:
    """Put the robot on a light checkered floor (its contact pairs need one named ``floor``)."""
    spec = mujoco.MjSpec.from_file(str(mjcf))
    paper = [c / 255 for c in PAPER]
    kinds = mujoco.mjtTexture
    spec.add_texture(
        name='tiles', type=kinds.mjTEXTURE_2D, builtin=mujoco.mjtBuiltin.mjBUILTIN_CHECKER,
        rgb1=[0.92, 0.93, 0.95], rgb2=[0.87, 0.88, 0.91], width=128, height=128,
    )  # fmt: skip
    spec.add_texture(
        name='paper', type=kinds.mjTEXTURE_SKYBOX, builtin=mujoco.mjtBuiltin.mjBUILTIN_FLAT,
        rgb1=paper, rgb2=paper, width=16, height=16,
    )  # fmt: skip
    # Tiles of half a metre as in the drawn panel, with light of their own.
    tiles = spec.add_material(name='tiles', texrepeat=[2, 2], texuniform=True, emission=0.95)
    tiles.textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = 'tiles'
    plane = mujoco.mjtGeom.mjGEOM_PLANE
    floors = [geom for geom in spec.worldbody.geoms if geom.type == plane]
    if not floors:
        floors = [spec.worldbody.add_geom(name='floor', type=plane, size=[0, 0, 0.05])]
    for geom in floors:
        geom.material = 'tiles'
    model = spec.compile()
    model.vis.global_.offwidth, model.vis.global_.offheight = size
    model.vis.global_.fovy = FOVY_DEG
    model.vis.headlight.ambient[:] = 0.5
    model.vis.headlight.diffuse[:] = 0.55
    model.vis.rgba.haze[:] = [*paper, 1.0]
    model.vis.map.haze = 0.6
    _tint_sides(mujoco, model)
    for mesh in range(model.nmesh):
        _thin(model, mesh)
    return model


def _thin(model: Any, mesh: int) -> None:
    """Join the vertices of a mesh that one pixel cannot tell apart; drop what gets no area.

    Robots come with hundreds of thousands of triangles, and software GL draws them one by one.
    """
    first, count = int(model.mesh_vertadr[mesh]), int(model.mesh_vertnum[mesh])
    cells = np.round(model.mesh_vert[first : first + count] / _VERTEX_GRID_M).astype(np.int64)
    cells -= cells.min(axis=0)
    keys = np.ravel_multi_index(tuple(cells.T), tuple(cells.max(axis=0) + 1))
    _, owner, group = np.unique(keys, return_index=True, return_inverse=True)
    begin, faces = int(model.mesh_faceadr[mesh]), int(model.mesh_facenum[mesh])
    corners = owner[group.reshape(-1)][model.mesh_face[begin : begin + faces]]
    kept = np.flatnonzero(
        (corners != np.roll(corners, 1, axis=1)).all(axis=1)  # no two corners in one place
    )
    end = begin + len(kept)
    model.mesh_face[begin:end] = corners[kept]
    model.mesh_facenormal[begin:end] = model.mesh_facenormal[begin + kept]
    model.mesh_facetexcoord[begin:end] = model.mesh_facetexcoord[begin + kept]
    model.mesh_facenum[mesh] = len(kept)


def _tint_sides(mujoco: Any, model: Any) -> None:
    """Tint left limbs blue and right limbs red, as the human's."""
    model.geom_matid[model.geom_bodyid > 0] = -1
    for geom in range(model.ngeom):
        body = mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_BODY, int(model.geom_bodyid[geom]))
        colour = colour_of(body or '')
        if colour is not MIDDLE:
            own = model.geom_rgba[geom, :3]
            model.geom_rgba[geom, :3] = 0.45 * own + 0.55 * np.array(colour) / 255


def _free_joint_address(mujoco: Any, model: Any, mjcf: Path) -> int:
    """Return where the floating base starts in qpos."""
    free = np.flatnonzero(model.jnt_type == mujoco.mjtJoint.mjJNT_FREE)
    if len(free) != 1:
        raise RobotError(f'{mjcf}: {len(free)} free joints, exactly one expected for the base')
    return int(model.jnt_qposadr[free[0]])


def _joint_address(mujoco: Any, model: Any, name: str, mjcf: Path) -> int:
    """Return where joint ``name`` lies in qpos."""
    joint = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_JOINT, name)
    if joint < 0:
        raise RobotError(f'{mjcf}: has no joint {name!r}')
    return int(model.jnt_qposadr[joint])
