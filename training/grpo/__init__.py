# SPDX-License-Identifier: Apache-2.0
"""Reinforcement of whole loops by group-relative policy optimisation."""
