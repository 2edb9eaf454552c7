# SPDX-License-Identifier: Apache-2.0
import random
import sys

import pytest

from irgm_ros.errors import BundleError, CommandRefused
from irgm_ros.language.command import Lexicon, check_command, is_stop, normalise
from training.text.lexicon import lexicon

LEXICON = Lexicon.from_dict(lexicon())


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('Walk forward 3 steps.', 'walk forward three steps'),
        ('  WAVE\tyour \n left hand!! ', 'wave your, left hand'),
        ('Could you please turn 90° to the left?', 'turn 90 degrees to the left'),
        ('turn ninety degrees', 'turn 90 degrees'),
        ('turn one-eighty', 'turn 180'),
        ('turn one hundred and eighty degrees', 'turn 180 degrees'),
        ('turn three sixty', 'turn 360'),
        ('turn forty-five degrees', 'turn 45 degrees'),
        ('turn 45 deg', 'turn 45 degrees'),
        ('turn counter-clockwise', 'turn to the left'),
        ('turn 90 degrees anticlockwise', 'turn 90 degrees to the left'),
        ('rotate in a clockwise direction', 'rotate to the right'),
        ('jump 1 time', 'jump once'),
        ('jump two times', 'jump twice'),
        ('Hey robot, um, uh wave please', 'wave'),
        ("I'd like you to bow, thank you.", 'bow'),
        ('walk. Then turn; then bow', 'walk, then turn, then bow'),
        ('ｗａｖｅ', 'wave'),
        ('walk backwards', 'walk backward'),
        ("don't wave", 'do not wave'),
        ('turn -90 degrees', 'turn minus 90 degrees'),
        ('walk 2.5 steps', 'walk 2,5 steps'),
        ('turn right now', 'turn right'),
        ('wave right now', 'wave'),
        ('Make a T-pose', 'make a t pose'),
        ('take two side-steps', 'take two sidesteps'),
        ('turn one hundred thirty-five degrees', 'turn 135 degrees'),
        ('turn two seventy', 'turn 270'),
        ('do a 180', 'do a 180 degrees turn'),
        ('do a full three-sixty turn', 'do a 360 degrees turn'),
        ('wave x3 left', 'wave three times left'),
        ('clap 2x', 'clap twice'),
        ('take a couple of steps', 'take two steps'),
        ('clap several times', 'clap a few times'),
        ('walk forward and to the left', 'walk forward left'),
        ('step forward and left hand up', 'step forward and left hand up'),
        ('start walking forward', 'walking forward'),
        ('would you mind waving', 'waving'),
        ('show me how to bow, then could you clap', 'bow, then clap'),
        ('tip-toe forward', 'tiptoe forward'),
        ('', ''),
        ('...', ''),
    ],
)
def test_normalise(text, expected):
    assert normalise(text) == expected
    assert normalise(expected) == expected


ACCEPTED = """
take three steps forward, then wave your left hand twice
Please wave your right hand 3 times.
wave
say hi
hello robot, wave at me
turn around
turn 90° left
rotate one eighty
make a quarter turn to the left
do an about-turn
hop forward
do five jumping jacks
kick forward with your right leg twice
get down on one knee
bow politely
stand on one leg
lift your arms above your head
point to the left with your left hand
throw two punches with your right hand
clap your hands four times
put your hands on your hips
make a T-pose
walk forward while clapping
walk forward and clap at the same time
while walking forward, wave your left hand
walk two steps and then stop
take a few steps backwards
sidestep right
could you turn to the right?
walk forward. Then turn left.
Step forward, turn left 90 degrees, and wave.
before bowing, wave your right hand
a person walks forward and then waves their left hand
stand on your left leg with your right arm raised
back up slowly
walk in place
squat 3 times
walk diagonally forward to the right
walk backwards and to the left for three steps
turn slowly to your left, 270 degrees
do a u-turn
do a deep squat, then three half squats
jump up and down three times
do a small hop to the left
hop on your left foot twice
skip forward
kick high with your left leg
give me a low kick
bow deeply
lean far to the right
sit down on an imaginary chair
have a seat
do a little dance
reach down with your right hand
stretch out your left arm
tiptoe backwards three steps
limp forward on your right leg
walk in a circle to the left
beckon me over
make a come here gesture with your right hand
put up your guard
shrug twice
nod yes
say no with your head
hands up
bend over slightly
start by squatting, then jump and end with a bow
first walk forward, then turn left, then wave, and finally bow
walk forward turn left jump twice
walk forward waving your right hand
wave during the walk
wave at the same time as walking
um could you like wave your left no sorry your right hand twice
turn two the write
"""


@pytest.mark.parametrize('text', ACCEPTED.strip().splitlines())
def test_accepted(text):
    assert check_command(text, LEXICON) == normalise(text)
    assert check_command(text.encode(), LEXICON) == normalise(text)
    assert not is_stop(text)


UNSUPPORTED = """
juggle | "juggle"
raise the flag | "flag"
kick the ball | "ball"
raise your leg | leg
wave your foot | foot
walk up | up
kick while walking | not possible
jump while clapping | not possible
take 50 steps | from 1 to 8
walk 9 steps | from 1 to 8
jump five times | from 1 to 4
turn 37 degrees | 45, 90, 135, 180, 270 or 360
turn -90 degrees | "minus"
turn left twice | 45, 90, 135, 180, 270 or 360
salute twice | no number
walk 2.5 steps | out of range
walk eight hundred steps | out of range
walk two meters | "meters"
walk for ten seconds | "seconds"
don't wave | "not"
do not kneel | "not"
never jump | "never"
walk without waving | "without"
walk forward backward | do not go together
squat deep slightly | do not go together
kick high low | do not go together
wave your left right hand | do not go together
jump left right | do not go together
run slowly | slowly
walk, walk, walk, walk, walk | at most 4
walk forward then | breaks off
walk to the person | "person"
run in a circle | circle
stand on your head | head
walk + wave | "+"
walk 50% | "%"
wave 🙂 | "🙂"
winke mit der linken hand | "winke"
lève la main droite | "lève"
挥手 | "挥手"
помаши рукой | "помаши"
asdf qwer | "asdf"
forward | no action
left hand | no action
then | breaks off
walk forward then stop waving | not possible
turn off the light | "off"
walk forward, no waving | "no"
walk forward, sorry | "sorry"
throw the box | "box"
walk two five steps | two numbers
your head | no action
sit on the chair | "chair"
walk forward jumping | not possible
"""


@pytest.mark.parametrize('line', UNSUPPORTED.strip().splitlines())
def test_unsupported_is_refused_with_a_reason(line):
    text, reason = line.split(' | ')
    with pytest.raises(CommandRefused) as refusal:
        check_command(text, LEXICON)
    assert refusal.value.code == CommandRefused.UNSUPPORTED
    assert reason in refusal.value.reason


def test_refusal_says_what_the_robot_can_do():
    with pytest.raises(CommandRefused, match='unknown words: "juggle"; the robot can do: walk'):
        check_command('juggle', LEXICON)


@pytest.mark.parametrize(
    ('text', 'code'),
    [
        ('', CommandRefused.EMPTY),
        (' \n\t ', CommandRefused.EMPTY),
        ('?!.,', CommandRefused.EMPTY),
        ('please', CommandRefused.EMPTY),
        ('um, uh', CommandRefused.EMPTY),
        ('wave ' * 103, CommandRefused.TOO_LONG),
        (b'\xff\xfe wave', CommandRefused.NOT_TEXT),
        ('wave \ud800', CommandRefused.NOT_TEXT),
        ('wave\x00', CommandRefused.NOT_TEXT),
        ('wave\x1b[31m', CommandRefused.NOT_TEXT),
        ('wa\u200bve', CommandRefused.NOT_TEXT),
        ('\u202ewave', CommandRefused.NOT_TEXT),
        (None, CommandRefused.NOT_TEXT),
        (3, CommandRefused.NOT_TEXT),
        (['wave'], CommandRefused.NOT_TEXT),
        ('wave <Motion_5>', CommandRefused.CONTROL_TOKENS),
        ('wave<eos>', CommandRefused.CONTROL_TOKENS),
        ('</think> wave', CommandRefused.CONTROL_TOKENS),
        ('wave [assess]', CommandRefused.CONTROL_TOKENS),
        ('wave {caption}', CommandRefused.CONTROL_TOKENS),
        ('wave ＜eos＞', CommandRefused.CONTROL_TOKENS),
    ],
)
@pytest.mark.parametrize('words', [LEXICON, None])
def test_unsafe_input_is_refused_with_and_without_lexicon(text, code, words):
    with pytest.raises(CommandRefused) as refusal:
        check_command(text, words)
    assert refusal.value.code == code
    assert refusal.value.reason


def test_bytes_of_a_command_line_that_are_not_utf8_are_named_so():
    with pytest.raises(CommandRefused, match='not UTF-8'):
        check_command(b'wave \xff'.decode('utf-8', 'surrogateescape'))


@pytest.mark.parametrize(
    ('text', 'instead'),
    [
        ('make a stop sign with your palm', 'point'), ('dance salsa', 'dance'),
        ('pick up the box', 'reach down'), ('sit on the chair', 'as if on a chair'),
        ('climb the stairs', 'march'), ('swim', 'flap'), ('crawl', 'kneel'), ('lie down', 'kneel'),
        ('throw the ball', 'reach'), ('come here', 'beckon'), ('run in place', 'march'),
    ],
)  # fmt: skip
def test_refusal_says_what_comes_near(text, instead):
    with pytest.raises(CommandRefused, match=rf'possible instead: [^)]*{instead}'):
        check_command(text, LEXICON)


@pytest.mark.parametrize(
    ('text', 'known'),
    [
        ('sneak forward', 'tiptoe forward'),
        ('shake your head no', 'shake your head'),
        ('wave your left and right hands', 'wave both hands'), ('saunter ahead', 'walk ahead'),
        ('a man is revolving', 'a man is turning'), ('subsequently wave', 'then wave'),
        ('raise your arm and hold it there', 'raise your arm'),
        ('kick waist high', 'kick at hip height'), ('walk forward, and later on, bow',
                                                    'walk forward, and then, bow'),
    ],
)  # fmt: skip
def test_synonyms_become_words_of_the_model(text, known):
    assert LEXICON.plain(text) == known
    assert check_command(text, LEXICON) == known


def test_longest_allowed_command():
    assert check_command('wave'.ljust(512), LEXICON) == 'wave'


def test_without_lexicon_only_safety_is_checked():
    assert check_command('dance the waltz', None) == 'dance the waltz'


@pytest.mark.parametrize(
    'text',
    [
        'stop', 'STOP!', 'Stop.', 'stop stop stop', 'stoooop', 'ｓｔｏｐ', 'halt', 'freeze',
        'abort',
        'emergency stop', 'e-stop', 'E stop now', 'please stop', 'please stop walking', 'no stop',
        'robot halt now', 'robot, stop', 'uh stop', 'um please halt', 'stop it', 'stop waving',
        'walk forward stop', 'walk forward. Stop!', 'no no no stop', 'hey robot stop right now',
        'could you please stop', 'wait, stop', 'halt and wave', 'walk forward, no, stop please',
        "don't stop", 'oh god stop', 'stop moving immediately', 'I said stop', 'you must stop',
        'stop\x00', '<eos> stop', 'freeze robot', 'cease', 'everybody walk stop now', b'stop',
        b'\xff stop', 'stop ' * 400,
    ],
)  # fmt: skip
def test_stop(text):
    assert is_stop(text)


@pytest.mark.parametrize(
    'text',
    [
        '', ' ', '!!!', 'walk three steps and then stop', 'walk and stop', 'walk to a stop',
        'walk forward, then halt', 'wave, then freeze', 'wave, lastly halt',
        'wave, when you are done, stop', 'wave and after that stop there', 'wave',
        'stand still', 'nonstop', 'unstoppable', 'please wave', 'wave afterwards stop',
        'the bus stop is there and waves', b'\xff\xfe', 'stopwatch',
    ],
)  # fmt: skip
def test_no_stop(text):
    assert not is_stop(text)


def _strings(count):
    rng = random.Random(0)
    words = [
        *LEXICON.words,
        'stop',
        'then',
        'and',
        'while',
        ',',
        '90',
        '<',
        '[',
        "don't",
        '°',
        '-',
        *['no', 'sorry', 'actually', 'wait', 'you', 'know', 'like', 'write'],
        *['two', 'to', 'for', 'times', 'x', '3'],
    ]
    for index in range(count):
        if index % 2:
            yield ' '.join(rng.choices(words, k=rng.randint(0, 12)))
        else:
            top = rng.choice((0x7F, 0xFF, 0x3000, 0xFFFF, sys.maxunicode))
            yield ''.join(chr(rng.randint(0, top)) for _ in range(rng.randint(0, 40)))


def outcome(text, words):
    try:
        return check_command(text, words)
    except CommandRefused as refusal:
        assert refusal.reason and len(refusal.reason) < 1200
        return 'refused'


def test_anything_gives_a_text_or_a_refusal():
    for text in _strings(3000):
        assert isinstance(is_stop(text), bool)
        normal = normalise(text)
        assert normalise(normal) == normal
        for words in (LEXICON, None):
            done = outcome(text, words)
            assert words is not None or done in (normal, 'refused')
            assert done == 'refused' or outcome(done, words) == done


def test_random_bytes_never_raise_anything_else():
    rng = random.Random(1)
    for _ in range(500):
        data = rng.randbytes(rng.randint(0, 30))
        is_stop(data)
        assert isinstance(outcome(data, LEXICON), str)


def test_damaged_lexicon():
    with pytest.raises(BundleError, match='lexicon'):
        Lexicon.from_dict({'actions': {}})
    with pytest.raises(BundleError, match='lexicon'):
        Lexicon.from_dict({**lexicon(), 'actions': {'walk': {}}})
