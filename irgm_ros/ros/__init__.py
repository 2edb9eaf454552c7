# SPDX-License-Identifier: Apache-2.0
"""The rim to ROS 2: lifecycle node, parameters, conversions, simulated robot."""
