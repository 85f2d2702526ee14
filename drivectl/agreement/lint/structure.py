"""STR: how the files themselves are written. What keeps a file from loading is found by the loader."""

from collections.abc import Iterator
from typing import Final

from drivectl.agreement.lint.rule import Subject, Whole, rule, set_rule
from drivectl.errors import Place
from drivectl.model.lint import Edit, Finding
from drivectl.safe import name, say
from drivectl.spec.load import usual_order
from drivectl.spec.yamlmarks import Marked

_LEVELS: Final = ("wider", "narrower", "words")
_SAID: Final = {"wider": say("wider"), "narrower": say("narrower"), "words": say("not the same")}


@set_rule("STR005")
def ambiguous_words(whole: Whole) -> Iterator[Finding]:
    """A plain word that other readers of YAML take for something else."""
    for doc in whole.docs.values():
        for one in doc.ambiguous:
            end = one.column + len(one.text)
            yield Finding(
                what=say("{word} is text here, and something else to other readers of YAML", word=name(one.text)),
                at=Place(file=doc.path, line=one.line, column=one.column, end_column=end),
                fix=say("put it in quotes"),
                edits=(Edit(one.line, one.column, one.line, end, f'"{one.text}"'),),
            )


@set_rule("STR008")
def unusual_order(whole: Whole) -> Iterator[Finding]:
    """The parts of a file in another order than the format lists them."""
    for doc in whole.docs.values():
        order = usual_order(doc)
        parts = list(doc.data) if isinstance(doc.data, dict) else []
        if not order or not set(parts) <= set(order):
            continue  # the loader says what is wrong with it
        wanted = sorted(parts, key=order.index)
        for stands, should in zip(parts, wanted, strict=True):
            if stands != should:
                what = say("{stands} stands where {should} is usual", stands=name(stands), should=name(should))
                yield Finding(what=what, at=doc.at(stands, key=True), edits=_reordered(doc, parts, wanted))
                break


def _reordered(doc: Marked, parts: list[str], wanted: list[str]) -> tuple[Edit, ...]:
    """One edit that moves whole parts, each with the comments right above it."""
    lines = doc.text.splitlines(keepends=True)
    if any(doc.keys[part,].column != 1 for part in parts):
        return ()  # written in braces
    starts = {}
    for part in parts:
        line = doc.keys[part,].line - 1
        while part != parts[0] and (not lines[line - 1].strip() or lines[line - 1].startswith("#")):
            line -= 1
        starts[part] = line
    ends = dict(zip(parts, [*(starts[part] for part in parts[1:]), len(lines)], strict=True))
    text = "".join("".join(lines[starts[part] : ends[part]]).rstrip("\r\n") + "\n" for part in wanted)
    return (Edit(starts[parts[0]] + 1, 1, len(lines) + 1, 1, text),)


@rule("STR007")
def version_level(subject: Subject) -> Iterator[Finding]:
    """A version that moved less than the words did since they were last signed."""
    change = subject.whole.machine.change
    since = change(subject.agreement) if change is not None else None
    if since is None:
        return
    old, level = since
    was, now = (tuple(map(int, version.split("."))) for version in (old, subject.agreement.version))
    moved = next((part for part in range(3) if now[part] != was[part]), None)
    if moved is None or now < was or moved > _LEVELS.index(level):
        new = name(subject.agreement.version)
        what = say("{new} follows {old}, but the words are {level}", new=new, old=name(old), level=_SAID[level])
        yield subject.finding(what, "version")
