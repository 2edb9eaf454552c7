# SPDX-License-Identifier: Apache-2.0
"""The many names of an angle: "three quarters of a circle", "half a right angle", "a one-eighty".

All become digits with "degrees"; "a 90 degrees turn" where the angle is the thing that is done.
"""

from __future__ import annotations

from irgm_ros.language.rewrite import rewritten, rules

_ROUND = (
    r'(?:(?:full |complete |whole |entire )?(?:turn|circle|rotation|revolution|spin|twirl|'
    r'pirouette|round))'
)
_OF = rf'(?: of)?(?: an?| one| the)? {_ROUND}'
_DO = (
    r'(?:(?:make|do|perform|execute|give|pull|show|take|complete)s?|does|'
    r'(?:mak|do|perform|execut|giv|pull|show|tak|complet)ing)(?: me| us)?'
)
_TURN = (
    r'(?:turn|rotat|spin|pivot|swivel|swing|yaw|wheel|twist|revolv|twirl|veer|slew|whirl)'
    r'(?:es|e|s|ing|ning)?'
)
_BY = r'(?:(?:by|through|for|of|at) )?'
_KEEP = r'(?! in| on foot)'
_ALL = '45|90|135|180|270|360'
_SIDE = r'(?: (?:to (?:the|your) )?(?:left|right)| clockwise| counterclockwise)?'

_NUMBERS = rules(
    ('sixty', r'(?:three hundred (?:and )?|three )sixty', '360'),
    ('eighty', r'(?:one |a )?hundred (?:and )?eighty|one eighty', '180'),
    ('seventy', r'(?:two hundred (?:and )?|two )seventy', '270'),
    ('thirty', r'(?:one |a )?hundred (?:and )?thirty five|one thirty five', '135'),
    ('ninety', r'ninety', '90'),
    ('five', r'(?:forty|fourty) five', '45'),
)  # fmt: skip
_PARTS = rules(
    ('quarter', r'by a quarter', '90 degrees'),
    ('half', r'by half(?= ,|$| and| then| to)', '180 degrees'),
    ('right angle', rf'{_BY}(?:a )?half (?:of )?(?:a |of a )?right angle', '45 degrees'),
    ('right angle', rf'{_BY}three right angles', '270 degrees'),
    ('right angle', rf'{_BY}two right angles', '180 degrees'),
    ('right angle', rf'{_BY}four right angles', '360 degrees'),
    ('right angle', rf'{_BY}one and a half right angles', '135 degrees'),
    ('right angle', rf'{_BY}(?:a |one )right angle', '90 degrees'),
    ('pi', rf'{_BY}(?:half (?:of )?pi|pi (?:over|/|by|divided by|halves) ?(?:two)?)'
     r'(?: radians?)?(?! ?(?:four|three|six))', '90 degrees'),
    ('pi', rf'{_BY}(?:a quarter (?:of )?pi|pi (?:over|/|divided by) four)(?: radians?)?',
     '45 degrees'),
    ('pi', rf'{_BY}(?:two pi)(?: radians?)?', '360 degrees'),
    ('pi', rf'{_BY}(?:one )?pi(?: radians?)', '180 degrees'),
    ('eighth', rf'{_BY}three eighths{_OF}', '135 degrees'),
    ('eighth', rf'{_BY}(?:an|one|a) eighth{_OF}', '45 degrees'),
    ('quarter', rf'{_BY}(?:a )?three quarters?{_OF}', '270 degrees'),
    ('quarter', rf'{_BY}(?:an?|one) quarter{_OF}', '90 degrees'),
    ('quarter', rf'quarter of a {_ROUND}', '90 degrees'),
    ('half', rf'{_BY}(?:an?|one)? ?half{_OF}', '180 degrees'),
    ('', r'(?:in )?(?:an?|one) (?:single )?(?:full|complete|whole|entire) '
     r'(?:rotation|revolution|twirl|pirouette)', 'a full turn'),
    ('', r'(?:an?|one) (?:full|complete|whole) circle '
     r'(?:on the spot|in place|around your (?:own )?axis)', 'a full turn'),
    ('', rf'once (?:all the way|completely|fully|right) (?:a)?round{_KEEP}', 'all the way around'),
    ('once', rf'(?<=turn |spin )once (?:around|round){_KEEP}', 'all the way around'),
)  # fmt: skip
# Where nothing turns yet, the angle is what is done.
_NAMED = rules(
    ('pull', r'(?:pull|bust|hang|throw)(?:s|ing)? an? ((?:quick |slow )?)(?=45|90|180|270|360)',
     r'make a \1'),
    ('', r'((?:, |then |and )+)(left|right) (?:by )?(45|90|135|180|270|360)'
     r'(?: degrees)?(?= ,|$| and| then)',
     r'\1turn \2 \3 degrees'),
    ('degrees', rf'({_DO}) (?:an? |one )?((?:slow |quick |fast )?)({_ALL}) degrees(?: turn)?',
     r'\1 a \3 degrees turn \2'),
    ('turn', r'(degrees turn(?: (?:to (?:the|your) )?(?:left|right))?) slow', r'\1 slowly'),
    ('turn', r'(degrees turn(?: (?:to (?:the|your) )?(?:left|right))?) (?:quick|fast)',
     r'\1 quickly'),
    ('degrees', rf'((?:^|, |then |and |first )(?:then )?)({_ALL}) '
     rf'degrees(?! turn)(?={_SIDE}(?: slowly| quickly| fast)?(?: ,|$| and| then))',
     r'\1turn \2 degrees'),
    ('a ', rf'a (?:full )?({_ALL})(?: turn)?(?! degrees)', r'a \1 degrees turn'),
    ('', rf'(?:through|by|of|for) (?={_ALL})', ''),
    ('', rf'({_TURN}) a ({_ALL}) degrees turn', r'\1 \2 degrees'),
    ('a ', rf'(?:hang|take|pull|throw|bust|drop) an? ({_ALL}) degrees turn',
     r'make~ a \1 degrees turn'),
    ('hang', r'hang a (left|right)', r'turn~ \1'),
    ('take', r'take a (left|right)(?: turn)?(?= ,|$| and| then)', r'turn~ \1'),
    ('come', rf'(?:come|go|bear|steer)s? ((?:to (?:the|your) )?(?:left|right)) (?:by )?({_ALL}) '
     r'degrees', r'turn~ \1 \2 degrees'),
    ('', r'(?:come|bring (?:yourself|your heading))s? '
     rf'(?=(?:about|around) (?:by )?(?:{_ALL}) degrees)', 'turn~ '),
    ('', r'(?:change|alter|shift|adjust|correct)(?:s|ing)? (?:your|the|its) '
     r'(?:heading|orientation|bearing|course|facing)', 'turn~'),
    ('around', rf'({_TURN}) (?:about|around)(?=(?: to the (?:left|right))?(?: by)? (?:{_ALL}) '
     r'degrees)', r'\1'),
    ('', r'(?:around|about|on|over) (?:your|its|the|his|her|their) (?:own |vertical )*'
     r'(?:axis|heels?|centre|center)', ''),
    ('degrees', rf'((?:{_ALL}) degrees) (?:around|about)(?= to| left| right| ,|$| and| then)',
     r'\1'),
    ('around', r'turn (?:your(?:self)? )?(?:back )?(?:around )?(?:back )?to (?:face )?where '
     r'you (?:came|come|started|began)(?: from)?', 'turn~ around'),
    ('', r'(?:an? )?(?:volte face|face about|right about turn)(?= ,| and| then|$)',
     'turn~ around'),
    ('turn around', rf'{_DO} (?=turn around)', ''),
    ('turn', r'(turn(?:s|ing)?) turn(?=s| around| (?:45|90|135|180|270|360))', r'\1'),
)  # fmt: skip
_CLOCK = rules(
    ('clockwise', r'(?:counter|anti) clockwise', 'counterclockwise'),
    ('clockwise', r'(?:in )?(?:a |the )?(counterclockwise|clockwise) '
     r'(?:direction|sense|fashion|manner|way|motion)', r'\1'),
    ('going', rf'({_TURN}|circle)((?: (?!and |then )[^\s,]+)*) , (?:going|turning) '
     r'(?=counterclockwise|clockwise)', r'\1\2 '),
    ('clockwise', r'counterclockwise', 'to the left'),
    ('clockwise', r'clockwise', 'to the right'),
)  # fmt: skip


def angles(text: str) -> str:
    """The text with every angle in degrees and every sense of turning as a side.

    Args:
        text: Lower-case words with single spaces, commas standing alone.
    """
    return rewritten(text, _NUMBERS, _CLOCK, _PARTS, _NAMED)
