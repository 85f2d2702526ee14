"""The free texts of an export: read once for all recipients, masked for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial

from drivectl.errors import problem
from drivectl.model.agreement import Baseline, TextRule
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import Case
from drivectl.model.finding import Detector, Finding, Kind
from drivectl.model.plan import CasePlan, Plan
from drivectl.model.review import NoteDecision, NoteItem
from drivectl.recognise.engine import Engine
from drivectl.recognise.residual import never_shared, residual
from drivectl.review.queue import apply_decision
from drivectl.safe import name, names, say
from drivectl.steps.intake import Intake
from drivectl.transform.labels import Labels, number_people
from drivectl.transform.limits import Place, text_limits, texts_needed
from drivectl.transform.spans import Limits, MaskedText, mask, mask_again, shows

_PASSES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One text as one recipient would see it."""

    case: str = field(repr=False)
    place: Place
    item: NoteItem = field(repr=False)
    """The text itself with what was found in it: what a decision is about."""
    masked: MaskedText = field(repr=False)
    human: bool
    """The agreement asks that a person reads it, or words in it describe somebody without a name."""
    decision: NoteDecision | None = field(repr=False)

    @property
    def leaves(self) -> bool:
        """Whether it is part of the draft: not too long, and not left out by its reader."""
        return self.masked.text is not None and (self.decision is None or self.decision.verdict != "withhold")

    @property
    def unread(self) -> bool:
        """Whether it waits for a person."""
        return self.human and self.leaves and self.decision is None


@dataclass(frozen=True, slots=True)
class _How:
    """How one text is masked for one recipient."""

    rule: TextRule
    labels: Labels
    limits: Limits


class TextReader:
    """Finds personal data in every text of a case at once, so that a name met in one note is known in all."""

    def __init__(self, intake: Intake, engine: Engine, decided: Callable[[NoteItem], NoteDecision | None]) -> None:
        self._intake = intake
        self._engine = engine
        self._decided = decided
        self._found: dict[str, dict[Place, tuple[Finding, ...]]] = {}
        self._cast = cache(intake.cast)

    def under(self, decided: Callable[[NoteItem], NoteDecision | None]) -> "TextReader":
        """The same findings under newer decisions."""
        other = TextReader(self._intake, self._engine, decided)
        other._found = self._found
        return other

    @property
    def detectors(self) -> tuple[Detector, ...]:
        """What looked for personal data, for the statement."""
        return self._engine.detectors

    def found(self, case: str) -> Mapping[Place, tuple[Finding, ...]]:
        """Every finding in the case's texts, by place."""
        if case not in self._found:
            texts = texts_of(self._intake.cases[case], self._intake.desk.policies.catalogue)
            found = self._engine.find(list(texts.values()), self._cast(case))
            self._found[case] = {at: tuple(one) for at, one in zip(texts, found, strict=True)}
        return self._found[case]

    def notes(self, plan: Plan, rules: Mapping[str, TextRule]) -> tuple[Note, ...]:
        """Every text that this plan lets out, masked by ``rules``; TXT411 where something forbidden is still in one."""
        catalogue = self._intake.desk.policies.catalogue
        wanted: dict[str, list[Place]] = {}
        for case, place in texts_needed(self._intake.export, plan, catalogue):
            wanted.setdefault(case, []).append(place)
        plans = {one.case: one for one in plan.cases}
        return tuple(
            note for case, places in wanted.items() for note in self._of_case(case, places, plans[case], rules)
        )

    def _of_case(self, case: str, places: Sequence[Place], plan: CasePlan, rules: Mapping[str, TextRule]) -> list[Note]:
        intake = self._intake
        texts, found = texts_of(intake.cases[case], intake.desk.policies.catalogue), self.found(case)
        items = {
            at: NoteItem(table=at[0], row=at[1], field=at[2], text=texts[at], will_leave="", findings=found[at])
            for at in places
        }
        decided = {at: self._decided(item) for at, item in items.items()}
        leaving = [at for at in places if _may_leave(texts[at], decided[at], rules.get(at[2], TextRule()))]
        labels = number_people(self._cast(case), [found[at] for at in leaving])
        limits = text_limits(intake.cases[case], plan, intake.desk.policies.catalogue)
        notes = []
        for at in places:
            item, decision = items[at], decided[at]
            findings = apply_decision(item, decision)
            how = _How(rules.get(at[2], TextRule()), labels, limits)
            notes.append(
                Note(
                    case=case,
                    place=at,
                    item=item,
                    masked=self._until_clean(texts[at], findings, how, case, at),
                    human=how.rule.residual_check != "none" or any(one.kind is Kind.QUASI for one in findings),
                    decision=decision,
                )
            )
        return notes

    def _until_clean(self, text: str, findings: Sequence[Finding], how: "_How", case: str, at: Place) -> MaskedText:
        """Mask, and look again at what is left until nothing new turns up; TXT411 for what may never be shared."""
        cast = self._cast(case)
        masked = mask(text, findings, how.rule, how.labels, how.limits)
        opened = {text[one.start : one.end] for one in findings if one.state == "opened"}
        table, row, path = at
        for attempt in range(_PASSES + 1):
            shown = masked.text
            if shown is None:
                return masked
            (left,) = residual(self._engine, [shown], cast, partial(_stands, shown, opened, how))
            if not left:
                break
            if attempt == _PASSES:
                raise problem("TXT411", say("{t} row {r}, {f}", t=name(table), r=row, f=name(path)))
            again = mask_again(shown, left)
            counts = {k: masked.counts.get(k, 0) + again.counts.get(k, 0) for k in {*masked.counts, *again.counts}}
            masked = MaskedText(text=again.text, counts=counts)
        (forbidden,) = never_shared([masked.text or ""], cast, self._never)
        if forbidden:
            what = say("{t} row {r}, {f}: {w}", t=name(table), r=row, f=name(path), w=names(forbidden))
            raise problem("TXT411", what)
        return masked

    @cached_property
    def _never(self) -> frozenset[str]:
        policies = self._intake.desk.policies
        return never_shared_fields(policies.baseline, policies.catalogue)


def texts_of(case: Case, catalogue: Catalogue) -> dict[Place, str]:
    """Every free text of the case, by place."""
    return {
        (record.table, record.row, path): cell.value
        for record in case.records
        for path, cell in record.cells.items()
        if catalogue.field(path).type == "text" and isinstance(cell.value, str)
    }


def _may_leave(text: str, decision: NoteDecision | None, rule: TextRule) -> bool:
    """Whether the text is not left out by its reader, nor too long."""
    left_out = decision is not None and decision.verdict == "withhold"
    return not left_out and (rule.max_chars is None or len(text) <= rule.max_chars)


def _stands(shown: str, opened: set[str], how: _How, one: Finding) -> bool:
    """Whether a finding in a masked text may stand: a person opened it, or the words for this partner show it."""
    return shown[one.start : one.end] in opened or shows(shown, one, how.rule, how.labels, how.limits)


def never_shared_fields(baseline: Baseline, catalogue: Catalogue) -> frozenset[str]:
    """Fields that the never-share list bars in every case."""
    rules = [one for one in baseline.never_share if one.when is None]
    classes = {word for one in rules for word in one.classes}
    fields = {path for one in rules for path in one.fields}
    every = (one for entity in catalogue.entities.values() for one in entity.fields.values())
    return frozenset(fields | {one.path for one in every if not classes.isdisjoint(one.classes)})
