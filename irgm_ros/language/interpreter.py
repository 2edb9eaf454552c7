# SPDX-License-Identifier: Apache-2.0
"""From what a person says to what the model is told: the gate, the reader, the semantic parser.

The gate and the reader know one grammar and are certain. What they cannot read goes to the
semantic parser, if the bundle has one; where that is sure, its reading is said in plain words,
which pass the gate like any others. A number out of range is never appealed, a negation only where
it forbids nothing of the reading (`irgm_ros.language.negation`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from irgm_ros.backends.bundle import Bundle
from irgm_ros.backends.ort import SessionOptions
from irgm_ros.errors import CommandRefused
from irgm_ros.language.command import check_command
from irgm_ros.language.lexicon import Lexicon
from irgm_ros.language.negation import CERTAIN, forbids, is_harmless
from irgm_ros.language.normal import normalise
from irgm_ros.language.numerals import numbers
from irgm_ros.language.reading import read
from irgm_ros.language.semantic_parser import Parse, SemanticParser
from irgm_ros.spec.canonical import plainly

# A reading at least as likely is offered where it is too unsure to act on.
_WORTH_A_QUESTION = 0.4
LEXICON = 'lexicon.json'  # of a bundle; there only where the model knows one grammar


class Parser(Protocol):
    """What the interpreter asks of a semantic parser."""

    @property
    def threshold(self) -> float:
        """Least certainty of a reading that is acted on."""
        ...

    def parse(self, text: str) -> Parse:
        """The likeliest reading of a sentence."""
        ...


@dataclass(frozen=True)
class Interpretation:
    """A command that was let in.

    Attributes:
        command: What was said, normalised, in words that the model knows.
        caption: What the model is told: plain words where the command could be read.
    """

    command: str
    caption: str


class Interpreter:
    """Reads commands for one model."""

    def __init__(self, lexicon: Lexicon | None, parser: Parser | None = None) -> None:
        """Store the parts.

        Args:
            lexicon: What the model can do; None for a model that does not say, which reads all
                that is safe to read for itself.
            parser: Reads what the grammar does not know; None refuses it.
        """
        self._lexicon, self._parser = lexicon, parser

    @classmethod
    def from_bundle(cls, bundle: Bundle, options: SessionOptions | None = None) -> Interpreter:
        """Load lexicon and parser of a bundle, as far as it has them.

        Raises:
            BundleError: One of them is damaged.
        """
        known = LEXICON in bundle.manifest.files
        lexicon = Lexicon.from_dict(bundle.json(LEXICON)) if known else None
        return cls(lexicon, SemanticParser.from_bundle(bundle, options))

    def __call__(self, text: object) -> Interpretation:
        """Read one command.

        Args:
            text: As received.

        Raises:
            CommandRefused: See `check_command`.
        """
        try:
            command = check_command(text, self._lexicon)
        except CommandRefused as refusal:
            if refusal.code != CommandRefused.UNSUPPORTED:
                raise
            return self._appeal(text, refusal)
        if self._lexicon is None or not self._lexicon.meanings:
            return Interpretation(command, command)
        known = read(command, self._lexicon)
        if known is not None:
            return Interpretation(command, normalise(plainly(known)))
        plain, certainty = self._parsed(text)
        sure = self._parser is not None and certainty >= self._parser.threshold
        return Interpretation(command, plain if sure else command)

    def _appeal(self, text: object, refusal: CommandRefused) -> Interpretation:
        """What the parser makes of a sentence that the grammar refuses."""
        plain, certainty = self._parsed(text)
        if self._parser is None or certainty < _WORTH_A_QUESTION:
            raise refusal
        if certainty < self._parser.threshold:
            hint = f'if "{plain}" is meant, say it like that'
            raise CommandRefused(refusal.code, f'{hint}; {refusal.reason}') from None
        return Interpretation(plain, plain)

    def _parsed(self, text: object) -> tuple[str, float]:
        """The likeliest reading in plain words that the gate accepts, and its certainty."""
        if self._parser is None or self._lexicon is None:
            return '', 0.0
        said = text.decode() if isinstance(text, bytes) else str(text)
        words = normalise(said).replace(',', ' ,').split()
        if not _numbers_are_known(words, self._lexicon):
            return '', 0.0
        found = self._parser.parse(said)
        if found.command is None or not self._is_asked_for(words, found):
            return '', 0.0
        return check_command(plainly(found.command), self._lexicon), found.certainty

    def _is_asked_for(self, words: list[str], found: Parse) -> bool:
        """Whether no negation forbids what was read."""
        if is_harmless(words):
            return True
        parser, lexicon, reading = self._parser, self._lexicon, found.command
        if parser is None or lexicon is None or reading is None or found.certainty < CERTAIN:
            return False
        return not forbids(words, reading, lambda part: parser.parse(part).command, lexicon)


def _numbers_are_known(words: list[str], lexicon: Lexicon) -> bool:
    """Whether all numbers of a refused sentence are some action's."""
    return all(
        any(entry.allows(number) for entry in lexicon.actions.values())
        for number in numbers([word for word in words if word != ','])
    )
