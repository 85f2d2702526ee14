"""Names outside the record: a title, rank, kin word or speaker tag and a name; a first name from our list; a signature.

It finds what cues and lists show, quickly; the name model beside it finds names by the words around them. It does not
look at the case record: knowing more must never find less.
"""

# ruff: noqa: E501, SIM905 -- tables of words and patterns are read line by line
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from drivectl.model.finding import Detector, Kind
from drivectl.recognise.base import Hit
from drivectl.recognise.lists import any_of, digest, is_plain, is_word, words
from drivectl.recognise.roles import CUES, NAMED, SAID, TITLES, may_be_cue, role_near, words_before
from drivectl.recognise.scan import gate, heads, passing, pieces, register, tried
from drivectl.recognise.small import listed, people
from drivectl.recognise.view import View

VERSION: Final = "1.0.0"
_LISTS: Final = ("first_names", "surnames", "wordy", "keep", "acronyms", "phrases", "common", "english")
_CAP: Final = r"[A-Z][A-Za-z]*(?:['\-][A-Za-z]+){0,4}"
_TITLE_LOWER: Final = re.compile(r"(?<![\w'])(?:mr|mrs|ms|miss|dr)\.? (?P<n>[a-z][a-z'\-]{2,20})(?!\w)")
_PARTICLE: Final = (
    "van|von|der|den|de|del|di|da|dos|du|la|le|al|el|bin|binti|bint|ibn|abu|ul|ur|ud|ap|ab|ferch|ni|nic|mac|ua|ui|o"
)
_PARTICLES: Final = frozenset(_PARTICLE.split("|")) - {"o"}
_RUN: Final = re.compile(
    rf"(?:[A-Z]\.(?= ?[A-Z])|{_CAP})(?: ?(?:(?i:{_PARTICLE}) ){{0,2}}(?:[A-Z]\.(?= ?[A-Z])|(?<![a-z]){_CAP})){{0,3}}(?!\w)"
)
_SPEAKER: Final = re.compile(rf"(?:^|\n)(?P<n>{_CAP}(?: {_CAP})?):(?= )")
_HELLO: Final = "dear|hi|hiya|hello|annwyl|hey|thanks|diolch|dzien dobry"
_GREETING: Final = re.compile(
    rf"(?:^|\n|(?<=[.\"] ))(?i:{_HELLO})[, ](?:(?i:mr|mrs|ms|dr) )?(?P<n>{_CAP}(?: {_CAP})?)(?!\w)|^(?P<m>{_CAP}),\n"
)
_SIGNATURE: Final = re.compile(
    rf"[\n.!?,](?:(?<=\n)|(?<!\n) )(?P<n>{_CAP}\.?(?: {_CAP}){{1,2}})(?:,? ?\n|, [A-Za-z]|$)"
)
_INVERTED: Final = re.compile(
    r"(?<!\w)(?P<n>[A-Z][A-Z'\-]{2,20}, (?:[A-Z][A-Za-z'\-]{1,20}(?: [A-Z][A-Za-z]+)?))(?!\w)"
)
_SURNAME_CAPS: Final = re.compile(r"(?<![\w'])(?P<n>[A-Z][a-z]+(?:[ \-][A-Z][a-z]+)? [A-Z][A-Z'\-]{2,20})(?![\w'])")
_INITIAL: Final = re.compile(
    r"(?<![\w'./])(?P<n>[A-Z](?:\. ?|\.[A-Z]\. ?| [A-Z]\. ?|(?= ))[ ]?[A-Z][a-z]{2,20}(?:-[A-Z][a-z]+)?|(?:[A-Z]\.){2,4}|[A-Z][a-z]{2,20} [A-Z])(?![\w'])"
)
_PATRONYM: Final = re.compile(r"(?<![\w'])(?:[a-z]{2,12} )?(?:(?:mc|mac)[a-z]{3,12}|o'[a-z]{3,12})(?!\w)")
_LETTERS: Final = re.compile(
    r"(?:[Cc]hild(?:ren)?|[Kk]ids|[Tt]wins|[Ss]iblings|CHILDREN|KIDS)(?: are| were|:| -| \()? ?(?P<n>[A-Z](?:(?:, | and | & |, and |/)[A-Z])*)(?![\w'&/])"
)
_MESSAGE: Final = re.compile(r"(?<!\w)(?:ur|tell|told|ask|wiv|with) (?P<n>[a-z]{4,12})(?![\w'])")
_QUOTED: Final = re.compile(rf'"(?P<n>{_CAP})"')
_AGED: Final = re.compile(rf"(?<![\w'])(?P<n>{_CAP})(?= \(\d{{1,2}} ?(?:\)|yo\)|yrs?\)|mths\)))")
_LAW: Final = re.compile(r"(?:'s)? (?:law|warning|allowance|protocol)\b")
_SURNAME_INITIALS: Final = re.compile(r"(?<![\w'])(?P<n>[A-Z][A-Z'\-]{2,20}(?:,? [A-Z]){1,3})(?![\w'])")
_BRACKETED: Final = re.compile(rf" \((?<=[a-z] \()['\"]?(?P<n>{_CAP})['\"]?\)(?!\w)")
_BY_INITIALS: Final = re.compile(
    r"(?:w/?|[Ww]ith|by|via|hereafter|per|signed|from) (?P<n>[A-Z]{2,3})(?![\w'&/\-]| [A-Z\d])"
)
_ONE_LETTER: Final = re.compile(
    r"(?<![\w'])(?P<n>[A-Z])(?= x{1,4}(?!\w))|(?:signed ['\"]?|(?:from|love|luv) ['\"]?(?=[A-Z](?:['\"]|\.? ?$|\.?\n| x)))(?P<m>[A-Z])(?![\w'.])"
)
_INITIALS_ACT: Final = re.compile(
    r"(?<![\w'.])(?P<n>[A-Z]{2})(?=(?:'s)? (?:to|will|has|had|rang|called|spoke|advised|aware|informed|visited|visits|sleeping|sleeps|wants|says|said|is|was|agreed|feels|confirmed|reports)\b)"
)
_WORD: Final = re.compile(r"[A-Za-z]+(?:['\-][A-Za-z]+)*")
_WORDS: Final = re.compile(f"({_WORD.pattern})")
_UPPER: Final = re.compile("[A-Z]")
_TAIL: Final = re.compile(rf"(?: |-)(?:(?i:{_PARTICLE}) ){{0,2}}{_CAP}(?!\w)")
_SENTENCE: Final = re.compile(r"(?:^|[.!?:;\n\"(]|- |\x01)[ \"'(*]*$")


class NameRules:
    """The ``names-rules`` recogniser."""

    detector = Detector(name="names-rules", version=VERSION, sha256=digest(*_LISTS))

    def find(self, view: View) -> Iterator[Hit]:
        """Names by cue, then by list, then capitals that nothing explains."""
        yield from (*_cued(view), *_listed(view), *people(view))


_SOME: Final = gate(_INVERTED, _SURNAME_CAPS, _INITIAL, _INITIALS_ACT, _AGED, _SURNAME_INITIALS)
register(
    {
        "mister": {"mr", "mrs", "ms", "miss", "dr"},
        "hello": heads(_HELLO),
        "initialled": {"w", "with", "by", "via", "hereafter", "per", "signed", "from", "love", "luv"},
        "children": {"child", "children", "kids", "twins", "siblings"},
        "message": {"ur", "tell", "told", "ask", "wiv", "with"},
    }
)


def _cued(view: View) -> Iterator[Hit]:
    text, scan = view.text, view.scan
    for found in tried(_TITLE_LOWER, text, scan.at("mister")):
        if found["n"] not in any_of("keep", "common"):
            yield _name(view, *found.span("n"), 0.6, "title-lower", unsure=True)
    lines = [max(0, at - 1) for at in scan.capitals if at == 0 or text[at - 1] == "\n"]
    greetings = [0, *(one for at in scan.at("hello") for one in (at - 1, at) if one >= 0)]
    capitals = passing(_SOME, text, scan.capitals)
    for pattern, reason, score, places in (
        (_SPEAKER, "speaker", 0.7, lines),
        (_GREETING, "greeting", 0.8, greetings),
        (_INVERTED, "surname-first", 0.6, capitals),
        (_SURNAME_CAPS, "surname-in-capitals", 0.8, capitals),
        (_INITIAL, "initials", 0.5, capitals),
        (_INITIALS_ACT, "initials", 0.5, capitals),
        (_QUOTED, "quoted", 0.5, None),
        (_AGED, "name-and-age", 0.6, capitals),
        (_SURNAME_INITIALS, "surname-initials", 0.5, capitals),
        (_BRACKETED, "in-brackets", 0.5, None),
        (_SIGNATURE, "signature", 0.6, None),
    ):
        for found in pattern.finditer(text) if places is None else tried(pattern, text, places):
            group = "m" if reason == "greeting" and found["n"] is None else "n"
            if (
                reason == "initials"
                and found[group][-2:-1] == " "
                and found[group].split()[0].lower() not in words("first_names")
            ):
                continue
            begin, end = found.span(group)
            plain = is_plain if reason == "quoted" else is_word
            span = _name_part(view, _past(view, begin, end, reason), end, plain=plain)
            if span:
                yield _name(view, *span, score, reason, unsure=score < 0.7)
    yield from _odd(view)


def _odd(view: View) -> Iterator[Hit]:
    """Names that show themselves otherwise: a child's letter, a word in a message, a quoted one, a Mc or an O'."""
    text, lower, scan = view.text, view.lower, view.scan
    for found in tried(_LETTERS, text, scan.at("children")):
        for letter in re.finditer("[A-Z]", found["n"]):
            at = found.start("n") + letter.start()
            yield Hit(at, at + 1, Kind.PERSON, 0.6, "names-rules", "child-letter", role="child", unsure=True)
    for found in tried(_MESSAGE, lower, scan.at("message")):
        word, at = found["n"], found.start("n")
        line = text[text.rfind("\n", 0, at) + 1 : found.end("n") + 40].partition("\n")[0]
        if word in words("wordy") and word not in words("common") and line.islower():
            yield _name(view, *found.span("n"), 0.5, "word-name-lower", unsure=True)
    for found in tried(_BY_INITIALS, text, scan.at("initialled")):
        low = found["n"].lower()
        if not (is_word(low) or low in words("acronyms") or _shouting(view, *found.span("n"))):
            yield _name(view, *found.span("n"), 0.5, "initials", unsure=True)
    kissed = scan.capitals if " x" in text else ()
    for found in tried(_ONE_LETTER, text, sorted([*kissed, *scan.at("initialled")])):
        yield _name(view, *found.span("n" if found["n"] else "m"), 0.5, "initials", unsure=True)
    for found in _PATRONYM.finditer(lower) if any(one in lower for one in ("mc", "mac", "o'")) else ():
        yield _name(view, *found.span(), 0.5, "patronym", unsure=True)


def _name_part(  # noqa: C901, PLR0913 -- one word after the other, in the order of the reasons to stop
    view: View,
    start: int,
    end: int,
    *,
    after_title: bool = False,
    cue: bool = False,
    plain: Callable[[str], bool] = is_word,
) -> tuple[int, int] | None:
    """The part of a capitalised run that can be a name: up to the first word that is ``plain``, one in an all-capitals line."""
    kept: list[tuple[int, int]] = []
    shouting = view.text[start:end].isupper() and _shouting(view, start, end)
    for found in _WORD.finditer(view.text, start, end):
        word = found.group()
        low = word.lower().removesuffix("'s")
        first = after_title and not kept
        ordinary = plain(low) and low not in words("wordy")
        if kept and word.lower() in _PARTICLES:
            continue
        if len(word) == 1 and (after_title or kept or (end > found.end() and view.text.startswith(".", found.end()))):
            kept.append(found.span())
            continue
        if low in words("keep") and not (low in words("wordy") and (first or kept or cue)):
            break
        if ordinary and not first and not cue and len(kept) != 1:
            break
        if is_plain(low) and not first and not (low in words("wordy") and (kept or not shouting)):
            break
        if shouting and kept and _said(low):
            break
        kept.append(found.span())
    if not kept:
        return None
    if not after_title and len(kept) == 1 and _WORD.fullmatch(view.text, *kept[0]):
        low = view.text[kept[0][0] : kept[0][1]].lower()
        if (low in _MONTHS and not cue) or (len(low) == 1 and not view.text.startswith(".", kept[0][1])):
            return None
    return kept[0][0], kept[-1][1]


def _said(low: str) -> bool:
    """Whether the word behind a name in a line of capitals is a verb or a notion sooner than a surname."""
    return low.endswith(("ed", *_PLAIN_ENDS)) and low not in any_of("first_names", "surnames", "wordy")


def _past(view: View, start: int, end: int, reason: str) -> int:
    """Where a capitalised run goes on behind the ordinary words before a name ("Tenant Jo Bloggs")."""
    if reason == "surname-first":
        return start
    while (found := _WORD.match(view.text, start, end)) and is_word(found.group().lower().removesuffix("'s")):
        after = _WORD.search(view.text, found.end(), end)
        if (
            len(found.group()) == 1
            or found.group().lower() in words("wordy")
            or not after
            or view.text[found.end() : after.start()] != " "
        ):
            break
        start = after.start()
    return start


def _shouting(view: View, start: int, end: int) -> bool:
    """Whether the words around are in capitals too."""
    around = view.text[max(0, start - 40) : start] + view.text[end : end + 40]
    if around.isascii() and len(_UPPER.findall(around)) < 9:
        return False
    upper = sum(map(str.isupper, around))
    return upper > 8 and upper > sum(map(str.islower, around))


_CUE, _NAME, _FIRST, _WORDY, _RUN_OF, _SURNAME, _ODD = (1 << at for at in range(7))
"""What a word by itself is: a cue for the word behind it, a possible name, and in which way."""


@cache
def _standing(word: str) -> int:
    """What ``word`` is, as it is written; asked once, since most words of a text come again and again."""
    whole = word.lower()
    low, upper = whole.removesuffix("'s"), word[0].isupper()
    first = bool(listed(low))
    cue = _CUE if may_be_cue(whole) else 0
    return cue | (_NAME | _way(word, low, first=first) if upper or first else 0)


def _way(word: str, low: str, *, first: bool) -> int:
    """In which way a word that nothing introduces may be a name; 0 in none."""
    if first:
        return _FIRST
    if low in words("wordy"):
        return 0 if low in TITLES else _WORDY
    if len(low) < 3:
        return 0
    if is_word(low):
        return 0 if word.isupper() or word.lower() in words("keep") | TITLES else _RUN_OF
    if low in words("surnames"):
        return _SURNAME
    return 0 if low.endswith(_PLAIN_ENDS) or (word.isupper() and len(word) < 6) else _ODD


def _listed(view: View) -> Iterator[Hit]:
    """Word by word: a name behind a cue, a listed first name, a capital that nothing explains."""
    text, end_of_last, before = view.text, -1, _CUE
    parts, begins, ends = pieces(_WORDS, text)
    for at, is_ in enumerate(map(_standing, parts[1::2])):
        start = begins[at]
        if is_ & _NAME and start >= end_of_last:
            told = before & _CUE or parts[2 * at] != " " or text[begins[at - 1] - 1] in "'-/"
            word = parts[2 * at + 1]
            hit = _behind_cue(view, start) if told and word[0].isupper() else None
            if not hit and is_ > _NAME | _CUE:
                hit = _by_list(view, (start, ends[at]), word, is_)
                if hit and told:
                    hit = hit._replace(role=role_near(view.lower, start))
            if hit:
                end_of_last = hit.end
                yield hit
        before = is_


def _behind_cue(view: View, start: int) -> Hit | None:
    """A name behind a title, a kin or role word, or a word such as "called"."""
    last = "".join(words_before(view.lower, start, 1))
    title = last in TITLES
    if not title and last not in CUES and last not in SAID:
        return None
    run = _RUN.match(view.text, start)
    plain = is_plain if last in CUES or last in NAMED else is_word
    span = _name_part(view, *run.span(), after_title=title, cue=last in CUES, plain=plain) if run else None
    if not span:
        return None
    if title:
        big = last in {"big", "little", "wee", "old", "young"} and view.text[max(0, start - len(last) - 1)].isupper()
        return _name(view, start - len(last) - 1 if big else span[0], span[1], 0.9, "title")
    if last in CUES:
        return _name(view, *span, 0.7, "kin-or-role-word")
    return _name(view, *span, 0.6, "cue-word", unsure=True)


def _by_list(view: View, span: tuple[int, int], word: str, is_: int) -> Hit | None:
    """A name by what lists say of a word; its role is the caller's to find."""
    start, end = span
    if word.isupper() and _abbreviates(view, start, end, word.lower().removesuffix("'s")):
        return None
    way = _first if is_ & _FIRST else _wordy if is_ & _WORDY else _ordinary_run if is_ & _RUN_OF else _unexplained
    hit = _bare(view, start, end, "surname") if is_ & _SURNAME else way(view, start, end, word)
    return None if hit and _LAW.match(view.lower, end) else hit


def _abbreviates(view: View, start: int, end: int, low: str) -> bool:
    """Whether capitals among small letters stand for something: an agency, a tool, a test."""
    if low not in any_of("keep", "acronyms") or _shouting(view, start, end):
        return False
    return low in words("keep") or not _TAIL.match(view.text, end)


_PLAIN_ENDS: Final = ("ing", "tion", "ment", "ness", "ical", "ally", "ible", "sion", "ology", "ous")
_MONTHS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december spring summer autumn winter".split()
)


def _first(view: View, start: int, end: int, word: str) -> Hit | None:
    if word[0].isupper():
        return _bare(view, start, _tail(view, end), "first-name", 0.75)
    if len(word.lower().removesuffix("'s")) < 4 or _ARTICLE.search(view.lower, max(0, start - 6), start):
        return None
    return _bare(view, start, end, "first-name-lower")


_ARTICLE: Final = re.compile(r"(?:^|[^\w'])(?:the|an?|some) $")


def _wordy(view: View, start: int, end: int, word: str) -> Hit | None:
    """A name that is also a word: with a surname behind it, or in the middle of a sentence where nothing makes it a word."""
    low, tail = word.lower().removesuffix("'s"), _tail(view, end)
    if tail > end:
        after = view.text[end:tail].strip(" -").lower()
        if after in words("surnames") or after in words("wordy") or not is_plain(after):
            return _bare(view, start, tail, "word-name", 0.7 if low in words("first_names") else 0.5)
    owns = low in words("first_names") and view.lower.startswith("'s ", end - 2 * view.lower.endswith("'s", start, end))
    if low in _MONTHS or (_starts_sentence(view, start) and not owns) or _shouting(view, start, end):
        return None
    if low in words("keep") and low not in words("first_names"):
        return None
    return _bare(view, start, end, "word-name")


def _unexplained(view: View, start: int, end: int, word: str) -> Hit | None:
    """A capital in mid-sentence that no list explains: a name or a place, hidden in doubt."""
    if word.isupper() and _shouting(view, start, end):
        return None
    tail = _tail(view, end)
    if tail == end and _starts_sentence(view, start) and not view.text.startswith("\x01 ", max(0, start - 2)):
        return None
    return _bare(view, start, tail, "unexplained-capital")


def _ordinary_run(view: View, start: int, end: int, word: str) -> Hit | None:
    """Ordinary words that all have a capital in mid-sentence ("Silver Birches"): the name of something, hidden in doubt."""
    tail = _tail(view, end, plain=False)
    if tail == end or _starts_sentence(view, start):
        return None
    after = view.lower[end:tail].strip(" -").removesuffix("'s")
    if not is_word(after) and word not in _PLACES:
        return None
    if after in words("keep"):
        return None
    if view.text[start - 2 : start - 1].isalpha() and _CAPITALISED.search(view.text, max(0, start - 24), start):
        return None
    return _bare(view, start, tail, "unexplained-capital")


_PLACES: Final = frozenset(
    "Upper Lower Great Little High Low North South East West New Old Market Long Royal Port Glen Mount".split()
)
_CAPITALISED: Final = re.compile(r"(?<!\w)[A-Z][a-z'\-]+ $")


def _starts_sentence(view: View, start: int) -> bool:
    return bool(_SENTENCE.search(view.text[max(0, start - 4) : start])) or start == 0


def _tail(view: View, end: int, *, plain: bool = True) -> int:
    """``end``, or the end of one surname behind it."""
    found = _TAIL.match(view.text, end) if view.text.startswith((" ", "-"), end) else None
    if not found:
        return end
    word = found.group().split()[-1].lstrip("-")
    low = word.removesuffix("'s").lower()
    if plain and is_plain(low) and low not in words("wordy"):
        return end
    if word.isupper() and _shouting(view, end, found.end()) and low not in any_of("surnames", "first_names", "wordy"):
        return end
    return found.end()


def _bare(view: View, start: int, end: int, reason: str, score: float = 0.5) -> Hit:
    """A hit that says nothing of whose name it is."""
    if view.text.endswith("'s", start, end):
        end -= 2
    return Hit(start, end, Kind.PERSON, score, "names-rules", reason, unsure=score < 0.7)


def _name(view: View, start: int, end: int, score: float, reason: str, *, unsure: bool = False) -> Hit:  # noqa: PLR0913
    return _bare(view, start, end, reason, score)._replace(role=role_near(view.lower, start), unsure=unsure)
