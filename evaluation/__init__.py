# SPDX-License-Identifier: Apache-2.0
"""Does a motion do what was said? Kinematic checkers and reports."""
