# ruff: noqa: T201, SIM905 -- a script that prints its vectors; tables of words
"""Test vectors for finding UK personal data in text: every kind and form, hidden and not, all of them invented.

    python tests/conformance/uk_identifiers/vectors.py > vectors.jsonl

One JSON object a line: ``kind``, ``form``, ``frame``, ``text``, ``start`` and ``end`` (code points), ``hide`` (whether
that place must be found) and, where the form rests on a case record, ``record``. Numbers are of ranges that nobody can
hold (``drivectl/model/idspace.py``), names and places are made up. The same vectors on every machine.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from drivectl.model import idspace

EACH: Final = 4
"""Values a form and frame."""
FRAMES: Final = {
    "sentence": "It was noted that {} came up again.",
    "punctuation": "Noted ({}), then closed.",
    "lines": "Update:\n{}\nNo change.",
    "table": "Item\tDetail\tDone\nlast\t{}\tyes",
    "end": "Checked twice, see {}",
}


class Vector(NamedTuple):
    """One text with one place in it."""

    kind: str
    form: str
    frame: str
    text: str
    start: int
    end: int
    hide: bool
    record: dict[str, Any] | None = None


def _pick(options: str, at: int, salt: str) -> str:
    words = options.split("|")
    return words[hashlib.sha256(f"{salt}/{at}".encode()).digest()[0] % len(words)]


def _n(at: int, salt: str, size: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{salt}#{at}".encode()).digest()[:6], "big") % size


def _d(at: int, salt: str, count: int) -> str:
    return str(_n(at, salt, 10**count)).zfill(count)


def _l(at: int, salt: str, count: int) -> str:
    return "".join("ABCDEFGHJKLMNPRSTUVWXY"[_n(at * 31 + i, salt, 22)] for i in range(count))


SURNAMES: Final = (
    "Quillop|Thrapwell|Ozberry|Marbeck|Vindal|Harrowick|Penstrake|Llewarch|Tunmore|Eskby|Dunfallow|Crimple"
)
FIRST: Final = "Marged|Tobias|Nasreen|Oluwaseun|Kasia|Declan|Priya|Bronwen|Idris|Saoirse|Hamza|Yolanda"
STREETS: Final = "Marbeck|Old Quillop|Thrapwell|Lower Eskby|Vindal|Penstrake|Crimple|Dunfallow"
TOWNS: Final = "Llanquill|Eskbury|Marbeckton|Thrapford|Upper Crimple|Dunfallow-on-Sea"
DAYS: Final = (1, 28)


def _date(at: int) -> tuple[int, int, int]:
    return 1 + _n(at, "day", 28), 1 + _n(at, "month", 12), 1950 + _n(at, "year", 60)


_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December".split("|")


def _written(form: str) -> Callable[[int], str]:
    def make(at: int) -> str:
        day, month, year = _date(at)
        word = _MONTHS[month - 1]
        nth = f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"
        return form.format(d=day, m=month, y=year, yy=year % 100, w=word, a=word[:3], nth=nth)

    return make


_DATES: Final = {
    "slashes": "{d:02}/{m:02}/{y}", "dots": "{d}.{m}.{y}", "dashes": "{d:02}-{m:02}-{y}", "iso": "{y}-{m:02}-{d:02}",
    "two-digit year": "{d:02}/{m:02}/{yy:02}", "words": "{d} {w} {y}", "ordinal": "{nth} {w} {y}", "short month": "{d} {a} {y}",
    "month first": "{w} {d}, {y}", "dashed month": "{d:02}-{a}-{yy:02}", "ordinal of": "{nth} of {w} {y}",
}  # fmt: skip
_DIGIT: Final = "oh|one|two|three|four|five|six|seven|eight|nine".split("|")


def _grouped(value: str, *sizes: int, by: str = " ") -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(value[at : at + size])
        at += size
    return by.join([*parts, value[at:]] if value[at:] else parts)


def _name(at: int) -> tuple[str, str]:
    return _pick(FIRST, at, "first"), _pick(SURNAMES, at, "last")


def _iban(at: int) -> str:
    body = "QQQQ" + _d(at, "iban", 14)
    number = int("".join(str(int(one, 36)) for one in body + "GB00"))
    return f"GB{98 - number % 97:02}{body}"


def _card(at: int) -> str:
    body = "400000" + _d(at, "card", 9)
    return next(body + str(last) for last in range(10) if idspace.luhn_valid(body + str(last)))


def _licence(at: int) -> str:
    return f"{_l(at, 'dl', 5)}{_d(at, 'dl1', 1)}52{30 + _n(at, 'dl2', 60)}{_d(at, 'dl3', 1)}{_l(at, 'dl4', 2)}9{_l(at, 'dl5', 2)}"


def _mobile(at: int) -> str:
    return idspace.void_mobile(_n(at, "mobile", 1000))


def _nhs(at: int) -> str:
    return idspace.void_nhs(_n(at, "nhs", 900_000))


def _nino(at: int) -> str:
    return idspace.void_nino(_n(at, "nino", 4_000_000))


def _code(at: int) -> str:
    return idspace.void_postcode(_n(at, "code", 216_000))


def _plate(at: int) -> str:
    return idspace.void_plate(_n(at, "plate", 10_000_000))


def _pnc(at: int) -> str:
    return idspace.void_pnc(_n(at, "pnc", 3_000_000))


def _street(at: int, kind: str = "Road|Street|Close|Avenue|Lane|Crescent") -> str:
    return f"{_pick(STREETS, at, 'street')} {_pick(kind, at, 'type')}"


Make = Callable[[int], str]
Forms = dict[str, tuple[str, Make]]
"""Form -> (the words before and after its value, as ``before {} after``; how it is made)."""


def _of(**forms: Make | tuple[str, Make]) -> Forms:
    return {name.replace("_", " "): one if isinstance(one, tuple) else ("{}", one) for name, one in forms.items()}


POSITIVE: Final[dict[str, Forms]] = {
    "NHS_NUMBER": _of(
        spaced=lambda n: _grouped(_nhs(n), 3, 3, 4), dashed=lambda n: _grouped(_nhs(n), 3, 3, 4, by="-"), plain=_nhs,
        lower_label=("nhs no {}", _nhs), chi=("CHI {}", _nhs), h_and_c=("H&C number: {}", lambda n: _grouped(_nhs(n), 3, 3, 4)),
        wrong_check=("NHS {}", lambda n: _nhs(n)[:9] + str((int(_nhs(n)[9]) + 1) % 10)), split=lambda n: _grouped(_nhs(n), 3, 3, 4, by="\n"),
    ),
    "NINO": _of(
        pairs=lambda n: _grouped(_nino(n), 2, 2, 2, 2), plain=_nino, lower=lambda n: _nino(n).lower(),
        administrative=lambda n: f"TN{_d(n, 'tn', 6)}{'ABCD'[n % 4]}", no_suffix=("NI no {}", lambda n: _nino(n)[:-1]),
        other_suffix=("national insurance {}", lambda n: _nino(n)[:-1] + "P"), dashed=lambda n: _grouped(_nino(n), 2, 2, 2, 2, by="-"),
    ),
    "POSTCODE": _of(
        full=_code, no_space=lambda n: _code(n).replace(" ", ""), lower=lambda n: _code(n).lower(), two_spaces=lambda n: _code(n).replace(" ", "  "),
        letter_o_for_nought=lambda n: f"QX{1 + n % 9} O{_l(n, 'oo', 2)}", letter_i_for_one=lambda n: f"RB{1 + n % 9} I{_l(n, 'ii', 2)}",
        pseudo=lambda n: f"ZZ99 {n % 10}{_l(n, 'zz', 2)}", forces=lambda n: f"BFPO {1 + _n(n, 'bfpo', 900)}", giro=lambda n: "GIR 0AA" if n % 2 else "GIR0AA",
        in_address=("12 Marbeck Road, {{}}", _code),
    ),
    "PHONE": _of(
        mobile=lambda n: _grouped(_mobile(n), 5, 3, 3), mobile_plain=_mobile, landline=lambda n: _grouped(idspace.void_phone(_n(n, "land", 16000)), 4, 3, 4),
        area_code=lambda n: f"01632 960{_d(n, 'area', 3)}", brackets=lambda n: f"(01632) 960{_d(n, 'area', 3)}", london=lambda n: f"020 7946 0{_d(n, 'lon', 3)}",
        freephone=lambda n: f"0808 157 0{_d(n, 'fre', 3)}", non_geographic=lambda n: f"03069 990{_d(n, 'non', 3)}", premium=lambda n: f"0909 879 0{_d(n, 'pre', 3)}",
        plus=lambda n: f"+44 {_grouped(_mobile(n)[1:], 4, 3, 3)}", zeros=lambda n: f"0044 {_mobile(n)[1:]}", plus_nought=lambda n: f"+44 (0){_mobile(n)[1:]}",
        dots=lambda n: _grouped(_mobile(n), 5, 3, 3, by="."), dashes=lambda n: _grouped(_mobile(n), 5, 6, by="-"), odd_groups=lambda n: _grouped(_mobile(n), 4, 4, 3),
        pairs=lambda n: _grouped(_mobile(n), 3, 2, 2, 2, 2), spelt=lambda n: " ".join(_DIGIT[int(one)] for one in _mobile(n)),
        extension=("ext {}", lambda n: _d(n, "ext", 4)), ending=("number ending {}", lambda n: _d(n, "end", 4)),
        world=lambda n: f"+48 601 {_d(n, 'w1', 3)} {_d(n, 'w2', 3)}", split=lambda n: _grouped(_mobile(n), 5, 6, by="\n"),
        with_extension=lambda n: f"01632 960{_d(n, 'area', 3)} ext {_d(n, 'ext', 3)}", world_noughts=lambda n: f"001 202 555 01{_d(n, 'w1', 2)}",
    ),
    "EMAIL": _of(
        plain=lambda n: idspace.void_email(n, "j.quillop"), tagged=lambda n: f"m_vindal+{n}@example.org", example=lambda n: f"desk{n}@north.example",
        test=lambda n: f"a{n}@mail.test", upper=lambda n: f"KASIA{n}@EXAMPLE.COM", at_dot=lambda n: f"kasia{n} at example dot com",
        brackets=lambda n: f"kasia{n}[at]example[dot]org", rounds=lambda n: f"kasia{n} (at) mail (dot) example", spaced=lambda n: f"tob{n} @ mail.example",
        split=lambda n: f"tobias{n}@\nmail.example", dotted=lambda n: f"tobias dot v{n} at mail dot example",
    ),
    "HANDLE": _of(
        at=lambda n: f"@{_pick(SURNAMES, n, 'h').lower()}_{n}", bare_at=lambda n: f"@{_pick(FIRST, n, 'h').lower()}{n:02}x", underscores=lambda n: f"{_pick(FIRST, n, 'h').lower()}_{_l(n, 'h', 2).lower()}",
        digits=lambda n: f"{_pick(FIRST, n, 'h').lower()}{70 + n % 29}", snapchat=("snapchat {}", lambda n: f"mad.{_pick(FIRST, n, 'h').lower()}{n}"),
        insta=("Insta: {}", lambda n: f"{_l(n, 'hi', 4).lower()}.{n + 3}x"), tiktok=("his TikTok name {}", lambda n: f"x{_pick(SURNAMES, n, 'h').lower()}{n}x"),
        number=lambda n: f"{_pick(SURNAMES, n, 'h').lower()}#{_d(n, 'hn', 4)}",
    ),
    "URL_IP": _of(
        https=lambda n: f"https://profile.example/u/{_l(n, 'u', 5)}?id={n}", www=lambda n: f"www.{_pick(SURNAMES, n, 'u').lower()}.example", profile=lambda n: f"facebook.com/{_pick(FIRST, n, 'u').lower()}.{n}",
        messaging=lambda n: f"https://wa.example/{_mobile(n)[1:]}", ipv4=lambda n: f"192.0.2.{n + 1}", ipv4_other=lambda n: f"203.0.113.{_n(n, 'ip', 255)}",
        ipv6=lambda n: f"2001:db8::{n + 1:x}:{_n(n, 'v6', 65536):x}", ipv6_full=lambda n: f"2001:db8:0:0:{n:x}:ff00:42:8329",
    ),
    "ADDRESS": _of(
        street=lambda n: f"{n + 3} {_street(n)}", abbreviated=lambda n: f"{n + 3} {_street(n, 'Rd|St|Cl|Ave|Ln|Cres')}", lower=lambda n: f"{n + 3} {_street(n)}".lower(),
        letter=lambda n: f"{n + 3}b {_street(n)}", span=lambda n: f"{n + 3}-{n + 5} {_street(n)}", flat=lambda n: f"Flat {n + 1}, {n + 7} {_street(n)}",
        plot=lambda n: f"Plot {n + 2}", room=("she is in {}", lambda n: f"room {n + 11}"), unit=lambda n: f"Unit {n + 4}b", house=lambda n: f"{_pick(SURNAMES, n, 'hs')} {_pick('House|Cottage|Lodge|Farm', n, 'ht')}",
        care_of=("post c/o {}", lambda n: f"{n + 3} {_street(n)}"), street_only=("parked on {}", _street), welsh=lambda n: f"{n + 2} {_pick('Heol|Ffordd|Stryd', n, 'wl')} {_pick('Llewarch|y Felin|Penquill', n, 'wn')}",
        lines=lambda n: f"{n + 3} {_street(n)},\n{_pick(TOWNS, n, 'tw')}", bare_number=("lives at number {}", lambda n: str(n + 21)), no_type=lambda n: f"Flat {n + 2} {_pick(SURNAMES, n, 'hs')} Court",
        block=lambda n: f"Block {'ABCDEF'[n % 6]} room {n + 3}", green=lambda n: f"{n + 3} The {_pick('Green|Square|Mews|Crescent', n, 'gr')}", room_number=("room no. ({})", lambda n: str(n + 101)),
        comma=lambda n: f"{n + 3}, {_street(n)}", split=lambda n: f"{n + 3}\n{_street(n)}",
    ),
    "LOCATION": _of(
        town=("moved to {}", lambda n: _pick(TOWNS, n, "tw")), village=("seen near {}", lambda n: _pick(TOWNS, n, "vl")), estate=("on the {} estate", lambda n: _pick(SURNAMES, n, "es")),
        words=lambda n: f"///{_pick('filled|daring|copper', n, 'a')}.{_pick('count|lemon|tasty', n, 'b')}.{_pick('soap|river|blend', n, 'c')}", grid=("grid ref {}", lambda n: f"SN {_d(n, 'g1', 3)} {_d(n, 'g2', 3)}"),
        degrees=lambda n: f"52.{_d(n, 'la', 5)}, -1.{_d(n, 'lo', 5)}", outward=("somewhere in {}", lambda n: f"DL{n + 1}"), before_code=("{}, QX1 0AA", lambda n: _pick(TOWNS, n, "bc")),
    ),
    "DATE_OF_BIRTH": {
        **{name: ("DOB {}", _written(form)) for name, form in _DATES.items()},
        **_of(
            born=("born {}", _written("{d} {w} {y}")), dotted_cue=("d.o.b. {}", _written("{d:02}/{m:02}/{y}")), b=("b. {}", _written("{d}.{m}.{yy:02}")), compact=("dob {}", _written("{d:02}{m:02}{y}")),
            year=("born in {}", _written("{y}")), serial=("DOB {}", lambda n: str(24000 + _n(n, "xl", 19000))), glued=("B.{}", _written("{d:02}{m:02}{y}")), six=("b.{}", _written("{d:02}{m:02}{yy:02}")), brackets=("(dob {})", _written("{d:02}/{m:02}/{y}")),
        ),
    },
    "DATE": {name: ("{}", _written(form)) for name, form in _DATES.items()} | _of(
        day_month=("on {}", _written("{nth} {w}")), short=("on {}", _written("{d}/{m}")), weekday=("on {}", _written("Tues {nth} {a}")), feast=("on {}", lambda n: _pick("Boxing Day|Christmas Eve|Bonfire Night|New Year's Day", n, "f")),
        compact=_written("20{yy:02}{m:02}{d:02}"),
    ),
    "AGE": _of(
        years=lambda n: f"{n + 18} years old", yo=lambda n: f"{n + 14}yo", y_o=lambda n: f"{n + 14} y/o", aged=("aged {}", lambda n: str(n + 20)), months=lambda n: f"{n + 4} months old",
        mths=lambda n: f"{n + 4} mths", weeks=lambda n: f"{n + 3} weeks old", hyphens=lambda n: f"{n + 5}-year-old", after_name=("Kasia ({})", lambda n: str(n + 3)), age=("age {}", lambda n: str(n + 30)),
    ),
    "VEHICLE_REG": _of(
        current=_plate, no_space=lambda n: _plate(n).replace(" ", ""), lower=lambda n: _plate(n).lower(), prefix=lambda n: f"{_l(n, 'vp', 1)}{n + 101} {_l(n, 'vq', 3)}", suffix=lambda n: f"{_l(n, 'vs', 3)} {n + 101}{_l(n, 'vt', 1)}",
        northern=("car reg {}", lambda n: f"{_l(n, 'vn', 1)}IZ {_d(n, 'vo', 4)}"), make=("silver Passat {}", lambda n: f"{_l(n, 'vn', 2)}Z {_d(n, 'vo', 4)}"), personal=("drives a van, reg {}", lambda n: f"{_l(n, 'vr', 3)} {n + 1}"), split=lambda n: _plate(n).replace(" ", "\n"),
    ),
    "DRIVING_LICENCE": _of(
        plain=_licence, spaced=lambda n: _grouped(_licence(n), 5, 6, 5), lower=lambda n: _licence(n).lower(), northern=("driving licence {}", lambda n: _d(n, "ni", 8)), grouped=lambda n: _grouped(_licence(n), 5, 6, 3, 2),
    ),
    "PASSPORT": _of(
        nine=("passport {}", lambda n: _d(n, "pp", 9)), number=("Passport no. {}", lambda n: _d(n, "pq", 9)), permit=("BRP {}", lambda n: f"ZQ{_d(n, 'brp', 7)}"), foreign=("passport number {}", lambda n: f"{_l(n, 'pf', 2)}{_d(n, 'pg', 7)}"),
        lower=("ppt {}", lambda n: f"{_l(n, 'pf', 2)}{_d(n, 'pg', 7)}".lower()),
    ),
    "BANK": _of(
        both=lambda n: f"20-{_d(n, 'b1', 2)}-{_d(n, 'b2', 2)} {_d(n, 'b3', 8)}", sort_code=("sort code {}", lambda n: f"20-{_d(n, 'b1', 2)}-{_d(n, 'b2', 2)}"), spaced=("sort code {}", lambda n: f"20 {_d(n, 'b1', 2)} {_d(n, 'b2', 2)}"),
        plain=("sort code {}", lambda n: f"20{_d(n, 'b1', 4)}"), account=("account {}", lambda n: _d(n, "b3", 8)), iban=lambda n: _grouped(_iban(n), 4, 4, 4, 4, 4, 2), iban_plain=_iban,
        card=lambda n: _grouped(_card(n), 4, 4, 4, 4), card_plain=_card, card_dashed=lambda n: _grouped(_card(n), 4, 4, 4, 4, by="-"),
    ),
    "PNC_ID": _of(
        long=_pnc, short=lambda n: _pnc(n)[2:], lower=lambda n: _pnc(n).lower(), no_slash=("PNC {}", lambda n: _pnc(n).replace("/", "")), stripped=("PNC ID {}", lambda n: f"{_pnc(n)[2:4]}/{int(_pnc(n)[5:-1])}{_pnc(n)[-1]}"),
    ),
    "CRO": _of(
        plain=lambda n: f"{_d(n, 'cro', 6)}/{n:02}{_l(n, 'crl', 1)}", cue=("CRO {}", lambda n: f"{_d(n, 'cro', 5)}/{n:02}{_l(n, 'crl', 1)}"), lower=("cro no {}", lambda n: f"{_d(n, 'cro', 6)}/{n:02}{_l(n, 'crl', 1)}".lower()),
        spaced=("CRO {}", lambda n: f"{_d(n, 'cro', 6)} / {n:02}{_l(n, 'crl', 1)}"), short=("CRO: {}", lambda n: f"SF{n:02}/{_d(n, 'cro', 6)}{_l(n, 'crl', 1)}"),
    ),
    "CRN": _of(
        plain=lambda n: idspace.void_crn(_n(n, "crn", 1_000_000)), cue=("CRN {}", lambda n: f"E{_d(n, 'crn', 6)}"), lower=("crn {}", lambda n: f"x{_d(n, 'crn', 6)}"), delius=("nDelius: {}", lambda n: f"D{_d(n, 'crn', 6)}"),
        colon=("CRN:{}", lambda n: f"J{_d(n, 'crn', 6)}"),
    ),
    "PRISON_NUMBER": _of(
        plain=lambda n: f"A{_d(n, 'pr', 4)}{_l(n, 'ps', 2)}", cue=("prison number {}", lambda n: f"G{_d(n, 'pr', 4)}{_l(n, 'ps', 2)}"), lower=("prison no {}", lambda n: f"a{_d(n, 'pr', 4)}{_l(n, 'ps', 2)}".lower()), noms=("NOMS {}", lambda n: f"A{_d(n, 'pr', 4)}{_l(n, 'ps', 2)}"),
        old=("prison no. {}", lambda n: f"{_l(n, 'po', 2)}{_d(n, 'pr', 4)}"),
    ),
    "CASE_REF": _of(
        crime=lambda n: f"07{_l(n, 'cr', 2)}{_d(n, 'cs', 7)}", log=("log {}", lambda n: _d(n, "lg", 4)), marac=lambda n: f"MARAC/QX/25/{_d(n, 'ma', 3)}", family_court=("case no {}", lambda n: f"QX25P{_d(n, 'fc', 5)}"), criminal_court=("Crown Court {}", lambda n: f"T2025{_d(n, 'cc', 4)}"),
        mosaic=("Mosaic {}", lambda n: _d(n, "mo", 7)), liquidlogic=("LCS ID {}", lambda n: _d(n, "ll", 6)), niche=("Niche {}", lambda n: f"NIC-{_d(n, 'ni', 7)}"), athena=("Athena ref {}", lambda n: f"42/{_d(n, 'at', 5)}/25"), tenancy=("tenancy ref {}", lambda n: f"TN{_d(n, 'te', 6)}"),
        uprn=("UPRN {}", lambda n: _d(n, "up", 12)), upn=("UPN {}", lambda n: f"{_l(n, 'un', 1)}{_d(n, 'uo', 12)}"), uln=("ULN {}", lambda n: _d(n, "ul", 10)), benefit=("UC claim {}", lambda n: f"UC-{_d(n, 'uc', 4)}-{_d(n, 'ud', 4)}"), imei=("IMEI {}", lambda n: _d(n, "im", 15)),
        firearms=("certificate no. {}", lambda n: f"FAC/{_d(n, 'fa', 5)}"), exhibit=("exhibit {}", lambda n: f"{_l(n, 'ex', 2)}/{n + 1}"), collar=("PC {}", lambda n: _d(n, "co", 4)), dc=("DC {}", lambda n: _d(n, "dc", 5)), ps=("ps {}", lambda n: _d(n, "ps", 3)), urn=("URN: {}", lambda n: f"13{_l(n, 'ur', 2)}{_d(n, 'us', 7)}"),
        lower=("ref {}", lambda n: f"qx/{_d(n, 'lo', 4)}/25"), lettered=lambda n: f"{_l(n, 'le', 3)}-{_l(n, 'lf', 1)} {_d(n, 'lg', 6)}", force=lambda n: f"Q{_l(n, 'fo', 2)} {n + 20}/{_d(n, 'fp', 6)}/25", hyphen=("device {}", lambda n: f"{n + 41}-{_d(n, 'hy', 4)}"), constable=("Const. Quillop {}", lambda n: f"{n + 2210}"),
        voucher=("voucher {}", lambda n: f"E-{_d(n, 'vo', 5)}-00{n:02}"), worker=("staff id {}", lambda n: f"E{_d(n, 'sw', 5)}"),
    ),
    "ORG_IDENTIFYING": _of(
        school=lambda n: f"{_pick(SURNAMES, n, 'o')} Primary School", academy=lambda n: f"{_pick(SURNAMES, n, 'o')} Academy", nursery=lambda n: f"{_pick(SURNAMES, n, 'o')} Nursery", surgery=lambda n: f"{_pick(SURNAMES, n, 'o')} Surgery",
        ward=lambda n: f"{_pick(SURNAMES, n, 'o')} Ward", hospital=lambda n: f"{_pick(SURNAMES, n, 'o')} General Hospital", employer=("works at {}", lambda n: f"{_pick(SURNAMES, n, 'o')} Logistics"), hostel=lambda n: f"{_pick(SURNAMES, n, 'o')} Hostel",
        refuge=lambda n: f"{_pick(SURNAMES, n, 'o')} Refuge", prison=lambda n: f"HMP {_pick(SURNAMES, n, 'o')}", pub=("in the {}", lambda n: f"{_pick(SURNAMES, n, 'o')} Arms"), shop=lambda n: f"{_pick(SURNAMES, n, 'o')} Stores", worship=lambda n: f"{_pick(SURNAMES, n, 'o')} Mosque", saint=lambda n: f"St {_pick(SURNAMES, n, 'o')}'s Church",
        welsh=lambda n: f"Ysgol {_pick('Llewarch|Penquill', n, 'o')}", upper=lambda n: f"{_pick(SURNAMES, n, 'o')} SURGERY".upper(),
        small=("at the {}", lambda n: f"{_pick(SURNAMES, n, 'o')} {_pick('cafe|bar|surgery|nursery', n, 'ot')}".lower()), doctors=lambda n: f"dr {_pick(SURNAMES, n, 'o')}s surgery".lower(), label=("GP: {}", lambda n: f"{_pick('North|Great|Upper', n, 'ol')} {_pick(SURNAMES, n, 'o')}"),
        at_the=("drinks at the {}", lambda n: _pick(SURNAMES, n, "o")), pub_small=("in {}", lambda n: f"the {_pick('red|white|flying|golden', n, 'p1')} {_pick('lion|swan|horse|hart', n, 'p2')}"), brand=lambda n: f"Boots {_pick(SURNAMES, n, 'o')}", depot=("works {}", lambda n: f"Second {_pick('Bus|Train|Parcel', n, 'od')} depot"),
    ),
    "PERSON": _of(
        title=("Mrs {}", lambda n: _pick(SURNAMES, n, "p")), doctor=("Dr {}", lambda n: _pick(SURNAMES, n, "p")), lower_title=("mr {}", lambda n: _pick(SURNAMES, n, "p").lower()), first=lambda n: _pick(FIRST, n, "p"), both=lambda n: " ".join(_name(n)),
        surname_first=lambda n: f"{_name(n)[1].upper()}, {_name(n)[0]}", initial=lambda n: f"{_name(n)[0][0]}. {_name(n)[1]}", kin=("her sister {}", lambda n: _pick(FIRST, n, "p")), lower_kin=("his brother {}", lambda n: _pick(FIRST, n, "p").lower()), alias=("aka {}", lambda n: _pick("Wozza|Spud|Tiny T|Big Ste", n, "p")),
        particle=lambda n: f"{_name(n)[0]} {_pick('Ní|van der|ap|bin', n, 'pa')} {_name(n)[1]}", bracketed=("Marged ({})", lambda n: _pick("Magz|Shivz|Jaxx|Dezz", n, "pb")), letter=("a card signed {}", lambda n: "BDJKLT"[n % 6]), kisses=("luv {} xx", lambda n: "BDJKLT"[n % 6]),
        initials=("seen with {}", lambda n: f"{'QZ'[n % 2]}{'JKV'[n % 3]}"), rabbi=("Rabbi {}", lambda n: _pick(SURNAMES, n, "p")), officer=("PC 3318 {}", lambda n: _pick(SURNAMES, n, "p")), signature=("Signed: {}", lambda n: " ".join(_name(n))), upper=lambda n: " ".join(_name(n)).upper(),
    ),
}  # fmt: skip

RECORD: Final[dict[str, Any]] = {
    "victim": {
        "name": "Marged Llewarch-Quillop", "aliases": ["Mags", "Marged O'Vindal"], "dob": "1987-06-25", "addresses": ["31 Thrapwell View, Eskbury"],
        "postcodes": ["QX1 0AA"], "phones": ["07700 900150"], "nhs_number": "999 000 0018",
    },
    "perpetrator": {"name": "Declan Tunmore", "aliases": ["Dec"], "pnc_id": "2016/0353286I"},
    "children": [{"name": "Idris Tunmore", "dob": "2016-10-01", "school": "Dunfallow Primary School"}],
    "refs": ["QX/24/118"],
}  # fmt: skip
KNOWN: Final = {
    "PERSON": "Marged Llewarch-Quillop|MARGED LLEWARCH-QUILLOP|marged llewarch quillop|Llewarch-Quillop, Marged|Llewarch Quillop|MLQ|M.L.Q.|Mags|mags|Marged/Declan|Margde|Merged Llewarch|Quilop|O'Vindal|OVindal|"
    "O’Vindal|D. Tunmore|Declan T|Tunmore|tunmore|DECLAN|Decaln|Dec|Idris|M a r g e d|Declan\\nTunmore|DeclanTunmore|Márged|Mar\u200bged",
    "PHONE": "07700 900150|+447700900150|900150|oh seven seven oh oh nine oh oh one five oh",
    "DATE_OF_BIRTH": "25/06/1987|25.6.87|25th June 1987|25 Jun 87|1987-06-25|25061987|01/10/16|1 October",
    "ADDRESS": "31 Thrapwell View|31, Thrapwell View|Thrapwell View|31 thrapwell|thrapwell view",
    "POSTCODE": "QX1 0AA|qx10aa|QX1  0AA",
    "LOCATION": "Eskbury",
    "NHS_NUMBER": "9990000018|999-000-0018",
    "PNC_ID": "16/353286I|2016/353286i",
    "CASE_REF": "QX 24 118|qx/24/118|QX24118",
    "ORG_IDENTIFYING": "Dunfallow Primary|Dunfallow School|Dunfallow",
}  # fmt: skip
"""Forms of the values of ``RECORD``."""
DESCRIBED: Final = _of(
    work_and_place=lambda n: f"the only {_pick('midwife|vet|dentist|postmistress', n, 'q')} in {_pick(TOWNS, n, 'q')}",
    works_as=lambda n: f"works as a {_pick('blacksmith|lifeguard|beekeeper|vicar', n, 'w')} in {_pick(TOWNS, n, 'q')}",
    sibling=lambda n: f"her only {_pick('brother|sister|neighbour|daughter', n, 's')}",
    one_neighbour=lambda n: f"the only other house on the {_pick('lane|farm track|island', n, 'h')}",
    rare_role=lambda n: f"the {_pick('headteacher|mayor|parish priest|lollipop lady', n, 'r')} of {_pick(TOWNS, n, 'q')}",
    rare_first=lambda n: f"the first woman to {_pick('captain the lifeboat|win the show|lead the choir', n, 'f')}",
    event=lambda n: f"{_pick('won the lottery|was in the paper|was on the news', n, 'e')} after the {_pick('flood|fire|crash', n, 'v')} in {_pick(TOWNS, n, 'q')}",
    age_school=lambda n: f"the {n + 5}-year-old at {_pick(SURNAMES, n, 'o')} Primary School",
    school_age=lambda n: f"goes to {_pick(SURNAMES, n, 'o')} Nursery, aged {n + 2}",
)  # fmt: skip
"""Descriptions that single a person out without a name."""

NEGATIVE: Final = {
    "NHS_NUMBER": "NHS England|3 of 10|100 mg daily|0800 to 1600|the NHS app",
    "NINO": "NI contributions|a 12 week plan|AB testing|NICE guidance|in line 4",
    "POSTCODE": "PHQ9 score|GAD7 score|M&S voucher|section 47|Tier 2 support",
    "PHONE": "999|101|2 calls of 40 minutes|£1,250.50|12 to 14",
    "EMAIL": "at the door|meet at noon|@ 3pm|sent by email|cc all",
    "HANDLE": "tik tok video|Facebook post|her phone|on social media|a selfie",
    "URL_IP": "e.g. shouting|i.e. daily|and/or|v2 of the plan|his website",
    "ADDRESS": "2 sessions in court|3 days on the ward|4 weeks of close work|moved house|ten steps away",
    "LOCATION": "in the Council|in tears|to bed|near the end|from work|at home",
    "DATE_OF_BIRTH": "was born premature|birth plan|her birthday party|born again|DOB not known",
    "DATE": "3/4 of the sessions|twice a month|7 days a week|in May|last week",
    "AGE": "45 minutes late|3 years of abuse|6 months ago|for 2 weeks|aged care",
    "VEHICLE_REG": "the red car|a hired van|MOT due|drove off|the bus",
    "DRIVING_LICENCE": "has a licence|driving ban|licence revoked|provisional licence|DVLA letter",
    "PASSPORT": "holds her passport|passport office|took the passports|visa expired|no passport",
    "BANK": "her bank card|£20 a week|joint account|sort it out|the bank refused",
    "PNC_ID": "PNC check done|on the PNC|no PNC trace|PNC nil|PNC markers",
    "CRO": "crow noise|no CRO|CRO not held|across the road|CRO pending",
    "CRN": "the corner|CRN unknown|no CRN yet|CRN to follow|corn",
    "PRISON_NUMBER": "in prison|prison visit|released from custody|prison term|prison leavers",
    "CASE_REF": "DASH 14|section 20|Tier 3|2 of 3 actions|risk level 4|2023-2024|0900-1730|BP 140/90",
    "ORG_IDENTIFYING": "at school|the surgery|a refuge space|the pub|on the ward",
    "PERSON": "MARAC|the worker|Clare's Law|sertraline|her mum|the Building Society|the Respondent|St John's Wort|a Stanley knife|seen with HV|with the Salvation Army|off the charlie|Lewy body",
    "QUASI": "the only reason|her only income|works part time|one of the neighbours|is the only option",
}
"""Words that look alike and stay, for each kind."""


def vectors() -> Iterator[Vector]:
    """Every vector."""
    for kind, forms in {**POSITIVE, "QUASI": DESCRIBED}.items():
        for form, (words, make) in forms.items():
            for frame in FRAMES:
                for at in range(EACH):
                    value = make(_n(at, f"{kind}/{form}/{frame}", 60) if kind != "HANDLE" else at)
                    yield _framed(kind, form, frame, words, value, hide=True)
    for kind, values in KNOWN.items():
        for value in values.replace("\\n", "\n").split("|"):
            for frame in FRAMES:
                yield _framed(kind, "record", frame, "{}", value, hide=True)._replace(record=RECORD)
    for kind, values in NEGATIVE.items():
        for value in values.split("|"):
            for frame in FRAMES:
                yield _framed(kind, "look-alike", frame, "{}", value, hide=False)


def _framed(kind: str, form: str, frame: str, words: str, value: str, *, hide: bool) -> Vector:
    before, _, after = words.partition("{}")
    text = FRAMES[frame].format(f"{before}{value}{after}")
    start = FRAMES[frame].index("{}") + len(before)
    return Vector(kind, form, frame, text, start, start + len(value), hide)


if __name__ == "__main__":
    for vector in vectors():
        told = {key: value for key, value in vector._asdict().items() if value is not None}
        print(json.dumps(told))
