# SPDX-License-Identifier: Apache-2.0
"""A page about a retargeted motion: verdict, measures, plots and animation."""

from irgm_ros.report.page import write_report
from irgm_ros.report.subject import Subject

__all__ = ['Subject', 'write_report']
