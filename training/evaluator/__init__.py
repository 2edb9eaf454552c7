# SPDX-License-Identifier: Apache-2.0
"""Contrastive evaluator of text and motion."""
