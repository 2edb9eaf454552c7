# SPDX-License-Identifier: Apache-2.0
"""Tests, one file for each source file."""
