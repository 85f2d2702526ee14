"""The table of UK identifier rules: a shape, a check and the words that go with it.

A check or a context word makes a hit certain; a shape alone is unsure, and what is unsure is hidden too, so a
failed check never opens anything. Every repeat is bounded: the worst case stays linear in the text.
"""

# ruff: noqa: E501 -- tables of words and patterns are read line by line
import re
from typing import Final

from drivectl.model import idspace
from drivectl.model.finding import Kind
from drivectl.recognise.cues import BANK, CAR, PHONE, PLATFORMS, near
from drivectl.recognise.references import REFERENCE_RULES
from drivectl.recognise.rule import A_DATE, Rule, ci

_cs: Final = re.compile
_TO: Final = _cs(r"\d+ (?:to|of|in|at|by|or|on|am|pm|x|is|as|if|so|no|up) ")
_EXTENSION: Final = r"(?:,? ?[Ee]xt(?:n|ension)?\.? ?\d{2,6})?"
_DIGIT: Final = (
    "(?:zero|oh|o|nought|naught|one|two|three|four|five|six|seven|eight|nine|double|triple|hundred|thousand)"
)
RULES: Final[tuple[Rule, ...]] = (
    Rule(
        Kind.PHONE,
        "uk-phone",
        _cs(
            r"(?<![\w/])(?:\+ ?44|0044)[ .\-]?(?:\(0\)[ .\-]?)?\d(?:[ \n.,()\-]{0,2}\d){8,9}(?!\d)"
            rf"{_EXTENSION}"
        ),
        sure=True,
        needs="world",
    ),
    Rule(
        Kind.PHONE,
        "uk-phone",
        _cs(rf"(?<![\w/.\-])\(?0\d(?:[ \n.,()\-]{{0,2}}\d){{8,9}}(?!\d){_EXTENSION}"),
        sure=True,
        refuse=A_DATE,
        needs="zero",
    ),
    Rule(Kind.PHONE, "uk-phone-short", _cs(r"(?<!\d)7\d{3}[ \-]?\d{3}[ \-]?\d{3}(?!\d)"), context=PHONE, needs="seven"),
    Rule(
        Kind.PHONE,
        "phone-misread",
        ci(r"(?<!\w)[0o](?:[ \-]?[0-9oil]){10}(?!\w)"),
        refuse=_cs(r"[^oil]+$|\D+$"),
        sure=True,
        needs="word",
    ),
    Rule(
        Kind.PHONE,
        "world-phone",
        _cs(r"(?<!\w)(?:\+|00)[1-9]\d{0,2}[ \-]?\d(?:[ ()\-]{0,2}\d){6,12}(?!\d)"),
        sure=True,
        needs="world",
    ),
    Rule(Kind.PHONE, "local-phone", _cs(r"(?<![\w/.\-])\d{3} ?\d{3,4}(?![\w/.\-]\d)"), context=PHONE, only=True),
    Rule(
        Kind.PHONE,
        "phone-ending",
        ci(r"\b(?:ending|ends|last (?:four|4|six|6|three|3)(?: digits)?)(?: in| with|:)? (?P<v>\d{3,6})\b"),
        sure=True,
        needs="ending",
    ),
    Rule(
        Kind.PHONE,
        "phone-extension",
        ci(r"\b(?:ext|extension|extn)\.? ?(?P<v>\d{3,6})\b"),
        sure=True,
        needs="extension",
    ),
    Rule(
        Kind.PHONE,
        "phone-in-words",
        ci(rf"\b{_DIGIT}(?:[ ,.\-]{{1,2}}(?:{_DIGIT}|[a-z]|\d{{1,4}})){{5,16}}\b"),
        needs="spelt",
        sure=True,
    ),
    Rule(
        Kind.EMAIL,
        "email",
        _cs(r"(?<![\w.+\-])[\w.+\-]{1,64} ?@ ?[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,6}"),
        needs="@",
        sure=True,
    ),
    Rule(
        Kind.EMAIL,
        "email-split",
        _cs(
            r"(?<![\w.+\-])[\w.+\-]{1,64}\s?@\s?[\w\-]{1,63}(?:\s?\.(?:\n| (?=[a-z]{2,8}(?![\w ])))?[\w\-]{1,63}){1,6}"
        ),
        needs="@",
    ),
    Rule(
        Kind.EMAIL,
        "email-in-words",
        ci(
            r"(?<![\w.])[\w.\-]{1,40}(?: dot [\w\-]{1,30}){0,4}(?: at | ?[(\[{<] ?at ?[)\]}>] ?)[\w\-]{1,30}(?:(?: dot | ?[(\[{<] ?dot ?[)\]}>] ?|\.)[a-z][\w\-]{1,20}){1,4}"
        ),
        sure=True,
        needs="dot",
    ),
    Rule(Kind.URL_IP, "url", ci(r"\b(?:https?://|www\.)[^\s<>\"'\x01]{2,}"), sure=True, needs="url"),
    Rule(
        Kind.URL_IP,
        "domain",
        ci(
            r"(?<![\w@.\-])(?:[a-z0-9\-]{1,40}\.){1,5}(?:com|org|net|uk|io|me|info|example|test|gg|tv|ly|co|app|online|eu|ie|wales|cymru|scot)(?![\w\-])(?:/[^\s<>\"'),\x01]{0,200})?"
        ),
        sure=True,
        needs="domain",
    ),
    Rule(Kind.URL_IP, "ipv4", _cs(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]\d)"), sure=True),
    Rule(
        Kind.URL_IP,
        "ipv6",
        ci(r"(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}(?::|[0-9a-f]{1,4})(?::?[0-9a-f]{1,4}){0,6}(?![\w:])"),
        refuse=_cs(r"\d{1,2}:\d{2}(?::\d{2})?$"),
        needs="hex",
    ),
    Rule(Kind.URL_IP, "mac", ci(r"(?<![\w:])[0-9a-f]{2}(?:[:\-][0-9a-f]{2}){5}(?![\w:])"), sure=True, needs="hex"),
    Rule(
        Kind.LOCATION,
        "what3words",
        ci(r"(?:\bw3w:? ?|///)(?P<v>[a-z]{2,20}\.[a-z]{2,20}\.[a-z]{2,20})"),
        sure=True,
        needs="w3w",
    ),
    Rule(Kind.LOCATION, "degrees", _cs(r"(?<![\d.])[456]\d\.\d{3,12}°?[Nn]?[,;]? ?-?[0-8]\.\d{3,12}"), sure=True),
    Rule(
        Kind.LOCATION,
        "grid-reference",
        _cs(r"\b[A-HJ-Z]{2} ?\d{3,5} ?\d{3,5}\b"),
        context=near("grid(?: ref)?|os|map|gr"),
        only=True,
        needs="capital",
    ),
    Rule(Kind.HANDLE, "handle", _cs(r"(?<![\w.@])@[A-Za-z0-9_][\w.]{1,30}"), needs="@", sure=True),
    Rule(
        Kind.HANDLE,
        "handle-shape",
        ci(r"(?<![\w.@/])(?=[\w.]{4,40}(?![\w.]))[a-z]{2,20}[a-z0-9.]{0,20}_[a-z0-9_.]{0,24}\w"),
        needs="_",
    ),
    Rule(
        Kind.HANDLE,
        "handle-digits",
        ci(r"(?<![\w.@/\-])(?:[a-z]{2,20}\.)?[a-z]{4,24}[a-z0-9]{0,10}\d{2,4}(?![\w\-])"),
        refuse=_cs(r"(?:life360|office365|xbox360|catch22|core10|covid19|forward50|channel4)$"),
        needs="letter",
    ),
    Rule(
        Kind.HANDLE,
        "handle-number",
        ci(r"(?<![\w.@/#])[a-z][\w.]{1,31}#\d{3,5}(?!\w)"),
        sure=True,
        needs="letter",
    ),
    Rule(
        Kind.HANDLE,
        "handle-platform",
        ci(
            rf"\b(?:{PLATFORMS})(?![a-z])"
            r"(?: (?:name|user|username|handle|profile|page|account|tag|id|as|is|called|under|w/|with)){0,3}[:,]? ?['\"(]?(?P<v>(?=[\w.]{0,30}(?:[\d_]|\.\w))[a-z0-9][\w.]{2,30}\w)"
        ),
        needs="platform",
        sure=True,
    ),
    Rule(
        Kind.NHS_NUMBER,
        "nhs-number",
        _cs(r"(?<![\w/.\-])\d{3}[ \n.\-]?\d{3}[ \n.\-]?\d{4}(?![\w/\-])"),
        idspace.nhs_valid,
        near("nhs|chi|h&c|hcn|health"),
    ),
    Rule(
        Kind.NINO,
        "nino",
        ci(r"(?<!\w)[a-z]{2}[ \n\-]?\d{2}[ \n\-]?\d{2}[ \n\-]?\d{2}[ \n\-]?[a-d](?!\w)"),
        sure=True,
        needs="letter",
    ),
    Rule(
        Kind.NINO,
        "nino-short",
        ci(r"(?<!\w)[a-z]{2}[ \-]?\d{2}[ \-]?\d{2}[ \-]?\d{2}(?:[ \-]?[a-z])?(?!\w)"),
        context=near("ni|nin|nino|national insurance|ni no"),
        only=True,
        needs="letter",
    ),
    Rule(
        Kind.POSTCODE,
        "postcode",
        ci(r"(?<![\w/\-])(?:[a-z]{1,2}\d[a-z\d]?[ \n]{0,2}\d[a-z]{2}|gir ?0aa|bfpo ?\d{1,4})(?![\w\-])"),
        sure=True,
        needs="letter",
    ),
    Rule(
        Kind.POSTCODE,
        "postcode-misread",
        _cs(r"(?<![\w/\-])[A-Z]{1,2}[\dOI][A-Z\d]? ?[\dOI][A-Z]{2}(?![\w\-])"),
        needs="capital",
    ),
    Rule(
        Kind.POSTCODE,
        "postcode-part",
        _cs(r"(?<![\w/\-])[A-Z]{1,2}\d{1,2} \d(?:\?\?|\*\*|xx|XX|__|\?[A-Z])"),
        needs="capital",
    ),
    Rule(
        Kind.LOCATION,
        "outward-code",
        _cs(rf"(?<![\w/\-])(?:{'|'.join(sorted(idspace.POSTCODE_AREAS))})\d{{1,2}}(?:/[A-Z]{{1,2}}\d{{1,2}})?(?!\w)"),
        context=near("in|near|around|area|to|not|from|postcode"),
        only=True,
        needs="capital",
    ),
    Rule(
        Kind.DRIVING_LICENCE,
        "driving-licence",
        ci(r"(?<!\w)[a-z9]{5}[ \n\-]?\d{6}[ \n\-]?[a-z9]{2}[ \n\-]?\d?[ \n\-]?[a-z0-9]{2}(?!\w)"),
        sure=True,
        needs="word",
    ),
    Rule(
        Kind.DRIVING_LICENCE,
        "licence-number",
        ci(r"(?<!\w)[a-z0-9]{8,18}(?!\w)"),
        context=near("licen[cs]e(?: no\\.?| number)?|dvla|dva"),
        only=True,
        refuse=ci(r"[a-z]+$"),
        needs="word",
    ),
    Rule(
        Kind.PASSPORT,
        "passport",
        ci(r"(?<!\w)(?:\d{9}|[a-z]{1,3} ?\d{6,8})(?!\w)"),
        context=near(r"passports?|ppt|brp|permit|visa|id(?: card)?|identity|travel document"),
        only=True,
        needs="word",
    ),
    Rule(
        Kind.VEHICLE_REG,
        "vehicle-current",
        ci(r"(?<![\w/\-])[a-z]{2}\d{2}[ \n]?[a-z]{3}(?![\w/\-])"),
        sure=True,
        needs="letter",
    ),
    Rule(
        Kind.VEHICLE_REG,
        "vehicle-prefix",
        _cs(r"(?<![\w/\-])(?:[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z])(?![\w/\-])"),
        context=CAR,
        refuse=_cs(r"\w+ ?(?:AND|FOR|THE|WAS|HAS|NOT|BUT|SHE|HER|HIS|WHO|HAD|ARE)$"),
        needs="capital",
    ),
    Rule(
        Kind.VEHICLE_REG, "vehicle-irish", ci(r"(?<![\w/\-])\d{2,3}[ \-][a-z]{1,2}[ \-]\d{1,6}(?![\w/\-])"), refuse=_TO
    ),
    Rule(
        Kind.VEHICLE_REG,
        "vehicle-northern",
        _cs(r"(?<![\w/\-])(?:[A-Z][IZ][A-Z]|[A-Z]{2}[IZ]) ?\d{3,4}(?![\w/\-])"),
        context=CAR,
        needs="capital",
    ),
    Rule(
        Kind.VEHICLE_REG,
        "vehicle-personal",
        _cs(r"(?<![\w/\-])(?:[A-Z]{1,3} ?\d{1,4}[A-Z]{0,2}|\d{1,4} ?[A-Z]{1,3})(?![\w/\-])"),
        context=CAR,
        only=True,
        refuse=_cs(r"\d+(?:ST|ND|RD|TH|AM|PM)$|W3W$"),
        needs="word",
    ),
    Rule(
        Kind.BANK,
        "sort-code-account",
        ci(
            r"(?:(?<![a-z])sort(?: code)?[ :]{0,2})?(?<![\w/])\d{2}[ \-]?\d{2}[ \-]?\d{2}[ ,/]{1,3}(?:acc?(?:ount|t)?|a/c)?[ .:]{0,2}(?:no\.?|number)?[ .:]{0,2}\d{7,8}(?!\w)"
        ),
        sure=True,
        needs="sort",
    ),
    Rule(Kind.BANK, "sort-code", _cs(r"(?<![\w/])\d{2}[ \-]?\d{2}[ \-]?\d{2}(?![\w/])"), context=BANK, only=True),
    Rule(
        Kind.BANK,
        "account",
        ci(r"(?:(?<![a-z])(?:acc(?:ount|t)?|a/c)(?: no\.?| number)?[ .:]{1,2})?(?<![\w/])\d{4} ?\d{3,4}(?![\w/])"),
        context=BANK,
        only=True,
        needs="account",
    ),
    Rule(
        Kind.BANK,
        "iban",
        ci(r"(?<!\w)[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?(?!\w)"),
        idspace.iban_valid,
        BANK,
        only=True,
        needs="letter",
    ),
    Rule(
        Kind.BANK,
        "card",
        _cs(r"(?<![\w\-])\d{4}[ \n\-]?\d{4}[ \n\-]?\d{4}[ \n\-]?\d{1,7}(?![\w\-])"),
        idspace.luhn_valid,
        BANK,
    ),
    Rule(
        Kind.PNC_ID,
        "pnc",
        ci(r"(?<![\w/])(?:19|20)?\d{2} ?/ ?\d{1,7} ?[a-z](?!\w)"),
        idspace.pnc_valid,
        near("pnc(?: ?id)?(?: no)?"),
    ),
    Rule(
        Kind.PNC_ID,
        "pnc-plain",
        ci(r"(?<![\w/])(?:19|20)?\d{2} ?\d{5,7} ?[a-z](?!\w)"),
        context=near("pnc(?: ?id)?(?: no)?"),
    ),
    Rule(Kind.CRO, "cro", ci(r"(?<![\w/])\d{1,6} ?/ ?\d{2} ?[a-z](?!\w)"), idspace.cro_valid, near("cro(?: no)?")),
    Rule(
        Kind.CRN,
        "crn",
        ci(r"(?<![\w/\-])[a-z]\d{6}(?![\w/\-])"),
        context=near("crn|probation|ndelius|delius"),
        needs="letter",
    ),
    Rule(
        Kind.PRISON_NUMBER,
        "prison-number",
        ci(r"(?<![\w/\-])[a-z]\d{4}[a-z]{2}(?![\w/\-])"),
        context=near("prison(?: no| number)?|hmp|custody|noms"),
        needs="letter",
    ),
    *REFERENCE_RULES,
)
"""In the order they are tried; their hits overlap freely, since the mask is their union."""
