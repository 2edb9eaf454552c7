# SPDX-License-Identifier: Apache-2.0
"""Errors of irgm_ros: each says what was given, what is allowed and what to do next."""

from __future__ import annotations


class IrgmError(Exception):
    """Base class of every error that this package raises on purpose."""


class CommandRefused(IrgmError):
    """A command is not executed, with a machine-readable code and a reason in words.

    Attributes:
        code: One of the constants below, as in ``GenerateMotion.action``.
        reason: One sentence for the person who gave the command.
    """

    EMPTY = 'EMPTY_COMMAND'
    TOO_LONG = 'COMMAND_TOO_LONG'
    NOT_TEXT = 'COMMAND_NOT_TEXT'
    CONTROL_TOKENS = 'CONTROL_TOKENS_IN_COMMAND'
    UNSUPPORTED = 'UNSUPPORTED_COMMAND'

    def __init__(self, code: str, reason: str) -> None:
        """Store ``code`` and ``reason``; the message joins both."""
        super().__init__(f'{code}: {reason}')
        self.code = code
        self.reason = reason


class BundleError(IrgmError):
    """A model bundle is missing, damaged, or does not fit this runtime."""


class RobotError(IrgmError):
    """A robot is unknown, its files are absent, or its description is incomplete."""


class DurationError(RobotError):
    """Inside the limits of the robot a motion lasts longer than any trajectory may."""


class MotionError(IrgmError):
    """A motion has the wrong shape, rate or non-finite numbers."""


class JointStateError(IrgmError):
    """The joint state that a blend must start from is absent, stale or incomplete."""


class DeviceError(IrgmError):
    """A GPU, its driver, TensorRT or an engine is missing or fails."""
