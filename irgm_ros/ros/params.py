# SPDX-License-Identifier: Apache-2.0
"""The parameters of node ``irgm`` as one table: declaration, ranges, checks and documentation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from rcl_interfaces.msg import (
    FloatingPointRange,
    IntegerRange,
    ParameterDescriptor,
    SetParametersResult,
)
from rclpy.node import Node
from rclpy.parameter import Parameter

from irgm_ros.robot.description import MODES


def _entry(
    default: Any,
    description: str,
    *,
    limits: tuple[float, float] | None = None,
    choices: tuple[str, ...] = (),
    read_only: bool = False,
) -> Any:
    """Return a dataclass field that carries what the descriptor needs."""
    metadata = {
        'description': description,
        'limits': limits,
        'choices': choices,
        'read_only': read_only,
    }
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Parameters:
    """A snapshot of all parameters; each goal works with its own."""

    bundle: str = _entry(
        '', 'Folder of the model bundle; empty = IRGM_BUNDLE, else the default', read_only=True
    )
    robot: str = _entry('g1', 'Robot preset or path of its YAML map', read_only=True)
    robot_mode: str = _entry(
        'whole_body',
        'upper_body: the legs belong to a walking controller that takes cmd_vel',
        choices=MODES,
        read_only=True,
    )
    autostart: bool = _entry(
        True, 'Configure and activate at start instead of waiting for transitions', read_only=True
    )
    execution: str = _entry(
        'topic',
        'What happens to a trajectory: published, sent to follow_joint_trajectory, or nothing',
        choices=('topic', 'action', 'none'),
    )
    max_rounds: int = _entry(3, 'Most refinement rounds of a command', limits=(1, 8))
    checks: bool = _entry(
        True, 'Measure motions against the analysis; what is missing asks for another round'
    )
    deadline: float = _entry(5.0, 'Time for the refinement loop [s]', limits=(0.05, 60.0))
    max_duration: float = _entry(60.0, 'Longest trajectory that is sent [s]', limits=(1.0, 600.0))
    chunk_seconds: float = _entry(
        60.0,
        'Part of a motion in one message of joint_trajectory [s]; shorter ones end in a stop that '
        'the next takes away, so that the robot comes to rest when this node dies',
        limits=(0.5, 60.0),
    )
    joint_state_timeout: float = _entry(
        0.5, 'Age at which a joint state counts as stale [s]', limits=(0.05, 10.0)
    )
    allow_missing_joint_state: bool = _entry(
        False, 'Start from the rest posture where no joint state arrives (never on a robot)'
    )
    start_tolerance: float = _entry(
        0.1,
        'Largest motion of a joint between planning and sending [rad]',
        limits=(0.001, 1.0),
    )
    status_rate: float = _entry(
        5.0, 'Rate of ~/status beside its changes [Hz]', limits=(0.5, 50.0), read_only=True
    )
    result_timeout: float = _entry(
        900.0, 'How long results of goals are kept [s]', limits=(1.0, 86400.0), read_only=True
    )


def declare(node: Node) -> None:
    """Declare every parameter on ``node`` and refuse values outside its choices."""
    for entry in fields(Parameters):
        node.declare_parameter(entry.name, entry.default, descriptor(entry.name))
    node.add_on_set_parameters_callback(check)


def snapshot(node: Node) -> Parameters:
    """Return the present values."""
    return Parameters(
        **{entry.name: node.get_parameter(entry.name).value for entry in fields(Parameters)}
    )


def descriptor(name: str) -> ParameterDescriptor:
    """Return the descriptor of parameter ``name``."""
    entry = Parameters.__dataclass_fields__[name]
    limits, choices = entry.metadata['limits'], entry.metadata['choices']
    result = ParameterDescriptor(
        name=name,
        description=entry.metadata['description'],
        read_only=entry.metadata['read_only'],
        additional_constraints=f'one of {", ".join(choices)}' if choices else '',
    )
    if limits and isinstance(entry.default, int):
        result.integer_range = [IntegerRange(from_value=limits[0], to_value=limits[1], step=0)]
    elif limits:
        low, high = map(float, limits)
        result.floating_point_range = [FloatingPointRange(from_value=low, to_value=high, step=0.0)]
    return result


def check(parameters: Iterable[Parameter]) -> SetParametersResult:
    """Refuse a value outside the choices; ranges and types are rclpy's own checks."""
    for parameter in parameters:
        entry = Parameters.__dataclass_fields__.get(parameter.name)
        choices = entry.metadata['choices'] if entry else ()
        if choices and parameter.value not in choices:
            reason = f'{parameter.name}: {parameter.value!r} given, allowed: {", ".join(choices)}'
            return SetParametersResult(successful=False, reason=reason)
    return SetParametersResult(successful=True)


def markdown() -> str:
    """Return the table of parameters for the documentation."""
    lines = ['| parameter | default | allowed | meaning |', '|---|---|---|---|']
    for entry in fields(Parameters):
        limits, choices = entry.metadata['limits'], entry.metadata['choices']
        allowed = ', '.join(choices) or (f'{limits[0]:g}..{limits[1]:g}' if limits else '')
        fixed = ' (read-only)' if entry.metadata['read_only'] else ''
        shown = str(entry.default).lower() if isinstance(entry.default, bool) else entry.default
        meaning = entry.metadata['description'] + fixed
        lines.append(f'| `{entry.name}` | `{shown or "(empty)"}` | {allowed} | {meaning} |')
    return '\n'.join(lines)
