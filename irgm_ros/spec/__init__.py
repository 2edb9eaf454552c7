# SPDX-License-Identifier: Apache-2.0
"""Commands as data and in words: what is asked for, and what a motion lacks of it."""

from irgm_ros.spec.assess import NO_REFINEMENT, assess
from irgm_ros.spec.canonical import canonical, parse_canonical

__all__ = ['NO_REFINEMENT', 'assess', 'canonical', 'parse_canonical']
