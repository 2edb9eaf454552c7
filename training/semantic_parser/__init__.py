# SPDX-License-Identifier: Apache-2.0
"""The semantic parser: from natural wordings to commands, trained on banks of phrases."""
