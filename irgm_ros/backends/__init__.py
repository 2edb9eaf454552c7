# SPDX-License-Identifier: Apache-2.0
"""Sessions that run exported graphs, and the bundle that holds them."""

from irgm_ros.backends.bundle import Bundle
from irgm_ros.backends.ort import OrtSession, SessionOptions, default_provider
from irgm_ros.backends.session import Session

__all__ = ['Bundle', 'OrtSession', 'Session', 'SessionOptions', 'default_provider']
