# SPDX-License-Identifier: Apache-2.0
"""The table of parameters is the only source: types, ranges, configuration file."""

from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from rclpy.parameter import Parameter

from irgm_ros.ros import params

ROOT = Path(__file__).resolve().parents[2]
NAMES = [entry.name for entry in fields(params.Parameters)]


@pytest.mark.parametrize('name', NAMES)
def test_every_parameter_is_described(name):
    descriptor = params.descriptor(name)
    assert descriptor.description
    default = getattr(params.Parameters(), name)
    for limits in (*descriptor.integer_range, *descriptor.floating_point_range):
        assert limits.from_value <= default <= limits.to_value
    if isinstance(default, float):
        assert descriptor.floating_point_range
        assert '[' in descriptor.description  # the unit


def test_configuration_file_fits_the_table():
    given = yaml.safe_load((ROOT / 'config' / 'irgm.yaml').read_text())
    values = given['/**']['ros__parameters']
    for name, value in values.items():
        assert name in NAMES
        assert type(value) is type(getattr(params.Parameters(), name))


def test_choices_are_checked():
    good = params.check([Parameter('execution', value='none')])
    bad = params.check([Parameter('execution', value='fly'), Parameter('other', value=1)])
    assert good.successful
    assert not bad.successful
    assert 'topic, action, none' in bad.reason


def test_documentation_names_every_parameter():
    table = params.markdown()
    assert all(f'`{name}`' in table for name in NAMES)
