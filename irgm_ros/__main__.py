# SPDX-License-Identifier: Apache-2.0
"""``python -m irgm_ros`` is ``irgm``."""

import sys

from irgm_ros.cli import main

sys.exit(main())
