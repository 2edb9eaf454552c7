# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.backends.jetpack import device_model, jetpack_release

RELEASE = '# R36 (release), REVISION: 4.3, GCID: 38968081, BOARD: generic, EABI: aarch64\n'
STATUS = """Package: libc6
Status: install ok installed
Version: 2.35

Package: nvidia-l4t-core
Status: install ok installed
Architecture: arm64
Version: 38.2.0-20250821174705
"""


@pytest.mark.parametrize(
    ('name', 'text', 'found'),
    [
        ('etc/nv_tegra_release', RELEASE, 'L4T 36.4.3'),
        ('var/lib/dpkg/status', STATUS, 'L4T 38.2.0'),
        ('etc/nv_tegra_release', 'something else', 'none'),
        ('etc/hostname', 'x', 'none'),
    ],
)
def test_release(tmp_path, name, text, found):
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(text)
    assert jetpack_release(tmp_path) == found


def test_a_package_without_a_version_does_not_take_the_next(tmp_path):
    path = tmp_path / 'var/lib/dpkg/status'
    path.parent.mkdir(parents=True)
    path.write_text('Package: nvidia-l4t-core\nStatus: x\n\nPackage: y\nVersion: 1.0\n')
    assert jetpack_release(tmp_path) == 'none'


def test_model(tmp_path):
    assert device_model(tmp_path) == ''
    (tmp_path / 'proc/device-tree').mkdir(parents=True)
    (tmp_path / 'proc/device-tree/model').write_text('NVIDIA Jetson Orin Nano\0')
    assert device_model(tmp_path) == 'NVIDIA Jetson Orin Nano'
