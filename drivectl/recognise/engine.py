"""The engine: all texts of one case through every layer, propagation inside the case, one answer per place.

The mask is the union of what any layer accepts or doubts. After the first pass the spans found are made inert and
the texts are read again until nothing new turns up, so that a masked text has nothing left in it to find.
"""

import importlib
import re
from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Final

from drivectl.errors import DrivectlError, problem
from drivectl.model.finding import Cast, Detector, Finding, Role
from drivectl.model.own import OwnRecognisers
from drivectl.recognise import known, name_rules, quasi, resolve, uk
from drivectl.recognise.base import Hit, Recogniser
from drivectl.recognise.kept import without_phrases
from drivectl.recognise.lists import digest, words
from drivectl.recognise.view import View, readings
from drivectl.safe import name, names, say

NAMES: Final = ("known", "uk", "names-rules", "names", "presidio")
"""Every recogniser of ours; all of them run unless a run names those that it wants, or a plug-in beside them."""
if TYPE_CHECKING:
    from drivectl.recognise.names.model import NameModel

_KNOWN: Final = Detector(name="known", version=known.VERSION, sha256=digest("nicknames", "wordy", "common", "keep"))
_SURE: Final = 0.7
_PASSES: Final = 6


class Engine:
    """Finds personal data in the notes of one case. Built once, used for every case.

    Of the cases it keeps nothing but the forms of the last cast and the name model's last answers, in memory, since
    the notes of a case are read several times.
    """

    def __init__(self, recognisers: tuple[str, ...] = NAMES, own: OwnRecognisers | None = None) -> None:
        if not recognisers:
            raise _no_recogniser("(none)")
        self.recognisers: Final = recognisers
        self.own: Final = own
        """The site's own recognisers, which run where Presidio's do."""
        self._known = "known" in recognisers
        named = [one for one in NAMES if one in recognisers and one not in {"known", "names"}]
        guests = [one for one in dict.fromkeys(recognisers) if one not in NAMES]
        self._layers = tuple(_layer(one) for one in (*named, *guests))
        if own and "presidio" in recognisers:
            self._layers += (_door().OwnRecogniserRuns(own),)
        self._model = _name_model() if "names" in recognisers else None
        self._last: tuple[Cast, known.Index] | None = None
        self._names: tuple[frozenset[tuple[str, Role]], known.Index] | None = None

    @property
    def detectors(self) -> tuple[Detector, ...]:
        """What runs, with versions and digests, for the statement."""
        first = (_KNOWN,) if self._known else ()
        last = (self._model.detector,) if self._model else ()
        return (*first, *(one.detector for one in self._layers), *last)

    def find(self, texts: Sequence[str], cast: Cast) -> list[list[Finding]]:
        """The findings of each text, in order and apart from each other. ``texts`` are all the texts of one case."""
        several = list(dict.fromkeys(texts))
        if len(several) < len(texts):
            of_text = dict(zip(several, self.find(several, cast), strict=True))
            return [list(of_text[text]) for text in texts]
        record = self._record(cast)
        notes = [_Note(text) for text in texts]
        names: set[tuple[str, Role]] = set()
        self._names = None
        waiting = notes
        for _ in range(_PASSES):
            before = len(names)
            self._pass(waiting, record, names)
            changed = [note for note in waiting if note.settle()]
            waiting = notes if before < len(names) and len(waiting) < len(notes) else changed
            if not waiting:
                break
        return [self._whole(note) for note in notes]

    def _whole(self, note: "_Note") -> list[Finding]:
        """What was found in a note, and the descriptions beside and over it, which hide nothing."""
        found = [one.finding() for one in note.found]
        if "uk" not in self.recognisers:
            return found
        return sorted([*found, *quasi.described(note.first, found)], key=lambda one: (one.start, one.end))

    def _record(self, cast: Cast) -> known.Index | None:
        if not (self._known and cast.has_record):
            return None
        if self._last is None or self._last[0] is not cast:
            self._last = cast, known.index_of(cast)
        return self._last[1]

    def _pass(self, notes: Sequence["_Note"], record: known.Index | None, names: set[tuple[str, Role]]) -> None:
        """Find what is new in ``notes``; ``names`` grows by those that they introduce.

        A note that nothing was found in since it was last read is searched for the names alone.
        """
        hits: list[tuple[_Note, View, list[Hit]]] = []
        for note in notes:
            read = bool(note.views)
            for at, view in enumerate(note.views or note.read()):
                nobody = None if at else note.nobody
                hits.append((note, view, [] if read else self._hits(view, record, nobody)))
        if self._known:
            names |= {one for _, view, those in hits for one in _introduced(view, those)}
        if names:
            spread = self._spread(frozenset(names))
            for _, view, those in hits:
                those.extend(spread.find(view))
        for note, view, those in hits:
            note.new += resolve.regions(view, those)

    def _spread(self, names: frozenset[tuple[str, Role]]) -> known.Index:
        if self._names is None or self._names[0] != names:
            self._names = names, known.index_of_names(sorted(names))
        return self._names[1]

    def _hits(self, view: View, record: known.Index | None, nobody: set[tuple[int, int]] | None = None) -> list[Hit]:
        hits = list(record.find(view)) if record else []
        for layer in self._layers:
            hits.extend(layer.find(view))
        if self._model:
            hits.extend(self._model.find(view, [(one.start, one.end) for one in hits], nobody))
        hits = without_phrases(view, hits)
        return resolve.settled(view, hits) if record else hits


class _Note:
    """One text while it is searched: what was found in it, and how the rest of it reads."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[resolve.Region] = []
        self.new: list[resolve.Region] = []
        self.views: tuple[View, ...] = ()
        """How it reads with what was found made inert; nothing while it was not read since."""
        self.first: tuple[View, ...] = ()
        self.nobody: set[tuple[int, int]] = set()
        """Where the name model saw nobody by far, in the first of its views."""

    def read(self) -> tuple[View, ...]:
        """Its views as they are now."""
        self.views = readings(self.text, [(one.start, one.end) for one in self.found])
        self.first = self.first or self.views
        return self.views

    def settle(self) -> bool:
        """Take up what is new; whether anything is. What was found may join further when it is united again."""
        found = resolve.united(self.text, [*self.found, *self.new])
        new, self.new = bool(self.new), []
        if new or len(found) < len(self.found):
            self.views = ()
        self.found = found
        return new


def _layer(which: str) -> Recogniser:
    if which == "uk":
        return uk.UkRecogniser()
    if which == "names-rules":
        return name_rules.NameRules()
    if which == "presidio":
        world: Recogniser = _door().WorldRecogniser()
        return world
    point = next(iter(entry_points(group="drivectl.recognisers", name=which)), None)
    if point is None:
        raise _no_recogniser(which)
    plug_in: Recogniser = _door().PlugIn(point)
    return plug_in


def _door() -> Any:
    try:
        return importlib.import_module("drivectl.recognise.presidio")
    except (ImportError, AttributeError) as error:
        raise problem("ENV501", say("presidio-analyzer cannot be loaded")) from error


def _no_recogniser(which: str) -> DrivectlError:
    what = say("there is no recogniser {n}", n=name(which))
    return problem("ENV501", what, fix=say("name one or more of {all}", all=names(NAMES)))


def _name_model() -> "NameModel":
    from drivectl.recognise.names.model import NameModel  # noqa: PLC0415 -- a run without it does without its code

    return NameModel()


def _introduced(view: View, hits: list[Hit]) -> set[tuple[str, Role]]:
    """Names that a note itself introduces with some certainty; other notes of the case are searched for them."""
    return {
        (re.sub(r"\s+", " ", view.lower[hit.start : hit.end]), hit.role)
        for hit in hits
        if hit.layer == "names-rules" and hit.score >= _SURE and not _everyday(view.lower[hit.start : hit.end])
    }


def _everyday(value: str) -> bool:
    return all(one in words("keep") or one in words("common") for one in value.split())
