# SPDX-License-Identifier: Apache-2.0
"""`python -m training.semantic_parser`."""

import sys

from training.semantic_parser.train import main

sys.exit(main())
