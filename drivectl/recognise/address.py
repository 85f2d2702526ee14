"""Addresses and places by their grammar.

Number and street, flats, named houses, Welsh streets, and type words of organisations that locate a person.
"""

# ruff: noqa: E501, SIM905 -- tables of words and patterns are read line by line
import re
from collections.abc import Iterator
from typing import Final

from drivectl.model.finding import Kind
from drivectl.recognise.base import Hit
from drivectl.recognise.lists import any_of, is_plain, words
from drivectl.recognise.scan import Scan, heads, register, tried
from drivectl.recognise.view import View

_STREET: Final = (
    "street|st|road|rd|avenue|ave|av|lane|ln|close|cl|drive|dr|way|court|ct|crescent|cres|place|pl|square|sq|terrace|terr|"
    "gardens|gdns|grove|gr|walk|hill|rise|view|row|mews|parade|park|green|quay|wharf|vale|mount|bank|broadway|circus|"
    "gate|end|croft|fold|drove|esplanade|promenade|prom|causeway|path|passage|yard|market place|high street|main street|"
    "yd|wlk|hse|mdws?|hts|pk|meadows?|fields?|heights|side|bridge|orchard|villas|cottages|buildings|brow|wynd|loan|brae|gait|street north|street south"
)
_WELSH: Final = "heol|ffordd|stryd|lon|maes|bryn|clos|rhodfa|tyddyn|teras|cwrt|parc|rhiw|pen|waun|llys|trem"
_SUB: Final = (
    "flat|flt|fl|unit|apt|apartment|room|rm|bed|bay|plot|pitch|caravan|block|studio|maisonette|cell|suite|fflat"
)
_HOUSE: Final = (
    "house|lodge|cottage|farm|farmhouse|barn|bothy|mill|manor|hall|villa|court|towers?|point|heights|mansions|grange|rectory|"
    "vicarage|croft|stables|chalet|bungalow|caravan"
)
_NO: Final = r"\d{1,4}[a-z]?(?:[\-/]\d{1,4}[a-z]?)?"
_NAME: Final = r"[a-z][a-z'\-]{1,20}"
_CAPS: Final = r"[A-Z][a-z'A-Z\-]{1,20}"
_FULL: Final = re.compile(
    rf"(?<![\w£.:/\-])(?:(?:{_SUB})\.? ?{_NO},? )?(?:{_NAME} (?:house|court|lodge|point|tower),? )?"
    rf"{_NO},?[ \n](?P<n>(?:{_NAME} ){{1,3}}?)(?P<t>{_STREET})(?![\w'])\.?"
)
_CORE: Final = re.compile(rf"{_NO},?[ \n](?:{_NAME} ){{1,3}}?(?:{_STREET})(?![\w'])")
_WELSH_FULL: Final = re.compile(
    rf"(?<![\w£.:/\-])(?:{_NO},? )?(?:{_WELSH})(?:[ \-](?:y|yr|yr?r|o|ap|{_NAME})){{1,3}}(?!\w)"
)
_WELSH_NAME: Final = re.compile(rf"(?=[A-Z])(?P<w>(?i:{_WELSH}))(?:[ \-](?:(?i:y|yr|o|ap)|{_CAPS})(?![a-z])){{1,3}}")
_SUBUNIT: Final = re.compile(
    rf"(?<!\w)(?:{_SUB})\.? (?:no\.? ?)?\(?(?P<n>\d{{1,4}}[a-z]?|(?<=block )[a-z]|(?<=flat )[b-h])(?![\w/:'])(?:,? (?P<h>(?:{_NAME} ){{1,2}}(?:{_HOUSE})))?"
)
_REAR: Final = re.compile(
    rf"(?<!\w)(?:rear of|above|c/o|opposite|next to) (?P<v>{_NO},? (?:{_NAME} ){{1,2}}?(?:{_STREET}))(?!\w)"
)
_NUMBER: Final = re.compile(
    r"(?<!\w)(?<!\d )(?:at|to|from|outside|house|number|no\.?|nr|door|flat below \(|next door \()(?: number| no\.?| house)? ?(?P<v>\d{1,3}[a-z]?)(?![\w:/.%£]|,\d| ?(?:am|pm|hrs?|hours?|mins?|minutes|days?|weeks?|months?|years?|times|of|x|%|kids|children|people|points?|miles|sessions?|mg|ml|units?|years?|high|o'clock|st|nd|rd|th)(?!\w))"
)
_HOUSE_NO: Final = re.compile(
    r"(?<!\w)(?:no|nr|number|house|door|annexe?),?\.? ?(?P<v>\d{1,3}[a-z]?)(?![\w:/%£]|[.,]\d)"
)
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_ROADS: Final = "street|road|rd|avenue|ave|lane|ln|close|crescent|terrace|drive|way|grove|gardens|mews|parade|square|row|walk|quay|vale|view|prom|promenade"
_IN_WORDS: Final = re.compile(
    rf"(?<!\w)(?:flat|room|unit|apartment|number) (?:(?:{_TENS})[ \-])?(?:{_ONES}|twenty|thirty|forty|fifty)(?!\w)"
)
_BARE: Final = re.compile(
    rf"(?i:c/o|lives at|lives|living at|address|staying at|entering|bailed to|moved to|outside):? (?P<v>\d{{1,4}}[A-Za-z]?,? {_CAPS})(?![\w'])"
)
_ROW: Final = re.compile(r"(?<![\w£.:/\-])\d{1,4}[A-Za-z]?,? (?:The|THE) [A-Z][A-Za-z]{3,20}(?!\w)")
_SAID: Final = re.compile(
    rf"(?<!\w)(?:(?:{_TENS}|{_ONES}|hundred|and|oh)[ \-]){{1,5}}(?P<n>(?:{_NAME} ){{1,3}}?)(?:{_ROADS})(?!\w)"
)
_CAPS_BEFORE: Final = re.compile(r"[A-Z][a-z'A-Z\-]{1,20},? $")
_NAMED: Final = re.compile(
    rf"(?<![\w'])(?:The )?(?:{_CAPS} ){{0,2}}{_CAPS}(?:'s)?,? (?i:{_HOUSE})(?![\w'\-])(?:, (?:{_CAPS} ){{1,2}}?(?i:{_STREET})(?!\w))?"
)
_STREET_ONLY: Final = re.compile(rf"(?<![\w'])(?:{_CAPS} ){{1,3}}?(?i:{_ROADS}|wl?k)(?![\w'\-])")
_ORG: Final = (
    "academy|bakery|baker's|barbers?|cafe|caffi|care home|chapel|chemist|chippy|chip shop|church|clinic|college|foodbank|food bank|foods|"
    "community cent(?:re|er)|cent(?:re|er)|garage|gurdwara|guest ?house|gym|health cent(?:re|er)|health ctr|high|high school|hospice|hospital|infirmary|general|"
    "hostel|hotel|inn|infants?|juniors?|school|library|leisure cent(?:re|er)|mandir|masjid|medical cent(?:re|er)|medical practice|practice|mosque|nails|"
    "nursery|nursing home|pharmacy|playgroup|pre-?school|primary|prep|pub|arms|tavern|refuge|restaurant|salon|secondary|shop|stores?|superstore|"
    "supermarket|surgery|synagogue|takeaway|temple|travel|parcels|logistics|solicitors|ward|probation hostel|approved premises|bar|market|a&e|magistrates|"
    "children's cent(?:re|er)|family cent(?:re|er)|day cent(?:re|er)|parish office|community hub|c of e|rc|baptist|methodist|choir|dental|dentist|vets?|fc|rfc|club|lidl|aldi|tesco|asda|"
    "brewery|jobcentre|job ?centre|police station|depot|warehouse|factory|memory clinic|minor injuries|walk-?in|urgent care|birth cent(?:re|er)|antenatal|maternity|sixth form|university|"
    "theatre|stadium|arena|speedway|cinema|bingo|casino|nightclub|social club|car ?wash|tyres|autos|motors|launderette|butchers?|fish bar|kebabs?|"
    "pizza|tandoori|off ?licence|newsagents?|news|post office|farm shop|stables|kennels|boatyard|marina|opticians|foundry|timber|veg|builders|cabs|taxis|"
    "sainsbury'?s|morrisons|co-?op|primark|halfords|poundland|poundstretcher|mcdonald'?s|greggs|kfc|ikea|argos|boots|wetherspoons?|spar|nisa|costcutter|premier inn|travelodge|macc(?:ies|ys)|mcds?|spoons|nandos?|subway|starbucks|costa|hall"
)
TYPE: Final = re.compile(rf"(?:{_ORG})(?!\w)")
"""A word for a school, a surgery, a shop ... in small letters."""
_ORG_AFTER: Final = re.compile(
    rf"(?<![\w'])(?:(?:St|{_CAPS}|&|of|the|and)\.? ){{0,3}}{_CAPS}(?:'s)? (?i:{_ORG})(?![\w'\-])(?: (?i:school|academy|nursery|foodbank|college|church|centre|hostel|choir|primary))?"
)
_BEFORE: Final = "boots|superdrug|argos|iceland|greggs|costa|screwfix|wickes|jd sports|royal mail|primark|halfords|poundstretcher|crossfit|hmp|yoi|meddygfa'?r?|ysgol|caffi'?r?|capel|eglwys|tesco|asda|lidl|aldi|wetherspoons?|premier inn|travelodge|lidl|sainsbury'?s|morrisons|hospital|school|royal|safe house|foodbank|hostel|pub|gym|nursery|church|works? (?:at|for)|working (?:at|for)|employed (?:by|at)|arrested at|registered at"
_NEXT: Final = rf"(?!(?:AND|OR|ON|IN|AT|THE|TO|BUT|SO|HE|SHE|WHO|AS|WITH|FOR|FROM|IS|WAS) ){_CAPS}"
_ORG_BEFORE: Final = re.compile(
    rf"(?<!\w)(?i:{_BEFORE}),? "
    rf"(?:at |in |the |\"|The )?(?:[A-Z] )?(?:{_CAPS}[ ,'])?{_NEXT}(?: (?=[A-Z]{{2}}){_NEXT})?(?![\w])|(?<!\w)(?:HMP|YOI) [A-Z][A-Za-z]+(?: [A-Z][a-z]+)?"
)
_DOES: Final = re.compile(r"(?i:works? (?:at|for)|working (?:at|for)|employed (?:by|at)|(?:arrested|registered) at),? ")
_INITIALS: Final = re.compile(r"(?:at|in|to|from|near|outside) (?P<v>the (?!A&E)[A-Z]&[A-Z])(?!\w)")
_TAVERN: Final = re.compile(
    r"(?<!\w)(?P<v>the (?!hot|cold|kitchen|bath|water|outside|mixer)[a-z'\-]{3,20} (?:tap|inn|tavern))(?!\w)"
)
_THE: Final = re.compile(rf"(?<=[a-z,:(] )The (?P<n>{_CAPS})(?: {_CAPS})?(?:, {_CAPS}(?: {_CAPS})?)?(?!\w)")
_LABEL: Final = re.compile(
    rf"(?i:gp|surgery|practice|school|nursery|employer|works?|college|hospital|church|placement): (?P<v>(?!Dr |Mrs? |Ms |Not? |None|Unknown)(?:The )?{_CAPS}(?: (?:of )?{_CAPS}){{0,3}})(?!\w)"
)
_PUB: Final = re.compile(
    r"(?<!\w)(?P<v>the (?:flyin'?g?|red|white|black|golden|green|blue|old|royal|prancing|running|dancing|three|two|five|seven|spotted|speckled|sailor'?s|miner'?s|miners'|jolly|queen'?s|king'?s|kings|duke'?s|rose and|dog and|fox and|hare and|coach and|plough and|crown and|george and|horse and) "
    r"(?:horseshoes?|horses?|lions?|harts?|swans?|bulls?|boars?|bears?|foxe?s?|hounds?|stags?|oaks?|tuns?|bells?|ships?|anchor|dragon|eagle|duck|cow|cock|dog|crown|heads?|arms|return|rest|jockey|waggon|wagon|pony|pheasant|partridge|harrow|harp|cross|barrel|farmers?|vaults?))(?!\w)"
)
_AT_THE: Final = re.compile(
    rf"(?:at|in|of|outside|behind|near|past|from|to|down|up|,) (?P<v>the (?P<n>{_CAPS}(?: (?:in the |and |of the |of |o' |& )?{_CAPS}){{0,2}}))(?!\w)"
)
_NAMING: Final = (
    (_INITIALS, False, "place"),
    (_TAVERN, False, "tavern"),
    (_PUB, True, "tavern"),
    (_LABEL, False, "label"),
    (_AT_THE, False, "at-the"),
)
"""Pattern, whether it reads small letters, and the words that it begins with."""
_TOWN: Final = re.compile(rf"(?P<v>{_CAPS}(?:[ \-]{_CAPS}){{0,2}}),? [A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}(?!\w)")
_CODE: Final = re.compile(r"[A-Z](?=[A-Z]?\d[A-Z\d]? ?\d[A-Z]{2}(?!\w))")
_TOWN_REACH: Final = 70
"""The longest name of a town before its postcode, which is rarer than a capital."""
_LOCALITY: Final = re.compile(rf",[ \n](?P<v>{_CAPS}(?:(?: |-on-|-upon-|-le-|-in-|-){_CAPS}){{0,2}})(?![\w@'])")
_OPEN: Final = re.compile(r"(?:[,.;:a-z] |[\n(])$")
_AT: Final = "in|near|to|from|towards|around|at|of|outside|lives|moved to|bailed to|back to|over in|returned to"
_PLACE_CUE: Final = re.compile(
    rf"(?<!\w)(?:{_AT}) (?P<v>{_CAPS}(?:(?: |-on-|-upon-|-le-|-in-){_CAPS}){{0,2}})(?![\w@'])"
)


register(
    {
        "sub": heads(_SUB),
        "rear": {"rear", "above", "c", "opposite", "next"},
        "number": {
            "annex",
            "annexe",
            "at",
            "to",
            "from",
            "outside",
            "house",
            "number",
            "no",
            "nr",
            "door",
            "flat",
            "next",
        },
        "said": heads(f"{_TENS}|{_ONES}"),
        "number-words": {"flat", "room", "unit", "apartment", "number"},
        "dwelling": {"c", "lives", "living", "address", "staying", "entering", "bailed", "moved", "outside"},
        "welsh": heads(_WELSH),
        "road": heads(_ROADS) | {"wk", "wlk"},
        "house": heads(_HOUSE),
        "organisation": heads(_ORG),
        "before": heads(_BEFORE),
        "place": heads(_AT),
        "tavern": {"the"},
        "label": heads("gp|surgery|practice|school|nursery|employer|works?|college|hospital|church|placement"),
        "at-the": {"of", "at", "in", "outside", "behind", "near", "past", "from", "to", "down", "up"},
    }
)


def addresses(view: View) -> Iterator[Hit]:
    """Every address in ``view``: by number, and by name."""
    scan, lower = view.scan, view.lower
    streets = [found.start() for found in tried(_CORE, lower, scan.digits)]
    for found in tried(_FULL, lower, scan.before(streets, 80)):
        if not _ordinary(found["n"]) or view.text.startswith("The ", found.start("n")):
            yield _hit(found, 0.8, "street")
            town = _LOCALITY.match(view.text, found.end())
            yield from _town(town) if town and not is_plain(re.split("[ -]", town["v"])[0].lower()) else ()
    for found in _WELSH_FULL.finditer(lower) if scan.at("welsh") else ():
        capitals = _WELSH_NAME.match(view.text, found.start())
        if view.text[found.start()].isdigit():
            yield _hit(found, 0.8, "welsh-street")
        elif capitals and capitals["w"].lower() not in words("first_names"):
            yield Hit(*capitals.span(), Kind.ADDRESS, 0.8, "uk", "welsh-street")
    for pattern, group, score, reason in (
        (_REAR, "rear", 0.8, "street-cue"),
        (_SUBUNIT, "sub", 0.8, "flat-or-room"),
        (_NUMBER, "number", 0.5, "house-number"),
        (_HOUSE_NO, "number", 0.5, "house-number"),
    ):
        for found in tried(pattern, lower, scan.at(group) if scan.digits else ()):
            yield _hit(found, score, reason)
    if scan.digits:
        codes = scan.before((found.start() for found in _CODE.finditer(view.text)), _TOWN_REACH)
        for found in tried(_TOWN, view.text, [at for at in codes if _OPEN.search(view.text, at - 2, at)]):
            yield from _town(found)
    yield from _dwellings(view)
    yield from _named_addresses(view)


def _dwellings(view: View) -> Iterator[Hit]:
    """A number in words behind a flat, and a number and a name behind a word for living there."""
    for found in tried(_IN_WORDS, view.lower, view.scan.at("number-words")):
        yield _hit(found, 0.5, "number-in-words")
    for found in tried(_SAID, view.lower, view.scan.at("said")):
        if not any(one in _STOP for one in found["n"].split()) and not all(map(is_plain, found["n"].split())):
            yield _hit(found, 0.6, "number-in-words")
    for found in tried(_ROW, view.text, view.scan.digits):
        yield _hit(found, 0.5, "number-and-name")
    for found in tried(_BARE, view.text, view.scan.at("dwelling") if view.scan.digits else ()):
        if not is_plain(found["v"].split()[-1].lower()):
            yield _hit(found, 0.5, "number-and-name")


def _town(found: re.Match[str]) -> Iterator[Hit]:
    yield Hit(*found.span("v"), Kind.LOCATION, 0.5, "uk", "town", unsure=True)


def _named_addresses(view: View) -> Iterator[Hit]:
    """Streets without a number, and houses with a name."""
    scan = view.scan
    for pattern, group, reason in ((_STREET_ONLY, "road", "street-name"), (_NAMED, "house", "house-name")):
        for found in tried(pattern, view.text, _named(scan, group)):
            start = _shorten(view.text, found.start(), found.end())
            if start is not None:
                yield Hit(start, found.end(), Kind.ADDRESS, 0.6, "uk", reason, unsure=True)


def _named(scan: Scan, group: str) -> list[int]:
    """Where the names may begin that stand before the type words of ``group``."""
    return scan.before((at for at in scan.at(group) if _CAPS_BEFORE.search(scan.text, max(0, at - 26), at)), 100)


def organisations(view: View) -> Iterator[Hit]:
    """Schools, surgeries, employers, hostels ... by a type word and a name, and places by a word before them."""
    text, scan = view.text, view.scan
    for found in tried(_ORG_AFTER, text, _named(scan, "organisation")):
        start = _shorten(text, found.start(), found.end())
        if start is not None:
            yield _organisation(start, found.end(), 0.6)
    for found in _THE.finditer(text) if "The " in text else ():
        if not is_plain(found["n"].lower()):
            yield Hit(found.start(), found.end(), Kind.ORG_IDENTIFYING, 0.5, "uk", "the-name", unsure=True)
    for pattern, read, group in _NAMING:
        for found in tried(pattern, view.lower if read else text, scan.at(group)):
            if pattern is not _AT_THE or not _known_place(found["n"]):
                yield _organisation(*found.span("v"))
    for found in tried(_ORG_BEFORE, text, scan.at("before")):
        verb = _DOES.match(text, found.start())
        yield _organisation(verb.end() if verb else found.start(), found.end(), 0.6)
    yield from _places(view)


def _places(view: View) -> Iterator[Hit]:
    for found in tried(_PLACE_CUE, view.text, view.scan.at("place")):
        if found["v"].lower().split()[0] not in any_of("keep", "common") and not found.group().isupper():
            start, end = found.span("v")
            yield Hit(
                start,
                end - 2 * (found["v"].endswith("'s") and not found["v"].startswith("St ")),
                Kind.LOCATION,
                0.5,
                "uk",
                "place-cue",
                unsure=True,
            )


def _organisation(start: int, end: int, score: float = 0.5) -> Hit:
    return Hit(start, end, Kind.ORG_IDENTIFYING, score, "uk", "organisation", unsure=True)


def _known_place(name: str) -> bool:
    """Whether "the ..." is no place of one's own: the Council, the Police, the A&E."""
    return name.isupper() or re.split("[ -]", name.lower())[0] in words("keep")


def _hit(found: re.Match[str], score: float, reason: str) -> Hit:
    group = "v" if "v" in found.groupdict() else 0
    return Hit(found.start(group), found.end(group), Kind.ADDRESS, score, "uk", reason, unsure=score < 0.8)


def _ordinary(name: str) -> bool:
    """Whether the words between a number and a street type are plain English ("2 days in hospital close")."""
    return all(one in _STOP for one in name.split())


_STOP: Final = frozenset(
    "a an the of in on at by to for and or but with from her his their he she they it is was were had has have not no "
    "days weeks months years hours minutes times children kids people sessions more other per".split()
)


_INSIDE: Final = re.compile(
    r"(?<![A-Za-z])(?:at|in|from|to|near|outside|on|off|along|down|up|works|attends|attended|for) $"
)


def _shorten(text: str, start: int, end: int) -> int | None:
    """Where the name really starts: leading words that are no part of it (sentence starts, agencies) are left out."""
    parts = [(m.start() + start, m.group().lower()) for m in re.finditer(r"[\w&']+", text[start:end])]
    if text[start:end].isupper():
        first = max((at for at, (_, word) in enumerate(parts, 1) if word in _STOP and word != "the"), default=0)
        parts = parts[first:]
    plain = any_of("keep", "common")
    if len(parts) > 2 and _INSIDE.search(text, max(0, start - 8), start) and not text[start:end].isupper():
        return parts[0][0]
    while parts and (parts[0][1] in plain or parts[0][1] in _STOP) and parts[0][1] not in words("wordy"):
        parts.pop(0)
    return parts[0][0] if len(parts) > 1 else None
