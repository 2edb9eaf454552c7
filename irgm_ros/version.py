# SPDX-License-Identifier: Apache-2.0
"""The version of the installed package."""

from __future__ import annotations

import importlib.metadata


def package_version() -> str:
    """Return the version, or that the package is not installed."""
    try:
        return importlib.metadata.version('irgm_ros')
    except importlib.metadata.PackageNotFoundError:
        return 'not installed'
