# SPDX-License-Identifier: Apache-2.0
"""A sentence in, a humanoid's joint trajectory out."""

from pkgutil import extend_path

# The installed ROS package adds msg/ and action/ to this one: both folders are searched.
__path__ = extend_path(__path__, __name__)
