"""STR: how the files themselves are written. What keeps a file from loading is found by the loader."""

from collections.abc import Iterator

from drivectl.agreement.lint.rule import Whole, set_rule
from drivectl.errors import Place
from drivectl.model.lint import Edit, Finding
from drivectl.safe import name, say


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
