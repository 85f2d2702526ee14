"""Clauses and embedded tests: what agreements and baselines have in common."""

from typing import Final

from drivectl.model.action import Act, Action, Ladder
from drivectl.model.agreement import Clause, PolicyTest
from drivectl.model.catalogue import Catalogue, Field
from drivectl.safe import name, say
from drivectl.spec.conditions import Conditions, given
from drivectl.spec.schemas.base import ClauseShape, TestShape
from drivectl.spec.words import Words

_METHODS: Final = {Act.SHARE: ("keep",), Act.PSEUDONYMISE: ("token",)}
_DATES: Final = ("date", "datetime")
_TOKENS: Final = ("id", "string", "list", "address")
"""What a token can stand for: a value out of a few can be guessed from how often its token comes."""
_BUILT: Final = {
    "date_floor": ("year", "quarter", "month", "week", "day", "financial_year"),
    "age_band": ("age_year", "age_band_5", "age_band_10", "age_band_child"),
    "postcode": ("postcode_area", "outcode"),
    "round": ("rounded_5", "rounded_10"),
}
"""The levels that this version can make, by method; ``map`` takes its codes from the catalogue."""
_OWN_EDGES: Final = ("age_year", "age_band_5")


class Clauses:
    """Reads clauses and tests, saying plainly what this version cannot do."""

    def __init__(self, words: Words, conditions: Conditions) -> None:
        self.words = words
        self.report = words.report
        self.conditions = conditions

    def clause(self, field: Field, shape: ClauseShape, *route: str | int) -> Clause:
        """``shape`` for ``field``, without what only agreements or only baselines have."""
        action = self._action(field, shape, *route)
        when = self.conditions.read(shape.when, *route, "when")
        return Clause(action=action, when=when, at=self.report.doc.at(*route))

    def _action(self, field: Field, shape: ClauseShape, *route: str | int) -> Action:
        act = Act(shape.action)
        self._check_parts(act, shape, *route)
        if act not in acts_for(field):
            what = say("{f} names nobody: a token for it could be guessed", f=name(field.path))
            if field.type == "text":
                what = say("{f} is free text: it can be redact or withhold", f=name(field.path))
            elif act is Act.REDACT:
                what = say("{f} is not free text", f=name(field.path))
            raw = field.type == "text" and act is Act.SHARE
            self.report.add("TXT401" if raw else "STR004", what, *route, "action")
        elif act is Act.GENERALISE:
            self._level(field, shape, *route)
        return Action(
            act=act, to=shape.to, method=shape.method, scope=shape.scope, params=self._params(act, shape, *route)
        )

    def _check_parts(self, act: Act, shape: ClauseShape, *route: str | int) -> None:
        if (shape.to is None) == (act is Act.GENERALISE):
            what = say("to: is missing") if shape.to is None else say("to: belongs to generalise")
            self.report.add("STR004", what, *route, "to")
        if shape.scope is not None and act is not Act.PSEUDONYMISE:
            self.report.add("STR004", say("scope: belongs to pseudonymise"), *route, "scope")
        if shape.method is not None and act is not Act.GENERALISE and shape.method not in _METHODS.get(act, ()):
            what = say("this version cannot {act} by {method}", act=name(act), method=name(shape.method))
            fix = say("leave method: out, or say token") if act is Act.PSEUDONYMISE else say("leave method: out")
            self.report.unsupported(what, *route, "method", fix=fix)

    def _params(self, act: Act, shape: ClauseShape, *route: str | int) -> dict[str, str | int | bool]:
        found: dict[str, str | int | bool] = {}
        for key, value in shape.with_.items():
            prefix = act is Act.PSEUDONYMISE and key == "prefix"
            if not prefix:
                what = say("this version cannot {act} with {key}", act=name(act), key=name(key))
                self.report.unsupported(what, *route, "with", key, key=True)
            elif isinstance(value, str) and value.isascii() and value.replace("-", "").isalnum():
                found[key] = value
            else:
                self.report.add("STR004", say("a prefix is letters, digits and dashes"), *route, "with", key)
        return found

    def _level(self, field: Field, shape: ClauseShape, *route: str | int) -> None:
        if shape.to is None:
            return
        known = [one for ladder in self.words.catalogue.ladders for one in (*ladder.steps, *ladder.also)]
        if not self.words.one_of("level of the catalogue", shape.to, known, *route, "to"):
            return
        ladder = self.words.catalogue.ladder_of(shape.to)
        if ladder is None:
            return
        if shape.method not in {None, ladder.method} or not _built(ladder, shape.to):
            what = say("this version cannot make {f} less exact in this way", f=name(field.path))
            self.report.unsupported(what, *route, "to" if shape.method in {None, ladder.method} else "method")
        elif not _suits(field, ladder, self.words.catalogue):
            self.report.add(
                "STR004", say("{to} does not suit {f}", to=name(shape.to), f=name(field.path)), *route, "to"
            )

    def test(self, shape: TestShape, held_by: list[str], *route: str | int) -> PolicyTest:
        """An embedded test, its names checked."""
        for path in shape.sees:
            self.words.rule_field(path, *route, "sees", path, key=True)
        for act, paths in (shape.sees_only or {}).items():
            for i, path in enumerate(paths):
                self.words.rule_field(path, *route, "sees_only", act, i)
        for i, path in enumerate(shape.never_sees):
            self.words.rule_field(path, *route, "never_sees", i)
        if shape.held is not None:
            self.words.one_of("hold of the baseline", shape.held, [*held_by, "none"], *route, "held")
        return PolicyTest(
            name=shape.name,
            at=self.report.doc.at(*route),
            given=given(self.words, shape.given, *route, "given"),
            full_record=shape.fixture == "full_record",
            sees=dict(shape.sees),
            sees_only=None if shape.sees_only is None else {act: tuple(v) for act, v in shape.sees_only.items()},
            never_sees=tuple(shape.never_sees),
            in_scope=shape.in_scope,
            held=shape.held,
            for_each_party=shape.for_each_party,
        )


def _built(ladder: Ladder, level: str) -> bool:
    """Whether this version has what the level needs."""
    if ladder.method == "map":
        return True
    if level not in _BUILT.get(ladder.method, ()):
        return False
    if level == "outcode" and "min_population" in ladder.options:  # nobody can say how many people live there
        return False
    edges = ladder.options.get("edges")
    return ladder.method != "age_band" or level in _OWN_EDGES or (isinstance(edges, dict) and level in edges)


def _suits(field: Field, ladder: Ladder, catalogue: Catalogue) -> bool:
    if ladder.method == "date_floor":
        return field.type in _DATES
    if ladder.method == "age_band":
        return field.type == "date" and field.path.endswith(".date_of_birth")
    if ladder.method == "postcode":
        return field.type == "address" or field.path.endswith(".postcode")
    if ladder.method == "round":
        return field.type == "int"
    if "via" in ladder.options:
        return field.entity == str(ladder.options["via"]).partition(".")[0] and field.domain is None
    codes, domain = ladder.options.get("codes"), catalogue.domains.get(field.domain or "")
    return isinstance(codes, dict) and domain is not None and set(codes) == {str(one) for one in domain.values}


def acts_for(field: Field) -> tuple[Act, ...]:
    """What a clause may do with ``field``."""
    if field.type == "text":
        return (Act.REDACT, Act.WITHHOLD)
    token = field.type in _TOKENS and field.domain is None
    return (Act.SHARE, Act.GENERALISE, Act.WITHHOLD, *([Act.PSEUDONYMISE] if token else []))


def levels_for(field: Field, catalogue: Catalogue) -> list[str]:
    """The levels to which ``field`` can be generalised; those that this version cannot make are named too."""
    return [
        level
        for one in catalogue.ladders
        for level in (*one.steps, *one.also)
        if not _built(one, level) or _suits(field, one, catalogue)
    ]
