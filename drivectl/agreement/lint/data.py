"""DAT: which data is shared, and whether each piece is needed."""

from collections.abc import Iterator

from drivectl.agreement.lint.rule import Subject, rule
from drivectl.model.lint import Finding
from drivectl.safe import name, say


@rule("DAT202")
def idle_words(subject: Subject) -> Iterator[Finding]:
    """A purpose that no field serves, a field that no test speaks of."""
    agreement = subject.agreement
    served = {purpose for clauses in agreement.fields.values() for one in clauses for purpose in one.purposes}
    for i, purpose in enumerate(agreement.purposes):
        if purpose.id not in served:
            what = say("no field serves the purpose {id}", id=name(purpose.id))
            yield subject.finding(what, "purposes", i, "id", fix=say("remove it, or name it in for: of a field"))
