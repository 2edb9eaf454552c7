# SPDX-License-Identifier: Apache-2.0
"""`python -m training.evaluator`."""

import sys

from training.evaluator.train import main

sys.exit(main())
