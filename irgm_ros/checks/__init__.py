# SPDX-License-Identifier: Apache-2.0
"""Kinematic checkers: what a motion shows, and whether it is what a command asks for."""
