"""What the law rules share: each purpose with what it cites and what is granted for it, and the cases in scope."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from drivectl.agreement.decide import Facts, Truth, truth
from drivectl.agreement.legal import Cited, Use, citations, shown
from drivectl.agreement.lint.rule import Subject
from drivectl.agreement.proof.space import Point, space
from drivectl.model.agreement import Test
from drivectl.model.legal import LegalRow
from drivectl.model.lint import Finding
from drivectl.safe import Safe


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """One purpose."""

    subject: Subject = field(repr=False)
    place: int
    said: Mapping[str, Any]
    cited: tuple[tuple[Cited, LegalRow | None], ...]
    """Citations with their rows; none where the register has no such row."""
    fields: tuple[str, ...]
    """Fields granted for it."""

    @property
    def id(self) -> str:
        """The purpose's id."""
        return str(self.said["id"])

    def rows(self, *uses: Use) -> Iterator[tuple[Cited, LegalRow]]:
        """The citations that the register knows, of some uses or of all."""
        for cited, row in self.cited:
            if row is not None and (not uses or cited.use in uses):
                yield cited, row

    def of(self, entity: str) -> tuple[str, ...]:
        """Its fields about the people of one role, by what the catalogue says of the entity."""
        entities = self.subject.catalogue.entities
        return tuple(path for path in self.fields if entities[path.partition(".")[0]].subject == entity)

    def legal(self, article: str) -> tuple[str, ...]:
        """Its fields of a class under Article 9 or 10."""
        classes = self.subject.catalogue.classes
        return tuple(
            path for path in self.fields if any(classes[one].legal == article for one in self.subject.classes(path))
        )

    def finding(self, what: Safe, *route: str | int, rows: tuple[LegalRow, ...] = (), **more: Any) -> Finding:
        """A finding at ``route`` of the purpose, with the ``rows`` that it turns on."""
        return self.subject.finding(what, "purposes", self.place, *route, legal=tuple(map(shown, rows)), **more)


def grounds(subject: Subject) -> Iterator[Ground]:
    """Every purpose, in the order of the file."""
    register = subject.whole.policies.legal
    rows = register.rows if register else {}
    every = tuple((one, rows.get(one.id)) for one in citations(subject.agreement))
    purposes: Any = subject.data["purposes"]
    for i, said in enumerate(purposes):
        fields = tuple(
            path
            for path, clauses in subject.granted.items()
            if any(said["id"] in clause.purposes for _, clause in clauses)
        )
        cited = tuple(one for one in every if one[0].purpose == said["id"])
        yield Ground(subject, i, said, cited, fields)


def in_scope(subject: Subject, *attributes: str) -> Iterator[Point]:
    """The cases that are in scope for certain, as far as the scope and each value of ``attributes`` tell them apart."""
    known = [one for one in attributes if subject.catalogue.has(one)]
    apart = [Test(one, "in", (value,)) for one in known for value in _values(subject, one)]
    for words in [*subject.effective.parties.values()][:1]:  # the scope is the same for every recipient
        for point in space(subject.catalogue, [words.include, *apart], known).points():
            if truth(words.include, Facts(point, subject.effective.orders)) is Truth.TRUE:
                yield point


def _values(subject: Subject, path: str) -> tuple[str | bool, ...]:
    domain = subject.catalogue.domains.get(subject.catalogue.field(path).domain or "")
    return domain.values if domain else ()
