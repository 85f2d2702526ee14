"""A site's own recognisers (``policies/recognisers.yaml``), in the shape of Presidio's own YAML."""

import re

from drivectl.model.finding import Kind
from drivectl.model.own import OwnPattern, OwnRecogniser, OwnRecognisers
from drivectl.safe import say
from drivectl.spec.report import Report
from drivectl.spec.schemas.own import OwnRecognisersShape


def own_of(shape: OwnRecognisersShape, report: Report) -> OwnRecognisers:
    """The recognisers of ``shape``; what no shape can say is reported."""
    found = []
    for at, one in enumerate(shape.recognizers):
        route = ("recognizers", at)
        if not one.patterns and not one.deny_list:
            report.add("STR004", say("a recogniser needs patterns or a deny_list"), *route)
        patterns = []
        for number, each in enumerate(one.patterns):
            there = (*route, "patterns", number, "regex")
            try:
                empty = re.compile(each.regex).match("")
            except (re.error, OverflowError, RecursionError):
                report.add("STR004", say("this is no regular expression"), *there)
            else:
                if empty:
                    report.add("STR004", say("this also matches where nothing stands"), *there)
                patterns.append(
                    OwnPattern(name=each.name, pattern=each.regex, score=float(each.score), at=report.doc.at(*there))
                )
        if one.enabled:
            found.append(
                OwnRecogniser(
                    name=one.name,
                    kind=Kind.__members__.get(one.supported_entity, Kind.CASE_REF),
                    patterns=tuple(patterns),
                    deny=tuple(one.deny_list),
                    deny_score=float(one.deny_list_score),
                    allow=frozenset(word.casefold() for word in one.allow_list),
                )
            )
    return OwnRecognisers(sha256=report.doc.sha256, each=tuple(found))
