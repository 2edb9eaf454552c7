# SPDX-License-Identifier: Apache-2.0
"""Language model: examples of all tasks, supervised stages, learning from its own motions."""
