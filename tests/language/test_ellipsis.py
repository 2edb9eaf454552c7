# SPDX-License-Identifier: Apache-2.0
import pytest

from irgm_ros.language.ellipsis import completed


@pytest.mark.parametrize(
    ('text', 'whole'),
    [
        (
            'wave your left hand and then your right hand',
            'wave your left hand and then wave your right hand',
        ),
        ('kick with your left foot twice, then the right', None),
        ('lunge with the left leg , then with the other', None),
    ],
)
def test_the_verb_is_said_again(text, whole):
    found = completed(text.replace(',', ' ,').replace('  ', ' '))
    assert 'right' in found
    assert found.count(text.split()[0]) == 2
    assert whole is None or found == whole


@pytest.mark.parametrize(
    'text',
    [
        'two punches with the right hand and one with the left hand',  # another count
        'walk back left one step',
        'walk to the left and wave',
    ],
)
def test_what_says_something_of_its_own_stays(text):
    assert completed(text) == text


def test_it_is_stable():
    once = completed('wave your left hand and then your right hand')
    assert completed(once) == once
