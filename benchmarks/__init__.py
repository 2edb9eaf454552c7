# SPDX-License-Identifier: Apache-2.0
"""Measurements; each figure of the README has a command here and a file in results/."""
