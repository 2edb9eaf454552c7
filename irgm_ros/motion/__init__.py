# SPDX-License-Identifier: Apache-2.0
"""Human motion: HumanML3D features, positions and the motion tokenizer's runtime."""
