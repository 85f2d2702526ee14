"""STR: how the files themselves are written. What keeps a file from loading is found by the loader."""

from collections.abc import Iterator

from drivectl.agreement.lint.rule import Subject, Whole, rule, set_rule
from drivectl.agreement.proof.differ import compare, level, next_version
from drivectl.agreement.resolve import resolve
from drivectl.errors import Place
from drivectl.model.lint import Edit, Finding
from drivectl.safe import name, say
from drivectl.spec.load import usual_order
from drivectl.spec.yamlmarks import Marked


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


@rule("STR007", exact=True)
def version_level(subject: Subject) -> Iterator[Finding]:
    """A version that moved less than the words did since they were last signed."""
    new, signed = subject.agreement, subject.whole.machine.signed
    old = signed(new) if signed is not None else None
    if old is None or old.whole == new.whole:
        return
    policies = subject.whole.policies
    before = resolve(old, policies.baseline, policies.catalogue, policies.parties)
    step = level(compare(before, subject.effective))
    least = next_version(old.version, step)
    if _numbers(new.version) < _numbers(least):
        what = say(
            "since {old} the words changed by more than {new} says", old=name(old.version), new=name(new.version)
        )
        yield subject.finding(what, "version", fix=say("write {v} or later", v=name(least)))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
