# SPDX-License-Identifier: Apache-2.0
"""Clips: made or captured, encoded and judged, with wrong ones beside the right ones."""
