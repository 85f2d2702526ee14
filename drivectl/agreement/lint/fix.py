"""Edits that rules offer, and the proof that a file with them lets nothing out that stays in today."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from drivectl.agreement.proof.differ import widens
from drivectl.agreement.resolve import resolve
from drivectl.errors import DrivectlError
from drivectl.model.agreement import Agreement
from drivectl.model.lint import Edit
from drivectl.spec import yamlmarks
from drivectl.spec.load import read_agreement
from drivectl.spec.policies import Policies
from drivectl.spec.yamlmarks import Marked

_LINE_END: Final = re.compile(r"\r\n|\n|\r")


def edited(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with ``edits`` made, last first; one that reaches into a later one is left out."""
    starts = [0, *(one.end() for one in _LINE_END.finditer(text))]

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + column - 1 if line <= len(starts) else len(text)

    done = len(text)
    for edit in sorted(edits, reverse=True):
        start, end = offset(edit.line, edit.column), offset(edit.end_line, edit.end_column)
        if end <= done:
            text, done = text[:start] + edit.text + text[end:], start
    return text


def is_safe(doc: Marked, edits: Sequence[Edit], policies: Policies) -> bool:
    """Whether the file, which loads, means the same with ``edits``, or is an agreement proved to let out no more."""
    raw = edited(doc.text, edits).encode("utf-8")
    try:
        if yamlmarks.parse(raw, doc.path).data == doc.data:
            return True
        old = next((one for one in policies.agreements.values() if one.path == doc.path), None)
        return old is not None and _only_narrows(old, raw, policies)
    except DrivectlError:  # not YAML any more, or more cases than can be tried
        return False


def _only_narrows(old: Agreement, raw: bytes, policies: Policies) -> bool:
    new = read_agreement(old.path, policies.catalogue, policies.parties, policies.baseline, raw).whole()
    before, after = (resolve(one, policies.baseline, policies.catalogue, policies.parties) for one in (old, new))
    return not widens(before, after)
