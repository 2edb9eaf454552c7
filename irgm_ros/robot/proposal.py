# SPDX-License-Identifier: Apache-2.0
"""Proposes the YAML map of an unknown robot from its URDF, and says why.

The joints are sorted by `irgm_ros.robot.anatomy`; the rest posture stands with hanging arms and
slightly bent knees and elbows; the soles are the lowest slice of the feet's geometry. What could
not be read off the URDF is a doubt, which a person has to look at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.robot.anatomy import Anatomy, Axes, Limb, find_anatomy, read_axes
from irgm_ros.robot.schema import FASTEST, SIDES
from irgm_ros.robot.soles import SoleBox, sole_box
from irgm_ros.robot.standing import standing_posture, straight_angle
from irgm_ros.robot.urdf import build_model, read_joints, refuse_ranges

Array = NDArray[np.float64]
BEND = 0.4  # of the elbow at rest [rad]
EXTENSION = 0.03  # past straight that an elbow may still go [rad]
ACCELERATION = (20.0, 120.0)  # bounds of what effort over inertia gives [rad/s^2]
STRONGEST = 1000.0  # effort above which a URDF gives none, in truth [N m]
SPEED = 3.0  # where the URDF gives no velocity limit [rad/s]
SHARE = 0.9  # of effort over inertia that is used
SHORTEST = 0.05  # a wrist nearer to the elbow than this is none [m]


@dataclass(frozen=True)
class Note:
    """Why a key of the map is as it is.

    Attributes:
        key: Key of the map, e.g. ``frames.left_hip``.
        why: One sentence.
        doubt: Whether a person should look at it.
    """

    key: str
    why: str
    doubt: bool = False


@dataclass
class Proposal:
    """A map as it would stand in a YAML file, with reasons.

    Attributes:
        map: Keys of `irgm_ros.robot.schema.RobotSpec`.
        notes: In the order of the keys.
    """

    map: dict[str, Any]
    notes: list[Note] = field(default_factory=list)

    def say(self, key: str, why: str, *, doubt: bool = False) -> None:
        """Add a note."""
        self.notes.append(Note(key, why, doubt))


def propose(urdf: Path) -> Proposal:
    """Propose a map.

    Args:
        urdf: The URDF, meshes beside it or found by ``package://`` from its parent folders.

    Returns:
        The map, complete except for what a doubt names.

    Raises:
        RobotError: The file is no URDF, or no humanoid with two legs and two arms.
    """
    infos = read_joints(urdf)
    refuse_ranges(infos, urdf.name)
    model = build_model(urdf)
    axes = read_axes(model)
    anatomy = find_anatomy(axes)
    proposal = Proposal({'name': urdf.stem, 'urdf': urdf.name})
    facing = np.eye(3)
    if _looks_backward(axes, anatomy, _ranges(model)):
        facing = np.diag([-1.0, -1.0, 1.0])
        axes = read_axes(model, facing)
        anatomy = find_anatomy(axes)
        proposal.map['heading'] = round(np.pi, 6)
        why = 'the knees bend towards +x: the x axis of the root link points backward'
        proposal.say('heading', why, doubt=True)
    _frames(proposal, model, axes, anatomy)
    _sole(proposal, sole_box(model, urdf, anatomy.legs[0].end[-1], facing))
    rest = standing_posture(axes, anatomy, _ranges(model), BEND)
    proposal.map['rest'] = {axes.names[j]: round(angle, 3) for j, angle in rest.items()}
    proposal.say('rest', 'stands with hanging arms, knees and elbows slightly bent')
    _held(proposal, axes, anatomy, {name for name, info in infos.items() if info.mimic})
    _limits(proposal, model, axes, anatomy, rest)
    _velocities(proposal, model, axes)
    _accelerations(proposal, model, axes, rest)
    return proposal


def _ranges(model: Any) -> Array:
    """(J, 2) position limits of the joints [rad]; infinite where there are none."""
    ranges = np.full((model.njoints, 2), [-np.inf, np.inf])
    for j in range(2, model.njoints):
        joint = model.joints[j]
        if joint.nq == 1:
            at = joint.idx_q
            ranges[j] = model.lowerPositionLimit[at], model.upperPositionLimit[at]
    return ranges


def _link(model: Any, joint: int) -> str:
    """The link that a joint moves."""
    import pinocchio

    own = [
        frame
        for frame in model.frames
        if frame.parentJoint == joint and frame.type == pinocchio.FrameType.BODY
    ]
    return str(min(own, key=lambda f: float(np.linalg.norm(f.placement.translation))).name)


def _frames(proposal: Proposal, model: Any, axes: Axes, anatomy: Anatomy) -> None:
    frames: dict[str, str] = {'pelvis': _link(model, 1)}
    torso = anatomy.waist[-1] if anatomy.waist else 1
    frames['torso'] = _link(model, torso)
    if not anatomy.upside:
        frames['torso'], frames['pelvis'] = _link(model, 1), _link(model, torso)
        proposal.say('frames.pelvis', 'the legs do not hang on the root link, which is the chest')
    for side, leg, arm in zip(SIDES, anatomy.legs, anatomy.arms, strict=True):
        frames[f'{side}_hip'] = _link(model, _nearest(axes, leg))
        frames[f'{side}_knee'] = _link(model, leg.middle[0])
        frames[f'{side}_ankle'] = _link(model, leg.end[-1])
        frames[f'{side}_shoulder'] = _link(model, _nearest(axes, arm))
        frames[f'{side}_elbow'] = _link(model, arm.middle[0])
        frames[f'{side}_wrist'] = _wrist(proposal, model, axes, arm, side)
    if anatomy.neck:
        frames['head'] = _link(model, anatomy.neck[-1])
    proposal.map['frames'] = frames
    legs = ', '.join(axes.names[j] for j in anatomy.legs[0].root)
    proposal.say(
        'frames', f'limbs are mirrored branches; the axes of {legs} meet in the left hip, the '
        'next axis misses it and is the knee; the arms alike'
    )  # fmt: skip


def _looks_backward(axes: Axes, anatomy: Anatomy, ranges: Array) -> bool:
    """Knees bend backwards: where they bend towards +x, the root link looks the other way."""
    ahead = 0.0
    for leg in anatomy.legs:
        knee, ankle = leg.middle[0], leg.end[0]
        bent = np.cross(axes.axes[knee], axes.origins[ankle] - axes.origins[knee])[0]
        ahead += bent * float(np.clip(ranges[knee], -np.pi, np.pi).sum())
    return ahead > 0


def _nearest(axes: Axes, limb: Limb) -> int:
    """The joint of hip or shoulder whose origin lies nearest to where the axes meet."""
    distance = np.linalg.norm(axes.origins[list(limb.root)] - limb.centre, axis=1)
    closest = np.flatnonzero(distance < distance.min() + 1e-3)
    return limb.root[int(closest[-1])]


def _wrist(proposal: Proposal, model: Any, axes: Axes, arm: Limb, side: str) -> str:
    """The last link of the wrist, or of a fixed hand where the wrist does not move."""
    import pinocchio

    if arm.end:
        return _link(model, arm.end[-1])
    last = arm.middle[-1]
    elbow = axes.origins[arm.middle[0]] - axes.origins[last]
    bodies = pinocchio.FrameType.BODY
    fixed = [f for f in model.frames if f.parentJoint == last and f.type == bodies]
    far = max(fixed, key=lambda f: float(np.linalg.norm(f.placement.translation - elbow)))
    reach = float(np.linalg.norm(far.placement.translation - elbow))
    proposal.say(
        f'frames.{side}_wrist', f'no joint beyond the elbow; {far.name} is fixed to the forearm, '
        f'{reach:.2f} m from the elbow', doubt=reach < SHORTEST,
    )  # fmt: skip
    return str(far.name)


def _sole(proposal: Proposal, box: SoleBox) -> None:
    proposal.map['sole'] = {
        'centre': [round(float(x), 4) for x in box.centre],
        'half_length': round(box.half_length, 4),
        'half_width': round(box.half_width, 4),
    }
    proposal.say('sole', box.source, doubt=box.guessed)


def _held(proposal: Proposal, axes: Axes, anatomy: Anatomy, following: set[str]) -> None:
    arms = [j for arm in anatomy.arms for j in (*arm.middle[1:], *arm.end, *arm.rest)]
    toes = [j for leg in anatomy.legs for j in leg.rest]
    held = sorted({*arms, *toes, *anatomy.neck, *anatomy.other})
    proposal.map['held'] = [axes.names[j] for j in held if axes.names[j] not in following]
    if following:
        proposal.say('held', f'{len(following)} more joints follow others and need no command')
    proposal.say('held', 'wrists, hands and neck: a human motion does not say how they turn')
    if anatomy.other:
        names = ', '.join(axes.names[j] for j in anatomy.other)
        proposal.say('held', f'neither leg, arm, waist nor neck: {names}', doubt=True)


def _limits(
    proposal: Proposal, model: Any, axes: Axes, anatomy: Anatomy, rest: Mapping[int, float]
) -> None:
    ranges, found = _ranges(model), {}
    for arm in anatomy.arms:
        elbow = arm.middle[0]
        straight = straight_angle(axes, arm)
        low, high = ranges[elbow]
        if rest[elbow] < straight:
            high = min(high, straight + EXTENSION)
        else:
            low = max(low, straight - EXTENSION)
        if [low, high] != list(ranges[elbow]):
            found[axes.names[elbow]] = [round(float(low), 4), round(float(high), 4)]
    if found:
        proposal.map['limits'] = found
        proposal.say('limits', 'no elbow bends backwards')
    backwards = [
        axes.names[j]
        for j in range(2, model.njoints)
        if ranges[j][0] >= ranges[j][1] and np.isfinite(ranges[j]).all()
    ]
    if backwards:
        proposal.say('limits', f'no range at all: {", ".join(backwards)}', doubt=True)


def _velocities(proposal: Proposal, model: Any, axes: Axes) -> None:
    """A limit for joints that have none."""
    limits = [float(model.velocityLimit[joint.idx_v]) for joint in list(model.joints)[2:]]
    none = [n for n, v in zip(axes.names[2:], limits, strict=True) if not 0.0 < v <= FASTEST]
    if none:
        proposal.map['velocity'] = {'default': SPEED}
        why = f'{len(none)} joints have no velocity limit in the URDF: {", ".join(none)}'
        proposal.say('velocity', why, doubt=True)


def _accelerations(proposal: Proposal, model: Any, axes: Axes, rest: dict[int, float]) -> None:
    """Effort over inertia at rest, where it is below the default."""
    import pinocchio

    q = pinocchio.neutral(model)
    for j, angle in rest.items():
        if model.joints[j].nq == 1:
            q[model.joints[j].idx_q] = angle
    inertia = pinocchio.crba(model, model.createData(), q).diagonal()
    low, high = ACCELERATION
    found: dict[str, float] = {'default': high}
    weak: list[str] = []
    for j in rest:
        at = model.joints[j].idx_v
        effort = float(model.effortLimit[at])
        if not 0.0 < effort < STRONGEST:
            weak.append(axes.names[j])
            found[axes.names[j]] = low
            continue
        value = SHARE * effort / max(float(inertia[at]), 1e-6)
        if value < high:
            found[axes.names[j]] = round(max(value, low), 1)
    proposal.map['acceleration'] = found
    proposal.say('acceleration', f'{SHARE:.0%} of the effort limit over the inertia at rest')
    if weak:
        why = f'{low:.0f} rad/s2 for want of an effort limit: {", ".join(weak)}'
        proposal.say('acceleration', why, doubt=True)


def as_yaml(proposal: Proposal) -> str:
    """The map as a YAML file, each reason as a comment above its key."""
    import yaml

    lines = [
        '# Proposed by `irgm robots --init`. Read each "doubt", correct it, and run',
        '# `irgm robots --check` on this file. Keys: irgm_ros/robot/schema.py, RobotSpec.',
    ]
    for key, value in proposal.map.items():
        lines += [
            f'# {"DOUBT: " if note.doubt else ""}{_where(note, key)}{note.why}'
            for note in _of(proposal.notes, key)
        ]
        flow = None if key in ('held', 'limits', 'sole') else False
        text = yaml.safe_dump({key: value}, sort_keys=False, width=96, default_flow_style=flow)
        lines.append(text.strip())
    return '\n'.join(lines) + '\n'


def _of(notes: Sequence[Note], key: str) -> list[Note]:
    return [note for note in notes if note.key.partition('.')[0] == key]


def _where(note: Note, key: str) -> str:
    return '' if note.key == key else f'{note.key.partition(".")[2]}: '
