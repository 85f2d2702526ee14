"""Our engine as one recogniser of Presidio, and an NLP engine with which its ``AnalyzerEngine`` needs no model."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, Protocol

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from drivectl.model.finding import Cast, Finding, Kind

_WORD: Final = re.compile(r"\w+|[^\w\s]")
_ALONE: Final = ("uk", "names-rules", "names")


class _Finder(Protocol):
    def find(self, texts: list[str], cast: Cast) -> list[list[Finding]]: ...


class DrivectlRecognizer(EntityRecognizer):
    """Our engine as one recogniser. It knows no case: rules, lists and the name model work here, the record cannot."""

    def __init__(self, engine: _Finder | None = None) -> None:
        if engine is None:
            from drivectl.recognise.engine import Engine  # noqa: PLC0415 -- the engine opens this door itself

            engine = Engine(_ALONE)
        self._engine = engine
        super().__init__(supported_entities=[kind.value for kind in Kind], name="drivectl", supported_language="en")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:  # noqa: ARG002
        """Findings as Presidio results, those in doubt with them."""
        found = self._engine.find([text], Cast(case="", people=()))[0]
        wanted = set(entities)
        return [
            RecognizerResult(entity_type=one.kind.value, start=one.start, end=one.end, score=one.score)
            for one in found
            if one.kind.value in wanted
        ]


class _Word(str):
    """A token as Presidio's context words expect it."""

    __slots__ = ()

    @property
    def text(self) -> str:
        return str(self)


class DrivectlNlpEngine(NlpEngine):
    """Words and where they stand, which is all that Presidio's patterns and context words ask for."""

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        """Always."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """The words of ``text``, in lower case for lemmas; no entities, which are a recogniser's to find."""
        found = list(_WORD.finditer(text))
        words: Any = [_Word(one.group()) for one in found]
        return NlpArtifacts(
            entities=[],
            tokens=words,
            tokens_indices=[one.start() for one in found],
            lemmas=[one.lower() for one in words],
            nlp_engine=self,
            language=language,
        )

    def process_batch(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = 1,  # noqa: ARG002 -- here and below, as Presidio calls it
        n_process: int = 1,  # noqa: ARG002
        **_: Any,
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Each text with its words."""
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:  # noqa: ARG002
        """None is: what stands in the way of a context word is not worth a list."""
        return False

    def is_punct(self, word: str, language: str) -> bool:  # noqa: ARG002
        """Whether there is no letter or digit in ``word``."""
        return not any(map(str.isalnum, word))

    def get_supported_entities(self) -> list[str]:
        """None of its own."""
        return []

    def get_supported_languages(self) -> list[str]:
        """English alone."""
        return ["en"]
