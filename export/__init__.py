# SPDX-License-Identifier: Apache-2.0
"""Turns trained PyTorch models into the bundle that the runtime reads."""
